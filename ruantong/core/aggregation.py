"""Sums over returns: exact integers added up, growth on sums, rounded once at the very end.

RA-01: a line is the sum over the accepted returns, ratios are recomputed and never averaged.
RA-03: growth of a line is Σ(current) ÷ Σ(year-ago column of the same returns) − 1, never the ratio
of two published levels; where forms have no such column the base is last year's return of the same
unit and units without one are shown apart (mission §7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from ruantong.core.dossier import FormData, Forms
from ruantong.core.periods import Frequency, Period
from ruantong.core.tables import CellSum, OutputTable, ScopeTest, TableRow, Tables, Term
from ruantong.core.values import format_number, round_half_up


@dataclass(frozen=True)
class Contribution:
    """What one return brings to a table: scaled integers per row, None where it is blank.

    ``base`` is None when there is nothing to compare with (a new unit); ``base_district`` is the
    district that the base was filed with; ``nil``: a confirmed nil return, counted apart.
    """

    return_id: int
    unit: str
    name: str
    district: str
    revision: int
    current: Mapping[str, int | None]
    base: Mapping[str, int | None] | None
    base_district: str = ""
    nil: bool = False


@dataclass(frozen=True)
class Line:
    """One line of an aggregate. ``newcomers`` is the part of ``current`` without a base."""

    row: TableRow
    current: int | None
    base: int | None
    newcomers: int
    units: int

    @property
    def growth(self) -> Fraction | None:
        """Exact growth of the comparable part; None for counts and where the base is ≤ 0."""
        if self.row.count or self.current is None or self.base is None or self.base <= 0:
            return None
        return Fraction(self.current - self.newcomers, self.base) - 1


def cell_sum(forms: Forms, cells: CellSum, *, year_ago: bool = False) -> int | None:
    """Sum of the cells in their column of the period or of a year ago; None when all are blank."""
    found = [
        value
        for term in cells.terms
        if (data := forms.get(term.form)) is not None
        for value in _values(data, term, term.year_ago if year_ago else term.column)
    ]
    return sum(found) if found else None


def _values(data: FormData, term: Term, column: str) -> list[int]:
    if term.group:  # every line whose code starts with the prefix
        return [
            amount
            for line in data.rows.get(term.group, ())
            if str(line.get(term.line_key) or "").startswith(term.indicator)
            and isinstance(amount := line.get(column), int)
        ]
    value = data.value(term.indicator, column)
    return [value] if isinstance(value, int) else []


def row_values(
    table: OutputTable, forms: Forms, *, year_ago: bool = False
) -> dict[str, int | None]:
    """One return's value for every row that adds cells."""
    return {
        row.key: cell_sum(forms, row.cells, year_ago=year_ago)
        for row in table.rows
        if not row.count
    }


def base_values(
    table: OutputTable, forms: Forms, last_year: Forms | None
) -> dict[str, int | None] | None:
    """The base of growth: the return's own year-ago column, or else last year's return."""
    if not table.has_year_ago:
        return None if last_year is None else row_values(table, last_year)
    values = row_values(table, forms, year_ago=True)
    return None if all(value is None for value in values.values()) else values


def aggregate(table: OutputTable, contributions: Iterable[Contribution]) -> tuple[Line, ...]:
    """Add up a set of returns; the lines in the order of the table."""
    gathered = list(contributions)
    return tuple(_line(row, gathered, table.has_year_ago) for row in table.rows)


def _line(row: TableRow, gathered: list[Contribution], has_year_ago: bool) -> Line:
    if row.count:
        with_base = sum(1 for c in gathered if c.base is not None)
        return Line(row, len(gathered), with_base, len(gathered) - with_base, len(gathered))
    current = [value for c in gathered if (value := c.current[row.key]) is not None]
    base = [value for c in gathered if c.base and (value := c.base[row.key]) is not None]
    newcomers = 0
    if not has_year_ago:
        newcomers = sum(c.current[row.key] or 0 for c in gathered if c.base is None)
    return Line(
        row,
        sum(current) if current else None,
        sum(base) if base else None,
        newcomers,
        len(current),
    )


