"""Behind a proxy every visitor has an address of its own; nobody can make one up."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.models import LoginCode
from tests import people

pytestmark = pytest.mark.django_db


def ask(forwarded: str, peer: str = "127.0.0.1", number: int = 0) -> int:
    """Ask for a code; the status of the answer."""
    return Client(REMOTE_ADDR=peer).post(
        "/login/code/",
        {"phone": f"139{number:08}"},
        headers={"x-forwarded-for": forwarded},
    ).status_code  # fmt: skip


def test_visitors_of_a_proxy_do_not_share_one_budget() -> None:
    people.chen()
    answers = [ask(f"10.1.2.{number}", number=number) for number in range(1, 41)]
    assert set(answers) == {302}
    assert LoginCode.objects.values("ip").distinct().count() == 40


@pytest.mark.parametrize(
    ("forwarded", "peer", "address"),
    [
        ("10.1.2.3", "127.0.0.1", "10.1.2.3"),
        ("6.6.6.6, 10.1.2.3", "127.0.0.1", "10.1.2.3"),  # what a visitor sent stands before
        ("6.6.6.6, 10.1.2.3, 192.168.7.9", "192.168.7.1", "10.1.2.3"),  # two proxies of ours
        ("6.6.6.6", "10.1.2.3", "10.1.2.3"),  # no proxy of ours
        ("nonsense", "127.0.0.1", "127.0.0.1"),
        ("", "127.0.0.1", "127.0.0.1"),
        ("2001:db8::7", "::1", "2001:db8::"),  # counted by its /64
    ],
)
def test_the_address_is_the_last_one_before_our_own_proxies(
    settings: Any, forwarded: str, peer: str, address: str
) -> None:
    settings.PROXIES = ["127.0.0.1", "::1", "192.168.7.0/24"]
    ask(forwarded, peer)
    assert LoginCode.objects.get().ip == address


def test_nobody_but_a_proxy_says_that_a_connection_is_encrypted(settings: Any) -> None:
    settings.HTTPS_ONLY = True
    said = {"x-forwarded-proto": "https"}
    assert Client(REMOTE_ADDR="10.1.2.3").get("/login/", headers=said).status_code == 403
    assert Client(REMOTE_ADDR="127.0.0.1").get("/login/", headers=said).status_code == 200
