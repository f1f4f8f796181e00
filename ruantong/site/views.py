"""The front door: each role is led to its own desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import EVERY_ROLE, actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.site.navigation import navigation


@require_safe
@requires(*EVERY_ROLE)
def home(request: HttpRequest) -> HttpResponse:
    """Leads to the first entry of the role's navigation."""
    entries = navigation(Role(actor_of(request).role), request.path)
    if entries:
        return redirect(entries[0].url)
    context = {"title": "首页", "message": "您的角色目前没有待办页面。", "back": "/account/"}
    return render(request, "site/message.html", context)
