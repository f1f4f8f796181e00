"""The periods the survey has returns for, by the editions: in order, near today, to start from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ruantong.core.periods import Frequency, Period
from ruantong.gateways import clock
from ruantong.registry.survey.packs import regimes

_EARLIER, _LATER = 6, 2


def frequencies() -> tuple[Frequency, ...]:
    """How often the survey has forms due, the most often first."""
    used = {form.frequency for regime in regimes().values() for form in regime.forms}
    return tuple(frequency for frequency in reversed(Frequency) if frequency in used)


def first_of_year(frequency: Frequency) -> int:
    """Number of the first period of a year, by the newest edition that has any of the frequency."""
    serving = [
        served
        for regime in regimes().values()
        for served in regime.serves
        if served.frequency is frequency
    ]
    return max(serving, key=lambda served: served.first).first_of_year if serving else 1


def periods_of(frequency: Frequency, year: int) -> tuple[Period, ...]:
    """Every period of a year, the earliest first."""
    last = frequency.last_of(year)
    first = min(first_of_year(frequency), last)
    return tuple(Period(frequency, year, number) for number in range(first, last + 1))


def period_before(period: Period) -> Period:
    """The period of the same frequency before this one, over the turn of the year too."""
    earlier = [p for p in periods_of(period.frequency, period.year) if p < period]
    return earlier[-1] if earlier else periods_of(period.frequency, period.year - 1)[-1]


def period_after(period: Period) -> Period:
    """The period of the same frequency after this one, over the turn of the year too."""
    later = [p for p in periods_of(period.frequency, period.year) if p > period]
    return later[0] if later else periods_of(period.frequency, period.year + 1)[0]


def current_period(frequency: Frequency) -> Period:
    """What is being filed: the year before, or the last period of this year that has ended; the
    first one while there is none.
    """
    today = clock.today()
    if frequency is Frequency.ANNUAL:
        return Period(frequency, today.year - 1, 0)
    this_year = periods_of(frequency, today.year)
    ended = [period for period in this_year if period.last_day < today]
    return ended[-1] if ended else this_year[0]


def near_periods(frequency: Frequency) -> list[Period]:
    """The current period first, then two later and six earlier ones."""
    current = current_period(frequency)
    return [
        current,
        *_following(period_after, current, _LATER),
        *_following(period_before, current, _EARLIER),
    ]


def _following(step: Callable[[Period], Period], period: Period, count: int) -> list[Period]:
    found = [step(period)]
    while len(found) < count:
        found.append(step(found[-1]))
    return found


def first_periods(frequency: Frequency) -> list[Period]:
    """From which return a new unit may start; the usual one, what is being filed now, first."""
    current = current_period(frequency)
    if frequency is Frequency.ANNUAL:
        return [current, replace(current, year=current.year + 1)]
    today = clock.today()
    if Period(frequency, today.year, 1).last_day >= today:  # nothing of this year can be filed yet
        return [period_before(current), current]
    after = period_after(current)
    return [current, after] if after.year == current.year else [current]
