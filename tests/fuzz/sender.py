"""Sends requests, undoes each, and keeps the places where one broke."""

from __future__ import annotations

import sys
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.fuzz.fields import PageForm
from tests.registry.forms import PDF

FORM = "application/x-www-form-urlencoded"


def encoded(values: Mapping[str, str]) -> str:
    """As a form is sent; half characters too, which no browser sends."""
    return urlencode(values, encoding="utf-8", errors="surrogatepass", quote_via=_quoted)


_quoted = cache(quote_plus)


class Sender:
    """One person's browser; ``faults`` holds the first request for each place that broke."""

    def __init__(self, who: str, client: Client) -> None:
        self.who, self.client = who, client
        client.raise_request_exception = False
        self.cookies = client.cookies.output(header="", sep=";")
        self.sent, self.met = 0, Counter[int]()
        self.faults: dict[str, str] = {}
        self.reason = ""

    @contextmanager
    def listening(self) -> Iterator[None]:
        got_request_exception.connect(self._note)
        try:
            yield
        finally:
            got_request_exception.disconnect(self._note)

    def _note(self, **_: Any) -> None:
        kind, value, trace = sys.exc_info()
        own = [f for f in traceback.extract_tb(trace) if "/ruantong/" in f.filename]
        last = f"{own[-1].filename.rpartition('/ruantong/')[2]}:{own[-1].lineno}" if own else ""
        self.reason = f"{last} {kind.__name__ if kind else ''}: {str(value)[:120]}"

    def send(self, method: str, path: str, **request: Any) -> Any:
        self.client.cookies = SimpleCookie(self.cookies)
        self.reason = ""
        with transaction.atomic():
            answer: Any = self.client.generic(method, path, **request)
            if answer.streaming:
                b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        self.sent += 1
        self.met[answer.status_code] += 1
        if answer.status_code >= 500:
            said = f"{self.who}: {method} {path} {str(request)[:200]}"
            self.faults.setdefault(self.reason, said)
        return answer

    def post(self, path: str, data: str | bytes, content_type: str = FORM, **headers: Any) -> Any:
        raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        return self.send("POST", path, data=raw, content_type=content_type, **headers)

    def fill(self, form: PageForm, changes: dict[str, str | None]) -> Any:
        """The form sent with those values changed, or left out where there is none."""
        values = {k: v for k, v in {**form.values, **changes}.items() if v is not None}
        path = form.action.partition("#")[0]
        if form.method != "post":
            return self.send("GET", path.partition("?")[0], QUERY_STRING=encoded(values))
        if not form.files:
            return self.post(path, encoded(values))
        # a multipart text is encoded by the library, which takes no half characters
        values = {k: v.encode("utf-8", "replace").decode() for k, v in values.items()}
        parts: dict[str, Any] = dict(values)
        for name in form.files & values.keys():
            if values[name] == form.values[name]:
                parts[name] = SimpleUploadedFile("scan.pdf", PDF)
            else:
                parts[name] = SimpleUploadedFile(f"x{values[name]}.pdf", values[name].encode())
        return self.post(path, encode_multipart(BOUNDARY, parts), MULTIPART_CONTENT)
