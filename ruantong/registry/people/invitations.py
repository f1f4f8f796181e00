"""邀请: a further person files for a unit. The link goes to the phone, so that whoever opens it has
proven the phone; it expires, can be withdrawn, and is sent a limited number of times.
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
    people_of,
    place_of,
)
from ruantong.trail.record import record

LIFETIME = timedelta(days=7)
MOST_A_DAY = 10  # of one unit
MOST_A_DAY_TO_ONE = 3  # to one phone, whoever invites


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
    if not sms.gateway().available:
        raise Refused("短信服务未配置，不能发出邀请：邀请链接只发到被邀请人的手机。")
    if people_of(unit).filter(user__phone=phone).exists():
        raise Refused(f"手机号“{phone}”的使用人已经为“{unit.name}”填报。")
    if open_ones(unit).filter(phone=phone).exists():
        raise Refused(f"对手机号“{phone}”的邀请还在有效期内，可先撤回再重新邀请。")
    _check_budget(unit, phone)
    token, now = secrets.token_urlsafe(24), clock.now()
    made = Invitation.objects.create(
        unit=unit,
        digest=_digest(token),
        name=name,
        phone=phone,
        post=post.value,
        form_codes=sorted(forms),
        invited_by=actor,
        invited_at=now,
        expires_at=now + LIFETIME,
    )
    record("unit.invite", f"unit:{unit.pk}", actor=actor, post=post.value, forms=made.form_codes)
    texts.send(
        phone, "invited", good_for=LIFETIME, unit=unit.name, days=LIFETIME.days,
        link=link_of(token),
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw(pk: int, *, actor: User) -> Invitation:
    """The link opens nothing any more."""
    found = Invitation.objects.select_related("unit").filter(pk=pk).first()
    if found is None:
        raise Refused("没有找到该邀请。")
    managed(found.unit_id, actor)
    if found.accepted_at or found.withdrawn_at:
        raise Refused("该邀请已被接受或已撤回。")
    found.withdrawn_at = clock.now()
    found.save(update_fields=["withdrawn_at"])
    record("unit.invite_withdraw", f"unit:{found.unit_id}", actor=actor)
    return found


def opened(token: str) -> Invitation | None:
    """The invitation a link leads to, while it is open and whoever sent it could send it today."""
    found = Invitation.objects.filter(_open(), digest=_digest(token))
    one = found.select_related("unit", "invited_by").first()
    if one is None:
        return None
    return one if place_of(one.invited_by, one.unit) else None


@transaction.atomic
def accept(token: str, *, actor: User) -> Membership:
    """By somebody who has an account: the one with the phone that the link went to."""
    return _join(_held(token), actor)


@transaction.atomic
def accept_as_new(token: str, *, username: str, display_name: str, password: str) -> User:
    """By somebody who has none: the account is made with the phone that the link went to."""
    one = _held(token)
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
    joined = Membership.objects.create(
        user=user,
        unit=one.unit,
        since=now,
        post=one.post,
        post_since=now,
        form_codes=one.form_codes,
    )
    one.accepted_by, one.accepted_at = user, now
    one.save(update_fields=["accepted_by", "accepted_at"])
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


def _held(token: str) -> Invitation:
    """Its unit is locked, so that of two who open the link at once one comes first."""
    one = opened(token)
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
