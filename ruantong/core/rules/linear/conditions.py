"""Conditions on whole numbers: linear inequalities and marks, joined by all and by one of.

Every variable is a whole number, so that "less than 0" is "at most -1" and the contrary of an inequality
is one again. Nothing here is ever rounded to a float.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import gcd

from ruantong.core.values import round_half_up

#: Names a whole number: whatever a reader says, or a :class:`Rounded` one.
Variable = Hashable


class LimitReached(Exception):
    """The question was too large to be answered within the stated bounds."""


@dataclass(frozen=True)
class AtMost:
    """Σ factor × variable + ``const`` ≤ 0."""

    terms: tuple[tuple[Variable, int], ...]
    const: int


@dataclass(frozen=True)
class Mark:
    """A yes or no beside the numbers: a text has a value, a blank cell gets a figure."""

    key: Hashable
    holds: bool


@dataclass(frozen=True)
class Every:
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Some:
    parts: tuple[Condition, ...]


Condition = bool | AtMost | Mark | Every | Some


@dataclass(frozen=True)
class Form:
    """Σ factor × variable + ``const``."""

    terms: Mapping[Variable, int]
    const: int = 0

    def plus(self, other: Form, factor: int = 1) -> Form:
        """The sum with a multiple of another form."""
        terms = dict(self.terms)
        for name, share in other.terms.items():
            terms[name] = terms.get(name, 0) + share * factor
        return Form({n: f for n, f in terms.items() if f}, self.const + other.const * factor)

    def times(self, factor: int) -> Form:
        """A multiple."""
        return Form({}).plus(self, factor)


@dataclass(frozen=True)
class Rounded:
    """(Σ factor × variable + ``const``) ÷ ``divisor`` rounded half up, away from zero; ``divisor`` > 0."""

    terms: tuple[tuple[Variable, int], ...]
    const: int
    divisor: int

    @cached_property
    def definition(self) -> Condition:
        """What makes the variable that number."""
        gap = Form(dict(self.terms), self.const).plus(Form({self: 1}), -self.divisor).times(2)
        near = [no_more(gap, -self.divisor), no_more(gap.times(-1), -self.divisor)]
        half, rest = divmod(self.divisor, 2)
        if rest or (half - self.const) % gcd(self.divisor, *(f for _, f in self.terms)):
            return every(near)  # never half way between two
        above = Form(dict(self.terms), self.const)
        up = (no_more(above.times(-1)), no_more(gap, 1 - self.divisor))
        down = (no_more(above), no_more(gap.times(-1), 1 - self.divisor))
        return every((*near, some((every(up), every(down)))))

    def value(self, number: Callable[[Variable], int]) -> int:
        """The number, from the values of the variables it is made of."""
        above = sum(factor * number(name) for name, factor in self.terms)
        return round_half_up(above + self.const, self.divisor)


def every(parts: Iterable[Condition]) -> Condition:
    """All of them; constants are worked out."""
    kept: dict[Condition, None] = {}
    for part in parts:
        if part is False:
            return False
        if isinstance(part, Every):
            kept.update(dict.fromkeys(part.parts))
        elif part is not True:
            kept[part] = None
    return next(iter(kept)) if len(kept) == 1 else Every(tuple(kept)) if kept else True


def some(parts: Iterable[Condition]) -> Condition:
    """At least one of them; constants are worked out."""
    kept: dict[Condition, None] = {}
    for part in parts:
        if part is True:
            return True
        if isinstance(part, Some):
            kept.update(dict.fromkeys(part.parts))
        elif part is not False:
            kept[part] = None
    return next(iter(kept)) if len(kept) == 1 else Some(tuple(kept)) if kept else False


def no_more(form: Form, bound: int = 0) -> Condition:
    """``form`` + ``bound`` ≤ 0 in lowest terms (a bound of 1: less than 0); a truth value when no
    variable is left in it.
    """
    terms = [(name, factor) for name, factor in form.terms.items() if factor]
    const = form.const + bound
    if not terms:
        return const <= 0
    common = gcd(*(factor for _, factor in terms))
    # What a sum of whole numbers may not exceed is rounded down.
    return AtMost(tuple((name, f // common) for name, f in terms), -(-const // common))


def opposite(condition: Condition) -> Condition:
    """The contrary."""
    match condition:
        case bool():
            return not condition
        case AtMost():
            return AtMost(tuple((n, -f) for n, f in condition.terms), 1 - condition.const)
        case Mark():
            return Mark(condition.key, not condition.holds)
        case Every():
            return some(map(opposite, condition.parts))
        case Some():
            return every(map(opposite, condition.parts))


def parts_in(condition: Condition) -> Iterator[AtMost | Mark]:
    """The inequalities and marks that a condition is made of."""
    match condition:
        case AtMost() | Mark():
            yield condition
        case Every() | Some():
            for part in condition.parts:
                yield from parts_in(part)


def names_in(condition: Condition) -> Iterator[Hashable]:
    """Variables and marks as they occur, each rounded one before those it is made of."""
    for part in parts_in(condition):
        if isinstance(part, Mark):
            yield part.key
        else:
            for name, _ in part.terms:
                yield from _with_parts(name)


def _with_parts(name: Variable) -> Iterator[Variable]:
    yield name
    if isinstance(name, Rounded):
        for part, _ in name.terms:
            yield from _with_parts(part)


def rounded_in(conditions: Iterable[Condition]) -> tuple[Rounded, ...]:
    """The rounded variables of conditions, whose definitions hold beside them."""
    names = (name for condition in conditions for name in names_in(condition))
    return tuple(dict.fromkeys(name for name in names if isinstance(name, Rounded)))
