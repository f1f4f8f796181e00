"""The one place that knows what time it is.

The demo runs on its own clock: ``RUANTONG_CLOCK`` (ISO date or date-time, Asia/Shanghai) is the
moment at which the process started, and time goes on from there. Without it the clock is real.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class _Clock:
    base: datetime | None = None
    started: float = 0.0


_clock = _Clock()


def set_base(moment: datetime | None) -> None:
    """Start the clock at ``moment`` (aware or Shanghai time), or go back to real time."""
    if moment is not None:
        naive = moment.tzinfo is None
        moment = moment.replace(tzinfo=SHANGHAI) if naive else moment.astimezone(SHANGHAI)
    _clock.base = moment
    _clock.started = time.monotonic()


def now() -> datetime:
    """The current moment, aware, in Shanghai time."""
    if _clock.base is None:
        return datetime.now(SHANGHAI)
    return _clock.base + timedelta(seconds=time.monotonic() - _clock.started)


def today() -> date:
    """The current calendar day in Shanghai, by which deadlines are counted."""
    return now().date()


def local_day(moment: datetime) -> date:
    """The calendar day of a moment in Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def midnight(day: date) -> datetime:
    """The moment a day begins in Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def is_demo() -> bool:
    """True when the clock was set; shown in the head of every page."""
    return _clock.base is not None


def parse_moment(text: str) -> datetime:
    """``2024-06-10`` (then 09:00) or ``2024-06-10T23:59:00``; ValueError otherwise."""
    moment = datetime.fromisoformat(text)
    if len(text) == len("2024-06-10"):
        moment = moment.replace(hour=9)
    return moment


@contextmanager
def at(moment: str) -> Iterator[None]:
    """Run a block at another moment; for tests and for making demo data."""
    saved = (_clock.base, _clock.started)
    set_base(parse_moment(moment))
    try:
        yield
    finally:
        _clock.base, _clock.started = saved


if _configured := os.environ.get("RUANTONG_CLOCK"):
    set_base(parse_moment(_configured))
    # server processes share one clock: its start is told in the machine's monotonic seconds
    _clock.started = float(os.environ.get("RUANTONG_CLOCK_STARTED") or _clock.started)
