"""日历订阅: the secret address of a person's deadlines, made, renewed and ended by that person."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac

from ruantong.accounts.models import User
from ruantong.gateways import clock
from ruantong.returns.models import CalendarFeed, DeadlineRuling, HolidayEdit, UnitExtension
from ruantong.trail.record import record


@transaction.atomic
def renew(*, actor: User) -> str:
    """A new address, told this once; the one before opens nothing any more."""
    token = secrets.token_urlsafe(32)
    known = {"digest": _digest(token), "made_at": clock.now()}
    CalendarFeed.objects.update_or_create(user=actor, defaults=known)
    record("calendar.feed", f"user:{actor.username}", actor=actor)
    return token


@transaction.atomic
def end(*, actor: User) -> bool:
    """The address opens nothing any more; False when there was none."""
    ended, _ = CalendarFeed.objects.filter(user=actor).delete()
    if ended:
        record("calendar.feed_end", f"user:{actor.username}", actor=actor)
    return bool(ended)


def feed_of(actor: User) -> CalendarFeed | None:
    """The person's own address, as far as it is kept."""
    return CalendarFeed.objects.filter(user=actor).first()


def opened(token: str) -> CalendarFeed | None:
    """Whose deadlines an address tells, while the account is in use."""
    found = CalendarFeed.objects.filter(digest=_digest(token), user__is_active=True)
    return found.select_related("user").first()


def last_decided(feed: CalendarFeed) -> datetime:
    """Since when the dates are what they are, as far as people decide them."""
    decisions = (DeadlineRuling, HolidayEdit, UnitExtension)
    latest: datetime = feed.made_at
    for model in decisions:
        at: datetime | None = model.objects.aggregate(at=Max("at"))["at"]
        latest = max(latest, at or latest)
    return latest


def _digest(token: str) -> str:
    return salted_hmac("ruantong.calendar", token, algorithm="sha256").hexdigest()
