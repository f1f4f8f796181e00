"""What is done to accounts. Each verb: permission → change → trail, in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.accounts.names import email_problem, phone_problem, username_problem
from ruantong.core.lifecycle import ROLE_LABELS, Role
from ruantong.core.reasons import cleaned, reason_fault
from ruantong.gateways import clock
from ruantong.trail.record import record

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
# roles whose accounts the system administrator manages; respondents register themselves
MANAGED = (Role.DISTRICT, Role.CITY, Role.ASSOCIATION, Role.PARK)
# the other two administrators are handed out too, but from then on out of his reach
ASSIGNABLE = (*MANAGED, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
SECRET_LIFETIME = timedelta(days=7)
# no characters that are mistaken for one another when read aloud or from paper
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time_secret() -> str:
    """Three groups of four characters, 59 bits: ``k7mp-w2xd-9fqh``."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


@transaction.atomic
def create_account(
    *,
    actor: User | None,
    username: str,
    role: Role,
    display_name: str,
    password: str | None = None,
    phone: str | None = None,
    email: str = "",
    district_code: str = "",
    park: str = "",
    must_change_password: bool = False,
    secret_valid_until: Any = None,
) -> User:
    """A new account with one role; ``actor`` None is the platform itself (install, demo, 注册).

    Refused with a Chinese sentence for a taken or malformed name or phone, or a missing area.
    """
    if problem := _stated_problem(username, phone, email):
        raise Refused(problem)
    if role is Role.DISTRICT and not district_code:
        raise Refused("区县管理员账户须指定报送区县。")
    if role is Role.PARK and not park:
        raise Refused("产业园区账户须指定园区。")
    try:
        with taken_meanwhile(lambda: _stated_problem(username, phone, email)):
            user = User.objects.create_user(
                username=username,
                role=role.value,
                password=password,
                display_name=display_name,
                phone=phone or None,
                email=email,
                district_code=district_code,
                park=park,
                must_change_password=must_change_password,
                secret_valid_until=secret_valid_until,
                created_at=clock.now(),
            )
    except ValidationError as error:
        raise Refused("；".join(error.messages)) from error
    area: dict[str, Any] = {
        key: value for key, value in (("district", district_code), ("park", park)) if value
    }
    record("account.create", f"user:{username}", actor=actor, role=role.value, **area)
    return user


def assign_account(*, actor: User, role: Role, **fields: Any) -> tuple[User, str]:
    """The system administrator hands out an account; the one-time secret is shown once."""
    _only_system_admin(actor)
    if role not in ASSIGNABLE:
        raise Refused(f"不能在此分配“{ROLE_LABELS[role]}”账户。")
    secret = one_time_secret()
    user = create_account(
        actor=actor,
        role=role,
        password=secret,
        must_change_password=True,
        secret_valid_until=clock.now() + SECRET_LIFETIME,
        **fields,
    )
    return user, secret


@transaction.atomic
def reset_secret(pk: int, *, actor: User) -> tuple[User, str]:
    """A new one-time secret for an assigned account; open sessions of it end.

    Not for respondents: whoever holds a respondent's password could write its figures.
    """
    _only_system_admin(actor)
    user = _locked(pk)
    if Role(user.role) is Role.RESPONDENT:
        raise Refused("企业填报员的密码不得由他人重置，请其用手机验证码登录后自行设置。")
    _manageable(user)
    secret = _new_secret(user)
    record("account.reset_secret", f"user:{user.username}", actor=actor)
    return user, secret


@transaction.atomic
def restore_secret(username: str, *, operator: str) -> tuple[User, str]:
    """A new one-time secret given by whoever runs the server (``operator``, his name there).

    For every role but respondents; a lock after failed sign-ins ends with it.
    """
    found = User.objects.select_for_update(no_key=True).filter(username__iexact=username).first()
    if found is None:
        raise Refused(f"没有用户名为“{username}”的账户。")
    if Role(found.role) is Role.RESPONDENT:
        raise Refused("企业填报员的密码不得由他人重置，请其用手机验证码登录后自行设置。")
    if not found.is_active:
        raise Refused(f"账户“{found.username}”已停用，应先由系统管理员启用。")
    secret = _new_secret(found)
    AccessAttempt.objects.filter(username=found.username).delete()
    record(
        "account.reset_secret",
        f"user:{found.username}",
        actor=None,
        way="server",
        operator=operator,
    )
    return found, secret


def _new_secret(user: User) -> str:
    secret = one_time_secret()
    user.set_password(secret)
    user.must_change_password = True
    user.secret_valid_until = clock.now() + SECRET_LIFETIME
    user.save(update_fields=["password", "must_change_password", "secret_valid_until"])
    return secret


