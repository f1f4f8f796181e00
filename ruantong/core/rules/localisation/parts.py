"""Failures that hang together, the cells that can repair them, and how one set of cells is decided:
exactly, and once more by the executor of the rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ruantong.core.cellref import CellRef
from ruantong.core.dossier import Dossier, Value
from ruantong.core.regime import ColumnRole, Severity
from ruantong.core.rules.edits import held
from ruantong.core.rules.executors.python import FAIL
from ruantong.core.rules.language.tree import Cell, Compare, RowCell, line_ref
from ruantong.core.rules.linear.conditions import (
    AtMost,
    Condition,
    Every,
    Form,
    Mark,
    Rounded,
    Some,
    Variable,
    every,
    names_in,
    no_more,
    rounded_in,
    some,
)
from ruantong.core.rules.linear.simplex import whole_point
from ruantong.core.rules.linear.systems import Search
from ruantong.core.rules.localisation.model import Model
from ruantong.core.rules.ruleset import RuleSet, run_on

#: A rule instance and the line it judges (0: not a rule over lines).
Place = tuple[int, int]

#: Costs of changing a cell. They only order sets of equal size: a cell less is always cheaper.
BASE, LESS_PER_RULE, MOST_RULES, UNCHANGED, EMPTY, ABOUT, SUSPECTED = 1000, 5, 4, 8, 4, 2, 10


#: Systems looked at to decide one set of cells.
MAX_SYSTEMS = 512


@dataclass(frozen=True)
class RepairCell:
    """A cell and what it holds."""

    ref: str
    current: Value


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
    return _failing_in(model, model.dossier)


def _failing_in(model: Model, dossier: Dossier) -> list[Place]:
    ruleset = model.ruleset
    return failing(ruleset, run_on(ruleset.run, ruleset.regime, dossier)[2])


def failing(ruleset: RuleSet, verdicts: Sequence[tuple[int, int, int]]) -> list[Place]:
    """The 强制性 instances among the verdicts that are failures."""
    instances = ruleset.instances
    return sorted(
        (number, line)
        for number, line, what in verdicts
        if what == FAIL and instances[number].rule.severity is Severity.ERROR
    )


def cells_in(condition: Condition) -> Iterator[str]:
    """The cells a condition depends on, repeated as they occur; those behind rounded numbers too."""
    return (name for name in names_in(condition) if isinstance(name, str))


@dataclass
class Component:
    """Failures, and all conditions that share a cell with them, directly or through others."""

    model: Model
    failed: tuple[Place, ...]
    conditions: Mapping[Place, Condition]
    apart: frozenset[Place]
    _weights: dict[str, int] = field(default_factory=dict)

    @cached_property
    def rounded(self) -> tuple[Rounded, ...]:
        """Numbers that follow the cells with a rounding."""
        return rounded_in(self.conditions.values())

    @cached_property
    def all(self) -> tuple[Condition, ...]:
        return (*self.conditions.values(), *(name.definition for name in self.rounded))

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """Cells that may be changed."""
        return tuple(sorted({ref for c in self.conditions.values() for ref in cells_in(c)}))

    @cached_property
    def hits(self) -> tuple[frozenset[str], ...]:
        """For each failure the cells that can have a say in it: one of them must change."""
        return tuple(self.reaches[place] for place in self.failed)

    @cached_property
    def reaches(self) -> Mapping[Place, frozenset[str]]:
        """For each instance the cells that have a say in it."""
        return {
            place: frozenset(cells_in(condition)) for place, condition in self.conditions.items()
        }

    @cached_property
    def touching(self) -> Mapping[str, frozenset[str]]:
        """For each cell the cells it shares a condition with."""
        found: dict[str, set[str]] = {ref: set() for ref in self.cells}
        for condition in self.all:
            reach = frozenset(cells_in(condition))
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

    def decide(
        self, chosen: Sequence[str], spared: frozenset[Place] = frozenset()
    ) -> tuple[bool, Repair | None]:
        """Whether the cells alone can repair the failures by the exact model, and the repair if
        the executor agrees. ``spared`` failures may remain. Raises ``LimitReached``.
        """
        cells = frozenset(chosen)
        asked = {p: c for p, c in self.conditions.items() if p not in spared}
        if any(self.reaches[p].isdisjoint(cells) for p in self.failed if p in asked):
            return False, None
        near = [c for p, c in asked.items() if not self.reaches[p].isdisjoint(cells)]
        near += [name.definition for name in rounded_in(near)]
        feasible = False
        for system in Search(MAX_SYSTEMS).systems([self._moved(c, cells) for c in near]):
            steps = whole_point([row for row, _ in system.rows])
            if steps is None:
                continue
            feasible = True
            figures = {ref: self.model.number(ref) + steps.get(ref, 0) for ref in sorted(cells)}
            if (self.apart | spared).issuperset(self._failing_with(figures)):
                repaired = (RepairCell(ref, held(self.model.dossier, ref)) for ref in figures)
                return True, Repair(tuple(repaired), sum(map(self.weight, figures)))
        return feasible, None

    def _moved(self, condition: Condition, cells: Collection[str]) -> Condition:
        """The condition on how far the cells move from what they hold; all others stay."""
        match condition:
            case AtMost():
                now = sum(f * self.model.number(name) for name, f in condition.terms)
                moving = {n: f for n, f in condition.terms if _depends(n, cells)}
                return no_more(Form(moving, condition.const + now))
            case Mark():
                return (condition.key in cells) is condition.holds
            case Every():
                return every(self._moved(part, cells) for part in condition.parts)
            case Some():
                return some(self._moved(part, cells) for part in condition.parts)
        return condition

    def _failing_with(self, figures: Mapping[str, int]) -> list[Place]:
        """What the executor finds to fail after a change."""
        return _failing_in(self.model, self.model.settled(figures))


def _depends(name: Variable, cells: Collection[str]) -> bool:
    if isinstance(name, Rounded):
        return any(_depends(part, cells) for part, _ in name.terms)
    return name in cells


def _last_period(model: Model, ref: str) -> Value:
    """The figure of the same cell in the previous return."""
    place = CellRef.parse(ref)
    form = (model.dossier.previous or {}).get(place.form)
    if form is None or place.group:
        return None
    column = model.ruleset.regime.form[place.form].column[place.column]
    current = column.role is ColumnRole.CURRENT
    return form.value(place.indicator, place.column) if current else None
