"""Which inequalities can hold together: exact, and with the reasons when they cannot.

``contradiction`` chooses among the alternatives of conditions, with the simplex method looking ahead;
``whole_point`` finds whole numbers by branch and bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import floor, gcd

from ruantong.core.rules.linear.conditions import (
    AtMost,
    Condition,
    Every,
    LimitReached,
    Some,
    Variable,
)

#: Pivots after which the search is given up; far more than the rules of a form ever took.
MAX_PIVOTS = 2000
#: Systems that the search for whole numbers may look at.
MAX_BRANCHES = 200

#: Places of conditions that are in conflict.
Places = frozenset[int]
#: An inequality with the place of the condition that it comes from.
Sourced = tuple[AtMost, int]
_NEVER = AtMost((), 1)


def contradiction(
    conditions: Sequence[Condition],
    limit: int,
    accept: Callable[[Sequence[AtMost]], bool] = lambda rows: True,
) -> Places | None:
    """Places of conditions that exclude each other; None when they can hold in a way that is accepted.

    A way is a system of inequalities, one alternative of each choice, that can hold over fractions.
    Raises ``LimitReached`` when more than ``limit`` systems were looked at.
    """
    looked = 0

    def within(rows: Sequence[Sourced], choices: Sequence[tuple[Some, int]]) -> Places | None:
        nonlocal looked
        looked += 1
        if looked > limit:
            raise LimitReached
        places = conflict(rows)
        if places is not None:
            return places
        if not choices:
            accepted = accept([row for row, _ in rows])
            return None if accepted else frozenset(place for _, place in rows)
        choice, place = min(choices, key=lambda each: len(each[0].parts))
        rest = [each for each in choices if each[0] is not choice]
        involved = frozenset({place})
        for part in choice.parts:
            more, further = _taken_apart(part, place)
            places = within([*rows, *more], [*rest, *further])
            if places is None or place not in places:
                return places  # whatever is chosen here
            involved |= places
        return involved

    apart = [_taken_apart(condition, place) for place, condition in enumerate(conditions)]
    return within(
        [row for rows, _ in apart for row in rows],
        [choice for _, choices in apart for choice in choices],
    )


def _taken_apart(condition: Condition, place: int) -> tuple[list[Sourced], list[tuple[Some, int]]]:
    """What a condition demands, and what it leaves to choose."""
    if isinstance(condition, bool):
        return ([] if condition else [(_NEVER, place)]), []
    parts = condition.parts if isinstance(condition, Every) else (condition,)
    rows = [(part, place) for part in parts if isinstance(part, AtMost)]
    return rows, [(part, place) for part in parts if isinstance(part, Some)]


def conflict(rows: Sequence[Sourced]) -> Places | None:
    """Places of inequalities that cannot hold together; None when all can (over fractions).

    Raises ``LimitReached`` after ``MAX_PIVOTS`` steps.
    """
    against = _Dictionary(row for row, _ in rows).solve()
    return None if against is None else frozenset(rows[number][1] for number in against)


def whole_point(rows: Sequence[AtMost]) -> dict[Variable, int] | None:
    """Whole numbers that satisfy all rows, 0 where nothing asks for another; None when there are none.

    Raises ``LimitReached``.
    """
    waiting = [tuple(rows)]
    for _ in range(MAX_BRANCHES):
        if not waiting:
            return None
        system = waiting.pop()
        dictionary = _Dictionary(system)
        if dictionary.solve() is not None:
            continue
        point = dictionary.point()
        broken = next((name for name, value in point.items() if value.denominator > 1), None)
        if broken is None:
            return {name: value.numerator for name, value in point.items()}
        low = floor(point[broken])
        waiting.append((*system, AtMost(((broken, -1),), low + 1)))
        waiting.append((*system, AtMost(((broken, 1),), -low)))
    raise LimitReached


#: Stands for 1 in a row, whose factor is then its constant.
_ONE = -1


class _Dictionary:
    """Each inequality as the equation of what it leaves over, which is ≥ 0 (Chvátal's dictionary).

    A row says that its terms sum to 0: a variable on the left, with a negative factor, and those on
    the right, which are 0 now. Factors are whole; Bland's rule makes it end.
    """

    def __init__(self, rows: Iterable[AtMost]) -> None:
        given = list(rows)
        names = dict.fromkeys(name for row in given for name, _ in row.terms)
        self._number = {name: number for number, name in enumerate(names)}
        #: What is left over of the first inequality; variables before it may be negative.
        self._first = len(names)
        self._rows: dict[int, dict[int, int]] = {}
        for number, row in enumerate(given, self._first):
            factors = {self._number[name]: -factor for name, factor in row.terms}
            self._rows[number] = {number: -1, _ONE: -row.const, **factors}

    def solve(self) -> list[int] | None:
        """None when all inequalities can hold, else numbers of some that cannot together."""
        for _ in range(MAX_PIVOTS):
            missed = (left for left, row in self._rows.items() if self._misses(left, row))
            leaving = min(missed, default=None)
            if leaving is None:
                return None
            row = self._rows[leaving]
            helpful = (n for n, factor in row.items() if factor > 0 or 0 <= n < self._first)
            entering = min(helpful, default=None)
            if entering is None:
                return [number - self._first for number in row if number != _ONE]
            self._pivot(leaving, entering)
        raise LimitReached

    def _misses(self, left: int, row: dict[int, int]) -> bool:
        return left >= self._first and row.get(_ONE, 0) < 0

    def _pivot(self, leaving: int, entering: int) -> None:
        """Bring a variable to the left, and put what it equals in its place everywhere."""
        row = self._rows.pop(leaving)
        if row[entering] > 0:
            row = {number: -factor for number, factor in row.items()}
        scale = -row[entering]
        for left, other in self._rows.items():
            share = other.get(entering)
            if share:
                sums = {number: scale * factor for number, factor in other.items()}
                for number, factor in row.items():
                    sums[number] = sums.get(number, 0) + share * factor
                common = gcd(*sums.values())
                self._rows[left] = {n: f // common for n, f in sums.items() if f}
        self._rows[entering] = row

    def point(self) -> dict[Variable, Fraction]:
        """The values of the variables."""
        return {name: self._value(number) for name, number in self._number.items()}

    def _value(self, number: int) -> Fraction:
        row = self._rows.get(number)
        return Fraction(row.get(_ONE, 0), -row[number]) if row else Fraction(0)
