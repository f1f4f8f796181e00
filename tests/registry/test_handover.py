"""统计人员变动: the successor takes over by accepting; until then nothing changes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from ruantong.accounts.models import OutboxMessage, User
from ruantong.core.lifecycle import Role
from ruantong.core.posts import Post
from ruantong.gateways import clock
from ruantong.registry.models import Invitation, Membership
from ruantong.registry.people import invitations
from ruantong.trail.models import TrailEntry
from tests import people
from tests.registry.test_people import NEW, colleague

pytestmark = pytest.mark.django_db

PHONE = "13700000009"
SUCCESSOR = {"name": "何接任", "phone": PHONE}


def offer(**changes: str) -> Any:
    alice = people.alice()
    unit = Membership.objects.get(user=alice, until=None).unit
    return people.signed_in(alice).post(f"/unit/{unit.pk}/handover/", SUCCESSOR | changes)


def link(phone: str = PHONE) -> str:
    """The path of the link on the phone."""
    sent = OutboxMessage.objects.filter(phone=phone, template="handover").latest("pk")
    found = re.search(r"https?://[^/]+(/join/[^/ ]+/)", sent.text)
    assert found
    return found[1]


def responsible() -> set[str]:
    return set(Membership.objects.filter(until=None).values_list("user__username", flat=True))


def known(username: str = "geheim", role: Role = Role.RESPONDENT) -> User:
    """Somebody who has an account with the phone."""
    return people.person(username, role, "甲真名", phone=PHONE)


def test_nothing_changes_until_the_successor_accepts() -> None:
    assert offer().status_code == 302
    assert responsible() == {"alice"}
    page = Client().get(link()).content.decode()
    assert "接任" in page
    assert "艾丽丝" not in page, "nobody is named before it is accepted"
    assert responsible() == {"alice"}


def test_accepting_moves_the_work_and_closes_the_predecessor() -> None:
    offer()
    client = Client()
    assert client.post(link(), NEW | {"username": "hejie"}).status_code == 302
    assert responsible() == {"hejie"}
    assert not User.objects.get(username="alice").is_active
    heir = User.objects.get(username="hejie")
    assert heir.phone_proven_at is not None, "whoever opens the link has the phone"
    unit = Membership.objects.get(user=heir, until=None).unit
    assert (unit.contact_name, unit.contact_phone) == ("何志远", PHONE)
    acts = set(TrailEntry.objects.values_list("act", flat=True))
    assert {"unit.handover_offer", "unit.handover_accept", "account.disable"} <= acts
    assert client.get("/unit/").status_code == 200
    assert Client().get(link()).status_code == 404, "it is used once"


def test_no_screen_shows_link_or_secret_and_no_account_is_made_beforehand() -> None:
    alice = people.signed_in(people.alice())
    pages = offer().content.decode() + alice.get("/unit/").content.decode()
    unit = Membership.objects.get(user=people.alice(), until=None).unit
    pages += alice.get(f"/unit/{unit.pk}/people/").content.decode()
    assert "何接任" in pages, "the name that was typed"
    assert link() not in pages
    assert "口令" not in pages
    assert not User.objects.filter(phone=PHONE).exists()
    assert not OutboxMessage.objects.filter(template="secret").exists()


def test_without_a_provider_nothing_is_handed_over(settings: Any) -> None:
    settings.SMS_GATEWAY = "ruantong.gateways.sms.UnavailableSms"
    answer = offer()
    assert answer.status_code == 422
    assert "短信服务未配置" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_predecessor_with_another_unit_stays() -> None:
    people.alice(people.make_unit(2))
    alice, unit = people.alice(people.make_unit(1)), people.make_unit(1)
    people.signed_in(alice).post(f"/unit/{unit.pk}/handover/", SUCCESSOR)
    Client().post(link(), NEW | {"username": "hejie"})
    alice.refresh_from_db()
    assert alice.is_active
    assert not Membership.objects.filter(user=alice, unit=unit, until=None).exists()


@pytest.mark.parametrize("role", [None, Role.RESPONDENT, Role.DISTRICT, Role.SYSTEM_ADMIN])
def test_whether_a_phone_has_an_account_is_told_to_nobody_but_its_holder(role: Role | None) -> None:
    """The predecessor reads the same whoever the phone belongs to."""
    if role:
        area = {"district_code": people.EVE_DISTRICT} if role is Role.DISTRICT else {}
        people.person("geheim", role, "甲真名", phone=PHONE, **area)
    answer = offer()
    assert answer.status_code == 302
    pages = people.signed_in(people.alice()).get("/unit/").content.decode()
    assert "甲真名" not in pages
    assert "geheim" not in pages
    if role in (Role.DISTRICT, Role.SYSTEM_ADMIN):
        holder = people.signed_in(User.objects.get(username="geheim"))
        refused = holder.post(link())
        assert refused.status_code == 422
        assert "只有企业填报员账户" in refused.content.decode()
    assert responsible() == {"alice"}


def test_somebody_who_files_already_finds_it_at_home_and_takes_over() -> None:
    other = known()
    people.join(other, people.make_unit(7))
    offer()
    client = people.signed_in(other)
    page = client.get("/", follow=True).content.decode()
    assert "移交给您的填报工作" in page
    assert "艾丽丝" not in client.get("/invitations/").content.decode()
    client.post(f"/invitations/{Invitation.objects.get().pk}/accept/")
    assert responsible() == {"geheim"}
    assert Membership.objects.filter(user=other, until=None).count() == 2


def test_somebody_without_a_unit_is_led_to_it() -> None:
    client = people.signed_in(known())
    offer()
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/invitations/"


def test_a_phone_that_is_not_proven_is_told_of_nothing() -> None:
    """One mistyped digit in somebody's account must not show him another's handover."""
    other = known()
    User.objects.filter(pk=other.pk).update(phone_proven_at=None)
    offer()
    client = people.signed_in(User.objects.get(pk=other.pk))
    assert "目前没有单位请您填报" in client.get("/invitations/").content.decode()
    client.post(f"/invitations/{Invitation.objects.get().pk}/accept/")
    assert responsible() == {"alice"}


def test_the_predecessor_may_take_it_back() -> None:
    offer()
    one = Invitation.objects.get()
    alice = people.signed_in(people.alice())
    assert "取消移交" in alice.get("/unit/").content.decode()
    alice.post(f"/unit/{one.unit_id}/people/invitations/{one.pk}/withdraw/")
    assert Client().post(link(), NEW).status_code == 404
    assert responsible() == {"alice"}
    assert TrailEntry.objects.filter(act="unit.handover_cancel").exists()


def test_a_preparer_hands_over_the_own_place_and_takes_it_back() -> None:
    unit = people.make_unit()
    people.alice(unit)
    other = colleague(unit, Post.PREPARER, forms=["6"])
    client = people.signed_in(other)
    client.post(f"/unit/{unit.pk}/handover/", SUCCESSOR)
    one = Invitation.objects.get()
    client.post(f"/unit/{unit.pk}/people/invitations/{one.pk}/withdraw/")
    client.post(f"/unit/{unit.pk}/handover/", SUCCESSOR)
    heir = known()
    invitations.accept_waiting(Invitation.objects.latest("pk").pk, actor=heir)
    place = Membership.objects.get(user=heir, until=None)
    assert (place.post, place.form_codes) == ("preparer", ["6"])
    assert responsible() == {"alice", "geheim"}


def test_a_second_offer_waits_for_the_first() -> None:
    offer()
    again = offer(phone="13700000008")
    assert again.status_code == 422
    assert "已有一项移交等待接任" in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"phone": "1"}, "11位手机号码"),
        ({"name": ""}, "请填写接任人姓名"),
        ({"phone": "13800000001"}, "已经为"),
    ],
)
def test_a_bad_successor_is_named(changes: dict[str, str], expected: str) -> None:
    answer = offer(**changes)
    assert answer.status_code == 422
    assert expected in answer.content.decode()
    assert not Invitation.objects.exists()


def test_strangers_neither_see_nor_take_it() -> None:
    offer()
    one = Invitation.objects.get()
    stranger = people.signed_in(people.person("mallory", Role.RESPONDENT, "马洛里"))
    assert stranger.post(f"/invitations/{one.pk}/accept/").status_code == 422
    withdraw = f"/unit/{one.unit_id}/people/invitations/{one.pk}/withdraw/"
    assert stranger.post(withdraw).status_code == 404
    assert stranger.post(f"/unit/{one.unit_id}/handover/", SUCCESSOR).status_code == 404
    assert "目前没有单位请您填报" in stranger.get("/invitations/").content.decode()
    assert responsible() == {"alice"}


def test_the_predecessor_cannot_accept_for_the_successor() -> None:
    offer()
    alice = people.signed_in(people.alice())
    assert alice.post(link()).status_code == 422
    assert responsible() == {"alice"}


@pytest.mark.django_db(transaction=True)
def test_what_was_offered_before_is_carried_over() -> None:
    """Open, accepted and cancelled ones of the time when a handover was a book of its own."""
    alice, heir, unit = people.alice(people.make_unit()), known(), people.make_unit()
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    MigrationExecutor(connection).migrate([("registry", "0012_scope_figures")])
    try:
        then = MigrationExecutor(connection).loader.project_state(
            [("registry", "0012_scope_figures")]
        )
        handover, now = then.apps.get_model("registry", "Handover"), clock.now()
        long_ago = now - timedelta(days=300)
        given = {"unit_id": unit.pk, "predecessor_id": alice.pk, "successor_id": heir.pk}
        handover.objects.create(offered_at=long_ago, accepted_at=long_ago, **given)
        handover.objects.create(offered_at=long_ago, cancelled_at=long_ago, **given)
        handover.objects.create(offered_at=long_ago, stated_name="何接任", **given)
    finally:
        MigrationExecutor(connection).migrate(newest)
    [one] = invitations.waiting_for(heir)
    assert (one.name, one.succeeds, Invitation.objects.count()) == ("何接任", True, 3)
    invitations.accept_waiting(one.pk, actor=heir)
    assert responsible() == {"geheim"}
