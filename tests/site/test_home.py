"""The front door leads each role to its own first page."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import Role
from ruantong.site.navigation import navigation
from tests import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_everyone_has_a_home(role: Role) -> None:
    answer = people.signed_in(people.EVERYONE[role]()).get("/", follow=True)
    assert answer.status_code == 200
    assert people.EVERYONE[role]().display_name in answer.content.decode()


@pytest.mark.parametrize("role", Role)
def test_every_entry_of_the_navigation_opens_and_marks_itself(role: Role) -> None:
    client = people.signed_in(people.EVERYONE[role]())
    for entry in navigation(role, "/"):
        answer = client.get(entry.url, follow=True)
        assert answer.status_code == 200, entry
        assert f'href="{entry.url}" aria-current="page">{entry.label}<' in answer.content.decode()


def test_a_page_below_an_entry_marks_the_nearest() -> None:
    current = [item.label for item in navigation(Role.CITY, "/city/returns/7/") if item.current]
    assert current == ["报表审核"]
