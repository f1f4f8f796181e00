"""Every request is noted with how it ended (docs/adr/0110): pages by their names, people and machines
by keyed hashes, no query and no body.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from ruantong.accounts.sessions.store import store_of
from ruantong.site.json_line import ACCESS
from ruantong.trail.client import coming_from, hashed

Next = Callable[[HttpRequest], HttpResponseBase]
access = logging.getLogger(ACCESS)
_METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}


class RequestLog:
    """Outermost: names the request, tells the trail where it comes from, and notes how it ended."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.monotonic()
        request.log_id = secrets.token_hex(6)  # type: ignore[attr-defined]
        # asked late: the word of a proxy is read by the next middleware
        with coming_from(lambda: request.META.get("REMOTE_ADDR", "")):
            response = self.get_response(request)
        if access.isEnabledFor(logging.INFO) and not _is_static(request, response):
            milliseconds = round((time.monotonic() - began) * 1000)
            said = told(request) | {"status": response.status_code, "ms": milliseconds}
            access.info("request", extra={"said": said})
        return response


def told(request: HttpRequest) -> dict[str, Any]:
    """What a line says about a request."""
    match = request.resolver_match
    known = store_of(request).known_person if hasattr(request, "session") else None
    return {
        "id": getattr(request, "log_id", ""),
        "method": request.method if request.method in _METHODS else "other",
        "page": match.view_name if match else "",
        "role": known.role if known else "",
        "account": _account(known.pk) if known else "",
        "client": hashed(request.META.get("REMOTE_ADDR", "")),
    }


def _account(pk: int) -> str:
    return salted_hmac("ruantong.account", str(pk), algorithm="sha256").hexdigest()[:16]


def _is_static(request: HttpRequest, response: HttpResponseBase) -> bool:
    return request.path.startswith(settings.STATIC_URL) and response.status_code < 400
