"""The dates of the notice on real calendars: Appendix B of the requirements, both readings."""

from datetime import date
from pathlib import Path

import pytest

from ruantong.core.deadlines import DeadlineSet, deadlines_for, shifted_date
from ruantong.core.pack_calendar import load_pack_calendar
from ruantong.core.periods import Period

PACK = load_pack_calendar(Path(__file__).parents[2] / "packs" / "miit_software_2021")


def flags_of(found: DeadlineSet) -> tuple[str, ...]:
    """Flags of the set and of every role, each once."""
    flags = [*found.flags, *(flag for each in found.roles.values() for flag in each.flags)]
    return tuple(dict.fromkeys(flags))


def due(text):
    return deadlines_for(Period.parse(text), PACK.clauses, PACK.calendar)


def dates(text):
    return [deadline.date.isoformat() for deadline in due(text).roles.values()]


# Day, R1 (every day of the arrangement counts), R2 (its weekend days do not).
ORACLE = [
    ("2021-02-12", "2021-02-18", "2021-02-13"),
    ("2021-02-13", "2021-02-18", "2021-02-13"),
    ("2021-06-12", "2021-06-15", "2021-06-12"),
    ("2021-06-13", "2021-06-15", "2021-06-13"),
    ("2022-09-12", "2022-09-13", "2022-09-13"),
    ("2024-02-12", "2024-02-18", "2024-02-17"),
    ("2024-02-13", "2024-02-18", "2024-02-17"),
    ("2024-05-12", "2024-05-12", "2024-05-12"),
    ("2024-09-15", "2024-09-18", "2024-09-15"),
    ("2024-03-31", "2024-03-31", "2024-03-31"),
    ("2024-10-12", "2024-10-12", "2024-10-12"),
    ("2026-02-15", "2026-02-24", "2026-02-15"),
]


@pytest.mark.parametrize(("day", "all_days", "no_weekends"), ORACLE)
def test_each_day_of_the_oracle_under_both_readings(day, all_days, no_weekends):
    nominal = date.fromisoformat(day)
    assert shifted_date(nominal, PACK.calendar) == date.fromisoformat(all_days)
    assert shifted_date(nominal, PACK.calendar, weekends_shift=False) == date.fromisoformat(
        no_weekends
    )


@pytest.mark.parametrize("year", [2021, 2022, 2024, 2026])
def test_no_other_day_of_the_notice_moves_in_the_years_of_the_oracle(year):
    listed = {day for day, _, _ in ORACLE}
    for month in range(1, 13):
        for day in (12, 13, 15):
            nominal = date(year, month, day)
            if month != 2 and nominal.isoformat() not in listed:
                assert shifted_date(nominal, PACK.calendar) == nominal


def test_the_published_example_in_full():
    shown = due("2022-08").to_dict()
    reasons = [role.pop("reason") for role in shown["roles"].values()]
    assert shown == {
        "frequency": "monthly",
        "period": "2022-08",
        "flags": ["window_collapsed"],
        "roles": {
            "enterprise": {
                "nominal": "2022-09-12",
                "date": "2022-09-13",
                "shifted": True,
                "flags": [],
            },
            "district": {
                "nominal": "2022-09-13",
                "date": "2022-09-13",
                "shifted": False,
                "flags": [],
            },
            "city": {
                "nominal": "2022-09-15",
                "date": "2022-09-15",
                "shifted": False,
                "flags": [],
            },
        },
    }
    assert "中秋节放假安排（9月10日至12日）内，顺延到节后第一天2022年9月13日" in reasons[0]


def test_june_2021_all_on_one_day():
    found = due("2021-05")
    assert dates("2021-05") == ["2021-06-15"] * 3
    assert found.flags == ("window_collapsed",)
    assert [d.flags for d in found.roles.values()] == [
        ("weekend_in_arrangement",),
        ("weekend_in_arrangement",),
        (),
    ]


def test_september_2019_the_city_follows_the_district():
    found = due("2019-08")
    assert dates("2019-08") == ["2019-09-12", "2019-09-16", "2019-09-16"]
    assert found.flags == ("window_collapsed",)
    city = found.roles["city"]
    assert city.shifted
    assert city.flags == ("weekend_in_arrangement", "no_clause_for_role")
    assert "区县截止日期是2019年9月16日，后一级不早于前一级" in city.reason


def test_september_2024_the_city_stays_and_is_flagged():
    found = due("2024-08")
    assert dates("2024-08") == ["2024-09-12", "2024-09-13", "2024-09-15"]
    city = found.roles["city"]
    assert not city.shifted
    assert city.flags == ("weekend_in_arrangement", "no_clause_for_role")
    assert "顺延条款没有写到市级" in city.reason
    assert found.flags == ()
    assert flags_of(found) == city.flags


def test_december_is_due_next_january():
    assert dates("2023-12") == ["2024-01-12", "2024-01-13", "2024-01-15"]


def test_annual_2023():
    assert dates("2023") == ["2024-03-20", "2024-03-25", "2024-03-31"]
    assert flags_of(due("2023")) == ()


def test_plain_weekends_and_makeup_workdays_stay_and_say_so():
    assert "普通周末" in due("2024-04").roles["enterprise"].reason
    assert "国庆节调休上班日" in due("2024-09").roles["enterprise"].reason


def test_in_2024_nothing_moves_and_only_the_city_of_august_is_open():
    for month in range(2, 13):
        found = due(f"2024-{month:02}")
        assert not any(d.shifted for d in found.roles.values())
        assert bool(flags_of(found)) == (month == 8)