@transaction.atomic
def set_enabled(pk: int, *, enabled: bool, reason: str, actor: User) -> User:
    """Enable or disable an account with a written reason; disabling ends its sessions."""
    _only_system_admin(actor)
    user = _locked(pk)
    _manageable(user)
    reason = _reason(reason, "启用账户的原因" if enabled else "停用账户的原因")
    if user.is_active == enabled:
        raise Refused(f"账户“{user.username}”已是{'启用' if enabled else '停用'}状态。")
    user.is_active = enabled
    user.save(update_fields=["is_active"])
    act = "account.enable" if enabled else "account.disable"
    record(act, f"user:{user.username}", actor=actor, reason=reason)
    return user


@transaction.atomic
def change_role(
    pk: int, *, role: Role, actor: User, reason: str, district_code: str = "", park: str = ""
) -> User:
    """Move an assigned account to another assigned role; never to or from an administrator."""
    _only_system_admin(actor)
    reason = _reason(reason, "变更角色的原因")
    user = _locked(pk)
    if role in ADMINISTRATORS or Role(user.role) in ADMINISTRATORS:
        raise Refused(
            "系统、安全、审计管理员三员分立，不能由其他角色变更而来，也不能变更为其他角色。"
        )
    if role not in MANAGED or Role(user.role) not in MANAGED:
        raise Refused("企业填报员账户由企业注册产生，不能与其他角色互相变更。")
    if role is Role.DISTRICT and not district_code:
        raise Refused("区县管理员账户须指定报送区县。")
    if role is Role.PARK and not park:
        raise Refused("产业园区账户须指定园区。")
    before = {"role": user.role, "district": user.district_code, "park": user.park}
    user.role = role.value
    user.district_code = district_code if role is Role.DISTRICT else ""
    user.park = park if role is Role.PARK else ""
    user.save(update_fields=["role", "district_code", "park"])
    after = {"role": user.role, "district": user.district_code, "park": user.park}
    if before == after:
        raise Refused(f"账户“{user.username}”的角色已是这样，没有变化。")
    record(
        "account.change_role", f"user:{user.username}", actor=actor, before=before, after=after,
        reason=reason,
    )  # fmt: skip
    return user


@transaction.atomic
def change_password(*, actor: User, password: str) -> User:
    """The actor's own new password; the caller has checked it against the policy."""
    user = _locked(actor.pk)
    user.set_password(password)
    user.must_change_password = False
    user.secret_valid_until = None
    user.save(update_fields=["password", "must_change_password", "secret_valid_until"])
    record("account.change_password", f"user:{user.username}", actor=actor)
    return user


@transaction.atomic
def change_phone(*, actor: User, phone: str) -> User:
    """The actor's own new phone number; Refused when malformed or taken."""
    user = _locked(actor.pk)
    if problem := phone_problem(phone, owner=user):
        raise Refused(problem)
    if user.phone != phone:
        user.phone, user.phone_proven_at = phone, None
    with taken_meanwhile(lambda: phone_problem(phone, owner=user)):
        user.save(update_fields=["phone", "phone_proven_at"])
    record("account.change_phone", f"user:{user.username}", actor=actor)
    return user


@transaction.atomic
def note_session(act: str, user: User, *, way: str = "") -> None:
    """Record "sign_in", "sign_out" or "sign_in_failed" of a known account in the trail."""
    said: dict[str, Any] = {"way": way} if way else {}
    if act == "sign_in":  # by our clock: Django stamped it with that of the machine
        User.objects.filter(pk=user.pk).update(last_login=clock.now())
    record(f"account.{act}", f"user:{user.username}", actor=user, **said)


@contextmanager
def taken_meanwhile(problem: Callable[[], str | None]) -> Iterator[None]:
    """Writing a name or phone that somebody else registers at the same moment is Refused with the
    sentence that ``problem`` gives, as if it had been there before.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(problem() or "用户名或手机号刚被他人登记，请换一个。") from error


def _stated_problem(username: str, phone: str | None, email: str) -> str | None:
    return (
        username_problem(username)
        or (phone_problem(phone) if phone else None)
        or (email_problem(email) if email else None)
    )


def _locked(pk: int) -> User:
    user = User.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if user is None:
        raise Refused("没有找到该账户。")
    return user


def _reason(text: str, what: str) -> str:
    said = cleaned(text)
    if fault := reason_fault(said, what):
        raise Refused(fault)
    return said


def _only_system_admin(actor: User) -> None:
    if not actor.is_role(Role.SYSTEM_ADMIN):
        raise Refused("只有系统管理员可以管理账户。")


def _manageable(user: User) -> None:
    if Role(user.role) in ADMINISTRATORS:
        raise Refused("系统、安全、审计管理员三员分立，其账户不能在此管理。")
