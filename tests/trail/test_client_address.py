"""Where an act came from: the address for 90 days, a keyed hash for good, and a chain that stays sound."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from ruantong.gateways import clock
from ruantong.trail.client import forget_old
from ruantong.trail.models import TrailEntry
from ruantong.trail.record import record, walked
from tests import people

pytestmark = pytest.mark.django_db


def signed_in_from(address: str) -> TrailEntry:
    chen = people.chen()
    given = {"username": chen.username, "password": people.PASSWORD}
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.post("/login/", given, headers={"x-forwarded-for": address})
    return TrailEntry.objects.filter(act="account.sign_in").order_by("-number")[0]


def test_the_trail_tells_the_address_in_front_of_the_proxy() -> None:
    assert signed_in_from("10.1.2.3").address == "10.1.2.3"
    entry = signed_in_from("2001:db8::7")
    assert entry.address == "2001:db8::7"
    assert entry.client


def test_the_console_has_no_address() -> None:
    with transaction.atomic():
        entry = record("demo.made", "demo:1", actor=None)
    assert (entry.address, entry.client) == (None, "")


def test_after_90_days_the_hash_is_left_and_the_chain_is_sound() -> None:
    first = signed_in_from("10.1.2.3")
    clock.set_base(clock.now() + timedelta(days=91))
    try:
        second = signed_in_from("10.1.2.3")
        assert forget_old() == 1
        assert forget_old() == 0
    finally:
        clock.set_base(None)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.address, second.address) == (None, "10.1.2.3")
    assert first.client == second.client
    assert "10.1.2.3" not in str(TrailEntry.objects.filter(pk=first.pk).values())
    assert walked(TrailEntry.objects.order_by("number"))[0] is None


@pytest.mark.parametrize("text", ["", "f" * 32])
def test_a_changed_hash_breaks_the_chain(text: str) -> None:
    entry = signed_in_from("10.1.2.3")
    TrailEntry.objects.filter(pk=entry.pk).update(client=text)
    fault, *_ = walked(TrailEntry.objects.order_by("number"))
    assert fault == f"第{entry.number}条日志内容被改动。"


def test_acts_from_one_address_are_found_when_it_is_forgotten() -> None:
    entry = signed_in_from("10.1.2.3")
    signed_in_from("10.9.9.9")
    TrailEntry.objects.update(address=None)
    an = people.signed_in(people.an())
    for query in ("q=10.1.2.3", f"client={entry.client}"):
        page = an.get(f"/admin/trail/?{query}").content.decode()
        assert page.count("<tr><td") == 1, query
        assert entry.client[:8] in page
