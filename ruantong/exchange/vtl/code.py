"""Operations → VTL 2.1 expressions over integer measures: no division, no rounding, no floats.

A rounded quotient is multiplied out by twice its divisor, so that only a remainder is asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.folding import bound, bounds, widest
from ruantong.core.rules.lowering.ops import Number, Op
from ruantong.core.values import MAX_SCALED
from ruantong.exchange.vtl.measures import Measures

#: Largest integer of a VTL implementation with 64-bit integers.
LARGEST = 2**63 - 1
NULL = "cast(null, boolean)"
#: Operations that are written the same whatever stands in them.
_TEMPLATES: Mapping[type, str] = {
    ops.Product: "({0} * {1})",
    ops.Abs: "abs({0})",
    ops.Signed: "(if {1} >= 0 then {0} else 0 - {0})",
    ops.Divisible: "mod({0}, {1}) = 0",
    ops.Not: "not ({0})",
    ops.Same: "not ({0} xor {1})",
    ops.Unless: f"(if {{0}} then {NULL} else {{1}})",
}


@dataclass(frozen=True)
class Remainder:
    """What is left of a number when it is divided; stands where a measure may."""

    number: Number
    by: Number


def quoted(text: str) -> str:
    """A VTL text constant."""
    if '"' in text or "\n" in text:
        raise ValueError(f"VTL文本不能含引号或换行：{text!r}")
    return f'"{text}"'


class Printer:
    """Writes operations without quotients over the measures of one data set."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures

    def code(self, op: Op) -> str:
        """An expression for an operation; a judgement that cannot be made is null."""
        if type(op) in _TEMPLATES:
            return _TEMPLATES[type(op)].format(*map(self.code, op.below))
        match op:
            case ops.Int(value):
                return str(value) if value >= 0 else f"(0 - {-value})"
            case ops.Truth(known):
                return NULL if known is None else str(known).lower()
            case ops.Literal(text):
                return quoted(text)
            case ops.Load(leaf):
                return self._load(leaf)
            case ops.LoadText(leaf):
                return f'nvl({self._measures.name(leaf)}, "")'
            case ops.Blank(leaf) | ops.Fact(leaf):
                name = self._measures.name(leaf)
                return f"isnull({name})" if isinstance(op, ops.Blank) else name
            case ops.Sum():
                return f"({self.sum(op)})"
            case ops.Pick(cases, default):
                code = self.code(default)
                for condition, chosen in reversed(cases):
                    code = f"(if {self._surely(condition)} then {self.code(chosen)} else {code})"
                return code
            case ops.Part(operand, start, stop):
                bare = f'replace({self.code(operand)}, "-", "")'
                return f"substr({bare}, {start + 1}, {stop - start})"
        return self._judgement(op)

    def _load(self, leaf: Any) -> str:
        if isinstance(leaf, Remainder):
            # VTL looks at both branches of a choice: a divisor of 0 would end the run.
            by = self.code(leaf.by)
            by = by if isinstance(leaf.by, ops.Int) else f"if {by} = 0 then 1 else {by}"
            return f"mod({self.code(leaf.number)}, {by})"
        name = self._measures.name(leaf)
        return name if isinstance(leaf, t.PeriodNumber | t.RowCount) else f"nvl({name}, 0)"

    def sum(self, op: Number) -> str:
        """A number that stands by itself, as positive terms less negative ones."""
        plus, minus = make.sides(op)
        if minus != ops.ZERO:
            return f"{self.sum(plus)} - {self.code(minus)}"
        if not isinstance(op, ops.Sum):
            return self.code(op)
        pieces = [
            self.code(number) if factor == 1 else f"{factor} * {self.code(number)}"
            for factor, number in op.terms
        ]
        return " + ".join([*pieces, *([str(op.constant)] if op.constant else [])])

    def _surely(self, op: ops.Logic) -> str:
        return f"nvl({self.code(op)}, false)" if ops.nullable(op) else self.code(op)

    def _judgement(self, op: Op) -> str:
        match op:
            case ops.Comparison(sign, number):
                left, right = map(self.sum, make.sides(number))
                return f"{left} {'<>' if sign == '!=' else sign} {right}"
            case ops.Extreme(which, (first, *rest)):
                code = self.code(first)
                for one in map(self.code, rest):
                    sign = ">=" if which == "max" else "<="
                    code = f"(if {code} {sign} {one} then {code} else {one})"
                return code
            case ops.TextTest(ops.AMONG, text, values):
                return f"{self.code(text)} in {{{', '.join(map(quoted, values))}}}"
            case ops.TextTest(ops.STARTS, text, values):
                code = self.code(text)
                tests = (f"substr({code}, 1, {len(one)}) = {quoted(one)}" for one in values)
                return f"({' or '.join(tests)})"
            case ops.SameText(left, right) if ops.Literal in {type(left), type(right)}:
                return f"{self.code(left)} = {self.code(right)}"
            case ops.TextTest() | ops.SameText():
                return self._measures.name(op)
            case ops.All(operands):
                return f"({' and '.join(map(self.code, operands))})"
            case ops.Any(operands):
                return f"({' or '.join(map(self.code, operands))})"
        raise TypeError(type(op).__name__)


