"""One CAS server for the tests of this folder, the people it knows, and the platform beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from ruantong.core.identifiers import make_uscc
from tests.cas.server import PASSWORD, CasBrowser, cas_server

# Alice's unit is number 1 of 渝中区 (tests/people.py)
ALICE_USCC, NEW_USCC = make_uscc("91500103MA5U0001"), make_uscc("91500103MA5U8888")
PEOPLE: dict[str, dict[str, Any]] = {
    "alice-cq": {"creditCode": ALICE_USCC, "realName": "艾丽丝"},
    "by-phone": {"mobile": "13800000001"},
    "chen-cq": {"mobile": "13800000004", "loginName": "chen"},
    "chen-name": {"loginName": "chen", "realName": "陈市级"},
    "name-only": {"realName": "陈市级"},
    "torn": {"creditCode": ALICE_USCC, "mobile": "13800000099"},
    "other-unit": {"creditCode": NEW_USCC, "loginName": "alice"},
    "newcomer": {
        "creditCode": NEW_USCC, "mobile": "13600000001", "unitName": "新企业软件有限公司",
        "realName": "辛企业", "email": "xin@example.com",
    },
    "bare": {},
}  # fmt: skip


@pytest.fixture(scope="session")
def cas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the running server."""
    known = {name: {"password": PASSWORD, "attributes": said} for name, said in PEOPLE.items()}
    with cas_server(tmp_path_factory.mktemp("cas"), known) as address:
        yield address


class Visitor:
    """One person with one browser, at the platform and at the CAS server."""

    def __init__(self, platform: str, cas: str) -> None:
        self.client = Client(HTTP_HOST=platform.removeprefix("http://"))
        self.service = f"{platform}/login/cas/ticket/"
        self.cas = CasBrowser(cas)

    def come_back(self, ticket: str) -> Any:
        return self.client.get("/login/cas/ticket/", {"ticket": ticket})

    def enter(self, name: str = "") -> Any:
        """From the platform to the CAS server and back with a ticket."""
        answer = self.client.get("/login/cas/go/")
        assert answer.headers["Location"].startswith(self.cas.address + "/login?service=")
        return self.come_back(self.cas.ticket(self.service, name))

    @property
    def inside(self) -> bool:
        return self.client.get("/account/").status_code == 200


@pytest.fixture
def visitor(live_server: Any, cas: str, settings: Any) -> Any:
    """Makes people who come; the platform answers the CAS server on ``live_server``."""
    settings.CAS_SERVER = cas
    settings.CAS_ATTRIBUTES = settings.CAS_ATTRIBUTES | {"username": "loginName"}
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
    return lambda: Visitor(live_server.url, cas)
