"""Conditions on whole numbers: linear inequalities, joined by all and by one of.

Every variable is a whole number, a yes or no being 0 or 1, so that "less than 0" is "at most -1" and the
contrary of an inequality is one again. Nothing here is ever rounded to a float.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import gcd

from ruantong.core.values import round_half_up

#: Names a whole number: whatever a reader says, a :class:`Flag` or a :class:`Rounded` one.
Variable = Hashable


class LimitReached(Exception):
    """The question was too large to be answered within the stated bounds."""


@dataclass(frozen=True)
class Flag:
    """Names a yes (1) or no (0) beside the numbers: a text has a value, a blank cell gets a figure."""

    subject: Hashable
    kind: str = ""
    value: Hashable = ""


@dataclass(frozen=True)
class Form:
    """Σ factor × variable + ``const``; no factor is 0."""

    terms: tuple[tuple[Variable, int], ...] = ()
    const: int = 0

    def plus(self, other: Form, factor: int = 1) -> Form:
        """The sum with a multiple of another form."""
        return total(((1, self), (factor, other)))

    def times(self, factor: int) -> Form:
        """A multiple."""
        return total(((factor, self),))

    def at(self, number: Callable[[Variable], int]) -> int:
        """What it comes to with these values of the variables."""
        return self.const + sum(factor * number(name) for name, factor in self.terms)


def total(parts: Iterable[tuple[int, Form]], const: int = 0) -> Form:
    """A constant and multiples of forms."""
    terms: dict[Variable, int] = {}
    for factor, form in parts:
        const += factor * form.const
        for name, share in form.terms:
            terms[name] = terms.get(name, 0) + factor * share
    return Form(tuple((name, factor) for name, factor in terms.items() if factor), const)


def variable(name: Variable) -> Form:
    """One variable by itself."""
    return Form(((name, 1),))


@dataclass(frozen=True)
class AtMost(Form):
    """Says of a form that it is ≤ 0."""


@dataclass(frozen=True)
class Every:
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Some:
    parts: tuple[Condition, ...]


Condition = bool | AtMost | Every | Some


@dataclass(frozen=True)
class Rounded(Form):
    """Names a form ÷ ``divisor`` rounded half up, away from zero; ``divisor`` > 0."""

    divisor: int = 1

    @cached_property
    def definition(self) -> Condition:
        """What makes the variable that number."""
        gap = self.plus(variable(self), -self.divisor).times(2)
        near = [no_more(gap, -self.divisor), no_more(gap.times(-1), -self.divisor)]
        half, rest = divmod(self.divisor, 2)
        if rest or (half - self.const) % gcd(self.divisor, *(f for _, f in self.terms)):
            return every(near)  # never half way between two
        up = (no_more(self.times(-1)), no_more(gap, 1 - self.divisor))
        down = (no_more(self), no_more(gap.times(-1), 1 - self.divisor))
        return every((*near, some((every(up), every(down)))))

    def value(self, number: Callable[[Variable], int]) -> int:
        """The number, from the values of the variables it is made of."""
        return round_half_up(self.at(number), self.divisor)


def every(parts: Iterable[Condition]) -> Condition:
    """All of them; constants are worked out."""
    return _joined(Every, parts, neutral=True)


def some(parts: Iterable[Condition]) -> Condition:
    """At least one of them; constants are worked out."""
    return _joined(Some, parts, neutral=False)


def _joined(kind: type[Every | Some], parts: Iterable[Condition], *, neutral: bool) -> Condition:
    kept: dict[Condition, None] = {}
    for part in parts:
        if isinstance(part, kind):
            kept.update(dict.fromkeys(part.parts))
        elif not isinstance(part, bool):
            kept[part] = None
        elif part is not neutral:
            return part
    if not kept:
        return neutral
    return next(iter(kept)) if len(kept) == 1 else kind(tuple(kept))


def no_more(form: Form, bound: int = 0) -> Condition:
    """``form`` + ``bound`` ≤ 0 in lowest terms (a bound of 1: less than 0); a truth value when no
    variable is left in it.
    """
    const = form.const + bound
    if not form.terms:
        return const <= 0
    common = gcd(*(factor for _, factor in form.terms))
    # What a sum of whole numbers may not exceed is rounded down.
    return AtMost(tuple((name, f // common) for name, f in form.terms), -(-const // common))


def nought(form: Form) -> Condition:
    """The form is 0."""
    return every((no_more(form), no_more(form.times(-1))))


def yes(flag: Flag) -> Condition:
    """The flag is on."""
    return AtMost(((flag, -1),), 1)


def opposite(condition: Condition) -> Condition:
    """The contrary."""
    match condition:
        case bool():
            return not condition
        case AtMost():
            return AtMost(tuple((n, -f) for n, f in condition.terms), 1 - condition.const)
        case Every():
            return some(map(opposite, condition.parts))
        case Some():
            return every(map(opposite, condition.parts))


def replaced(condition: Condition, by: Callable[[AtMost], Condition]) -> Condition:
    """The condition with something else for each of its inequalities."""
    match condition:
        case AtMost():
            return by(condition)
        case Every():
            return every(replaced(part, by) for part in condition.parts)
        case Some():
            return some(replaced(part, by) for part in condition.parts)
    return condition


def inequalities_in(condition: Condition) -> Iterator[AtMost]:
    """The inequalities that a condition is made of."""
    match condition:
        case AtMost():
            yield condition
        case Every() | Some():
            for part in condition.parts:
                yield from inequalities_in(part)


def names_in(condition: Condition) -> Iterator[Variable]:
    """Variables as they occur, each rounded one before those it is made of."""
    for inequality in inequalities_in(condition):
        yield from _names(inequality)


def _names(form: Form) -> Iterator[Variable]:
    for name, _ in form.terms:
        yield name
        if isinstance(name, Rounded):
            yield from _names(name)


def rounded_in(conditions: Iterable[Condition]) -> tuple[Rounded, ...]:
    """The rounded variables of conditions, whose definitions hold beside them."""
    names = (name for condition in conditions for name in names_in(condition))
    return tuple(dict.fromkeys(name for name in names if isinstance(name, Rounded)))
