"""Submissions per day against the deadlines: a drawing made by the server, and its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q

from ruantong.core.deadlines import DeadlineSet
from ruantong.core.periods import Frequency, Period
from ruantong.gateways.clock import SHANGHAI
from ruantong.returns.calendar import deadlines_of
from ruantong.returns.reading.access import first_submissions

WIDTH, HEIGHT, WIDEST = 1080, 120, 60
TOP = 16  # room for the number over the highest bar
_DAY = timedelta(days=1)
_LEAD = {Frequency.WEEKLY: timedelta(days=2), Frequency.ANNUAL: timedelta(days=28)}
_USUAL_LEAD = timedelta(days=11)
_LAG = timedelta(days=10)
_LABELS = {"enterprise": "企业截止", "district": "区县截止", "city": "市级截止"}


@dataclass(frozen=True)
class Bar:
    """One day. Places in drawing units; ``marks`` are the deadlines that end with it."""

    day: date
    count: int
    total: int
    left: int
    slot: int
    y: int
    height: int
    marks: tuple[str, ...]

    @property
    def x(self) -> int:
        return self.left + self.slot // 6

    @property
    def width(self) -> int:
        return self.slot * 2 // 3

    @property
    def middle(self) -> int:
        return self.left + self.slot // 2

    @property
    def right(self) -> int:
        return self.left + self.slot

    @property
    def above(self) -> int:
        """Where the number over the bar stands."""
        return self.y - 4

    @property
    def label(self) -> str:
        return f"{self.day.month}/{self.day.day}"

    @property
    def mark_text(self) -> str:
        return "、".join(self.marks)

    @property
    def short_marks(self) -> str:
        """Whose deadlines, for the narrow space under the bar."""
        return "、".join(mark.removesuffix("截止") for mark in self.marks)


@dataclass(frozen=True)
class Timeline:
    """First submissions of a period day by day; ``before`` and ``after`` lie outside the bars."""

    bars: tuple[Bar, ...]
    before: int
    after: int


def timeline_of(period: Period, today: date) -> Timeline:
    """From some time before the enterprises' deadline to today, or to the last deadline."""
    deadlines = deadlines_of(period)
    last_deadline = max(deadline.date for deadline in deadlines.roles.values())
    first = deadlines.roles["enterprise"].date - _LEAD.get(period.frequency, _USUAL_LEAD)
    last = max(last_deadline, min(today, last_deadline + _LAG))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return _draw(_submissions(period, days), deadlines, days)


def _draw(counts: Mapping[str, int], deadlines: DeadlineSet, days: Sequence[date]) -> Timeline:
    highest = max(1, *(counts[str(day)] for day in days))
    total, bars = counts["before"], []
    slot = min(WIDEST, WIDTH // len(days))
    for number, day in enumerate(days):
        count = counts[str(day)]
        total += count
        height = HEIGHT * count // highest
        marks = tuple(_LABELS[r] for r, d in deadlines.roles.items() if d.date == day)
        left, top = number * slot, TOP + HEIGHT - height
        bars.append(Bar(day, count, total, left, slot, top, height, marks))
    return Timeline(tuple(bars), counts["before"], counts["after"])


def _submissions(period: Period, days: Sequence[date]) -> dict[str, int]:
    """How many were first submitted on each day, before and after: counted by the database."""
    edges = [datetime.combine(day, time(), SHANGHAI) for day in (*days, days[-1] + _DAY)]
    between = {
        str(day): Count("pk", filter=Q(submitted_at__gte=start, submitted_at__lt=end))
        for day, start, end in zip(days, edges, edges[1:], strict=False)
    }
    return first_submissions(str(period)).aggregate(
        before=Count("pk", filter=Q(submitted_at__lt=edges[0])),
        after=Count("pk", filter=Q(submitted_at__gte=edges[-1])),
        **between,
    )
