"""A sheet sent when the sign-in had ended comes back with all that was typed, whichever way one signs in again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.models import OutboxMessage, User
from ruantong.accounts.second_factor import totp
from ruantong.gateways import cas, clock
from ruantong.returns.models import Draft, Return
from tests import people
from tests.accounts.second_factor.devices import VERIFY, Machine, enrol_app
from tests.returns import story

pytestmark = pytest.mark.django_db

CELL, TYPED = "6.2010.A", "123.45"


@pytest.fixture(autouse=True)
def _tenth_of_june() -> Iterator[None]:
    with clock.at("2024-06-10"):
        yield


@pytest.fixture
def ret() -> Return:
    return story.opened()


def link(page: str, path: str) -> str:
    """Where the page leads to for another way in."""
    found = re.search(rf'href="({path}[^"]*)"', page)
    assert found, path
    return found[1].replace("&amp;", "&")


def by_password(client: Client, alice: User, address: str) -> Any:
    page = client.get(address).content.decode()
    wanted = re.search(r'name="next" value="([^"]*)"', page)
    assert wanted
    given = {"username": alice.username, "password": people.PASSWORD, "next": wanted[1]}
    return client.post("/login/", given)


def by_text(client: Client, alice: User, address: str) -> Any:
    there = link(client.get(address).content.decode(), "/login/code/")
    asked = client.post(there, {"phone": alice.phone, **wanted_by(client, there)})
    confirm = asked.headers["Location"]
    code = re.findall(r"\d{6}", OutboxMessage.objects.latest("pk").text)[0]
    return client.post(confirm, {"code": code, **wanted_by(client, confirm)})


def by_city(client: Client, alice: User, address: str) -> Any:
    entrance = link(client.get(address).content.decode(), "/login/cas/")
    go = link(client.get(entrance).content.decode(), "/login/cas/go/")
    assert client.get(go).headers["Location"].startswith("https://cas.example/")
    return client.get("/login/cas/ticket/?ticket=ST-1")


def wanted_by(client: Client, address: str) -> dict[str, str]:
    """What the form of a page sends along of where one wanted to go."""
    found = re.search(r'name="next" value="([^"]*)"', client.get(address).content.decode())
    return {"next": found[1]} if found else {}


def signed_out_while_typing(client: Client, ret: Return) -> tuple[Any, Any]:
    """The answers to a sheet sent by its button, and to a save of the page itself."""
    form, version = f"/returns/{ret.pk}/6/", story.version_of(ret)
    client.get(form)
    client.session.flush()
    by_button = client.post(form, {CELL: TYPED, "version": version, "act": "save"})
    body = {"version": version, "cells": {"6.2050.A": "67.00"}, "rows": {}}
    by_page = client.post(
        f"/returns/{ret.pk}/save",
        body,
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    return by_button, by_page


def comes_back(client: Client, ret: Return, answer: Any) -> None:
    """The person stands before what was typed, and nothing of it was carried out before the button."""
    page = client.get(answer.headers["Location"], follow=True).content.decode()
    assert TYPED in page
    assert not Draft.objects.filter(owner=ret, version__gt=0).exists()
    action = re.search(rf'<form method="post" action="(/returns/{ret.pk}/6/)">(.*?)</form>', page, re.DOTALL)  # fmt: skip
    assert action
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', action[2])
    client.post(action[1], dict(fields))
    assert stored(ret) == TYPED
    # the page that stayed open sends what it kept
    body = {"version": story.version_of(ret), "cells": {"6.2050.A": "67.00"}, "rows": {}}
    saved = client.post(f"/returns/{ret.pk}/save", body, content_type="application/json")
    assert saved.status_code == 200


def stored(ret: Return) -> str:
    text: str = Draft.objects.get(owner=ret).forms["6"]["cells"]["2010"]["A"]
    return text


@pytest.mark.parametrize("door", [by_password, by_text, by_city])
def test_what_was_typed_comes_back(
    ret: Return, settings: Any, monkeypatch: pytest.MonkeyPatch, door: Callable[..., Any]
) -> None:
    settings.CAS_SERVER = "https://cas.example"
    person = cas.Person("alice-cq", {"phone": "13800000001"})
    monkeypatch.setattr(cas, "validate", lambda *_: person)
    alice = people.alice()
    client = Client()
    client.post("/login/", {"username": alice.username, "password": people.PASSWORD})
    by_button, by_page = signed_out_while_typing(client, ret)
    assert by_page.status_code == 401, "the page keeps it and sends it again"
    comes_back(client, ret, door(client, alice, by_button.headers["Location"]))


def test_what_was_typed_comes_back_after_the_second_factor(
    ret: Return, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.POLICY = "asvs5"
    machine = Machine()
    monkeypatch.setattr(totp, "machine_time", lambda: float(machine.seconds))
    alice = people.alice()
    client = Client()
    client.post("/login/", {"username": alice.username, "password": people.PASSWORD})
    app, _ = enrol_app(client, machine)
    machine.later(30)
    by_button, _ = signed_out_while_typing(client, ret)
    answer = by_password(client, alice, by_button.headers["Location"])
    held = client.get(answer.headers["Location"])
    assert held.headers["Location"].startswith(VERIFY), "not before the second factor"
    asked = client.get(held.headers["Location"]).content.decode()
    wanted = re.search(r'name="next" value="([^"]*)"', asked)
    assert wanted
    answer = client.post(VERIFY, {"code": app.code(), "next": wanted[1]})
    comes_back(client, ret, answer)
