"""Pages of the sheet: the district fills its own, the city sees where all of them stand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.core.values import shown
from ruantong.gateways import clock
from ruantong.registry.contact_sheet import acts
from ruantong.registry.contact_sheet.due import MISSING, STATES, due_in, has_filed, standing_in
from ruantong.registry.contact_sheet.forms import SheetForm
from ruantong.registry.contact_sheet.lines import COLUMNS, Line
from ruantong.registry.contact_sheet.reading import (
    history,
    in_force,
    lines_of,
    names_somebody,
    newest,
)
from ruantong.registry.models import District
from ruantong.registry.models.contacts import LEADER, STAFF, ContactSheet
from ruantong.registry.survey import codes
from ruantong.web.document import Column, Document
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

_WIDTHS = {
    "duty": 12, "name": 12, "office": 26, "post": 18,
    "phone": 18, "mobile": 16, "email": 26, "qq": 14,
}  # fmt: skip
_NOTE = "栏目按附件2的要求列出，版式由平台编排，不是文件原件。"


def _value(key: str) -> Any:
    return lambda row: row[1].label if key == "duty" else getattr(row[1], key)


# a row is (name of the district, line)
SHEET = (
    Column("区县（功能区）", lambda row: row[0], width=20),
    *(Column(title, _value(key), width=_WIDTHS[key]) for key, title in COLUMNS.items()),
)
STANDING = (
    Column("区县（功能区）", lambda row: row.name, width=22),
    Column("状态", lambda row: dict(STATES)[row.state], width=12),
    Column("报送时间", lambda row: row.filed_at, kind="moment", width=18),
    Column("最近更新", lambda row: row.changed_at, kind="moment", width=18),
    Column("最近提醒", lambda row: row.reminded_at, kind="moment", width=18),
)
HISTORY = (
    Column("次序", lambda row: row.sheet.number, kind="number", width=8),
    Column("报送时间", lambda row: row.sheet.at, kind="moment", width=18),
    Column("报送人", lambda row: row.sheet.by or "不详", width=16),
    Column("人数", lambda row: len(row.lines), kind="number", width=8),
    Column("变动", lambda row: "；".join(row.changes), width=80),
)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.DISTRICT, Role.CITY)
def contacts(request: HttpRequest) -> HttpResponse:
    """The district fills its sheet; the city reads where the districts stand."""
    actor = actor_of(request)
    if actor.is_role(Role.CITY):
        return _standing(request)
    today = clock.today()
    stored = newest(actor.district_code)
    sheet = SheetForm(lines_of(stored) if stored else [], request.POST or None)
    refused = False
    if request.method == "POST" and not sheet.adds:
        if sheet.is_valid():
            acts.save(actor=actor, lines=sheet.lines)
            messages.success(request, f"{today.year}年度联系信息表已报送。")
            return redirect("registry:contacts")
        refused = True
    context = {
        "sheet": sheet,
        "titles": list(COLUMNS.items()),
        "stored": stored,
        "year": today.year,
        "due": (due := due_in(today.year)),
        "overdue": due is not None and due < today,
        "filed": has_filed(actor.district_code, today.year),
    }
    return render(
        request, "registry/contact_sheet/fill.html", context, status=422 if refused else 200
    )


def _standing(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        raise Refused("联系信息表由区县管理员填写。")
    years, notices = _years(), []
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted in map(str, years) else years[0]
    if wanted and wanted != str(year):
        notices.append(f"没有“{shown(wanted)}”年度，已显示{year}年度。")
    listing = Listing(
        request,
        standing_in(year),
        filters=(Filter("state", "状态", "state", STATES),),
        sorts={
            "district": ("order", "code"),
            "filed": "filed_at",
            "changed": "changed_at",
            "state": "state",
        },
        search=("name", names_somebody),
        default_sort="district",
        keep={"year": str(year)},
    )
    listing.notices += notices
    title = f"{year}年度{codes.edition().survey.contacts}报送情况"
    if listing.export:
        document = listing.document(title, "个")
        return export_response(listing.export, document, STANDING, listing.export_rows)
    lines = in_force(year)
    rows = [
        (row, _of(lines, row.code, LEADER), _of(lines, row.code, STAFF)) for row in listing.rows
    ]
    total = District.objects.count()
    missing = standing_in(year).filter(state=MISSING).count()
    context = {
        "listing": listing,
        "rows": rows,
        "year": year,
        "years": years,
        "due": due_in(year),
        "current": year == clock.today().year,
        "total": total,
        "filled": total - missing,
        "missing": missing,
    }
    return render(request, "registry/contact_sheet/standing.html", context)


def _of(lines: dict[str, list[Line]], district: str, duty: str) -> list[Line]:
    return [line for line in lines.get(district, []) if line.duty == duty]


def _years() -> list[int]:
    """This year and those before it in which a sheet was sent, newest first."""
    first = ContactSheet.objects.order_by("at").values_list("at", flat=True).first()
    this = clock.today().year
    return list(range(this, (clock.local_day(first).year if first else this) - 1, -1))


@require_safe
@requires(Role.DISTRICT, Role.CITY)
def sheet(request: HttpRequest) -> HttpResponse:
    """附件2 as a workbook, a line a person: the district's own, or those of all for the city."""
    actor = actor_of(request)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted in map(str, _years()) else clock.today().year
    districts = District.objects.order_by("order", "code")
    if not actor.is_role(Role.CITY):
        districts = districts.filter(pk=actor.district_code)
    lines = in_force(year)
    rows = [
        (district.name, line)
        for district in districts
        for line in lines.get(district.code) or [Line(LEADER), Line(STAFF)]
    ]
    people = sum(1 for _, line in rows if line.name)
    view = [] if actor.is_role(Role.CITY) else [f"填报单位：{rows[0][0]}"]
    document = Document(
        codes.edition().survey.contacts, people, "人", f"{year}年度", view=view, notes=[_NOTE]
    )
    return export_response("xlsx", document, SHEET, rows)


@require_safe
@requires(Role.DISTRICT, Role.CITY)
def earlier(request: HttpRequest, district: str) -> HttpResponse:
    """Every sheet of a district, and what changed from one to the next."""
    actor = actor_of(request)
    found = District.objects.filter(pk=district).first()
    own = actor.is_role(Role.CITY) or district == actor.district_code
    if found is None or not own:
        raise Http404("没有找到该区县，或您无权查看。")
    listing = Listing(
        request,
        ContactSheet.objects.filter(district=found).select_related("by"),
        filters=(
            Filter("from", "报送不早于", "at__gte", kind="day"),
            Filter("to", "报送不晚于", "at__lte", kind="day"),
        ),
        sorts={"number": "number"},
        default_sort="-number",
        page_size=20,
    )
    if listing.export:
        document = listing.document(f"{found.name}联系信息表历次报送", "次")
        return export_response(listing.export, document, HISTORY, history(listing.export_rows))
    context = {"district": found, "listing": listing, "versions": history(listing.rows)}
    return render(request, "registry/contact_sheet/history.html", context)


@require_POST
@requires(Role.CITY)
def remind(request: HttpRequest) -> HttpResponse:
    """Ask the districts that have not sent this year's sheet."""
    done = acts.remind(actor=actor_of(request))
    if done.districts:
        said = f"已提醒{done.districts}个区县报送联系信息表。"
        if done.unreachable:
            said += (
                f"其中{'、'.join(done.unreachable)}没有登记了手机号的账户，只在其报表审核页上提示。"
            )
        messages.success(request, said)
    else:
        messages.info(request, "未报送的区县今天都已提醒过。")
    return redirect("registry:contacts")
