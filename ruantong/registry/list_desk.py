"""Lists the city keeps (the rosters of the pack) and the districts' contact sheet (附件2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.core.identifiers import normalise_phone
from ruantong.core.lifecycle import Role
from ruantong.core.limits import MOBILE, PERSON, PHONE, POSITION
from ruantong.core.periods import Period
from ruantong.registry import actions_units, codes
from ruantong.registry.forms import text
from ruantong.registry.models import District, DistrictContact, ReportingUnit
from ruantong.registry.queries import former_name_has
from ruantong.registry.rosters import covering, roster_named
from ruantong.registry.rosters import rosters as known_lists
from ruantong.registry.survey_periods import frequencies, near_periods
from ruantong.registry.unit_acts import roster_act
from ruantong.registry.unit_desk import FACTS
from ruantong.registry.unit_forms import EntryForm, optional
from ruantong.web.document import Column, Document
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

form_page = require_http_methods(["GET", "HEAD", "POST"])
SHEET = (
    Column("区县（功能区）", lambda line: line["district"], width=22),
    Column("职责", lambda line: line["duty"], width=12),
    Column("姓名", lambda line: line["name"], width=12),
    Column("部门及职务", lambda line: line["position"], width=28),
    Column("办公电话", lambda line: line["phone"], width=18),
    Column("手机", lambda line: line["mobile"], width=16),
)


@form_page
@requires(Role.CITY)
def rosters(request: HttpRequest) -> HttpResponse:
    """Who is on a list in a period; putting a unit on it."""
    key = request.GET.get("list", "")
    if key not in known_lists():
        key = frequencies()[0].value
    periods = near_periods(roster_named(key).frequency)
    wanted = request.GET.get("period", "")
    period = next((each for each in periods if str(each) == wanted), periods[0])
    form = EntryForm(key, request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit = ReportingUnit.objects.get(uscc=form.cleaned_data["uscc"])
        return roster_act(
            request, unit, key, form, adding=True, then=request.get_full_path(),
            refused=lambda message: _rosters(request, key, period, form, message),
        )  # fmt: skip
    return _rosters(request, key, period, form)


def _rosters(
    request: HttpRequest, key: str, period: Period, form: EntryForm, refused: str = ""
) -> HttpResponse:
    """The page of a list, also after an entry that was refused."""
    if refused:
        form.add_error(None, refused)
    listing = Listing(
        request,
        ReportingUnit.objects.select_related("district").filter(
            pk__in=covering(key, period).values("unit")
        ),
        filters=(
            Filter(
                "district",
                "报送区县",
                "district_id",
                [(each.code, each.name) for each in District.objects.all()],
            ),
        ),
        sorts={"name": "name", "district": ("district__order", "uscc"), "uscc": "uscc"},
        search=("name", "uscc", former_name_has),
        default_sort="district",
        keep={"list": key, "period": str(period)},
    )
    if listing.export:
        document = listing.document(roster_named(key).name, "家", period=period.label)
        return export_response(listing.export, document, FACTS, listing.export_rows)
    context = {
        "listing": listing,
        "lists": [(one.key, one.name) for one in known_lists().values()],
        "key": key,
        "label": roster_named(key).name,
        "period": period,
        "periods": [
            (str(each), each.label) for each in sorted(near_periods(period.frequency), key=str)
        ],
        "form": form,
        "note": roster_named(key).note,
    }
    return render(request, "registry/rosters.html", context, status=422 if form.is_bound else 200)


class ContactsForm(forms.Form):
    """附件2 of one district: two people."""

    leader_name = text("姓名", PERSON)
    leader_position = optional("部门及职务", POSITION)
    leader_phone = optional("办公电话", PHONE)
    leader_mobile = optional("手机", MOBILE)
    officer_name = text("姓名", PERSON)
    officer_position = optional("部门及职务", POSITION)
    officer_phone = optional("办公电话", PHONE)
    officer_mobile = optional("手机", MOBILE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for duty, label in actions_units.DUTIES:
            self.fields[f"{duty}_name"].error_messages["required"] = f"请填写{label}的姓名。"

    def lines(self) -> dict[str, dict[str, str]]:
        """By duty, numbers in their plain form."""
        given = self.cleaned_data
        return {
            duty: {
                "name": given.get(f"{duty}_name", "").strip(),
                "position": given.get(f"{duty}_position", "").strip(),
                "phone": normalise_phone(given.get(f"{duty}_phone", "")),
                "mobile": normalise_phone(given.get(f"{duty}_mobile", "")),
            }
            for duty, _ in actions_units.DUTIES
        }

    def clean(self) -> dict[str, Any]:
        lines = self.lines()
        for duty, label in actions_units.DUTIES:
            named = f"{duty}_name" not in self.errors
            if named and (problem := actions_units.contact_problem(label, lines[duty])):
                self.add_error(f"{duty}_name", problem)
        return self.cleaned_data


@form_page
@requires(Role.DISTRICT, Role.CITY)
def contacts(request: HttpRequest) -> HttpResponse:
    """The district fills its sheet; the city reads and exports those of all districts."""
    actor = actor_of(request)
    if actor.is_role(Role.CITY):
        return _all_contacts(request)
    stored = {
        each.duty: each for each in DistrictContact.objects.filter(district=actor.district_code)
    }
    initial = {
        f"{duty}_{name}": getattr(contact, name)
        for duty, contact in stored.items()
        for name in ("name", "position", "phone", "mobile")
    }
    form = ContactsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions_units.save_contacts(actor=actor, contacts=form.lines())
        messages.success(request, "联系信息表已保存。")
        return redirect("registry:contacts")
    blocks = [
        (label, [form[f"{duty}_{name}"] for name in ("name", "position", "phone", "mobile")])
        for duty, label in actions_units.DUTIES
    ]
    updated = max((each.updated_at for each in stored.values()), default=None)
    context = {"form": form, "blocks": blocks, "updated": updated}
    return render(request, "registry/contacts.html", context, status=422 if form.is_bound else 200)


@require_safe
@requires(Role.DISTRICT, Role.CITY)
def contacts_sheet(request: HttpRequest) -> HttpResponse:
    """附件2 as a workbook: the district's own lines, or all for the city."""
    actor = actor_of(request)
    districts = District.objects.prefetch_related("contacts")
    if not actor.is_role(Role.CITY):
        districts = districts.filter(pk=actor.district_code)
    lines = [line for district in districts for line in _lines(district)]
    document = Document(codes.edition().survey.contacts, len(lines), "人")
    return export_response("xlsx", document, SHEET, lines)


def _all_contacts(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        raise Refused("联系信息表由区县管理员填写。")
    districts = list(District.objects.prefetch_related("contacts"))
    lines = [line for district in districts for line in _lines(district)]
    filled = sum(1 for district in districts if len(district.contacts.all()) == 2)
    context = {"lines": lines, "filled": filled, "total": len(districts)}
    return render(request, "registry/contacts_city.html", context)


def _lines(district: District) -> list[dict[str, str]]:
    by_duty = {contact.duty: contact for contact in district.contacts.all()}
    blank = {"name": "", "position": "", "phone": "", "mobile": ""}
    lines = []
    for duty, label in actions_units.DUTIES:
        contact = by_duty.get(duty)
        said = {key: getattr(contact, key) for key in blank} if contact else blank
        lines.append({"district": district.name, "duty": label, **said})
    return lines
