"""开启报告期 and 汇总上报 by the city."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ruantong.gateways import clock
from ruantong.returns.models import PeriodOpening, Return
from ruantong.returns.moving.automatic_opening import run_tick
from ruantong.trail.models import TrailEntry
from tests import people
from tests.desks.pages import get, may_return, text_of, unit_in, words
from tests.returns.story import accepted

pytestmark = pytest.mark.django_db


def open_period(**given: str) -> Any:
    return people.signed_in(people.chen()).post("/city/periods/open/", given, follow=True)


def test_opening_gives_every_unit_on_the_roster_its_return() -> None:
    unit_in(serial=1)
    unit_in(serial=2)
    response = open_period(period="2024-05")
    assert "2024年1—5月已开启，新增应报2家。" in words(response)
    assert Return.objects.filter(period="2024-05").count() == 2


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2024-01", "没有1月份月报"),
        ("五月", "“五月”不是报告期"),
        ("2024-06", "尚未结束"),
        ("2015", "2015"),
        ("2026年13月", "没有13月"),
        ("", "请填写报告期"),
    ],
)
def test_what_cannot_be_opened_is_said(period: str, said: str) -> None:
    people.district()
    response = open_period(period=period)
    assert response.status_code == 422
    assert said in words(response)
    assert not PeriodOpening.objects.exists()


def test_an_expired_edition_needs_a_decision_that_stays_on_record() -> None:
    unit_in()
    decision = "依据工业和信息化部通知继续使用本版表式"
    with clock.at("2024-12-03"):
        response = open_period(period="2024-11")
        assert response.status_code == 422
        assert "须由市级写明决定依据" in words(response)
        page = words(open_period(period="2024-11", decision=decision))
    assert f"市级决定：{decision}" in page
    assert PeriodOpening.objects.get().decision == decision


def test_periods_that_have_ended_and_are_not_open_are_offered() -> None:
    may_return()
    page = words(get(people.chen(), "/city/periods/"))
    assert "2024年1—4月" in page
    assert "2023年年报" in page
    assert "2024年1—6月" not in page


def test_the_next_period_stands_ready() -> None:
    page = text_of(get(people.chen(), "/city/periods/"))
    assert 'name="period" list="to-open"' in page
    assert 'value="2024年5月"' in page


@pytest.mark.parametrize(
    "typed", ["2024年5月", "2024年1-5月", "2024年1—5月", "2024/5", "202405", "２０２４－０５"]
)
def test_a_period_is_understood_as_people_write_it(typed: str) -> None:
    unit_in()
    open_period(period=typed)
    assert [opening.period for opening in PeriodOpening.objects.all()] == ["2024-05"]


def test_before_opening_one_sees_whom_it_leaves_out_and_why() -> None:
    unit_in(serial=1)
    unit_in(serial=2, monthly_from="", name="没有月报公司")
    unit_in(serial=3, monthly_from="2024-06", name="以后才报公司")
    unit_in(serial=4, valid_to="2024-05-20", name="已经退出公司")
    unit_in(serial=5, valid_from="2024-06-13", name="纳入太晚公司")
    ended = unit_in(serial=6, name="移出名单公司")
    ended.roster.filter(roster="monthly").update(last_period="2024-03")
    page = words(get(people.chen(), "/city/periods/open/", period="2024年5月"))
    assert "应报 1家" in page
    assert "不列入 5家" in page
    for name, why in (
        ("没有月报公司", "未列入月报名录"),
        ("以后才报公司", "自2024年1—6月起才列入月报名录"),
        ("已经退出公司", "已于2024年5月20日退出名录"),
        ("纳入太晚公司", "2024年6月13日纳入，晚于本期截止日期2024年6月12日"),
        ("移出名单公司", "列入月报名录至2024年1—3月为止"),
    ):
        assert re.search(rf"{name} \w+ {why}", page), (name, why)
    assert not PeriodOpening.objects.exists(), "looking opens nothing"
    exported = text_of(get(people.chen(), "/city/periods/open/", period="2024-05", export="csv"))
    assert "以后才报公司" in exported


def test_the_answer_says_how_many_are_left_out() -> None:
    unit_in(serial=1)
    unit_in(serial=2, monthly_from="")
    page = words(open_period(period="2024-05"))
    assert "新增应报1家。另有1家不在本期应报之列" in page


# ---- by itself -----------------------------------------------------------------------------------


def wish(on: bool) -> None:
    people.signed_in(people.chen()).post("/city/periods/automatic/", {"on": "1" if on else "0"})


def test_periods_open_by_themselves_only_if_the_city_wishes() -> None:
    unit_in()
    with clock.at("2024-07-01T00:10"):
        assert run_tick().opened == ()
    wish(True)
    with clock.at("2024-06-30T23:50"):
        assert run_tick().opened == (), "the month has not ended"
    with clock.at("2024-07-01T00:10"):
        (opened,) = run_tick().opened
        assert (str(opened[0]), opened[1]) == ("2024-06", 1)
        assert run_tick().opened == (), "running it again does nothing"
    assert {o.period: o.opened_by for o in PeriodOpening.objects.all()} == {"2024-06": None}


def test_what_had_ended_before_the_wish_is_left_to_the_city() -> None:
    unit_in()
    wish(True)
    assert run_tick().opened == ()


def test_the_wish_can_be_taken_back_and_is_on_the_trail() -> None:
    unit_in()
    wish(True)
    wish(False)
    with clock.at("2024-07-01T00:10"):
        assert run_tick().opened == ()
    states = TrailEntry.objects.filter(act="period.automatic").values_list("data__state", flat=True)
    assert list(states) == ["启用", "停用"]


def test_an_expired_edition_is_never_opened_by_itself() -> None:
    unit_in()
    with clock.at("2024-11-20"):
        wish(True)
    with clock.at("2024-12-01T00:10"):
        done = run_tick()
    assert done.opened == ()
    assert [str(period) for period, _ in done.refused] == ["2024-11"]


def test_the_page_says_when_the_task_last_ran() -> None:
    assert "从未运行" in words(get(people.chen(), "/city/periods/"))
    run_tick()
    assert "最近一次运行：2024" in words(get(people.chen(), "/city/periods/"))


def test_the_list_leads_to_reporting_where_something_was_accepted() -> None:
    accepted(may_return(1))
    assert 'href="/tables/report/2024-05/"' in text_of(get(people.chen(), "/city/periods/"))


def test_the_preview_tells_a_deadline_that_has_passed_and_a_roster_that_is_empty() -> None:
    people.district()
    preview = words(get(people.chen(), "/city/periods/open/", period="2024-04"))
    assert "还没有应报本期的单位" in preview
    assert "2024年5月12日 周日 已过" in preview
    unit_in()
    preview = words(get(people.chen(), "/city/periods/open/", period="2024-05"))
    assert "还没有应报本期的单位" not in preview
    assert "已过" not in preview
