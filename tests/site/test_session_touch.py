"""The idle limit is kept to a minute, and a session in use is not written at every request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import people

pytestmark = pytest.mark.django_db

Wait = Callable[[float], None]


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Let seconds pass for everything that asks Django for the time."""
    now = datetime(2024, 6, 10, 1, tzinfo=UTC)

    def passed(seconds: float) -> None:
        nonlocal now
        now += timedelta(seconds=seconds)

    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return passed


@pytest.fixture
def browser(wait: Wait) -> Client:
    client = Client()
    given = {"username": people.alice().username, "password": people.PASSWORD}
    assert client.post("/login/", given).status_code == 302
    assert signed_in(client)
    return client


def signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def writes(client: Client) -> int:
    """How many statements of one request change the stored session."""
    with CaptureQueriesContext(connection) as queries:
        assert signed_in(client)
    return sum(
        "accounts_session" in query["sql"] and not query["sql"].startswith("SELECT")
        for query in queries
    )


def test_a_session_in_use_is_written_once_a_minute(browser: Client, wait: Wait) -> None:
    wait(30)
    assert writes(browser) == 0
    wait(31)
    assert writes(browser) == 1
    wait(59)
    assert writes(browser) == 0


def test_a_session_in_use_does_not_end(browser: Client, wait: Wait) -> None:
    for _ in range(100):
        wait(50)
        assert signed_in(browser)


@pytest.mark.parametrize(("idle", "still"), [(28 * 60 + 59, True), (30 * 60, False)])
def test_it_ends_after_thirty_minutes_without_a_request(
    browser: Client, wait: Wait, idle: int, still: bool
) -> None:
    wait(59)
    assert signed_in(browser), "too early for another renewal"
    wait(idle)
    assert signed_in(browser) is still
