"""Submissions per day against the deadlines: a drawing made by the server, and its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate

from ruantong.core.deadlines import DeadlineSet
from ruantong.core.periods import Period
from ruantong.gateways.clock import SHANGHAI
from ruantong.returns.models import Revision
from ruantong.returns.regimes import deadlines_of

WIDTH, HEIGHT, WIDEST = 1080, 120, 60
TOP = 16  # room for the number over the highest bar
_MOST_DAYS = 45
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
    """First submissions of a period day by day; ``before`` were made earlier than the first bar."""

    bars: tuple[Bar, ...]
    before: int


def timeline_of(period: Period, today: date) -> Timeline:
    """From the first submission (or ten days before the deadline) to today or the last deadline."""
    per_day = _submissions(period)
    deadlines = deadlines_of(period)
    last_deadline = max(deadline.date for deadline in deadlines.roles.values())
    last = min(max([today, *per_day]), last_deadline + timedelta(days=_MOST_DAYS // 2))
    last = max(last, last_deadline)
    start = deadlines.roles["enterprise"].date - timedelta(days=10)
    first = max(min([start, *per_day]), last - timedelta(days=_MOST_DAYS - 1))
    return _draw(per_day, deadlines, first, last)


def _draw(per_day: Mapping[date, int], deadlines: DeadlineSet, first: date, last: date) -> Timeline:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    highest = max([per_day.get(day, 0) for day in days] + [1])
    total = before = sum(count for day, count in per_day.items() if day < first)
    bars = []
    slot = min(WIDEST, WIDTH // len(days))
    for number, day in enumerate(days):
        count = per_day.get(day, 0)
        total += count
        height = HEIGHT * count // highest
        marks = tuple(_LABELS[r] for r, d in deadlines.roles.items() if d.date == day)
        left, top = number * slot, TOP + HEIGHT - height
        bars.append(Bar(day, count, total, left, slot, top, height, marks))
    return Timeline(tuple(bars), before)


def _submissions(period: Period) -> dict[date, int]:
    found = (
        Revision.objects.filter(owner__period=str(period), number=1)
        .annotate(day=TruncDate("submitted_at", tzinfo=SHANGHAI))
        .values("day")
        .annotate(n=Count("pk"))
        .order_by("day")
    )
    return {line["day"]: line["n"] for line in found}
