"""邀请: a further person files for a unit, or takes the place of whoever leaves (移交). The link goes to
the phone, so that whoever opens it has proven the phone; it expires, can be withdrawn, and is sent a
limited number of times. Whether a phone has an account is told to nobody but its holder.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from ruantong.accounts import texts
from ruantong.accounts.access import Refused
from ruantong.accounts.actions import change_phone, create_account
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.posts import Post
from ruantong.gateways import clock, sms
from ruantong.registry.models import Invitation, Membership, ReportingUnit
from ruantong.registry.people.persons import (
    check_forms,
    managed,
    note_division,
    own_place,
    people_of,
    place_of,
)
from ruantong.registry.people.succession import take_over
from ruantong.trail.record import record
from ruantong.web.composed import Composed, Given

LIFETIME = timedelta(days=7)
MOST_A_DAY = 10  # of one unit
MOST_A_DAY_TO_ONE = 3  # to one phone, whoever invites
_TO_PHONE = Composed(
    lambda: Invitation.objects.filter(
        phone=Given("phone"), accepted_at=None, withdrawn_at=None
    ).select_related("unit")
)


@transaction.atomic
def invite(
    unit_pk: int,
    *,
    actor: User,
    name: str,
    phone: str,
    post: Post,
    forms: Sequence[str],
    link_of: Callable[[str], str],
) -> Invitation:
    """A link to the phone; ``link_of`` makes an address of its token."""
    unit = managed(unit_pk, actor).unit
    check_forms(forms)
    asked = Invitation(unit=unit, name=name, phone=phone, invited_by=actor)
    asked.post, asked.form_codes = post.value, sorted(forms)
    _send(asked, link_of)
    record("unit.invite", f"unit:{unit.pk}", actor=actor, post=post.value, forms=asked.form_codes)
    return asked


@transaction.atomic
def hand_over(
    unit_pk: int, *, actor: User, name: str, phone: str, link_of: Callable[[str], str]
) -> Invitation:
    """移交: whoever accepts gets the actor's own place. The actor files on until then, so that no period
    is left without anybody.
    """
    place = own_place(unit_pk, actor)
    if open_ones(place.unit).filter(succeeds=True, invited_by=actor).exists():
        raise Refused(f"“{place.unit.name}”已有一项移交等待接任，请先取消后再重新移交。")
    asked = Invitation(unit=place.unit, name=name, phone=phone, invited_by=actor, succeeds=True)
    asked.post, asked.form_codes = place.post, place.form_codes
    _send(asked, link_of)
    record("unit.handover_offer", f"unit:{unit_pk}", actor=actor)
    return asked


def _send(asked: Invitation, link_of: Callable[[str], str]) -> None:
    unit, phone = asked.unit, asked.phone
    if not sms.gateway().available:
        raise Refused("短信服务未配置，不能发出：链接只发到对方的手机。")
    if people_of(unit).filter(user__phone=phone).exists():
        raise Refused(f"手机号“{phone}”的使用人已经为“{unit.name}”填报。")
    if open_ones(unit).filter(phone=phone).exists():
        raise Refused(f"对手机号“{phone}”的邀请还在有效期内，可先撤回再重新邀请。")
    _check_budget(unit, phone)
    token, now = secrets.token_urlsafe(24), clock.now()
    asked.digest, asked.invited_at, asked.expires_at = _digest(token), now, now + LIFETIME
    asked.save(force_insert=True)
    template = "handover" if asked.succeeds else "invited"
    link, days = link_of(token), LIFETIME.days
    texts.send(phone, template, good_for=LIFETIME, unit=unit.name, days=days, link=link)


@transaction.atomic
def withdraw(pk: int, *, actor: User) -> Invitation:
    """The link opens nothing any more."""
    found = Invitation.objects.select_related("unit").filter(pk=pk).first()
    if found is None:
        raise Refused("没有找到该邀请。")
    if not (found.succeeds and found.invited_by_id == actor.pk):
        managed(found.unit_id, actor)
    if found.accepted_at or found.withdrawn_at:
        raise Refused("该邀请已被接受或已撤回。")
    found.withdrawn_at = clock.now()
    found.save(update_fields=["withdrawn_at"])
    act = "unit.handover_cancel" if found.succeeds else "unit.invite_withdraw"
    record(act, f"unit:{found.unit_id}", actor=actor)
    return found


def opened(token: str) -> Invitation | None:
    """The invitation a link leads to, while it is open and whoever sent it could send it today."""
    return _standing(Invitation.objects.filter(_open(), digest=_digest(token)))


def waiting_for(user: User) -> list[Invitation]:
    """Open ones to the phone of somebody who has proven it, and need not look for the link."""
    if not user.is_role(Role.RESPONDENT) or not user.phone or user.phone_proven_at is None:
        return []
    now = clock.now()
    return [each for each in _TO_PHONE(phone=user.phone) if each.expires_at > now]


@transaction.atomic
def accept(token: str, *, actor: User) -> Membership:
    """By somebody who has an account: the one with the phone that the link went to."""
    return _join(_held(opened(token)), actor)


@transaction.atomic
def accept_waiting(pk: int, *, actor: User) -> Membership:
    """The same by somebody who was told of it here (:func:`waiting_for`)."""
    mine = [each.pk for each in waiting_for(actor) if each.pk == pk]
    return _join(_held(_standing(Invitation.objects.filter(_open(), pk__in=mine))), actor)


@transaction.atomic
def accept_as_new(token: str, *, username: str, display_name: str, password: str) -> User:
    """By somebody who has none: the account is made with the phone that the link went to."""
    one = _held(opened(token))
    user = create_account(
        actor=None,
        username=username,
        role=Role.RESPONDENT,
        display_name=display_name,
        password=password,
        phone=one.phone,
        phone_proven=True,
    )
    _join(one, user)
    return user


def open_ones(unit: ReportingUnit) -> QuerySet[Invitation]:
    """Neither accepted, withdrawn nor expired."""
    return Invitation.objects.filter(_open(), unit=unit)


def _join(one: Invitation, user: User) -> Membership:
    if not user.is_role(Role.RESPONDENT):
        raise Refused("只有企业填报员账户可以接受填报邀请。")
    if user.phone != one.phone:
        raise Refused(f"这份邀请发给尾号{one.phone[-4:]}的手机，请用登记该手机号的账户接受。")
    if place_of(user, one.unit):
        raise Refused(f"您已经为“{one.unit.name}”填报。")
    now = clock.now()
    if user.phone_proven_at is None:  # whoever opened the link has the phone
        user = change_phone(actor=user, phone=one.phone)
    one.accepted_by, one.accepted_at = user, now
    one.save(update_fields=["accepted_by", "accepted_at"])
    if one.succeeds:
        return take_over(one, user)
    joined = Membership.objects.create(
        user=user,
        unit=one.unit,
        since=now,
        post=one.post,
        post_since=now,
        form_codes=one.form_codes,
    )
    note_division(one.unit)
    record(
        "unit.invite_accept",
        f"unit:{one.unit_id}",
        actor=user,
        invited_by=one.invited_by.username,
        post=one.post,
        forms=one.form_codes,
    )
    return joined


def _standing(found: QuerySet[Invitation]) -> Invitation | None:
    """The one, while whoever sent it files for the unit still."""
    one = found.select_related("unit", "invited_by").first()
    return one if one is not None and place_of(one.invited_by, one.unit) else None


def _held(one: Invitation | None) -> Invitation:
    """Its unit is locked, so that of two who open the link at once one comes first."""
    if one is not None:
        one.unit = ReportingUnit.objects.select_for_update(no_key=True).get(pk=one.unit_id)
        one.refresh_from_db(fields=["accepted_at", "withdrawn_at"])
    if one is None or one.accepted_at or one.withdrawn_at:
        raise Refused("该邀请不存在，或已被接受、撤回、过期，请与邀请您的单位联系。")
    return one


def _check_budget(unit: ReportingUnit, phone: str) -> None:
    since = clock.now() - timedelta(days=1)
    lately = Invitation.objects.filter(invited_at__gt=since)
    if lately.filter(unit=unit).count() >= MOST_A_DAY:
        raise Refused(f"本单位24小时内已发出{MOST_A_DAY}份邀请，请明天再试。")
    if lately.filter(phone=phone).count() >= MOST_A_DAY_TO_ONE:
        raise Refused(f"手机号“{phone}”24小时内已收到{MOST_A_DAY_TO_ONE}份邀请，请明天再试。")


def _open() -> Q:
    return Q(accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now())


def _digest(token: str) -> str:
    return salted_hmac("ruantong.invitation", token, algorithm="sha256").hexdigest()
