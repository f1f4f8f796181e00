"""An automatic cell of the pack, checked and ready to be worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ruantong.core.rules.language.tree import CURRENT, AutoValue, Cell, Node
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.chain import Case, lower_cases
from ruantong.core.rules.lowering.folding import bound, folded
from ruantong.core.rules.lowering.ops import BlankLeaf


@dataclass(frozen=True)
class Formula:
    """Cases (condition, value), the decimal places of the cell, and whether it stays at 0 or above.

    ``named`` are the cells that must not all be blank; the respondent may change an
    ``overridable`` one.
    """

    ref: str
    cases: tuple[tuple[Node | None, Node], ...]
    places: int
    floor_zero: bool
    overridable: bool
    named: tuple[BlankLeaf, ...]

    @cached_property
    def lowered(self) -> tuple[Case, ...]:
        """The cases as operations, blanks and divisions by 0 among them."""
        return lower_cases(self.cases, self.named, self.places, floor_zero=self.floor_zero)


#: The cases of an automatic cell by its reference.
Cases = Mapping[str, Sequence[Case]]


def cases_of(formulas: Sequence[Formula]) -> Cases:
    """Each formula by itself: an automatic cell that it uses counts as it stands."""
    return {formula.ref: formula.lowered for formula in formulas}


def cases_in_turn(formulas: Sequence[Formula]) -> Cases:
    """Each formula after those that it uses: their cells count with what was computed for them.

    What stands in an overridable one counts before that.
    """
    overridable = {formula.ref: formula.overridable for formula in formulas}

    def known(op: ops.Op) -> ops.Op | None:
        if not isinstance(op, ops.Load | ops.Blank):
            return None
        cell = op.leaf
        if not isinstance(cell, Cell) or cell.when != CURRENT or cell.ref not in overridable:
            return None
        blank: ops.Logic = ops.Blank(cell) if overridable[cell.ref] else ops.YES
        computed = AutoValue(cell.form, cell.indicator, cell.column, cell.scale)
        missing = ops.Blank(computed)
        if isinstance(op, ops.Blank):
            return make.both(blank, missing)
        cases: list[tuple[ops.Logic, ops.Number]] = [(make.negated(blank), op), (missing, ops.ZERO)]
        return make.pick(cases, ops.Load(computed))

    return {
        formula.ref: tuple(
            (folded(when, known), None if value is None else folded(value, known))
            for when, value in formula.lowered
        )
        for formula in formulas
    }


def bounds_of(cases: Cases) -> dict[str, int]:
    """How large each automatic cell can become, by reference."""
    found: dict[str, int] = {}
    for ref, of_cell in cases.items():
        values = (value for _, value in of_cell if value is not None)
        found[ref] = max((bound(value, found) for value in values), default=0)
    return found
