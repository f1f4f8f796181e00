"""填报人员: several persons file for one enterprise, invited by a link to their phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.access import Refused
from ruantong.accounts.models import OutboxMessage, User
from ruantong.core.lifecycle import Role
from ruantong.core.posts import Post, Submitters
from ruantong.gateways import clock
from ruantong.registry.models import Invitation, Membership, ReportingUnit
from ruantong.registry.people import invitations, persons
from ruantong.registry.people.ending import end_membership
from ruantong.trail.models import TrailEntry
from tests import people
from tests.confirming import confirmed

pytestmark = pytest.mark.django_db

PHONE = "13700000021"
INVITED = {"name": "何同事", "phone": PHONE, "post": "preparer", "forms_filled": ["2", "6"]}
NEW = {
    "display_name": "何志远",
    "username": "hezhiyuan",
    "password": "yangguang-dadao-88",
    "again": "yangguang-dadao-88",
}


@pytest.fixture
def unit() -> ReportingUnit:
    unit = people.make_unit()
    people.alice(unit)
    return unit


@pytest.fixture
def alice(unit: ReportingUnit) -> Client:
    return people.signed_in(people.alice(unit))


def colleague(unit: ReportingUnit, post: Post = Post.PREPARER, forms: Any = ()) -> User:
    """Somebody who files for the unit too, with a post the enterprise has said."""
    user = people.person("hezhiyuan", Role.RESPONDENT, "何志远", phone=PHONE)
    people.join(user, unit)
    Membership.objects.filter(user=user, unit=unit).update(post=post.value, post_since=clock.now())
    place = Membership.objects.get(user=user, unit=unit, until=None)
    persons.change_person(place.pk, actor=people.alice(unit), post=post, forms=list(forms))
    return user


def invited(client: Client, unit: ReportingUnit, **changes: Any) -> str:
    """The path of the link that the phone got."""
    answer = client.post(f"/unit/{unit.pk}/people/invite/", INVITED | changes)
    assert answer.status_code == 302, answer.content.decode()
    sent = OutboxMessage.objects.filter(template="invited").first()
    found = re.search(r"https?://[^/]+(/join/[^/ ]+/)", sent.text) if sent else None
    assert found
    return found[1]


def place_of(username: str, unit: ReportingUnit) -> Membership:
    return Membership.objects.get(user__username=username, unit=unit, until=None)


# ---- inviting --------------------------------------------------------------------------------------


def test_a_link_to_the_phone_makes_a_person_with_a_post_and_forms(
    alice: Client, unit: ReportingUnit
) -> None:
    link = invited(alice, unit)
    page = alice.get(f"/unit/{unit.pk}/people/").content.decode()
    assert "何同事" in page, "open invitations are listed"
    assert link not in page, "the link goes to the phone and is on no screen"
    visitor = Client()
    shown = visitor.get(link).content.decode()
    assert unit.name in shown
    assert "艾丽丝" not in shown, "nobody is named before it is accepted"
    assert "何同事" not in shown
    assert visitor.post(link, NEW).status_code == 302
    place = place_of("hezhiyuan", unit)
    assert (place.post, place.form_codes) == ("preparer", ["2", "6"])
    assert place.user.phone == PHONE
    assert place.user.phone_proven_at is not None, "whoever opens the link has the phone"
    assert visitor.get("/", follow=True).status_code == 200
    assert place_of("alice", unit), "whoever invites goes on filing"
    assert Client().get(link).status_code == 404, "it is used once"
    acts = set(TrailEntry.objects.values_list("act", flat=True))
    assert {"unit.invite", "unit.invite_accept"} <= acts


def test_somebody_with_an_account_signs_in_and_files_for_both(
    alice: Client, unit: ReportingUnit
) -> None:
    other = people.person("busy", Role.RESPONDENT, "忙同志", phone=PHONE)
    people.join(other, people.make_unit(7, name="另一家有限公司"))
    link = invited(alice, unit)
    assert "/login/?next=" in Client().get(link).content.decode()
    client = people.signed_in(other)
    assert "接受邀请" in client.get(link).content.decode()
    assert client.post(link).status_code == 302
    home = client.get("/", follow=True).content.decode()
    assert "您为2个单位填报" in home
    assert 'class="unit-switch"' in home
    assert "另一家有限公司" in home


def test_the_link_is_for_the_phone_it_went_to(alice: Client, unit: ReportingUnit) -> None:
    link = invited(alice, unit)
    stranger = people.person("mallory", Role.RESPONDENT, "马洛里", phone="13700000055")
    answer = people.signed_in(stranger).post(link)
    assert answer.status_code == 422
    assert "尾号0021" in answer.content.decode()
    officer = people.signed_in(people.bo())
    assert officer.post(link).status_code == 422
    assert not Membership.objects.filter(user=stranger).exists()


def test_an_invitation_expires_and_can_be_withdrawn(alice: Client, unit: ReportingUnit) -> None:
    with clock.at("2024-06-10"):
        link = invited(alice, unit)
    with clock.at("2024-06-18"):
        assert Client().get(link).status_code == 404
        again = invited(alice, unit)
        one = Invitation.objects.latest("pk")
        alice.post(f"/unit/{unit.pk}/people/invitations/{one.pk}/withdraw/")
        assert Client().post(again, NEW).status_code == 404
    assert not User.objects.filter(username="hezhiyuan").exists()


def test_an_invitation_of_somebody_who_left_opens_nothing(
    alice: Client, unit: ReportingUnit
) -> None:
    link = invited(alice, unit)
    place = place_of("alice", unit)
    end_membership(place.pk, user_pk=place.user_id, actor=people.sun(), reason="已离职，单位来函")
    assert Client().get(link).status_code == 404


def test_the_number_of_invitations_is_limited(alice: Client, unit: ReportingUnit) -> None:
    for n in range(invitations.MOST_A_DAY):
        invited(alice, unit, phone=f"137000001{n:02}")
    answer = alice.post(f"/unit/{unit.pk}/people/invite/", INVITED)
    assert answer.status_code == 422
    assert "请明天再试" in answer.content.decode()


def test_one_phone_is_not_flooded(alice: Client, unit: ReportingUnit) -> None:
    for _ in range(invitations.MOST_A_DAY_TO_ONE):
        invited(alice, unit)
        one = Invitation.objects.latest("pk")
        alice.post(f"/unit/{unit.pk}/people/invitations/{one.pk}/withdraw/")
    answer = alice.post(f"/unit/{unit.pk}/people/invite/", INVITED)
    assert answer.status_code == 422
    assert f"“{PHONE}”24小时内" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"phone": "1"}, "11位手机号码"),
        ({"phone": "13800000001"}, "已经为"),
        ({"name": ""}, "请填写姓名"),
        ({"post": "boss"}, "职责“boss”不在可选范围内"),
        ({"forms_filled": ["99"]}, "分管报表“99”不在可选范围内"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_named(
    alice: Client, unit: ReportingUnit, changes: dict[str, Any], expected: str
) -> None:
    answer = alice.post(f"/unit/{unit.pk}/people/invite/", INVITED | changes)
    assert answer.status_code == 422
    assert expected in answer.content.decode()
    assert not Invitation.objects.exists()


def test_without_a_provider_nobody_is_invited(
    alice: Client, unit: ReportingUnit, settings: Any
) -> None:
    settings.SMS_GATEWAY = "ruantong.gateways.sms.UnavailableSms"
    answer = alice.post(f"/unit/{unit.pk}/people/invite/", INVITED)
    assert answer.status_code == 422
    assert "短信服务未配置" in answer.content.decode()


# ---- among themselves ------------------------------------------------------------------------------


def test_who_files_today_keeps_all_and_manages(alice: Client, unit: ReportingUnit) -> None:
    place = place_of("alice", unit)
    assert (place.manages, place.form_codes, unit.submitters) == (True, [], Submitters.ANYBODY)
    assert "邀请填报人员" in alice.get(f"/unit/{unit.pk}/people/").content.decode()


def test_a_preparer_manages_nobody(unit: ReportingUnit) -> None:
    other = colleague(unit)
    client, own = people.signed_in(other), place_of("alice", unit)
    page = client.get(f"/unit/{unit.pk}/people/").content.decode()
    assert "艾丽丝" in page, "colleagues are seen"
    assert "邀请填报人员" not in page
    tried = {
        f"/unit/{unit.pk}/people/invite/": INVITED | {"phone": "13700000077"},
        f"/unit/{unit.pk}/people/{own.pk}/": {"post": "preparer"},
        f"/unit/{unit.pk}/people/{own.pk}/end/": {},
        f"/unit/{unit.pk}/people/submitters/": {"submitters": "heads"},
    }
    for address, given in tried.items():
        answer = client.post(address, given)
        assert answer.status_code == 422, address
        assert "由本单位的统计负责人或单位负责人管理" in answer.content.decode(), address
    assert place_of("alice", unit).post == "statistics_head"


def test_people_of_another_enterprise_do_not_exist(alice: Client, unit: ReportingUnit) -> None:
    other = people.make_unit(99)
    stranger = people.person("mallory", Role.RESPONDENT, "马洛里", phone="13800000099")
    people.join(stranger, other)
    theirs = place_of("mallory", other)
    one = invitations.invite(
        other.pk, actor=stranger, name="某人", phone=PHONE, post=Post.PREPARER, forms=[],
        link_of=str,
    )  # fmt: skip
    for address in (
        f"/unit/{other.pk}/people/",
        f"/unit/{other.pk}/people/invite/",
        f"/unit/{unit.pk}/people/{theirs.pk}/",
    ):
        assert alice.get(address).status_code == 404, address
    for address in (
        f"/unit/{unit.pk}/people/{theirs.pk}/end/",
        f"/unit/{other.pk}/people/{theirs.pk}/end/",
        f"/unit/{other.pk}/people/submitters/",
        f"/unit/{unit.pk}/people/invitations/{one.pk}/withdraw/",
    ):
        assert alice.post(address).status_code == 404, address


def test_a_colleague_leaves_and_is_told(alice: Client, unit: ReportingUnit) -> None:
    other = colleague(unit, forms=["6"])
    place = place_of("hezhiyuan", unit)
    confirmed(alice, f"/unit/{unit.pk}/people/{place.pk}/end/")
    assert not Membership.objects.filter(user=other, until=None).exists()
    assert OutboxMessage.objects.filter(phone=PHONE, template="ended").exists()
    assert people.signed_in(other).get(f"/unit/{unit.pk}/people/").status_code == 404
    unit.refresh_from_db()
    assert unit.divided is False


def test_somebody_who_manages_always_remains(unit: ReportingUnit) -> None:
    other, alice = colleague(unit), people.alice(unit)
    own = place_of("alice", unit)
    with pytest.raises(Refused, match="唯一管理填报人员"):
        persons.change_person(own.pk, actor=alice, post=Post.PREPARER, forms=[])
    with pytest.raises(Refused, match="唯一管理填报人员"):
        persons.end_person(own.pk, actor=alice)
    end_membership(own.pk, user_pk=alice.pk, actor=people.sun(), reason="已离职，单位来函")
    assert persons.managed(unit.pk, other), "where nobody is left who could, everybody manages"


def test_the_list_filters_sorts_and_exports(alice: Client, unit: ReportingUnit) -> None:
    colleague(unit, forms=["6"])
    only = alice.get(f"/unit/{unit.pk}/people/?post=preparer").content.decode()
    assert "何志远" in only
    assert "艾丽丝</td>" not in only
    exported = alice.get(f"/unit/{unit.pk}/people/?export=csv&sort=-name")
    text = exported.content.decode("utf-8-sig")
    assert "填表人" in text
    assert "软统企6表" in text
