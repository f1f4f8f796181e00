"""批准注册: the one act that touches both the registry and the returns (docs/adr/0050)."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from ruantong.accounts.access import actor_of, requires
from ruantong.accounts.confirming import Act, Asking, asked_once
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from ruantong.registry.models import Registration, ReportingUnit
from ruantong.registry.registration import actions
from ruantong.registry.registration.desk import ApprovalForm, detail
from ruantong.registry.registration.takeover import takeover
from ruantong.registry.units.rosters import rosters
from ruantong.returns.models import Return
from ruantong.returns.moving.actions import hold_openings, open_for_unit


@require_POST
@requires(Role.SYSTEM_ADMIN)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit is on the rosters and its returns are open, or nothing has happened; asked once."""
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return detail(request, pk, form, "请选择各类报表自哪一期起填报。")
    actor, first = actor_of(request), form.periods()
    opened: list[Return] = []
    # told of the unit as it is, before the rehearsal changes it
    waiting = Registration.objects.select_related("district").filter(pk=pk).first()
    over = takeover(waiting) if waiting else None

    def verb() -> ReportingUnit:
        opened.clear()
        with transaction.atomic():
            hold_openings()
            return actions.approve(
                pk,
                actor=actor,
                first=first,
                then=lambda unit: opened.extend(open_for_unit(unit, first.values(), actor=actor)),
            )

    def asking() -> Asking:
        asked = Registration.objects.select_related("district").get(pk=pk)
        return Asking(
            title="批准注册",
            sentence=f"“{asked.unit_name}”列入{asked.district}的报送单位，{_what(opened)}。",
            back=reverse("registry:registration", args=[pk]),
            facts=(
                ("统一社会信用代码", asked.uscc),
                ("填报人", f"{asked.contact_name}（用户名 {asked.user.username}）"),
                *(over.facts if over else ()),
                *((f"{rosters()[key].name}自", period.label) for key, period in first.items()),
            ),
            grave=bool(over and over.lost),
        )

    act = Act(
        verb=verb,
        asking=asking,
        done=lambda unit: f"已批准“{unit.name}”，{_what(opened)}。",
        then=reverse("registry:registrations"),
    )
    return asked_once(request, act, lambda message: detail(request, pk, form, message))


def _what(opened: list[Return]) -> str:
    listed = "、".join(map(_named, opened))
    return f"生成应报报表：{listed}" if listed else "所选报告期均未开启，开启时生成应报报表"


def _named(ret: Return) -> str:
    label, due = ret.parsed_period.label, ret.due_on
    if due >= clock.today():
        return label
    return f"{label}（已过截止日期{due.month}月{due.day}日，上报后记为迟报）"
