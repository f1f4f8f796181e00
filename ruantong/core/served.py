"""By whose approval an edition holds until when, and which periods it has returns for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ruantong.core.periods import Frequency, Period


@dataclass(frozen=True)
class Validity:
    """Approval of the edition, printed in the head of every form."""

    issued_by: str  # 制定机关
    approved_by: str  # 批准机关
    approval_number: str  # 批准文号
    valid_to: str  # ISO date, 有效期至


@dataclass(frozen=True)
class PeriodRange:
    """Periods an edition serves and why; ``last`` None is open-ended.

    A year begins with number ``first_of_year``: 2 where there is no return for January alone.
    """

    frequency: Frequency
    first: Period
    last: Period | None
    reason: str = ""
    first_of_year: int = 1

    def contains(self, period: Period) -> bool:
        if period.frequency is not self.frequency or period < self.first:
            return False
        if period.number < min(self.first_of_year, period.frequency.last_of(period.year)):
            return False
        return self.last is None or period <= self.last


def no_such_period(period: Period, first_of_year: int) -> str:
    """Why there is no return for a period before the first of its year."""
    first = replace(period, number=first_of_year)
    kind, unit = period.frequency, period.frequency.unit
    copies = "份" if kind is Frequency.MONTHLY else ""
    return f"没有{period.number}{unit}{copies}{kind.label}，首期为{first.short_label}"
