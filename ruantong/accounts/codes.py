"""One-time codes by SMS: six digits, five minutes, used once, the same answer for any phone."""

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

SENT = "如果该手机号已经登记，验证码已发送，请在5分钟内填写。"
HELD = (
    "近1小时索取验证码的次数过多，暂时只向近期用验证码登录过的手机号发送。"
    "几分钟内没有收到的，请改用密码登录，或1小时后再试。"
)


def send_code(phone: str, *, ip: str | None) -> str:
    """Send a code if the phone is registered and the budget allows; the sentence for the visitor.

    The sentence depends on how much was asked from his network and in total, never on the phone.
    Refused for a text that is no mobile number, and for asking too often for the same one.
    """
    phone = normalise_identifier(phone)
    if fault := mobile_fault(phone):
        raise Refused(fault + "。")
    now, network = clock.now(), _network(ip)
    code = f"{secrets.randbelow(1_000_000):06}"
    with transaction.atomic():
        _check_phone(phone)
        among = _short_of_budget(network)
        held = among is not None and not among.filter(phone=phone).exists()
        user = None if held else User.objects.filter(phone=phone, is_active=True).first()
        LoginCode.objects.create(
            phone=phone,
            ip=network,
            user=user,
            held=held,
            digest=_digest(phone, code),
            sent_at=now,
            expires_at=now + LIFETIME,
        )
        if user is not None:
            minutes = int(LIFETIME.total_seconds() // 60)
            texts.send(phone, "code", good_for=LIFETIME, code=code, minutes=minutes)
    return SENT if among is None else HELD


def _check_phone(phone: str) -> None:
    now = clock.now()
    recent = LoginCode.objects.filter(phone=phone, sent_at__gt=now - timedelta(hours=1))
    if recent.filter(sent_at__gt=now - PAUSE).exists():
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
    used = LoginCode.objects.filter(used_at__gt=now - REMEMBERED)
    in_total = counted.count()
    if in_total >= IN_TOTAL_AND_HOUR:
        return used.none()
    if network and counted.filter(ip=network, used_at=None).count() >= PER_NETWORK_AND_HOUR:
        return used.filter(ip=network)
    return used if in_total >= IN_TOTAL_AND_HOUR - RESERVE else None


def _network(ip: str | None) -> str | None:
    """What counts as one place: an IPv4 address, or the /64 in which one machine has every address."""
    if not ip:
        return None
    address = ip_address(ip)
    if address.version == 4:
        return str(address)
    return str(ip_network((address, 64), strict=False).network_address)


def redeem(phone: str, code: str) -> User | None:
    """The user whose newest code this is; None for a wrong, old, used or over-tried code."""
    phone, code = normalise_identifier(phone), normalise_identifier(code)
    newest = LoginCode.objects.filter(phone=phone).order_by("-sent_at", "-id").first()
    now = clock.now()
    if newest is None or newest.used_at or newest.expires_at <= now or newest.failures >= TRIES:
        return None
    if not constant_time_compare(newest.digest, _digest(phone, code)):
        LoginCode.objects.filter(pk=newest.pk).update(failures=F("failures") + 1)
        return None
    # of two requests with the same code only one finds it unused
    won = LoginCode.objects.filter(pk=newest.pk, used_at=None).update(used_at=now)
    if not won or newest.user is None or not newest.user.is_active:
        return None
    User.objects.filter(pk=newest.user.pk, phone=phone).update(phone_proven_at=now)
    return newest.user


def _digest(phone: str, code: str) -> str:
    return salted_hmac("ruantong.login-code", f"{phone}:{code}", algorithm="sha256").hexdigest()
