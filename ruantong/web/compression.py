"""Pages are sent compressed: a form is 75 KB of much the same, a tenth of it when packed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TEXTS = ("text/", "application/json")


class CompressedPages(GZipMiddleware):
    """Texts only: workbooks, documents and pictures are packed as they are.

    Each answer is padded by a length of chance (Django's measure against BREACH), and its form token is
    masked anew each time.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if not isinstance(response, HttpResponse) or not kind.startswith(_TEXTS):
            return response
        return super().process_response(request, response)
