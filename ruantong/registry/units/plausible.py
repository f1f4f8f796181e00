"""Whether a day or a period an officer typed can be meant: what is far off is asked back."""

from __future__ import annotations

from datetime import date, timedelta

from ruantong.core.days import chinese_day
from ruantong.core.periods import Period
from ruantong.gateways import clock

AHEAD = timedelta(days=92)
LONG_AGO = timedelta(days=365)


def day_fault(what: str, day: date, *, earliest: date, ahead: timedelta = AHEAD) -> str | None:
    """Why a day cannot be meant. ``ahead``: how far in the future it may lie."""
    today = clock.today()
    if day > today + ahead:
        allowed = f"{chinese_day(today + ahead)}以前" if ahead else "不晚于今天"
        return f"{what}{chinese_day(day)}太远，请核对年份；应在{allowed}。"
    if day < earliest:
        return f"{what}{chinese_day(day)}早于{chinese_day(earliest)}，请核对。"
    return None


def long_ago(what: str, day: date) -> tuple[str, ...]:
    """A warning about a day more than a year back: allowed, but often a slip of the pen."""
    if day >= clock.today() - LONG_AGO:
        return ()
    return (f"{what}{chinese_day(day)}在一年以前，请核对年份。",)


def period_fault(what: str, period: Period) -> str | None:
    """Why a period cannot be where something begins."""
    today = clock.today()
    if not today.year - 3 <= period.year <= today.year + 1:
        return f"{what}“{period.label}”离现在太远，请核对年份。"
    return None
