"""Nothing is open before the second factor: every address, for everybody of whom the policy wants one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.models import Session
from ruantong.accounts.second_factor import factors
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from tests import people
from tests.accounts.second_factor.devices import PAGE, VERIFY, Machine, enrol_app
from tests.accounts.second_factor.test_codes_of_an_app import inside, signs_in
from tests.accounts.test_codes import sent
from tests.confirming import confirmed
from tests.returns import story
from tests.site.addresses import Address, addresses

pytestmark = pytest.mark.django_db
ALL = [each for each in addresses() if not each.public]
STAFF = [role for role in Role if role is not Role.RESPONDENT]
SETTING_UP = {
    "second_factor:factors", "second_factor:authenticator", "second_factor:passkey",
    "second_factor:make_passkey", "accounts:logout",
}  # fmt: skip
SHOWING = {"second_factor:verify", "second_factor:use_passkey", "accounts:logout"}


def held_back(client: Client, to: str, but: set[str]) -> None:
    """Whatever is asked for leads ``to`` the page that comes first, with nothing on the way."""
    for each in ALL:
        if each.name in but:
            continue
        for method in ("GET", "POST", "HEAD", "PUT"):
            answer = client.generic(method, each.path)
            place = answer.headers.get("Location", "").partition("?")[0]
            assert (answer.status_code, place) == (302, to), (each.name, method)
            assert answer.content == b"", each.name


def own(names: set[str]) -> list[Address]:
    found = [each for each in ALL if each.name in names]
    assert len(found) == len(names)
    return found


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("role", STAFF)
def test_who_has_none_opens_only_the_pages_that_set_it_up(role: Role) -> None:
    client = Client()
    client.force_login(people.EVERYONE[role]())
    held_back(client, PAGE, SETTING_UP)
    for each in own(SETTING_UP - {"accounts:logout"}):
        answer = client.get(each.path)
        assert answer.status_code in {200, 405}, each.name
        assert 'class="nav"' not in answer.content.decode()
    assert client.post("/logout/").headers["Location"] == "/login/"


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("role", STAFF)
def test_who_has_one_opens_only_the_page_that_asks_for_it(role: Role, machine: Machine) -> None:
    user = people.EVERYONE[role]()
    first = Client()
    first.force_login(user)
    enrol_app(first, machine)
    client = Client()
    client.force_login(user)
    held_back(client, VERIFY, SHOWING)
    page = client.get(VERIFY)
    assert page.status_code == 200
    assert 'class="nav"' not in page.content.decode()


def test_the_addresses_that_open_before_are_these_and_no_others() -> None:
    early = {each.name for each in ALL if getattr(each.view, "before_second_factor", ())}
    assert early == SETTING_UP | SHOWING


@pytest.mark.usefixtures("strict")
def test_who_has_one_cannot_set_up_another_before_showing_it(machine: Machine) -> None:
    """Or the password alone would do, for whoever has found it out."""
    enrol_app(signs_in(people.chen()), machine)
    thief = signs_in(people.chen())
    assert thief.get(f"{PAGE}authenticator/").status_code == 302
    assert thief.post(f"{PAGE}passkey/options/").status_code == 302
    assert thief.post(f"{PAGE}codes/").status_code == 302


@pytest.mark.usefixtures("strict")
def test_a_first_password_is_changed_before_setting_up_and_after_showing(machine: Machine) -> None:
    chen = people.chen()
    chen.must_change_password = True
    chen.save()
    client = signs_in(chen)
    assert client.get(PAGE).headers["Location"] == "/account/first-password/"
    chen.must_change_password = False
    chen.save()
    enrol_app(signs_in(chen), machine)
    chen.must_change_password = True
    chen.save(update_fields=["must_change_password"])
    client = signs_in(chen)
    assert client.get("/account/first-password/").headers["Location"].startswith(VERIFY)


@pytest.mark.usefixtures("strict")
def test_a_respondent_needs_none_under_the_profile_of_dengbao() -> None:
    assert inside(signs_in(people.alice()))


def test_a_respondent_needs_one_where_the_profile_says_everybody(settings: Any) -> None:
    settings.POLICY = "asvs5"
    assert signs_in(people.alice()).get("/").headers["Location"] == PAGE


def test_a_respondent_files_with_a_second_factor(settings: Any, machine: Machine) -> None:
    """The whole way under the profile that wants one of everybody, to the end of the session."""
    settings.POLICY = "asvs5"
    unit = people.make_unit()
    alice = people.alice(unit)
    with clock.at("2024-06-10"):
        ret = story.validated(story.opened(unit))
    form, act = f"/returns/{ret.pk}/6/", f"/returns/{ret.pk}/submit"
    with clock.at("2024-06-10T09:00:00"):
        app, _ = enrol_app(signs_in(alice), machine)
        machine.later(30)
        client = signs_in(alice, next=form)
        asked = client.post(act, {**story.SIGNED, "version": story.version_of(ret)})
        assert asked.status_code == 302, "held back before the second factor"
        assert story.fresh(ret).state == "passed"
        answer = client.post(VERIFY, {"code": app.code(), "next": form})
        assert answer.headers["Location"] == form
        assert client.get(form).status_code == 200
        typed = client.post(
            f"/returns/{ret.pk}/save",
            {"version": story.version_of(ret), "cells": {"6.2112.A": "20"}},
            content_type="application/json",
        )
        assert typed.status_code == 200
        client.post(f"/returns/{ret.pk}/validate")
        sent = client.post(act, {**story.SIGNED, "version": story.version_of(ret)})
        assert sent.status_code == 302, sent.content.decode()
        assert story.fresh(ret).state == "submitted"
        client.post("/logout/")
        assert client.get(form).headers["Location"].startswith("/login/")
        again = signs_in(alice)
        assert not inside(again), "the password alone opens nothing again"


def test_where_nobody_needs_one_who_has_one_is_asked_all_the_same(machine: Machine) -> None:
    chen = people.chen()
    client = signs_in(chen)
    assert inside(client)
    enrol_app(client, machine)
    assert inside(client)
    assert not inside(signs_in(chen))


@pytest.mark.usefixtures("strict")
def test_the_other_doors_are_first_factors_only(machine: Machine) -> None:
    """A code by SMS and the city's single sign-on stand for the password, not for more."""
    chen = people.chen()
    enrol_app(signs_in(chen), machine)
    client = Client()
    client.post("/login/code/", {"phone": chen.phone})
    answer = client.post("/login/code/confirm/", {"code": sent()})
    assert answer.status_code == 302
    assert client.get("/city/").headers["Location"].startswith(VERIFY)


