"""Reporting periods: a year, or its weeks, months, quarters or halves cumulated from 1 January.

Which of them a survey has returns for is data of the pack (``serves``): its first period of a year
need not be the first there is.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from ruantong.core.values import shown

_YEARS = range(2000, 2100)
_ID = re.compile(r"([0-9]{4})(?:-(?:([0-9]{2})|Q([0-9])|H([0-9])|W([0-9]{2})))?")
# What people write for a period, folded to half width and without blanks: a year, then nothing,
# the last month, quarter, half or week.
_SPAN = r"(?:0?1[-—–~至到])?"
_TYPED = re.compile(
    rf"([0-9]{{4}})(?:(?:年度?)?(?:年报)?|年{_SPAN}([0-9]{{1,2}})月份?(?:月报)?|[-/.]([0-9]{{1,2}})"
    rf"|([0-9]{{2}})|(?:年|-){_SPAN}(?:第)?([1-4])季度?(?:季报)?|-?Q([1-4])"
    rf"|年?(上半年|全年)(?:半年报)?|-?H([12])|年{_SPAN}(?:第)?([0-9]{{1,2}})周(?:周报)?|-?W([0-9]{{2}}))",
    flags=re.IGNORECASE,
)


class PeriodFault(ValueError):
    """A text that names no reporting period; ``message`` is Chinese."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Frequency(StrEnum):
    """How often a return is due (报告期别)."""

    ANNUAL = "annual"
    HALF_YEARLY = "half_year"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"
    WEEKLY = "weekly"

    @property
    def label(self) -> str:
        """年报, 半年报, 季报, 月报, 周报."""
        return _LABELS[self]

    @property
    def unit(self) -> str:
        """What its periods are counted in."""
        return _UNITS[self]

    def last_of(self, year: int) -> int:
        """Number of the last period of a year; 0 where the year itself is the period."""
        if self is Frequency.WEEKLY:
            return date(year, 12, 28).isocalendar().week
        return {"annual": 0, "half_year": 2, "quarterly": 4, "monthly": 12}[self.value]


_LABELS = {
    Frequency.ANNUAL: "年报", Frequency.HALF_YEARLY: "半年报", Frequency.QUARTERLY: "季报",
    Frequency.MONTHLY: "月报", Frequency.WEEKLY: "周报",
}  # fmt: skip
_UNITS = {
    Frequency.ANNUAL: "年", Frequency.HALF_YEARLY: "半年", Frequency.QUARTERLY: "季度",
    Frequency.MONTHLY: "月", Frequency.WEEKLY: "周",
}  # fmt: skip
_HALVES = ("", "上半年", "全年")


