"""The front door: each role is led to its own desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from ruantong.accounts.access import EVERY_ROLE, actor_of, requires
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.registry.models import Registration
from ruantong.registry.people.invitations import waiting_for
from ruantong.registry.queries import units_of
from ruantong.registry.registration.takeover import lost_by
from ruantong.site.navigation import navigation


@require_safe
@requires(*EVERY_ROLE)
def home(request: HttpRequest) -> HttpResponse:
    """Leads to the first entry of the role's navigation; without a unit, to what is pending."""
    actor = actor_of(request)
    if actor.is_role(Role.RESPONDENT) and not units_of(actor):
        return _without_unit(request, actor)
    return redirect(navigation(Role(actor.role), request.path)[0].url)


def _without_unit(request: HttpRequest, actor: User) -> HttpResponse:
    """A respondent who files for no unit: asked to, waiting for approval, or handed over."""
    if waiting_for(actor):
        return redirect("registry:waiting")
    registration = Registration.objects.filter(user=actor).first()
    if registration is not None and registration.status != Registration.APPROVED:
        return redirect("registry:status")
    context = {
        "title": "没有负责填报的单位",
        "message": "".join(
            f"您为“{each.unit.name}”填报的授权已于{localtime(each.until):%Y年%-m月%-d日}"
            f"由系统管理员终止：{each.ended_why}。"
            for each in lost_by(actor)
        )
        or "您目前不是任何单位的填报人。",
        "advice": "如刚接手统计工作，请原填报人在平台内向您移交；如有疑问请与系统管理员联系。",
        "back": "/account/",
        "back_label": "我的账户",
    }
    return render(request, "site/message.html", context)
