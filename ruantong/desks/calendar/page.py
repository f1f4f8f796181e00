"""报送日历: every deadline of a year, what is open to a ruling, and what the city decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import QuerySet

from ruantong.accounts.access import sight_of
from ruantong.accounts.models import User
from ruantong.core.deadlines import (
    FLAG_LABELS,
    NO_CLAUSE_FOR_ROLE,
    NO_HOLIDAY_DATA,
    ROLE_LABELS,
    WEEKEND_IN_ARRANGEMENT,
    WINDOW_COLLAPSED,
    ClauseFault,
    Deadline,
    DeadlineSet,
    HolidayCalendar,
)
from ruantong.core.holidays import HolidayDay
from ruantong.core.periods import Period
from ruantong.core.publications import Publication
from ruantong.registry.access import within
from ruantong.returns.calendar import Calendar, calendar_now, periods_due_in
from ruantong.returns.errors import Refused
from ruantong.returns.models import DeadlineRuling, HolidayEdit, UnitExtension

FIRST_YEAR, LAST_YEAR = 2001, 2099
_DAY = timedelta(days=1)
_KINDS = dict(HolidayEdit.KINDS)
_SHORT = {
    WEEKEND_IN_ARRANGEMENT: "放假安排内的周末",
    NO_CLAUSE_FOR_ROLE: "条款未写到本级",
    WINDOW_COLLAPSED: "与上一级同日",
    NO_HOLIDAY_DATA: "无节假日数据",
}


@dataclass(frozen=True)
class Cell:
    """The date of one role. ``flags`` are still open: a ruling on this role settles them."""

    deadline: Deadline
    ruling: DeadlineRuling | None
    flags: tuple[str, ...]

    @property
    def label(self) -> str:
        return ROLE_LABELS[self.deadline.role]

    @property
    def marks(self) -> list[tuple[str, str]]:
        """(word, explanation) of what is open."""
        return [(_SHORT[flag], FLAG_LABELS[flag]) for flag in self.flags]

    @property
    def moved(self) -> bool:
        return self.deadline.shifted

    @property
    def asks(self) -> bool:
        """Something about this date is for the city to decide; missing data is to be entered."""
        return any(flag != NO_HOLIDAY_DATA for flag in self.flags)


@dataclass(frozen=True)
class Line:
    """One period of the table; ``problem`` says why it has no dates."""

    period: Period
    cells: tuple[Cell, ...]
    problem: str = ""
    publication: Publication | None = None

    @property
    def questions(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.asks]

    @property
    def span(self) -> int:
        return len(ROLE_LABELS)


@dataclass(frozen=True)
class Span:
    """One line of the holiday table: days in a row of one festival, kind and source.

    ``edit`` when the city entered or changed them.
    """

    first: date
    last: date
    festival: str
    kind: str
    edit: HolidayEdit | None

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Ruled:
    """A published ruling; ``standing`` unless a later one superseded it."""

    row: DeadlineRuling
    period: Period
    standing: bool

    @property
    def label(self) -> str:
        return ROLE_LABELS[self.row.role]


@dataclass(frozen=True)
class Extended:
    """An individual extension and whether it is the unit's latest for the period."""

    row: UnitExtension
    period: Period
    standing: bool


@dataclass(frozen=True)
class Year:
    """Everything the page of one year shows."""

    year: int
    lines: tuple[Line, ...]
    has_holidays: bool
    spans: tuple[Span, ...]
    rulings: tuple[Ruled, ...]
    extensions: tuple[Extended, ...]
    other_extensions: int

    @property
    def questions(self) -> list[Line]:
        return [line for line in self.lines if line.questions]

    @property
    def publishes(self) -> bool:
        """Something is known of when the ministry publishes one of the periods."""
        return any(line.publication for line in self.lines)

    @property
    def served(self) -> list[Period]:
        return [line.period for line in self.lines if line.cells]


