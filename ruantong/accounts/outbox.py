"""The SMS gateway of the demo and of tests: texts stay on the outbox page instead of going out."""

from __future__ import annotations

from ruantong.gateways.sms import Text


class OutboxSms:
    """Nothing leaves: :func:`ruantong.accounts.texts.send` keeps the words of a text that is kept."""

    available = True
    kept = True

    def send(self, text: Text) -> str:
        return ""
