"""The deadlines in force: the pack's clauses and holidays with what the city decided on top.

Every worker process keeps one :class:`Calendar` and asks with one small query whether the city
has decided anything since (docs/adr/0013).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import TypeAlias

from django.db import connection

from ruantong.core.days import chinese_day
from ruantong.core.deadlines import Deadline, DeadlineSet, Ruling, deadlines_for
from ruantong.core.holidays import HolidayCalendar, HolidayDay, calendar_of
from ruantong.core.pack_calendar import PackCalendar, load_pack_calendar
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Period
from ruantong.core.publications import Publication
from ruantong.registry.models import ReportingUnit
from ruantong.registry.survey.packs import regimes
from ruantong.registry.survey.periods import frequencies, periods_of
from ruantong.returns.errors import Refused
from ruantong.returns.models import DeadlineRuling, HolidayEdit, UnitExtension
from ruantong.returns.regimes import pack_calendar_of, pack_deadlines_of
from ruantong.web.composed import Composed, numbered, one_of

_Stamp: TypeAlias = tuple[object, ...]

# Rows are only added, so their number grows with every commit, in whatever order they commit; the
# token tells the last row from a rolled-back one that had its number.
_STAMP_QUERY = """
SELECT (SELECT COUNT(*) FROM returns_deadlineruling),
       (SELECT token FROM returns_deadlineruling ORDER BY id DESC LIMIT 1),
       (SELECT COUNT(*) FROM returns_holidayedit),
       (SELECT token FROM returns_holidayedit ORDER BY id DESC LIMIT 1)
"""


@dataclass(frozen=True)
class Calendar:
    """The dates by everything decided up to one moment; ask :func:`calendar_now` for it.

    ``rulings``: the standing one per period and role; ``edits``: the newest one per day.
    """

    rulings: Mapping[tuple[str, str], DeadlineRuling]
    edits: Mapping[date, HolidayEdit]
    _sets: dict[Period, DeadlineSet] = field(default_factory=dict, compare=False)

    def deadlines_of(self, period: Period) -> DeadlineSet:
        """Dates, reasons and flags; ``Refused`` when no edition serves the period."""
        if period not in self._sets:
            self._sets[period] = self._computed(period)
        return self._sets[period]

    def due_on(self, period: Period) -> date:
        """The enterprises' date, individual extensions aside."""
        return self.deadlines_of(period).roles["enterprise"].date

    def publication_of(self, period: Period) -> Publication | None:
        """When the ministry publishes the period, as seen or expected; None where nothing is known."""
        pack = pack_calendar_of(period)
        return pack.publications.of(period, self._edited(pack))

    def holidays_in(self, year: int) -> HolidayCalendar:
        """The holiday table for deadlines of a year, the city's edits worked in."""
        return self._edited(_pack_for(year))

    def listed(self, day: date) -> HolidayDay | None:
        """A day as the table in force has it; None for one outside every arrangement."""
        return next((each for each in self.holidays_in(day.year).days if each.date == day), None)

    def _computed(self, period: Period) -> DeadlineSet:
        rulings = [_core(row) for row in self.rulings.values() if row.period == str(period)]
        if not rulings and not self.edits:
            return pack_deadlines_of(period)
        pack = pack_calendar_of(period)
        return deadlines_for(period, pack.clauses, self._edited(pack), rulings)

    def _edited(self, pack: PackCalendar) -> HolidayCalendar:
        if not self.edits:
            return pack.calendar
        days = {day.date: day for day in pack.calendar.days}
        for day, edit in self.edits.items():
            if edit.kind == HolidayEdit.NONE:
                days.pop(day, None)
            else:
                days[day] = HolidayDay(day, edit.festival, edit.kind)
        return calendar_of(days.values())


def _core(row: DeadlineRuling) -> Ruling:
    reason = row.reason if row.kind == DeadlineRuling.RULING else f"系统故障延期，{row.reason}"
    return Ruling(Period.parse(row.period), row.role, row.date, reason, row.published)


def periods_due_in(year: int) -> list[Period]:
    """The periods whose dates by the notice fall in a year: all but the last of it, and the last
    ones of the year before.
    """
    known = frequencies()
    within = [period for frequency in known for period in periods_of(frequency, year)[:-1]]
    ended_before = [periods_of(frequency, year - 1)[-1] for frequency in known]
    return [*ended_before, *sorted(within, key=lambda period: period.last_day)]


def _pack_for(year: int) -> PackCalendar:
    """The tables of the edition that most of a year is filed on; of any when none serves it."""
    for period in reversed(periods_due_in(year)):
        try:
            return pack_calendar_of(period)
        except Refused:
            continue
    return load_pack_calendar(packs_dir() / max(regimes()))


class _LatestCalendar:
    """The calendar this process computed last, and what was decided by then."""

    latest: tuple[_Stamp, Calendar] | None = None


def calendar_now() -> Calendar:
    """The calendar with everything decided so far; one query as long as nothing new was."""
    stamp = _stamp()
    if _LatestCalendar.latest is None or _LatestCalendar.latest[0] != stamp:
        rulings = {(row.period, row.role): row for row in DeadlineRuling.objects.order_by("pk")}
        edits = {row.date: row for row in HolidayEdit.objects.order_by("pk")}
        # A decision committed since the stamp was read shows in the next stamp and is read again.
        _LatestCalendar.latest = stamp, Calendar(rulings, edits)
    return _LatestCalendar.latest[1]


def deadlines_of(period: Period) -> DeadlineSet:
    """Dates, reasons and flags in force for a period: pack, edited holidays and rulings."""
    return calendar_now().deadlines_of(period)


def _stamp() -> _Stamp:
    with connection.cursor() as cursor:
        cursor.execute(_STAMP_QUERY)
        return tuple(cursor.fetchone())


# ---- one unit -----------------------------------------------------------------------------------


@cache
def _extensions_of(units: int) -> Composed[UnitExtension]:
    return Composed(
        lambda: (
            UnitExtension.objects.filter(one_of("unit", units))
            .select_related("unit")
            .order_by("pk")
        )
    )


def extensions_of(
    units: Collection[int], periods: Collection[str]
) -> dict[tuple[int, str], UnitExtension]:
    """The standing extension per unit and period, in one query."""
    found = _extensions_of(len(units))(**numbered("unit", units))
    return {(row.unit_id, row.period): row for row in found if row.period in periods}


def extended(deadline: Deadline, extension: UnitExtension | None) -> Deadline:
    """The enterprises' deadline as it stands for a unit: the later of the two dates."""
    if extension is None or extension.date <= deadline.date:
        return deadline
    day, said = extension.date, extension.at
    reason = (
        f"市级同意本单位延期（{said:%Y}年{said.month}月{said.day}日）：截止日期由"
        f"{chinese_day(deadline.date)}延至{chinese_day(day)}（星期{'一二三四五六日'[day.weekday()]}）。"
        f"理由：{extension.reason.rstrip('。')}。"
    )
    return replace(deadline, date=day, shifted=True, reason=reason, flags=())


def deadline_for(period: Period, unit: ReportingUnit) -> Deadline:
    """The deadline that decides whether a submission of ``unit`` is late (迟报)."""
    extension = extensions_of([unit.pk], [str(period)]).get((unit.pk, str(period)))
    return extended(calendar_now().deadlines_of(period).roles["enterprise"], extension)


def due_on(period: Period, unit: ReportingUnit | None = None) -> date:
    """The last day on which enterprises, or one of them, file in time (to 24:00)."""
    return calendar_now().due_on(period) if unit is None else deadline_for(period, unit).date