def year_of(year: int, actor: User) -> Year:
    """The calendar of a year for one reader, in six queries at most."""
    calendar, periods = calendar_now(), periods_due_in(year)
    texts = [str(period) for period in periods]
    holidays = calendar.holidays_in(year)
    every = UnitExtension.objects.filter(period__in=texts)
    visible = _visible(actor, every).select_related("unit", "by").order_by("-pk")
    extensions = _extended(visible)
    units = {(row.row.unit_id, row.row.period) for row in extensions}
    total = every.order_by().values("unit", "period").distinct().count()
    return Year(
        year=year,
        lines=tuple(line_of(calendar, period) for period in periods),
        has_holidays=year in holidays.years,
        spans=tuple(_spans(year, holidays, calendar)),
        rulings=_rulings(calendar, texts),
        extensions=extensions,
        other_extensions=total - len(units),
    )


def line_of(calendar: Calendar, period: Period) -> Line:
    """One period with its roles in acting order."""
    try:
        found = calendar.deadlines_of(period)
    except Refused:
        return Line(period, (), "没有适用于这一期的制度版本，不计算截止日期。")
    except ClauseFault as fault:
        return Line(period, (), f"{fault}。")
    cells = tuple(_cells(found, calendar.rulings))
    return Line(period, cells, publication=calendar.publication_of(period))


def _cells(found: DeadlineSet, rulings: Mapping[tuple[str, str], DeadlineRuling]) -> Sequence[Cell]:
    cells: list[Cell] = []
    for role, deadline in found.roles.items():
        ruling = rulings.get((str(found.period), role))
        flags = list(deadline.flags)
        # A shared day is settled by a ruling on the later of the two roles, also by one that
        # leaves the day as it is.
        if cells and cells[-1].deadline.date == deadline.date and ruling is None:
            flags.append(WINDOW_COLLAPSED)
        cells.append(Cell(deadline, ruling, tuple(flags)))
    return cells


def _spans(year: int, holidays: HolidayCalendar, calendar: Calendar) -> list[Span]:
    """The table of a year, days taken out by the city included."""
    gone = [
        HolidayDay(day, edit.festival, HolidayEdit.NONE)
        for day, edit in calendar.edits.items()
        if edit.kind == HolidayEdit.NONE
    ]
    spans: list[Span] = []
    for day in sorted([*holidays.days, *gone]):
        if day.date.year != year:
            continue
        one = Span(day.date, day.date, day.festival, _KINDS[day.kind], calendar.edits.get(day.date))
        if spans and _goes_on(spans[-1], one):
            spans[-1] = replace(spans[-1], last=one.last)
        else:
            spans.append(one)
    return spans


def _goes_on(before: Span, after: Span) -> bool:
    reasons = [span.edit.reason if span.edit else None for span in (before, after)]
    return (
        (before.festival, before.kind) == (after.festival, after.kind)
        and after.first - before.last == _DAY
        and reasons[0] == reasons[1]
    )


def _rulings(calendar: Calendar, periods: Collection[str]) -> tuple[Ruled, ...]:
    rows = DeadlineRuling.objects.filter(period__in=periods).select_related("by").order_by("-pk")
    return tuple(
        Ruled(row, Period.parse(row.period), calendar.rulings[row.period, row.role].pk == row.pk)
        for row in rows
    )


def _extended(rows: QuerySet[UnitExtension]) -> tuple[Extended, ...]:
    """Newest first; the first of a unit and period is the standing one."""
    seen: set[tuple[int, str]] = set()
    found = []
    for row in rows:
        key = (row.unit_id, row.period)
        found.append(Extended(row, Period.parse(row.period), key not in seen))
        seen.add(key)
    return tuple(found)


def _visible(actor: User, rows: QuerySet[UnitExtension]) -> QuerySet[UnitExtension]:
    """The city reads all, a district its own units', an enterprise its own; others the number."""
    whose = sight_of(actor).extensions
    return rows.filter(within(whose, actor, own="unit", district="unit__district"))
