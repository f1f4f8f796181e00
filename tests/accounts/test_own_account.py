"""One's own account: first password, new password, new phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.first_access import bare, one_time_secret
from ruantong.accounts.models import OutboxMessage, User
from ruantong.gateways import clock
from tests import people

pytestmark = pytest.mark.django_db

NEW = "quanxin-mima-2024"


def change(client: Client, path: str = "/account/password/", **changes: str) -> Any:
    given = {"current": people.PASSWORD, "new": NEW, "again": NEW} | changes
    return client.post(path, given)


def test_a_new_password_replaces_the_old_and_ends_other_sessions() -> None:
    here, elsewhere = people.signed_in(people.chen()), people.signed_in(people.chen())
    assert change(here).status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert User.objects.get(username="chen").check_password(NEW)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"current": "wrong"}, "当前密码不正确"),
        ({"again": "different-one-1"}, "两次输入的新密码不一致"),
        ({"new": "short", "again": "short"}, "密码过短，只有5个字符，应不少于10个字符。"),
        ({"new": "1234567890", "again": "1234567890"}, "常见"),
        ({"new": people.PASSWORD, "again": people.PASSWORD}, "不能与当前密码相同"),
    ],
)
def test_a_bad_password_is_explained(changes: dict[str, str], expected: str) -> None:
    answer = change(people.signed_in(people.chen()), **changes)
    assert answer.status_code == 422
    assert expected in answer.content.decode()
    assert User.objects.get(username="chen").check_password(people.PASSWORD)


def first_timer(**changes: Any) -> Client:
    chen = people.chen()
    for name, value in ({"must_change_password": True} | changes).items():
        setattr(chen, name, value)
    chen.save()
    return people.signed_in(chen)


@pytest.mark.parametrize("path", ["/", "/account/", "/units/", "/account/phone/"])
def test_before_the_first_change_everything_else_is_closed(path: str) -> None:
    answer = first_timer().get(path)
    assert answer.headers["Location"] == "/account/first-password/"


def test_the_first_change_opens_the_platform() -> None:
    client = first_timer()
    assert change(client, "/account/first-password/").status_code == 302
    assert client.get("/account/").status_code == 200
    assert client.get("/account/first-password/").status_code == 302


def test_the_first_password_may_not_be_the_secret_again() -> None:
    answer = change(
        first_timer(), "/account/first-password/", new=people.PASSWORD, again=people.PASSWORD
    )
    assert answer.status_code == 422


def test_a_first_timer_may_leave() -> None:
    assert first_timer().post("/logout/").headers["Location"] == "/login/"


def test_a_secret_expires(client: Client) -> None:
    with clock.at("2024-06-10"):
        first_timer(secret_valid_until=clock.now())
    with clock.at("2024-06-11"):
        answer = client.post("/login/", {"username": "chen", "password": people.PASSWORD})
    assert answer.status_code == 422
    assert "7天内有效" in answer.content.decode()


NEW_PHONE = "13811112222"


def move(phone: str, password: str = people.PASSWORD, browser: Client | None = None) -> Any:
    browser = browser or people.signed_in(people.chen())
    return browser.post("/account/phone/", {"phone": phone, "password": password}, follow=True)


def code_for(phone: str) -> str:
    found = re.search(r"\d{6}", OutboxMessage.objects.filter(phone=phone)[0].text)
    assert found
    return found[0]


def prove(browser: Client, code: str) -> Any:
    return browser.post("/account/phone/confirm/", {"code": code}, follow=True)


def opens(client: Client, name: str) -> bool:
    given = {"username": name, "password": people.PASSWORD}
    return client.post("/login/", given).status_code == 302


def test_a_new_phone_opens_the_door_once_its_code_came_back(client: Client) -> None:
    browser = people.signed_in(people.chen())
    move(NEW_PHONE, browser=browser)
    wrong = "000000" if code_for(NEW_PHONE) != "000000" else "000001"
    assert "验证码不正确" in prove(browser, wrong).content.decode()
    assert not opens(Client(), NEW_PHONE)
    assert opens(Client(), "13800000004")
    assert "手机号已验证" in prove(browser, code_for(NEW_PHONE)).content.decode()
    assert opens(Client(), NEW_PHONE)
    assert not opens(Client(), "13800000004")


def test_a_number_that_was_only_noted_is_proven_the_same_way() -> None:
    chen = people.chen()
    User.objects.filter(pk=chen.pk).update(phone_proven_at=None)
    browser = people.signed_in(chen)
    assert "未验证" in browser.get("/account/").content.decode()
    move("13800000004", browser=browser)
    prove(browser, code_for("13800000004"))
    assert "未验证" not in browser.get("/account/").content.decode()
    assert opens(Client(), "13800000004")


def test_whose_number_it_is_learns_only_who_holds_it() -> None:
    people.bo()
    browser = people.signed_in(people.chen())
    assert "已登记" not in move("13800000002", browser=browser).content.decode()
    assert "已登记在其他账户" in prove(browser, code_for("13800000002")).content.decode()
    assert User.objects.get(username="chen").phone == "13800000004"


@pytest.mark.parametrize(
    ("phone", "password", "expected"),
    [
        ("123", people.PASSWORD, "11位手机号码"),
        (NEW_PHONE, "wrong", "当前密码不正确"),
    ],
)
def test_a_bad_phone_is_explained(phone: str, password: str, expected: str) -> None:
    answer = move(phone, password)
    assert answer.status_code == 422
    assert expected in answer.content.decode()
    assert User.objects.get(username="chen").phone == "13800000004"


def test_two_secrets_are_never_the_same() -> None:
    secrets = {one_time_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert {len(bare(secret)) for secret in secrets} == {12}
