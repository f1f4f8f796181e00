"""Texts to phones: what every gateway can do, and the one that says there is none."""

from __future__ import annotations

import logging
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class SmsUnavailable(Exception):
    """The text could not be handed over; the message is Chinese."""


class SmsGateway(Protocol):
    """Hands one text to one phone, or raises :class:`SmsUnavailable`."""

    available: bool

    def send(self, phone: str, text: str) -> None: ...


class UnavailableSms:
    """No provider is configured; code login is not offered."""

    available = False

    def send(self, phone: str, text: str) -> None:
        raise SmsUnavailable("短信服务尚未配置。")


@cache
def _named(name: str) -> SmsGateway:
    gateway: SmsGateway = import_string(name)()
    return gateway


def gateway() -> SmsGateway:
    """The gateway named by the setting ``SMS_GATEWAY``."""
    return _named(settings.SMS_GATEWAY)


def notify(phone: str | None, text: str) -> None:
    """Tell somebody by SMS if that is possible; what was done stays done when it is not."""
    if not phone or not gateway().available:
        return
    try:
        gateway().send(phone, text)
    except SmsUnavailable:
        logger.exception("SMS could not be handed over")
