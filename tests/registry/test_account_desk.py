"""账户管理: what one administrator does alone; what takes two is in test_two_people.py."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.access import Refused
from ruantong.accounts.actions import assign_account, restore_secret
from ruantong.accounts.models import OutboxMessage, User
from ruantong.core.lifecycle import Role
from ruantong.registry.models import Membership
from ruantong.trail.models import TrailEntry
from tests import people
from tests.confirming import confirmed

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


def secret_of(phone: str) -> str:
    """What the last text to a phone says the one-time secret is."""
    sent = OutboxMessage.objects.filter(phone=phone, template="secret").first()
    found = re.search(r"口令([a-z0-9-]{14})", sent.text) if sent else None
    assert found, sent
    return found[1]


def test_an_assigned_account_signs_in_with_its_secret_and_must_change_it(desk: Client) -> None:
    answer = desk.post("/admin/accounts/new/", NEW, follow=True)
    secret = secret_of(NEW["phone"])
    assert secret not in answer.content.decode(), "it goes to the phone, never to the screen"
    district = Client()
    district.post("/login/", {"username": "liangjiang", "password": secret})
    assert district.get("/").headers["Location"] == "/account/first-password/"
    user = User.objects.get(username="liangjiang")
    assert user.district_code == "500190"
    assert secret not in str(TrailEntry.objects.values_list("data", flat=True))
    assert secret not in desk.get(f"/admin/accounts/{user.pk}/").content.decode()


def test_without_a_provider_the_server_gives_the_secret(desk: Client, settings: Any) -> None:
    settings.SMS_GATEWAY = "ruantong.gateways.sms.UnavailableSms"
    page = desk.post("/admin/accounts/new/", NEW, follow=True).content.decode()
    assert "ruantong account secret" in page
    assert not re.search(r"[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}", page)
    _, secret = restore_secret("liangjiang", operator="root")
    entered = Client().post("/login/", {"username": "liangjiang", "password": secret})
    assert entered.status_code == 302


def test_two_secrets_are_never_the_same(desk: Client) -> None:
    secrets = set()
    for n in range(5):
        phone = f"139000022{n:02}"
        desk.post("/admin/accounts/new/", NEW | {"username": f"user{n}", "phone": phone})
        secrets.add(secret_of(phone))
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
    desk.post("/admin/accounts/new/", NEW | {"role": "association", "park": people.PARK})
    user = User.objects.get(username="liangjiang")
    assert (user.district_code, user.park) == ("", "")


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


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMIN])
def test_only_the_system_administrator_hands_out_accounts(role: Role) -> None:
    with pytest.raises(Refused, match="只有系统管理员"):
        assign_account(
            actor=people.EVERYONE[role](), role=Role.PARK, username="x1", display_name="某人"
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


def test_the_outbox_is_offered_only_where_there_is_a_gateway(desk: Client, settings: Any) -> None:
    assert "短信发件箱" in desk.get("/admin/accounts/").content.decode()
    settings.SMS_GATEWAY = "ruantong.gateways.sms.UnavailableSms"
    assert "短信发件箱" not in desk.get("/admin/accounts/").content.decode()
    assert desk.get("/admin/outbox/").status_code == 404
