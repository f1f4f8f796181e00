"""Units of measure in expressions: 万美元 × usd = 万元, 万元 ÷ 人 = 万元/人; what does not fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from ruantong.core.rules.language.tree import (
    Add,
    Applied,
    AutoValue,
    Cell,
    Choice,
    Compare,
    Const,
    Divide,
    Extreme,
    Multiply,
    Node,
    Parameter,
    Round,
    RowCell,
    RowCount,
    RowSum,
)

Mismatch = Callable[[str, str], None]
_Power = tuple[tuple[str, int], ...]


def measure_of_sides(node: Compare, mismatch: Mismatch) -> str:
    """The unit both sides of a comparison share; tells ``mismatch`` when they do not."""
    shared = _shared([_power(node.left, mismatch), _power(node.right, mismatch)], mismatch)
    return _text(shared) if shared else ""


def _power(node: Node, mismatch: Mismatch) -> _Power | None:
    match node:
        case Cell() | RowCell() | RowSum() | AutoValue() | Parameter():
            return _parse(node.measure)
        case RowCount():
            return ()
        case Multiply():
            return _product(_power(node.left, mismatch), _power(node.right, mismatch), 1)
        case Divide():
            return _product(_power(node.left, mismatch), _power(node.right, mismatch), -1)
        case Round():
            return _power(node.operand, mismatch)
        case Applied():
            return _shared([_power(item, mismatch) for item in node.arguments], mismatch)
        case Add():
            parts = [_term(term, mismatch) for _, term in node.terms]
            return _shared(parts, mismatch)
        case Extreme():
            return _shared([_power(item, mismatch) for item in node.operands], mismatch)
        case Choice():
            values = [value for _, value in node.cases] + [node.default]
            return _shared([_power(value, mismatch) for value in values], mismatch)
    return None


def _term(node: Node, mismatch: Mismatch) -> _Power | None:
    return None if isinstance(node, Const) else _power(node, mismatch)


def _product(left: _Power | None, right: _Power | None, sign: int) -> _Power | None:
    if left is None and right is None:
        return None
    total = Counter(dict(left or ()))
    for unit, power in right or ():
        total[unit] += sign * power
    return tuple(sorted((unit, power) for unit, power in total.items() if power))


def _shared(powers: list[_Power | None], mismatch: Mismatch) -> _Power | None:
    known = [power for power in powers if power is not None]
    for other in known[1:]:
        if other != known[0]:
            mismatch(_text(known[0]) or "比率", _text(other) or "比率")
    return known[0] if known else None


def _parse(measure: str) -> _Power:
    if not measure or measure == "%":
        return ()
    above, _, below = measure.partition("/")
    return tuple(sorted([(above, 1), *([(below, -1)] if below else [])]))


def _text(power: _Power) -> str:
    above = "·".join(unit for unit, count in power for _ in range(max(count, 0)))
    below = "·".join(unit for unit, count in power for _ in range(max(-count, 0)))
    return f"{above or '1'}/{below}" if below else above
