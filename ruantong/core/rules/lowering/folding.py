"""Operations under what is known: blanks, forms and facts that are the same for all returns at hand,
and how large a number can become.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.ops import Number, NumberLeaf, Op
from ruantong.core.values import MAX_SCALED

#: Most lines of a kind in one return: sums over them stay within 64 bits.
MOST_LINES = 9000
_PERIOD = {"months": 12, "year": 2100}

#: What is known of a leaf: an operation of the same kind, None for nothing.
Known = Callable[[Op], Op | None]
#: The largest absolute value that a leaf can hold.
Bounds = Callable[[NumberLeaf], int]

_MAKE: Mapping[type, Callable[..., Op]] = {
    ops.Sum: make.total,
    ops.Product: make.product,
    ops.Abs: make.absolute,
    ops.Extreme: make.extreme,
    ops.Signed: make.signed,
    ops.Quotient: make.quotient,
    ops.Pick: make.pick,
    ops.Part: make.part,
    ops.Comparison: make.compared,
    ops.Divisible: make.divisible,
    ops.TextTest: make.text_test,
    ops.SameText: make.same_text,
    ops.All: lambda operands: make.both(*operands),
    ops.Any: lambda operands: make.either(*operands),
    ops.Not: make.negated,
    ops.Same: make.same,
    ops.Unless: make.unless,
}


def folded(op: Any, known: Known) -> Any:
    """The operation with its known leaves (``Load``, ``LoadText``, ``Blank``, ``Fact``) replaced."""
    if type(op) in _MAKE:
        return _MAKE[type(op)](*op.mapped(lambda one: folded(one, known)))
    found = None if isinstance(op, ops.Int | ops.Literal | ops.Truth) else known(op)
    return op if found is None else found


def bounds(automatic: Mapping[str, int]) -> Bounds:
    """The bounds of what a return may hold; those of automatic cells are given by reference."""

    def largest(leaf: NumberLeaf) -> int:
        match leaf:
            case t.PeriodNumber():
                return _PERIOD[leaf.which]
            case t.RowCount():
                return MOST_LINES
            case t.RowSum():
                return MAX_SCALED * MOST_LINES
            case t.AutoValue():
                return automatic[leaf.ref]
        return MAX_SCALED

    return largest


def bound(number: Number, leaves: Bounds) -> int:
    """The largest absolute value that a number can have."""
    match number:
        case ops.Int():
            return abs(number.value)
        case ops.Load():
            return leaves(number.leaf)
        case ops.Sum():
            terms = (abs(factor) * bound(term, leaves) for factor, term in number.terms)
            return abs(number.constant) + sum(terms)
        case ops.Product():
            return bound(number.left, leaves) * bound(number.right, leaves)
        case ops.Abs() | ops.Signed() | ops.Quotient():
            return bound(number.operand, leaves)
        case ops.Extreme():
            return max(bound(item, leaves) for item in number.operands)
        case ops.Pick():
            values: list[Any] = [number.default, *(value for _, value in number.cases)]
            return max(bound(value, leaves) for value in values)
    raise TypeError(type(number).__name__)


def widest(op: Op, leaves: Bounds) -> int:
    """The largest absolute value on the way to an operation's result."""
    found = 0
    for one in op.everything:
        match one:
            case ops.Comparison():
                found = max(found, bound(one.number, leaves))
            case ops.Divisible():
                found = max(found, bound(one.number, leaves), bound(one.by, leaves))
            case ops.Quotient():
                found = max(found, rounding(one, leaves))
            case ops.Product() | ops.Sum():
                found = max(found, bound(one, leaves))
    return found


def rounding(quotient: ops.Quotient, leaves: Bounds) -> int:
    """The largest absolute value on the way to a quotient: twice the operand and the divisor."""
    divisor = bound(quotient.divisor, leaves)
    return max(2 * bound(quotient.operand, leaves) + divisor, 2 * divisor)
