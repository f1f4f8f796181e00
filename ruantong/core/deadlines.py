"""When a return is due for each role, and the sentence that says why (为什么是这一天).

Notice 渝经信软件〔2024〕8号: a date on a State-Council holiday moves to the first day after it; plain
weekends do not move it. Which role the clause binds is data (``DeadlineClause.shifts``); what the
notice leaves open is flagged for a city ruling. Every date is inclusive to 24:00 Asia/Shanghai.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from ruantong.core.clauses import ROLES, ClauseFault, DeadlineClause, load_clauses
from ruantong.core.days import chinese_day
from ruantong.core.holidays import (
    CalendarFault,
    HolidayArrangement,
    HolidayCalendar,
    HolidayDay,
    load_calendar,
)
from ruantong.core.periods import Frequency, Period

__all__ = [
    "FLAG_LABELS",
    "ROLES",
    "ROLE_LABELS",
    "CalendarFault",
    "ClauseFault",
    "Deadline",
    "DeadlineClause",
    "DeadlineSet",
    "HolidayArrangement",
    "HolidayCalendar",
    "HolidayDay",
    "Ruling",
    "deadlines_for",
    "load_calendar",
    "load_clauses",
    "shifted_date",
]

ROLE_LABELS = {"enterprise": "企业", "district": "区县", "city": "市级"}

WEEKEND_IN_ARRANGEMENT = "weekend_in_arrangement"
NO_CLAUSE_FOR_ROLE = "no_clause_for_role"
WINDOW_COLLAPSED = "window_collapsed"
NO_HOLIDAY_DATA = "no_holiday_data"
FLAG_LABELS = {
    WEEKEND_IN_ARRANGEMENT: "规定日期是放假安排内的星期六或星期日，是否按节假日顺延待市级裁定",
    NO_CLAUSE_FOR_ROLE: "规定日期在放假安排内，而顺延条款没有写到这一级，是否顺延待市级裁定",
    WINDOW_COLLAPSED: "相邻两级同日截止，后一级没有单独的审核时间，待市级裁定",
    NO_HOLIDAY_DATA: "该年节假日安排尚未录入，暂按规定日期计算",
}

_WEEKDAYS = "一二三四五六日"
_DAY = timedelta(days=1)


_Date = date  # the field named date hides the type in the classes below


@dataclass(frozen=True)
class Ruling:
    """A published decision of the city that sets the date of one role for one period."""

    period: Period
    role: str
    date: _Date
    reason: str
    published: _Date


@dataclass(frozen=True)
class Deadline:
    """The date of one role; ``shifted`` means it is not the nominal one."""

    role: str
    nominal: _Date
    date: _Date
    shifted: bool
    reason: str
    flags: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON shape of the command line."""
        return {
            "nominal": self.nominal.isoformat(),
            "date": self.date.isoformat(),
            "shifted": self.shifted,
            "reason": self.reason,
            "flags": list(self.flags),
        }


