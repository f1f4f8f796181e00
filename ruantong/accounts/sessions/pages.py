"""我的登录: where one is signed in, ended one by one or all others at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ruantong.accounts.access import EVERY_ROLE, actor_of, requires
from ruantong.accounts.policy import policy
from ruantong.accounts.sessions.living import end, end_others, living_of, ours
from ruantong.trail.record import record

WAYS = {"password": "密码", "code": "手机验证码", "cas": "统一身份认证"}
_MOST = 50  # a demo account may be in use by any number of people


@require_safe
@requires(*EVERY_ROLE)
def sessions(request: HttpRequest) -> HttpResponse:
    """Every living session of the actor, this one marked."""
    actor = actor_of(request)
    living = living_of(actor)
    rows = [
        {
            "pk": row.pk,
            "device": row.device or "未知设备",
            "way": WAYS.get(row.way, ""),
            "began": ours(row.began_at),
            "seen": ours(row.seen_at),
            "address": row.address,
            "this": row.key == request.session.session_key,
        }
        for row in living[:_MOST]
    ]
    context = {"rows": rows, "count": living.count(), "most": policy().sessions.of(actor.role)}
    return render(request, "accounts/sessions.html", context)


@require_POST
@requires(*EVERY_ROLE)
def end_one(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the actor's sessions; the present one is left by signing out."""
    actor = actor_of(request)
    row = living_of(actor).exclude(key=request.session.session_key or "").filter(pk=pk).first()
    if row is None:
        raise Http404("这个登录已经退出。")
    end(actor, row.pk)
    record("account.end_sessions", f"user:{actor.username}", actor=actor, sessions=1)
    messages.success(request, "该登录已退出。")
    return redirect("accounts:sessions")


@require_POST
@requires(*EVERY_ROLE)
def end_all_others(request: HttpRequest) -> HttpResponse:
    """End all of the actor's sessions but the present one."""
    actor = actor_of(request)
    count = end_others(actor, request.session.session_key)
    if count:
        record("account.end_sessions", f"user:{actor.username}", actor=actor, sessions=count)
    messages.success(request, f"其他{count}个登录已退出。" if count else "没有其他登录。")
    return redirect("accounts:sessions")
