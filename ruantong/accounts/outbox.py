"""The SMS gateway of the demo and of tests: texts stay in a table instead of going out."""

from __future__ import annotations

from ruantong.accounts.models import OutboxMessage
from ruantong.gateways import clock


class OutboxSms:
    """Keeps each text for the outbox page."""

    available = True

    def send(self, phone: str, text: str) -> None:
        OutboxMessage.objects.create(phone=phone, text=text, at=clock.now())
