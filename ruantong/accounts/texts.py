"""Telling somebody by SMS.

A text is stored with what caused it and handed over after that is committed, by a thread of its own: no
page waits for a provider, and whether a phone is known cannot be told by the time an answer takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from ruantong.accounts import delivery, postman
from ruantong.accounts.models import OutboxMessage
from ruantong.gateways import clock, sms

GOOD_FOR = timedelta(days=1)


def send(
    phone: str | None,
    template: str,
    *,
    good_for: timedelta = GOOD_FOR,
    key: UUID | None = None,
    **params: Any,
) -> bool:
    """Store a text; it goes out when the caller's act is committed. False without phone or gateway.

    What was done stays done when the text cannot be handed over. ``key`` is for a caller that asks
    later what became of it.
    """
    gateway = sms.gateway()
    if not phone or not gateway.available:
        return False
    now = clock.now()
    text = sms.Text(
        str(key or uuid4()), phone, template, {name: str(said) for name, said in params.items()}
    )
    OutboxMessage.objects.create(
        key=text.key,
        phone=phone,
        template=template,
        text=text.words if gateway.kept else "",
        sealed="" if gateway.kept else delivery.sealed(text.params),
        state=OutboxMessage.KEPT if gateway.kept else OutboxMessage.WAITING,
        at=now,
        due_at=now,
        expires_at=now + good_for,
    )
    if not gateway.kept:
        transaction.on_commit(postman.wake)
    return True


def words(template: str, params: Mapping[str, str]) -> str:
    """A text as it is read on the phone."""
    return sms.Text("", "", template, params).words
