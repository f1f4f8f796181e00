"""Reporting periods: a year, or the months (quarters) of a year cumulated from 1 January.

Regime §1.2: eleven monthly periods a year, 1–2月 … 1–12月; there is no return for January.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ruantong.core.values import shown

FIRST_MONTH, LAST_MONTH = 2, 12
_YEARS = range(2000, 2100)
_ID = re.compile(r"([0-9]{4})(?:-(?:([0-9]{2})|Q([0-9])))?")
# What people write for a period, folded to half width and without blanks: a year, then nothing,
# the last month, or the last quarter.
_SPAN = r"(?:0?1[-—–~至到])?"
_TYPED = re.compile(
    rf"([0-9]{{4}})(?:(?:年度?)?(?:年报)?|年{_SPAN}([0-9]{{1,2}})月份?(?:月报)?|[-/.]([0-9]{{1,2}})"
    rf"|([0-9]{{2}})|(?:年|-){_SPAN}(?:第)?([1-4])季度?(?:季报)?|-?Q([1-4]))",
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
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"

    @property
    def label(self) -> str:
        """年报, 季报, 月报."""
        return {"annual": "年报", "quarterly": "季报", "monthly": "月报"}[self.value]


@dataclass(frozen=True, order=True)
class Period:
    """One period; ``number`` is 0 for a year, the last quarter 1–4 or the last month 2–12."""

    frequency: Frequency
    year: int
    number: int

    def __post_init__(self) -> None:
        if self.year not in _YEARS:
            raise PeriodFault(f"报告期年份{self.year}不在2000—2099年之间")
        if self.frequency is Frequency.MONTHLY and self.number == 1:
            raise PeriodFault("没有1月份月报，首期为1—2月")
        allowed, word = {
            Frequency.ANNUAL: (range(1), "期"),
            Frequency.QUARTERLY: (range(1, 5), "季度"),
            Frequency.MONTHLY: (range(FIRST_MONTH, LAST_MONTH + 1), "月"),
        }[self.frequency]
        if self.number not in allowed:
            raise PeriodFault(
                f"{self.frequency.label}没有{self.number}{word}，应为{allowed[0]}—{allowed[-1]}{word}"
            )

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2023``, ``2024-05`` or ``2024-Q1``; raises ``PeriodFault`` for anything else."""
        match = _ID.fullmatch(text.strip())
        if match is None:
            raise PeriodFault(
                f"“{shown(text.strip())}”不是报告期，应为年份（如2023）、年月（如2024-05）"
                "或季度（如2024-Q1）"
            )
        year, month, quarter = match.groups()
        if month:
            return cls(Frequency.MONTHLY, int(year), int(month))
        if quarter:
            return cls(Frequency.QUARTERLY, int(year), int(quarter))
        return cls(Frequency.ANNUAL, int(year), 0)

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
        year, *months, quarter, short_quarter = match.groups()
        month = next((each for each in months if each), None)
        if month:
            return cls(Frequency.MONTHLY, int(year), int(month))
        if quarter or short_quarter:
            return cls(Frequency.QUARTERLY, int(year), int(quarter or short_quarter))
        return cls(Frequency.ANNUAL, int(year), 0)

    def __str__(self) -> str:
        if self.frequency is Frequency.MONTHLY:
            return f"{self.year:04}-{self.number:02}"
        if self.frequency is Frequency.QUARTERLY:
            return f"{self.year:04}-Q{self.number}"
        return f"{self.year:04}"

    @property
    def short_label(self) -> str:
        """Without the year: 年报, 1—5月, 1—2季度."""
        if self.frequency is Frequency.ANNUAL:
            return "年报"
        span = "1" if self.number == 1 else f"1—{self.number}"
        return span + ("月" if self.frequency is Frequency.MONTHLY else "季度")

    @property
    def label(self) -> str:
        """With the year: 2023年年报, 2024年1—5月."""
        return f"{self.year}年{self.short_label}"

    @property
    def typed(self) -> str:
        """As a person would type it: 2023年, 2024年5月, 2024年2季度; :meth:`read` understands it."""
        if self.frequency is Frequency.ANNUAL:
            return f"{self.year}年"
        unit = "月" if self.frequency is Frequency.MONTHLY else "季度"
        return f"{self.year}年{self.number}{unit}"

    @property
    def months(self) -> int:
        """How many months the period cumulates: 12 for a year, 3 for each quarter."""
        if self.frequency is Frequency.ANNUAL:
            return 12
        return self.number * (3 if self.frequency is Frequency.QUARTERLY else 1)

    @property
    def last_day(self) -> date:
        """Last day of the last month cumulated."""
        return date(self.year, self.months, monthrange(self.year, self.months)[1])

    def previous(self) -> Period | None:
        """The period before in the same year; for a year, the year before; ``None`` if first."""
        if self.frequency is Frequency.ANNUAL:
            return self.year_ago()
        first = FIRST_MONTH if self.frequency is Frequency.MONTHLY else 1
        if self.number == first:
            return None
        return Period(self.frequency, self.year, self.number - 1)

    def year_ago(self) -> Period:
        """The same period of the year before (上年同期)."""
        return Period(self.frequency, self.year - 1, self.number)

    def december(self) -> Period:
        """The monthly period 1–12月 of the same year, which the annual return is held against."""
        return Period(Frequency.MONTHLY, self.year, LAST_MONTH)


def monthly_periods(year: int) -> tuple[Period, ...]:
    """The eleven monthly periods of a year, 1–2月 first."""
    return tuple(
        Period(Frequency.MONTHLY, year, month) for month in range(FIRST_MONTH, LAST_MONTH + 1)
    )
