"""Making operations: what is known beforehand is folded, so that an operation that stands in a lowered
rule depends on data.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from ruantong.core.rules.language import runtime
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.formats import FORMATS
from ruantong.core.rules.lowering import ops
from ruantong.core.values import round_half_up

#: What each operator of a comparison asks, of integers and of columns.
COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
#: What each test of a text asks that needs no code list of an edition.
TESTS: Mapping[str, Callable[[str, tuple[str, ...]], bool]] = {
    ops.AMONG: lambda text, values: text in values,
    ops.STARTS: str.startswith,
    ops.FORMAT: lambda text, names: FORMATS[names[0]](text) is None,
}


def total(terms: Iterable[tuple[int, ops.Number]], constant: int = 0) -> ops.Number:
    """The sum of numbers times their coefficients, with equal ones put together."""
    found: dict[ops.Number, int] = {}

    def add(coefficient: int, number: ops.Number) -> None:
        nonlocal constant
        if isinstance(number, ops.Int):
            constant += coefficient * number.value
        elif isinstance(number, ops.Sum):
            constant += coefficient * number.constant
            for inner, term in number.terms:
                add(coefficient * inner, term)
        else:
            found[number] = found.get(number, 0) + coefficient

    for coefficient, number in terms:
        add(coefficient, number)
    kept = tuple((coefficient, number) for number, coefficient in found.items() if coefficient)
    if not kept:
        return ops.Int(constant)
    if constant == 0 and len(kept) == 1 and kept[0][0] == 1:
        return kept[0][1]
    return ops.Sum(kept, constant)


def sides(number: ops.Number) -> tuple[ops.Number, ops.Number]:
    """Two numbers without a minus whose difference is the number."""
    if not isinstance(number, ops.Sum):
        return number, ops.ZERO
    plus = [(factor, term) for factor, term in number.terms if factor > 0]
    minus = [(-factor, term) for factor, term in number.terms if factor < 0]
    return total(plus, max(number.constant, 0)), total(minus, max(-number.constant, 0))


def times(number: ops.Number, factor: int) -> ops.Number:
    """A number times a constant."""
    return total([(factor, number)])


def shifted(number: ops.Number, places: int) -> ops.Number:
    """Times a power of ten; a negative power leaves the number as it is."""
    return number if places <= 0 else times(number, 10**places)


def product(left: ops.Number, right: ops.Number) -> ops.Number:
    if isinstance(left, ops.Int):
        return times(right, left.value)
    return times(left, right.value) if isinstance(right, ops.Int) else ops.Product(left, right)


def products(factors: Iterable[ops.Number]) -> ops.Number:
    found: ops.Number = ops.ONE
    for factor in factors:
        found = product(found, factor)
    return found


def absolute(number: ops.Number) -> ops.Number:
    if isinstance(number, ops.Int):
        return ops.Int(abs(number.value))
    return number if isinstance(number, ops.Abs) else ops.Abs(number)


def extreme(which: str, operands: Iterable[ops.Number]) -> ops.Number:
    kept = tuple(dict.fromkeys(operands))
    pick = max if which == "max" else min
    constants = [item.value for item in kept if isinstance(item, ops.Int)]
    if len(constants) > 1:
        rest = (item for item in kept if not isinstance(item, ops.Int))
        kept = (*rest, ops.Int(pick(constants)))
    return kept[0] if len(kept) == 1 else ops.Extreme(which, kept)


def signed(operand: ops.Number, by: ops.Number) -> ops.Number:
    if isinstance(by, ops.Int):
        return operand if by.value >= 0 else times(operand, -1)
    return (
        operand if isinstance(operand, ops.Int) and operand.value == 0 else ops.Signed(operand, by)
    )


def part(operand: ops.Text, start: int, stop: int) -> ops.Text:
    if isinstance(operand, ops.Literal):
        return ops.Literal(operand.value.replace("-", "")[start:stop])
    return ops.Part(operand, start, stop)


def compared(sign: str, number: ops.Number) -> ops.Logic:
    """A number compared with 0."""
    if isinstance(number, ops.Int):
        return ops.Truth(COMPARE[sign](number.value, 0))
    return ops.Comparison(sign, number)


def quotient(operand: ops.Number, divisor: ops.Number) -> ops.Number:
    """A ratio rounded half up, away from zero."""
    if divisor == ops.ONE or (isinstance(operand, ops.Int) and operand.value == 0):
        return operand
    if isinstance(operand, ops.Int) and isinstance(divisor, ops.Int) and divisor.value:
        return ops.Int(round_half_up(operand.value, divisor.value))
    return ops.Quotient(operand, divisor)


def divisible(number: ops.Number, by: ops.Number) -> ops.Logic:
    """Whether a number is a multiple of another."""
    if isinstance(number, ops.Int) and isinstance(by, ops.Int) and by.value:
        return ops.Truth(number.value % by.value == 0)
    return ops.YES if by == ops.ONE else ops.Divisible(number, by)


_Value = TypeVar("_Value", ops.Number, ops.Text)


def pick(cases: Iterable[tuple[ops.Logic, _Value]], default: _Value) -> _Value | ops.Pick:
    """The value of the first case that surely holds."""
    kept: list[tuple[ops.Logic, _Value]] = []
    for condition, value in cases:
        if condition == ops.YES:
            default = value
            break
        if not isinstance(condition, ops.Truth):
            kept.append((condition, value))
    if all(value == default for _, value in kept):
        return default
    return ops.Pick(tuple(kept), default)


def text_test(kind: str, text: ops.Text, values: tuple[str, ...]) -> ops.Logic:
    """A test of a text; one of a constant against constants is made now."""
    if isinstance(text, ops.Literal) and kind in TESTS:
        return ops.Truth(TESTS[kind](text.value, values))
    return ops.TextTest(kind, text, values)


def same_text(left: ops.Text, right: ops.Text) -> ops.Logic:
    if isinstance(left, ops.Literal) and isinstance(right, ops.Literal):
        return ops.Truth(runtime.same_text(left.value, right.value))
    return ops.YES if left == right else ops.SameText(left, right)


def both(*operands: ops.Logic) -> ops.Logic:
    """且: false if one is false, else unknown if one is unknown."""
    return _joined(ops.All, operands, neutral=True)


def either(*operands: ops.Logic) -> ops.Logic:
    """或: true if one is true, else unknown if one is unknown."""
    return _joined(ops.Any, operands, neutral=False)


def _joined(
    kind: type[ops.All | ops.Any], operands: Iterable[ops.Logic], *, neutral: bool
) -> ops.Logic:
    flat: dict[ops.Logic, None] = {}
    for item in operands:
        flat.update(dict.fromkeys(item.operands if isinstance(item, kind) else (item,)))
    if any(isinstance(item, ops.Truth) and item.value is (not neutral) for item in flat):
        return ops.Truth(not neutral)
    kept = tuple(
        item for item in flat if not (isinstance(item, ops.Truth) and item.value is neutral)
    )
    if not kept:
        return ops.Truth(neutral)
    return kept[0] if len(kept) == 1 else kind(kept)


def negated(judgement: ops.Logic) -> ops.Logic:
    """非."""
    if isinstance(judgement, ops.Truth):
        return ops.Truth(None if judgement.value is None else not judgement.value)
    if isinstance(judgement, ops.Comparison):
        return ops.Comparison(t.OPPOSITES[judgement.operator], judgement.number)
    return judgement.operand if isinstance(judgement, ops.Not) else ops.Not(judgement)


def same(left: ops.Logic, right: ops.Logic) -> ops.Logic:
    """当且仅当."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, ops.Truth):
            if one.value is None:
                return ops.UNKNOWN
            return other if one.value else negated(other)
    return ops.Same(left, right)


def unless(guard: ops.Logic, judgement: ops.Logic) -> ops.Logic:
    if guard == ops.YES:
        return ops.UNKNOWN
    known = guard == ops.NO or (isinstance(judgement, ops.Truth) and judgement.value is None)
    return judgement if known else ops.Unless(guard, judgement)
