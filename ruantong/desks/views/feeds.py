"""Deadlines for calendar programs: a file to take once, and an address to subscribe to.

The address is a secret of one person and no session: it tells deadlines and nothing else.
"""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from ruantong.accounts.access import actor_of, public, requires
from ruantong.core.deadlines import ROLE_LABELS
from ruantong.core.values import shown
from ruantong.desks.calendar.feed_events import events_of, own_role
from ruantong.desks.calendar.ics import ics_of
from ruantong.desks.views.calendar import READERS, page_of_year
from ruantong.gateways import clock
from ruantong.returns.moving import calendar_feeds as feeds

_TYPE = "text/calendar; charset=utf-8"
# A program asks a few times a day; more than this of one address in an hour is no calendar.
MOST_AN_HOUR = 60
_HOUR = 3600


@require_safe
@requires(*READERS)
def deadlines_ics(request: HttpRequest) -> HttpResponse:
    """The dates of one role from last year to next year, for a calendar program."""
    actor = actor_of(request)
    role = request.GET.get("role", "") or own_role(actor)
    if role not in ROLE_LABELS:
        known = "、".join(ROLE_LABELS)
        return HttpResponse(
            f"级别“{shown(role)}”不正确，role应为{known}之一。",
            status=400,
            content_type="text/plain; charset=utf-8",
        )
    body = ics_of(_name(role), events_of(role, actor), clock.now())
    return HttpResponse(
        body,
        content_type=_TYPE,
        headers={"Content-Disposition": f'attachment; filename="deadlines-{role}.ics"'},
    )


@require_safe
@public
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The same dates for a calendar program that subscribed; unchanged ones are not sent again."""
    found = feeds.opened(token)
    if found is None or not found.user.is_role(*READERS):
        raise Http404
    if _asked_too_often(found.pk):
        answer = HttpResponse(
            "查询过于频繁，请稍后再试。", status=429, content_type="text/plain; charset=utf-8"
        )
        answer.headers["Retry-After"] = str(_HOUR)
        return answer
    role = own_role(found.user)
    body = ics_of(_name(role), events_of(role, found.user), feeds.last_decided(found))
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    answer = HttpResponse(body, content_type=_TYPE, headers=headers)
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _asked_too_often(pk: int) -> bool:
    key = f"calendar-feed-{pk}"
    cache.add(key, 0, _HOUR)
    try:
        return int(cache.incr(key)) > MOST_AN_HOUR
    except ValueError:  # it ran out in between
        return False


@require_POST
@requires(*READERS)
def renew(request: HttpRequest) -> HttpResponse:
    """A new address, shown this once."""
    path = reverse("desks:calendar_feed", args=[feeds.renew(actor=actor_of(request))])
    return page_of_year(request, clock.today().year, feed_address=request.build_absolute_uri(path))


@require_POST
@requires(*READERS)
def end(request: HttpRequest) -> HttpResponse:
    """The address opens nothing any more."""
    if feeds.end(actor=actor_of(request)):
        messages.success(request, "日历订阅已停用，原地址不再可用。")
    return redirect("desks:calendar")


def _name(role: str) -> str:
    return f"软件业统计报送截止（{ROLE_LABELS[role]}）"
