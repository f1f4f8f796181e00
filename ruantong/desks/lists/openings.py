"""Which periods are open, how they stand, and which could be opened now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from ruantong.accounts.models import User
from ruantong.core.lifecycle import State
from ruantong.core.periods import Frequency, Period
from ruantong.desks.lists.rows import Standing, standings
from ruantong.registry.survey.packs import regimes
from ruantong.registry.survey.periods import frequencies, periods_of
from ruantong.returns.errors import Refused
from ruantong.returns.models import PeriodOpening, Return
from ruantong.returns.regimes import regime_for_period

MOST = 24  # two years of months and annual returns: what may still be worked on
_YEARS_BACK = 2


@dataclass(frozen=True)
class Opened:
    """An opened period. ``accepted`` returns are waiting to be locked (汇总上报)."""

    opening: PeriodOpening
    standing: Standing
    edition: str
    accepted: int

    @property
    def key(self) -> str:
        return self.opening.period


@dataclass(frozen=True)
class ToOpen:
    """A period that could be opened; ``expired`` needs the city's written decision."""

    period: Period
    expired: bool

    @property
    def key(self) -> str:
        return str(self.period)


def openings(actor: User) -> list[Opened]:
    """The newest opened periods, in three queries."""
    found = {
        Period.parse(opening.period): opening
        for opening in PeriodOpening.objects.select_related("opened_by")
    }
    order = sorted(found, key=lambda p: (p.last_day, p.frequency), reverse=True)[:MOST]
    shown = [str(period) for period in order]
    accepted = Return.objects.filter(period__in=shown, state=State.ACCEPTED.value)
    waiting = dict(accepted.values_list("period").annotate(n=Count("pk")).order_by())
    return [
        Opened(
            opening=found[standing.period],
            standing=standing,
            edition=_edition(found[standing.period].regime),
            accepted=waiting.get(str(standing.period), 0),
        )
        for standing in standings(actor, order, weigh=False)
    ]


def _edition(key: str) -> str:
    regime = regimes().get(key)
    return regime.edition if regime else key


def _year_filed_in(frequency: Frequency, year: int) -> int:
    """The year whose returns are filed in ``year``: for annual ones the year before."""
    return year - 1 if frequency is Frequency.ANNUAL else year


def periods_to_open(today: date, opened: Collection[str]) -> list[ToOpen]:
    """Periods that have ended, are served by an edition and are not open yet; newest first."""
    years = range(today.year, today.year - _YEARS_BACK, -1)
    candidates = [
        period
        for year in years
        for frequency in frequencies()
        for period in reversed(periods_of(frequency, _year_filed_in(frequency, year)))
    ]
    found = []
    for period in candidates:
        if period.last_day >= today or str(period) in opened:
            continue
        try:
            regime = regime_for_period(period)
        except Refused:
            continue
        found.append(ToOpen(period, regime.expired_for(period)))
    return found
