"""Codes have budgets by phone, by network and in total; one attacker does not use up everybody's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts import codes
from ruantong.accounts.models import LoginCode, OutboxMessage
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from tests import people

pytestmark = pytest.mark.django_db
CHEN, DAI = "13800000004", "13800000005"
CITY_PROXY = "10.1.2.3"


@pytest.fixture(autouse=True)
def _morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(codes, "PER_NETWORK_AND_HOUR", 6)
    monkeypatch.setattr(codes, "IN_TOTAL_AND_HOUR", 20)
    monkeypatch.setattr(codes, "RESERVE", 8)
    with clock.at("2024-06-10T09:00:00"):
        people.chen()
        people.dai()
        yield


def later(**span: int) -> None:
    clock.set_base(clock.now() + timedelta(**span))


def ask(phone: str, address: str = CITY_PROXY) -> Any:
    """Another browser behind that address asks for a code."""
    return Client(REMOTE_ADDR=address).post("/login/code/", {"phone": phone}, follow=True)


def arrived(phone: str) -> int:
    return OutboxMessage.objects.filter(phone=phone, template="code").count()


def sign_in(phone: str, address: str = CITY_PROXY) -> None:
    client = Client(REMOTE_ADDR=address)
    client.post("/login/code/", {"phone": phone})
    code = re.search(r"\d{6}", OutboxMessage.objects.filter(phone=phone)[0].text)
    assert code
    assert client.post("/login/code/confirm/", {"code": code[0]}).status_code == 302


def attack(times: int, address: str = CITY_PROXY, first: int = 0) -> None:
    for number in range(first, first + times):
        assert ask(f"139{number:08}", address).status_code == 200


def test_who_signed_in_from_there_goes_on_when_an_attacker_has_used_the_network_up() -> None:
    sign_in(CHEN)
    later(days=80)
    attack(30)
    assert arrived(CHEN) == 1
    ask(CHEN)
    assert arrived(CHEN) == 2


def test_somebody_else_behind_that_address_is_told_what_to_do() -> None:
    attack(6)
    page = ask(DAI).content.decode()
    assert "暂时只向近期用验证码登录过的手机号发送" in page
    assert "改用密码登录" in page
    assert arrived(DAI) == 0
    later(hours=1, seconds=1)
    ask(DAI)
    assert arrived(DAI) == 1


def test_other_networks_are_not_touched() -> None:
    attack(6)
    ask(CHEN, "10.9.9.9")
    assert arrived(CHEN) == 1


def test_in_the_narrow_hour_every_phone_gets_the_same_page() -> None:
    """Whether a phone has an account, or ever signed in from there, is not to be learned."""
    sign_in(CHEN)
    later(hours=2)
    attack(6)
    pages = {
        re.sub(r'csrfmiddlewaretoken" value="\w+"', "", ask(phone).content.decode()).replace(
            phone, ""
        )
        for phone in (CHEN, DAI, "13900009999")
    }
    assert len(pages) == 1


def test_a_code_that_was_used_gives_its_part_back() -> None:
    for number in range(10):
        people.person(f"qu{number}", Role.CITY, "某人", phone=f"137000000{number:02}")
        sign_in(f"137000000{number:02}")
    ask(CHEN)
    assert arrived(CHEN) == 1


def test_many_networks_together_leave_the_reserve_to_phones_that_have_used_a_code() -> None:
    sign_in(CHEN, "10.7.7.7")
    later(hours=2)
    for place in range(4):
        attack(6, f"10.0.0.{place}", first=100 * place)
    ask(DAI, "10.8.8.8")
    ask(CHEN, "10.8.8.9")
    assert (arrived(DAI), arrived(CHEN)) == (0, 2)


def test_the_total_is_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(CHEN)
    later(hours=2)
    monkeypatch.setattr(codes, "IN_TOTAL_AND_HOUR", 3)
    monkeypatch.setattr(codes, "RESERVE", 0)
    attack(3)
    ask(CHEN)
    assert arrived(CHEN) == 1


def test_a_phone_has_its_own_limits_in_the_narrow_hour_too() -> None:
    attack(6)
    ask(DAI)
    assert "请60秒后再试" in ask(DAI).content.decode()


def test_addresses_of_one_ipv6_network_are_one() -> None:
    for number in range(6):
        ask(f"139{number:08}", f"2001:db8:1:2::{number + 1}")
    ask(DAI, "2001:db8:1:2:ffff::9")
    ask(CHEN, "2001:db8:1:3::1")
    assert (arrived(DAI), arrived(CHEN)) == (0, 1)
    assert LoginCode.objects.filter(ip="2001:db8:1:2::").count() == 7
