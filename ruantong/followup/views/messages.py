"""站内信: everybody's own message centre."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ruantong.accounts.access import EVERY_ROLE, actor_of, requires
from ruantong.followup.inbox import mark_read, messages_of
from ruantong.returns.reading.access import number_of
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

_COLUMNS = (
    Column("时间", lambda m: m.at, "moment", 20),
    Column("发送方", lambda m: m.sender, width=24),
    Column("标题", lambda m: m.title, width=40),
    Column("内容", lambda m: m.text, width=80),
    Column("阅读时间", lambda m: m.read_at, "moment", 20),
)
_FILTERS = (
    Filter("read", "状态", "read_at__isnull", (("True", "未读"), ("False", "已读"))),
    Filter("since", "自", "at__gte", kind="day"),
    Filter("until", "至", "at__lte", kind="day"),
)


@require_safe
@requires(*EVERY_ROLE)
def inbox(request: HttpRequest) -> HttpResponse:
    """One's own messages, the newest first."""
    listing = Listing(
        request,
        messages_of(actor_of(request)),
        filters=_FILTERS,
        sorts={"at": "at", "title": ("title", "at"), "sender": ("sender", "at")},
        search=("title", "text", "sender"),
        default_sort="-at",
        page_size=20,
    )
    if listing.export:
        document = listing.document("站内信", "条")
        return export_response(listing.export, document, _COLUMNS, listing.export_rows)
    return render(request, "followup/inbox.html", {"listing": listing})


@require_POST
@requires(*EVERY_ROLE)
def read(request: HttpRequest) -> HttpResponse:
    """One message is read, and its page opened if asked; or all of them are."""
    actor, key = actor_of(request), number_of(request.POST.get("pk", ""))
    if "all" in request.POST:
        count = mark_read(actor=actor)
        messages.success(request, f"{count}条站内信已标为已读。")
        return redirect("followup:inbox")
    mark_read([key], actor=actor)
    message = messages_of(actor).filter(pk=key).first()
    if message is not None and message.link and "open" in request.POST:
        return redirect(message.link)
    return redirect("followup:inbox")