def aggregate_by_district(
    table: OutputTable, contributions: Iterable[Contribution]
) -> dict[str, tuple[Line, ...]]:
    """The same per district, each return in exactly one (RA-02).

    A unit whose base was filed with another district is new to its own.
    """
    groups: dict[str, list[Contribution]] = {}
    for each in contributions:
        own = each if each.base_district == each.district else replace(each, base=None)
        groups.setdefault(each.district, []).append(own)
    return {code: aggregate(table, members) for code, members in groups.items()}


def level_text(line: Line, *, published: bool, base: bool = False) -> str:
    """A level as printed: whole published units, or the exact sum in the unit it is filed in."""
    value = line.base if base else line.current
    if value is None:
        return ""
    if not published or line.row.divisor == 1:
        return format_number(value, line.row.decimals)
    return str(round_half_up(value, line.row.divisor * 10**line.row.decimals))


def in_whole_units(line: Line) -> bool:
    """True when whole published units tell the line: no level but zero is below one of them."""
    one = line.row.divisor * 10**line.row.decimals
    levels = (line.current, line.base, line.newcomers)
    return line.row.divisor > 1 and all(abs(level) >= one for level in levels if level)


def growth_text(line: Line, places: int = 1) -> str:
    """Growth in percent, rounded half up once; “-” for counts, words where profit changed sign."""
    if line.row.count:
        return "-"
    growth = line.growth
    if growth is not None and (line.current or 0) - line.newcomers >= 0:
        scaled = growth * 100 * 10**places
        return format_number(round_half_up(scaled.numerator, scaled.denominator), places)
    if not line.row.signed or line.current is None or line.base is None:
        return ""
    return _turn(line.current - line.newcomers, line.base)


def _turn(current: int, base: int) -> str:
    """扭亏, 增亏, 减亏: what a percentage cannot say when a profit is or was a loss."""
    if base > 0:
        return "由盈转亏"
    if base == 0:
        return ""
    if current >= 0:
        return "扭亏为盈"
    if current == base:
        return "持平"
    return "增亏" if current < base else "减亏"


@dataclass(frozen=True)
class Pull:
    """Percentage points by which one return moves the growth of a line (RA-05)."""

    contribution: Contribution
    points: Fraction


def pulls(
    row: TableRow, contributions: Iterable[Contribution], threshold: Fraction = Fraction(1, 2)
) -> tuple[Pull, ...]:
    """Returns that move the total's growth by at least ``threshold`` points, strongest first."""
    comparable = [c for c in contributions if c.base is not None and not row.count]
    total = sum((c.base or {}).get(row.key) or 0 for c in comparable)
    if total <= 0:
        return ()
    found = [
        Pull(c, Fraction(100 * ((c.current[row.key] or 0) - ((c.base or {})[row.key] or 0)), total))
        for c in comparable
    ]
    strong = [pull for pull in found if abs(pull.points) >= threshold]
    return tuple(sorted(strong, key=lambda pull: (-abs(pull.points), pull.contribution.unit)))


def passed_test(
    tables: Tables,
    tests: Iterable[ScopeTest],
    period: Period,
    forms: Forms,
    annual_revenue: int | None = None,
) -> str | None:
    """Name of the first of some tests that the return passes, or None (RA-04).

    ``annual_revenue`` is scaled like its indicator. A return of part of a year is measured by the
    unit's latest annual main-business revenue where there is one, otherwise by its own
    cumulative figure raised to twelve months.
    """
    annual = period.frequency is Frequency.ANNUAL
    main = cell_sum(forms, tables.main_revenue[period.frequency]) or 0
    yearly = Fraction(main) if annual else Fraction(main * 12, period.months)
    if not annual and annual_revenue is not None:
        yearly = Fraction(annual_revenue)
    return next(
        (
            test.name
            for test in tests
            if yearly >= test.minimum_revenue and _passes(test, period, forms, main)
        ),
        None,
    )


def _passes(test: ScopeTest, period: Period, forms: Forms, main: int) -> bool:
    part = cell_sum(forms, test.cells[period.frequency]) or 0
    return main > 0 and part * 100 >= main * test.share_percent
