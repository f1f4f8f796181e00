"""Single sign-on against a real CAS server: who enters, who does not, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.models import CasSession, User
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from ruantong.registry.models import Registration
from ruantong.trail.models import TrailEntry
from tests import people
from tests.cas.conftest import ALICE_USCC, NEW_USCC, Visitor
from tests.registry.forms import answers, prove_phone

pytestmark = pytest.mark.django_db(transaction=True)
Come = Callable[[], Visitor]


def proven(user: User, at: datetime | None) -> None:
    """Since when the phone of the account has been proven by a code; None for never."""
    User.objects.filter(pk=user.pk).update(phone_proven_at=at)


def signed_in_as(name: str) -> bool:
    return TrailEntry.objects.filter(act="account.sign_in", actor=name, data__way="cas").exists()


def test_the_credit_code_leads_to_the_account_of_the_enterprise(visitor: Come) -> None:
    people.alice()
    one = visitor()
    assert one.enter("alice-cq").status_code == 302
    assert one.inside
    assert signed_in_as("alice")


def test_one_arrives_where_one_wanted_to_go(visitor: Come) -> None:
    people.alice()
    one = visitor()
    one.client.get("/login/cas/go/?next=/account/")
    ticket = one.cas.ticket(one.service, "alice-cq")
    assert one.come_back(ticket).headers["Location"] == "/account/"


def test_a_phone_counts_only_when_it_was_proven(visitor: Come) -> None:
    alice = people.alice()
    proven(alice, None)
    assert visitor().enter("by-phone").headers["Location"] == "/register/"
    proven(alice, clock.now())
    one = visitor()
    one.enter("by-phone")
    assert one.inside


def test_an_officer_needs_user_name_and_proven_phone(visitor: Come) -> None:
    chen = people.chen()
    proven(chen, None)
    for name in ("chen-name", "chen-cq"):
        answer = visitor().enter(name)
        assert answer.status_code == 422
        assert "须用户名和已验证的手机号同时一致" in answer.content.decode()
    proven(chen, clock.now())
    assert visitor().enter("chen-name").status_code == 422
    one = visitor()
    one.enter("chen-cq")
    assert one.inside


def test_an_equal_display_name_leads_nowhere(visitor: Come) -> None:
    people.chen()
    one = visitor()
    assert one.enter("name-only").headers["Location"] == "/register/"
    assert not one.inside


@pytest.mark.parametrize("name", ["torn", "other-unit"])
def test_marks_that_disagree_are_refused(visitor: Come, name: str) -> None:
    people.alice()
    people.person("mallory", Role.RESPONDENT, "马洛里", phone="13800000099")
    one = visitor()
    answer = one.enter(name)
    assert answer.status_code == 422
    assert "不止一个账户，或相互不一致" in answer.content.decode()
    assert not one.inside


def test_two_people_of_one_enterprise_are_not_mistaken_for_one_another(visitor: Come) -> None:
    alice = people.alice()
    second = people.person("second", Role.RESPONDENT, "另一人", phone="13800000098")
    people.join(second, alice.memberships.get().unit)
    assert "不止一个账户" in visitor().enter("alice-cq").content.decode()


def test_a_disabled_account_is_refused(visitor: Come) -> None:
    alice = people.alice()
    alice.is_active = False
    alice.save()
    one = visitor()
    assert "“alice”已停用" in one.enter("alice-cq").content.decode()
    assert not one.inside
    failed = TrailEntry.objects.get(act="account.sign_in_failed")
    assert (failed.subject, failed.data["way"]) == ("user:alice", "cas")


def test_an_unknown_person_registers_and_enters_from_then_on(visitor: Come) -> None:
    people.district()
    one = visitor()
    one.enter("newcomer")
    assert 'value="13600000001"' in one.client.get("/register/", follow=True).content.decode()
    prove_phone(one.client, "13600000001")
    page = one.client.get("/register/").content.decode()
    for known in (
        NEW_USCC,
        "新企业软件有限公司",
        "辛企业",
        "xin@example.com",
        "newcomer",
    ):
        assert f'value="{known}"' in page
    stated = answers(uscc=NEW_USCC, username="xinqiye", phone="13600000001")
    assert one.client.post("/register/", stated).headers["Location"] == "/registration/"
    assert TrailEntry.objects.filter(act="account.cas_tie", subject="user:xinqiye").exists()
    again = visitor()
    again.enter("newcomer")
    assert again.inside
    assert signed_in_as("xinqiye")
    # single log-out ends what began before there was an account, too
    one.cas.log_out()
    assert not one.inside
    assert again.inside


def test_who_is_not_the_person_named_registers_for_himself(visitor: Come) -> None:
    people.district()
    one = visitor()
    one.enter("newcomer")
    assert one.client.post("/login/cas/forget/").headers["Location"] == "/register/"
    prove_phone(one.client, "13600000001")
    assert NEW_USCC not in one.client.get("/register/").content.decode()
    one.client.post("/register/", answers())
    assert Registration.objects.exists()
    assert not TrailEntry.objects.filter(act="account.cas_tie").exists()


def test_after_the_authorisation_ended_the_name_leads_to_registration_again(visitor: Come) -> None:
    from ruantong.registry.people.ending import end_membership

    people.district()
    one = visitor()
    one.enter("newcomer")
    one.client.post("/register/", answers() | {"uscc": ALICE_USCC, "username": "old"})
    old = User.objects.get(username="old")
    people.join(old, people.make_unit())
    end_membership(
        old.memberships.get().pk, user_pk=old.pk, actor=people.sun(), reason="该填报员已离职"
    )
    assert visitor().enter("newcomer").headers["Location"] == "/register/"


def test_single_log_out_ends_exactly_that_session(visitor: Come) -> None:
    alice = people.alice()
    one, other = visitor(), visitor()
    one.enter("alice-cq")
    other.enter("alice-cq")
    by_password = people.signed_in(alice)
    one.cas.log_out()
    assert not one.inside
    assert other.inside
    assert by_password.get("/account/").status_code == 200
    told = TrailEntry.objects.filter(act="account.sign_out", actor="alice", data__way="cas")
    assert told.count() == 1


def test_single_log_out_finds_the_session_after_a_new_password(visitor: Come) -> None:
    people.alice()
    one = visitor()
    one.enter("alice-cq")
    new = {"current": people.PASSWORD, "new": "xin-de-mima-2024", "again": "xin-de-mima-2024"}
    assert one.client.post("/account/password/", new).status_code == 302
    assert one.inside
    one.cas.log_out()
    assert not one.inside


def test_single_log_out_ends_a_session_that_showed_its_second_factor(
    visitor: Come, settings: Any
) -> None:
    """The city's word is a first factor only, and the session's new key is found all the same."""
    settings.POLICY = "dengbao3"
    chen = people.chen()
    proven(chen, clock.now())
    one = visitor()
    one.enter("chen-cq")
    assert one.client.get("/city/").headers["Location"] == "/account/second-factor/"
    people.show_second_factor(one.client, chen)
    assert one.inside
    one.cas.log_out()
    assert not one.inside


def test_signing_out_here_says_that_the_citys_platform_is_still_open(visitor: Come) -> None:
    people.alice()
    one = visitor()
    one.enter("alice-cq")
    page = one.client.post("/logout/", follow=True).content.decode()
    assert f'href="{one.cas.address}/logout"' in page
    assert not one.inside
    one.cas.log_out()
    assert TrailEntry.objects.filter(act="account.sign_out").count() == 1


def test_a_ticket_opens_once(visitor: Come) -> None:
    people.alice()
    one, thief = visitor(), visitor()
    one.client.get("/login/cas/go/")
    ticket = one.cas.ticket(one.service, "alice-cq")
    one.come_back(ticket)
    thief.client.get("/login/cas/go/")
    answer = thief.come_back(ticket)
    assert answer.status_code == 422
    assert "已使用过" in answer.content.decode()
    assert not thief.inside
    assert one.inside


def test_a_ticket_for_another_service_opens_nothing(visitor: Come) -> None:
    people.alice()
    one = visitor()
    one.client.get("/login/cas/go/")
    answer = one.come_back(one.cas.ticket("http://127.0.0.1:1/login/cas/ticket/", "alice-cq"))
    assert "不是为本平台签发" in answer.content.decode()
    assert not one.inside


def test_a_ticket_one_did_not_ask_for_opens_nothing(visitor: Come) -> None:
    """Whoever is led here with somebody else's ticket must not work in that person's account."""
    people.alice()
    victim = visitor()
    answer = victim.come_back(visitor().cas.ticket(victim.service, "alice-cq"))
    assert answer.status_code == 403
    assert "不是从本平台发起的" in answer.content.decode()
    assert not victim.inside
    assert not CasSession.objects.exists()


def test_a_person_without_any_mark_registers(visitor: Come) -> None:
    assert visitor().enter("bare").headers["Location"] == "/register/"


def test_without_a_server_there_is_no_such_way(client: Client) -> None:
    assert "统一身份认证" not in client.get("/login/").content.decode()
    for path in ("", "go/", "ticket/", "left/"):
        assert client.get(f"/login/cas/{path}").status_code == 404


def test_the_entrance_shows_the_way_of_the_notice(visitor: Come) -> None:
    page: Any = visitor().client.get("/login/cas/").content.decode()
    way = [
        "重庆市经济和信息化大数据应用平台",
        "运行监测类",
        "重庆市软件和信息技术服务业运行监测平台",
    ]
    places = [page.index(f"<li>{step}</li>") for step in way]
    assert places == sorted(places)
