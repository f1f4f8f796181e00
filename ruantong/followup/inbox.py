"""The message centre: a person's own messages, how many are unread, and marking them read."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, QuerySet

from ruantong.accounts.models import User
from ruantong.followup.models import Message
from ruantong.gateways import clock
from ruantong.web.composed import Composed, Given

PLATFORM = "平台"  # who sends what no officer has sent
_UNREAD: Composed[int] = Composed(
    lambda: (
        Message.objects.filter(recipient=Given("user"), read_at=None)
        .order_by()
        .values("recipient")
        .annotate(n=Count("pk"))
        .values_list("n", flat=True)
    )
)


def messages_of(actor: User) -> QuerySet[Message]:
    """Nobody reads another one's."""
    return Message.objects.filter(recipient=actor.pk)


def unread(actor: User) -> int:
    """How many the head of the page announces."""
    return next(iter(_UNREAD(user=actor.pk)), 0)


def mark_read(keys: Collection[int] | None = None, *, actor: User) -> int:
    """Some of one's messages, or all of them, are read; how many were not yet."""
    found = messages_of(actor).filter(read_at=None)
    if keys is not None:
        found = found.filter(pk__in=keys)
    return found.update(read_at=clock.now())
