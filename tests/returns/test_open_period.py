"""Opening a period: who gets a return, when, and under which edition."""

from __future__ import annotations

from datetime import date

import pytest

from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.returns.models import PeriodOpening, Return
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions import Refused
from ruantong.trail.models import TrailEntry
from tests import people
from tests.returns.story import MAY, opened

pytestmark = pytest.mark.django_db
NOVEMBER = Period.parse("2024-11")
ANNUAL = Period.parse("2023")


def test_each_unit_on_the_roster_gets_one_return_with_its_deadline() -> None:
    on_roster = people.make_unit(1)
    people.make_unit(2, monthly_from="")
    people.make_unit(3, monthly_from="2024-06")
    assert actions.open_period(MAY, actor=people.chen()) == 1
    ret = Return.objects.get()
    assert (ret.unit, ret.state, ret.due_on) == (on_roster, "not_started", date(2024, 6, 12))
    assert (ret.regime, ret.district_code) == ("miit_software_2021", on_roster.district_id)


def test_a_roster_entry_that_ended_and_a_unit_that_closed_owe_nothing() -> None:
    ended = people.make_unit(1)
    ended.roster.filter(roster="monthly").update(last_period="2024-04")
    people.make_unit(2, valid_to="2024-05-31")
    people.make_unit(3, valid_from="2024-06-13")
    still_there = people.make_unit(4, valid_to="2024-06-01")
    joined = people.make_unit(5, valid_from="2024-06-12")
    actions.open_period(MAY, actor=people.chen())
    assert set(Return.objects.values_list("unit", flat=True)) == {still_there.pk, joined.pk}


def test_opening_again_only_adds_who_joined_since() -> None:
    people.make_unit(1)
    assert actions.open_period(MAY, actor=people.chen()) == 1
    assert actions.open_period(MAY, actor=people.chen()) == 0
    people.make_unit(2)
    assert actions.open_period(MAY, actor=people.chen()) == 1
    assert TrailEntry.objects.filter(act="period.open").count() == 2


def test_a_month_is_opened_on_the_first_day_after_it() -> None:
    with clock.at("2024-05-31T23:59:59"), pytest.raises(Refused, match="尚未结束"):
        actions.open_period(MAY, actor=people.chen())
    with clock.at("2024-06-01T00:00:00"):
        actions.open_period(MAY, actor=people.chen())


def test_a_year_is_opened_on_new_years_day() -> None:
    people.make_unit(1)
    with clock.at("2023-12-31"), pytest.raises(Refused, match="2023年年报尚未结束"):
        actions.open_period(ANNUAL, actor=people.chen())
    with clock.at("2024-01-01"):
        assert actions.open_period(ANNUAL, actor=None) == 1
    assert Return.objects.get().due_on == date(2024, 3, 20)


def test_a_period_that_no_edition_serves_is_refused() -> None:
    with pytest.raises(Refused, match="没有制度版本适用于2019年年报"):
        actions.open_period(Period.parse("2019"), actor=people.chen())


@pytest.mark.parametrize("decision", ["", " 　", "同意", "啊啊啊啊啊啊"])
def test_filing_on_an_expired_edition_needs_a_written_decision(decision: str) -> None:
    people.make_unit(1)
    with clock.at("2024-12-01"), pytest.raises(Refused, match="至2024-10-31"):
        actions.open_period(NOVEMBER, actor=people.chen(), decision=decision)
    assert not PeriodOpening.objects.exists()


def test_the_decision_is_kept_and_put_on_the_trail() -> None:
    people.make_unit(1)
    with clock.at("2024-12-01"):
        with pytest.raises(Refused):
            actions.open_period(NOVEMBER, actor=None, decision="部里仍用本版月报")
        actions.open_period(NOVEMBER, actor=people.chen(), decision="部里仍用本版月报")
        assert actions.open_period(NOVEMBER, actor=None) == 0
    assert PeriodOpening.objects.get().decision == "部里仍用本版月报"
    assert TrailEntry.objects.get(act="period.open").data["decision"] == "部里仍用本版月报"


@pytest.mark.parametrize("who", ["alice", "bo", "dai", "pei", "sun", "mi", "an"])
def test_only_the_city_opens(who: str) -> None:
    with pytest.raises(Refused, match="只有市级管理员"):
        actions.open_period(MAY, actor=getattr(people, who)())


def test_a_new_unit_gets_every_open_period_from_the_chosen_one_on() -> None:
    opened(people.make_unit(1))
    with clock.at("2024-05-10"):
        for text in ("2024-03", "2024-04"):
            actions.open_period(Period.parse(text), actor=people.chen())
        actions.open_period(ANNUAL, actor=people.chen())
    unit = people.make_unit(2)
    made = actions.open_for_unit(unit, [Period.parse("2024"), Period.parse("2024-04")])
    assert [ret.period for ret in made] == ["2024-04", "2024-05"]
    assert actions.open_for_unit(unit, [Period.parse("2024"), Period.parse("2024-04")]) == []


def test_the_chosen_period_holds_although_its_deadline_has_passed() -> None:
    opened(people.make_unit(1))
    with clock.at("2024-06-13"):
        made = actions.open_for_unit(people.make_unit(2), [MAY])
    assert [(ret.period, ret.due_on) for ret in made] == [("2024-05", date(2024, 6, 12))]
