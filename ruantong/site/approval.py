"""批准注册: the one act that touches both the registry and the returns (docs/adr/0050)."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from ruantong.registry import actions
from ruantong.registry.desk import ApprovalForm, detail
from ruantong.returns.models import Return
from ruantong.returns.moving.actions import hold_openings, open_for_unit


@require_POST
@requires(Role.SYSTEM_ADMIN)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit is on the rosters and its returns are open, or nothing has happened."""
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return detail(request, pk, form, "请选择各类报表自哪一期起填报。")
    actor = actor_of(request)
    opened: list[Return] = []
    first = form.periods()
    try:
        with transaction.atomic():
            hold_openings()
            unit = actions.approve(
                pk,
                actor=actor,
                first=first,
                then=lambda unit: opened.extend(open_for_unit(unit, first.values(), actor=actor)),
            )
    except Refused as refusal:
        return detail(request, pk, form, refusal.message)
    listed = "、".join(map(_named, opened))
    made = f"已生成应报报表：{listed}" if listed else "所选报告期均未开启，开启时生成应报报表"
    messages.success(request, f"已批准“{unit.name}”，{made}。")
    return redirect("registry:registrations")


def _named(ret: Return) -> str:
    label, due = ret.parsed_period.label, ret.due_on
    if due >= clock.today():
        return label
    return f"{label}（已过截止日期{due.month}月{due.day}日，上报后记为迟报）"
