"""Making operations: what is known beforehand is folded, so that an operation that stands in a lowered
rule depends on data.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from ruantong.core.rules.language import runtime
from ruantong.core.rules.language.formats import FORMATS
from ruantong.core.rules.lowering.ops import (
    AMONG,
    FORMAT,
    NO,
    ONE,
    STARTS,
    UNKNOWN,
    YES,
    Abs,
    All,
    Any,
    Comparison,
    Divisible,
    Extreme,
    Int,
    Literal,
    Logic,
    Not,
    Number,
    Part,
    Pick,
    Product,
    Quotient,
    Same,
    SameText,
    Signed,
    Sum,
    Text,
    TextTest,
    Truth,
    Unless,
)
from ruantong.core.values import round_half_up


def total(terms: Iterable[tuple[int, Number]], constant: int = 0) -> Number:
    """The sum of numbers times their coefficients, with equal ones put together."""
    found: dict[Number, int] = {}

    def add(coefficient: int, number: Number) -> None:
        nonlocal constant
        if isinstance(number, Int):
            constant += coefficient * number.value
        elif isinstance(number, Sum):
            constant += coefficient * number.constant
            for inner, term in number.terms:
                add(coefficient * inner, term)
        else:
            found[number] = found.get(number, 0) + coefficient

    for coefficient, number in terms:
        add(coefficient, number)
    kept = tuple((coefficient, number) for number, coefficient in found.items() if coefficient)
    if not kept:
        return Int(constant)
    if constant == 0 and len(kept) == 1 and kept[0][0] == 1:
        return kept[0][1]
    return Sum(kept, constant)


def times(number: Number, factor: int) -> Number:
    """A number times a constant."""
    return total([(factor, number)])


def shifted(number: Number, places: int) -> Number:
    """Times a power of ten; a negative power leaves the number as it is."""
    return number if places <= 0 else times(number, 10**places)


def product(left: Number, right: Number) -> Number:
    if isinstance(left, Int):
        return times(right, left.value)
    return times(left, right.value) if isinstance(right, Int) else Product(left, right)


def products(factors: Iterable[Number]) -> Number:
    found: Number = ONE
    for factor in factors:
        found = product(found, factor)
    return found


def absolute(number: Number) -> Number:
    if isinstance(number, Int):
        return Int(abs(number.value))
    return number if isinstance(number, Abs) else Abs(number)


def extreme(which: str, operands: Iterable[Number]) -> Number:
    kept = tuple(dict.fromkeys(operands))
    pick = max if which == "max" else min
    constants = [item.value for item in kept if isinstance(item, Int)]
    if len(constants) > 1:
        rest = (item for item in kept if not isinstance(item, Int))
        kept = (*rest, Int(pick(constants)))
    return kept[0] if len(kept) == 1 else Extreme(which, kept)


def signed(operand: Number, by: Number) -> Number:
    if isinstance(by, Int):
        return operand if by.value >= 0 else times(operand, -1)
    return operand if isinstance(operand, Int) and operand.value == 0 else Signed(operand, by)


def part(operand: Text, start: int, stop: int) -> Text:
    if isinstance(operand, Literal):
        return Literal(operand.value.replace("-", "")[start:stop])
    return Part(operand, start, stop)


def compared(operator: str, number: Number) -> Logic:
    """A number compared with 0."""
    if not isinstance(number, Int):
        return Comparison(operator, number)
    value = number.value
    return Truth(
        {
            "=": value == 0,
            "!=": value != 0,
            "<": value < 0,
            "<=": value <= 0,
            ">": value > 0,
            ">=": value >= 0,
        }[operator]
    )


def quotient(operand: Number, divisor: Number) -> Number:
    """A ratio rounded half up, away from zero."""
    if divisor == ONE or (isinstance(operand, Int) and operand.value == 0):
        return operand
    if isinstance(operand, Int) and isinstance(divisor, Int) and divisor.value:
        return Int(round_half_up(operand.value, divisor.value))
    return Quotient(operand, divisor)


def divisible(number: Number, by: Number) -> Logic:
    """Whether a number is a multiple of another."""
    if isinstance(number, Int) and isinstance(by, Int) and by.value:
        return Truth(number.value % by.value == 0)
    return YES if by == ONE else Divisible(number, by)


_Value = TypeVar("_Value", "Number", "Text")


def pick(cases: Iterable[tuple[Logic, _Value]], default: _Value) -> _Value | Pick:
    """The value of the first case that surely holds."""
    kept: list[tuple[Logic, _Value]] = []
    for condition, value in cases:
        if condition == YES:
            default = value
            break
        if not isinstance(condition, Truth):
            kept.append((condition, value))
    if all(value == default for _, value in kept):
        return default
    return Pick(tuple(kept), default)


def text_test(kind: str, text: Text, values: tuple[str, ...]) -> Logic:
    """A test of a text; one of a constant against constants is made now."""
    if isinstance(text, Literal) and kind == AMONG:
        return Truth(text.value in values)
    if isinstance(text, Literal) and kind == STARTS:
        return Truth(text.value.startswith(values))
    if isinstance(text, Literal) and kind == FORMAT:
        return Truth(FORMATS[values[0]](text.value) is None)
    return TextTest(kind, text, values)


def same_text(left: Text, right: Text) -> Logic:
    if isinstance(left, Literal) and isinstance(right, Literal):
        return Truth(runtime.same_text(left.value, right.value))
    return YES if left == right else SameText(left, right)


def both(*operands: Logic) -> Logic:
    """且: false if one is false, else unknown if one is unknown."""
    return _joined(All, operands, neutral=True)


def either(*operands: Logic) -> Logic:
    """或: true if one is true, else unknown if one is unknown."""
    return _joined(Any, operands, neutral=False)


def _joined(kind: type[All | Any], operands: Iterable[Logic], *, neutral: bool) -> Logic:
    flat: dict[Logic, None] = {}
    for item in operands:
        flat.update(dict.fromkeys(item.operands if isinstance(item, kind) else (item,)))
    if any(isinstance(item, Truth) and item.value is (not neutral) for item in flat):
        return Truth(not neutral)
    kept = tuple(item for item in flat if not (isinstance(item, Truth) and item.value is neutral))
    if not kept:
        return Truth(neutral)
    return kept[0] if len(kept) == 1 else kind(kept)


def negated(judgement: Logic) -> Logic:
    """非."""
    if isinstance(judgement, Truth):
        return Truth(None if judgement.value is None else not judgement.value)
    if isinstance(judgement, Comparison):
        return Comparison(OPPOSITES[judgement.operator], judgement.number)
    return judgement.operand if isinstance(judgement, Not) else Not(judgement)


#: Operators that hold where the others do not.
OPPOSITES = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def same(left: Logic, right: Logic) -> Logic:
    """当且仅当."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Truth):
            if one.value is None:
                return UNKNOWN
            return other if one.value else negated(other)
    return Same(left, right)


def unless(guard: Logic, judgement: Logic) -> Logic:
    if guard == YES:
        return UNKNOWN
    known = guard == NO or (isinstance(judgement, Truth) and judgement.value is None)
    return judgement if known else Unless(guard, judgement)
