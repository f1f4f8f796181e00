"""Handing stored texts over to the provider, and what it reports of them afterwards."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.db.models import F, Min
from django.utils.crypto import salted_hmac

from ruantong.accounts.models import OutboxMessage
from ruantong.gateways import clock, sms

# how long after each attempt that may not have arrived the next one is made
PAUSES = (timedelta(seconds=2), timedelta(seconds=10), timedelta(seconds=60), timedelta(minutes=5))
# an attempt that has not ended by then was cut off with its process
LEASE = timedelta(seconds=60)


def sealed(params: Mapping[str, str]) -> str:
    """Parameters as they are stored until they are handed over; a code among them opens an account."""
    return _box().encrypt(json.dumps(params).encode()).decode()


def deliver_due() -> datetime | None:
    """Hand over every text whose time has come; when the next one's will, None when all are gone."""
    while message := _claimed(clock.now()):
        _attempt(message)
    waiting = OutboxMessage.objects.filter(state=OutboxMessage.WAITING)
    due: datetime | None = waiting.aggregate(first=Min("due_at"))["first"]
    return due


def report(key: str, phone: str, *, delivered: bool, reason: str = "") -> bool:
    """What the provider says became of a text: the first word counts. False for an unknown one."""
    found = OutboxMessage.objects.filter(key=key, phone=phone)
    open_ones = found.filter(state__in=(OutboxMessage.WAITING, OutboxMessage.SENT))
    state = OutboxMessage.DELIVERED if delivered else OutboxMessage.FAILED
    open_ones.update(state=state, fault=reason[:200], sealed="", changed_at=clock.now())
    return found.exists()


def _claimed(now: datetime) -> OutboxMessage | None:
    """One due text that no other thread or process is handing over."""
    waiting = OutboxMessage.objects.filter(state=OutboxMessage.WAITING)
    waiting.filter(expires_at__lte=now).update(
        state=OutboxMessage.EXPIRED, sealed="", changed_at=now, fault="未能在有效期内发出"
    )
    for message in waiting.filter(due_at__lte=now).order_by("due_at")[:20]:
        mine = waiting.filter(pk=message.pk, due_at=message.due_at).update(
            due_at=now + LEASE, attempts=F("attempts") + 1
        )
        if mine:
            message.attempts += 1
            return message
    return None


def _attempt(message: OutboxMessage) -> None:
    now = clock.now()
    said: dict[str, Any]
    try:
        params = json.loads(_box().decrypt(message.sealed.encode()))
        text = sms.Text(str(message.key), message.phone, message.template, params)
        number = sms.gateway().send(text)
        said = {"state": OutboxMessage.SENT, "provider_id": number, "fault": "", "sealed": ""}
    except sms.SmsUnavailable as fault:
        if message.attempts <= len(PAUSES):
            said = {"due_at": now + PAUSES[message.attempts - 1], "fault": str(fault)}
        else:
            said = _failed(f"{fault}，试{message.attempts}次未成功")
    except sms.SmsRefused as fault:
        said = _failed(str(fault))
    except InvalidToken:
        said = _failed("密钥已更换，内容无法读取")
    # a report may have been quicker than the answer
    still = OutboxMessage.objects.filter(pk=message.pk, state=OutboxMessage.WAITING)
    still.update(changed_at=clock.now(), **said)


def _failed(fault: str) -> dict[str, Any]:
    return {"state": OutboxMessage.FAILED, "fault": fault[:200], "sealed": ""}


@cache
def _box() -> Fernet:
    key = salted_hmac("ruantong.sms", "parameters", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
