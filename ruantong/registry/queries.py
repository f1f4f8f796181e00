"""Questions about units and registrations that several pages ask."""

from __future__ import annotations

from django.db.models import Q

from ruantong.accounts.models import User
from ruantong.registry.models import (
    FormerName,
    Membership,
    Registration,
    ReportingUnit,
)
from ruantong.web.composed import Composed, Given
from ruantong.web.folding import matching


def uscc_problem(uscc: str, besides: Registration | None = None) -> str | None:
    """Why no new application may be made for this 统一社会信用代码; None when one may.

    A unit that nobody files for any more may be registered again (its statistician has left).
    """
    waiting = Registration.objects.filter(uscc=uscc, status=Registration.PENDING)
    if besides is not None:
        waiting = waiting.exclude(pk=besides.pk)
    if waiting.exists():
        return f"统一社会信用代码“{uscc}”的注册申请正在审批中，无须重复提交。"
    if Membership.objects.filter(unit__uscc=uscc, until=None).exists():
        return (
            f"统一社会信用代码“{uscc}”的单位已经注册。填报人变动的，请由原填报人在平台内移交，"
            "或与系统管理员联系。"
        )
    return None


def registered(unit: ReportingUnit) -> Registration | None:
    """What the enterprise stated of itself when its latest application was approved; None for a unit
    that came onto the roster in another way.
    """
    return next(iter(_APPROVED(unit=unit.pk)), None)


_APPROVED = Composed(
    lambda: Registration.objects.filter(
        unit_id=Given("unit"), status=Registration.APPROVED
    ).order_by("-decided_at", "-pk")
)


def units_of(user: User) -> list[ReportingUnit]:
    """The units the respondent files for now."""
    return list(
        ReportingUnit.objects.filter(
            memberships__user=user, memberships__until=None
        ).select_related("district")
    )


def former_name_has(text: str, unit: str = "") -> Q:
    """Units, or rows that point to one by ``unit``, that were once called something with ``text``."""
    found = matching(FormerName.objects.all(), ("name",), text)
    return Q(**{f"{unit or 'pk'}__in": found.values("unit")})
