"""What is done to the factors of an account. Each verb: permission → change → trail → word to the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from ruantong.accounts import texts
from ruantong.accounts.access import Refused
from ruantong.accounts.actions import restore_secret
from ruantong.accounts.models import User
from ruantong.accounts.policy import policy
from ruantong.accounts.second_factor import recovery, totp, tries
from ruantong.accounts.second_factor.models import Authenticator, Passkey, RecoveryCode, Tries
from ruantong.accounts.second_factor.passkeys import Made
from ruantong.accounts.sessions.living import end_others
from ruantong.core.lifecycle import Role
from ruantong.core.reasons import cleaned, reason_fault
from ruantong.gateways import clock
from ruantong.trail.record import record

AUTHENTICATOR, PASSKEY, RECOVERY = "authenticator", "passkey", "recovery"
LABELS = {AUTHENTICATOR: "动态口令", PASSKEY: "通行密钥", RECOVERY: "恢复码"}
_KINDS: dict[str, type[Authenticator] | type[Passkey]] = {
    AUTHENTICATOR: Authenticator,
    PASSKEY: Passkey,
}
MOST = 10


@dataclass(frozen=True)
class Held:
    """What an account has beside its first factor."""

    authenticators: list[Authenticator]
    passkeys: list[Passkey]
    codes: int

    @property
    def any(self) -> bool:
        return bool(self.authenticators or self.passkeys)


def held(user: User) -> Held:
    return Held(
        list(Authenticator.objects.filter(user=user)),
        list(Passkey.objects.filter(user=user)),
        recovery.left(user),
    )


def required_of(user: User) -> bool:
    """Whether the policy in force wants a second factor of this account."""
    return policy().needs_second_factor(user.role)


# ---- adding --------------------------------------------------------------------------------------


@transaction.atomic
def add_authenticator(*, actor: User, name: str, secret: str, code: str) -> list[str]:
    """An app that has just shown a right code; the recovery codes when it is the first factor."""
    user = _locked(actor)
    _room(user)
    step = totp.step_of(secret, code)
    if step is None:
        raise Refused(
            f"动态口令“{code}”不正确，请填写应用当前显示的6位数字，并核对手机的时间是否准确。"
        )
    Authenticator.objects.create(
        user=user, name=name, sealed=totp.sealed(secret), last_step=step, added_at=clock.now()
    )
    return _added(user, AUTHENTICATOR, name)


@transaction.atomic
def add_passkey(*, actor: User, name: str, made: Made) -> list[str]:
    """A key that the person's browser has just made; recovery codes as above."""
    user = _locked(actor)
    _room(user)
    try:
        with transaction.atomic():
            Passkey.objects.create(
                user=user,
                name=name,
                credential_id=made.credential_id,
                public=made.public,
                host=made.host,
                sign_count=made.sign_count,
                added_at=clock.now(),
            )
    except IntegrityError as error:
        raise Refused("该通行密钥已登记过。") from error
    return _added(user, PASSKEY, name)


def _added(user: User, kind: str, name: str) -> list[str]:
    codes: list[str] = []
    if user.second_factor_since is None:
        user.second_factor_since = clock.now()
        user.save(update_fields=["second_factor_since"])
        codes = recovery.renew(user)
    _told(user, "add", f"您的账户已启用{LABELS[kind]}", actor=user, kind=LABELS[kind], title=name)
    return codes


# ---- taking away ---------------------------------------------------------------------------------


@transaction.atomic
def remove(kind: str, pk: int, *, actor: User) -> str:
    """One factor less; its name. The last one stays where the policy wants one."""
    user = _locked(actor)
    factor = _KINDS[kind].objects.filter(pk=pk, user=user).first() if kind in _KINDS else None
    if factor is None:
        raise Refused("没有找到该登录因素，可能已被停用。")
    factor.delete()
    if not held(user).any:
        if required_of(user):
            raise Refused(
                f"“{factor.name}”是您唯一的双因素登录方式，按安全策略不能停用；请先启用另一种。"
            )
        _nothing_left(user)
    _told(
        user,
        "remove",
        f"您的账户已停用{LABELS[kind]}",
        actor=user,
        kind=LABELS[kind],
        title=factor.name,
    )
    return factor.name


