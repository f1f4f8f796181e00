"""The tour's mistakes stand in the drafts of the demo city, and each is told as 数据审核 tells it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from ruantong.accounts.models import User
from ruantong.core.lifecycle import State
from ruantong.core.periods import Frequency, Period
from ruantong.demo.city import CityOptions, make_city
from ruantong.demo.database import moment_of
from ruantong.demo.lives import Schedule
from ruantong.demo.plan import schedules
from ruantong.demo.stops import NoSuchStop, found_stops
from ruantong.demo.tour import FIRST, MISTAKES, Stop, mistake_of, stop_of
from ruantong.gateways import clock
from ruantong.returns.models import Draft, Return
from ruantong.returns.moving.actions import validate
from tests import people

pytestmark = pytest.mark.django_db
UNITS = FIRST + len(MISTAKES) - 1
OPTIONS = CityOptions(units=UNITS, years=1, small=True)
# What the guard asks about a mistake; the others are beyond it.
GUARDED = {
    "unit_slip": ("unit", "约为其10000倍，可能把元填成了万元"),
    "thousand_yuan": ("unit", "约为其10倍，可能把千元当作万元填报"),
    "decreasing_cumulative": ("month_only", "可能填的是当月数"),
    "copied_last_month": ("copied", "可能照抄了上期的数"),
}


def stops_of(units: int, plan: Sequence[Schedule]) -> list[Stop]:
    """The whole tour through a city of so many enterprises."""
    numbers = range(FIRST, min(units, FIRST + len(MISTAKES) - 1) + 1)
    return [stop for number in numbers if (stop := stop_of(number, plan))]


@pytest.fixture
def city() -> None:
    make_city(OPTIONS, progress=lambda _: None)


def report_of(ret: Return) -> dict[str, Any]:
    report = Draft.objects.get(owner=ret).report
    assert isinstance(report, dict)
    return report


def test_each_mistake_fails_its_rule_in_the_draft_of_its_own_enterprise(city: None) -> None:
    stops = found_stops()
    assert [stop.mistake for stop in stops] == list(MISTAKES)
    assert len({stop.ret.unit_id for stop in stops}) == len(MISTAKES)
    for stop in stops:
        assert stop.ret.lifecycle is State.FAILED
        assert stop.ret.unit.name.endswith("（虚构）")
        findings = report_of(stop.ret)["findings"]
        failing = {each["rule"] for each in findings if each["outcome"] == "fail"}
        assert failing & stop.mistake.planted.rules, stop.mistake.title


def test_the_guard_says_what_looks_wrong_and_nothing_of_the_other_mistakes(city: None) -> None:
    for stop in found_stops():
        told = report_of(stop.ret)["suspicions"]
        expected = GUARDED.get(stop.mistake.plant)
        if expected is None:
            assert not told, stop.mistake.title
            continue
        kind, words = expected
        assert [each["kind"] for each in told] == [kind]
        assert words in told[0]["message"]
        assert stop.mistake.cell in told[0]["cells"]


def test_asking_again_changes_no_word_of_any_stored_report(city: None) -> None:
    drafts = Draft.objects.exclude(report=None).filter(owner__state=State.FAILED.value)
    assert drafts.count() > len(MISTAKES)
    with clock.at(OPTIONS.clock):
        for draft in drafts.select_related("owner__unit"):
            member = draft.owner.unit.memberships.get()
            before = but_when(draft)
            validate(draft.owner_id, actor=member.user)
            draft.refresh_from_db()
            assert json.loads(json.dumps(but_when(draft))) == before


def but_when(draft: Draft) -> dict[str, object]:
    """A stored report without the moment it was made."""
    return {key: part for key, part in (draft.report or {}).items() if key != "at"}


@pytest.mark.parametrize(
    "day", ["2024-06-10", "2024-06-25", "2024-03-10", "2024-09-05", "2025-05-08"]
)
def test_the_tour_is_there_on_other_days_as_far_as_the_periods_allow(day: str) -> None:
    plan = schedules(moment_of(day), CityOptions(clock=day))
    stops = stops_of(600, plan)
    latest = Period.parse(max(s.period for s in stops if len(s.period) > 4))
    for number in range(FIRST, UNITS + 1):
        mistake, stop = mistake_of(number), stop_of(number, plan)
        assert mistake is not None
        needs_past = not mistake.planted.first_period
        assert (stop is None) == (needs_past and latest.previous(2) is None)
    assert {s.mistake.planted.frequency for s in stops} == {Frequency.MONTHLY, Frequency.ANNUAL}


def test_small_cities_have_the_beginning_of_the_tour() -> None:
    plan = schedules(moment_of(OPTIONS.clock), OPTIONS)
    assert [stop.number for stop in stops_of(FIRST + 1, plan)] == [FIRST, FIRST + 1]
    assert stops_of(FIRST - 1, plan) == []


def test_a_mistake_that_was_mended_is_missed_by_name(city: None) -> None:
    first = found_stops()[0]
    Draft.objects.filter(owner=first.ret).update(report={"findings": [], "suspicions": []})
    with pytest.raises(NoSuchStop, match=first.mistake.title):
        found_stops(strict=True)


def test_the_page_of_each_stop_marks_the_wrong_cell_as_one_that_may_be_wrong(city: None) -> None:
    with clock.at(OPTIONS.clock):
        for stop in found_stops():
            client = people.signed_in(User.objects.get(username=stop.username))
            page = client.get(stop.path).content.decode()
            control = page.index(f'name="{stop.mistake.cell}"')
            cell = page[page.rindex("<td", 0, control) : control]
            # A required cell left blank is no suspicion: it is what is wrong.
            blank = 'value=""' in page[control : page.index(">", control)]
            assert ("is-error" if blank else "is-suspect") in cell, stop.mistake.title
