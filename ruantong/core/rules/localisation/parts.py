"""Failures that hang together, the cells that can repair them, and how one set of cells is decided:
exactly, and once more by the executor of the rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ruantong.core.cellref import CellRef
from ruantong.core.dossier import Value
from ruantong.core.regime import ColumnRole, Severity
from ruantong.core.rules.edits import held
from ruantong.core.rules.executors.python import FAIL
from ruantong.core.rules.language.tree import Cell, Compare, RowCell
from ruantong.core.rules.language.treeinfo import line_ref
from ruantong.core.rules.localisation.conditions import Condition, cells_in
from ruantong.core.rules.localisation.exact import solve
from ruantong.core.rules.localisation.model import Model
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.validation import judge

#: A rule instance and the line it judges (0: not a rule over lines).
Place = tuple[int, int]

#: Costs of changing a cell. They only order sets of equal size: a cell less is always cheaper.
BASE, LESS_PER_RULE, MOST_RULES, UNCHANGED, EMPTY, ABOUT, SUSPECTED = 1000, 5, 4, 8, 4, 2, 10


@dataclass(frozen=True)
class RepairCell:
    """``low`` to ``high``: what the search has proven to do, in the cell's last place, when the other
    cells of the set are chosen to fit; None: no bound on that side. It decides which sets are
    independent and is told to nobody.
    """

    ref: str
    current: Value
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Repair:
    """Cells that together can make the relations hold."""

    cells: tuple[RepairCell, ...]
    weight: int

    @property
    def refs(self) -> tuple[str, ...]:
        return tuple(cell.ref for cell in self.cells)


def failures(model: Model) -> list[Place]:
    """The 强制性 instances that fail now."""
    return failing(model.ruleset, judge(model.ruleset, model.dossier)[2])


def failing(ruleset: RuleSet, verdicts: Sequence[tuple[int, int, int]]) -> list[Place]:
    """The 强制性 instances among the verdicts that are failures."""
    instances = ruleset.instances
    return sorted(
        (number, line)
        for number, line, what in verdicts
        if what == FAIL and instances[number].rule.severity is Severity.ERROR
    )


@dataclass
class Component:
    """Failures, and all conditions that share a cell with them, directly or through others."""

    model: Model
    failed: tuple[Place, ...]
    conditions: Mapping[Place, Condition]
    followers: Mapping[str, Condition]
    apart: frozenset[Place]
    _weights: dict[str, int] = field(default_factory=dict)

    @cached_property
    def all(self) -> tuple[Condition, ...]:
        return (*self.conditions.values(), *self.followers.values())

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """Cells that may be changed."""
        return tuple(sorted({r for c in self.all for r in cells_in(c)} - self.followers.keys()))

    @cached_property
    def hits(self) -> tuple[frozenset[str], ...]:
        """For each failure the cells that can have a say in it: one of them must change."""
        return tuple(self.reaches[place] for place in self.failed)

    @cached_property
    def reaches(self) -> Mapping[Place, frozenset[str]]:
        """For each instance the cells that have a say in it."""
        return {place: self.reach(condition) for place, condition in self.conditions.items()}

    @cached_property
    def touching(self) -> Mapping[str, frozenset[str]]:
        """For each cell the cells it shares a condition with."""
        found: dict[str, set[str]] = {ref: set() for ref in self.cells}
        for condition in self.all:
            reach = self.reach(condition)
            for ref in reach:
                found[ref] |= reach
        return {ref: frozenset(others) for ref, others in found.items()}

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The cells the failing relations are about: those alone on the left side."""
        instances = self.model.ruleset.instances
        checks = ((instances[number].check, line) for number, line in self.failed)
        found = ((check.left, line) for check, line in checks if isinstance(check, Compare))
        return frozenset(
            node.ref if isinstance(node, Cell) else line_ref(node, line)
            for node, line in found
            if isinstance(node, Cell | RowCell)
        )

    def reach(self, condition: Condition) -> frozenset[str]:
        """The changeable cells of a condition, those behind automatic cells included."""
        found: set[str] = set()
        todo, seen = list(cells_in(condition)), set[str]()
        while todo:
            ref = todo.pop()
            if ref in seen:
                continue
            seen.add(ref)
            if ref in self.followers:
                todo += cells_in(self.followers[ref])
            else:
                found.add(ref)
        return frozenset(found)

    def weight(self, ref: str) -> int:
        """What changing a cell costs: less for a cell that is suspected, that several failures name
        or that one is about (it stands alone on the left), more for one that stands as in the last period, is
        blank or zero.
        """
        if ref not in self._weights:
            named = sum(ref in hit for hit in self.hits)
            now = held(self.model.dossier, ref)
            same = now is not None and now != 0 and now == _last_period(self.model, ref)
            self._weights[ref] = (
                BASE
                - LESS_PER_RULE * min(max(named - 1, 0), MOST_RULES)
                + UNCHANGED * same
                + EMPTY * (not now)
                - ABOUT * (ref in self.subjects)
                - SUSPECTED * (ref in self.model.suspected)
            )
        return self._weights[ref]

    def decide(self, chosen: Sequence[str]) -> tuple[bool, Repair | None]:
        """Whether the cells alone can repair the failures by the exact model, and the repair if
        the executor agrees. Raises ``TooHard``.
        """
        model, cells = self.model, sorted(chosen)
        if any(hit.isdisjoint(cells) for hit in self.hits):
            return False, None
        near = [
            c for place, c in self.conditions.items() if not self.reaches[place].isdisjoint(cells)
        ]
        followers = [r for r, c in self.followers.items() if not self.reach(c).isdisjoint(cells)]
        near += [self.followers[ref] for ref in followers]
        solution = solve(near, cells, followers, model.number, model.steps)
        if solution is None:
            return False, None
        good = [point for point in solution.points if self._holds(point)]
        if not good:
            return True, None
        found = []
        for ref in cells:
            tried = [point[ref] for point in good]
            low, high = solution.ranges[ref]
            low = None if low is None else min(tried)
            high = None if high is None else max(tried)
            found.append(RepairCell(ref, held(model.dossier, ref), low, high))
        return True, Repair(tuple(found), sum(map(self.weight, cells)))

    def mends(self, cell: RepairCell, places: Sequence[Place]) -> bool:
        """Whether a cell by itself, at either end of its range, ends these failures and makes none."""
        left = {*self.failed, *self.apart}.difference(places)
        ends = (end for end in (cell.low, cell.high) if end is not None)
        return all(left.issuperset(self._after({cell.ref: end})) for end in ends)

    def _holds(self, point: Mapping[str, int]) -> bool:
        """Whether the executor finds none of these failures, and no new one, after the change."""
        return self.apart.issuperset(self._after(point))

    def _after(self, point: Mapping[str, int]) -> list[Place]:
        model = self.model
        return failing(model.ruleset, judge(model.ruleset, model.settled(point))[2])


def _last_period(model: Model, ref: str) -> Value:
    """The figure of the same cell in the previous return."""
    place = CellRef.parse(ref)
    form = (model.dossier.previous or {}).get(place.form)
    if form is None or place.group:
        return None
    column = model.ruleset.regime.form[place.form].column[place.column]
    current = column.role is ColumnRole.CURRENT
    return form.value(place.indicator, place.column) if current else None
