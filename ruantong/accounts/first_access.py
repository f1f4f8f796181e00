"""How the owner of an account comes in when nobody can have told him a password (docs/adr/0126).

A one-time secret is texted to a phone that its holder has proven, and to no other: what an administrator
types may be one digit away from a stranger's number. Until the phone is proven the account has an
activation number. It is shown once to who made the account and handed on by him; it opens nothing without
the code that goes to the phone, and the code opens nothing without it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from ruantong.accounts import texts
from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.accounts.phones import taken_problem
from ruantong.accounts.sessions.living import end_others
from ruantong.gateways import clock, sms
from ruantong.trail.record import record

SECRET_LIFETIME = timedelta(days=7)
NOT_ACCEPTED = (
    f"激活码不正确、已用过或已过期。激活码自发放起{SECRET_LIFETIME.days}天内有效，"
    "请核对，或向管理员索取新的激活码。"
)
# no characters that are mistaken for one another when read aloud or from paper
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Given:
    """An account and the activation number that its owner is to be handed; "" when there is none."""

    user: User
    number: str = ""

    @property
    def told(self) -> str:
        """What the administrator reads about it, this once."""
        if self.number:
            return (
                f"激活码：{self.number}（只显示这一次，{SECRET_LIFETIME.days}天内有效）。请当面或电话交给本人，"
                f"本人在登录页“激活账户”处填写，并凭发到手机{self.user.phone}的验证码激活"
            )
        if self.user.secret_valid_until is not None:
            return "一次性口令已发到本人验证过的手机"
        return "短信服务未配置，一次性口令请由服务器管理人员用“ruantong account secret”发放"


def one_time_secret() -> str:
    """Three groups of four characters, 59 bits: ``k7mp-w2xd-9fqh``."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def bare(secret: str) -> str:
    """A one-time secret without what people add or leave out when they copy it from paper."""
    return "".join(sign for sign in secret.lower() if sign.isascii() and sign.isalnum())


def give(user: User) -> Given:
    """A new way in for the owner; passwords and sessions there were end."""
    if not user.phone or not sms.gateway().available:
        raise Refused(
            "一次性口令和激活通知只发到本人手机，现无法发送：该账户没有登记手机号，或短信服务未配置。"
            "请由服务器管理人员用“ruantong account secret”发放。"
        )
    days = SECRET_LIFETIME.days
    if user.phone_proven_at is not None:
        secret = new_secret(user)
        texts.send(user.phone, "secret", username=user.username, secret=secret, days=days)
        return Given(user)
    number = one_time_secret()
    _renew(user, password=None, number=number)
    texts.send(user.phone, "activation", days=days)
    return Given(user, number)


def new_secret(user: User) -> str:
    """The caller takes it to its owner and to nobody else."""
    secret = one_time_secret()
    _renew(user, password=secret)
    return secret


def waiting_for(number: str) -> User | None:
    """The account that the activation number may still open; its phone is not proven yet."""
    return _waiting(_digest(number))


@transaction.atomic
def activate(number: str, phone: str) -> User:
    """Its owner has the number and has just proven the phone: from now on the phone opens the account.

    Refused when either has become another one meanwhile.
    """
    user = _waiting(_digest(number), lock=True)
    if user is None or user.phone != phone:
        raise Refused(NOT_ACCEPTED)
    if problem := taken_problem(phone, owner=user):
        raise Refused(problem)
    user.phone_proven_at, user.activation, user.secret_valid_until = clock.now(), "", None
    user.save(update_fields=["phone_proven_at", "activation", "secret_valid_until"])
    record("account.activate", f"user:{user.username}", actor=user)
    return user


def _waiting(digest: str, *, lock: bool = False) -> User | None:
    users = User.objects.select_for_update(no_key=True) if lock else User.objects.all()
    return users.filter(
        activation=digest,
        is_active=True,
        phone_proven_at=None,
        secret_valid_until__gt=clock.now(),
    ).first()


def _renew(user: User, *, password: str | None, number: str = "") -> None:
    user.set_password(password)
    user.must_change_password = True
    user.secret_valid_until = clock.now() + SECRET_LIFETIME
    user.activation = _digest(number) if number else ""
    user.save(
        update_fields=["password", "must_change_password", "secret_valid_until", "activation"]
    )
    end_others(user, None)


def _digest(number: str) -> str:
    return salted_hmac("ruantong.activation", bare(number), algorithm="sha256").hexdigest()
