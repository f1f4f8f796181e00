"""What is done to accounts. Each verb: permission → change → trail, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ruantong.accounts.access import Refused
from ruantong.accounts.first_access import Given, give, new_secret
from ruantong.accounts.lockout import tries
from ruantong.accounts.models import User
from ruantong.accounts.names import email_problem, phone_problem, username_problem
from ruantong.accounts.sessions.living import end_others
from ruantong.core.lifecycle import ROLE_LABELS, Role
from ruantong.core.reasons import cleaned, reason_fault
from ruantong.gateways import clock, sms
from ruantong.trail.record import record

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
# roles whose accounts the system administrator manages; respondents register themselves
MANAGED = (Role.DISTRICT, Role.CITY, Role.ASSOCIATION, Role.PARK)
# what he hands out alone; the city and the administrators take a second person
ASSIGNABLE = (Role.DISTRICT, Role.ASSOCIATION, Role.PARK)


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
    phone_proven: bool = False,
) -> User:
    """A new account with one role; ``actor`` None is the platform itself (install, demo, 注册).

    ``phone_proven``: its holder has shown it with a code, so that it opens the account.
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
                phone_proven_at=clock.now() if phone and phone_proven else None,
                created_at=clock.now(),
            )
    except ValidationError as error:
        raise Refused("；".join(error.messages)) from error
    area: dict[str, Any] = {
        key: value for key, value in (("district", district_code), ("park", park)) if value
    }
    record("account.create", f"user:{username}", actor=actor, role=role.value, **area)
    return user


def assign_account(*, actor: User, role: Role, **fields: Any) -> Given:
    """The system administrator hands out an account; alone he cannot come in with what he is shown.

    What has weight takes a second person (:mod:`ruantong.accounts.proposals`).
    """
    only_system_admin(actor)
    if role not in ASSIGNABLE:
        raise Refused(f"“{ROLE_LABELS[role]}”账户须两人经手，不能由系统管理员一人分配。")
    return account_to_activate(actor=actor, role=role, **fields)


@transaction.atomic
def account_to_activate(*, actor: User | None, role: Role, **fields: Any) -> Given:
    """A new account that its owner activates with the phone (:mod:`ruantong.accounts.first_access`).

    Without an SMS provider, and for what the server confirms itself (``actor`` None), there is no way in
    yet: whoever runs the server gives one (``account secret``).
    """
    user = create_account(actor=actor, role=role, must_change_password=True, **fields)
    texted = actor is not None and sms.gateway().available
    return give(user) if texted else Given(user)


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
    secret = new_secret(found)
    tries.forget(found)
    record(
        "account.reset_secret",
        f"user:{found.username}",
        actor=None,
        way="server",
        operator=operator,
    )
    return found, secret


@transaction.atomic
def set_enabled(pk: int, *, enabled: bool, reason: str, actor: User) -> User:
    """Enable or disable an account with a written reason; disabling ends its sessions."""
    only_system_admin(actor)
    user = locked(pk)
    manageable(user)
    reason = said_reason(reason, "启用账户的原因" if enabled else "停用账户的原因")
    if user.is_active == enabled:
        raise Refused(f"账户“{user.username}”已是{'启用' if enabled else '停用'}状态。")
    user.is_active = enabled
    user.save(update_fields=["is_active"])
    act = "account.enable" if enabled else "account.disable"
    record(act, f"user:{user.username}", actor=actor, reason=reason)
    return user


@transaction.atomic
def change_password(*, actor: User, password: str, session: str | None) -> User:
    """The actor's own new password; the caller has checked it against the policy.

    Every session ends but the one of key ``session``.
    """
    user = locked(actor.pk)
    user.set_password(password)
    user.must_change_password = False
    user.secret_valid_until, user.activation = None, ""
    user.save(
        update_fields=["password", "must_change_password", "secret_valid_until", "activation"]
    )
    end_others(user, session)
    record("account.change_password", f"user:{user.username}", actor=actor)
    return user


@transaction.atomic
def change_phone(*, actor: User, phone: str) -> User:
    """The actor's own phone number, which he has just proven; Refused when malformed or taken."""
    user = locked(actor.pk)
    if problem := phone_problem(phone, owner=user):
        raise Refused(problem)
    user.phone, user.phone_proven_at = phone, clock.now()
    with taken_meanwhile(lambda: phone_problem(phone, owner=user)):
        user.save(update_fields=["phone", "phone_proven_at"])
    record("account.change_phone", f"user:{user.username}", actor=actor)
    return user


@transaction.atomic
def note_session(act: str, user: User | None, *, way: str = "") -> None:
    """Record "sign_in", "sign_out" or "sign_in_failed" in the trail; None is nobody's name, which is
    not kept.
    """
    said: dict[str, Any] = {"way": way} if way else {}
    if (
        act == "sign_in" and user is not None
    ):  # by our clock: Django stamped it with that of the machine
        User.objects.filter(pk=user.pk).update(last_login=clock.now())
    record(f"account.{act}", f"user:{user.username if user else '?'}", actor=user, **said)


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


def locked(pk: int) -> User:
    user = User.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if user is None:
        raise Refused("没有找到该账户。")
    return user


def said_reason(text: str, what: str) -> str:
    said = cleaned(text)
    if fault := reason_fault(said, what):
        raise Refused(fault)
    return said


def only_system_admin(actor: User) -> None:
    if not actor.is_role(Role.SYSTEM_ADMIN):
        raise Refused("只有系统管理员可以管理账户。")


def manageable(user: User) -> None:
    if Role(user.role) in ADMINISTRATORS:
        raise Refused("系统、安全、审计管理员三员分立，其账户不能在此管理。")
