"""Operations under what is known: blanks, forms and facts that are the same for all returns at hand,
and how large a number can become.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.ops import Leaf, Number, Op
from ruantong.core.values import MAX_SCALED

#: Most lines of a kind in one return: sums over them stay within 64 bits.
MOST_LINES = 9000
_PERIOD = {"months": 12, "year": 2100}

#: What is known of a leaf: an operation of the same kind, None for nothing.
Known = Callable[[Op], Op | None]


def folded(op: Any, known: Known) -> Any:
    """The operation with its known leaves (``Load``, ``LoadText``, ``Blank``, ``Fact``) replaced."""
    match op:
        case ops.Load() | ops.LoadText() | ops.Blank() | ops.Fact():
            found = known(op)
            return op if found is None else found
        case ops.Sum():
            terms = [(factor, folded(number, known)) for factor, number in op.terms]
            return make.total(terms, op.constant)
        case ops.Product():
            return make.product(folded(op.left, known), folded(op.right, known))
        case ops.Abs():
            return make.absolute(folded(op.operand, known))
        case ops.Extreme():
            return make.extreme(op.which, [folded(item, known) for item in op.operands])
        case ops.Signed():
            return make.signed(folded(op.operand, known), folded(op.by, known))
        case ops.Quotient():
            return make.quotient(folded(op.operand, known), folded(op.divisor, known))
        case ops.Pick():
            cases = [(folded(when, known), folded(value, known)) for when, value in op.cases]
            return make.pick(cases, folded(op.default, known))
        case ops.Part():
            return make.part(folded(op.operand, known), op.start, op.stop)
    return _folded_logic(op, known)


def _folded_logic(op: Any, known: Known) -> Any:
    match op:
        case ops.Comparison():
            return make.compared(op.operator, folded(op.number, known))
        case ops.Divisible():
            return make.divisible(folded(op.number, known), folded(op.by, known))
        case ops.TextTest():
            return make.text_test(op.kind, folded(op.text, known), op.values)
        case ops.SameText():
            return make.same_text(folded(op.left, known), folded(op.right, known))
        case ops.All():
            return make.both(*(folded(item, known) for item in op.operands))
        case ops.Any():
            return make.either(*(folded(item, known) for item in op.operands))
        case ops.Not():
            return make.negated(folded(op.operand, known))
        case ops.Same():
            return make.same(folded(op.left, known), folded(op.right, known))
        case ops.Unless():
            return make.unless(folded(op.guard, known), folded(op.judgement, known))
    return op


def bound(number: Number, automatic: Mapping[str, int]) -> int:
    """The largest absolute value that a number can have.

    ``automatic`` has the bounds of the automatic cells by reference.
    """
    match number:
        case ops.Int():
            return abs(number.value)
        case ops.Load():
            return leaf_bound(number.leaf, automatic)
        case ops.Sum():
            terms = (abs(factor) * bound(term, automatic) for factor, term in number.terms)
            return abs(number.constant) + sum(terms)
        case ops.Product():
            return bound(number.left, automatic) * bound(number.right, automatic)
        case ops.Abs() | ops.Signed() | ops.Quotient():
            return bound(number.operand, automatic)
        case ops.Extreme():
            return max(bound(item, automatic) for item in number.operands)
        case ops.Pick():
            values: list[Any] = [number.default, *(value for _, value in number.cases)]
            return max(bound(value, automatic) for value in values)
    raise TypeError(type(number).__name__)


def leaf_bound(leaf: Leaf, automatic: Mapping[str, int]) -> int:
    """The largest absolute value that a leaf can hold."""
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


def widest(op: Op, automatic: Mapping[str, int]) -> int:
    """The largest absolute value on the way to an operation's result."""
    found = 0
    for one in op.everything:
        match one:
            case ops.Comparison():
                found = max(found, bound(one.number, automatic))
            case ops.Divisible():
                found = max(found, bound(one.number, automatic), bound(one.by, automatic))
            case ops.Quotient():
                twice = 2 * bound(one.operand, automatic) + bound(one.divisor, automatic)
                found = max(found, twice, 2 * bound(one.divisor, automatic))
            case ops.Product() | ops.Sum():
                found = max(found, bound(one, automatic))
    return found
