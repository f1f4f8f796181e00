"""What holds for any calendar, clause and ruling, and how faults in the data are named."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.deadlines import (
    ROLES,
    ClauseFault,
    DeadlineClause,
    HolidayCalendar,
    HolidayDay,
    Ruling,
    deadlines_for,
)
from ruantong.core.periods import Frequency, Period

MONTHLY = Frequency.MONTHLY
AUGUST = Period.parse("2024-08")


def clauses(*, city=False, weekends=True, days=(12, 13, 15)):
    return tuple(
        DeadlineClause(role, MONTHLY, 0, day, 1, role != "city" or city, "某文号", weekends)
        for role, day in zip(ROLES, days, strict=True)
    )


def calendar(*days, kind="holiday", festival="中秋节"):
    first = HolidayDay(date(2024, 1, 1), "元旦", "holiday")
    return HolidayCalendar(
        (first, *(HolidayDay(date.fromisoformat(d), festival, kind) for d in days))
    )


@st.composite
def calendars(draw):
    """Some arrangements and make-up workdays around September 2024."""
    days = [HolidayDay(date(2024, 1, 1), "元旦", "holiday")]
    taken = set()
    for festival in draw(st.lists(st.sampled_from(["中秋节", "国庆节", "端午节"]), max_size=4)):
        first = date(2024, 9, 1) + timedelta(draw(st.integers(0, 29)))
        for offset in range(draw(st.integers(1, 9))):
            day = first + timedelta(offset)
            if day not in taken:
                taken.add(day)
                kind = draw(st.sampled_from(["holiday", "holiday", "makeup_workday"]))
                days.append(HolidayDay(day, festival, kind))
    return HolidayCalendar(tuple(sorted(days)))


@given(calendars(), st.booleans(), st.booleans())
def test_order_reason_and_shift_hold_for_any_calendar(holidays, city, weekends):
    found = deadlines_for(AUGUST, clauses(city=city, weekends=weekends), holidays)
    ordered = [found.roles[role] for role in ROLES]
    assert list(found.roles) == list(ROLES)
    assert [d.date for d in ordered] == sorted(d.date for d in ordered)
    for deadline, clause in zip(ordered, clauses(city=city), strict=True):
        assert deadline.reason.endswith("。")
        assert deadline.date >= deadline.nominal
        assert deadline.shifted == (deadline.date != deadline.nominal)
        held = holidays.arrangement(deadline.date)
        if clause.shifts and weekends:
            assert held is None
        if held is not None and clause.shifts:
            assert deadline.date.weekday() >= 5
        inside = holidays.arrangement(deadline.nominal) is not None
        assert ("no_clause_for_role" in deadline.flags) == (inside and not clause.shifts)
        weekend = inside and deadline.nominal.weekday() >= 5
        assert ("weekend_in_arrangement" in deadline.flags) == weekend
    assert ("window_collapsed" in found.flags) == (len({d.date for d in ordered}) < 3)


@given(st.integers(2001, 2099), st.integers(2, 12))
def test_without_holidays_nothing_moves_and_it_is_said(year, month):
    found = deadlines_for(Period(MONTHLY, year, month), clauses(), HolidayCalendar())
    assert found.flags == ("no_holiday_data",)
    for deadline in found.roles.values():
        assert deadline.date == deadline.nominal
        assert deadline.flags == ("no_holiday_data",)
        assert "尚未录入" in deadline.reason


def test_two_festivals_back_to_back_are_passed_together():
    holidays = HolidayCalendar(
        tuple(
            sorted(
                (*calendar("2024-09-12").days, *calendar("2024-09-13", festival="国庆节").days[1:])
            )
        )
    )
    enterprise = deadlines_for(AUGUST, clauses(), holidays).roles["enterprise"]
    assert enterprise.date == date(2024, 9, 14)
    assert "中秋节放假安排（9月12日）" in enterprise.reason


def test_a_shift_onto_a_makeup_workday_says_so():
    holidays = HolidayCalendar(
        (*calendar("2024-09-12").days, HolidayDay(date(2024, 9, 13), "中秋节", "makeup_workday"))
    )
    enterprise = deadlines_for(AUGUST, clauses(), holidays).roles["enterprise"]
    assert enterprise.date == date(2024, 9, 13)
    assert "当天调休上班" in enterprise.reason


def test_a_clause_that_binds_the_city_moves_the_city():
    holidays = calendar("2024-09-15", "2024-09-16", "2024-09-17")
    city = deadlines_for(AUGUST, clauses(city=True), holidays).roles["city"]
    assert city.date == date(2024, 9, 18)
    assert city.flags == ("weekend_in_arrangement",)


def test_the_narrow_reading_leaves_a_weekend_day_and_flags_it():
    holidays = calendar("2024-09-15", "2024-09-16")
    city = deadlines_for(AUGUST, clauses(city=True, weekends=False), holidays).roles["city"]
    assert city.date == date(2024, 9, 15)
    assert city.flags == ("weekend_in_arrangement",)
    assert "按现行口径" in city.reason


def test_a_ruling_sets_the_date_and_settles_the_flags():
    holidays = calendar("2024-09-15", "2024-09-16", "2024-09-17")
    ruling = Ruling(AUGUST, "city", date(2024, 9, 18), "中秋节期间不收报表。", date(2024, 9, 1))
    city = deadlines_for(AUGUST, clauses(), holidays, (ruling,)).roles["city"]
    assert (city.date, city.nominal, city.shifted) == (date(2024, 9, 18), date(2024, 9, 15), True)
    assert city.flags == ()
    assert "2024年9月1日公布" in city.reason
    assert city.reason.endswith("理由：中秋节期间不收报表。")


def test_the_ruling_published_last_stands_and_others_periods_do_not_matter():
    def ruling(day, published, period=AUGUST, role="enterprise"):
        return Ruling(period, role, date(2024, 9, day), "某因", date(2024, 9, published))

    rulings = (ruling(16, 5), ruling(14, 3), ruling(20, 9, Period.parse("2024-07")))
    found = deadlines_for(AUGUST, clauses(), calendar(), rulings)
    assert found.roles["enterprise"].date == date(2024, 9, 16)
    same_day = (ruling(14, 3), ruling(17, 3))
    found = deadlines_for(AUGUST, clauses(), calendar(), same_day)
    assert found.roles["enterprise"].date == date(2024, 9, 17)


def test_an_extension_for_enterprises_carries_the_later_roles_along():
    ruling = Ruling(AUGUST, "enterprise", date(2024, 9, 20), "平台停机一天", date(2024, 9, 12))
    found = deadlines_for(AUGUST, clauses(), calendar(), (ruling,))
    assert {d.date for d in found.roles.values()} == {date(2024, 9, 20)}
    assert found.flags == ("window_collapsed",)
    assert "企业截止日期是2024年9月20日" in found.roles["district"].reason


def test_even_a_ruling_does_not_put_a_role_before_the_one_in_front():
    ruling = Ruling(AUGUST, "district", date(2024, 9, 10), "提前", date(2024, 9, 1))
    district = deadlines_for(AUGUST, clauses(), calendar(), (ruling,)).roles["district"]
    assert district.date == date(2024, 9, 12)
    assert "后一级不早于前一级" in district.reason


def test_a_frequency_without_clauses_is_refused():
    with pytest.raises(ClauseFault, match="季报没有企业、区县、市级的截止条款"):
        deadlines_for(Period.parse("2024-Q1"), clauses(), calendar())


def test_a_quarterly_clause_would_count_from_the_last_month_of_the_quarter():
    quarterly = [
        DeadlineClause(role, Frequency.QUARTERLY, 0, 10, 1, True, "某文号") for role in ROLES
    ]
    found = deadlines_for(Period.parse("2024-Q4"), quarterly, HolidayCalendar())
    assert found.roles["enterprise"].date == date(2025, 1, 10)
