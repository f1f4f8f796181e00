"""What the table pages share: the period asked for, who may see which district, the figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.http import urlencode

from ruantong.accounts.access import actor_of, sight_of
from ruantong.accounts.models import User
from ruantong.core.aggregation import Line, growth_text, in_whole_units, level_text
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Frequency, Period, PeriodFault
from ruantong.core.sight import Whose
from ruantong.core.values import format_number, round_half_up
from ruantong.outputs.collect import CITY, VIEWS, Collected, collect
from ruantong.registry.models import District
from ruantong.returns.errors import Refused
from ruantong.returns.models import PeriodOpening
from ruantong.returns.moving.contributions import any_of_period, counted

WHOLE_UNIT = "亿元"  # of amounts; exports, people and counts keep the unit they are filed in
FEW = 3  # RA-09: fewer units than this must not be published


@dataclass(frozen=True)
class Choice:
    """The selection a table page shows; ``exact`` shows sums in 万元 instead of 亿元."""

    period: Period
    view: str
    district: str
    exact: bool

    def query(self, **changes: str) -> str:
        values = {
            "view": self.view if self.view != CITY else "",
            "district": self.district,
            "unit": "wan" if self.exact else "",
        } | changes
        kept = {name: value for name, value in values.items() if value}
        return "?" + urlencode(kept) if kept else "?"


def choice_of(request: HttpRequest, period_id: str) -> Choice:
    """Read the address. Wrong period: 404; a district officer sees the own district only."""
    try:
        period = Period.parse(period_id)
    except PeriodFault as fault:
        raise Http404(fault.message) from None
    view = request.GET.get("view", CITY)
    return Choice(
        period=period,
        view=view if view in VIEWS else CITY,
        district=district_scope(actor_of(request), request.GET.get("district", "")),
        exact=request.GET.get("unit") == "wan",
    )


def district_scope(actor: User, asked: str) -> str:
    """District whose figures the actor gets: the own one for a district officer."""
    if sight_of(actor).totals is Whose.DISTRICT:
        return actor.district_code
    if asked and not District.objects.filter(code=asked).exists():
        raise Http404("没有这个区县。")
    return asked


def collected_for(choice: Choice) -> Collected:
    """The accepted returns of the choice; 404 for a period that no edition serves."""
    try:
        return collect(choice.period, choice.view, district=choice.district)
    except Refused as refusal:
        raise Http404(refusal.message) from None


@dataclass(frozen=True)
class PrintedLine:
    """One line of a table as text."""

    key: str
    name: str
    level: int
    unit: str
    current: str
    base: str
    growth: str
    newcomers: str
    count: bool


def printed(line: Line, *, exact: bool) -> PrintedLine:
    """Amounts in whole 亿元 where none gets lost; the rest, and all ``exact``, in the own unit."""
    row = line.row
    whole = not exact and row.published_unit == WHOLE_UNIT and in_whole_units(line)
    return PrintedLine(
        key=row.key,
        name=row.name,
        level=row.level,
        unit=row.published_unit if whole else row.unit_of_measure,
        current=level_text(line, published=whole),
        base=level_text(line, published=whole, base=True),
        growth=growth_text(line),
        newcomers=level_text(
            Line(row, line.newcomers, None, 0, line.units), published=whole
        ),
        count=row.count,
    )  # fmt: skip


def points_text(points: Fraction) -> str:
    """Percentage points with two places."""
    return format_number(round_half_up(100 * points.numerator, points.denominator), 2)


@dataclass(frozen=True)
class PeriodList:
    """The periods of one year with their accepted returns, newest first, monthly before annual;
    ``years`` leads to the newest period of every year: years to come make no page longer.
    """

    periods: tuple[tuple[Period, int], ...]
    years: tuple[tuple[int, Period], ...]


def periods_beside(chosen: Period, district: str = "") -> PeriodList:
    """The year of a period; with a ``district`` its own returns are counted."""
    opened = _newest_first(PeriodOpening.objects.values_list("period", flat=True))
    beside = [period for period in opened if period.year == chosen.year]
    accepted = counted(beside, district)
    newest = {period.year: period for period in reversed(opened)}
    years = tuple(sorted(newest.items(), reverse=True))
    return PeriodList(tuple((period, accepted.get(str(period), 0)) for period in beside), years)


def newest_accepted(district: str = "") -> Period | None:
    """The newest period the city, or one district, has accepted returns of."""
    found = PeriodOpening.objects.filter(any_of_period(district)).values_list("period", flat=True)
    return next(iter(_newest_first(found)), None)


def _newest_first(ids: Iterable[str]) -> list[Period]:
    periods = (Period.parse(text) for text in ids)
    return sorted(periods, key=lambda p: (p.last_day, p.frequency.value), reverse=True)


def district_names() -> dict[str, str]:
    """Names of the reporting districts by code, in their order."""
    return dict(District.objects.values_list("code", "name"))


def heads(period: Period) -> dict[str, str]:
    """Heads of the two levels: a monthly figure accumulates since January, an annual one does not."""
    if period.frequency is Frequency.MONTHLY:
        return {"current_head": "本期累计", "base_head": "去年同期累计"}
    return {"current_head": "本年", "base_head": "上年（可比单位）"}


def base_context(choice: Choice, request: HttpRequest) -> dict[str, Any]:
    """Views and the scope, for every table page."""
    actor = actor_of(request)
    sight, names = sight_of(actor), district_names()
    monthly = choice.period.frequency is Frequency.MONTHLY
    return {
        "choice": choice,
        "period": choice.period,
        "views": [(key, label, choice.query(view=key)) for key, label in VIEWS.items()],
        "view_label": VIEWS[choice.view],
        "district_name": names.get(choice.district, ""),
        "districts": [] if sight.totals is Whose.DISTRICT else list(names.items()),
        "is_city": actor.is_role(Role.CITY),
        "may_trace": sight.traces,
        "monthly": monthly,
        **heads(choice.period),
        "few": FEW,
    }
