"""Device and recovery codes are gone: two administrators, or whoever runs the server, give access back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.access import Refused
from ruantong.accounts.models import AccountProposal, OutboxMessage, User
from ruantong.accounts.second_factor import factors
from ruantong.trail.models import TrailEntry
from tests import people
from tests.accounts.second_factor.devices import PAGE, VERIFY, Machine, enrol_app
from tests.accounts.second_factor.test_codes_of_an_app import inside, signs_in
from tests.confirming import confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("strict")]
WHY = "本人手机丢失，已当面核实身份"


def secret_sent_to(user: User) -> str:
    text = OutboxMessage.objects.filter(template="secret", phone=user.phone).latest("id").text
    found = re.search(r"一次性口令([a-z0-9-]+)", text)
    assert found, text
    return found[1]


def propose(user: User) -> Any:
    desk = people.signed_in(people.sun())
    return confirmed(desk, f"/admin/accounts/{user.pk}/second-factor/", {"reason": WHY})


@pytest.mark.parametrize(
    ("who", "second"),
    [
        (people.chen, people.mi), (people.bo, people.mi), (people.an, people.mi),
        (people.mi, people.an),
    ],
)  # fmt: skip
def test_two_administrators_clear_it_and_the_owner_sets_up_anew(
    machine: Machine, who: Any, second: Any
) -> None:
    user = who()
    before = signs_in(user)
    _, codes = enrol_app(before, machine)
    assert propose(user).status_code == 302
    assert factors.held(user).any, "proposed, not done"
    waiting = AccountProposal.objects.get(kind="factor")
    confirmer = people.signed_in(second())
    answer = confirmed(confirmer, f"/admin/proposals/{waiting.pk}/confirm/")
    assert answer.status_code == 302, answer.content.decode()
    assert factors.held(user) == factors.Held([], [], 0)
    assert not inside(before), "open sessions end"
    assert (
        Client()
        .post("/login/", {"username": user.username, "password": people.PASSWORD})
        .status_code
        == 422
    )
    fresh = Client()
    sent = {"username": user.username, "password": secret_sent_to(user)}
    assert fresh.post("/login/", sent).status_code == 302
    assert fresh.get(PAGE).headers["Location"] == "/account/first-password/"
    new = {"new": "chongqing-tongji-88X", "again": "chongqing-tongji-88X"}
    fresh.post("/account/first-password/", new)
    assert fresh.get("/").headers["Location"] == PAGE
    assert fresh.post(VERIFY, {"code": codes[0]}).status_code == 302
    assert not inside(fresh), "the old codes are void"
    machine.later(60)
    enrol_app(fresh, machine)
    assert inside(fresh)
    entry = TrailEntry.objects.get(act="account.factor_reset", subject=f"user:{user.username}")
    assert entry.data["reason"] == WHY
    assert entry.actor == second().username


def test_the_proposer_cannot_confirm_and_a_reason_is_asked(machine: Machine) -> None:
    chen = people.chen()
    enrol_app(signs_in(chen), machine)
    desk = people.signed_in(people.sun())
    answer = desk.post(f"/admin/accounts/{chen.pk}/second-factor/", {"reason": "无"})
    assert answer.status_code == 422
    propose(chen)
    waiting = AccountProposal.objects.get(kind="factor")
    assert desk.post(f"/admin/proposals/{waiting.pk}/confirm/").status_code == 403
    assert factors.held(chen).any


def test_where_there_is_nothing_to_clear_nothing_is_proposed() -> None:
    chen = people.chen()
    desk = people.signed_in(people.sun())
    answer = desk.post(f"/admin/accounts/{chen.pk}/second-factor/", {"reason": WHY})
    assert answer.status_code == 422
    assert "没有启用双因素登录" in answer.content.decode()


def test_the_server_gives_access_back_with_a_reason_on_the_trail(machine: Machine) -> None:
    sun = people.sun()
    before = signs_in(sun)
    enrol_app(before, machine)
    with pytest.raises(Refused, match="清除双因素的原因"):
        factors.restore("sun", operator="root", reason="")
    _, secret = factors.restore("SUN", operator="root", reason=WHY)
    assert not inside(before)
    fresh = Client()
    assert fresh.post("/login/", {"username": "sun", "password": secret}).status_code == 302
    assert fresh.get("/").headers["Location"] == "/account/first-password/"
    entry = TrailEntry.objects.get(act="account.factor_reset")
    assert (entry.actor, entry.data["operator"], entry.data["way"]) == ("system", "root", "server")
    assert entry.data["reason"] == WHY
    assert OutboxMessage.objects.filter(phone=sun.phone, text__contains="已被清除").exists()


def test_the_server_clears_nothing_that_is_not_there() -> None:
    people.sun()
    with pytest.raises(Refused, match="没有启用双因素登录"):
        factors.restore("sun", operator="root", reason=WHY)
    assert not User.objects.get(username="sun").must_change_password, "and the password stays"


def test_a_respondent_keeps_the_password_when_the_server_clears(
    machine: Machine, settings: Any
) -> None:
    settings.POLICY = "asvs5"
    alice = people.alice()
    before = signs_in(alice)
    enrol_app(before, machine)
    assert factors.restore("alice", operator="root", reason=WHY) == (alice, "")
    assert before.get("/account/").headers["Location"].startswith("/login/"), "sessions end"
    after = signs_in(alice)
    assert after.get("/").headers["Location"] == PAGE
