"""Whoever withholds, dribbles or sends too much holds up nobody else."""

from __future__ import annotations

import http.client
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest

from tests.browser.server import Platform, new_platform
from tests.edge.server import ATTACKER, HONEST, Door, answer_of, asked, edge, head, trusting

# more than all threads of the platform, and more than it waits for
MANY = 120
FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with new_platform(tmp_path_factory.mktemp("behind"), "2024-06-10") as platform:
        yield platform


@pytest.fixture(scope="module")
def granian(platform: Platform) -> Door:
    """The platform itself, as its proxy reaches it."""
    return Door(urlsplit(platform.address).port or 0, encrypted=False)


@pytest.fixture(scope="module")
def door(granian: Door, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The platform as the city reaches it: behind nginx."""
    with edge(tmp_path_factory.mktemp("edge"), behind=granian.port) as door:
        yield door


def served(door: Door, origin: str = HONEST) -> bool:
    status, page = asked(door, head("GET", "/login/", "Connection: close"), origin=origin)
    return status == 200 and "用户名或手机号" in page


@pytest.mark.parametrize("path", ["/login/", "/register/", "/", "/registration/correct/"])
def test_bodies_that_do_not_come_hold_up_nobody(door: Door, path: str) -> None:
    with ExitStack() as held:
        attackers = [held.enter_context(door.connect(ATTACKER)) for _ in range(MANY)]
        for one in attackers:
            one.sendall(head("POST", path, FORM, "Content-Length: 5000").encode() + b"username=")
        assert served(door)
        assert served(door, ATTACKER), "nor somebody else behind the same address"


def test_a_body_that_does_not_come_is_not_waited_for(door: Door) -> None:
    with door.connect(ATTACKER) as one:
        one.sendall(head("POST", "/login/", FORM, "Content-Length: 5000").encode())
        assert answer_of(one)[0] in {0, 408}


def test_headers_that_do_not_end_hold_up_nobody(door: Door, granian: Door) -> None:
    for way in (door, granian):
        with ExitStack() as held:
            for _ in range(MANY):
                one = held.enter_context(way.connect(ATTACKER))
                one.sendall(b"GET /login/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            assert served(way)


def test_headers_that_do_not_end_are_not_waited_for(door: Door, granian: Door) -> None:
    for way in (door, granian):
        with way.connect(ATTACKER) as one:
            one.sendall(b"GET /login/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            assert answer_of(one)[0] in {0, 408}


def kept(door: Door, platform: Platform) -> int:
    """Bytes that lie in the folders of edge and platform."""
    assert door.bodies is not None
    places = (door.bodies, platform.folder / "files")
    return sum(f.stat().st_size for place in places for f in place.rglob("*") if f.is_file())


@pytest.mark.parametrize("path", ["/register/", "/login/", "/registration/correct/", "/import/"])
def test_what_is_too_large_is_refused_before_it_is_sent(
    door: Door, platform: Platform, path: str
) -> None:
    size = 300 * 1024 * 1024
    with door.connect(ATTACKER) as one:
        one.sendall(head("POST", path, FORM, f"Content-Length: {size}").encode())
        status, said = answer_of(one)
        assert status == 413
        assert "提交的内容过大" in said
    assert kept(door, platform) == 0
    assert served(door)


def test_what_does_not_tell_its_size_is_cut_off_at_the_cap(door: Door, platform: Platform) -> None:
    piece = b"100000\r\n" + b"0" * 0x100000 + b"\r\n"
    with door.connect(ATTACKER) as one:
        one.sendall(head("POST", "/register/", FORM, "Transfer-Encoding: chunked").encode())
        for _ in range(20):
            one.sendall(piece)
        assert answer_of(one)[0] == 413
    assert kept(door, platform) == 0
    assert served(door)


def test_the_platform_itself_refuses_by_the_stated_size(granian: Door) -> None:
    size = 300 * 1024 * 1024
    with granian.connect(ATTACKER) as one:
        one.sendall(head("POST", "/register/", FORM, f"Content-Length: {size}").encode())
        assert answer_of(one)[0] == 413
    assert served(granian)


def test_one_address_may_not_hold_every_connection(door: Door) -> None:
    """What stands open from one place is bounded, and the others do not feel it."""
    with ExitStack() as held:
        request = head("POST", "/register/", FORM, "Content-Length: 5000").encode()
        answers = []
        for _ in range(25):
            one = held.enter_context(door.connect(ATTACKER))
            one.sendall(request)
            answers.append(one)
        answers[-1].settimeout(60)
        status, said = answer_of(answers[-1])
        assert status == 429
        assert "过于频繁" in said
        assert served(door)


def test_trying_the_door_again_and_again_is_slowed_down_at_the_edge(door: Door) -> None:
    request = head("POST", "/login/", FORM, "Content-Length: 0", "Connection: close")
    with ExitStack() as held:
        tries = [held.enter_context(door.connect("127.0.0.3")) for _ in range(95)]
        for one in tries:
            one.sendall(request.encode())
        statuses = {answer_of(one)[0] for one in tries}
    assert 429 in statuses
    assert served(door, "127.0.0.3"), "looking is not trying"


def test_the_edge_says_who_is_there_and_hands_on_no_claims(door: Door, platform: Platform) -> None:
    browser = http.client.HTTPSConnection(
        "localhost", door.port, source_address=("127.0.0.4", 0), context=trusting()
    )
    with closing(browser):
        browser.request("GET", "/login/code/")
        answer = browser.getresponse()
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())
        cookie = (answer.headers["Set-Cookie"] or "").split(";")[0]
        assert token
        browser.request(
            "POST", "/login/code/", f"phone=13900000044&csrfmiddlewaretoken={token[1]}",
            {
                "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie,
                "Origin": f"https://localhost:{door.port}",
                "X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "http", "X-Real-IP": "6.6.6.6",
            },
        )  # fmt: skip
        assert browser.getresponse().status == 302
    with closing(sqlite3.connect(platform.folder / "platform.sqlite3")) as database:
        found = database.execute(
            "select ip from accounts_logincode where phone = '13900000044'"
        ).fetchall()
    assert found == [("127.0.0.4",)]
