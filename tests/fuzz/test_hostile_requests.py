"""Nothing that can be sent ends in an internal error: every address, every field, every role.

Asked for by ``--hostile-requests N``: each role sends one in N of all combinations, chosen by what is
sent, so that every run sends the same. Not part of the daily run: it takes minutes for each role.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote_from_bytes, urlencode
from zlib import crc32

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client

from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from tests import people
from tests.fuzz.fields import forms_on, parameter_names
from tests.fuzz.values import HOSTILE, JSON, RAW
from tests.fuzz.world import World, make_world

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
VISITOR = "visitor"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.at("2024-06-10"):
        yield make_world()


class Sender:
    """Sends requests, each undone afterwards, and keeps the places where one broke."""

    def __init__(self, client: Client, share: int) -> None:
        self.client, self.share = client, share
        self.cookies = client.cookies.output(header="", sep=";")
        self.sent, self.met = 0, Counter[int]()
        self.faults: dict[str, str] = {}
        got_request_exception.connect(self._note)
        self.reason = ""

    def _note(self, **_: Any) -> None:
        kind, value, trace = sys.exc_info()
        own = [f for f in traceback.extract_tb(trace) if "/ruantong/" in f.filename]
        last = f"{own[-1].filename.rpartition('/ruantong/')[2]}:{own[-1].lineno}" if own else ""
        self.reason = f"{last} {kind.__name__ if kind else ''}: {str(value)[:120]}"

    def close(self) -> None:
        got_request_exception.disconnect(self._note)

    def chosen(self, *what: object) -> bool:
        """The same selection in every run: by what is sent, not by when."""
        return crc32(repr(what).encode("utf-8", "surrogatepass")) % self.share == 0

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
            said = f"{method} {path} {str(request)[:200]}"
            self.faults.setdefault(self.reason, said)
        return answer

    def post(self, path: str, values: dict[str, str]) -> Any:
        return self.send("POST", path, data=urlencode(values).encode(), content_type=FORM)


def try_all(sender: Sender, world: World) -> None:
    pages = []
    for path in world.paths():
        answer = sender.send("GET", path)
        if answer.status_code == 403 or answer.headers.get("Location", "").startswith("/login/?"):
            continue  # of another role, as the access matrix holds
        if answer.status_code == 200 and "html" in answer.headers.get("Content-Type", ""):
            pages.append((path, answer.content.decode()))
        posted = sender.send("POST", path)
        if answer.status_code == 404 and posted.status_code in {404, 405}:
            continue  # nothing there that could read a value
        try_values(sender, path)
    for path, page in pages:
        try_forms(sender, path, page)


def try_values(sender: Sender, path: str) -> None:
    """Every name that anything reads, with one and the same value; JSON shapes; raw bytes."""
    names = parameter_names()
    for value in HOSTILE:
        everywhere = urlencode(dict.fromkeys(names, value))
        if sender.chosen("GET", path, value):
            sender.send("GET", path, QUERY_STRING=everywhere)
        if sender.chosen("POST", path, value):
            sender.send("POST", path, data=everywhere.encode(), content_type=FORM)
    for shape in JSON:
        if sender.chosen("JSON", path, shape):
            sender.send("POST", path, data=shape.encode(), content_type="application/json")
    for raw in RAW:
        if sender.chosen("RAW", path, raw):
            sender.send("GET", path, QUERY_STRING=quote_from_bytes(raw, safe="%&=/"))
            sender.send("POST", path, data=raw, content_type=FORM)


def try_forms(sender: Sender, path: str, page: str) -> None:
    """Each form as it is, then one field at a time wrong, missing, or sent twice."""
    for form in forms_on(path, page):
        send = sender.post
        if form.method != "post":

            def send(path: str, values: dict[str, str]) -> Any:
                return sender.send("GET", path.partition("?")[0], QUERY_STRING=urlencode(values))

        action = form.action.partition("#")[0]
        if sender.chosen(action, "as it is"):
            send(action, form.values)
        for name in list(form.values)[:40]:
            if sender.chosen(action, name, "missing"):
                send(action, {k: v for k, v in form.values.items() if k != name})
            for value in HOSTILE:
                if sender.chosen(action, name, value):
                    send(action, form.values | {name: value})


def odd_headers(sender: Sender) -> None:
    for value in ("\x00", "é" * 300, "http://[", "//x", "12", "a=b; sessionid=" + "x" * 5000):
        for name in ("HTTP_REFERER", "HTTP_ACCEPT", "HTTP_X_FORWARDED_FOR",
                     "HTTP_HOST", "HTTP_HX_REQUEST", "HTTP_ACCEPT_LANGUAGE", "HTTP_IF_NONE_MATCH"):  # fmt: skip
            sender.send("GET", "/login/", **{name: value})
            sender.send(
                "POST", "/account/password/", data=b"x=1", content_type=FORM, **{name: value}
            )
    for kind in (
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "text/plain; charset=x",
        "\x00",
    ):
        sender.send("POST", "/login/", data=b"--x\r\n", content_type=kind)
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "BREW"):
        sender.send(method, "/login/")
        sender.send(method, "/returns/1/save")


@pytest.mark.parametrize("who", [*Role, VISITOR])
def test_nothing_ends_in_an_internal_error(
    world: World, who: str, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client() if who == VISITOR else people.signed_in(people.EVERYONE[Role(who)]())
    client.raise_request_exception = False
    monkeypatch.setattr(logging.root.manager, "disable", logging.CRITICAL)
    sender = Sender(client, pytestconfig.getoption("--hostile-requests"))
    try:
        odd_headers(sender)
        try_all(sender, world)
    finally:
        sender.close()
    assert sender.sent > 100
    told = [f"{reason}\n    {request}" for reason, request in sender.faults.items()]
    assert told == [], "\n".join(told)
