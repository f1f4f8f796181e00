"""An automatic cell of the pack, checked and ready to be worked out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ruantong.core.rules.language.tree import Node
from ruantong.core.rules.lowering.chain import Case, lower_cases
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
