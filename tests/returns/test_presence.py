"""Who else of the enterprise has a form open, as far as their pages have said so lately."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from ruantong.returns.models import FormOpen, Return
from tests import people
from tests.registry.test_people import colleague
from tests.returns import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def ret() -> Return:
    unit = people.make_unit()
    people.alice(unit)
    return story.opened(unit)


@pytest.fixture
def alice(ret: Return) -> Client:
    return people.signed_in(people.alice(ret.unit))


@pytest.fixture
def he(ret: Return) -> User:
    return colleague(ret.unit)


def says(client: Client, ret: Return, form: str = "6") -> Any:
    answer = client.post(f"/returns/{ret.pk}/{form}/here")
    assert answer.status_code == 200
    return answer.json()["others"]


def minutes_pass(minutes: int) -> None:
    for row in FormOpen.objects.all():
        FormOpen.objects.filter(pk=row.pk).update(at=row.at - timedelta(minutes=minutes))


def test_colleagues_hear_of_each_other(ret: Return, alice: Client, he: User) -> None:
    other = people.signed_in(he)
    assert says(alice, ret) == []
    assert says(other, ret) == [{"name": people.alice().display_name, "minutes": 0}]
    minutes_pass(2)
    assert says(alice, ret) == [{"name": "何志远", "minutes": 2}]
    assert says(alice, ret, "7") == [], "it is another form"


def test_a_page_that_says_nothing_any_more_is_not_told_of(
    ret: Return, alice: Client, he: User
) -> None:
    says(people.signed_in(he), ret)
    minutes_pass(6)
    assert says(alice, ret) == []
    assert not FormOpen.objects.filter(user=he).exists(), "nor kept"


def test_somebody_who_left_the_enterprise_is_not_told_of(
    ret: Return, alice: Client, he: User
) -> None:
    says(people.signed_in(he), ret)
    he.memberships.update(until=clock.now())
    assert says(alice, ret) == []


def test_a_page_asks_only_where_there_are_colleagues(ret: Return, alice: Client) -> None:
    path = f"/returns/{ret.pk}/6/"
    assert "data-here" not in alice.get(path).content.decode()
    colleague(ret.unit)
    assert "data-here" in alice.get(path).content.decode()


@pytest.mark.parametrize("form", ["6", "99"])
def test_nobody_else_is_told(ret: Return, he: User, form: str) -> None:
    says(people.signed_in(he), ret)
    somebody = people.person("other", Role.RESPONDENT, "别家") if form == "6" else he
    answer = people.signed_in(somebody).post(f"/returns/{ret.pk}/{form}/here")
    assert answer.status_code == 404
    assert people.signed_in(people.bo()).post(f"/returns/{ret.pk}/6/here").status_code == 403
