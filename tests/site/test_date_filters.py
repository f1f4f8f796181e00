"""Every box for a day on every list, found on the pages themselves, takes any text without an error."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests import people
from tests.site.addresses import addresses

pytestmark = pytest.mark.django_db
DAYS = (
    "9999-12-31", "0000-00-00", "0001-01-01", "2024-02-30", "2024-06-31T25:61", "١٢٣٤-٠٥-٠٦",
    "-1", "9" * 6000, "2024-06-1\x00", "\u202e2024-06-10", "' or 1=1 --",
)  # fmt: skip
FILTERS = re.compile(r'<form class="filters".*?</form>', re.DOTALL)
DAY_BOX = re.compile(r'type="date"[^>]* name="(\w+)"')


def test_no_day_in_a_filter_is_an_internal_error() -> None:
    found = set()
    for make in people.EVERYONE.values():
        user = make()
        client = people.signed_in(user)
        for address in addresses():
            if "<" in address.pattern or user.role not in address.roles:
                continue
            page = client.get(address.path)
            if page.status_code != 200 or page.streaming:
                continue
            for form in FILTERS.findall(page.content.decode(errors="replace")):
                for name in DAY_BOX.findall(form):
                    found.add((address.name, name))
                    for day in DAYS:
                        assert client.get(address.path, {name: day}).status_code == 200, (
                            address.name, name, day,
                        )  # fmt: skip
    assert len(found) > 1, found


@pytest.mark.parametrize(
    "onward", ["foo", "//evil.example/", "https://evil.example/", "javascript:1", "\x00", "/\\evil"]
)
def test_the_way_onward_after_sign_in_is_a_page_of_ours(onward: str) -> None:
    people.bo()
    answer = Client().post(
        "/login/", {"username": "bo", "password": people.PASSWORD, "next": onward}
    )
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert "evil" not in answer["Location"]
