"""One-time codes by SMS: six digits, five minutes, used once, the same answer for any phone."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from ruantong.accounts.access import Refused
from ruantong.accounts.models import LoginCode, User
from ruantong.core.identifiers import mobile_fault, normalise_identifier
from ruantong.gateways import clock, sms

logger = logging.getLogger(__name__)

LIFETIME = timedelta(minutes=5)
PAUSE = timedelta(seconds=60)
PER_PHONE_AND_HOUR = 5
PER_ADDRESS_AND_HOUR = 30
TRIES = 5


def send_code(phone: str, *, ip: str | None) -> None:
    """Send a code if the phone is registered; nothing tells the caller whether it is.

    Refused for a text that is no mobile number, and for asking too often.
    """
    phone = normalise_identifier(phone)
    if fault := mobile_fault(phone):
        raise Refused(fault + "。")
    now = clock.now()
    code = f"{secrets.randbelow(1_000_000):06}"
    with transaction.atomic():
        _check_rate(phone, ip)
        user = User.objects.filter(phone=phone, is_active=True).first()
        LoginCode.objects.create(
            phone=phone,
            ip=ip,
            user=user,
            digest=_digest(phone, code),
            sent_at=now,
            expires_at=now + LIFETIME,
        )
        if user is not None:
            _deliver(phone, f"登录验证码{code}，5分钟内有效，只能使用一次。请勿告诉他人。")


def _deliver(phone: str, text: str) -> None:
    try:
        sms.gateway().send(phone, text)
    except sms.SmsUnavailable:
        # saying so to the visitor would tell that the phone is registered
        logger.exception("SMS could not be handed over")


def _check_rate(phone: str, ip: str | None) -> None:
    now = clock.now()
    recent = LoginCode.objects.filter(sent_at__gt=now - timedelta(hours=1))
    if recent.filter(phone=phone, sent_at__gt=now - PAUSE).exists():
        raise Refused("验证码刚刚发送过，请60秒后再试。")
    if recent.filter(phone=phone).count() >= PER_PHONE_AND_HOUR:
        raise Refused("该手机号1小时内索取验证码次数过多，请稍后再试。")
    if ip and recent.filter(ip=ip).count() >= PER_ADDRESS_AND_HOUR:
        raise Refused("本机1小时内索取验证码次数过多，请稍后再试。")


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
