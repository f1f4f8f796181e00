"""企业首页: what is due and what is left to do, and the returns filed before."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import BooleanField, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.accounts.models import User
from ruantong.core.lifecycle import EDITABLE, STATE_LABELS, Role, State
from ruantong.core.timing import TIMING_LABELS
from ruantong.registry.access import ANYBODY, told_of, units_filed_for
from ruantong.registry.models import ReportingUnit
from ruantong.registry.people.invitations import waiting_for
from ruantong.registry.survey.periods import frequencies
from ruantong.returns.judging.rule_releases import notices_among
from ruantong.returns.models import FollowUp, Return
from ruantong.returns.pages.queries import cards_for
from ruantong.returns.reading.access import of_returns, returns_visible_to
from ruantong.returns.reading.follow_up_access import (
    FOLLOW_UP_FILTER,
    any_open,
    open_follow_ups,
    to_check,
)
from ruantong.returns.reading.timing import timing
from ruantong.web.composed import Composed
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

_NOTHING_TO_CHECK = Value(False, output_field=BooleanField())
_OPEN = [state.value for state in EDITABLE]
_PAGE = 20
_UNITS = Composed(
    lambda: (
        ReportingUnit.objects.filter(pk__in=units_filed_for(ANYBODY))
        .annotate(corrected=any_open())
        .order_by("name")
    )
)
_PERIODS = of_returns(lambda seen: seen.exclude(state__in=_OPEN).values_list("unit_id", "period"))
_LATEST = of_returns(
    lambda seen: (
        seen.exclude(state__in=_OPEN)
        .select_related("unit")
        .annotate(to_check=_NOTHING_TO_CHECK)
        .order_by("-period", "pk")[: _PAGE + 1]
    )
)


@require_safe
@requires(Role.RESPONDENT)
def home(request: HttpRequest) -> HttpResponse:
    """Cards for what is due, a table of everything else."""
    actor = actor_of(request)
    units = _UNITS(**told_of(actor))
    unit = _chosen(request, units)
    corrected = any(each.corrected for each in units)
    listing = _listing(request, actor, unit, corrected=corrected)
    if listing.export:
        document = listing.document("我的报表", "份")
        return export_response(listing.export, document, _COLUMNS, listing.export_rows)
    cards = cards_for(actor, unit)
    context = {
        "cards": cards,
        "follow_ups": _follow_ups(actor, unit) if corrected else [],
        "asked": waiting_for(actor),
        "rule_changes": notices_among(card.ret for card in cards),
        "listing": listing,
        "units": units,
        "unit": unit,
        "rows": [(ret, ret.parsed_period) for ret in listing.rows],
    }
    return render(request, "returns/home.html", context)


def _follow_ups(actor: User, unit: ReportingUnit | None) -> list[FollowUp]:
    """What corrections of earlier periods left to look at, the latest period first."""
    found = open_follow_ups(actor).select_related("owner__unit", "source")
    if unit is not None:
        found = found.filter(owner__unit=unit)
    return list(found.order_by("-owner__period", "id"))


def _chosen(request: HttpRequest, units: Sequence[ReportingUnit]) -> ReportingUnit | None:
    """The unit picked among several; a foreign or unknown number picks none."""
    wanted = request.GET.get("unit", "")
    return next((unit for unit in units if str(unit.pk) == wanted), None)


# ---- the table ---------------------------------------------------------------------------------


def _filed(actor: User, unit: ReportingUnit | None, *, corrected: bool) -> QuerySet[Return]:
    returns = returns_visible_to(actor).select_related("unit").exclude(state__in=_OPEN)
    returns = returns.annotate(to_check=to_check(actor) if corrected else _NOTHING_TO_CHECK)
    return returns if unit is None else returns.filter(unit=unit)


def _listing(
    request: HttpRequest, actor: User, unit: ReportingUnit | None, *, corrected: bool
) -> Listing[Return]:
    periods = _PERIODS(actor)
    years = {period[:4] for of_unit, period in periods if unit is None or of_unit == unit.pk}
    return Listing(
        request,
        lambda: _filed(actor, unit, corrected=corrected),
        first_rows=None if corrected or unit else lambda: _LATEST(actor),
        filters=[
            Filter(
                "year",
                "年份",
                "period__startswith",
                [(y, f"{y}年") for y in sorted(years, reverse=True)],
            ),
            Filter(
                "kind",
                "类别",
                "frequency",
                [(f.value, f.label) for f in reversed(frequencies())],
            ),
            Filter(
                "state",
                "状态",
                "state",
                [(s.value, STATE_LABELS[s]) for s in State if s not in EDITABLE],
            ),
            FOLLOW_UP_FILTER,
        ],
        sorts={
            "period": "period",
            "state": "state",
            "submitted": "submitted_at",
            "unit": "unit__name",
        },
        default_sort="-period",
        page_size=_PAGE,
    )


_COLUMNS = [
    Column("单位详细名称", lambda ret: ret.unit_name, width=36),
    Column("统一社会信用代码", lambda ret: ret.unit.uscc, width=22),
    Column("报告期", lambda ret: ret.parsed_period.label, width=16),
    Column("状态", lambda ret: ret.state_label),
    Column("截止日", lambda ret: ret.due_on, kind="day"),
    Column("上报时间", lambda ret: ret.submitted_at, kind="moment", width=20),
    Column("时限", lambda ret: TIMING_LABELS[timing(ret)]),
    Column("无须报送的原因", lambda ret: ret.retired_because, width=30),
    Column("零报", lambda ret: "零报" if ret.nil and ret.revision else "", width=8),
    Column("前期更正", lambda ret: "待核对" if ret.to_check else "", width=10),
    Column("上报版本", lambda ret: ret.revision, kind="number"),
]
