"""Registration cannot be used to take a unit over: ending an access and giving it on takes two people."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.models import OutboxMessage, User
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from ruantong.registry.models import Membership, Registration, ReportingUnit
from ruantong.trail.models import TrailEntry
from tests import people
from tests.confirming import confirm, confirmed, sentence_of
from tests.registry.forms import USCC, answers

pytestmark = pytest.mark.django_db

WHY = "已离职，单位来函说明"
CHOSEN = {"annual_from": "2023", "monthly_from": "2024-05"}


@pytest.fixture(autouse=True)
def _tenth_of_june() -> Any:
    with clock.at("2024-06-10"):
        yield


def sun2() -> User:
    return people.person("sun2", Role.SYSTEM_ADMIN, "孙二", phone="13800000077")


def filed_for() -> Membership:
    """The unit that the application of tests/registry/forms.py is for, with Alice filing for it."""
    unit = people.make_unit(9001, district_code="500105", name="从前软件有限公司")
    assert unit.uscc == USCC
    people.alice(unit)
    return Membership.objects.get(unit=unit, until=None)


def end(by: User, one: Membership) -> Any:
    address = f"/admin/accounts/{one.user_id}/memberships/{one.pk}/end/"
    return confirmed(people.signed_in(by), address, {"reason": WHY})


def apply(**changes: Any) -> Registration:
    assert Client().post("/register/", answers(**changes)).status_code == 302
    return Registration.objects.latest("pk")


def approve(by: User, application: Registration) -> Any:
    client, address = people.signed_in(by), f"/admin/registrations/{application.pk}/approve/"
    asked = client.post(address, CHOSEN)
    return confirm(client, address, asked) if asked.status_code == 200 else asked


def filing(unit: ReportingUnit) -> set[str]:
    found = Membership.objects.filter(unit=unit, until=None)
    return set(found.values_list("user__username", flat=True))


def test_who_ended_the_access_does_not_approve_the_next_one() -> None:
    one = filed_for()
    end(people.sun(), one)
    application = apply()
    answer = approve(people.sun(), application)
    assert answer.status_code == 422
    assert "须由另一名系统管理员批准" in answer.content.decode()
    assert filing(one.unit) == set()
    attempt = TrailEntry.objects.get(act="registration.approve_attempt")
    assert (attempt.actor, attempt.data["users"]) == ("sun", ["alice"])
    assert approve(sun2(), application).status_code == 302
    assert filing(one.unit) == {"he"}


def test_the_approver_sees_the_unit_what_changes_and_who_lost_access() -> None:
    one = filed_for()
    end(people.sun(), one)
    application = apply(district="500106")
    client = people.signed_in(sun2())
    page = client.get(f"/admin/registrations/{application.pk}/").content.decode()
    for said in (
        "平台已有该单位",
        "从前软件有限公司",
        "江北区",
        "沙坪坝区",
        "艾丽丝",
        "孙系统",
        WHY,
    ):
        assert said in page
    asked = client.post(f"/admin/registrations/{application.pk}/approve/", CHOSEN)
    text = asked.content.decode()
    assert sentence_of(asked)
    for said in ("从前软件有限公司 → 江北测试软件有限公司", "江北区 → 沙坪坝区", "艾丽丝（alice）"):
        assert said in text


def test_a_new_unit_is_approved_as_ever() -> None:
    application = apply()
    client = people.signed_in(people.sun())
    page = client.get(f"/admin/registrations/{application.pk}/").content.decode()
    assert "平台已有该单位" not in page
    assert approve(people.sun(), application).status_code == 302


def test_those_who_had_access_are_told_when_it_ends_and_when_it_is_given_on() -> None:
    one = filed_for()
    end(people.sun(), one)
    phone = one.user.phone
    assert OutboxMessage.objects.get(phone=phone).template == "ended"
    page = people.signed_in(one.user).get("/", follow=True).content.decode()
    assert "从前软件有限公司" in page
    assert WHY in page
    approve(sun2(), apply())
    assert {sent.template for sent in OutboxMessage.objects.filter(phone=phone)} == {
        "ended", "taken_over",
    }  # fmt: skip


def test_an_access_is_ended_only_at_the_account_it_belongs_to() -> None:
    one = filed_for()
    other = people.person("other", Role.RESPONDENT, "别人")
    address = f"/admin/accounts/{other.pk}/memberships/{one.pk}/end/"
    assert people.signed_in(people.sun()).post(address, {"reason": WHY}).status_code == 404
    assert filing(one.unit) == {"alice"}


def test_an_access_given_on_by_somebody_else_counts_no_longer() -> None:
    one = filed_for()
    with clock.at("2024-06-10T10:00"):
        end(people.sun(), one)
    with clock.at("2024-06-10T11:00"):
        approve(sun2(), apply())
    with clock.at("2024-06-10T12:00"):
        end(sun2(), Membership.objects.get(unit=one.unit, until=None))
        again = apply(username="third", phone="13900000003", contact_name="李三")
        assert approve(sun2(), again).status_code == 422
        assert approve(people.sun(), again).status_code == 302


class City:
    """A unit with two people who file for it, two administrators, and whoever applies for it.

    ``ended``: by access that was ended and not given on since, who ended it.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.unit = filed_for().unit
        people.join(people.person("colleague", Role.RESPONDENT, "同事"), self.unit)
        self.administrators = (people.sun(), sun2())
        self.ended: dict[int, str] = {}
        self.given_on = 0

    def act(self) -> None:
        acts: tuple[Callable[[User], None], ...] = (
            self.end, self.end, self.approve, self.approve, self.refuse, self.apply, self.stop,
        )  # fmt: skip
        self.chance.choice(acts)(self.chance.choice(self.administrators))

    def end(self, by: User) -> None:
        living = list(Membership.objects.filter(unit=self.unit, until=None))
        if living:
            one = self.chance.choice(living)
            assert end(by, one).status_code == 302
            self.ended[one.pk] = by.username

    def approve(self, by: User) -> None:
        before = filing(self.unit)
        for each in self.waiting():
            answer = approve(by, each)
            gained = filing(self.unit) - before
            assert bool(gained) is (answer.status_code == 302)
            if gained:
                assert by.username not in self.ended.values(), (by.username, self.ended)
                self.given_on += 1
                self.ended.clear()

    def refuse(self, by: User) -> None:
        for each in self.waiting():
            client = people.signed_in(by)
            client.post(f"/admin/registrations/{each.pk}/refuse/", {"reason": WHY})

    def apply(self, _: User) -> None:
        number = Registration.objects.count()
        given = answers(username=f"he{number}", phone=f"139000010{number:02}")
        Client().post("/register/", given)

    def stop(self, by: User) -> None:
        """停用 and 启用 again of those who file."""
        one = self.chance.choice(list(Membership.objects.filter(unit=self.unit)))
        address = f"/admin/accounts/{one.user_id}/enable/"
        for enabled in ("0", "1"):
            answer = people.signed_in(by).post(address, {"enabled": enabled, "reason": WHY})
            if answer.status_code == 200:
                confirm(people.signed_in(by), address, answer)

    def waiting(self) -> list[Registration]:
        return list(Registration.objects.filter(status=Registration.PENDING))


@pytest.mark.parametrize("seed", range(4))
def test_no_order_of_acts_lets_one_person_end_the_old_access_and_give_it_on(seed: int) -> None:
    """Two administrators do at random what there is to do. Nobody ever gives on what he ended."""
    city = City(seed)
    for minute in range(40):
        with clock.at(f"2024-06-10T10:{minute:02}"):
            city.act()
    with clock.at("2024-06-10T11:00"):
        for act in (city.end, city.end, city.apply, city.approve):
            act(people.sun())
        assert city.ended, "whoever ended it could not give it on"
    assert TrailEntry.objects.filter(act="registration.approve_attempt").exists()
    assert TrailEntry.objects.filter(act="registration.approve").count() == city.given_on
