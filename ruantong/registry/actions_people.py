"""统计人员变动: who files for a unit changes hands inside the platform, on the record."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from ruantong.accounts import cas, texts
from ruantong.accounts.access import Refused
from ruantong.accounts.actions import account_with_secret, new_secret
from ruantong.accounts.models import User
from ruantong.accounts.phones import owner_of
from ruantong.core.lifecycle import Role
from ruantong.core.reasons import cleaned, reason_fault
from ruantong.gateways import clock, sms
from ruantong.registry.models import Handover, Membership
from ruantong.registry.people.persons import note_division
from ruantong.trail.record import record

MOST_OFFERS_A_DAY = 5


@transaction.atomic
def offer_handover(
    unit_pk: int, *, actor: User, username: str, display_name: str, phone: str
) -> tuple[Handover, str]:
    """Name a successor for a unit; returns the offer, and the one-time secret of a new account where
    no text can take it to its owner's phone.

    The predecessor files on until the successor accepts, so that no period is left without anybody.
    """
    unit = _own_membership(unit_pk, actor).unit
    if Handover.objects.filter(unit=unit, accepted_at=None, cancelled_at=None).exists():
        raise Refused(f"“{unit.name}”已有一项移交等待接任，请先取消后再重新移交。")
    since = clock.now() - timedelta(days=1)
    if Handover.objects.filter(unit=unit, offered_at__gt=since).count() >= MOST_OFFERS_A_DAY:
        raise Refused(f"本单位24小时内已提出{MOST_OFFERS_A_DAY}次移交，请明天再试。")
    secret = ""
    successor = owner_of(phone)
    if successor is None:
        successor = account_with_secret(
            actor=actor,
            role=Role.RESPONDENT,
            username=username,
            display_name=display_name,
            phone=phone,
        )
        secret = "" if sms.gateway().available else new_secret(successor)
    elif not successor.is_role(Role.RESPONDENT):
        raise Refused(f"手机号“{phone}”登记的账户不是可用的企业填报员账户，不能接任。")
    elif Membership.objects.filter(user=successor, unit=unit, until=None).exists():
        raise Refused(f"手机号“{phone}”的使用人已经是“{unit.name}”的填报人。")
    offer = Handover.objects.create(
        unit=unit,
        predecessor=actor,
        successor=successor,
        stated_name=display_name,
        offered_at=clock.now(),
    )
    record("unit.handover_offer", f"unit:{unit.pk}", actor=actor, successor=successor.username)
    texts.send(phone, "handover", unit=unit.name)
    return offer, secret


@transaction.atomic
def cancel_handover(pk: int, *, actor: User) -> Handover:
    """The predecessor takes the offer back before it is accepted."""
    offer = _open_offer(pk)
    if offer.predecessor_id != actor.pk:
        raise Refused("只有发起移交的填报人可以取消移交。")
    offer.cancelled_at = clock.now()
    offer.save(update_fields=["cancelled_at"])
    record("unit.handover_cancel", f"unit:{offer.unit_id}", actor=actor)
    return offer


@transaction.atomic
def accept_handover(pk: int, *, actor: User) -> Handover:
    """The successor takes over: from this moment the predecessor no longer files for the unit."""
    offer = _open_offer(pk)
    if offer.successor_id != actor.pk:
        raise Refused("这项移交不是移交给您的。")
    now, unit, predecessor = clock.now(), offer.unit, offer.predecessor
    left = Membership.objects.filter(user=predecessor, unit=unit, until=None).first()
    if left is None:
        raise Refused(f"移交人已不是“{unit.name}”的填报人，这项移交已失效。")
    if Membership.objects.filter(user=actor, unit=unit, until=None).exists():
        raise Refused(f"您已经为“{unit.name}”填报，无须接任；移交人可以在“填报人员”中退出。")
    left.until = now
    left.save(update_fields=["until"])
    Membership.objects.create(  # with what the predecessor was responsible for
        user=actor,
        unit=unit,
        since=now,
        post=left.post,
        post_since=left.post_since and now,
        form_codes=left.form_codes,
    )
    offer.accepted_at = now
    offer.save(update_fields=["accepted_at"])
    unit.contact_name, unit.contact_phone = actor.display_name, actor.phone or ""
    unit.save(update_fields=["contact_name", "contact_phone"])
    record("unit.handover_accept", f"unit:{unit.pk}", actor=actor, predecessor=predecessor.username)
    if not Membership.objects.filter(user=predecessor, until=None).exists():
        predecessor.is_active = False
        predecessor.save(update_fields=["is_active"])
        cas.untie(predecessor)
        record(
            "account.disable",
            f"user:{predecessor.username}",
            actor=None,
            reason="填报工作已全部移交",
        )
    return offer


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


def _own_membership(unit_pk: int, actor: User) -> Membership:
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(user=actor, unit=unit_pk, until=None)
        .first()
    )
    if membership is None or not actor.is_role(Role.RESPONDENT):
        raise Refused("您不是该单位的填报人。")
    return membership


def _open_offer(pk: int) -> Handover:
    offer = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("unit", "predecessor")
        .filter(pk=pk, accepted_at=None, cancelled_at=None)
        .first()
    )
    if offer is None:
        raise Refused("该移交不存在、已被接任或已取消。")
    return offer
