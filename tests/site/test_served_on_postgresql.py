"""The platform as production runs it: ``ruantong serve`` on PostgreSQL, with everything that goes wrong."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from django.conf import settings
from django.db import InternalError, connection

from ruantong.site import database
from tests.browser.server import Platform, demo_platform
from tests.site.relay import Relay, relay_to

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="a server of PostgreSQL is needed"
    ),
]
TRAIL = 0x7275616E
_DATABASE = "ruantong_served"
_PATIENCE = 60  # far beyond any limit of the platform's own


@dataclass
class Served:
    """A running platform, the way to its database, and a session of another program there."""

    platform: Platform
    relay: Relay
    other: Any


class Browser:
    """Keeps cookies, follows redirects, sends forms."""

    def __init__(self, platform: Platform) -> None:
        jar = http.cookiejar.CookieJar()
        self.platform = platform
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def open(self, path: str, **fields: str) -> tuple[int, str]:
        data = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(self.platform.url(path), data)  # noqa: S310 - our own server
        try:
            with self.opener.open(request, timeout=_PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def sign_in(self, username: str) -> tuple[int, str]:
        """What is answered to a sign-in, which the trail records whether it succeeds or not."""
        return self.open(
            "/login/", csrfmiddlewaretoken=self.token, username=username, password="x" * 12
        )

    @cached_property
    def token(self) -> str:
        """Of the sign-in page, opened once."""
        status, page = self.open("/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, (status, page)
        return token[1]


def _psycopg(**given: Any) -> Any:
    import psycopg

    kept: dict[str, Any] = settings.DATABASES["default"]
    return psycopg.connect(
        host=kept["HOST"], port=kept["PORT"] or 5432, user=kept["USER"], password=kept["PASSWORD"],
        autocommit=True, **given,
    )  # fmt: skip


@pytest.fixture(scope="module")
def served(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    kept: dict[str, Any] = settings.DATABASES["default"]
    folder = tmp_path_factory.mktemp("served")
    name = f"{_DATABASE}_{kept['NAME']}"  # one for each process of the tests
    with _psycopg(dbname="postgres") as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            with relay_to((kept["HOST"], int(kept["PORT"] or 5432))) as relay:
                secret = urllib.parse.quote(kept["PASSWORD"])
                url = f"postgres://{kept['USER']}:{secret}@127.0.0.1:{relay.port}/{name}"
                with (
                    demo_platform(folder, "2024-06-10", RUANTONG_DATABASE=url) as platform,
                    _psycopg(dbname=name) as other,
                ):
                    yield Served(platform, relay, other)
        finally:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def test_a_session_that_holds_the_trail_does_not_stop_the_pages(served: Served) -> None:
    known = served.other.execute(
        "SELECT username FROM accounts_user ORDER BY id LIMIT 12"
    ).fetchall()
    browsers = [(Browser(served.platform), name) for (name,) in known]
    assert all(browser.token for browser, _ in browsers)
    with served.other.transaction():
        served.other.execute("SELECT pg_advisory_xact_lock(%s)", [TRAIL])
        with ThreadPoolExecutor(len(browsers)) as threads:
            waiting = [threads.submit(each.sign_in, name) for each, name in browsers]
            status, page = Browser(served.platform).open("/login/")
            assert (status, "登录" in page) == (200, True)
            answers = [each.result() for each in waiting]
        assert {status for status, _ in answers} == {503}
        assert all("本次提交没有生效" in page for _, page in answers)
    browser, name = browsers[0]
    status, _ = browser.sign_in(name)
    assert status != 503, "who waited in vain may try again at once"


def test_a_restart_of_the_database_is_a_clear_page_and_the_next_request_works(
    served: Served,
) -> None:
    browser = Browser(served.platform)
    assert len(browser.token) > 30
    served.relay.down()
    status, page = browser.sign_in("nobody")
    assert status == 503
    assert "暂时连不上数据库" in page
    served.relay.up()
    # every thread still holds a connection that was cut
    tried = [browser.sign_in("nobody") for _ in range(12)]
    assert not [status for status, _ in tried if status >= 500]


def test_who_holds_a_lock_and_does_nothing_loses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.backends.postgresql.base import DatabaseWrapper

    monkeypatch.setattr(database, "IDLE_IN_TRANSACTION", 1)
    described = {**connection.settings_dict, "OPTIONS": {}}
    database.limit(described)
    idle = DatabaseWrapper(described)
    idle.set_autocommit(False)
    with idle.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TRAIL])
        with connection.cursor() as mine:  # waits for it without a bound
            mine.execute("SELECT pg_advisory_xact_lock(%s)", [TRAIL])
        with pytest.raises(InternalError):
            cursor.execute("SELECT 1")
    idle.close()
