"""账户管理: secrets shown once, three administrators apart, respondents out of reach."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts import proposals
from ruantong.accounts.access import Refused
from ruantong.accounts.actions import (
    ADMINISTRATORS,
    assign_account,
    change_role,
    reset_secret,
    restore_secret,
)
from ruantong.accounts.models import AccountProposal, User
from ruantong.core.lifecycle import Role
from ruantong.registry.models import Membership
from ruantong.trail.models import TrailEntry
from tests import people
from tests.confirming import confirm, confirmed, sentence_of

pytestmark = pytest.mark.django_db

NEW = {
    "role": "district",
    "district": "500190",
    "park": "",
    "username": "liangjiang",
    "display_name": "梁江",
    "phone": "13900001111",
    "email": "",
}


@pytest.fixture
def desk() -> Client:
    return people.signed_in(people.sun())


def secret_of(answer: Any) -> str:
    found = re.search(r'class="secret">([a-z0-9-]+)<', answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def test_an_assigned_account_signs_in_with_its_secret_and_must_change_it(desk: Client) -> None:
    answer = desk.post("/admin/accounts/new/", NEW)
    secret = secret_of(answer)
    assert len(secret) == 14
    assert answer.headers["Cache-Control"].count("no-store")
    district = Client()
    district.post("/login/", {"username": "liangjiang", "password": secret})
    assert district.get("/").headers["Location"] == "/account/first-password/"
    user = User.objects.get(username="liangjiang")
    assert user.district_code == "500190"
    assert secret not in str(TrailEntry.objects.values_list("data", flat=True))
    assert secret not in desk.get(f"/admin/accounts/{user.pk}/").content.decode()


def test_two_secrets_are_never_the_same(desk: Client) -> None:
    secrets = {
        secret_of(
            desk.post(
                "/admin/accounts/new/", NEW | {"username": f"user{n}", "phone": f"139000022{n:02}"}
            )
        )
        for n in range(5)
    }
    assert len(secrets) == 5


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"district": ""}, "区县管理员账户须指定报送区县"),
        ({"district": "110000"}, "报送区县“110000”不在可选范围内"),
        ({"role": "park"}, "产业园区账户须指定园区"),
        ({"role": "respondent"}, "角色“respondent”不在可选范围内"),
        ({"username": "bo"}, "用户名“bo”已被使用"),
        ({"phone": "13800000002"}, "已登记在其他账户"),
        ({"display_name": ""}, "请填写姓名"),
        ({"email": "x"}, "电子邮箱“x”不正确"),
    ],
)
def test_a_bad_answer_is_named(desk: Client, changes: dict[str, str], expected: str) -> None:
    people.bo()
    answer = desk.post("/admin/accounts/new/", NEW | changes)
    assert answer.status_code == 422
    assert expected in answer.content.decode()
    assert not User.objects.filter(username="liangjiang").exists()


def test_an_area_that_the_role_does_not_have_is_dropped(desk: Client) -> None:
    desk.post("/admin/accounts/new/", NEW | {"role": "city", "park": people.PARK})
    user = User.objects.get(username="liangjiang")
    assert (user.district_code, user.park) == ("", "")


def test_reset_ends_sessions_and_the_old_password(desk: Client) -> None:
    bo = people.bo()
    session = people.signed_in(bo)
    secret = secret_of(confirmed(desk, f"/admin/accounts/{bo.pk}/reset/"))
    assert session.get("/account/").status_code == 302
    client = Client()
    assert (
        client.post("/login/", {"username": "bo", "password": people.PASSWORD}).status_code == 422
    )
    assert client.post("/login/", {"username": "bo", "password": secret}).status_code == 302


def test_nobody_gets_hold_of_a_respondents_password(desk: Client) -> None:
    alice = people.alice()
    answer = desk.post(f"/admin/accounts/{alice.pk}/reset/")
    assert answer.status_code == 422
    assert "企业填报员的密码不得由他人重置" in answer.content.decode()
    alice.refresh_from_db()
    assert alice.check_password(people.PASSWORD)


def test_disabling_needs_a_reason_and_enabling_undoes_it(desk: Client) -> None:
    bo = people.bo()
    address = f"/admin/accounts/{bo.pk}/enable/"
    assert "请写明原因" in desk.post(address, {"enabled": "0"}).content.decode()
    confirmed(desk, address, {"enabled": "0", "reason": "已调离统计岗位"})
    bo.refresh_from_db()
    assert not bo.is_active
    assert TrailEntry.objects.get(act="account.disable").data == {"reason": "已调离统计岗位"}
    confirmed(desk, address, {"enabled": "1", "reason": "返回统计岗位"})
    bo.refresh_from_db()
    assert bo.is_active


def test_a_role_moves_with_its_area(desk: Client) -> None:
    bo = people.bo()
    given = {"role": "park", "park": people.PARK, "reason": "调到园区管委会工作"}
    confirmed(desk, f"/admin/accounts/{bo.pk}/role/", given)
    bo.refresh_from_db()
    assert (bo.role, bo.district_code, bo.park) == ("park", "", people.PARK)
    entry = TrailEntry.objects.get(act="account.change_role")
    assert entry.data["before"]["district"] == people.BO_DISTRICT


@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
def test_the_three_administrators_stay_apart(administrator: Role) -> None:
    sun, bo, target = people.sun(), people.bo(), people.EVERYONE[administrator]()
    for pk, role in ((bo.pk, administrator), (target.pk, Role.CITY)):
        with pytest.raises(Refused, match="三员分立"):
            change_role(pk, role=role, actor=sun, reason="因工作需要调整")
    with pytest.raises(Refused, match="三员分立"):
        reset_secret(target.pk, actor=sun)


def test_a_respondent_never_becomes_an_officer() -> None:
    with pytest.raises(Refused, match="企业填报员账户由企业注册产生"):
        change_role(people.alice().pk, role=Role.CITY, actor=people.sun(), reason="因工作需要调整")
    with pytest.raises(Refused, match="企业填报员账户由企业注册产生"):
        change_role(
            people.bo().pk, role=Role.RESPONDENT, actor=people.sun(), reason="因工作需要调整"
        )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMIN])
def test_only_the_system_administrator_hands_out_accounts(role: Role) -> None:
    with pytest.raises(Refused, match="只有系统管理员"):
        assign_account(
            actor=people.EVERYONE[role](), role=Role.CITY, username="x1", display_name="某人"
        )


def test_a_statistician_who_left_is_replaced_by_a_new_registration(desk: Client) -> None:
    alice = people.alice()
    membership = Membership.objects.get(user=alice)
    address = f"/admin/accounts/{alice.pk}/memberships/{membership.pk}/end/"
    assert desk.post(address, {"reason": " "}).status_code == 422
    confirmed(desk, address, {"reason": "已离职，单位来函"})
    membership.refresh_from_db()
    assert membership.until is not None
    assert desk.post(address, {"reason": "再来一次"}).status_code == 422


def test_the_list_filters_and_exports(desk: Client) -> None:
    people.bo()
    people.chen()
    page = desk.get("/admin/accounts/?role=district").content.decode()
    assert "薄区县" in page
    assert "陈市级" not in page
    assert "渝中区" in page
    exported = desk.get("/admin/accounts/?export=csv&role=district").content.decode("utf-8-sig")
    assert "渝中区" in exported
    assert "argon2" not in exported


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.RESPONDENT])
def test_whoever_runs_the_server_gives_a_lost_secret_back(role: Role) -> None:
    user = people.EVERYONE[role]()
    client = Client()
    for _ in range(5):
        client.post("/login/", {"username": user.username, "password": "wrong"})
    _, secret = restore_secret(user.username.upper(), operator="root")
    entered = client.post("/login/", {"username": user.username, "password": secret})
    assert entered.status_code == 302, "the lock after failures has ended too"
    entry = TrailEntry.objects.get(act="account.reset_secret")
    assert (entry.actor, entry.data["operator"]) == ("system", "root")
    assert secret not in str(entry.data)


def test_the_server_gives_no_respondents_secret() -> None:
    with pytest.raises(Refused, match="企业填报员的密码不得由他人重置"):
        restore_secret(people.alice().username, operator="root")


# ---- a second system administrator ---------------------------------------------------------------


def proposal(desk: Client) -> AccountProposal:
    desk.post("/admin/accounts/new/", NEW | {"role": "system_admin", "username": "second"})
    return AccountProposal.objects.get()


def test_a_second_system_administrator_takes_two_people(desk: Client) -> None:
    made = proposal(desk)
    assert not User.objects.filter(username="second").exists(), "nobody alone makes one"
    pending = desk.get("/admin/accounts/").content.decode()
    assert "（second）" in pending, "who proposed sees that it waits"
    security = people.signed_in(people.mi())
    assert "second" in security.get("/admin/proposals/").content.decode()
    address = f"/admin/proposals/{made.pk}/confirm/"
    asked = security.post(address)
    assert "“second”" in sentence_of(asked)
    assert not User.objects.filter(username="second").exists(), "asked, not done"
    secret = secret_of(confirm(security, address, asked))
    user = User.objects.get(username="second")
    assert (user.role, user.district_code, user.must_change_password) == ("system_admin", "", True)
    entered = Client().post("/login/", {"username": "second", "password": secret})
    assert entered.status_code == 302
    actors = dict(TrailEntry.objects.filter(subject="user:second").values_list("act", "actor"))
    assert actors["account.propose"] == "sun"
    assert actors["account.create"] == "mi"
    assert "等待安全管理员确认" not in desk.get("/admin/accounts/").content.decode()


@pytest.mark.parametrize("who", [role for role in Role if role is not Role.SECURITY_ADMIN])
def test_only_the_security_administrator_confirms(desk: Client, who: Role) -> None:
    made = proposal(desk)
    with pytest.raises(Refused, match="只有安全管理员"):
        proposals.confirm(made.pk, actor=people.EVERYONE[who]())
    assert not User.objects.filter(username="second").exists()


def test_a_proposal_is_decided_once_and_declined_with_a_reason(desk: Client) -> None:
    made = proposal(desk)
    security = people.signed_in(people.mi())
    assert (
        security.post(f"/admin/proposals/{made.pk}/decline/", {"reason": "无"}).status_code == 422
    )
    address = f"/admin/proposals/{made.pk}/decline/"
    asked = security.post(address, {"reason": "此人不在本单位编制内"})
    assert "此人不在本单位编制内" in asked.content.decode()
    made.refresh_from_db()
    assert made.confirmed is None, "asked, not done"
    confirm(security, address, asked)
    assert security.post(f"/admin/proposals/{made.pk}/confirm/").status_code == 422
    assert not User.objects.filter(username="second").exists()
    assert "此人不在本单位编制内" in security.get("/admin/proposals/").content.decode()


def test_a_name_taken_since_it_was_proposed_is_told(desk: Client) -> None:
    made = proposal(desk)
    people.person("Second", Role.CITY, "某人")
    answer = people.signed_in(people.mi()).post(f"/admin/proposals/{made.pk}/confirm/")
    assert answer.status_code == 422
    assert "用户名“second”已被使用" in answer.content.decode()


def test_the_outbox_is_offered_only_where_there_is_a_gateway(desk: Client, settings: Any) -> None:
    assert "短信发件箱" in desk.get("/admin/accounts/").content.decode()
    settings.SMS_GATEWAY = "ruantong.gateways.sms.UnavailableSms"
    assert "短信发件箱" not in desk.get("/admin/accounts/").content.decode()
    assert desk.get("/admin/outbox/").status_code == 404