@pytest.mark.usefixtures("strict")
def test_scripts_are_told_and_parts_of_pages_lead_on(machine: Machine) -> None:
    client = signs_in(people.chen())
    answer = client.get("/city/", headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert "双因素" in answer.json()["message"]
    answer = client.get("/city/", headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, PAGE)


# ---- once inside ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("strict")
def test_the_last_one_stays_where_the_policy_wants_it(machine: Machine) -> None:
    chen = people.chen()
    client = signs_in(chen)
    enrol_app(client, machine)
    only = factors.held(chen).authenticators[0]
    answer = client.post(f"{PAGE}authenticator/{only.pk}/remove/")
    assert answer.status_code == 422
    assert "唯一的双因素登录方式" in answer.content.decode()
    enrol_app(client, machine, "旧手机")
    assert confirmed(client, f"{PAGE}authenticator/{only.pk}/remove/").status_code == 302
    assert [each.name for each in factors.held(chen).authenticators] == ["旧手机"]
    assert inside(client)


def test_where_nobody_needs_one_the_last_goes_with_its_codes(machine: Machine) -> None:
    chen = people.chen()
    client = signs_in(chen)
    enrol_app(client, machine)
    only = factors.held(chen).authenticators[0]
    assert confirmed(client, f"{PAGE}authenticator/{only.pk}/remove/").status_code == 302
    assert factors.held(chen) == factors.Held([], [], 0)
    assert inside(signs_in(chen))


def test_nobody_removes_what_is_anothers(machine: Machine) -> None:
    enrol_app(signs_in(people.chen()), machine)
    hers = factors.held(people.chen()).authenticators[0]
    client = signs_in(people.ding())
    answer = client.post(f"{PAGE}authenticator/{hers.pk}/remove/")
    assert "没有找到" in answer.content.decode()
    assert factors.held(people.chen()).any


@pytest.mark.usefixtures("strict")
def test_a_dangerous_act_asks_again_after_a_quarter_of_an_hour(machine: Machine) -> None:
    with clock.at("2024-06-10T09:00:00"):
        client = signs_in(people.chen())
        app, _ = enrol_app(client, machine)
        assert client.get(f"{PAGE}authenticator/").status_code == 200
    with clock.at("2024-06-10T09:16:00"):
        machine.later(960)
        assert inside(client)
        asked = client.get(f"{PAGE}authenticator/")
        assert asked.headers["Location"] == f"{VERIFY}?next={PAGE}authenticator/"
        assert "请再次确认是您本人" in client.get(VERIFY).content.decode()
        client.post(VERIFY, {"code": app.code()})
        assert client.get(f"{PAGE}authenticator/").status_code == 200


@pytest.mark.usefixtures("strict")
def test_what_a_session_has_shown_is_void_once_everything_was_cleared(machine: Machine) -> None:
    chen = people.chen()
    client = signs_in(chen)
    enrol_app(client, machine)
    factors.clear(chen, actor=people.sun(), reason="手机丢失")
    assert client.get("/account/").headers["Location"] == PAGE


@pytest.mark.usefixtures("strict")
def test_the_password_alone_ends_no_session_and_learns_of_none(machine: Machine) -> None:
    sun = people.sun()
    app, _ = enrol_app(signs_in(sun), machine)
    machine.later(60)
    signs_in(sun)
    thief = signs_in(sun)
    living = Session.objects.filter(user=sun, ended_at=None)
    assert living.count() == 3
    assert "上次登录" not in thief.get(VERIFY).content.decode()
    assert thief.post(VERIFY, {"code": app.code()}).status_code == 302
    assert living.count() == 2, "the number of an administrator's sessions"
    assert "上次登录" in thief.get("/account/").content.decode()
