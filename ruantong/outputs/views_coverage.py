"""名录覆盖率: the city sees the share the month roster covers, tries changes and makes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ruantong.accounts.access import Refused, actor_of, leaves_entry, requires
from ruantong.accounts.confirming import CONFIRMED, Act, Asking, asked_once
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Frequency, Period
from ruantong.outputs.coverage import Coverage, Holder, coverage, percent
from ruantong.registry.fields import reason_field
from ruantong.registry.models import District
from ruantong.registry.survey.periods import near_periods
from ruantong.registry.units import actions as actions_units
from ruantong.registry.units.rosters import roster_named
from ruantong.trail.looking import FIGURES_READ
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter
from ruantong.web.rows import Rows

PAGE = 100
LISTED = (("yes", "在名录"), ("no", "不在名录"))


class AdjustForm(forms.Form):
    """Why the roster is changed."""

    reason = reason_field("调整名录的原因")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.CITY)
@leaves_entry(FIGURES_READ)
def roster_coverage(request: HttpRequest) -> HttpResponse:
    """The units of the annual survey by revenue, ticked to be put on or taken off the month roster."""
    periods = near_periods(Frequency.MONTHLY)
    wanted = request.GET.get("period", "")
    period = next((each for each in periods if str(each) == wanted), periods[0])
    found = coverage(period)
    if found is None:
        return _page(request, period, None)
    if request.method != "POST":
        listing = _listing(request, found)
        return _export(found, listing) if listing.export else _page(request, period, found)
    known = {one.unit.pk for one in found.holders}
    ticked = {int(key) for key in request.POST.getlist("unit") if key.isdigit()} & known
    if "try" in request.POST and CONFIRMED not in request.POST:
        return _page(request, period, found, ticked=ticked, tried=True)
    form = AdjustForm(request.POST)
    if not ticked:
        form.add_error(None, "请先勾选要列入或移出的单位。")
    if not form.is_valid():
        return _page(request, period, found, ticked=ticked, form=form)
    return _adjust(request, found, ticked, form)


def _adjust(
    request: HttpRequest, found: Coverage, ticked: set[int], form: AdjustForm
) -> HttpResponse:
    actor, reason = actor_of(request), form.cleaned_data["reason"]
    named = [one for one in found.holders if one.unit.pk in ticked]

    def asking() -> Asking:
        after = coverage(found.period)
        if after is None:  # there were figures before the act, which changes none
            raise Refused("没有可用的年报。")
        warnings = () if after.enough(after.listed) else (
            f"调整后覆盖率低于{percent(found.wanted)}的要求。",
        )  # fmt: skip
        return Asking(
            title=f"调整{_list()}",
            sentence=(
                f"自{found.period.label}起，{_what(named)}；覆盖率由"
                f"{percent(found.share_of(found.listed))}变为{percent(after.share_of(after.listed))}。"
            ),
            facts=(
                ("列入", _names(one for one in named if not one.listed)),
                ("移出", _names(one for one in named if one.listed)),
                ("原因", reason),
            ),
            warnings=warnings,
            back=_here(found.period),
        )

    def refused(message: str) -> HttpResponse:
        form.add_error(None, message)
        return _page(request, found.period, found, ticked=ticked, form=form)

    act = Act(
        lambda: _carry_out(named, found.period, actor, reason), asking,
        f"{_list()}已调整：{_what(named)}。", _here(found.period),
    )  # fmt: skip
    return asked_once(request, act, refused)


@transaction.atomic
def _carry_out(named: Iterable[Holder], period: Period, actor: User, reason: str) -> None:
    for one in named:
        verb = actions_units.remove_from_roster if one.listed else actions_units.add_to_roster
        try:
            verb(
                one.unit.pk, actor=actor, roster=period.frequency.value, first=period, reason=reason
            )
        except Refused as refusal:
            raise Refused(f"{one.unit.name}：{refusal.message}") from refusal


def _what(named: Iterable[Holder]) -> str:
    rows = list(named)
    out = sum(one.listed for one in rows)
    return f"{len(rows) - out}家单位列入{_list()}，{out}家移出"


def _list() -> str:
    """What the list of those who file monthly is called."""
    return roster_named(Frequency.MONTHLY.value).name


def _names(named: Iterable[Holder]) -> str:
    return "、".join(one.unit.name for one in named) or "无"


def _here(period: Period) -> str:
    return f"{reverse('outputs:coverage')}?period={period}"


def _listing(request: HttpRequest, found: Coverage) -> Rows:
    """The rows the address asks for, in its order."""
    districts = [(each.code, each.name) for each in District.objects.all()]
    return Rows(
        request,
        found.holders,
        filters=(
            (Filter("district", "报送区县", "", districts), lambda one: one.unit.district_id),
            (Filter("listed", _list(), "", LISTED), lambda one: "yes" if one.listed else "no"),
        ),
        sorts={
            "rank": lambda one: one.rank,
            "name": lambda one: (one.unit.name, one.rank),
            "district": lambda one: (one.unit.district.order, one.rank),
            "listed": lambda one: (not one.listed, one.rank),
        },
        text=lambda one: f"{one.unit.name} {one.unit.uscc}",
        default_sort="rank",
        page_size=PAGE,
        keep={"period": str(found.period)},
    )


def _export(found: Coverage, listing: Rows) -> HttpResponse:
    columns = (
        Column("位次", lambda one: one.rank, "number", 8),
        Column("统一社会信用代码", lambda one: one.unit.uscc, width=22),
        Column("单位详细名称", lambda one: one.unit.name, width=36),
        Column("报送区县", lambda one: one.unit.district.name, width=18),
        Column(
            f"{found.annual.label}{found.name}（{found.unit_text}）",
            lambda one: format_plain(found, one), "number", 20,
        ),
        Column("占比", lambda one: percent(one.share), "percent", 10),
        Column("累计占比", lambda one: percent(one.cumulative), "percent", 10),
        Column(_list(), lambda one: "在名录" if one.listed else "不在名录", width=12),
    )  # fmt: skip
    told = (f"覆盖率{percent(found.share_of(found.listed))}，要求不低于{percent(found.wanted)}",)
    document = listing.document(f"{_list()}覆盖率", "家", period=found.period.label)
    document = replace(document, view=(*told, *document.view))
    return export_response(listing.export, document, columns, listing.export_rows)


def format_plain(found: Coverage, one: Holder) -> str:
    """The figure without thousands separators."""
    return found.amount(one.revenue).replace(",", "")


def _page(
    request: HttpRequest,
    period: Period,
    found: Coverage | None,
    *,
    ticked: Iterable[int] = (),
    form: AdjustForm | None = None,
    tried: bool = False,
) -> HttpResponse:
    chosen = set(ticked)
    context: dict[str, Any] = {
        "period": period,
        "periods": sorted(near_periods(Frequency.MONTHLY), key=str),
        "found": found,
        "form": form or AdjustForm(initial={"reason": request.POST.get("reason", "")}),
        "list": _list(),
    }
    if found is not None:
        after = found.listed ^ chosen
        listing = _listing(request, found)
        context |= {
            "share": percent(found.share_of(found.listed)),
            "enough": found.enough(found.listed),
            "wanted": percent(found.wanted),
            "held": found.amount(found.held_by(found.listed)),
            "total": found.amount(found.total),
            "bar": int(found.share_of(found.listed) * 400),
            "mark": int(found.wanted * 400),
            "tried": tried,
            "after": percent(found.share_of(after)),
            "after_enough": found.enough(after),
            "change": _what([one for one in found.holders if one.unit.pk in chosen]),
            "listing": listing,
            "rows": [
                (one, found.amount(one.revenue), percent(one.share), percent(one.cumulative),
                 one.unit.pk in chosen)
                for one in listing.rows
            ],
        }  # fmt: skip
    status = 422 if form is not None and form.errors else 200
    return render(request, "outputs/coverage.html", context, status=status)
