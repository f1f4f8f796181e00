"""Rules: the city's count everywhere, a district's beside them within bounds; what each will do next."""

from __future__ import annotations

import pytest

from ruantong.accounts.access import Refused
from ruantong.followup.models import ReminderRule
from ruantong.followup.rules import acts
from ruantong.followup.rules.acts import Given
from ruantong.trail.models import TrailEntry
from tests import people
from tests.desks.pages import get, words
from tests.followup.owing import rule, unit_with

pytestmark = pytest.mark.django_db


def test_nothing_is_sent_before_the_city_takes_the_suggested_rules() -> None:
    chen = people.chen()
    assert "采用建议规则" in words(get(chen, "/reminders/rules/"))
    people.signed_in(chen).post("/reminders/rules/suggested/")
    assert ReminderRule.objects.filter(frequency="monthly", on=True).count() == 4
    acts.adopt_suggested(actor=chen)
    assert ReminderRule.objects.filter(frequency="monthly").count() == 4
    assert "采用建议规则" not in words(get(chen, "/reminders/rules/"))


BEYOND: tuple[tuple[int, int, list[str], str], ...] = (
    (-11, 9, ["preparer"], "截止前10天"),
    (11, 9, ["preparer"], "逾期第10天"),
    (-5, 22, ["preparer"], "8时至19时"),
    (-5, 9, [], "提醒对象"),
    (-3, 9, ["preparer"], "市级已有"),
)


def test_a_district_adds_rules_within_bounds() -> None:
    rule(-3)
    for days, hour, to, told in BEYOND:
        with pytest.raises(Refused, match=told):
            acts.state(Given("monthly", days, hour, to, []), actor=people.bo())


def test_a_district_has_at_most_two_at_a_time() -> None:
    bo = people.bo()
    first = rule(-5, actor=bo)
    rule(-4, actor=bo)
    with pytest.raises(Refused, match="最多2条"):
        rule(-2, actor=bo)
    acts.switch(first, False, actor=bo)
    rule(-2, actor=bo)
    with pytest.raises(Refused, match="最多2条"):
        acts.switch(first, True, actor=bo)


def test_a_district_touches_neither_the_citys_rules_nor_anothers() -> None:
    of_city, of_eve = rule(-3), rule(-5, actor=people.eve())
    client = people.signed_in(people.bo())
    page = words(client.get("/reminders/rules/"))
    assert "截止前3天" in page
    assert "截止前5天" not in page
    assert client.get(f"/reminders/rules/{of_city.pk}/").status_code == 404
    assert client.get(f"/reminders/rules/{of_eve.pk}/").status_code == 404
    client.post(f"/reminders/rules/{of_city.pk}/switch/", {"on": "0"})
    of_city.refresh_from_db()
    assert of_city.on


def test_the_city_stops_a_district_rule() -> None:
    of_bo = rule(-5, actor=people.bo())
    people.signed_in(people.chen()).post(f"/reminders/rules/{of_bo.pk}/switch/", {"on": "0"})
    of_bo.refresh_from_db()
    assert not of_bo.on
    assert TrailEntry.objects.filter(act="followup.rule").count() == 2


def test_the_page_says_when_a_rule_reminds_next_and_of_how_many() -> None:
    unit_with(1, people.alice())
    unit_with(2, district_code=people.EVE_DISTRICT)
    rule(-3)
    assert "2024-06-09 09:00 2份" in words(get(people.chen(), "/reminders/rules/"))
    assert "2024-06-09 09:00 1份" in words(get(people.bo(), "/reminders/rules/"))


def test_a_rule_is_stated_anew_by_the_form() -> None:
    made, client = rule(-3), people.signed_in(people.chen())
    stated = {"frequency": "monthly", "days": "-2", "hour": "14", "to": ["unit_head"]}
    assert client.post(f"/reminders/rules/{made.pk}/", stated).status_code == 302
    made.refresh_from_db()
    assert (made.days, made.hour, made.to, made.channels) == (-2, 14, ["unit_head"], ["site"])
    answer = client.post("/reminders/rules/new/", stated)
    assert answer.status_code == 422
    assert "已有“截止前2天”的规则" in words(answer)
