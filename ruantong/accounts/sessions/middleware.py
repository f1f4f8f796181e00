"""Around every request: whose it is, and that a session in use is renewed once a minute."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from ruantong.accounts.models import User
from ruantong.accounts.sessions.store import store_of

EVERY = 60  # seconds; the idle limit is kept to this
Next = Callable[[HttpRequest], HttpResponseBase]


class TouchSession:
    """Stands inside Django's ``SessionMiddleware``, which saves what is modified here (docs/adr/0075).

    A request within a minute of the last renewal leaves the stored session alone, so the idle
    limit may end a session up to a minute early, never late.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code >= 500:  # the database that holds the session may be what is broken
            return response
        session = store_of(request)
        if not session.accessed or session.is_empty():
            return response
        row = session.row
        if row is None or not 0 <= (timezone.now() - row.seen_at).total_seconds() < EVERY:
            session.modified = True
        return response


class SignedIn:
    """``request.user`` from the row of the session, without a query of its own."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = SimpleLazyObject(lambda: _whose(request))  # type: ignore[assignment]
        return self.get_response(request)


def _whose(request: HttpRequest) -> User | AnonymousUser:
    row = store_of(request).row
    user = row.user if row else None
    if user is None or not user.is_active:
        return AnonymousUser()
    kept = request.session.get(HASH_SESSION_KEY, "")
    if not constant_time_compare(kept, user.get_session_auth_hash()):  # another password since
        request.session.flush()
        return AnonymousUser()
    return user
