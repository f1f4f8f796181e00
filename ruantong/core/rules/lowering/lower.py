"""Nodes of the rule language → operations: the one place that says what a node means.

A number becomes a ratio of two integers with the scale of the upper one kept apart, so that a
comparison is one of integers: both sides on the larger scale, multiplied out, the tolerance added.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.ops import ONE, ZERO, Logic, Number, Text

#: Ratios of a figure to its base that betray a wrong unit (R6-29); the inverses count as well.
SLIP_RANGES = ((8, 12), (80, 120), (800, 1200), (8000, 12000))


@dataclass(frozen=True)
class Ratio:
    """``above`` ÷ ``below`` × 10^-``scale``, with no value where ``guard`` holds.

    ``positive``: ``below`` is surely greater than 0.
    """

    above: Number
    scale: int = 0
    below: Number = ONE
    positive: bool = True
    guard: Logic = ops.NO

    def at(self, scale: int) -> Number:
        """The upper integer on a larger scale."""
        return make.shifted(self.above, scale - self.scale)


def _guards(*parts: Ratio) -> Logic:
    return make.either(*(part.guard for part in parts))


# ---- numbers -----------------------------------------------------------------------------------


def lower_number(node: t.Node) -> Ratio:
    """A number node as a ratio of integers."""
    match node:
        case t.Const() | t.Parameter():
            return Ratio(ops.Int(node.units), node.scale)
        case t.Cell() | t.RowCell() | t.RowSum():
            return Ratio(ops.Load(node), node.scale)
        case t.PeriodNumber() | t.RowCount():
            return Ratio(ops.Load(node))
        case t.AutoValue():
            return Ratio(ops.Load(node), node.scale, guard=ops.Blank(node))
        case t.Add():
            return _sum([(sign, lower_number(term)) for sign, term in node.terms])
        case t.Multiply():
            return _product(lower_number(node.left), lower_number(node.right))
        case t.Divide():
            return _quotient(lower_number(node.left), lower_number(node.right))
        case t.Applied():
            return FUNCTIONS[node.function](*map(lower_number, node.arguments))
        case t.Extreme():
            parts = [lower_number(item) for item in node.operands]
            scale = max(part.scale for part in parts)
            above = make.extreme(node.which, (part.at(scale) for part in parts))
            return Ratio(above, scale, guard=_guards(*parts))
        case t.Round():
            inner = lower_number(node.operand)
            return Ratio(rounded(inner, node.places), node.places, guard=inner.guard)
        case t.Choice():
            return _choice(node)
    raise TypeError(type(node).__name__)


def _sum(parts: list[tuple[int, Ratio]]) -> Ratio:
    scale = max(part.scale for _, part in parts)
    terms = []
    for place, (sign, part) in enumerate(parts):
        others = (other.below for at, (_, other) in enumerate(parts) if at != place)
        terms.append((sign, make.products([part.at(scale), *others])))
    below = make.products(part.below for _, part in parts)
    positive = all(part.positive for _, part in parts)
    return Ratio(make.total(terms), scale, below, positive, _guards(*(p for _, p in parts)))


def _product(left: Ratio, right: Ratio) -> Ratio:
    return Ratio(
        make.product(left.above, right.above),
        left.scale + right.scale,
        make.product(left.below, right.below),
        left.positive and right.positive,
        _guards(left, right),
    )


def _quotient(above: Ratio, by: Ratio) -> Ratio:
    # a ÷ (p ÷ q) is a × q ÷ p: the divisor's own denominator moves up.
    shift = above.scale - by.scale
    zero = make.compared("=", by.above)
    positive = isinstance(by.above, ops.Int) and by.above.value > 0
    return Ratio(
        make.shifted(make.product(above.above, by.below), -shift),
        max(shift, 0),
        make.product(above.below, by.above),
        above.positive and (positive or _period(by.above)),
        _guards(above, by) if _period(by.above) else make.either(_guards(above, by), zero),
    )


def _period(number: Number) -> bool:
    """Months and years are never 0."""
    return isinstance(number, ops.Load) and isinstance(number.leaf, t.PeriodNumber)


def rounded(value: Ratio, places: int) -> Number:
    """The integer that stands for a value rounded half up to ``places``."""
    shift = places - value.scale
    above, divisor = make.shifted(value.above, shift), make.shifted(value.below, -shift)
    return make.quotient(above, divisor)


def _absolute(inner: Ratio) -> Ratio:
    above, below = make.absolute(inner.above), make.absolute(inner.below)
    return Ratio(above, inner.scale, below, True, inner.guard)


#: Functions of numbers: what each makes of its arguments.
FUNCTIONS: Mapping[str, Callable[..., Ratio]] = {"Absolute": _absolute}


def _choice(node: t.Choice) -> Ratio:
    cases = [(lower_logic(when), lower_number(value)) for when, value in node.cases]
    default = lower_number(node.default)
    values = [default, *(value for _, value in cases)]
    scale = max(value.scale for value in values)
    picked = make.pick([(when, value.at(scale)) for when, value in cases], default.at(scale))
    return Ratio(picked, scale, guard=_guards(*values))


# ---- texts -------------------------------------------------------------------------------------


def lower_text(node: t.Node) -> Text:
    """A text node; a blank text is empty."""
    match node:
        case t.TextConst():
            return ops.Literal(node.value)
        case t.Cell() | t.HeadCell() | t.RowCell() | t.UnitFact():
            return ops.LoadText(node)
        case t.Slice():
            return make.part(lower_text(node.operand), node.start - 1, node.stop)
        case t.Choice():
            cases = [(lower_logic(when), lower_text(value)) for when, value in node.cases]
            return make.pick(cases, lower_text(node.default))
    raise TypeError(type(node).__name__)


# ---- judgements --------------------------------------------------------------------------------


def lower_logic(node: t.Node) -> Logic:
    """A judgement node."""
    match node:
        case t.Compare():
            return _compare(node)
        case t.TextCompare():
            found = make.same_text(lower_text(node.left), lower_text(node.right))
            return found if node.operator == "=" else make.negated(found)
        case t.And():
            return make.both(*map(lower_logic, node.operands))
        case t.Or():
            return make.either(*map(lower_logic, node.operands))
        case t.Not():
            return make.negated(lower_logic(node.operand))
        case t.Implies():
            condition, consequence = lower_logic(node.condition), lower_logic(node.consequence)
            return make.either(make.negated(condition), consequence)
        case t.Iff():
            return make.same(lower_logic(node.left), lower_logic(node.right))
        case t.IsBlank():
            return ops.Blank(node.operand)
        case t.IsWhole():
            value = lower_number(node.operand)
            unit = make.shifted(value.below, value.scale)
            return make.unless(value.guard, make.divisible(value.above, unit))
        case t.MagnitudeSlip():
            return _slip(node)
    return _test(node)


def _test(node: t.Node) -> Logic:
    """A test of a text, or a fact that is looked up."""
    match node:
        case t.OneOf(operand, values):
            return make.text_test(ops.AMONG, lower_text(operand), values)
        case t.StartsWith(operand, prefixes):
            return make.text_test(ops.STARTS, lower_text(operand), prefixes)
        case t.InCodeList(operand, code_list, leaf):
            kind = ops.LEAVES if leaf else ops.CODES
            return make.text_test(kind, lower_text(operand), (code_list,))
        case t.Matches(operand, format_name):
            return make.text_test(ops.FORMAT, lower_text(operand), (format_name,))
        case (
            t.OnList() | t.FormFilled() | t.SameColumns() | t.UniqueInRegister() | t.UniqueInRows()
        ):
            return ops.Fact(node)
    raise TypeError(type(node).__name__)


def _compare(node: t.Compare) -> Logic:
    left, right = lower_number(node.left), lower_number(node.right)
    units, places = node.tolerance if node.tolerance[0] else (0, 0)
    scale = max(left.scale, right.scale, places)
    below = make.product(left.below, right.below)
    gap = make.total(
        [
            (1, make.product(left.at(scale), right.below)),
            (-1, make.product(right.at(scale), left.below)),
        ]
    )
    slack = make.times(below, units * 10 ** (scale - places))
    if not (left.positive and right.positive):
        gap, slack = make.signed(gap, below), make.absolute(slack)
    return make.unless(_guards(left, right), _within(node.operator, gap, slack))


def _within(operator: str, gap: Number, slack: Number) -> Logic:
    """A gap compared with 0, give or take the slack (not negative)."""
    if slack == ZERO:
        return make.compared(operator, gap)
    if operator in {"=", "!="}:
        size = make.total([(1, make.absolute(gap)), (-1, slack)])
        return make.compared("<=" if operator == "=" else ">", size)
    sign = 1 if operator in {">=", ">"} else -1
    return make.compared(operator, make.total([(1, gap), (sign, slack)]))


def _slip(node: t.MagnitudeSlip) -> Logic:
    parts = left, right = lower_number(node.left), lower_number(node.right)
    scale = max(left.scale, right.scale)
    a, b = left.at(scale), right.at(scale)
    small, large = (make.extreme(w, (make.absolute(a), make.absolute(b))) for w in ("min", "max"))
    ranges = (
        make.both(
            make.compared("<=", make.total([(low, small), (-1, large)])),
            make.compared("<=", make.total([(1, large), (-high, small)])),
        )
        for low, high in SLIP_RANGES
    )
    # Unlike signs are no slip, and 0 counts as positive.
    alike = make.same(make.compared("<", a), make.compared("<", b))
    found = make.both(make.compared(">", small), alike, make.either(*ranges))
    return make.unless(make.either(_guards(*parts), make.compared("=", b)), found)
