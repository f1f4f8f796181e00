"""Whether a session has passed the second factor, and where it must go before anything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from ruantong.accounts import cas
from ruantong.accounts.access import ENROL, VERIFY
from ruantong.accounts.models import User
from ruantong.accounts.second_factor.factors import required_of
from ruantong.accounts.sessions.living import password_overdue, settled
from ruantong.gateways import clock

# how long ago a dangerous act may have been preceded by the second factor
FRESH = timedelta(minutes=15)
_MARK = "second_factor"


def must_go(request: HttpRequest, view: Callable[..., Any]) -> str:
    """The page that comes before ``view`` for the person of this request; "" when none does.

    Who has a second factor shows it before he can change his first password; who has none chooses his
    password first. Whatever is not marked otherwise waits for both.
    """
    user = request.user
    if not isinstance(user, User):
        return ""
    owes, stages = owed(request), getattr(view, "before_second_factor", ())
    if not owes and getattr(view, "needs_fresh_factor", False) and not is_fresh(request, user):
        owes = VERIFY
    if owes == VERIFY:
        return "" if VERIFY in stages else VERIFY
    if user.must_change_password:
        first = getattr(view, "before_password_change", False)
        return "" if first else "accounts:first_password"
    if password_overdue(request, user):
        return "" if getattr(view, "before_password_change", False) else "accounts:password"
    return owes if owes and owes not in stages else ""


def owed(request: HttpRequest) -> str:
    """What this session still lacks: VERIFY, ENROL or nothing."""
    user = request.user
    if not isinstance(user, User):
        return ""
    if user.second_factor_since is not None:
        return VERIFY if _passed_at(request, user) is None else ""
    return ENROL if required_of(user) else ""


def passed(request: HttpRequest, user: User) -> None:
    """From now on this session has shown the second factor of ``user``; it gets another key."""
    if user.second_factor_since is None:
        return
    request.session.cycle_key()
    request.session[_MARK] = {
        "user": user.pk,
        "since": user.second_factor_since.isoformat(),
        "at": clock.now().isoformat(),
    }
    cas.follow(request)
    settled(request, user)


def is_fresh(request: HttpRequest, user: User) -> bool:
    """Whether nothing need be asked before a dangerous act."""
    if user.second_factor_since is None:
        return True
    at = _passed_at(request, user)
    return at is not None and clock.now() - at < FRESH


def _passed_at(request: HttpRequest, user: User) -> datetime | None:
    """When this session showed the factors the account has now; None when it did not.

    ``since`` changes when all factors are taken away, so that what was shown before is worth nothing.
    """
    mark = request.session.get(_MARK)
    since = user.second_factor_since
    if not mark or since is None or mark["user"] != user.pk:
        return None
    same = datetime.fromisoformat(mark["since"]) == since
    return datetime.fromisoformat(mark["at"]) if same else None
