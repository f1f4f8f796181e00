"""Units of measure in expressions: 万美元 × usd = 万元, 万元 ÷ 人 = 万元/人; what does not fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from ruantong.core.rules.language import tree as t

#: Told both units of what does not fit.
Mismatch = Callable[[str, str], None]
#: Units with their powers; None: of any measure.
_Power = tuple[tuple[str, int], ...] | None


def measure_of_sides(node: t.Compare, mismatch: Mismatch) -> str:
    """The unit both sides of a comparison share; tells ``mismatch`` when they do not."""
    return _text(_shared((node.left, node.right), mismatch))


def _power(node: t.Node, mismatch: Mismatch) -> _Power:
    match node:
        case t.Cell() | t.RowCell() | t.RowSum() | t.AutoValue() | t.Parameter():
            measure = "" if node.measure == "%" else node.measure
            above, _, below = measure.partition("/")
            units = [(above, 1), (below, -1)]
            return tuple(sorted((unit, power) for unit, power in units if unit))
        case t.RowCount():
            return ()
        case t.Multiply() | t.Divide():
            sign = 1 if isinstance(node, t.Multiply) else -1
            return _product(_power(node.left, mismatch), _power(node.right, mismatch), sign)
        case t.Const() | t.PeriodNumber():
            return None
    return _shared((item for item in node.below if t.kind_of(item) == "number"), mismatch)


def _product(left: _Power, right: _Power, sign: int) -> _Power:
    if left is None and right is None:
        return None
    total = Counter(dict(left or ()))
    for unit, power in right or ():
        total[unit] += sign * power
    return tuple(sorted((unit, power) for unit, power in total.items() if power))


def _shared(nodes: Iterable[t.Node], mismatch: Mismatch) -> _Power:
    known = [power for node in nodes if (power := _power(node, mismatch)) is not None]
    for other in known[1:]:
        if other != known[0]:
            mismatch(_text(known[0]) or "比率", _text(other) or "比率")
    return known[0] if known else None


def _text(power: _Power) -> str:
    above = "·".join(unit for unit, count in power or () for _ in range(max(count, 0)))
    below = "·".join(unit for unit, count in power or () for _ in range(max(-count, 0)))
    return f"{above or '1'}/{below}" if below else above
