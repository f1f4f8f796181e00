"""How often one may try: by account and network, longer each time, and never to another's cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ruantong.accounts.lockout import tries
from ruantong.accounts.lockout.counting import LONGEST, locked_until
from ruantong.accounts.models import OutboxMessage, SignInTry
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from tests import people

pytestmark = pytest.mark.django_db
HOME, ELSEWHERE = "10.1.2.3", "10.9.9.9"


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with clock.at("2024-06-10T09:00:00"):
        people.chen()
        yield


def later(**span: int) -> None:
    clock.set_base(clock.now() + timedelta(**span))


def enter(name: str, password: str = "wrong", address: str = HOME) -> Any:
    return Client(REMOTE_ADDR=address).post("/login/", {"username": name, "password": password})


def fail(name: str, times: int = 5, address: str = HOME) -> Any:
    answers = [enter(name, address=address) for _ in range(times)]
    return answers[-1]


def opens(name: str, address: str = HOME) -> bool:
    return bool(enter(name, people.PASSWORD, address).status_code == 302)


@pytest.mark.parametrize("name", ["chen", "nobody"])
def test_failures_lock_and_the_page_says_how_long(name: str) -> None:
    assert fail(name, 4).status_code == 422
    assert "已锁定30分钟" in fail(name, 1).content.decode()
    answer = enter(name, people.PASSWORD)
    assert answer.status_code == 429
    later(minutes=20)
    assert "已锁定10分钟" in enter(name, people.PASSWORD).content.decode()
    later(minutes=10, seconds=1)
    assert enter(name, people.PASSWORD).status_code == (302 if name == "chen" else 422)


def test_each_lock_is_longer_than_the_one_before() -> None:
    said = []
    for _ in range(3):
        page = fail("chen").content.decode()
        found = re.search(r"已锁定(\d+)分钟", page)
        assert found
        said.append(int(found[1]))
        later(minutes=said[-1], seconds=1)
    assert said == [30, 60, 120]


def test_a_lock_is_never_longer_than_its_bound() -> None:
    at, first = clock.now(), timedelta(minutes=30)
    failures = []
    for _ in range(12):
        failures += [at] * 5
        until = locked_until(failures, 5, first)
        assert until is not None
        assert until - at <= LONGEST
        at = until


def test_a_success_starts_the_count_and_the_length_anew() -> None:
    fail("chen")
    later(minutes=31)
    assert opens("chen")
    assert fail("chen", 4).status_code == 422
    assert opens("chen")
    assert "已锁定30分钟" in fail("chen").content.decode()


def test_user_name_and_phone_are_one_account() -> None:
    for name in ("chen", "13800000004", "CHEN", "13800000004"):
        enter(name)
    assert "已锁定" in fail("chen", 1).content.decode()


def test_nobody_locks_another_person_out_from_that_persons_own_address() -> None:
    for number in range(30):
        fail("chen", 5, f"10.5.0.{number}")
    later(minutes=1)
    assert not opens("chen", ELSEWHERE), "new places have to wait while so many try"
    later(hours=2)
    assert opens("chen", HOME)
    later(minutes=1)
    for number in range(30):
        fail("chen", 5, f"10.6.0.{number}")
    assert opens("chen", HOME), "who has signed in from there goes on"


def test_one_account_tried_from_everywhere_is_held_for_an_hour() -> None:
    for number in range(20):
        fail("chen", 1, f"10.5.0.{number}")
    page = enter("chen", people.PASSWORD, ELSEWHERE).content.decode()
    assert "该用户名或您所在的网络登录失败过多" in page
    later(hours=1, seconds=1)
    assert opens("chen", ELSEWHERE)


def test_many_names_from_one_address_are_stopped_but_not_the_city_behind_it() -> None:
    """Sixty log-ins from one address: the last names are not even looked at."""
    dai = people.dai()
    assert opens("chen", HOME)
    for number in range(tries.NAMES_OF_A_NETWORK):
        fail(f"stranger{number}", 1)
    assert not opens(dai.username, HOME)
    assert opens("chen", HOME)
    assert opens(dai.username, ELSEWHERE)
    client = Client(REMOTE_ADDR=HOME)
    client.post("/login/code/", {"phone": dai.phone})
    code = re.search(r"\d{6}", OutboxMessage.objects.filter(phone=dai.phone)[0].text)
    assert code
    assert client.post("/login/code/confirm/", {"code": code[0]}).status_code == 302


def test_who_mistypes_and_then_gets_in_does_not_count() -> None:
    for number in range(tries.NAMES_OF_A_NETWORK + 5):
        name = f"officer{number}"
        people.person(name, Role.CITY, "某人")
        fail(name, 1)
        assert opens(name)


def test_in_the_narrow_hour_everybody_reads_the_same() -> None:
    people.dai()
    assert opens("chen", HOME)
    for number in range(tries.NAMES_OF_A_NETWORK):
        fail(f"stranger{number}", 1)
    pages = set()
    for name, password in (("chen", "wrong"), ("dai", people.PASSWORD), ("nobody", "wrong")):
        page = enter(name, password).content.decode().replace(f'value="{name}"', "")
        pages.add(re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page))
    assert len(pages) == 1


def test_known_and_unknown_names_cost_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    disabled = people.person("gone", Role.CITY, "已停用")
    disabled.is_active = False
    disabled.save()
    fail("warm-up", 1)
    costs = set()
    for name in ("chen", "nobody", "13800000004", "13999999999", "gone"):
        hashed.clear()
        with CaptureQueriesContext(connection) as made:
            enter(name)
        costs.add((len(made), len(hashed)))
    assert len(costs) == 1


def test_what_was_typed_is_not_kept() -> None:
    fail("my-password-typed-as-name", 1)
    kept = SignInTry.objects.get()
    assert "my-password" not in f"{kept.key}{kept}"


def test_addresses_of_one_ipv6_network_are_one_place() -> None:
    for number in range(5):
        fail("chen", 1, f"2001:db8:1:2::{number + 1}")
    assert enter("chen", people.PASSWORD, "2001:db8:1:2:ffff::9").status_code == 429
    assert opens("chen", "2001:db8:1:3::1")


def test_what_nothing_asks_for_goes_after_a_while() -> None:
    fail("nobody", 2)
    assert opens("chen")
    later(days=2)
    tries.clean()
    assert SignInTry.objects.filter(succeeded=False).count() == 0
    fail("dai", 1)
    assert opens("chen")
    later(days=91)
    tries.clean()
    assert not SignInTry.objects.exists()
