"""The reporting districts as the city's desk shows them: names, and how far each one is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F

from ruantong.core.periods import Period
from ruantong.core.values import round_half_up
from ruantong.desks.groups import ACCEPTED, FORWARDED, GROUP_OF, REVIEW, Counts, states_of
from ruantong.desks.rows import percent
from ruantong.registry.models import District
from ruantong.returns.models import Return, Revision
from ruantong.web.listing import Filter

LEVELS = 5  # shades of the tiles; the number on the tile says it exactly


def district_names() -> dict[str, str]:
    """Names by code, in the official order."""
    return dict(District.objects.values_list("code", "name"))


def district_filter(names: Mapping[str, str]) -> Filter:
    """The choice of a district in a filter bar."""
    return Filter("district", "报送区县", "district_code", tuple(names.items()))


@dataclass(frozen=True)
class Progress:
    """How far a district is with one period. Rates are exact until printed.

    上报率: forwarded to the city (accepted ones included) ÷ due. 及时率: first submitted by the
    enterprise's deadline and now standing submitted ÷ due.
    """

    code: str
    name: str
    counts: Counts
    on_time: int

    @property
    def due(self) -> int:
        return self.counts.total

    @property
    def response_rate(self) -> str:
        return percent(self.counts.forwarded, self.due)

    @property
    def timeliness_rate(self) -> str:
        return percent(self.on_time, self.due)

    @property
    def level(self) -> int:
        """Shade of the tile: 0 nothing forwarded … 5 everything."""
        if not self.due:
            return 0
        return min(LEVELS, self.counts.forwarded * LEVELS // self.due)

    def sort_key(self, field: str) -> int:
        """A whole number that orders districts by one column; rates to a millionth."""
        rates = {"response": self.counts.forwarded, "timeliness": self.on_time}
        if field in rates:
            return round_half_up(rates[field] * 10**6, self.due) if self.due else -1
        return self.due if field == "due" else int(getattr(self.counts, field))


def progress_of(period: Period) -> list[Progress]:
    """All districts in official order, those without returns included; three queries."""
    names = district_names()
    groups: dict[str, dict[str, int]] = {code: {} for code in names}
    states = Return.objects.filter(period=str(period)).values("district_code", "state")
    for line in states.annotate(n=Count("pk")).order_by():
        counts = groups.setdefault(line["district_code"], {})
        key = GROUP_OF[line["state"]].key
        counts[key] = counts.get(key, 0) + line["n"]
    on_time = _on_time(period)
    return [
        Progress(code, names.get(code, code), Counts(counts), on_time.get(code, 0))
        for code, counts in groups.items()
    ]


def _on_time(period: Period) -> dict[str, int]:
    """Per district: returns first submitted in time that have not gone back to the enterprise."""
    found: Any = (
        Revision.objects.filter(
            number=1,
            late=False,
            owner__period=str(period),
            owner__state__in=states_of(REVIEW, FORWARDED, ACCEPTED),
        )
        .values(code=F("owner__district_code"))
        .annotate(n=Count("pk"))
        .order_by()
    )
    return {line["code"]: line["n"] for line in found}


def total_of(rows: Sequence[Progress]) -> Progress:
    """The whole city: sums first, rates from the sums."""
    groups: dict[str, int] = {}
    for row in rows:
        for key, count in row.counts.by_group.items():
            groups[key] = groups.get(key, 0) + count
    return Progress("", "全市", Counts(groups), sum(row.on_time for row in rows))
