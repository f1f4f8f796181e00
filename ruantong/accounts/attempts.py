"""An act that was refused and is remembered all the same: what one person tried to do alone."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.trail.record import record


class Attempt(Refused):
    """Refused, and to be put on the trail once the transaction of the act has been rolled back."""

    def __init__(self, message: str, act: str, subject: str, actor: User, **data: Any) -> None:
        super().__init__(message)
        self.act, self.subject, self.actor, self.data = act, subject, actor, data


def remember(refusal: Refused) -> None:
    """To be called outside of the transaction that was refused; nothing for any other refusal."""
    if isinstance(refusal, Attempt):
        with transaction.atomic():
            record(refusal.act, refusal.subject, actor=refusal.actor, **refusal.data)
