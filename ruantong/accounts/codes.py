"""One-time codes by SMS, to sign in or to prove a phone: six digits, five minutes, used once, the
same answer for any phone."""

from __future__ import annotations

import secrets
from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from ruantong.accounts import texts
from ruantong.accounts.access import Refused
from ruantong.accounts.models import LoginCode, User
from ruantong.accounts.phones import owner_of, proven
from ruantong.core.identifiers import mobile_fault, normalise_identifier
from ruantong.gateways import clock

LIFETIME = timedelta(minutes=5)
PAUSE = timedelta(seconds=60)
PER_PHONE_AND_HOUR = 5
# of codes that were not used: who signs in with one gives it back
PER_NETWORK_AND_HOUR = 60
IN_TOTAL_AND_HOUR = 1500
# the last part of the total, kept for phones that have used a code before
RESERVE = 500
REMEMBERED = timedelta(days=90)
TRIES = 5
# what strangers may bring: one application with its scan for each phone they hold
PROOFS_PER_NETWORK_AND_HOUR = 60
PROOFS_AND_HOUR = 500

SENT = "如果该手机号已经登记，验证码已发送，请在5分钟内填写。"
HELD = (
    "近1小时索取验证码的次数过多，暂时只向近期用验证码登录过的手机号发送。"
    "几分钟内没有收到的，请改用密码登录，或1小时后再试。"
)
NO_PROOF = "近1小时索取验证码的次数过多，暂时不能发送，请1小时后再试。"


def send_code(phone: str, *, ip: str | None) -> str:
    """A code to sign in with, to a proven phone and within the budget; the sentence for the visitor.

    The sentence depends on how much was asked from his network and in total, never on the phone.
    Refused for a text that is no mobile number, and for asking too often for the same one.
    """
    asked = _asked(phone)
    with transaction.atomic():
        _check_phone(asked, LoginCode.SIGN_IN)
        network = network_of(ip)
        among = _short_of_budget(network)
        held = among is not None and not among.filter(phone=asked).exists()
        owner = None if held else owner_of(asked)
        user = owner if owner is not None and owner.is_active else None
        code = _kept(asked, network, LoginCode.SIGN_IN, user=user, held=held)
        if user is not None:
            _send(asked, "code", code)
    return SENT if among is None else HELD


def send_proof(phone: str, *, ip: str | None) -> str:
    """A code that shows who holds the phone, whoever that is; the phone whose code it is.

    Refused when too much was asked for: the answer is the same whether the phone has an account.
    """
    asked = _asked(phone)
    with transaction.atomic():
        _check_phone(asked, LoginCode.PROVE)
        network = network_of(ip)
        held = _short_of_budget(network) is not None or _short_of_proofs(network)
        code = _kept(asked, network, LoginCode.PROVE, held=held)
        if not held:
            _send(asked, "proof", code)
    if held:
        raise Refused(NO_PROOF)
    return asked


def _asked(phone: str) -> str:
    phone = normalise_identifier(phone)
    if fault := mobile_fault(phone):
        raise Refused(fault + "。")
    return phone


def _kept(
    phone: str, network: str | None, purpose: str, *, held: bool, user: User | None = None
) -> str:
    now, code = clock.now(), f"{secrets.randbelow(1_000_000):06}"
    LoginCode.objects.create(
        phone=phone,
        ip=network,
        user=user,
        purpose=purpose,
        held=held,
        digest=_digest(phone, code),
        sent_at=now,
        expires_at=now + LIFETIME,
    )
    return code


def _send(phone: str, template: str, code: str) -> None:
    minutes = int(LIFETIME.total_seconds() // 60)
    texts.send(phone, template, good_for=LIFETIME, code=code, minutes=minutes)


def _check_phone(phone: str, purpose: str) -> None:
    now = clock.now()
    recent = LoginCode.objects.filter(phone=phone, sent_at__gt=now - timedelta(hours=1))
    if recent.filter(purpose=purpose, sent_at__gt=now - PAUSE).exists():
        raise Refused("验证码刚刚发送过，请60秒后再试。")
    if recent.count() >= PER_PHONE_AND_HOUR:
        raise Refused("该手机号1小时内索取验证码次数过多，请稍后再试。")


def _short_of_budget(network: str | None) -> QuerySet[LoginCode] | None:
    """None while there is budget; otherwise the used codes whose phones may still ask.

    A whole city may stand behind one address. When somebody there has used its budget up, phones that
    signed in from it lately go on; when the total is nearly used up, phones that signed in from anywhere.
    """
    now = clock.now()
    counted = LoginCode.objects.filter(sent_at__gt=now - timedelta(hours=1), held=False)
    used = LoginCode.objects.filter(purpose=LoginCode.SIGN_IN, used_at__gt=now - REMEMBERED)
    in_total = counted.count()
    if in_total >= IN_TOTAL_AND_HOUR:
        return used.none()
    if network and counted.filter(ip=network, used_at=None).count() >= PER_NETWORK_AND_HOUR:
        return used.filter(ip=network)
    return used if in_total >= IN_TOTAL_AND_HOUR - RESERVE else None


def _short_of_proofs(network: str | None) -> bool:
    """Proofs that were used count too: each may bring a registration with its scan."""
    recent = LoginCode.objects.filter(
        purpose=LoginCode.PROVE, sent_at__gt=clock.now() - timedelta(hours=1), held=False
    )
    if recent.count() >= PROOFS_AND_HOUR:
        return True
    return bool(network) and recent.filter(ip=network).count() >= PROOFS_PER_NETWORK_AND_HOUR


def network_of(ip: str | None) -> str | None:
    """What counts as one place: an IPv4 address, or the /64 in which one machine has every address."""
    if not ip:
        return None
    address = ip_address(ip)
    if address.version == 4:
        return str(address)
    return str(ip_network((address, 64), strict=False).network_address)


def redeem(phone: str, code: str) -> User | None:
    """The user who signs in with it; None for a wrong, old, used or over-tried code."""
    used = _used(phone, code, LoginCode.SIGN_IN)
    if used is None or used.user is None or not used.user.is_active:
        return None
    # the phone may have become somebody else's since the code was sent
    now = clock.now()
    still = User.objects.filter(proven(used.phone), pk=used.user.pk).update(phone_proven_at=now)
    return used.user if still else None


def proves(phone: str, code: str) -> bool:
    """True when the code is the newest one sent to show who holds the phone, and unused."""
    return _used(phone, code, LoginCode.PROVE) is not None


def _used(phone: str, code: str, purpose: str) -> LoginCode | None:
    phone, code = normalise_identifier(phone), normalise_identifier(code)
    asked = LoginCode.objects.filter(phone=phone, purpose=purpose).select_related("user")
    newest = asked.order_by("-id").first()
    now = clock.now()
    if newest is None or newest.used_at or newest.expires_at <= now or newest.failures >= TRIES:
        return None
    if not constant_time_compare(newest.digest, _digest(phone, code)):
        LoginCode.objects.filter(pk=newest.pk).update(failures=F("failures") + 1)
        return None
    # of two requests with the same code only one finds it unused
    won = LoginCode.objects.filter(pk=newest.pk, used_at=None).update(used_at=now)
    return newest if won else None


def _digest(phone: str, code: str) -> str:
    return salted_hmac("ruantong.login-code", f"{phone}:{code}", algorithm="sha256").hexdigest()
