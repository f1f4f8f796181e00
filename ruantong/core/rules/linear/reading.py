"""Operations → conditions: when a lowered judgement is true, or false, or cannot be made.

The one place that knows what an operation means in inequalities. Who reads says what a leaf is and
what becomes of what is not linear.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import prod
from typing import TypeVar, cast

from ruantong.core.rules.language import tree as t
from ruantong.core.rules.linear.conditions import (
    Condition,
    Form,
    LimitReached,
    Rounded,
    every,
    no_more,
    opposite,
    some,
    total,
    variable,
)
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.ops import Logic, Number, NumberLeaf
from ruantong.core.values import round_half_up

#: Forms one number may have, and combinations of its absolute values and extremes.
MAX_FORMS = 64

_Value = TypeVar("_Value")
#: A number under a condition.
Case = tuple[Condition, Form]


class NotLinear(Exception):
    """A number is no linear form; the judgement around it is then opaque."""


class Reader(ABC):
    """Reads judgements. ``unknown``: whether they may also be impossible to make."""

    @abstractmethod
    def load(self, leaf: NumberLeaf) -> list[Case]:
        """A number that a return holds."""

    @abstractmethod
    def nonlinear(self, number: Number) -> Form:
        """A product or quotient of variables. May raise ``NotLinear``."""

    @abstractmethod
    def opaque(self, judgement: Logic, truth: bool, *, unknown: bool) -> Condition:
        """A test of texts, blankness, a fact, or a judgement whose numbers are not linear."""

    def read(self, judgement: Logic, truth: bool, *, unknown: bool = False) -> Condition:
        """When a judgement comes out as ``truth``. Raises ``LimitReached``."""
        match judgement:
            case ops.Truth():
                return unknown if judgement.value is None else judgement.value is truth
            case ops.All() | ops.Any():
                join = every if isinstance(judgement, ops.All) is truth else some
                return join(self.read(part, truth, unknown=unknown) for part in judgement.operands)
            case ops.Not():
                return self.read(judgement.operand, not truth, unknown=unknown)
            case ops.Same(left, right):
                return some(
                    every(
                        (
                            self.read(left, one, unknown=unknown),
                            self.read(right, one is truth, unknown=unknown),
                        )
                    )
                    for one in (True, False)
                )
            case ops.Unless():
                guard = self.read(judgement.guard, True)
                if guard is True:
                    return unknown
                made = self.read(judgement.judgement, truth, unknown=unknown)
                return some((guard, made)) if unknown else every((opposite(guard), made))
            case ops.Comparison():
                operator = judgement.operator if truth else t.OPPOSITES[judgement.operator]
                try:
                    return self._compared(operator, judgement.number)
                except NotLinear:
                    pass
        return self.opaque(judgement, truth, unknown=unknown)

    def _compared(self, operator: str, number: Number) -> Condition:
        turned = make.times(number, -1)
        match operator:
            case "=":
                return every((self._at_most(number, 0), self._at_most(turned, 0)))
            case "!=":
                return some((self._at_most(number, 1), self._at_most(turned, 1)))
            case "<=" | "<":
                return self._at_most(number, int(operator == "<"))
        return self._at_most(turned, int(operator == ">"))

    def _at_most(self, number: Number, more: int, width: int = 1) -> Condition:
        """``number`` + ``more`` ≤ 0. What |x| or a maximum may not exceed, all of its operands may not."""
        terms = number.terms if isinstance(number, ops.Sum) else ((1, number),)
        for factor, term in terms:
            if isinstance(term, ops.Abs | ops.Extreme):
                operands = (
                    (term.operand, make.times(term.operand, -1))
                    if isinstance(term, ops.Abs)
                    else term.operands
                )
                width *= len(operands)
                if width > MAX_FORMS:
                    raise LimitReached
                join = every if (factor > 0) is _highest(term) else some
                rest = [(1, number), (-factor, term)]
                return join(
                    self._at_most(make.total([*rest, (factor, operand)]), more, width)
                    for operand in operands
                )
        return some(every((when, no_more(form, more))) for when, form in self.forms(number))

    # numbers ---------------------------------------------------------------------------------

    def forms(self, number: Number) -> list[Case]:
        """A number as linear forms, each under its condition. Raises ``NotLinear``, ``LimitReached``."""
        match number:
            case ops.Int():
                return [(True, Form((), number.value))]
            case ops.Load():
                return self.load(number.leaf)
            case ops.Pick():
                cases = list(self._pick(number))
            case _:
                terms = number.terms if isinstance(number, ops.Sum) else ()
                below = [term for _, term in terms] or cast(Sequence[Number], number.below)
                parts = list(map(self.forms, below))
                if prod(map(len, parts)) > MAX_FORMS:
                    raise LimitReached
                cases = [
                    (every((*(when for when, _ in chosen), also)), form)
                    for chosen in product(*parts)
                    for also, form in self._made(number, [form for _, form in chosen])
                ]
        cases = [case for case in cases if case[0] is not False]
        if len(cases) > MAX_FORMS:
            raise LimitReached
        return cases

    def _made(self, number: Number, forms: Sequence[Form]) -> Iterable[Case]:
        """A number of the forms that its operands have."""
        match number:
            case ops.Sum():
                factors = (factor for factor, _ in number.terms)
                yield True, total(zip(factors, forms, strict=True), number.constant)
            case ops.Product():
                constant, other = sorted(forms, key=lambda form: bool(form.terms))
                linear = not constant.terms
                yield True, other.times(constant.const) if linear else self.nonlinear(number)
            case ops.Quotient():
                operand, divisor = forms
                if divisor.terms:
                    yield True, self.nonlinear(number)
                elif divisor.const:  # else it is never asked for
                    turned = operand if divisor.const > 0 else operand.times(-1)
                    yield True, _rounded(turned, abs(divisor.const))
            case ops.Signed():
                operand, by = forms
                yield no_more(by.times(-1)), operand
                yield no_more(by, 1), operand.times(-1)
            case ops.Abs() | ops.Extreme():
                sign = 1 if _highest(number) else -1
                operands = [*forms, forms[0].times(-1)] if isinstance(number, ops.Abs) else forms
                for at, winner in enumerate(operands):
                    others = (*operands[:at], *operands[at + 1 :])
                    best = (no_more(form.plus(winner, -1).times(sign)) for form in others)
                    yield every(best), winner

    def _pick(self, number: ops.Pick) -> Iterable[Case]:
        for when, value in self.chosen([*number.cases, (ops.YES, number.default)]):
            # A number picks among numbers.
            if isinstance(value, ops.Number):
                yield from ((every((when, also)), form) for also, form in self.forms(value))

    def chosen(self, cases: Iterable[tuple[Logic, _Value]]) -> Iterator[tuple[Condition, _Value]]:
        """When each value is that of the first case that surely holds."""
        before: Condition = True
        for judgement, value in cases:
            when = every((before, self.read(judgement, True)))
            if when is not False:
                yield when, value
            before = every((before, self.read(judgement, False, unknown=True)))


def _rounded(above: Form, divisor: int) -> Form:
    if above.terms:
        return variable(Rounded(above.terms, above.const, divisor))
    return Form((), round_half_up(above.const, divisor))


def _highest(number: ops.Abs | ops.Extreme) -> bool:
    return isinstance(number, ops.Abs) or number.which == "max"
