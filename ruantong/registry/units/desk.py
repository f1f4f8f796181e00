"""单位名录: the units of a district, of a park or of the city, and the page of one of them."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ruantong.accounts.access import Refused, actor_of, requires, sight_of
from ruantong.core.lifecycle import Role
from ruantong.core.sight import roles_that
from ruantong.core.survey import Roster
from ruantong.gateways import clock
from ruantong.registry.access import unit_for, units_visible_to
from ruantong.registry.models import District, ReportingUnit
from ruantong.registry.queries import former_name_has
from ruantong.registry.survey import codes
from ruantong.registry.survey.periods import current_period
from ruantong.registry.units import actions as actions_units
from ruantong.registry.units.forms import (
    LeaveForm,
    MoveForm,
    RejoinForm,
    RenameForm,
    RosterForm,
    UnitForm,
)
from ruantong.registry.units.history import COLUMNS, history_of
from ruantong.registry.units.rosters import covering, labelled_entries, rosters
from ruantong.web.document import Column, Document
from ruantong.web.export import export_response
from ruantong.web.listing import EXPORTS, Filter, Listing

KEEPERS = (Role.DISTRICT, Role.CITY)
READERS = roles_that(lambda sight: sight.units.others)
YES_NO = (("True", "在名单"), ("False", "不在名单"))

FACTS = (
    Column("统一社会信用代码", lambda u: u.uscc, width=22),
    Column("单位详细名称", lambda u: u.name, width=36),
    Column("报送区县", lambda u: u.district.name, width=18),
    Column("行业代码", lambda u: u.industry_code, width=10),
    Column("细分领域", lambda u: u.category, width=18),
    Column("园区", lambda u: u.park, width=22),
    Column("地址", lambda u: u.address, width=36),
    Column("纳入日期", lambda u: u.valid_from, "day", 12),
    Column("退出日期", lambda u: u.valid_to, "day", 12),
)
CONTACT = (
    Column("联系人", lambda u: u.contact_name),
    Column("联系电话", lambda u: u.contact_phone, width=16),
)


@require_safe
@requires(*READERS)
def units(request: HttpRequest) -> HttpResponse:
    """The roster of whoever asks."""
    actor = actor_of(request)
    city = actor.is_role(Role.CITY)
    filters = [
        *(Filter(one.key, one.tag, f"on_{one.key}", YES_NO) for one in tagged()),
        Filter("category", "细分领域", "category", _names("local_fields")),
        Filter("left", "状态", "valid_to__isnull", (("True", "在册"), ("False", "已退出"))),
    ]
    if city:
        districts = [(each.code, each.name) for each in District.objects.all()]
        filters.insert(0, Filter("district", "报送区县", "district_id", districts))
    if not actor.is_role(Role.PARK):
        filters.append(Filter("park", "园区", "park", _names("parks")))
    listing = Listing(
        request,
        _with_lists(units_visible_to(actor)).prefetch_related("former_names"),
        filters=filters,
        sorts={
            "name": "name",
            "uscc": "uscc",
            "district": ("district__order", "uscc"),
            "industry": "industry_code",
            "from": "valid_from",
        },
        search=("name", "uscc", former_name_has),
        default_sort="district" if city else "uscc",
    )
    if listing.export:
        columns = FACTS + CONTACT if sight_of(actor).contacts else FACTS
        return export_response(
            listing.export, listing.document("单位名录", "家"), columns, listing.export_rows
        )
    for row in listing.rows:
        row.tags = [one.tag for one in tagged() if getattr(row, f"on_{one.key}")]  # type: ignore[attr-defined]
    context = {"listing": listing, "city": city, "keeper": actor.is_role(*KEEPERS)}
    return render(request, "registry/units.html", context)


@require_safe
@requires(*KEEPERS)
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: its facts, lists, respondents; 变更记录 as a file."""
    kind = request.GET.get("export", "")
    if kind not in EXPORTS:
        return page(request, pk)
    found = unit_for(actor_of(request), pk)
    rows = history_of(found)
    return export_response(kind, Document(f"{found.name}变更记录", len(rows)), COLUMNS, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*KEEPERS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """修改单位信息."""
    actor = actor_of(request)
    found = unit_for(actor, pk)
    initial = {name: getattr(found, name) for name in actions_units.CHANGEABLE}
    form = UnitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions_units.change_unit(pk, actor=actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "单位信息已更新。")
            return redirect("registry:unit", pk)
    status = 422 if form.is_bound else 200
    return render(
        request, "registry/unit_change.html", {"unit": found, "form": form}, status=status
    )


def page(
    request: HttpRequest,
    pk: int,
    *,
    faulty: Mapping[str, forms.Form] | None = None,
    problem: str = "",
) -> HttpResponse:
    """The page of a unit; ``faulty`` are forms shown again with their faults and what was typed."""
    actor = actor_of(request)
    found = unit_for(actor, pk)
    shown = {**blank_forms(), **(faulty or {})}
    context = {
        "unit": found,
        "problem": problem,
        "city": actor.is_role(Role.CITY),
        "industry": codes.name_of("industry", found.industry_code),
        "division": codes.name_of("divisions", found.division_code),
        "forms": shown,
        "lists": [
            {
                "key": key,
                "label": label,
                "entries": labelled_entries(found, key),
                "form": shown[key],
            }
            for key, label in ((one.key, one.name) for one in rosters().values())
        ],
        "former_names": found.former_names.select_related("by"),
        "absences": found.absences.select_related("merged_into"),
        "history": history_of(found),
        "memberships": found.memberships.select_related("user").order_by("-since"),
    }
    status = 422 if problem or faulty else 200
    return render(request, "registry/unit.html", context, status=status)


def blank_forms() -> dict[str, forms.Form]:
    """The forms of the page before anything was typed, by the name of the act or the list."""
    today = {"on": clock.today()}
    return {
        "leave": LeaveForm(initial=today, auto_id="leave_%s"),
        "rejoin": RejoinForm(auto_id="rejoin_%s"),
        "rename": RenameForm(initial=today, auto_id="rename_%s"),
        "move": MoveForm(initial=today, auto_id="move_%s"),
        **{key: RosterForm(key, auto_id=f"{key}_%s") for key in rosters()},
    }


def _with_lists(units: QuerySet[ReportingUnit]) -> QuerySet[ReportingUnit]:
    """With ``on_…`` for each list that has a tag: listed for what is being filed now."""
    listed = {
        f"on_{one.key}": Exists(
            covering(one.key, current_period(one.frequency)).filter(unit=OuterRef("pk"))
        )
        for one in tagged()
    }
    return units.annotate(**listed)


def tagged() -> list[Roster]:
    """The lists that are marked in the list of units."""
    return [one for one in rosters().values() if one.tag]


def _names(key: str) -> list[tuple[str, str]]:
    return [(label, label) for _, label in codes.choices(key)]
