"""Submissions per day against the deadlines."""

from __future__ import annotations

from datetime import date

import pytest

from ruantong.core.periods import Period
from ruantong.desks.lists.timeline import HEIGHT, TOP, WIDTH, timeline_of
from ruantong.gateways import clock
from ruantong.returns.moving import actions
from tests import people
from tests.desks.pages import get, may_return, words
from tests.returns.story import submitted

pytestmark = pytest.mark.django_db

MAY = Period.parse("2024-05")


def submit_on(day: str, serial: int) -> None:
    ret = may_return(serial)
    with clock.at(day):
        submitted(ret)


def test_each_submission_is_counted_on_its_day_in_shanghai() -> None:
    submit_on("2024-06-08T00:05:00", 1)  # still 7 June in UTC
    submit_on("2024-06-08", 2)
    submit_on("2024-06-10", 3)
    counted = {bar.day: bar.count for bar in timeline_of(MAY, date(2024, 6, 10)).bars if bar.count}
    assert counted == {date(2024, 6, 8): 2, date(2024, 6, 10): 1}


def test_a_correction_is_no_second_submission() -> None:
    submit_on("2024-06-08", 1)
    ret = may_return(1)
    actions.send_back(ret.pk, actor=people.bo(), target="6.2090.A", reason="利润变化大，请核实")
    submitted(ret)
    assert sum(bar.count for bar in timeline_of(MAY, date(2024, 6, 10)).bars) == 1


def test_every_deadline_is_marked_even_before_it_has_come() -> None:
    bars = timeline_of(MAY, date(2024, 6, 10)).bars
    assert {bar.day.day: bar.marks for bar in bars if bar.marks} == {
        12: ("企业截止",),
        13: ("区县截止",),
        15: ("市级截止",),
    }


def test_deadlines_on_one_day_share_a_mark() -> None:
    bars = timeline_of(Period.parse("2022-08"), date(2022, 9, 20)).bars
    assert ("企业截止", "区县截止") in {bar.marks for bar in bars}


def test_bars_stay_inside_the_drawing_and_running_totals_add_up() -> None:
    submit_on("2024-06-03", 1)
    submit_on("2024-06-10", 2)
    for today in (date(2024, 6, 10), date(2026, 1, 1)):
        line = timeline_of(MAY, today)
        assert all(bar.left >= 0 and bar.right <= WIDTH for bar in line.bars)
        assert all(bar.y + bar.height == TOP + HEIGHT for bar in line.bars)
        assert line.bars[-1].total == 2


def test_what_lies_outside_the_bars_is_counted_apart() -> None:
    ret = may_return(1)
    with clock.at("2024-06-01T00:00:00"):
        submitted(ret)
    submit_on("2024-07-20", 2)
    submit_on("2024-06-12T23:59:59", 3)
    line = timeline_of(MAY, date(2024, 7, 21))
    assert (line.before, line.bars[-1].total, line.after) == (0, 2, 1)
    assert (line.bars[0].day, line.bars[-1].day) == (date(2024, 6, 1), date(2024, 6, 25))
    annual = timeline_of(Period.parse("2023"), date(2024, 3, 1))
    assert (annual.bars[0].day, annual.bars[-1].day) == (date(2024, 2, 21), date(2024, 3, 31))


def test_the_drawing_has_a_table_that_says_the_same() -> None:
    submit_on("2024-06-08", 1)
    page = words(get(people.chen(), "/city/"))
    assert "2024年6月8日 周六 1 1" in page
    assert "2024年6月13日 周四 0 1 区县截止" in page
