"""Nothing that can be sent ends in an internal error: every address, every field, every role.

The daily run tries, as each role, every address with one odd step, every parameter and every field
of every form with one odd value, chosen by what is sent, so that each run sends the same.
``--hostile-requests N`` tries one in N of all combinations instead, which takes minutes for each role.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from typing import TypeVar
from urllib.parse import quote_from_bytes
from zlib import crc32

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve

from ruantong.accounts import kept
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from tests import people
from tests.fuzz.fields import forms_on, parameter_names
from tests.fuzz.sender import Sender, encoded
from tests.fuzz.values import FOR_A_DATABASE, HOSTILE, JSON, RAW, STEPS
from tests.fuzz.world import World, make_world

pytestmark = pytest.mark.django_db
Value = TypeVar("Value", str, bytes)
# the first thing to try on PostgreSQL: it takes no NUL, in whichever text and comparison
ALWAYS = ("a\x00b",) if connection.vendor == "postgresql" else ()
LOGIN = "/login/?"
VISITOR = "visitor"
EVERYBODY = [*map(str, Role), VISITOR]
# Addresses that answer 404 to everybody here; tried where what they are for exists.
NOT_REACHED = {
    "accounts:end_session": "one's own: tests/accounts/test_sessions.py",
    "accounts:sms_report": "no provider: tests/accounts/test_sms_provider.py",
    **dict.fromkeys(
        ("registry:cas", "registry:cas_go", "registry:cas_ticket", "registry:cas_left"),
        "no server of single sign-on: tests/cas",
    ),
    "returns:rules": "named by its content: tests/returns",
    **dict.fromkeys(
        ("returns:scan", "desks:district_scan", "desks:city_scan"), "no scan was sent in"
    ),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One world for everybody in the daily run; a test for each role in the long one."""
    asked = metafunc.config.getoption("--hostile-requests")
    groups = [[who] for who in EVERYBODY] if asked else [EVERYBODY]
    metafunc.parametrize("group", groups, ids=EVERYBODY if asked else ["everybody"])


@pytest.fixture
def world() -> Iterator[World]:
    with clock.at("2024-06-10"):
        yield make_world()


class Choice:
    """Which of the values are tried in a place: one in ``share`` of them, or just one of them."""

    def __init__(self, share: int) -> None:
        self.share = share
        self.who = ""
        self.done: set[object] = set()
        self.served: set[str] = set()
        self.reached: set[str] = set()
        self.wrong: set[tuple[str, str]] = set()

    def by(self, who: str) -> None:
        """The next role: everything again, but on PostgreSQL only what no other role has reached."""
        self.who = who
        if connection.vendor == "sqlite":
            self.done.clear()
            self.served.clear()

    def __call__(self, values: Sequence[Value], *place: object) -> list[Value]:
        if self.share:
            return [v for v in values if _number(place, v) % self.share == 0]
        return [values[_number(self.who, place) % len(values)]]

    def now_and_then(self, values: Sequence[Value], *place: object) -> list[Value]:
        return self(values, *place) if self.share or _number(self.who, place) % 4 == 0 else []

    def fillings(self, *place: object) -> list[str]:
        """Every name that anything reads: with one and the same value, or each with its own."""
        names = parameter_names()
        if self.share:
            return [encoded(dict.fromkeys(names, v)) for v in self(odd_values(), *place)]
        own = {name: self(odd_values(), *place, name)[0] for name in names}
        return [
            encoded(own),
            *(encoded(dict.fromkeys(names, v)) for v in ALWAYS),
        ]

    def new(self, *place: object) -> bool:
        """Whether nothing was tried there yet; the long run tries what is alike each time."""
        if place in self.done:
            return bool(self.share)
        self.done.add(place)
        return True


def _number(*what: object) -> int:
    return crc32(repr(what).encode("utf-8", "surrogatepass"))


def odd_values() -> tuple[str, ...]:
    """On PostgreSQL, those which a database may take otherwise than SQLite does."""
    return HOSTILE if connection.vendor == "sqlite" else FOR_A_DATABASE


