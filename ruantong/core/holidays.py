"""Holiday arrangements announced by the State Council (放假安排): the editable table, looked up."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

HOLIDAY, MAKEUP_WORKDAY = "holiday", "makeup_workday"
_COLUMNS = ["date", "festival", "kind"]
_DAY = timedelta(days=1)


class CalendarFault(ValueError):
    """A fault in the holiday table; ``line`` counts from 1, ``message`` is Chinese."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"第{line}行：{message}")
        self.line = line
        self.message = message


@dataclass(frozen=True, order=True)
class HolidayDay:
    """One announced day: ``kind`` is ``holiday`` or ``makeup_workday`` (调休上班日)."""

    date: date
    festival: str
    kind: str


@dataclass(frozen=True)
class HolidayArrangement:
    """A contiguous run of holiday days of one festival, both ends included."""

    festival: str
    first: date
    last: date


@dataclass(frozen=True)
class HolidayCalendar:
    """All announced days. A year is covered once its 1 January is listed as a holiday."""

    days: tuple[HolidayDay, ...] = ()

    @cached_property
    def _by_date(self) -> dict[date, HolidayDay]:
        return {day.date: day for day in self.days}

    @cached_property
    def years(self) -> frozenset[int]:
        """Years whose arrangement is in the table (a New Year's Eve alone covers no year)."""
        return frozenset(
            day.date.year
            for day in self.days
            if day.kind == HOLIDAY and (day.date.month, day.date.day) == (1, 1)
        )

    def arrangement(self, day: date) -> HolidayArrangement | None:
        """The arrangement that holds ``day``, or ``None``."""
        listed = self._by_date.get(day)
        if listed is None or listed.kind != HOLIDAY:
            return None
        first = last = day
        while self._is(first - _DAY, listed):
            first -= _DAY
        while self._is(last + _DAY, listed):
            last += _DAY
        return HolidayArrangement(listed.festival, first, last)

    def makeup_workday(self, day: date) -> HolidayDay | None:
        """The entry of a make-up workday, or ``None``."""
        listed = self._by_date.get(day)
        return listed if listed is not None and listed.kind == MAKEUP_WORKDAY else None

    def _is(self, day: date, like: HolidayDay) -> bool:
        listed = self._by_date.get(day)
        return listed is not None and (listed.festival, listed.kind) == (like.festival, HOLIDAY)


def calendar_of(days: Iterable[HolidayDay]) -> HolidayCalendar:
    """A calendar from entries in any order."""
    return HolidayCalendar(tuple(sorted(days)))


def load_calendar(csv_text: str) -> HolidayCalendar:
    """Read ``holidays.csv`` (columns date, festival, kind; lines starting with # are comments).

    Raises ``CalendarFault`` naming the line and what was expected.
    """
    seen: dict[date, int] = {}
    days: list[HolidayDay] = []
    header_read = False
    for number, line in enumerate(csv_text.removeprefix("\ufeff").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            fields = [field.strip() for field in next(csv.reader([line]))]
        except csv.Error:
            raise CalendarFault(number, "不符合CSV写法，应为3列，以逗号相隔") from None
        if not header_read:
            if fields != _COLUMNS:
                raise CalendarFault(
                    number, f"表头应为“{','.join(_COLUMNS)}”，现为“{line.strip()[:40]}”"
                )
            header_read = True
            continue
        day = _day(number, fields)
        if day.date in seen:
            raise CalendarFault(number, f"日期{day.date}与第{seen[day.date]}行重复，每天只应有一行")
        seen[day.date] = number
        days.append(day)
    if not header_read:
        raise CalendarFault(1, f"节假日表为空，第一行应为“{','.join(_COLUMNS)}”")
    return calendar_of(days)


def _day(number: int, fields: list[str]) -> HolidayDay:
    if len(fields) != len(_COLUMNS):
        raise CalendarFault(number, f"有{len(fields)}列，应为3列（{','.join(_COLUMNS)}）")
    text, festival, kind = fields
    try:
        if len(text) != 10:
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise CalendarFault(number, f"日期“{text[:24]}”不正确，应形如2024-06-10") from None
    if not festival:
        raise CalendarFault(number, "未填写节日名称（festival），应形如“端午节”")
    if kind not in (HOLIDAY, MAKEUP_WORKDAY):
        raise CalendarFault(
            number, f"类别“{kind[:24]}”不正确，应为{HOLIDAY}（放假）或{MAKEUP_WORKDAY}（调休上班）"
        )
    return HolidayDay(day, festival, kind)
