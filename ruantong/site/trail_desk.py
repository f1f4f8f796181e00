"""操作日志: the audit administrator reads the trail and has its chain checked.

It stands here because the trail itself lies below the accounts and knows no roles.
"""

from __future__ import annotations

from ipaddress import ip_address

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.site.trail_names import ROLES, about, with_names
from ruantong.trail import checking
from ruantong.trail.client import hashed
from ruantong.trail.labels import ACTS, label
from ruantong.trail.models import TrailEntry
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

_ROLE_NAMES = dict(ROLES)

# of an entry and the names it needs
COLUMNS = (
    Column("序号", lambda r: r[0].number, "number", 10),
    Column("时间", lambda r: r[0].at, "moment", 20),
    Column("用户", lambda r: r[0].actor),
    Column("角色", lambda r: _ROLE_NAMES.get(r[0].role, r[0].role), width=16),
    Column("操作", lambda r: label(r[0].act), width=20),
    Column("对象", lambda r: r[1].of(r[0].subject), width=36),
    Column("对象编号", lambda r: r[0].subject, width=14),
    Column("内容", lambda r: r[1].data_text(r[0]), width=52),
    Column("来源地址", lambda r: r[0].address or "", width=18),
    Column("来源哈希", lambda r: r[0].client, width=18),
    Column("哈希", lambda r: r[0].hash, width=34),
)


@require_safe
@requires(Role.AUDIT_ADMIN)
def entries(request: HttpRequest) -> HttpResponse:
    """The trail, newest first."""
    return _page(request)


@require_POST
@requires(Role.AUDIT_ADMIN)
def verify(request: HttpRequest) -> HttpResponseBase:
    """校验日志链: every link of the chain, from the first entry to the last, a step at a time.

    htmx gets the progress alone; without script the page is shown again with a button to go on.
    """
    actor = actor_of(request)
    check = checking.work(checking.begin_check(actor=actor).pk, actor=actor)
    if request.headers.get("HX-Request") != "true":
        return redirect("trail")
    response = render(request, "site/_trail_check.html", {"check": check})
    if check.finished:
        response.headers["HX-Refresh"] = "true"
    return response


def came_from(text: str) -> Q:
    """Entries from an address, by its hash: found after 90 days, too."""
    try:
        return Q(client=hashed(str(ip_address(text))))
    except ValueError:
        return Q(client=text)


def _page(request: HttpRequest) -> HttpResponse:
    listing = Listing(
        request,
        TrailEntry.objects.all(),
        filters=(
            Filter("act", "操作", "act", list(ACTS.items())),
            Filter("role", "角色", "role", ROLES),
            Filter("actor", "用户", "actor", kind="text"),
            Filter("subject", "对象", "subject", kind="text"),
            Filter("client", "来源", "client", kind="text"),
            Filter("since", "自", "at__gte", kind="day"),
            Filter("until", "至", "at__lte", kind="day"),
        ),
        sorts={"number": "number"},
        search=("actor", "subject", about, came_from),
        default_sort="-number",
    )
    since, until = (bound.value for bound in listing.filters if bound.filter.kind == "day")
    if since and until and since > until:
        listing.notices.append(f"起始日期{since}晚于终止日期{until}，没有日志可列，请对调。")
    if listing.export:
        document = listing.document("操作日志", "条")
        entries = with_names(listing.export_rows)
        return export_response(listing.export, document, COLUMNS, entries)
    rows = [
        (
            entry,
            label(entry.act),
            _ROLE_NAMES.get(entry.role, entry.role),
            names.of(entry.subject),
            names.data_text(entry),
        )
        for entry, names in with_names(listing.rows)
    ]
    context = {"listing": listing, "rows": rows, "check": checking.latest_check()}
    return render(request, "site/trail.html", context)