def try_all(sender: Sender, world: World, choice: Choice) -> None:
    pages: list[tuple[str, str]] = []
    refused, reached = set(choice.served), set()
    for view, path, step in world.addresses():
        if view in refused or (step and step not in choice.now_and_then(STEPS, view)):
            continue
        for method in ("GET", "POST"):
            if (method, view) in choice.wrong or view in refused:
                continue
            answer = sender.send(method, path)
            if answer.status_code == 403 or answer.headers.get("Location", "").startswith(LOGIN):
                refused.add(view)  # of another role, as the access matrix holds
            elif answer.status_code == 405:
                choice.wrong.add((method, view))
            elif answer.status_code != 404:
                reached.add(view)
                if method == "GET" and answer.headers.get("Content-Type", "").startswith(
                    "text/html"
                ):
                    pages.append((path, answer.content.decode()))
                if choice.new(method, view):
                    try_values(sender, method, path, choice)
                    for shape in (
                        JSON if answer.headers.get("Content-Type", "") == "application/json" else ()
                    ):
                        sender.post(path, shape, "application/json")
    for path, page in pages:
        try_forms(sender, path, page, choice)
    choice.served |= reached
    choice.reached |= reached


def try_values(sender: Sender, method: str, path: str, choice: Choice) -> None:
    for filling in choice.fillings(method, path):
        if method == "GET":
            sender.send("GET", path, QUERY_STRING=filling)
        else:
            sender.post(path, filling)
    for raw in choice.now_and_then(RAW, method, path):
        if method == "GET":
            sender.send("GET", path, QUERY_STRING=quote_from_bytes(raw, safe="%&=/"))
        else:
            sender.post(path, raw)


def try_forms(sender: Sender, path: str, page: str, choice: Choice) -> None:
    """Each form as it is, then one field at a time wrong or missing."""
    for form in forms_on(path, page):
        view = _view(form.action)
        if choice.new(view, *sorted(form.values)[:9]):
            sender.fill(form, {})
        for name in form.values:
            if not choice.new(view, "field", _NUMBERS.sub("", name)):
                continue
            if choice.now_and_then(("missing",), view, name):
                sender.fill(form, {name: None})
            for value in {*ALWAYS, *choice(odd_values(), view, name)}:
                sender.fill(form, {name: value})


_NUMBERS = re.compile(r"\d+")


def _view(action: str) -> str:
    try:
        return resolve(re.split("[?#]", action)[0]).view_name
    except Resolver404:
        return action


def try_headers(sender: Sender) -> None:
    cookies = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, kept.COOKIE)
    for value in ("\x00", "é" * 300, "http://[", "//x", "12", "a=b; sessionid=" + "x" * 5000):
        headers = dict.fromkeys(("HTTP_REFERER", "HTTP_ACCEPT", "HTTP_X_FORWARDED_FOR",
            "HTTP_HOST", "HTTP_HX_REQUEST", "HTTP_ACCEPT_LANGUAGE", "HTTP_IF_NONE_MATCH"), value)  # fmt: skip
        headers["HTTP_COOKIE"] = ";".join(f"{name}={value}" for name in cookies)
        for name, text in headers.items():
            sender.send("GET", "/login/", **{name: text})
            sender.post("/account/password/", "x=1", **{name: text})
    for kind in (
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "text/plain; charset=x",
        "\x00",
    ):
        sender.post("/login/", "--x\r\n", kind)
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "BREW"):
        sender.send(method, "/login/")
        sender.send(method, "/returns/1/save")


def test_nothing_ends_in_an_internal_error(
    world: World, group: list[str], pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.root.manager, "disable", logging.CRITICAL)
    choice = Choice(pytestconfig.getoption("--hostile-requests"))
    faults: dict[str, str] = {}
    for who in group:
        client = Client() if who == VISITOR else people.signed_in(people.EVERYONE[Role(who)]())
        sender = Sender(who, client)
        choice.by(who)
        with sender.listening():
            if who in {group[0], VISITOR}:
                try_headers(sender)
            try_all(sender, world, choice)
        assert sender.met[200], f"{who} has reached nothing"
        faults = sender.faults | faults
    if len(group) > 1:
        names = {view for view, _, _ in world.addresses()}
        assert names - choice.reached == set(NOT_REACHED), "tests/fuzz/world.py lacks something"
    told = [f"{reason}\n    {request}" for reason, request in faults.items()]
    assert told == [], "\n".join(told)