@transaction.atomic
def renew_codes(*, actor: User) -> list[str]:
    """Ten new recovery codes; the old ones are worth nothing from now on."""
    user = _locked(actor)
    if user.second_factor_since is None:
        raise Refused("请先启用动态口令或通行密钥。")
    codes = recovery.renew(user)
    _told(user, "codes", "您的账户已更换恢复码", actor=user)
    return codes


@transaction.atomic
def clear(user: User, *, actor: User | None, reason: str, **said: Any) -> None:
    """Everything is lost: the account has no second factor until its owner sets one up anew.

    The caller has checked who may, and ends the account's sessions.
    """
    user = _locked(user)
    if user.second_factor_since is None:
        raise Refused(f"账户“{user.username}”没有启用双因素登录。")
    _nothing_left(user)
    _told(
        user,
        "reset",
        "您账户的双因素登录已被清除，请登录后重新启用",
        actor=actor,
        reason=reason,
        **said,
    )


@transaction.atomic
def restore(username: str, *, operator: str, reason: str) -> tuple[User, str]:
    """Access given back by whoever runs the server: no second factor, and a new one-time secret, so
    that whoever knows the old password is not the first to set up another one.

    A respondent keeps the password, which nobody else may come to hold (docs/adr/0051): the secret is "".
    """
    if fault := reason_fault(cleaned(reason), "清除双因素的原因"):
        raise Refused(fault)
    respondents = User.objects.filter(role=Role.RESPONDENT.value, is_active=True)
    respondent = respondents.filter(username__iexact=username).first()
    if respondent is not None:
        end_others(respondent, None)
        user, secret = respondent, ""
    else:
        user, secret = restore_secret(username, operator=operator)
    clear(user, actor=None, reason=cleaned(reason), way="server", operator=operator)
    return user, secret


def _nothing_left(user: User) -> None:
    for kind in (Authenticator, Passkey, RecoveryCode, Tries):
        kind.objects.filter(user=user).delete()
    user.second_factor_since = None
    user.save(update_fields=["second_factor_since"])


# ---- asking --------------------------------------------------------------------------------------


def check_code(user: User, code: str) -> str:
    """The kind of the right code: of an app, or a recovery code. Refused for any other, and while the
    account waits after too many.
    """
    number = tries.begin(user)
    kind = _kind_of(user, code)
    if not kind:
        failed(user, AUTHENTICATOR, wrong=number)
        raise Refused(
            "验证码不正确。每个动态口令只能使用一次，已用过的请等下一个；恢复码也只能使用一次。"
        )
    tries.succeeded(user)
    if kind == RECOVERY:
        with transaction.atomic():
            left = recovery.left(user)
            _told(user, "recover", f"您的账户用恢复码登录，还剩{left}个", actor=user)
    return kind


def _kind_of(user: User, code: str) -> str:
    if code.isascii() and code.isdigit() and len(code) == 6:
        apps = Authenticator.objects.filter(user=user)
        return AUTHENTICATOR if any(totp.accept(each, code) for each in apps) else ""
    return RECOVERY if recovery.accept(user, code) else ""


@transaction.atomic
def note_passed(user: User, kind: str) -> None:
    record("account.factor_passed", f"user:{user.username}", actor=user, kind=LABELS[kind])


@transaction.atomic
def failed(user: User, kind: str, *, wrong: int = 0, **said: Any) -> None:
    """A second factor was not right; at the fifth in a row the owner is told, for somebody knows the
    password.
    """
    record("account.factor_failed", f"user:{user.username}", actor=user, kind=LABELS[kind], **said)
    if wrong == tries.FREE:
        texts.send(
            user.phone, "security", change="有人通过了您账户的第一步登录，但双因素登录连续未通过"
        )


def _told(user: User, act: str, change: str, *, actor: User | None, **data: Any) -> None:
    record(f"account.factor_{act}", f"user:{user.username}", actor=actor, **data)
    texts.send(user.phone, "security", change=change)


def _locked(user: User) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _room(user: User) -> None:
    now = held(user)
    if len(now.authenticators) + len(now.passkeys) >= MOST:
        raise Refused(f"最多启用{MOST}个登录因素，请先停用不再使用的。")
