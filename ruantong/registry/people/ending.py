"""终止填报授权: what an administrator does where somebody left without handing over."""

from __future__ import annotations

from django.db import transaction

from ruantong.accounts import cas, texts
from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.reasons import cleaned, reason_fault
from ruantong.gateways import clock
from ruantong.registry.models import Membership
from ruantong.registry.people.persons import note_division
from ruantong.trail.record import record


@transaction.atomic
def end_membership(pk: int, *, user_pk: int, actor: User, reason: str) -> Membership:
    """终止填报授权 of an account: for a statistician who left without handover.

    The unit may register again, which somebody else approves (:mod:`ruantong.registry.people`).
    """
    if not actor.is_role(Role.SYSTEM_ADMIN):
        raise Refused("只有系统管理员可以终止填报授权。")
    reason = cleaned(reason)
    if fault := reason_fault(reason, "终止填报授权的原因"):
        raise Refused(fault)
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("unit", "user")
        .filter(pk=pk, user=user_pk, until=None)
        .first()
    )
    if membership is None:
        raise Refused("该填报授权不存在或已经终止。")
    membership.until = clock.now()
    membership.ended_by, membership.ended_why = actor, reason
    membership.save(update_fields=["until", "ended_by", "ended_why"])
    if not Membership.objects.filter(user=membership.user, until=None).exists():
        cas.untie(membership.user)
    record(
        "unit.end_membership",
        f"unit:{membership.unit_id}",
        actor=actor,
        user=membership.user.username,
        reason=reason,
    )
    note_division(membership.unit)
    texts.send(membership.user.phone, "ended", unit=membership.unit.name)
    return membership
