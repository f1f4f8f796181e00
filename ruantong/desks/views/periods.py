"""报告期: what is open, opening one after seeing whom it leaves out, opening by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.days import chinese_day
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.desks.lists.districts import district_names
from ruantong.desks.lists.openings import openings, periods_to_open
from ruantong.desks.review.forms import OpeningForm
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit
from ruantong.returns.calendar import due_on
from ruantong.returns.errors import Refused
from ruantong.returns.models import PeriodOpening, Return
from ruantong.returns.moving import actions, automatic_opening
from ruantong.returns.moving.actions_period import units_owing
from ruantong.returns.moving.expected import left_out_because
from ruantong.returns.regimes import regime_for_period
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing


@dataclass(frozen=True)
class Plan:
    """What opening a period does: the date, how many returns there will be, how many already are."""

    period: Period
    due: date
    edition: str
    expired: bool
    owing: int
    have: int
    opened: PeriodOpening | None

    @property
    def new(self) -> int:
        return self.owing - self.have

    @property
    def overdue(self) -> bool:
        return self.due < clock.today()


@require_safe
@requires(Role.CITY)
def periods(request: HttpRequest) -> HttpResponse:
    """The opened periods; the next one is at hand."""
    return _periods(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.CITY)
def opening(request: HttpRequest) -> HttpResponse:
    """What opening a period does and whom it leaves out, before the act and after it."""
    sent = request.method == "POST"
    form = OpeningForm(request.POST if sent else request.GET)
    if not form.is_valid():
        return _periods(request, form)
    period: Period = form.cleaned_data["period"]
    try:
        plan = _plan(period)
    except Refused as refusal:
        form.add_error("period", refusal.message)
        return _periods(request, form)
    if not sent:
        return _preview(request, plan, OpeningForm(initial={"period": str(period)}))
    try:
        made = actions.open_period(
            period, actor=actor_of(request), decision=form.cleaned_data["decision"]
        )
    except Refused as refusal:
        form.add_error("decision" if plan.expired else None, refusal.message)
        return _preview(request, plan, form)
    left = _left_out(period).count()
    messages.success(
        request,
        f"{period.label}已开启，新增应报{made}家。"
        + (f"另有{left}家不在本期应报之列，原因见下表。" if left else "名录中的单位均应报本期。"),
    )
    return redirect(f"{reverse('desks:opening')}?{urlencode({'period': str(period)})}")


@require_POST
@requires(Role.CITY)
def automatic(request: HttpRequest) -> HttpResponse:
    """到期自动开启: on or off."""
    on = request.POST.get("on") == "1"
    automatic_opening.wish(on, actor=actor_of(request))
    said = "已启用自动开启：自今日起结束的报告期，次日由平台开启。" if on else "已停用自动开启。"
    messages.success(request, said)
    return redirect("desks:periods")


def _plan(period: Period) -> Plan:
    regime = regime_for_period(period)
    if clock.today() <= period.last_day:
        raise Refused(f"{period.label}尚未结束，{chinese_day(period.last_day)}之后才能开启。")
    return Plan(
        period=period,
        due=due_on(period),
        edition=regime.edition,
        expired=regime.expired_for(period),
        owing=units_owing(period).count(),
        have=Return.objects.filter(period=str(period), unit__in=units_owing(period)).count(),
        opened=PeriodOpening.objects.select_related("opened_by").filter(period=str(period)).first(),
    )


def _left_out(period: Period) -> QuerySet[ReportingUnit]:
    return ReportingUnit.objects.exclude(pk__in=units_owing(period).values("pk"))


def _preview(request: HttpRequest, plan: Plan, form: OpeningForm) -> HttpResponse:
    listing = Listing(
        request,
        _left_out(plan.period).select_related("district").prefetch_related("roster", "absences"),
        filters=(Filter("district", "报送区县", "district_id", tuple(district_names().items())),),
        sorts={"district": ("district__order", "uscc"), "name": "name", "uscc": "uscc"},
        search=("name", "uscc"),
        default_sort="district",
        keep={"period": str(plan.period)},
    )

    def why(unit: ReportingUnit) -> str:
        return left_out_because(unit, plan.period, plan.due)

    if listing.export:
        columns = (
            Column("报送区县", lambda u: u.district.name, width=18),
            Column("统一社会信用代码", lambda u: u.uscc, width=22),
            Column("单位详细名称", lambda u: u.name, width=36),
            Column("不列入的原因", why, width=40),
        )
        document = listing.document("不列入应报的单位", "家", period=plan.period.label)
        return export_response(listing.export, document, columns, listing.export_rows)
    context = {
        "plan": plan,
        "form": form,
        "listing": listing,
        "rows": [(unit, why(unit)) for unit in listing.rows],
    }
    return render(request, "desks/opening.html", context, status=422 if form.errors else 200)


def _periods(request: HttpRequest, form: OpeningForm | None) -> HttpResponse:
    rows = openings(actor_of(request))
    to_open = periods_to_open(clock.today(), {row.key for row in rows})
    if form is None:
        form = OpeningForm(initial={"period": to_open[0].period.typed} if to_open else None)
    context = {
        "form": form,
        "openings": rows,
        "to_open": to_open,
        "automatic": automatic_opening.in_force(),
        "last_run": automatic_opening.last_run(),
    }
    return render(request, "desks/periods.html", context, status=422 if form.errors else 200)
