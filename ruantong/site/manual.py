"""操作手册: one chapter per role, open to everybody, the reader's own first."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import public
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role

# slug → title; each has a template site/manual/<slug>.html
CHAPTERS = {
    "enterprise": "企业填报员",
    "district": "区县管理员",
    "city": "市级管理员",
    "association": "市软件行业协会和产业园区",
    "administrators": "系统、安全、审计管理员",
}
OWN = {
    Role.RESPONDENT: "enterprise",
    Role.DISTRICT: "district",
    Role.CITY: "city",
    Role.ASSOCIATION: "association",
    Role.PARK: "association",
    Role.SYSTEM_ADMIN: "administrators",
    Role.SECURITY_ADMIN: "administrators",
    Role.AUDIT_ADMIN: "administrators",
}


@require_safe
@public
def manual(request: HttpRequest) -> HttpResponse:
    """The chapter of the reader's role; a visitor gets that of the enterprise."""
    user = request.user
    slug = OWN[Role(user.role)] if isinstance(user, User) else "enterprise"
    return redirect("manual_chapter", slug)


@require_safe
@public
def chapter(request: HttpRequest, slug: str) -> HttpResponse:
    """One chapter."""
    if slug not in CHAPTERS:
        raise Http404
    context = {"chapters": CHAPTERS.items(), "slug": slug, "title": CHAPTERS[slug]}
    return render(request, f"site/manual/{slug}.html", context)
