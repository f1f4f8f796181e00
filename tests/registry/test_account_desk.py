"""账户管理: what one administrator does alone; what takes two is in test_two_people.py."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.access import Refused
from ruantong.accounts.actions import assign_account, restore_secret
from ruantong.accounts.first_access import give
from ruantong.accounts.models import OutboxMessage, User
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
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


def number_on(answer: Any) -> str:
    """The activation number that an administrator reads on the page."""
    found = re.search(r"激活码：([a-z0-9-]{14})（", answer.content.decode())
    assert found
    return found[1]


def activating(number: str, phone: str) -> tuple[Client, Any]:
    """A visitor who has the number and the phone, and the page he is led to."""
    visitor = Client()
    asked = visitor.post("/activate/", {"activation": number})
    assert asked.headers["Location"] == "/activate/confirm/", asked.content.decode()
    return visitor, visitor.post("/activate/confirm/", {"code": code_of(phone)})


def code_of(phone: str) -> str:
    sent = OutboxMessage.objects.filter(phone=phone, template="proof").first()
    assert sent, "no code on its way"
    return re.findall(r"\d{6}", sent.text)[0]


def test_an_assigned_account_is_activated_with_number_and_phone(desk: Client) -> None:
    number = number_on(desk.post("/admin/accounts/new/", NEW, follow=True))
    user = User.objects.get(username="liangjiang")
    assert (user.district_code, user.has_usable_password()) == ("500190", False)
    assert number not in desk.get(f"/admin/accounts/{user.pk}/").content.decode(), "shown once"
    assert number not in str(TrailEntry.objects.values_list("data", flat=True))
    district, answer = activating(f" {number.upper().replace('-', ' ')}", NEW["phone"])
    assert answer.status_code == 302
    assert district.get("/").headers["Location"] == "/account/first-password/"
    new = {"new": "chongqing-tongji-88X", "again": "chongqing-tongji-88X"}
    assert district.post("/account/first-password/", new).status_code == 302
    user.refresh_from_db()
    assert user.phone_proven_at is not None
    assert "不正确、已用过" in Client().post("/activate/", {"activation": number}).content.decode()


def test_no_text_to_a_phone_nobody_has_proven_opens_anything(desk: Client) -> None:
    """Its holder may be a stranger: the administrator mistyped one digit."""
    number = number_on(desk.post("/admin/accounts/new/", NEW, follow=True))
    [text] = OutboxMessage.objects.filter(phone=NEW["phone"])
    assert (text.template, number in text.text) == ("activation", False)
    assert "liangjiang" not in text.text
    stranger = Client()
    stranger.post("/register/phone/", {"phone": NEW["phone"]})
    code = code_of(NEW["phone"])
    assert stranger.post("/activate/", {"activation": code}).status_code == 422
    moved = stranger.post("/activate/confirm/", {"code": code})
    assert moved.headers["Location"] == "/activate/", "the number comes first"
    stranger.post("/login/code/", {"phone": NEW["phone"]})
    assert not OutboxMessage.objects.filter(phone=NEW["phone"], template="code").exists()


def test_the_number_alone_opens_nothing(desk: Client) -> None:
    """Its administrator does not hold the phone."""
    number = number_on(desk.post("/admin/accounts/new/", NEW, follow=True))
    for name in ("liangjiang", NEW["phone"]):
        entered = Client().post("/login/", {"username": name, "password": number})
        assert entered.status_code == 422
    visitor = Client()
    page = visitor.post("/activate/", {"activation": number}, follow=True).content.decode()
    assert "139****1111" in page
    assert NEW["phone"] not in page
    for code in ("", "000000", number):
        assert visitor.post("/activate/confirm/", {"code": code}).status_code == 422
    assert not User.objects.get(username="liangjiang").phone_proven_at


@pytest.mark.parametrize("meanwhile", ["late", "disabled", "renewed", "phone"])
def test_what_changed_meanwhile_activates_nothing(desk: Client, meanwhile: str) -> None:
    number = number_on(desk.post("/admin/accounts/new/", NEW, follow=True))
    visitor = Client()
    visitor.post("/activate/", {"activation": number})
    user = User.objects.get(username="liangjiang")
    if meanwhile == "renewed":
        give(user)
    else:
        changed: dict[str, dict[str, Any]] = {
            "late": {"secret_valid_until": clock.now()},
            "disabled": {"is_active": False},
            "phone": {"phone": "13900001112"},
        }
        User.objects.filter(pk=user.pk).update(**changed[meanwhile])
    answer = visitor.post("/activate/confirm/", {"code": code_of(NEW["phone"])})
    assert answer.status_code == 422
    assert "不正确、已用过或已过期" in answer.content.decode()


def test_who_guesses_numbers_is_stopped() -> None:
    visitor = Client()
    answers = [
        visitor.post("/activate/", {"activation": f"aaaa-bbbb-{n}"}).status_code for n in range(11)
    ]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_without_a_provider_the_server_gives_the_secret(desk: Client, settings: Any) -> None:
    settings.SMS_GATEWAY = "ruantong.gateways.sms.UnavailableSms"
    page = desk.post("/admin/accounts/new/", NEW, follow=True).content.decode()
    assert "ruantong account secret" in page
    assert not re.search(r"[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}", page)
    _, secret = restore_secret("liangjiang", operator="root")
    entered = Client().post("/login/", {"username": "liangjiang", "password": secret})
    assert entered.status_code == 302


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