@dataclass(frozen=True)
class DeadlineSet:
    """The dates of all roles for a period, keyed by role in acting order.

    A role's flags concern its own date; ``flags`` concern the roles together.
    """

    frequency: Frequency
    period: Period
    roles: Mapping[str, Deadline]
    flags: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON shape of the command line."""
        return {
            "frequency": self.frequency.value,
            "period": str(self.period),
            "flags": list(self.flags),
            "roles": {role: deadline.to_dict() for role, deadline in self.roles.items()},
        }


def deadlines_for(
    period: Period,
    clauses: Iterable[DeadlineClause],
    calendar: HolidayCalendar,
    rulings: Sequence[Ruling] = (),
) -> DeadlineSet:
    """Date, reason and flags per role for ``period``; ``ClauseFault`` when a role has no clause."""
    own = {c.role: c for c in clauses if c.frequency is period.frequency}
    missing = [ROLE_LABELS[role] for role in ROLES if role not in own]
    if missing:
        raise ClauseFault(f"{period.frequency.label}没有{'、'.join(missing)}的截止条款")
    found: dict[str, Deadline] = {}
    for role in ROLES:
        before = list(found.values())[-1] if found else None
        found[role] = _deadline(period, own[role], calendar, _ruling(period, role, rulings), before)
    flags = []
    if len({d.date for d in found.values()}) < len(found):
        flags.append(WINDOW_COLLAPSED)
    if any(NO_HOLIDAY_DATA in d.flags for d in found.values()):
        flags.append(NO_HOLIDAY_DATA)
    return DeadlineSet(period.frequency, period, MappingProxyType(found), tuple(flags))


def shifted_date(day: date, calendar: HolidayCalendar, *, weekends_shift: bool = True) -> date:
    """``day``, or the first day after it that is no holiday; with ``weekends_shift`` false the
    Saturdays and Sundays inside an arrangement do not count as holidays."""
    while calendar.arrangement(day) and (weekends_shift or day.weekday() < 5):
        day += _DAY
    return day


def _deadline(
    period: Period,
    clause: DeadlineClause,
    calendar: HolidayCalendar,
    ruling: Ruling | None,
    before: Deadline | None,
) -> Deadline:
    nominal = clause.nominal(period)
    if ruling is not None:
        flags: list[str] = []
        day = ruling.date
        reason = (
            f"市级决定（{chinese_day(ruling.published)}公布）：{ROLE_LABELS[clause.role]}截止日期"
            f"由{chinese_day(nominal)}定为{chinese_day(day)}（{_weekday(day)}）。理由：{ruling.reason.rstrip('。')}。"
        )
    else:
        day, reason, flags = _by_clause(nominal, clause, calendar)
    if before is not None and day < before.date:
        reason = (
            f"{reason.removesuffix('。')}；不过{ROLE_LABELS[before.role]}截止日期是"
            f"{chinese_day(before.date)}，后一级不早于前一级，因此定在{_short(before.date)}"
            f"（{_weekday(before.date)}）。"
        )
        day = before.date
    return Deadline(clause.role, nominal, day, day != nominal, reason, tuple(flags))


def _by_clause(
    nominal: date, clause: DeadlineClause, calendar: HolidayCalendar
) -> tuple[date, str, list[str]]:
    """Date, reason and flags of one role before the order of roles and rulings are considered."""
    start = f"规定日期{chinese_day(nominal)}（{_weekday(nominal)}）"
    if nominal.year not in calendar.years:
        return (
            nominal,
            f"{start}；{nominal.year}年的节假日安排尚未录入，无法判断是否顺延，暂按规定日期计算。",
            [NO_HOLIDAY_DATA],
        )
    arrangement = calendar.arrangement(nominal)
    if arrangement is None:
        return nominal, start + _why_not_moved(nominal, calendar), []
    inside = f"{start}在{arrangement.festival}放假安排（{_span(arrangement)}）内"
    flags = [WEEKEND_IN_ARRANGEMENT] if nominal.weekday() >= 5 else []
    if not clause.shifts:
        flags.append(NO_CLAUSE_FOR_ROLE)
        return nominal, f"{inside}，但顺延条款没有写到{ROLE_LABELS[clause.role]}，不顺延。", flags
    day = shifted_date(nominal, calendar, weekends_shift=clause.weekends_shift)
    if day == nominal:
        return nominal, f"{inside}，但按现行口径放假安排内的{_weekday(nominal)}不顺延。", flags
    makeup = "，当天调休上班" if calendar.makeup_workday(day) else ""
    return day, f"{inside}，顺延到节后第一天{chinese_day(day)}（{_weekday(day)}{makeup}）。", flags


def _why_not_moved(nominal: date, calendar: HolidayCalendar) -> str:
    makeup = calendar.makeup_workday(nominal)
    if makeup is not None:
        return f"是{makeup.festival}调休上班日，不是节假日，不顺延。"
    if nominal.weekday() >= 5:
        return "是普通周末，不在节假日放假安排内，星期六、星期日不顺延。"
    return "不在节假日放假安排内，不顺延。"


def _ruling(period: Period, role: str, rulings: Sequence[Ruling]) -> Ruling | None:
    """The ruling published last for this period and role; among equals the later in the list."""
    own = [r for r in rulings if r.period == period and r.role == role]
    return max(reversed(own), key=lambda r: r.published, default=None)


def _weekday(day: date) -> str:
    return f"星期{_WEEKDAYS[day.weekday()]}"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _span(arrangement: HolidayArrangement) -> str:
    first, last = arrangement.first, arrangement.last
    if first == last:
        return _short(first)
    same_month = (first.year, first.month) == (last.year, last.month)
    return f"{_short(first)}至{f'{last.day}日' if same_month else _short(last)}"
