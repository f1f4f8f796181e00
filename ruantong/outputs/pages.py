"""What the table pages share: the period asked for, who may see which district, the figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.http import urlencode

from ruantong.accounts.access import actor_of, sight_of
from ruantong.accounts.models import User
from ruantong.core.aggregation import Line, growth_text, in_whole_units, level_text
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Frequency, Period, PeriodFault
from ruantong.core.sight import Whose
from ruantong.core.tables import OutputTable
from ruantong.core.values import format_number, round_half_up
from ruantong.outputs.collect import CITY, Collected, collect, table_of, views_of
from ruantong.registry.models import District
from ruantong.returns.errors import Refused
from ruantong.returns.models import PeriodOpening
from ruantong.returns.moving.contributions import any_of_period, counted
from ruantong.returns.regimes import regime_for_period

FEW = 3  # RA-09: fewer units than this must not be published


@dataclass(frozen=True)
class Choice:
    """The selection a table page shows; ``exact`` shows sums in the unit they are filed in."""

    period: Period
    table: OutputTable
    view: str
    district: str
    exact: bool

    @property
    def kept(self) -> dict[str, str]:
        """The parameters that every link of the page carries along."""
        return {
            "view": self.view if self.view != CITY else "",
            "district": self.district,
            "unit": "exact" if self.exact else "",
        }

    def query(self, **changes: str) -> str:
        kept = {name: value for name, value in (self.kept | changes).items() if value}
        return "?" + urlencode(kept) if kept else "?"


def choice_of(request: HttpRequest, period_id: str, table_key: str = "") -> Choice:
    """Read the address. Wrong period or table: 404; a district officer sees the own district only."""
    try:
        period = Period.parse(period_id)
        table, views = table_of(period, table_key), views_of(period)
    except PeriodFault as fault:
        raise Http404(fault.message) from None
    except Refused as refusal:
        raise Http404(refusal.message) from None
    view = request.GET.get("view", CITY)
    return Choice(
        period=period,
        table=table,
        view=view if view in views else CITY,
        district=district_scope(actor_of(request), request.GET.get("district", "")),
        exact=request.GET.get("unit") == "exact",
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
        return collect(choice.period, choice.view, table=choice.table.key, district=choice.district)
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


def printed(table: OutputTable, line: Line, *, exact: bool) -> PrintedLine:
    """Amounts in whole ones of the table's unit where none gets lost; the rest, and all ``exact``,
    in the unit they are filed in.
    """
    row = line.row
    whole = not exact and row.published_unit == table.whole_unit and in_whole_units(line)
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


def with_nil(lines: Iterable[PrintedLine], nil: int) -> list[PrintedLine]:
    """The lines, and under the number of units how many of them filed a confirmed nil return."""
    found: list[PrintedLine] = []
    for line in lines:
        found.append(line)
        if line.count and nil:
            found.append(
                PrintedLine(
                    "nil", "其中：零报", line.level + 1, line.unit, str(nil), "", "", "", True
                )
            )
    return found


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


def periods_beside(chosen: Period, table: OutputTable, district: str = "") -> PeriodList:
    """The year of a period, as far as its periods have the table; with a ``district`` its own
    returns are counted.
    """
    known = _newest_first(PeriodOpening.objects.values_list("period", flat=True))
    opened = [period for period in known if _has_table(period, table.frequency, table.key)]
    beside = [period for period in opened if period.year == chosen.year]
    accepted = counted(beside, district)
    newest = {period.year: period for period in reversed(opened)}
    years = tuple(sorted(newest.items(), reverse=True))
    return PeriodList(tuple((period, accepted.get(str(period), 0)) for period in beside), years)


def newest_accepted(district: str = "") -> list[tuple[Period, int]]:
    """Of each frequency the newest period the city, or one district, has accepted returns of, with
    their number; the newest first.
    """
    found = PeriodOpening.objects.filter(any_of_period(district)).values_list("period", flat=True)
    newest: dict[Frequency, Period] = {}
    for period in _newest_first(found):
        newest.setdefault(period.frequency, period)
    accepted = counted(list(newest.values()), district)
    return [(period, accepted.get(str(period), 0)) for period in newest.values()]


def _newest_first(ids: Iterable[str]) -> list[Period]:
    periods = (Period.parse(text) for text in ids)
    return sorted(periods, key=lambda p: (p.last_day, p.frequency.value), reverse=True)


@cache
def _has_table(period: Period, frequency: Frequency, key: str) -> bool:
    """Whether a period is of the table's frequency and its edition has it too."""
    if period.frequency is not frequency:
        return False
    try:
        return bool(table_of(period, key))
    except Refused:
        return False


def district_names() -> dict[str, str]:
    """Names of the reporting districts by code, in their order."""
    return dict(District.objects.values_list("code", "name"))


def heads(period: Period, table: OutputTable) -> dict[str, str]:
    """Heads of the two levels: a figure of part of a year accumulates since January; one a year
    before is the return's own, or that of the units that filed a year before.
    """
    annual = period.frequency is Frequency.ANNUAL
    before = "上年" if annual else "去年同期累计"
    return {
        "current_head": "本年" if annual else "本期累计",
        "base_head": before if table.has_year_ago else f"{before}（可比单位）",
    }


def base_context(choice: Choice, request: HttpRequest) -> dict[str, Any]:
    """Views and the scope, for every table page."""
    actor = actor_of(request)
    sight, names, views = sight_of(actor), district_names(), views_of(choice.period)
    return {
        "table": choice.table,
        "tables": [
            each
            for each in regime_for_period(choice.period).tables.of(choice.period.frequency)
            if each.key != choice.table.key
        ],
        "choice": choice,
        "period": choice.period,
        "views": [(key, label, choice.query(view=key)) for key, label in views.items()],
        "view_label": views[choice.view],
        "district_name": names.get(choice.district, ""),
        "districts": [] if sight.totals is Whose.DISTRICT else list(names.items()),
        "is_city": actor.is_role(Role.CITY),
        "may_trace": sight.traces,
        **heads(choice.period, choice.table),
        "few": FEW,
    }
