"""One-time codes of an app (TOTP): six digits, 30 seconds, each taken once.

They go by the clock of the machine, as the app does, also where the platform's own clock was set.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import cache
from time import time

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import constant_time_compare, salted_hmac

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.accounts.second_factor.models import Authenticator
from ruantong.gateways import clock

PERIOD = 30
# steps that a phone's clock may be off, before and after
DRIFT = 1
OFFER_SECONDS = 30 * 60


def machine_time() -> float:
    """Seconds of the machine's clock."""
    return time()


def new_secret() -> str:
    """160 bits in base32, as apps take it."""
    return pyotp.random_base32()


def address(secret: str, *, username: str, platform: str) -> str:
    """The ``otpauth:`` address that an app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=platform)


def picture(text: str) -> str:
    """A QR code as the address of a picture that stands in the page itself: no other request, and
    nothing that a cache could keep, carries the secret.
    """
    return segno.make_qr(text).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")


def in_groups(secret: str) -> str:
    """The secret for typing: four characters at a time."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def step_of(secret: str, code: str, *, after: int = 0) -> int | None:
    """The step whose code this is, near enough to now and later than ``after``; None otherwise."""
    now, totp = int(machine_time()) // PERIOD, pyotp.TOTP(secret)
    for step in range(now - DRIFT, now + DRIFT + 1):
        if constant_time_compare(totp.generate_otp(step), code) and step > after:
            return step
    return None


def accept(authenticator: Authenticator, code: str) -> bool:
    """Whether the code is this app's and new; of two requests with the same one only one is right."""
    try:
        secret = opened(authenticator.sealed)
    except InvalidToken:  # the platform's key was replaced: the secret is lost
        return False
    step = step_of(secret, code, after=authenticator.last_step)
    if step is None:
        return False
    fresh = Authenticator.objects.filter(pk=authenticator.pk, last_step__lt=step)
    return bool(fresh.update(last_step=step, used_at=clock.now()))


def offer(user: User, secret: str) -> str:
    """A new secret as the page that shows it carries it along, for its owner and for half an hour:
    whoever only looks at the page changes nothing.
    """
    return _box().encrypt(f"{user.pk}:{secret}".encode()).decode()


def offered(text: str, user: User) -> str:
    """The secret of an offer; Refused for an old one, and for anybody else's."""
    try:
        owner, _, secret = _box().decrypt(text.encode(), OFFER_SECONDS).decode().partition(":")
    except InvalidToken:
        owner, secret = "", ""
    if owner != str(user.pk):
        raise Refused("页面已过期，请重新打开本页，扫描新的二维码。")
    return secret


def sealed(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def opened(text: str) -> str:
    """InvalidToken for what was not sealed with the platform's present key."""
    return _box().decrypt(text.encode()).decode()


@cache
def _box() -> Fernet:
    key = salted_hmac("ruantong.totp", "secret", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
