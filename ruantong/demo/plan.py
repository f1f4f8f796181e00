"""Which periods the demo city has, and who the units are: everything settled before figures."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ruantong.core.code_lists import CodeItem
from ruantong.core.lifecycle import State
from ruantong.core.periods import Frequency, Period
from ruantong.demo.lives import Schedule, schedule_of
from ruantong.demo.profile import Profile, make_profile
from ruantong.demo.tour import able, mistake_of
from ruantong.registry.survey.periods import periods_of
from ruantong.returns.calendar import deadlines_of
from ruantong.returns.errors import Refused
from ruantong.returns.regimes import regime_for_period

# Relative numbers of enterprises; the other districts have few.
_WEIGHTS = {
    "500190": 205, "500191": 110, "500112": 150, "500107": 95, "500108": 70, "500105": 65,
    "500106": 50, "500103": 48, "500113": 34, "500109": 26, "500118": 22, "500120": 16,
    "500102": 12, "500101": 12, "500104": 12, "500116": 11, "500117": 9, "500192": 6,
}  # fmt: skip
_REST = 4  # to 8
_TRAINED = 6  # the first units: one of each kind, in the same district, in instructive states
_TRAINING_DISTRICT = "500112"
_TRAINING_KINDS = ("platform", "embedded", "ic", "software", "service", "security")
_TRAINING_STATES = (
    State.FAILED,
    State.DISTRICT_RETURNED,
    State.NOT_STARTED,
    State.PASSED,
    State.CITY_RETURNED,
    State.SUBMITTED,
)
_MONTHS_SMALL = 3


@dataclass(frozen=True)
class CityOptions:
    """``units`` enterprises over ``years`` years up to ``clock`` (ISO date or moment)."""

    units: int = 600
    years: int = 2
    clock: str = "2024-06-10"
    seed: int = 2024
    small: bool = False


def schedules(now: datetime, options: CityOptions) -> list[Schedule]:
    """Every period opened by ``now`` that an edition serves, oldest first, months before years."""
    first = now.year - options.years
    monthly = [
        period
        for year in range(first, now.year + 1)
        for period in periods_of(Frequency.MONTHLY, year)
        if (year, period.number) > (first, now.month - 1)
    ]
    annual = [Period(Frequency.ANNUAL, year, 0) for year in range(first, now.year)]
    found = [
        schedule_of(period, deadlines_of(period))
        for period in (*monthly, *annual)
        if _served(period)
    ]
    opened = [schedule for schedule in found if schedule.opened <= now]
    if options.small:
        months = [s for s in opened if s.period.frequency is Frequency.MONTHLY]
        years = [s for s in opened if s.period.frequency is Frequency.ANNUAL]
        opened = months[-_MONTHS_SMALL:] + years[-1:]
    return opened


def _served(period: Period) -> bool:
    try:
        regime = regime_for_period(period)
    except Refused:
        return False
    return not regime.expired_for(period)


def profiles(options: CityOptions, base_year: int, districts: Sequence[CodeItem]) -> list[Profile]:
    """The enterprises of the city; the first six are the ones the published accounts file for,
    the next ones make the mistakes of the tour.
    """
    divisions = {item.code: item.extra.get("divisions", item.code).split() for item in districts}
    made = []
    for number, district in enumerate(_spread(options, [item.code for item in districts]), start=1):
        trained, mistake = number <= _TRAINED, mistake_of(number)
        kind = _TRAINING_KINDS[number - 1] if trained else mistake.kind if mistake else ""
        draw = random.Random(f"{options.seed}/{number}/place")
        profile = make_profile(
            number,
            seed=options.seed,
            district=district,
            division=draw.choice(divisions[district]),
            base_year=base_year,
            kind=kind,
            typical=trained or mistake is not None,
        )
        made.append(able(profile))
    return made


def forced_state(profile: Profile, schedule: Schedule, now: datetime) -> State | None:
    """Where an instructive return must stand: the first units, while the period is in filing.

    Units of the tour have nothing else to do than to mend their mistake.
    """
    if now.date() > schedule.city_due:
        return None
    if profile.number <= _TRAINED:
        return _TRAINING_STATES[profile.number - 1]
    return State.SUBMITTED if mistake_of(profile.number) else None


def _spread(options: CityOptions, codes: Sequence[str]) -> list[str]:
    """A district for each unit: every district has some, in unequal shares, mixed by lot."""
    weights: Mapping[str, int] = {
        code: _WEIGHTS.get(code, _REST + place % 5) for place, code in enumerate(codes)
    }
    total = sum(weights.values())
    training = _TRAINING_DISTRICT if _TRAINING_DISTRICT in weights else codes[0]
    first = [training] * min(_TRAINED, options.units)
    rest = options.units - len(first)
    drawn: list[str] = []
    for code, weight in sorted(weights.items(), key=lambda pair: -pair[1]):
        drawn += [code] * max(1, rest * weight // total)
    random.Random(f"{options.seed}/districts").shuffle(drawn)
    while len(drawn) < rest:
        drawn.append(training)
    if options.small or rest < len(codes):
        drawn = [code for code in drawn if code in _WEIGHTS][:rest] or drawn
    return first + (drawn * (rest // max(1, len(drawn)) + 1))[:rest]
