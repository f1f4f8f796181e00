"""Whatever goes wrong is a Chinese page that leads on, and an internal error has a number."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.utils import timezone

from ruantong.accounts.models import Session
from ruantong.core.lifecycle import Role
from tests import people
from tests.site.addresses import addresses

pytestmark = pytest.mark.django_db


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("nobody has thought of this")


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_internal_error_has_a_number_that_leads_to_its_reason_in_the_log(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    accept: str,
) -> None:
    monkeypatch.setattr("ruantong.accounts.views.SignInForm", broken)
    client.raise_request_exception = False
    answer = client.get("/login/", headers={"accept": accept})
    assert answer.status_code == 500
    text = answer.json()["message"] if accept.endswith("json") else answer.content.decode()
    number = re.search(r"故障编号：(\d{8}-[A-Z0-9]{6})", text)
    assert number
    (entry,) = [record for record in caplog.records if number[1] in record.getMessage()]
    assert entry.levelno == logging.ERROR
    assert "/login/" in entry.getMessage()
    assert entry.exc_info
    assert isinstance(entry.exc_info[1], RuntimeError)


def test_the_page_of_an_internal_error_needs_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    client = people.signed_in(people.chen())
    client.raise_request_exception = False
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", broken)
    answer = client.get("/city/")
    assert answer.status_code == 500
    assert "故障编号" in answer.content.decode()
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("role", Role)
def test_an_address_for_sending_only_leads_to_a_page_that_opens(role: Role) -> None:
    client = people.signed_in(people.EVERYONE[role]())
    wrong = {}
    for each in addresses():
        if role.value not in each.roles:
            continue
        answer = client.get(each.path)
        if answer.status_code != 405:
            continue
        page = answer.content.decode()
        link = re.search(r'class="btn btn--secondary" href="([^"]+)"', page)
        if not link or "此地址不能直接打开" not in page or not answer.headers["Allow"]:
            wrong[each.name] = "no page"
        # 404: the made-up number in the address, which nothing has
        elif client.get(link[1], follow=True).status_code not in {200, 404}:
            wrong[each.name] = link[1]
    assert wrong == {}


def test_the_page_above_an_act_is_the_one_with_its_button() -> None:
    page = people.signed_in(people.bo()).get("/desk/987/back/").content.decode()
    assert 'href="/desk/987/"' in page


def test_an_unknown_host_gets_its_own_page(client: Client) -> None:
    answer = client.get("/login/", headers={"host": "tongji.example.cn"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "tongji.example.cn" in page
    assert "RUANTONG_HOSTS" in page
    assert "返回首页" not in page, "the first page of that address says the same again"


def test_too_much_is_said_to_be_too_much(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post("/login/", {"username": "x" * 2000})
    assert answer.status_code == 413
    assert "过大" in answer.content.decode()
    answer = client.generic("POST", "/login/", b"", CONTENT_LENGTH=str(10**9))
    assert answer.status_code == 413


def test_no_page_redirects_to_an_https_that_is_not_there(client: Client, settings: Any) -> None:
    settings.HTTPS_ONLY = True
    answer = client.get("/login/")
    assert answer.status_code == 403
    assert "https" in answer.content.decode()
    behind_proxy = client.get("/login/", headers={"x-forwarded-proto": "https"})
    assert behind_proxy.status_code == 200


@pytest.mark.parametrize(("accept", "status"), [("text/html", 302), ("application/json", 401)])
def test_a_session_that_ended_meanwhile_leads_to_the_first_page(
    monkeypatch: pytest.MonkeyPatch, accept: str, status: int
) -> None:
    """Of two equal sign-ins, or when somebody signed out in another tab."""

    def deleted(*_: object, **__: object) -> None:
        raise UpdateError

    client = people.signed_in(people.chen())
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=2))  # due for renewal
    monkeypatch.setattr("ruantong.accounts.sessions.store.SessionStore.save", deleted)
    answer = client.get("/city/", headers={"accept": accept})
    assert answer.status_code == status
    assert answer.headers.get("Location") == ("/" if status == 302 else None)
    assert status == 302 or "请重新登录" in answer.json()["message"]