@dataclass(frozen=True, order=True)
class Period:
    """One period; ``number`` is 0 for a year, else the last week, month, quarter or half of it."""

    frequency: Frequency
    year: int
    number: int

    def __post_init__(self) -> None:
        if self.year not in _YEARS:
            raise PeriodFault(f"报告期年份{self.year}不在2000—2099年之间")
        last, word = self.frequency.last_of(self.year), self.frequency.unit
        first = min(1, last)
        if not first <= self.number <= last:
            raise PeriodFault(
                f"{self.frequency.label}没有{self.number}{word}，应为{first}—{last}{word}"
            )

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2023``, ``2024-05`` or ``2024-Q1``; raises ``PeriodFault`` for anything else."""
        return _parsed(text)

    @classmethod
    def read(cls, text: str) -> Period:
        """Understand what a person types: ``2024年5月``, ``2024年1—5月``, ``2024/5``, ``202405``,
        ``2023年报``, and everything :meth:`parse` reads; ``PeriodFault`` with examples otherwise.
        """
        folded = "".join(unicodedata.normalize("NFKC", text).split())
        match = _TYPED.fullmatch(folded)
        if match is None:
            raise PeriodFault(
                f"“{shown(text.strip())}”不是报告期，月报如2024年5月或2024-05，年报如2023年或2023"
            )
        year, *months, quarter, short_quarter, half, short_half, week, short_week = match.groups()
        month = next((each for each in months if each), None)
        if month:
            return cls(Frequency.MONTHLY, int(year), int(month))
        if quarter or short_quarter:
            return cls(Frequency.QUARTERLY, int(year), int(quarter or short_quarter))
        if half or short_half:
            number = _HALVES.index(half) if half else int(short_half)
            return cls(Frequency.HALF_YEARLY, int(year), number)
        if week or short_week:
            return cls(Frequency.WEEKLY, int(year), int(week or short_week))
        return cls(Frequency.ANNUAL, int(year), 0)

    def __str__(self) -> str:
        if self.frequency is Frequency.MONTHLY:
            return f"{self.year:04}-{self.number:02}"
        if self.frequency is Frequency.QUARTERLY:
            return f"{self.year:04}-Q{self.number}"
        if self.frequency is Frequency.HALF_YEARLY:
            return f"{self.year:04}-H{self.number}"
        if self.frequency is Frequency.WEEKLY:
            return f"{self.year:04}-W{self.number:02}"
        return f"{self.year:04}"

    @property
    def short_label(self) -> str:
        """Without the year: 年报, 1—5月, 1—2季度."""
        if self.frequency is Frequency.ANNUAL:
            return "年报"
        if self.frequency is Frequency.HALF_YEARLY:
            return _HALVES[self.number]
        span = "1" if self.number == 1 else f"1—{self.number}"
        return span + self.frequency.unit

    @property
    def label(self) -> str:
        """With the year: 2023年年报, 2024年1—5月."""
        return f"{self.year}年{self.short_label}"

    @property
    def typed(self) -> str:
        """As a person would type it: 2023年, 2024年5月, 2024年2季度; :meth:`read` understands it."""
        if self.frequency is Frequency.ANNUAL:
            return f"{self.year}年"
        if self.frequency is Frequency.HALF_YEARLY:
            return self.label
        return f"{self.year}年{self.number}{self.frequency.unit}"

    @property
    def months(self) -> int:
        """How many months the period cumulates; for weeks, the month in which the last one ends."""
        if self.frequency is Frequency.ANNUAL:
            return 12
        if self.frequency is Frequency.WEEKLY:
            return self.last_day.month if self.last_day.year == self.year else 12
        return self.number * 12 // self.frequency.last_of(self.year)

    @property
    def last_day(self) -> date:
        """Last day of the last month cumulated, or the Sunday of the last week."""
        if self.frequency is Frequency.WEEKLY:
            return date.fromisocalendar(self.year, self.number, 1) + timedelta(days=6)
        return date(self.year, self.months, monthrange(self.year, self.months)[1])

    def previous(self, first: int) -> Period | None:
        """The period before in the same year, of which number ``first`` is the first; ``None`` for
        that one; for a year, the year before. Asked through :meth:`Regime.before`.
        """
        if self.frequency is Frequency.ANNUAL:
            return self.year_ago()
        if self.number <= first:
            return None
        return Period(self.frequency, self.year, self.number - 1)

    def year_ago(self) -> Period:
        """The same period of the year before (上年同期)."""
        number = min(self.number, self.frequency.last_of(self.year - 1))
        return Period(self.frequency, self.year - 1, number)

    def december(self) -> Period:
        """The monthly period 1–12月 of the same year, which the annual return is held against."""
        return Period(Frequency.MONTHLY, self.year, 12)


@lru_cache(maxsize=4096)  # a request reads the same few many times
def _parsed(text: str) -> Period:
    match = _ID.fullmatch(text.strip())
    if match is None:
        raise PeriodFault(
            f"“{shown(text.strip())}”不是报告期，应为年份（如2023）、年月（如2024-05）"
            "或季度（如2024-Q1）"
        )
    year, month, quarter, half, week = match.groups()
    if month:
        return Period(Frequency.MONTHLY, int(year), int(month))
    if quarter:
        return Period(Frequency.QUARTERLY, int(year), int(quarter))
    if half:
        return Period(Frequency.HALF_YEARLY, int(year), int(half))
    if week:
        return Period(Frequency.WEEKLY, int(year), int(week))
    return Period(Frequency.ANNUAL, int(year), 0)
