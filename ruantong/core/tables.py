"""Output tables as data: which cells a row adds up and in what unit it is published.

Read from ``tables.toml`` of a pack (regime §11.1, RA-01…RA-04) by :mod:`.pack_format.tables`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ruantong.core.periods import Frequency


@dataclass(frozen=True)
class Term:
    """One cell of every return, or the lines whose code begins with ``indicator``.

    ``column`` holds the value of the period, ``year_ago`` that of a year before ("": the form has
    no such column). ``group`` is the repeating part of the form, whose column ``line_key`` holds
    the code of a line; "" for a cell.
    """

    form: str
    indicator: str
    column: str
    year_ago: str = ""
    group: str = ""
    line_key: str = ""
    decimals: int = 0


@dataclass(frozen=True)
class CellSum:
    """Cells added up."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class TableRow:
    """One line of an output table.

    Values stay in units of ``10**-decimals`` of ``unit_of_measure``; ``divisor`` turns them into
    ``published_unit``. ``published`` False: shown on the city's desk, not in the ministry's table.
    """

    key: str
    name: str
    level: int
    count: bool
    cells: CellSum
    unit_of_measure: str
    published_unit: str
    divisor: int
    decimals: int
    signed: bool
    published: bool


@dataclass(frozen=True)
class ScopeTest:
    """One of the ministry's ways into the national view (RA-04). ``kind`` is the way into the
    survey's scope that it measures, "" for none.
    """

    name: str
    minimum_revenue: int  # scaled like the main-revenue indicator
    share_percent: int
    cells: Mapping[Frequency, CellSum]
    kind: str = ""


@dataclass(frozen=True)
class OutputTable:
    """A table over the returns of one frequency; ``key`` names it among those.

    ``headline`` is the row that districts and units are ordered by. Rows published in
    ``whole_unit`` may be shown in whole ones of it; "": all figures in the unit they are filed in.
    """

    key: str
    title: str
    frequency: Frequency
    headline: TableRow
    rows: tuple[TableRow, ...]
    whole_unit: str = ""
    note: str = ""

    def row(self, key: str) -> TableRow:
        return next(row for row in self.rows if row.key == key)

    @property
    def has_year_ago(self) -> bool:
        """The returns say themselves what was a year ago; otherwise last year's returns do."""
        return any(term.year_ago for row in self.rows for term in row.cells.terms)


@dataclass(frozen=True)
class Tables:
    """All output tables of an edition and the scope of the national view.

    ``main_revenue`` is what the scope tests measure by; a frequency that is not in it has no
    national view.
    """

    tables: tuple[OutputTable, ...] = ()
    scope_tests: tuple[ScopeTest, ...] = ()
    main_revenue: Mapping[Frequency, CellSum] = field(default_factory=dict)

    def tests_from(self, floors: Mapping[str, int]) -> tuple[ScopeTest, ...]:
        """The tests of the kinds of scope with a floor, each measured from that floor on."""
        places = {term.decimals for cells in self.main_revenue.values() for term in cells.terms}
        scale = 10 ** max(places, default=0)
        return tuple(
            replace(test, minimum_revenue=floors[test.kind] * scale)
            for test in self.scope_tests
            if test.kind in floors
        )

    @property
    def terms(self) -> frozenset[Term]:
        """Every cell that a row of some table or the national view adds up."""
        sums = (
            *(row.cells for table in self.tables for row in table.rows),
            *self.main_revenue.values(),
            *(cells for test in self.scope_tests for cells in test.cells.values()),
        )
        return frozenset(term for cells in sums for term in cells.terms)

    def of(self, frequency: Frequency) -> tuple[OutputTable, ...]:
        """The tables over returns of a frequency, in the order of the pack."""
        return tuple(table for table in self.tables if table.frequency is frequency)
