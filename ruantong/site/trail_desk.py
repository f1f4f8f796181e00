"""操作日志: the audit administrator reads the trail and has its chain checked.

It stands here because the trail itself lies below the accounts and knows no roles.
"""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import ROLE_LABELS, STATE_LABELS, Role
from ruantong.outputs.collect import VIEWS
from ruantong.registry.rosters import LABELS
from ruantong.trail import checking
from ruantong.trail.labels import ACTS, label, said
from ruantong.trail.models import TrailEntry
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

ROLES = [*((role.value, ROLE_LABELS[role]) for role in Role), ("system", "平台")]
_ROLE_NAMES = dict(ROLES)
# codes that stand in entries, in words
VALUES: dict[str, str] = {
    **{state.value: text for state, text in STATE_LABELS.items()},
    **_ROLE_NAMES,
    **LABELS,
    "password": "密码",
    "code": "短信验证码",
}


def data_text(entry: TrailEntry) -> str:
    """What was recorded beside the act, on one line."""
    if not entry.data:
        return ""
    told = ((said(key), _value_text(key, value)) for key, value in entry.data.items())
    return "；".join(f"{name}：{text}" for name, text in told if text)


def _value_text(key: str, value: object) -> str:
    if key == "view":
        return VIEWS.get(str(value), str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return VALUES.get(value, value)
    return json.dumps(value, ensure_ascii=False)


COLUMNS = (
    Column("序号", lambda e: e.number, "number", 10),
    Column("时间", lambda e: e.at, "moment", 20),
    Column("用户", lambda e: e.actor),
    Column("角色", lambda e: _ROLE_NAMES.get(e.role, e.role), width=16),
    Column("操作", lambda e: label(e.act), width=20),
    Column("对象", lambda e: e.subject, width=24),
    Column("内容", data_text, width=60),
    Column("哈希", lambda e: e.hash, width=34),
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


def _page(request: HttpRequest) -> HttpResponse:
    listing = Listing(
        request,
        TrailEntry.objects.all(),
        filters=(
            Filter("act", "操作", "act", list(ACTS.items())),
            Filter("role", "角色", "role", ROLES),
            Filter("actor", "用户", "actor", kind="text"),
            Filter("subject", "对象", "subject", kind="text"),
            Filter("since", "自", "at__gte", kind="day"),
            Filter("until", "至", "at__lte", kind="day"),
        ),
        sorts={"number": "number"},
        default_sort="-number",
    )
    if listing.export:
        return export_response(
            listing.export, listing.document("操作日志", "条"), COLUMNS, listing.export_rows
        )
    rows = [
        (entry, label(entry.act), _ROLE_NAMES.get(entry.role, entry.role), data_text(entry))
        for entry in listing.rows
    ]
    context = {"listing": listing, "rows": rows, "check": checking.latest_check()}
    return render(request, "site/trail.html", context)
