"""Telling somebody by SMS.

A text is stored with what caused it and handed over after that is committed, by a thread of its own: no
page waits for a provider, and whether a phone is known cannot be told by the time an answer takes.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from ruantong.accounts import delivery, postman
from ruantong.accounts.models import OutboxMessage
from ruantong.gateways import clock, sms

GOOD_FOR = timedelta(days=1)


def send(
    phone: str | None, template: str, *, good_for: timedelta = GOOD_FOR, **params: Any
) -> None:
    """Store a text, if there is a phone and a gateway; it goes out when the caller's act is committed.

    What was done stays done when the text cannot be handed over.
    """
    gateway = sms.gateway()
    if not phone or not gateway.available:
        return
    now = clock.now()
    text = sms.Text(
        str(uuid4()), phone, template, {name: str(said) for name, said in params.items()}
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