# ---- multiplied out ----------------------------------------------------------------------------


def multiplied_out(op: Any) -> Any:
    """A judgement or a text whose numbers are multiplied out until nothing is divided."""
    match op:
        case ops.Comparison(sign, number):
            return make.compared(sign, _whole(number)[0])
        case ops.Divisible(number, by):
            (above, x), (below, y) = _whole(number), _whole(by)
            return make.divisible(make.product(above, y), make.product(below, x))
    return type(op)(*op.mapped(multiplied_out))


def _whole(number: Number) -> tuple[Number, Number]:
    """A number times a factor greater than 0 with which nothing is divided, and the factor."""
    match number:
        case ops.Quotient(operand, divisor):
            (above, x), (below, y) = _whole(operand), _whole(divisor)
            above, below = make.product(above, y), make.product(below, x)
            size = make.absolute(below)
            twice = make.times(size, 2)
            total = make.total([(2, make.absolute(above)), (1, size)])
            rest = ops.Load(Remainder(total, twice))  # type: ignore[arg-type]
            found = make.total([(1, total), (-1, rest)])
            return make.signed(make.signed(found, above), below), twice
        case ops.Sum(terms, constant):
            parts, factor = _alike([term for _, term in terms])
            coefficients = [times for times, _ in terms]
            return make.total([*zip(coefficients, parts, strict=True), (constant, factor)]), factor
        case ops.Product(left, right):
            (one, x), (other, y) = _whole(left), _whole(right)
            return make.product(one, other), make.product(x, y)
        case ops.Abs(operand):
            found, factor = _whole(operand)
            return make.absolute(found), factor
        case ops.Signed(operand, by):
            found, factor = _whole(operand)
            return make.signed(found, _whole(by)[0]), factor
        case ops.Extreme(which, operands):
            parts, factor = _alike(operands)
            return make.extreme(which, parts), factor
        case ops.Pick(cases, default):
            parts, factor = _alike([default, *(value for _, value in cases)])  # type: ignore[list-item]
            conditions = (multiplied_out(condition) for condition, _ in cases)
            return make.pick(zip(conditions, parts[1:], strict=True), parts[0]), factor
    return number, ops.ONE


def _alike(numbers: Sequence[Number]) -> tuple[list[Number], Number]:
    """Numbers times one factor, and the factor."""
    found = [_whole(number) for number in numbers]
    factors = [factor for _, factor in found]
    return [
        make.products([number, *factors[:at], *factors[at + 1 :]])
        for at, (number, _) in enumerate(found)
    ], make.products(factors)


def limit(judgements: Iterable[Op]) -> int:
    """Largest measure with which every integer on the way stays within 64 bits."""
    judgements = list(judgements)
    fixed = bounds({})

    def exceeds(largest: int) -> bool:
        def size(leaf: Any) -> int:
            if isinstance(leaf, Remainder):
                return bound(leaf.number, size)
            return fixed(leaf) if isinstance(leaf, t.PeriodNumber) else largest

        return any(widest(judgement, size) > LARGEST for judgement in judgements)

    if not exceeds(MAX_SCALED):
        return MAX_SCALED
    return bisect_left(range(MAX_SCALED), True, key=exceeds) - 1
