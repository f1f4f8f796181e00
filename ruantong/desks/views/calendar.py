"""报送日历: read by enterprises, districts, association and city; written by the city alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.accounts.confirming import Act, Asking, asked_once
from ruantong.core.days import chinese_day
from ruantong.core.deadlines import ROLE_LABELS
from ruantong.core.lifecycle import EDITABLE, Role
from ruantong.core.sight import roles_that
from ruantong.desks.calendar.feed_events import own_role
from ruantong.desks.calendar.forms import ExtensionForm, HolidayForm, RulingForm
from ruantong.desks.calendar.page import FIRST_YEAR, LAST_YEAR, year_of
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit
from ruantong.returns.calendar import calendar_now, periods_due_in
from ruantong.returns.models import HolidayEdit, Return
from ruantong.returns.moving import actions_calendar as acts
from ruantong.returns.moving.calendar_feeds import feed_of

READERS = roles_that(lambda sight: sight.calendar)


@require_safe
@requires(*READERS)
def this_year(request: HttpRequest) -> HttpResponse:
    """The calendar of the current year."""
    return page_of_year(request, clock.today().year)


@require_safe
@requires(*READERS)
def calendar(request: HttpRequest, year: int) -> HttpResponse:
    """The calendar of any year."""
    return page_of_year(request, year)


@require_POST
@requires(Role.CITY)
def rule(request: HttpRequest, year: int) -> HttpResponse:
    """裁定 or 系统故障延期, for everybody."""
    form = RulingForm(request.POST, periods=_periods(year))

    def decide(given: dict[str, Any]) -> str:
        made = acts.rule(
            given["period"],
            given["role"],
            given["date"],
            given["reason"],
            kind=given["kind"],
            actor=actor_of(request),
        )
        now = calendar_now().deadlines_of(given["period"]).roles[made.role]
        later = "" if now.date == made.date else f"，因上一级日期在后，实际为{now.date}"
        whose = f"{given['period'].label}{ROLE_LABELS[made.role]}"
        return f"已公布：{whose}截止日期定为{made.date}{later}。"

    def says(given: dict[str, Any]) -> str:
        whose = f"{given['period'].label}{ROLE_LABELS[given['role']]}"
        return f"{whose}截止日期定为{chinese_day(given['date'])}，向全部企业、区县和协会公布"

    return _decided(request, year, form, "公布裁定", decide, says)


@require_POST
@requires(Role.CITY)
def extend(request: HttpRequest, year: int) -> HttpResponse:
    """个别延期 of one unit."""
    form = ExtensionForm(request.POST, periods=_periods(year))

    def decide(given: dict[str, Any]) -> str:
        unit: ReportingUnit = given["unit"]
        made = acts.extend_unit(
            unit, given["period"], given["date"], given["reason"], actor=actor_of(request)
        )
        return f"已同意{unit.name}的{given['period'].label}延至{made.date}。"

    def says(given: dict[str, Any]) -> str:
        whose = f"“{given['unit'].name}”的{given['period'].label}"
        return f"{whose}截止日期延至{chinese_day(given['date'])}，只对该单位有效"

    return _decided(request, year, form, "同意延期", decide, says)


@require_POST
@requires(Role.CITY)
def edit_holiday(request: HttpRequest, year: int) -> HttpResponse:
    """Days of the holiday table."""
    _periods(year)

    def decide(given: dict[str, Any]) -> str:
        made = acts.edit_holiday(
            given["first"],
            given["kind"],
            given["festival"],
            given["reason"],
            last=given["last"],
            actor=actor_of(request),
        )
        return f"节假日表已修订{len(made)}天，各期截止日期已重新计算。"

    def says(given: dict[str, Any]) -> str:
        last = f"至{chinese_day(given['last'])}" if given["last"] else ""
        kind = dict(HolidayEdit.KINDS)[given["kind"]]
        festival = f"（{given['festival']}）" if given["festival"] else ""
        days = f"{chinese_day(given['first'])}{last}"
        return f"节假日表中{days}定为{kind}{festival}，各期截止日期重新计算"

    return _decided(request, year, HolidayForm(request.POST), "修订节假日表", decide, says)


def _decided(
    request: HttpRequest,
    year: int,
    form: RulingForm | ExtensionForm | HolidayForm,
    title: str,
    decide: Callable[[dict[str, Any]], str],
    says: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """Asked once, then back to the page; or the page again with what is wrong."""
    if not form.is_valid():
        return page_of_year(request, year, form)
    given, back = form.cleaned_data, reverse("desks:calendar_year", args=[year])
    before = _days_open()

    def asking() -> Asking:
        moved = before.items() - _days_open().items()
        effect = (
            f"{len(moved)}份尚未上报的报表截止日随之改变" if moved else "没有报表因此改变截止日"
        )
        sentence = f"{says(given)}；{effect}，已上报的报表不变。"
        return Asking(title, sentence, back, (("理由", given["reason"]),), grave=False)

    def refused(message: str) -> HttpResponse:
        form.add_error(None, message)
        return page_of_year(request, year, form)

    return asked_once(request, Act(lambda: decide(given), asking, str, back), refused)


def _days_open() -> dict[int, date]:
    """The enterprise's day of every return still to be filed."""
    found = Return.objects.filter(state__in=[state.value for state in EDITABLE])
    return dict(found.values_list("pk", "due_on"))


def page_of_year(
    request: HttpRequest, year: int, posted: forms.Form | None = None, feed_address: str = ""
) -> HttpResponse:
    """The year; with what is wrong in a form that was posted, or an address just made."""
    periods, actor = _periods(year), actor_of(request)
    found = year_of(year, actor)
    context: dict[str, Any] = {
        "found": found,
        "year": year,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < LAST_YEAR else None,
        "ics_role": own_role(actor),
        "feed": feed_of(actor),
        "feed_address": feed_address,
    }
    if actor.is_role(Role.CITY):
        asked = {name: request.GET.get(name, "") for name in ("period", "role")}
        ruling = RulingForm(periods=periods, initial={key: v for key, v in asked.items() if v})
        blank = (ruling, ExtensionForm(periods=periods), HolidayForm())
        shown_forms = {form.name: form for form in blank}
        if posted is not None:
            shown_forms[str(posted.prefix)] = posted  # type: ignore[assignment]
        context |= {"forms": shown_forms, "posted": posted}
    return render(request, "desks/calendar.html", context, status=422 if posted else 200)


def _periods(year: int) -> list[Any]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return periods_due_in(year)
