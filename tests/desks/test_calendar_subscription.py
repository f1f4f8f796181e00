"""日历订阅: a secret address of one person's deadlines, which is no session."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ruantong.accounts.models import User
from ruantong.desks.views.feeds import MOST_AN_HOUR
from ruantong.returns.models import CalendarFeed
from ruantong.returns.moving.actions_calendar import extend_unit, rule
from ruantong.trail.models import TrailEntry
from tests import people
from tests.desks.pages import unit_in
from tests.desks.test_calendar_feed import WHY, events_in
from tests.returns.story import MAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_asked_yet() -> None:
    cache.clear()


def subscribed(user: User) -> str:
    """The path of a new address, as the page shows it this once."""
    page = people.signed_in(user).post(reverse("desks:feed_renew")).content.decode()
    [address] = re.findall(r'value="http://[^/"]+(/calendar/feed/[^"]+)"', page)
    return str(address)


def ask(path: str, etag: str = "") -> tuple[int, bytes, str]:
    """What a calendar program gets, which is nobody to the platform."""
    client = Client()
    answer = client.get(path, headers={"if-none-match": etag} if etag else {})
    assert not answer.cookies
    assert "attachment" not in answer.headers.get("Content-Disposition", "")
    return answer.status_code, answer.content, answer.headers.get("ETag", "")


def test_the_address_tells_the_owners_deadlines_without_signing_in() -> None:
    unit = unit_in()
    path = subscribed(people.alice(unit))
    status, body, _ = ask(path)
    assert status == 200
    found = events_in(body)
    assert found["2024-05-enterprise@deadlines.ruantong"]["DTSTART;VALUE=DATE"] == "20240612"
    assert b"BEGIN:VTIMEZONE" in body
    assert "规定日期" in found["2024-05-enterprise@deadlines.ruantong"]["DESCRIPTION"]


def test_unchanged_dates_are_not_sent_again_and_a_ruling_is() -> None:
    path = subscribed(people.alice(unit_in()))
    _, body, etag = ask(path)
    assert ask(path, etag)[:2] == (304, b"")
    rule(MAY, "enterprise", date(2024, 6, 14), WHY, actor=people.chen())
    status, after, _ = ask(path, etag)
    assert status == 200
    assert events_in(after).keys() == events_in(body).keys()


def test_an_extension_comes_to_its_unit_alone() -> None:
    unit = unit_in(serial=1)
    mine, city = subscribed(people.alice(unit)), subscribed(people.chen())
    extend_unit(unit, MAY, date(2024, 6, 18), "火灾，资料恢复中", actor=people.chen())
    uid = f"u{unit.pk}-2024-05-enterprise@deadlines.ruantong"
    assert events_in(ask(mine)[1])[uid]["DTSTART;VALUE=DATE"] == "20240618"
    assert uid not in events_in(ask(city)[1])


def test_the_address_is_renewed_and_ended_by_its_owner() -> None:
    user = people.alice(unit_in())
    first = subscribed(user)
    second = subscribed(user)
    assert ask(first)[0] == 404
    assert ask(second)[0] == 200
    people.signed_in(user).post(reverse("desks:feed_end"))
    assert ask(second)[0] == 404


def test_whoever_may_not_sign_in_any_more_is_told_nothing() -> None:
    user = people.alice(unit_in())
    path = subscribed(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert ask(path)[0] == 404


def test_the_address_opens_no_other_page() -> None:
    path = subscribed(people.alice(unit_in()))
    client = Client()
    client.get(path)
    assert client.get("/returns/").status_code == 302


def test_the_address_is_kept_nowhere() -> None:
    user = people.alice(unit_in())
    token = subscribed(user).rpartition("/")[2].removesuffix(".ics")
    assert token not in repr(list(CalendarFeed.objects.values()))
    entries = list(TrailEntry.objects.values())
    assert token not in repr(entries)
    assert "calendar.feed" in {entry["act"] for entry in entries}
    assert token not in people.signed_in(user).get("/calendar/").content.decode()


def test_an_address_that_is_asked_all_the_time_is_refused_for_a_while() -> None:
    path = subscribed(people.chen())
    other = subscribed(people.bo())
    assert {ask(path)[0] for _ in range(MOST_AN_HOUR)} == {200}
    assert ask(path)[0] == 429
    assert ask(other)[0] == 200
