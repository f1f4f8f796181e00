"""Which period a desk shows: the newest opened one of each frequency, or the one asked for."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from ruantong.core.periods import Frequency, Period
from ruantong.returns.models import PeriodOpening
from ruantong.web.listing import Filter

PARAMETER = "period"


@dataclass(frozen=True)
class OpenPeriods:
    """Opened periods, newest first; ``chosen`` is the one the list of the page is about."""

    every: tuple[Period, ...]
    chosen: Period | None

    def newest(self, frequency: Frequency) -> Period | None:
        return next((p for p in self.every if p.frequency is frequency), None)

    @property
    def current(self) -> tuple[Period, ...]:
        """The newest period of each frequency, as far as opened; the most frequent first."""
        found = [self.newest(frequency) for frequency in reversed(Frequency)]
        return tuple(period for period in found if period is not None)

    @property
    def label(self) -> str:
        """The chosen period in words."""
        return self.chosen.label if self.chosen else ""

    @property
    def filter(self) -> Filter:
        """The choice of period in the filter bar; there is always exactly one in force."""
        choices = tuple((str(period), period.label) for period in self.every)
        default = str(self.current[0]) if self.current else ""
        return Filter(PARAMETER, "报告期", "period", choices, default=default)


def open_periods(request: HttpRequest) -> OpenPeriods:
    """All opened periods in one query, and the one named by ``?period=`` (else the current one)."""
    texts = PeriodOpening.objects.values_list("period", flat=True)
    every = sorted(map(Period.parse, texts), key=lambda p: (p.last_day, p.frequency), reverse=True)
    wanted = request.GET.get(PARAMETER, "").strip()
    periods = OpenPeriods(tuple(every), None)
    named = next((period for period in every if str(period) == wanted), None)
    chosen = named or (periods.current[0] if periods.current else None)
    return OpenPeriods(periods.every, chosen)
