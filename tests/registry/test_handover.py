"""统计人员变动: the successor takes over by accepting; until then nothing changes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.models import OutboxMessage, User
from ruantong.core.lifecycle import Role
from ruantong.registry.actions_people import MOST_OFFERS_A_DAY
from ruantong.registry.models import Handover, Membership
from ruantong.trail.models import TrailEntry
from tests import people

pytestmark = pytest.mark.django_db

SUCCESSOR = {"display_name": "何接任", "phone": "13700000009", "username": "hejie"}


def offer(**changes: str) -> Any:
    alice = people.alice()
    unit = Membership.objects.get(user=alice, until=None).unit
    return people.signed_in(alice).post(f"/unit/{unit.pk}/handover/", SUCCESSOR | changes)


def responsible() -> set[str]:
    return set(Membership.objects.filter(until=None).values_list("user__username", flat=True))


def successor(answer: Any) -> Client:
    """The successor's browser after the first sign-in with a password of one's own."""
    assert answer.status_code == 200
    sent = OutboxMessage.objects.get(phone=SUCCESSOR["phone"], template="secret")
    secret = re.search(r"口令([a-z0-9-]{14})", sent.text)
    assert secret
    assert secret[1] not in answer.content.decode(), "whoever leaves does not learn it"
    client = Client()
    client.post("/login/", {"username": "hejie", "password": secret[1]})
    own = {"new": "jieren-mima-2024", "again": "jieren-mima-2024"}
    client.post("/account/first-password/", own)
    return client


def test_nothing_changes_until_the_successor_accepts() -> None:
    answer = offer()
    assert answer.status_code == 200
    assert responsible() == {"alice"}
    page = successor(answer).get("/", follow=True).content.decode()
    assert "确认接任" in page
    assert responsible() == {"alice"}


def test_accepting_moves_the_work_and_closes_the_predecessor(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = offer()
    assert OutboxMessage.objects.filter(phone="13700000009").exists()
    client = successor(answer)
    client.post(f"/handovers/{Handover.objects.get().pk}/accept/")
    assert responsible() == {"hejie"}
    assert not User.objects.get(username="alice").is_active
    acts = set(TrailEntry.objects.values_list("act", flat=True))
    assert {"unit.handover_offer", "unit.handover_accept", "account.disable"} <= acts
    assert client.get("/unit/").status_code == 200


def test_a_predecessor_with_another_unit_stays() -> None:
    people.alice(people.make_unit(2))
    people.alice(people.make_unit(1))
    alice = people.alice()
    unit = people.make_unit(1)
    answer = people.signed_in(alice).post(f"/unit/{unit.pk}/handover/", SUCCESSOR)
    successor(answer).post(f"/handovers/{Handover.objects.get().pk}/accept/")
    alice.refresh_from_db()
    assert alice.is_active
    assert not Membership.objects.filter(user=alice, unit=unit, until=None).exists()


def test_a_respondent_who_is_known_needs_no_new_account() -> None:
    other = people.person("hejie", Role.RESPONDENT, "何接任", phone="13700000009")
    answer = offer()
    assert "该手机号已有账户" not in answer.content.decode(), "whether it has one is not told"
    assert Handover.objects.get().successor == other


def test_whose_account_a_phone_leads_to_is_shown_to_nobody() -> None:
    people.person("geheim", Role.RESPONDENT, "甲真名", phone="13700000009")
    pages = offer().content.decode()
    pages += people.signed_in(people.alice()).get("/unit/").content.decode()
    assert "何接任" in pages, "the name that was typed"
    assert "甲真名" not in pages
    assert "geheim" not in pages


def test_the_predecessor_is_not_named_before_acceptance() -> None:
    other = people.person("geheim", Role.RESPONDENT, "甲真名", phone="13700000009")
    offer()
    assert "艾丽丝" not in people.signed_in(other).get("/handovers/").content.decode()


def test_somebody_who_files_already_finds_the_offer_at_home() -> None:
    other = people.person("busy", Role.RESPONDENT, "甲真名", phone="13700000009")
    people.join(other, people.make_unit(7))
    offer()
    page = people.signed_in(other).get("/", follow=True).content.decode()
    assert "移交给您的填报工作" in page
    assert 'href="/handovers/"' in page


def test_the_predecessor_may_take_it_back() -> None:
    answer = offer()
    pk = Handover.objects.get().pk
    people.signed_in(people.alice()).post(f"/handovers/{pk}/cancel/")
    taken = successor(answer).post(f"/handovers/{pk}/accept/")
    assert taken.status_code == 409
    assert responsible() == {"alice"}


def test_a_second_offer_waits_for_the_first() -> None:
    offer()
    again = offer(phone="13700000008", username="other")
    assert again.status_code == 422
    assert "已有一项移交等待接任" in again.content.decode()


def test_the_number_of_offers_is_limited() -> None:
    alice = people.signed_in(people.alice())
    for n in range(MOST_OFFERS_A_DAY):
        assert offer(phone=f"137000001{n:02}", username=f"heir{n}").status_code == 200
        alice.post(f"/handovers/{Handover.objects.latest('pk').pk}/cancel/")
    again = offer(phone="13700000199", username="heir99")
    assert again.status_code == 422
    assert "请明天再试" in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"phone": "1"}, "11位手机号码"),
        ({"display_name": ""}, "请填写接任人姓名"),
        ({"username": "bo"}, "用户名“bo”已被使用"),
        ({"phone": "13800000002"}, "不是可用的企业填报员账户"),
        ({"phone": "13800000001"}, "已经是"),
    ],
)
def test_a_bad_successor_is_named(changes: dict[str, str], expected: str) -> None:
    people.bo()
    answer = offer(**changes)
    assert answer.status_code == 422
    assert expected in answer.content.decode()
    assert not Handover.objects.exists()


def test_strangers_neither_see_nor_take_it() -> None:
    offer()
    pk = Handover.objects.get().pk
    stranger = people.signed_in(people.person("mallory", Role.RESPONDENT, "马洛里"))
    assert stranger.post(f"/handovers/{pk}/accept/").status_code == 404
    assert stranger.post(f"/handovers/{pk}/cancel/").status_code == 404
    unit = Handover.objects.get().unit
    assert stranger.post(f"/unit/{unit.pk}/handover/", SUCCESSOR).status_code == 404
    assert "没有移交给您的" in stranger.get("/handovers/").content.decode()


def test_the_predecessor_cannot_accept_for_the_successor() -> None:
    offer()
    pk = Handover.objects.get().pk
    assert people.signed_in(people.alice()).post(f"/handovers/{pk}/accept/").status_code == 409
