"""When the ministry publishes the figures of a period, as data of the pack (``publications.toml``).

A day that was seen is told as it was. For other periods the pack may say by which habit of the
ministry a day can be expected: the last working day of a month after the period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from ruantong.core.certainty import Certainty
from ruantong.core.holidays import HolidayCalendar
from ruantong.core.periods import Frequency, Period

_SATURDAY = 5


@dataclass(frozen=True)
class Publication:
    """The day on which a period is published; ``expected`` where it follows from the habit only."""

    day: date
    expected: bool
    certainty: Certainty
    source: str


@dataclass(frozen=True)
class Habit:
    """Publication on the last working day of the month ``month_offset`` months after a period."""

    month_offset: int
    certainty: Certainty
    source: str

    def day_of(self, period: Period, calendar: HolidayCalendar) -> date:
        ended = period.last_day
        months = ended.month + self.month_offset  # counted from 0: the month after the wanted one
        day = date(ended.year + months // 12, months % 12 + 1, 1) - timedelta(days=1)
        while not works(day, calendar):
            day -= timedelta(days=1)
        return day


@dataclass(frozen=True)
class Publications:
    """Days that were seen, by period, and the habit of each frequency."""

    seen: Mapping[Period, Publication] = field(default_factory=dict)
    habits: Mapping[Frequency, Habit] = field(default_factory=dict)

    def of(self, period: Period, calendar: HolidayCalendar) -> Publication | None:
        """The day of a period; None where nothing is known of its frequency."""
        if period in self.seen:
            return self.seen[period]
        habit = self.habits.get(period.frequency)
        if habit is None:
            return None
        day = habit.day_of(period, calendar)
        return Publication(day, True, habit.certainty, habit.source)


def works(day: date, calendar: HolidayCalendar) -> bool:
    """A day on which offices are open."""
    if calendar.makeup_workday(day):
        return True
    return day.weekday() < _SATURDAY and calendar.arrangement(day) is None
