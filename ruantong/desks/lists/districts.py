"""The reporting districts as the city's desk shows them: names, and how far each one is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from ruantong.accounts.models import User
from ruantong.core.periods import Period
from ruantong.core.values import round_half_up
from ruantong.desks.lists.groups import GROUP_OF, Counts
from ruantong.desks.lists.rows import percent
from ruantong.gateways import clock
from ruantong.registry.models import District
from ruantong.returns.models import Return
from ruantong.returns.reading.access import NIL_FORWARDED
from ruantong.returns.reading.timing import FILED, IN_TIME, overdue
from ruantong.web.listing import Filter

LEVELS = 5  # shades of the tiles; the number on the tile says it exactly


def district_names() -> dict[str, str]:
    """Names by code, in the official order."""
    return dict(District.objects.values_list("code", "name"))


def own_district(actor: User) -> str:
    """Name of the district of an officer; "" for whoever sees all of them."""
    return district_names().get(actor.district_code, "")


def district_filter(names: Mapping[str, str]) -> Filter:
    """The choice of a district in a filter bar."""
    return Filter("district", "报送区县", "district_code", tuple(names.items()))


@dataclass(frozen=True)
class Progress:
    """How far a district is with one period. Rates are exact until printed.

    上报率: forwarded to the city (accepted ones included) ÷ due. 及时率: first submitted by the
    enterprise's deadline ÷ ``decided``, those filed or past their deadline; what is not due yet is
    neither in time nor late.
    """

    code: str
    name: str
    counts: Counts
    on_time: int
    decided: int

    @property
    def due(self) -> int:
        return self.counts.total

    @property
    def response_rate(self) -> str:
        return percent(self.counts.forwarded, self.due)

    @property
    def timeliness_rate(self) -> str:
        return percent(self.on_time, self.decided)

    @property
    def level(self) -> int:
        """Shade of the tile: 0 nothing forwarded … 5 everything."""
        if not self.due:
            return 0
        return min(LEVELS, self.counts.forwarded * LEVELS // self.due)

    def sort_key(self, field: str) -> int:
        """A whole number that orders districts by one column; rates to a millionth."""
        rates = {
            "response": (self.counts.forwarded, self.due),
            "timeliness": (self.on_time, self.decided),
        }
        if field in rates:
            part, whole = rates[field]
            return round_half_up(part * 10**6, whole) if whole else -1
        return self.due if field == "due" else int(getattr(self.counts, field))


def progress_of(period: Period) -> list[Progress]:
    """All districts in official order, those without returns included; two queries."""
    names = district_names()
    groups: dict[str, dict[str, int]] = {code: {} for code in names}
    on_time, decided, nil = Counter[str](), Counter[str](), Counter[str]()
    filed_or_past = FILED | overdue(clock.today())
    lines = (
        Return.objects.filter(period=str(period))
        .values("district_code", "state")
        .annotate(
            n=Count("pk"),
            on_time=Count("pk", filter=IN_TIME),
            decided=Count("pk", filter=filed_or_past),
            nil_filed=Count("pk", filter=NIL_FORWARDED),
        )
        .order_by()
    )
    for line in lines:
        code, key = line["district_code"], GROUP_OF[line["state"]].key
        counts = groups.setdefault(code, {})
        counts[key] = counts.get(key, 0) + line["n"]
        on_time[code] += line["on_time"]
        decided[code] += line["decided"]
        nil[code] += line["nil_filed"]
    return [
        Progress(code, names.get(code, code), Counts(each, nil[code]), on_time[code], decided[code])
        for code, each in groups.items()
    ]


def total_of(rows: Sequence[Progress]) -> Progress:
    """The whole city: sums first, rates from the sums."""
    groups: dict[str, int] = {}
    for row in rows:
        for key, count in row.counts.by_group.items():
            groups[key] = groups.get(key, 0) + count
    on_time, decided = (sum(getattr(row, name) for row in rows) for name in ("on_time", "decided"))
    nil = sum(row.counts.nil for row in rows)
    return Progress("", "全市", Counts(groups, nil), on_time, decided)
