"""Nobody holds two offices: what makes or moves an account of weight takes two administrators."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ruantong.accounts import proposals
from ruantong.accounts.access import Refused
from ruantong.accounts.actions import ADMINISTRATORS, assign_account
from ruantong.accounts.models import AccountProposal, OutboxMessage, User
from ruantong.accounts.proposal_kinds import RESET, ROLE
from ruantong.core.lifecycle import Role
from ruantong.trail.models import TrailEntry
from tests import people
from tests.confirming import confirm, confirmed, sentence_of
from tests.registry.test_account_desk import NEW, activating, number_on, secret_of

pytestmark = pytest.mark.django_db

WEIGHTY = (Role.CITY, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
SECOND = dict.fromkeys(WEIGHTY, people.mi) | {Role.SECURITY_ADMIN: people.an}
WHY = "本人手机遗失，书面申请"


@pytest.fixture
def desk() -> Client:
    return people.signed_in(people.sun())


def proposed(desk: Client, role: Role = Role.SYSTEM_ADMIN) -> AccountProposal:
    answer = desk.post("/admin/accounts/new/", NEW | {"role": role.value, "username": "second"})
    assert answer.status_code == 302, answer.content.decode()
    return AccountProposal.objects.get()


@pytest.mark.parametrize("role", WEIGHTY)
def test_an_account_of_weight_is_made_by_two(desk: Client, role: Role) -> None:
    made = proposed(desk, role)
    assert not User.objects.filter(username="second").exists(), "nobody alone makes one"
    assert "（second，" in desk.get("/admin/accounts/").content.decode(), (
        "the proposer sees it wait"
    )
    second = people.signed_in(SECOND[role]())
    assert "second" in second.get("/admin/proposals/").content.decode()
    address = f"/admin/proposals/{made.pk}/confirm/"
    asked = second.post(address)
    assert "“second”" in sentence_of(asked)
    assert not User.objects.filter(username="second").exists(), "asked, not done"
    assert not OutboxMessage.objects.exists(), "and nothing sent"
    number = number_on(confirm(second, address, asked, follow=True))
    user = User.objects.get(username="second")
    assert (user.role, user.district_code, user.must_change_password) == (role.value, "", True)
    _, entered = activating(number, NEW["phone"])
    assert entered.status_code == 302
    actors = dict(TrailEntry.objects.filter(subject="user:second").values_list("act", "actor"))
    assert actors["account.propose"] == "sun"
    assert actors["account.create"] == SECOND[role]().username
    assert "等待确认的提请" not in desk.get("/admin/accounts/").content.decode()


@pytest.mark.parametrize("role", WEIGHTY)
def test_one_alone_hands_none_out(role: Role) -> None:
    with pytest.raises(Refused, match="须两人经手"):
        assign_account(actor=people.sun(), role=role, username="x1", display_name="某人")


@pytest.mark.parametrize("role", WEIGHTY)
@pytest.mark.parametrize("who", Role)
def test_only_the_named_second_person_confirms(desk: Client, role: Role, who: Role) -> None:
    made, actor = proposed(desk, role), people.EVERYONE[who]()
    if actor == SECOND[role]():
        proposals.confirm(made.pk, actor=actor)
    else:
        with pytest.raises(Refused):
            proposals.confirm(made.pk, actor=actor)
    assert User.objects.filter(username="second").exists() is (actor == SECOND[role]())


def test_what_another_one_confirms_is_seen_without_a_button(desk: Client) -> None:
    made = proposed(desk, Role.SECURITY_ADMIN)
    page = people.signed_in(people.mi()).get("/admin/proposals/").content.decode()
    assert "由审计管理员办理" in page
    assert f"/admin/proposals/{made.pk}/confirm/" not in page


def test_a_proposal_is_decided_once_and_declined_with_a_reason(desk: Client) -> None:
    made = proposed(desk)
    security = people.signed_in(people.mi())
    address = f"/admin/proposals/{made.pk}/decline/"
    assert security.post(address, {"reason": "无"}).status_code == 422
    asked = security.post(address, {"reason": "此人不在本单位编制内"})
    assert "此人不在本单位编制内" in asked.content.decode()
    made.refresh_from_db()
    assert made.confirmed is None, "asked, not done"
    confirm(security, address, asked)
    assert security.post(f"/admin/proposals/{made.pk}/confirm/").status_code == 422
    assert not User.objects.filter(username="second").exists()
    assert "此人不在本单位编制内" in security.get("/admin/proposals/").content.decode()


def test_a_name_taken_since_it_was_proposed_is_told(desk: Client) -> None:
    made = proposed(desk)
    people.person("Second", Role.CITY, "某人")
    answer = people.signed_in(people.mi()).post(f"/admin/proposals/{made.pk}/confirm/")
    assert answer.status_code == 422
    assert "用户名“second”已被使用" in answer.content.decode()


def test_a_proposer_who_left_office_proposes_nothing_any_more(desk: Client) -> None:
    made = proposed(desk)
    User.objects.filter(username="sun").update(is_active=False)
    with pytest.raises(Refused, match="提请人已不是系统管理员"):
        proposals.confirm(made.pk, actor=people.mi())


# ---- resetting and moving an officer ---------------------------------------------------------------


def test_a_reset_waits_for_the_second_person_and_goes_to_the_phone(desk: Client) -> None:
    bo = people.bo()
    session, address = people.signed_in(bo), f"/admin/accounts/{bo.pk}/reset/"
    assert desk.post(address).status_code == 422, "a reason is wanted"
    confirmed(desk, address, {"reason": WHY})
    assert session.get("/account/").status_code == 200, "nothing has happened yet"
    assert WHY in desk.get(f"/admin/accounts/{bo.pk}/").content.decode()
    second = people.signed_in(people.mi())
    page = second.get("/admin/proposals/").content.decode()
    assert WHY in page
    done = confirmed(second, f"/admin/proposals/{AccountProposal.objects.get().pk}/confirm/")
    assert done.status_code == 302
    assert session.get("/account/").status_code == 302, "the old session has ended"
    client = Client()
    refused = client.post("/login/", {"username": "bo", "password": people.PASSWORD})
    assert refused.status_code == 422
    entered = client.post("/login/", {"username": "bo", "password": secret_of(bo.phone or "")})
    assert entered.status_code == 302
    assert TrailEntry.objects.get(act="account.reset_secret").data["reason"] == WHY


def test_a_reset_before_the_phone_is_proven_hands_a_number_over(desk: Client) -> None:
    bo = people.bo()
    User.objects.filter(pk=bo.pk).update(phone_proven_at=None)
    proposals.propose_for(bo.pk, RESET, actor=people.sun(), reason=WHY)
    second, made = people.signed_in(people.mi()), AccountProposal.objects.get()
    address = f"/admin/proposals/{made.pk}/confirm/"
    done = confirm(second, address, second.post(address), follow=True)
    assert not OutboxMessage.objects.filter(template="secret").exists()
    refused = Client().post("/login/", {"username": "bo", "password": people.PASSWORD})
    assert refused.status_code == 422
    _, entered = activating(number_on(done), bo.phone or "")
    assert entered.status_code == 302


def test_a_reset_that_cannot_reach_the_phone_changes_nothing(desk: Client, settings: Any) -> None:
    bo = people.bo()
    proposals.propose_for(bo.pk, RESET, actor=people.sun(), reason=WHY)
    settings.SMS_GATEWAY = "ruantong.gateways.sms.UnavailableSms"
    made = AccountProposal.objects.get()
    with pytest.raises(Refused, match="只发到本人手机"):
        proposals.confirm(made.pk, actor=people.mi())
    bo.refresh_from_db()
    assert bo.check_password(people.PASSWORD)


def test_the_same_is_proposed_once(desk: Client) -> None:
    bo = people.bo()
    proposals.propose_for(bo.pk, RESET, actor=people.sun(), reason=WHY)
    with pytest.raises(Refused, match="已提请"):
        proposals.propose_for(bo.pk, RESET, actor=people.sun(), reason=WHY)


def test_a_district_account_becomes_one_of_the_city_by_two_people(desk: Client) -> None:
    bo = people.bo()
    given = {"role": "city", "reason": "调到市经济信息委工作"}
    confirmed(desk, f"/admin/accounts/{bo.pk}/role/", given)
    assert people.signed_in(bo).get("/city/").status_code == 403, "proposed, not done"
    second = people.signed_in(people.mi())
    address = f"/admin/proposals/{AccountProposal.objects.get().pk}/confirm/"
    asked = second.post(address)
    assert "由区县管理员（渝中区）变更为市级管理员" in sentence_of(asked)
    confirm(second, address, asked)
    bo.refresh_from_db()
    assert (bo.role, bo.district_code) == ("city", "")
    entry = TrailEntry.objects.get(act="account.change_role")
    assert entry.data["before"]["district"] == people.BO_DISTRICT
    assert (entry.actor, entry.data["reason"]) == ("mi", given["reason"])


def test_a_role_moves_with_its_area(desk: Client) -> None:
    bo = people.bo()
    given = {"role": "park", "park": people.PARK, "reason": "调到园区管委会工作"}
    confirmed(desk, f"/admin/accounts/{bo.pk}/role/", given)
    proposals.confirm(AccountProposal.objects.get().pk, actor=people.mi())
    bo.refresh_from_db()
    assert (bo.role, bo.district_code, bo.park) == ("park", "", people.PARK)


@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
def test_the_three_administrators_stay_apart(administrator: Role) -> None:
    sun, bo, target = people.sun(), people.bo(), people.EVERYONE[administrator]()
    for pk, role in ((bo.pk, administrator), (target.pk, Role.CITY)):
        with pytest.raises(Refused, match="三员分立"):
            proposals.propose_for(pk, ROLE, role=role, actor=sun, reason="因工作需要调整")
    with pytest.raises(Refused, match="三员分立"):
        proposals.propose_for(target.pk, RESET, actor=sun, reason=WHY)


def test_a_respondent_never_becomes_an_officer_nor_the_other_way_round() -> None:
    for pk, role in ((people.alice().pk, Role.CITY), (people.bo().pk, Role.RESPONDENT)):
        with pytest.raises(Refused, match="企业填报员账户由企业注册产生"):
            proposals.propose_for(pk, ROLE, role=role, actor=people.sun(), reason="因工作需要调整")


def test_nobody_gets_hold_of_a_respondents_password(desk: Client) -> None:
    alice = people.alice()
    answer = desk.post(f"/admin/accounts/{alice.pk}/reset/", {"reason": WHY})
    assert answer.status_code == 422
    assert "企业填报员的密码不得由他人重置" in answer.content.decode()
    alice.refresh_from_db()
    assert alice.check_password(people.PASSWORD)


# ---- the first administrators of an installation -----------------------------------------------------


def test_the_first_security_administrator_is_confirmed_at_the_server(desk: Client) -> None:
    proposed(desk, Role.SECURITY_ADMIN)
    given = proposals.confirm_at_server("SECOND", operator="root")
    assert given.user.role == Role.SECURITY_ADMIN.value
    assert not OutboxMessage.objects.exists(), "the operator takes the secret to its owner"
    assert TrailEntry.objects.get(act="account.confirm").data["operator"] == "root"


def test_the_server_confirms_nothing_that_somebody_on_screen_can(desk: Client) -> None:
    proposed(desk, Role.SECURITY_ADMIN)
    people.an()
    with pytest.raises(Refused, match="平台已有审计管理员"):
        proposals.confirm_at_server("second", operator="root")
    with pytest.raises(Refused, match="没有等待确认的账户"):
        proposals.confirm_at_server("nobody", operator="root")
