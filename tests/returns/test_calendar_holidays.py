"""The city's edits of the holiday table move the dates that fall on them."""

from __future__ import annotations

from datetime import date

import pytest

from ruantong.core.holidays import HOLIDAY, MAKEUP_WORKDAY
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.returns.calendar import deadlines_of, due_on, periods_due_in
from ruantong.returns.errors import Refused
from ruantong.returns.models import HolidayEdit
from ruantong.returns.moving.actions_calendar import edit_holiday
from ruantong.trail.models import TrailEntry
from tests import people
from tests.core.test_deadlines_oracle import flags_of
from tests.returns.story import MAY, fresh, opened

pytestmark = pytest.mark.django_db

WHY = "国办发明电测试号通知"


def day(number: int) -> date:
    return date(2024, 6, number)


def edit(first: date, kind: str = HOLIDAY, name: str = "测试节", last: date | None = None) -> int:
    return len(edit_holiday(first, kind, name, WHY, last=last, actor=people.chen()))


def test_a_new_holiday_moves_the_date_and_the_returns() -> None:
    ret = opened()
    assert edit(day(12), last=day(13)) == 2
    assert due_on(MAY) == fresh(ret).due_on == day(14)
    assert "测试节放假安排（6月12日至13日）内" in deadlines_of(MAY).roles["enterprise"].reason


def test_the_newest_edit_of_a_day_counts() -> None:
    edit(day(12))
    assert due_on(MAY) == day(13)
    edit(day(12), HolidayEdit.NONE, "")
    assert due_on(MAY) == day(12)
    assert HolidayEdit.objects.count() == 2


def test_a_day_of_the_pack_can_be_taken_out() -> None:
    period = Period.parse("2022-08")  # Mid-Autumn: 12 September moves to the 13th
    assert due_on(period) == date(2022, 9, 13)
    edit(date(2022, 9, 12), HolidayEdit.NONE, "")
    assert due_on(period) == date(2022, 9, 12)


def test_the_first_of_january_makes_a_year_known() -> None:
    period = Period.parse("2027-05")
    assert "no_holiday_data" in flags_of(deadlines_of(period))
    edit(date(2027, 1, 1), name="元旦", last=date(2027, 1, 3))
    assert flags_of(deadlines_of(period)) == ()


def test_a_makeup_workday_moves_nothing() -> None:
    edit(date(2024, 5, 12), MAKEUP_WORKDAY)
    assert due_on(Period.parse("2024-04")) == date(2024, 5, 12)


def test_days_that_stay_as_they_are_are_not_written_again() -> None:
    edit(day(12))
    assert edit(day(12), last=day(13)) == 1
    with pytest.raises(Refused, match="2024年6月12日至2024年6月13日已是这样"):
        edit(day(12), last=day(13))


def test_the_trail_tells_of_it() -> None:
    edit(day(12), last=day(13))
    entry = TrailEntry.objects.get(act="calendar.holiday")
    assert (entry.subject, entry.data["last"]) == ("holiday:2024-06-12", "2024-06-13")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CITY])
def test_nobody_but_the_city_edits(role: Role) -> None:
    with pytest.raises(Refused, match="只有市级管理员可以修订节假日表"):
        edit_holiday(day(12), HOLIDAY, "测试节", WHY, actor=people.EVERYONE[role]())
    assert not HolidayEdit.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "kind", "name", "said"),
    [
        (day(12), day(11), HOLIDAY, "测试节", "末日2024年6月11日早于首日"),
        (day(1), date(2024, 7, 2), HOLIDAY, "测试节", "超过31天"),
        (day(12), None, "bridge", "测试节", "类别“bridge”不正确"),
        (day(12), None, HOLIDAY, " ", "请填写节日名称"),
        (day(12), None, HOLIDAY, "节" * 21, "过长"),
        (day(12), None, MAKEUP_WORKDAY, "测试节", "2024年6月12日本是工作日"),
        (date(1999, 6, 12), None, HOLIDAY, "测试节", "年份应为2000—2099"),
    ],
)
def test_what_is_wrong_with_an_edit_is_said(
    first: date, last: date | None, kind: str, name: str, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        edit(first, kind, name, last)
    assert said in refused.value.message
    assert not HolidayEdit.objects.exists()


def test_an_edit_closes_no_open_window() -> None:
    ret = opened()
    edit(day(12), last=day(16))
    with clock.at("2024-06-15"), pytest.raises(Refused, match="不能改到今天以前"):
        edit(day(12), HolidayEdit.NONE, "", day(16))
    assert fresh(ret).due_on == day(17)


def test_a_year_has_eleven_months_and_one_annual_date() -> None:
    due = [deadlines_of(period).roles["enterprise"].nominal for period in periods_due_in(2024)]
    assert len(due) == 12
    assert {day.year for day in due} == {2024}
    assert [day.month for day in due] == [1, 3, *range(3, 13)]
