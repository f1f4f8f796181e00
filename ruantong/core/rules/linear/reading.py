"""Operations → conditions: when a lowered judgement is true, or false, or cannot be made.

The one place that knows what an operation means in inequalities. Who reads says what a leaf is and
what becomes of what is not linear.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from itertools import product

from ruantong.core.rules.linear.conditions import (
    Condition,
    Form,
    LimitReached,
    Rounded,
    every,
    no_more,
    opposite,
    some,
)
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.ops import Logic, Number, NumberLeaf
from ruantong.core.values import round_half_up

#: Forms one number may have, and combinations of its absolute values and extremes.
MAX_FORMS = 64

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
    def nonlinear(self, number: Number) -> list[Case]:
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
            case ops.Same():
                return some(
                    every(
                        (
                            self.read(judgement.left, left, unknown=unknown),
                            self.read(judgement.right, left is truth, unknown=unknown),
                        )
                    )
                    for left in (True, False)
                )
            case ops.Unless():
                guard = self.read(judgement.guard, True)
                if guard is True:
                    return unknown
                made = self.read(judgement.judgement, truth, unknown=unknown)
                return some((guard, made)) if unknown else every((opposite(guard), made))
            case ops.Comparison():
                operator = judgement.operator if truth else make.OPPOSITES[judgement.operator]
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
                highest, operands = _operands(term)
                if width * len(operands) > MAX_FORMS:
                    raise LimitReached
                join = every if (factor > 0) is highest else some
                return join(
                    self._at_most(
                        make.total([(1, number), (-factor, term), (factor, operand)]),
                        more,
                        width * len(operands),
                    )
                    for operand in operands
                )
        return some(every((when, no_more(form, more))) for when, form in self.forms(number))

    # numbers ---------------------------------------------------------------------------------

    def forms(self, number: Number) -> list[Case]:
        """A number as linear forms, each under its condition. Raises ``NotLinear``, ``LimitReached``."""
        cases: list[Case]
        match number:
            case ops.Int():
                cases = [(True, Form({}, number.value))]
            case ops.Load():
                cases = self.load(number.leaf)
            case ops.Sum():
                cases = self._sum(number)
            case ops.Product():
                cases = self._product(number)
            case ops.Abs() | ops.Extreme():
                cases = self._extreme(*_operands(number))
            case ops.Signed():
                cases = [
                    case
                    for when, by in self.forms(number.by)
                    for above, form in self.forms(number.operand)
                    for case in (
                        (every((when, above, no_more(by.times(-1)))), form),
                        (every((when, above, no_more(by, 1))), form.times(-1)),
                    )
                ]
            case ops.Quotient():
                cases = self._quotient(number)
            case ops.Pick():
                cases = self._pick(number)
        cases = [case for case in cases if case[0] is not False]
        if len(cases) > MAX_FORMS:
            raise LimitReached
        return cases

    def _sum(self, number: ops.Sum) -> list[Case]:
        cases: list[Case] = [(True, Form({}, number.constant))]
        for factor, term in number.terms:
            parts = self.forms(term)
            cases = [
                (every((when, also)), form.plus(part, factor))
                for when, form in cases
                for also, part in parts
            ]
            if len(cases) > MAX_FORMS:
                raise LimitReached
        return cases

    def _product(self, number: ops.Product) -> list[Case]:
        cases: list[Case] = []
        for (one, left), (two, right) in product(self.forms(number.left), self.forms(number.right)):
            many, constant = (right, left) if right.terms else (left, right)
            if constant.terms:
                return self.nonlinear(number)
            cases.append((every((one, two)), many.times(constant.const)))
        return cases

    def _extreme(self, highest: bool, operands: Iterable[Number]) -> list[Case]:
        sign = 1 if highest else -1
        cases: list[Case] = []
        for chosen in product(*map(self.forms, operands)):
            when = every(condition for condition, _ in chosen)
            for at, (_, winner) in enumerate(chosen):
                others = (form for n, (_, form) in enumerate(chosen) if n != at)
                best = (no_more(form.plus(winner, -1).times(sign)) for form in others)
                cases.append((every((when, *best)), winner))
        return cases

    def _quotient(self, number: ops.Quotient) -> list[Case]:
        cases: list[Case] = []
        parts = product(self.forms(number.operand), self.forms(number.divisor))
        for (one, operand), (two, divisor) in parts:
            if divisor.terms:
                return self.nonlinear(number)
            if divisor.const:  # else it is never asked for
                above = operand.times(1 if divisor.const > 0 else -1)
                cases.append((every((one, two)), _rounded(above, abs(divisor.const))))
        return cases

    def _pick(self, number: ops.Pick) -> list[Case]:
        cases: list[Case] = []
        before: Condition = True
        for judgement, value in number.cases:
            when = every((before, self.read(judgement, True)))
            cases += self._under(when, value)
            before = every((before, self.read(judgement, False, unknown=True)))
        return cases + self._under(before, number.default)

    def _under(self, when: Condition, value: Number | ops.Text) -> list[Case]:
        if when is False or isinstance(value, ops.Literal | ops.LoadText | ops.Part):
            return []  # a number picks among numbers
        return [(every((when, also)), form) for also, form in self.forms(value)]


def _rounded(above: Form, divisor: int) -> Form:
    if above.terms:
        return Form({Rounded(tuple(above.terms.items()), above.const, divisor): 1})
    return Form({}, round_half_up(above.const, divisor))


def _operands(number: ops.Abs | ops.Extreme) -> tuple[bool, tuple[Number, ...]]:
    """What the number is the highest (True) or the lowest of."""
    if isinstance(number, ops.Abs):
        return True, (number.operand, make.times(number.operand, -1))
    return number.which == "max", number.operands
