"""The search for few cells as a mixed-integer program, solved by HiGHS.

For every cell a yes/no (changed or not) and a deviation from what it holds now. Deviations are
counted in the largest amount by which any condition is missed, so that a slip of ten thousand and
one of 0.01 both stand well above the solver's tolerance; what the tolerance still lets through is
refused by the exact decision and cut off here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import highspy
import numpy as np

from ruantong.core.rules.linear.conditions import (
    AtMost,
    Condition,
    Every,
    Flag,
    Some,
    Variable,
    inequalities_in,
)
from ruantong.core.rules.localisation.components import Component, Refusal

#: How far a cell may move, in the largest amount by which a condition is missed.
_REACH = 64
_INFINITY = highspy.kHighsInf
_WHOLE = highspy.HighsVarType.kInteger

_OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.5,  # costs are whole numbers
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
}


class Solver:
    """Proposes sets of cells, cheapest first. ``finished``: it is proven that there are no more."""

    def __init__(self, component: Component) -> None:
        self.finished = False
        self._number = component.model.number
        self._highs = highspy.Highs()
        for option, value in _OPTIONS.items():
            self._highs.setOptionValue(option, value)
        every = (*component.conditions.values(), *(name.definition for name in component.rounded))
        missed = (row.at(self._number) for condition in every for row in inequalities_in(condition))
        self._unit = float(max(1, max(missed, default=1)) * _REACH)
        self._changed = {ref: self._switch(component.weight(ref)) for ref in component.cells}
        # Deviations of the cells, and of the rounded numbers that follow them.
        moving: tuple[Variable, ...] = (*component.cells, *component.rounded)
        self._moved = {name: self._column(-1.0) for name in moving}
        for ref, changed in self._changed.items():
            moved = self._moved[ref]
            self._add({moved: 1.0, changed: -1.0}, high=0.0)
            self._add({moved: 1.0, changed: 1.0}, low=0.0)
        for condition in every:
            self._require(condition)
        for hit in component.hits:
            self.refuse(Refusal(hit))

    # the program -----------------------------------------------------------------------------

    def _column(self, low: float) -> int:
        """A new variable from ``low`` to 1."""
        self._highs.addVar(low, 1.0)
        return int(self._highs.getNumCol()) - 1

    def _switch(self, cost: float = 0.0) -> int:
        """A new yes or no."""
        column = self._column(0.0)
        self._highs.changeColIntegrality(column, _WHOLE)
        self._highs.changeColCost(column, cost)
        return column

    def _add(
        self, row: Mapping[int, float], low: float = -_INFINITY, high: float = _INFINITY
    ) -> None:
        self._highs.addRow(
            low, high, len(row), np.array(list(row), dtype=np.int32), np.array(list(row.values()))
        )

    def _require(self, condition: Condition, switch: int | None = None) -> None:
        """The condition holds, or does where a switch is on."""
        match condition:
            case Every():
                for part in condition.parts:
                    self._require(part, switch)
            case Some():
                switches = [self._switch() for _ in condition.parts]
                row = dict.fromkeys(switches, 1.0)
                if switch is not None:
                    row[switch] = -1.0
                self._add(row, low=1.0 if switch is None else 0.0)
                for each, part in zip(switches, condition.parts, strict=True):
                    self._require(part, each)
            case AtMost():
                self._at_most(condition, switch)

    def _at_most(self, condition: AtMost, switch: int | None) -> None:
        row, highest = {}, 0.0
        for name, factor in condition.terms:
            if isinstance(name, Flag):
                row[self._changed[str(name.subject)]] = float(factor)
                highest += max(factor, 0)
            else:
                row[self._moved[name]] = factor * self._unit
                highest += abs(factor) * self._unit
        room = float(-condition.at(self._number))
        if room >= highest:
            return
        if switch is not None:
            row[switch] = highest - room
            room = highest
        most = max(abs(factor) for column, factor in row.items() if column != switch)
        self._add({column: factor / most for column, factor in row.items()}, high=room / most)

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
        self._add({self._changed[ref]: 1.0 for ref in refs}, high=len(refs) - 1.0)

    def refuse(self, refusal: Refusal) -> None:
        """Only sets that the refusal leaves."""
        row = {self._changed[ref]: 1.0 for ref in refusal.more}
        row |= {self._changed[ref]: -1.0 for ref in refusal.fewer}
        self._add(row, low=1.0 - len(refusal.fewer))

    def no_more_than(self, size: int) -> None:
        """Only sets of at most so many cells."""
        self._add(dict.fromkeys(self._changed.values(), 1.0), high=float(size))
