"""One-time codes: six digits, five minutes, once; unknown phones are answered like known ones."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.models import LoginCode, OutboxMessage
from ruantong.gateways import clock
from tests import people

pytestmark = pytest.mark.django_db

CHEN = "13800000004"
STRANGER = "13999999999"


@pytest.fixture(autouse=True)
def _morning() -> Any:
    with clock.at("2024-06-10T09:00:00"):
        people.chen()
        yield


def ask(client: Client, phone: str = CHEN) -> Any:
    return client.post("/login/code/", {"phone": phone})


def sent() -> str:
    found = re.search(r"\d{6}", OutboxMessage.objects.all()[0].text)
    assert found
    return found[0]


def enter(client: Client, code: str) -> Any:
    return client.post("/login/code/confirm/", {"code": code})


def later(**span: int) -> None:
    clock.set_base(clock.now() + timedelta(**span))


def test_the_code_opens_the_door(client: Client) -> None:
    ask(client)
    assert enter(client, sent()).status_code == 302
    assert client.get("/account/").status_code == 200


def test_full_width_digits_are_understood(client: Client) -> None:
    ask(client, "１３８０００００００４")
    code = sent().translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert enter(client, f" {code} ").status_code == 302


def test_an_unknown_phone_is_answered_like_a_known_one() -> None:
    known, unknown = Client(), Client()
    pages = [
        re.sub(
            r'csrfmiddlewaretoken" value="\w+"',
            "",
            client.post("/login/code/", {"phone": phone}, follow=True).content.decode(),
        ).replace(phone, "")
        for client, phone in ((known, CHEN), (unknown, STRANGER))
    ]
    assert pages[0] == pages[1]
    assert OutboxMessage.objects.count() == 1
    assert enter(unknown, "000000").status_code == 422


def test_no_code_is_kept_in_clear(client: Client) -> None:
    ask(client)
    assert sent() not in LoginCode.objects.get().digest


def elsewhere() -> Client:
    """Another machine on which the same phone was typed, without a new code."""
    client = Client(REMOTE_ADDR="10.0.0.9")
    session = client.session
    session["code_phone"] = CHEN
    session.save()
    return client


def test_a_code_opens_once(client: Client) -> None:
    ask(client)
    assert enter(client, sent()).status_code == 302
    assert enter(elsewhere(), sent()).status_code == 422


def test_a_code_is_good_for_five_minutes(client: Client) -> None:
    ask(client)
    later(minutes=5, seconds=1)
    answer = enter(client, sent())
    assert answer.status_code == 422
    assert "验证码不正确或已失效" in answer.content.decode()


def test_a_newer_code_replaces_the_older(client: Client) -> None:
    ask(client)
    older = sent()
    later(seconds=61)
    ask(client)
    if sent() != older:
        assert enter(client, older).status_code == 422
    assert enter(client, sent()).status_code == 302


def test_guessing_locks(client: Client) -> None:
    ask(client)
    wrong = "000000" if sent() != "000000" else "000001"
    for _ in range(5):
        answer = enter(client, wrong)
    assert answer.status_code == 429
    # from another machine the right code is refused too: it has been tried too often
    assert enter(elsewhere(), sent()).status_code == 422


@pytest.mark.parametrize("code", ["12345", "abcdef", "1234567", ""])
def test_what_is_no_code_is_told_so(client: Client, code: str) -> None:
    ask(client)
    page = enter(client, code).content.decode()
    assert "短信验证码应为6位数字" in page or "请填写短信验证码" in page


def test_asking_has_its_limits(client: Client) -> None:
    for phone in (CHEN, STRANGER):
        ask(client, phone)
        assert "请60秒后再试" in ask(client, phone).content.decode()
        for _ in range(4):
            later(seconds=61)
            ask(client, phone)
        later(seconds=61)
        assert "1小时内索取验证码次数过多" in ask(client, phone).content.decode()
        assert LoginCode.objects.filter(phone=phone).count() == 5
        later(hours=1)
        assert ask(client, phone).status_code == 302


@pytest.mark.parametrize("phone", ["", "12345678901", "abc"])
def test_what_is_no_phone_is_told_so(client: Client, phone: str) -> None:
    answer = ask(client, phone)
    assert answer.status_code == 422
    assert not LoginCode.objects.exists()


def test_without_a_provider_the_way_is_closed(client: Client, settings: Any) -> None:
    settings.SMS_GATEWAY = "ruantong.gateways.sms.UnavailableSms"
    assert "短信服务尚未配置" in ask(client).content.decode()
    assert not LoginCode.objects.exists()


def test_the_code_page_without_a_phone_leads_back(client: Client) -> None:
    assert client.get("/login/code/confirm/").headers["Location"] == "/login/code/"


def test_who_came_by_code_may_set_a_password_without_the_old_one(client: Client) -> None:
    ask(client)
    enter(client, sent())
    new = {"new": "xin-de-mima-2024", "again": "xin-de-mima-2024"}
    assert client.post("/account/password/", new).status_code == 302
    client.post("/logout/")
    assert client.post("/login/", {"username": "chen", "password": new["new"]}).status_code == 302


def test_without_a_provider_nothing_offers_a_code(client: Client, settings: Any) -> None:
    assert 'href="/login/code/"' in client.get("/login/").content.decode()
    settings.SMS_GATEWAY = "ruantong.gateways.sms.UnavailableSms"
    page = client.get("/login/").content.decode()
    assert "验证码" not in page
    assert "忘记密码" in page
    given = {"username": "nobody", "password": "wrong"}
    for _ in range(5):
        answer = client.post("/login/", given)
    assert answer.status_code == 429
    assert "验证码登录" not in answer.content.decode()


def test_the_newest_code_counts_though_the_clock_was_set_back(client: Client) -> None:
    ask(client)
    later(hours=-2)
    ask(client)
    assert enter(client, sent()).status_code == 302
    assert client.get("/account/").status_code == 200
