"""The search for few cells as a mixed-integer program, solved by HiGHS.

For every cell a yes/no (changed or not) and a deviation from what it holds now. Deviations are
counted in the largest amount by which any condition is missed, so that a slip of ten thousand and
one of 0.01 both stand well above the solver's tolerance; what the tolerance still lets through is
refused by the exact decision and cut off here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import highspy
import numpy as np

from ruantong.core.rules.linear.conditions import AtMost, Condition, Every, Mark, Some, Variable
from ruantong.core.rules.localisation.parts import Component

#: How far a cell may move, in the largest amount by which a condition is missed.
_REACH = 64
_INFINITY = highspy.kHighsInf
#: Factor by column number, lower and upper bound.
_Row = tuple[dict[int, float], float, float]


class Solver:
    """Proposes sets of cells, cheapest first. ``finished``: it is proven that there are no more."""

    def __init__(self, component: Component) -> None:
        self._component = component
        self._number = component.model.number
        self._cells = component.cells
        self._changed = {ref: index for index, ref in enumerate(self._cells)}
        # Deviations of the cells, then of the rounded numbers that follow them.
        moving: tuple[Variable, ...] = (*self._cells, *component.rounded)
        self._moved = {ref: len(self._cells) + index for index, ref in enumerate(moving)}
        self._columns = len(self._cells) + len(moving)
        self._rows: list[_Row] = []
        self._unit = float(max(1, *map(self._missed, component.all)) * _REACH)
        self.finished = False
        self._build()
        self._highs = self._passed()

    # the program -----------------------------------------------------------------------------

    def _missed(self, condition: Condition) -> int:
        """The most by which a part of a condition is missed now."""
        match condition:
            case AtMost():
                return max(0, self._now(condition))
            case Every() | Some():
                return max(map(self._missed, condition.parts), default=0)
        return 0

    def _now(self, condition: AtMost) -> int:
        return condition.const + sum(f * self._number(ref) for ref, f in condition.terms)

    def _build(self) -> None:
        for ref in self._cells:
            moved, changed = self._moved[ref], self._changed[ref]
            self._rows.append(({moved: 1.0, changed: -1.0}, -_INFINITY, 0.0))
            self._rows.append(({moved: 1.0, changed: 1.0}, 0.0, _INFINITY))
        for condition in self._component.all:
            self._require(condition)
        for hit in self._component.hits:
            self._rows.append(self._one_of(hit))

    def _require(self, condition: Condition) -> None:
        match condition:
            case Every():
                for part in condition.parts:
                    self._require(part)
            case Some():
                self._some(condition, None)
            case AtMost():
                self._at_most(condition, None)
            case Mark():
                self._mark(condition, None)

    def _if(self, condition: Condition, switch: int) -> None:
        """The condition holds when a switch is on."""
        match condition:
            case Every():
                for part in condition.parts:
                    self._if(part, switch)
            case Some():
                self._some(condition, switch)
            case AtMost():
                self._at_most(condition, switch)
            case Mark():
                self._mark(condition, switch)

    def _some(self, condition: Some, switch: int | None) -> None:
        switches = list(range(self._columns, self._columns + len(condition.parts)))
        self._columns += len(switches)
        row = dict.fromkeys(switches, 1.0)
        if switch is not None:
            row[switch] = -1.0
        self._rows.append((row, 0.0 if switch is not None else 1.0, _INFINITY))
        for each, part in zip(switches, condition.parts, strict=True):
            self._if(part, each)

    def _at_most(self, condition: AtMost, switch: int | None) -> None:
        most = max(abs(factor) for _, factor in condition.terms)
        row = {self._moved[ref]: factor / most for ref, factor in condition.terms}
        room = -self._now(condition) / (most * self._unit)
        spread = sum(map(abs, row.values()))
        if room >= spread:
            return
        if switch is not None:
            row[switch] = spread - room
            room = spread
        self._rows.append((row, -_INFINITY, room))

    def _mark(self, condition: Mark, switch: int | None) -> None:
        changed = self._changed[str(condition.key)]
        if condition.holds:
            row = {changed: 1.0} if switch is None else {changed: 1.0, switch: -1.0}
            self._rows.append((row, 1.0 if switch is None else 0.0, _INFINITY))
        else:
            row = {changed: 1.0} if switch is None else {changed: 1.0, switch: 1.0}
            self._rows.append((row, -_INFINITY, 0.0 if switch is None else 1.0))

    def _one_of(self, refs: Iterable[str]) -> _Row:
        return {self._changed[ref]: 1.0 for ref in refs}, 1.0, _INFINITY

    def _passed(self) -> highspy.Highs:
        model = highspy.HighsLp()
        cells, moved = len(self._cells), len(self._moved)
        model.num_col_, model.num_row_ = self._columns, len(self._rows)
        cost = np.zeros(self._columns)
        cost[:cells] = [self._component.weight(ref) for ref in self._cells]
        low = np.zeros(self._columns)
        low[cells : cells + moved] = -1.0
        model.col_cost_, model.col_lower_, model.col_upper_ = cost, low, np.ones(self._columns)
        model.row_lower_ = np.array([row[1] for row in self._rows])
        model.row_upper_ = np.array([row[2] for row in self._rows])
        whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        model.integrality_ = [
            real if cells <= column < cells + moved else whole for column in range(self._columns)
        ]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        sizes = [len(row[0]) for row in self._rows]
        model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(sizes))).astype(np.int32)
        model.a_matrix_.index_ = np.array([c for row in self._rows for c in row[0]], dtype=np.int32)
        model.a_matrix_.value_ = np.array([v for row in self._rows for v in row[0].values()])
        highs = highspy.Highs()
        for option, value in _OPTIONS.items():
            highs.setOptionValue(option, value)
        highs.passModel(model)
        return highs

    # asking ----------------------------------------------------------------------------------

    def propose(self, seconds: float) -> tuple[str, ...] | None:
        """The cheapest set not yet excluded; None when there is none or the time is over."""
        highs = self._highs
        # HiGHS counts its time from the first run of a model.
        highs.setOptionValue("time_limit", highs.getRunTime() + seconds)
        highs.run()
        status = highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            self.finished = status == highspy.HighsModelStatus.kInfeasible
            return None
        values = highs.getSolution().col_value
        return tuple(ref for ref, index in self._changed.items() if values[index] > 0.5)

    def exclude(self, refs: Sequence[str]) -> None:
        """Neither this set nor one that contains it."""
        self._add({self._changed[ref]: 1.0 for ref in refs}, -_INFINITY, len(refs) - 1.0)

    def refuse(self, refs: Collection[str], *, infeasible: bool) -> None:
        """This set will not do. ``infeasible``: nor any of its parts, and what could help it shares
        a condition with it or with a failure.
        """
        if infeasible:
            touching = self._component.touching
            helpful = frozenset().union(
                *(touching[ref] for ref in refs), *self._component.hits
            ) - frozenset(refs)
            self._add(*self._one_of(helpful))
            return
        row = {index: -1.0 if ref in refs else 1.0 for ref, index in self._changed.items()}
        self._add(row, 1.0 - len(refs), _INFINITY)

    def no_more_than(self, size: int) -> None:
        """Only sets of at most so many cells."""
        self._add(dict.fromkeys(self._changed.values(), 1.0), -_INFINITY, float(size))

    def _add(self, row: dict[int, float], low: float, high: float) -> None:
        self._highs.addRow(
            low, high, len(row), np.array(list(row), dtype=np.int32), np.array(list(row.values()))
        )


_OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.5,  # costs are whole numbers
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
}
