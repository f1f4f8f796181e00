"""Exact feasibility of linear constraints over the rationals, with the reasons of a conflict.

The simplex method with bounds on variables and Bland's rule: it ends, rounds nothing, and when no
solution exists names constraints that contradict each other. A strict bound is a pair whose second
part counts infinitely little.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

#: Pivots after which the search is given up; far more than the rules of a form ever took.
MAX_PIVOTS = 2000

Amount = tuple[Fraction, Fraction]
_ZERO: Amount = (Fraction(), Fraction())


class LimitReached(Exception):
    """The question was too large to be answered within the stated bounds."""


@dataclass(frozen=True)
class Linear:
    """Σ ``terms`` ``operator`` ``bound`` with ``operator`` <=, < or =; ``reason`` names its origin."""

    terms: tuple[tuple[Hashable, Fraction], ...]
    operator: str
    bound: Fraction
    reason: str = ""

    @property
    def trivial(self) -> bool | None:
        """Truth of a constraint without variables; None when it has some."""
        if self.terms:
            return None
        zero = Fraction()
        return {"<=": zero <= self.bound, "<": zero < self.bound, "=": zero == self.bound}[
            self.operator
        ]


def conflict(constraints: Iterable[Linear]) -> frozenset[str] | None:
    """Reasons of constraints that cannot hold together; None when all can.

    Raises ``LimitReached`` after ``MAX_PIVOTS`` steps.
    """
    solver = _Simplex()
    for constraint in constraints:
        found = solver.add(constraint)
        if found is not None:
            return found
    return solver.solve()


@dataclass
class _Bound:
    amount: Amount
    reason: str


class _Simplex:
    def __init__(self) -> None:
        self._number: dict[Hashable, int] = {}
        self._values: list[Amount] = []
        self._lower: dict[int, _Bound] = {}
        self._upper: dict[int, _Bound] = {}
        self._rows: dict[int, dict[int, Fraction]] = {}
        self._slacks: dict[tuple[tuple[int, Fraction], ...], int] = {}

    def add(self, constraint: Linear) -> frozenset[str] | None:
        """Take a constraint in; the conflict if it contradicts a bound outright."""
        if constraint.trivial is not None:
            return None if constraint.trivial else frozenset({constraint.reason})
        terms = sorted((self._variable(name), factor) for name, factor in constraint.terms)
        first = terms[0][1]
        subject, bound = self._subject(tuple((n, f / first) for n, f in terms)), constraint.bound
        amount: Amount = (bound / first, Fraction())
        upward = first < 0
        if constraint.operator == "<":
            amount = (amount[0], Fraction(1 if upward else -1))
        found = None
        if constraint.operator == "=" or not upward:
            found = self._bounded(subject, amount, constraint.reason, upper=True)
        if found is None and (constraint.operator == "=" or upward):
            found = self._bounded(subject, amount, constraint.reason, upper=False)
        return found

    def _variable(self, name: Hashable) -> int:
        if name not in self._number:
            self._number[name] = self._new()
        return self._number[name]

    def _new(self) -> int:
        self._values.append(_ZERO)
        return len(self._values) - 1

    def _subject(self, terms: tuple[tuple[int, Fraction], ...]) -> int:
        """The variable a bound is put on: the only one of the sum, or a new one equal to it."""
        if len(terms) == 1:
            return terms[0][0]
        if terms not in self._slacks:
            row: dict[int, Fraction] = {}
            for number, factor in terms:
                for basic, part in self._rows.get(number, {number: Fraction(1)}).items():
                    row[basic] = row.get(basic, Fraction()) + factor * part
            slack = self._new()
            self._slacks[terms] = slack
            self._rows[slack] = {n: f for n, f in row.items() if f}
            self._values[slack] = self._sum(self._rows[slack])
        return self._slacks[terms]

    def _sum(self, row: Mapping[int, Fraction]) -> Amount:
        whole = sum((f * self._values[n][0] for n, f in row.items()), Fraction())
        little = sum((f * self._values[n][1] for n, f in row.items()), Fraction())
        return whole, little

    def _bounded(
        self, number: int, amount: Amount, reason: str, *, upper: bool
    ) -> frozenset[str] | None:
        own, other = (self._upper, self._lower) if upper else (self._lower, self._upper)
        held, opposite = own.get(number), other.get(number)
        if held is not None and (held.amount <= amount if upper else held.amount >= amount):
            return None
        if opposite is not None and (
            amount < opposite.amount if upper else amount > opposite.amount
        ):
            return frozenset({reason, opposite.reason})
        own[number] = _Bound(amount, reason)
        value = self._values[number]
        if number not in self._rows and (value > amount if upper else value < amount):
            self._move(number, amount)
        return None

    def _move(self, number: int, amount: Amount) -> None:
        """Give a free variable a value; the basic ones follow."""
        step = _minus(amount, self._values[number])
        self._values[number] = amount
        for basic, row in self._rows.items():
            factor = row.get(number)
            if factor:
                self._values[basic] = _plus(self._values[basic], factor, step)

    def solve(self) -> frozenset[str] | None:
        """None when all bounds can be met."""
        for _ in range(MAX_PIVOTS):
            wrong = min((n for n in self._rows if self._breach(n) is not None), default=None)
            if wrong is None:
                return None
            target = self._breach(wrong)
            raising = target is self._lower.get(wrong)
            partner = self._partner(wrong, raising=raising)
            if partner is None or target is None:
                return self._reasons(wrong, raising=raising)
            self._pivot(wrong, partner, target.amount)
        raise LimitReached

    def _breach(self, number: int) -> _Bound | None:
        value = self._values[number]
        low, high = self._lower.get(number), self._upper.get(number)
        if low is not None and value < low.amount:
            return low
        return high if high is not None and value > high.amount else None

    def _partner(self, wrong: int, *, raising: bool) -> int | None:
        for number in sorted(self._rows[wrong]):
            up = (self._rows[wrong][number] > 0) is raising
            bound = (self._upper if up else self._lower).get(number)
            value = self._values[number]
            if bound is None or (value < bound.amount if up else value > bound.amount):
                return number
        return None

    def _reasons(self, wrong: int, *, raising: bool) -> frozenset[str]:
        found = {(self._lower if raising else self._upper)[wrong].reason}
        for number, factor in self._rows[wrong].items():
            up = (factor > 0) is raising
            found.add((self._upper if up else self._lower)[number].reason)
        return frozenset(found)

    def _pivot(self, leaving: int, entering: int, amount: Amount) -> None:
        row = self._rows.pop(leaving)
        factor = row.pop(entering)
        step = _minus(amount, self._values[leaving])
        own = {number: -part / factor for number, part in row.items()}
        own[leaving] = 1 / factor
        self._values[leaving] = amount
        self._values[entering] = _plus(self._values[entering], 1 / factor, step)
        moved = (step[0] / factor, step[1] / factor)
        for basic, other in self._rows.items():
            share = other.pop(entering, None)
            if share:
                self._values[basic] = _plus(self._values[basic], share, moved)
                for number, part in own.items():
                    total = other.get(number, Fraction()) + share * part
                    if total:
                        other[number] = total
                    else:
                        other.pop(number, None)
        self._rows[entering] = own


def _minus(left: Amount, right: Amount) -> Amount:
    return left[0] - right[0], left[1] - right[1]


def _plus(value: Amount, factor: Fraction, step: Amount) -> Amount:
    return value[0] + factor * step[0], value[1] + factor * step[1]
