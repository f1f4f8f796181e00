"""What one return contains, typed, and the interchange format that carries it.

``forms`` in the interchange format (API, command line, drafts, revisions) are plain JSON with
strings; :class:`FormData` is the same after parsing, with numbers as integers in the last
decimal place of their indicator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.core.periods import Period

# number: int in the last decimal place; text and codes: str; blank: None
Value = int | str | None


@dataclass(frozen=True)
class FormData:
    """Typed content of one form."""

    head: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    rows: Mapping[str, tuple[Mapping[str, Value], ...]] = field(default_factory=dict)

    def value(self, indicator: str, column: str) -> Value:
        return self.cells.get(indicator, {}).get(column)

    def at(self, ref: CellRef) -> Value:
        """The value of a cell of this form; None for blank."""
        if ref.head:
            return self.head.get(ref.head)
        if ref.group:
            lines = self.rows.get(ref.group, ())
            return lines[ref.line - 1].get(ref.column) if 0 < ref.line <= len(lines) else None
        return self.value(ref.indicator, ref.column)

    def with_value(self, ref: CellRef, value: Any) -> FormData:
        """A copy with one cell changed, or with all lines of a group; lines that are missing before
        a changed one are blank.
        """
        if ref.head:
            return replace(self, head={**self.head, ref.head: value})
        if ref.whole_group:
            return replace(self, rows={**self.rows, ref.group: tuple(value)})
        if ref.group:
            lines = [dict(line) for line in self.rows.get(ref.group, ())]
            lines += [{} for _ in range(ref.line - len(lines))]
            lines[ref.line - 1][ref.column] = value
            return replace(self, rows={**self.rows, ref.group: tuple(lines)})
        row = {**self.cells.get(ref.indicator, {}), ref.column: value}
        return replace(self, cells={**self.cells, ref.indicator: row})


Forms = Mapping[str, FormData]


@dataclass(frozen=True)
class UnitFacts:
    """What the register knows of the reporting unit and the rules may ask.

    ``lists`` are the rosters the unit is on for the period ("monthly", "form7").
    ``uscc_unique`` is None outside the platform (command line), where nobody can know.
    """

    uscc: str
    name: str
    district: str
    lists: frozenset[str] = frozenset()
    uscc_unique: bool | None = None


@dataclass(frozen=True)
class Dossier:
    """Everything a validation looks at: the return and the returns it is compared with.

    ``previous`` is the previous cumulative period of the same year (the previous year for an
    annual return), ``year_ago`` the same period last year, ``december`` the 1–12 month return
    of the same year (annual returns only). None: there is no such return.
    """

    period: Period
    unit: UnitFacts
    forms: Forms
    previous: Forms | None = None
    year_ago: Forms | None = None
    december: Forms | None = None
