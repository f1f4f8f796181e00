"""Conditions → systems of inequalities that can hold, one after another: what both provers search."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field

from ruantong.core.rules.linear.conditions import (
    AtMost,
    Condition,
    Every,
    LimitReached,
    Mark,
    Some,
)
from ruantong.core.rules.linear.simplex import conflict

#: Places of conditions that are in conflict.
Places = frozenset[int]
#: Marks with their places, and the places of those that exclude each other.
Excluded = Callable[[Sequence[tuple[Mark, int]]], Places | None]


@dataclass(frozen=True)
class System:
    """Inequalities and marks with the places of the conditions that they come from, and what is still to be
    chosen.
    """

    rows: tuple[tuple[AtMost, int], ...] = ()
    marks: tuple[tuple[Mark, int], ...] = ()
    open: tuple[tuple[Some, int], ...] = ()
    #: places of conditions that never hold
    false: tuple[int, ...] = ()

    def with_(self, condition: Condition, place: int) -> System:
        """The system with one more condition."""
        match condition:
            case bool():
                false = self.false if condition else (*self.false, place)
                return System(self.rows, self.marks, self.open, false)
            case AtMost():
                rows = (*self.rows, (condition, place))
                return System(rows, self.marks, self.open, self.false)
            case Mark():
                marks = (*self.marks, (condition, place))
                return System(self.rows, marks, self.open, self.false)
            case Some():
                return System(self.rows, self.marks, (*self.open, (condition, place)), self.false)
            case Every():
                system = self
                for part in condition.parts:
                    system = system.with_(part, place)
                return system


@dataclass
class Search:
    """Looks at no more than ``limit`` systems; more raise ``LimitReached``."""

    limit: int
    excluded: Excluded = field(default=lambda marks: None)
    looked: int = 0

    def systems(self, conditions: Sequence[Condition]) -> Generator[System, None, Places]:
        """Systems that can hold over fractions, together all ways in which the conditions can.

        Returns the places of conditions that exclude each other, if there was none.
        """
        system = System()
        for place, condition in enumerate(conditions):
            system = system.with_(condition, place)
        return (yield from self._within(system))

    def _within(self, system: System) -> Generator[System, None, Places]:
        self.looked += 1
        if self.looked > self.limit:
            raise LimitReached
        places = self._clash(system)
        if places is not None:
            return places
        if not system.open:
            yield system
            return frozenset(place for _, place in (*system.rows, *system.marks))
        choice, place = min(system.open, key=lambda each: len(each[0].parts))
        rest = tuple(each for each in system.open if each[0] is not choice)
        closed = System(system.rows, system.marks, rest, system.false)
        involved = frozenset({place})
        for part in choice.parts:
            places = yield from self._within(closed.with_(part, place))
            if place not in places:
                return places  # whatever is chosen here
            involved |= places
        return involved

    def _clash(self, system: System) -> Places | None:
        if system.false:
            return frozenset(system.false[:1])
        places = self.excluded(system.marks)
        return conflict(system.rows) if places is None else places
