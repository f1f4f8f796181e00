"""A session in use is renewed at most once a minute (docs/adr/0075)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

EVERY = 60  # seconds; the idle limit is kept to this
_TOUCHED = "_touched"


class TouchSession:
    """Stands inside Django's ``SessionMiddleware``, which saves what is modified here.

    A request within a minute of the last renewal leaves the stored session alone, so the idle
    limit may end a session up to a minute early, never late.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        session = request.session
        if not session.accessed or session.is_empty():
            return response
        now = int(timezone.now().timestamp())
        if session.modified or not 0 <= now - session.get(_TOUCHED, 0) < EVERY:
            session[_TOUCHED] = now
        return response
