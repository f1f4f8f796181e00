"""Exact feasibility of linear inequalities: the reasons of a conflict, or whole numbers that fit.

The simplex method with bounds on variables and Bland's rule over fractions: it ends, rounds nothing, and
when no solution exists names inequalities that contradict each other. Whole numbers by branch and bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from ruantong.core.rules.linear.conditions import AtMost, LimitReached, Variable

#: Pivots after which the search is given up; far more than the rules of a form ever took.
MAX_PIVOTS = 2000
#: Systems that the search for whole numbers may look at.
MAX_BRANCHES = 200

#: A whole number is kept as one as long as it is.
Exact = int | Fraction
#: An inequality and a number for what it comes from.
Sourced = tuple[AtMost, int]


def conflict(rows: Iterable[Sourced]) -> frozenset[int] | None:
    """Sources of inequalities that cannot hold together; None when all can (over fractions).

    Raises ``LimitReached`` after ``MAX_PIVOTS`` steps.
    """
    return _Simplex().conflict(rows)


def whole_point(rows: Sequence[AtMost]) -> dict[Variable, int] | None:
    """Whole numbers that satisfy all rows, 0 where nothing asks for another; None when there are none.

    Raises ``LimitReached``.
    """
    waiting: list[list[Sourced]] = [[(row, 0) for row in rows]]
    for _ in range(MAX_BRANCHES):
        if not waiting:
            return None
        system = waiting.pop()
        solver = _Simplex()
        if solver.conflict(system) is not None:
            continue
        point = solver.point()
        broken = next((name for name, value in point.items() if value.denominator > 1), None)
        if broken is None:
            return {name: value.numerator for name, value in point.items()}
        low = floor(point[broken])
        waiting.append([*system, (AtMost(((broken, -1),), low + 1), 0)])
        waiting.append([*system, (AtMost(((broken, 1),), -low), 0)])
    raise LimitReached


@dataclass
class _Bound:
    amount: Exact
    source: int


class _Simplex:
    def __init__(self) -> None:
        self._number: dict[Variable, int] = {}
        self._values: list[Exact] = []
        self._lower: dict[int, _Bound] = {}
        self._upper: dict[int, _Bound] = {}
        self._rows: dict[int, dict[int, Exact]] = {}
        self._sums: dict[tuple[tuple[int, int], ...], int] = {}

    def conflict(self, rows: Iterable[Sourced]) -> frozenset[int] | None:
        for row, source in rows:
            sources = self._add(row, source)
            if sources is not None:
                return sources
        return self._solve()

    def point(self) -> dict[Variable, Exact]:
        """The values of the variables."""
        return {name: self._values[number] for name, number in self._number.items()}

    def _add(self, row: AtMost, source: int) -> frozenset[int] | None:
        """Take a row in; the conflict if it contradicts a bound outright."""
        terms = sorted((self._variable(name), factor) for name, factor in row.terms)
        number, factor = terms[0]
        if len(terms) == 1:
            amount = Fraction(-row.const, factor)
            return self._bounded(number, amount, source, upper=factor > 0)
        # A sum and its negative are one subject with a bound on either side.
        sign = 1 if factor > 0 else -1
        subject = self._subject(tuple((n, sign * f) for n, f in terms))
        return self._bounded(subject, -sign * row.const, source, upper=factor > 0)

    def _variable(self, name: Variable) -> int:
        if name not in self._number:
            self._number[name] = self._new()
        return self._number[name]

    def _new(self) -> int:
        self._values.append(0)
        return len(self._values) - 1

    def _subject(self, terms: tuple[tuple[int, int], ...]) -> int:
        """A variable equal to the sum, for a bound to be put on."""
        if terms not in self._sums:
            row: dict[int, Exact] = {}
            for number, factor in terms:
                for basic, part in self._rows.get(number, {number: 1}).items():
                    row[basic] = row.get(basic, 0) + factor * part
            new = self._new()
            self._sums[terms] = new
            self._rows[new] = {n: f for n, f in row.items() if f}
            self._values[new] = self._sum(self._rows[new])
        return self._sums[terms]

    def _sum(self, row: Mapping[int, Exact]) -> Exact:
        return sum(f * self._values[n] for n, f in row.items())

    def _bounded(
        self, number: int, amount: Exact, source: int, *, upper: bool
    ) -> frozenset[int] | None:
        own, other = (self._upper, self._lower) if upper else (self._lower, self._upper)
        known, against = own.get(number), other.get(number)
        if known is not None and (known.amount <= amount if upper else known.amount >= amount):
            return None
        if against is not None and (amount < against.amount if upper else amount > against.amount):
            return frozenset({source, against.source})
        own[number] = _Bound(amount, source)
        value = self._values[number]
        if number not in self._rows and (value > amount if upper else value < amount):
            self._move(number, amount)
        return None

    def _move(self, number: int, amount: Exact) -> None:
        """Give a free variable a value; the basic ones follow."""
        step = amount - self._values[number]
        self._values[number] = amount
        for basic, row in self._rows.items():
            factor = row.get(number)
            if factor:
                self._values[basic] += factor * step

    def _solve(self) -> frozenset[int] | None:
        """None when all bounds can be met."""
        for _ in range(MAX_PIVOTS):
            wrong = min((n for n in self._rows if self._breach(n) is not None), default=None)
            if wrong is None:
                return None
            target = self._breach(wrong)
            raising = target is self._lower.get(wrong)
            partner = self._partner(wrong, raising=raising)
            if partner is None or target is None:
                return self._sources(wrong, raising=raising)
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

    def _sources(self, wrong: int, *, raising: bool) -> frozenset[int]:
        sources = {(self._lower if raising else self._upper)[wrong].source}
        for number, factor in self._rows[wrong].items():
            up = (factor > 0) is raising
            sources.add((self._upper if up else self._lower)[number].source)
        return frozenset(sources)

    def _pivot(self, leaving: int, entering: int, amount: Exact) -> None:
        row = self._rows.pop(leaving)
        factor = row.pop(entering)
        inverse = 1 / Fraction(factor)
        step = (amount - self._values[leaving]) * inverse
        own: dict[int, Exact] = {number: -part * inverse for number, part in row.items()}
        own[leaving] = inverse
        self._values[leaving] = amount
        self._values[entering] += step
        for basic, other in self._rows.items():
            share = other.pop(entering, None)
            if share:
                self._values[basic] += share * step
                for number, part in own.items():
                    total = other.get(number, 0) + share * part
                    if total:
                        other[number] = total
                    else:
                        other.pop(number, None)
        self._rows[entering] = own
