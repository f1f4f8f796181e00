"""A visitor meets the sign-in page, and every failure is a sentence."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_visitor_is_led_to_the_sign_in_page(client: Client) -> None:
    answer = client.get("/account/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/login/?next=/account/"


def test_the_sign_in_page_opens_without_an_account(client: Client) -> None:
    answer = client.get("/login/")
    assert answer.status_code == 200
    assert "用户名或手机号" in answer.content.decode()


def test_an_unknown_address_gets_a_sentence(client: Client) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "您要打开的页面不存在" in answer.content.decode()


def test_a_script_gets_the_sentence_as_json(client: Client) -> None:
    answer = client.get("/account/", headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert "已填内容不会丢失" in answer.json()["message"]


def test_a_form_from_an_expired_page_gets_a_sentence() -> None:
    answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def test_a_broken_platform_shows_no_stack_trace(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the reason nobody outside should read")

    monkeypatch.setattr("ruantong.accounts.views.SignInForm", broken)
    client.raise_request_exception = False
    answer = client.get("/login/")
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "本次操作没有生效" in text
    assert "Traceback" not in text
    assert "nobody outside" not in text


def test_every_answer_carries_the_strict_policy(client: Client) -> None:
    policy = client.get("/login/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
