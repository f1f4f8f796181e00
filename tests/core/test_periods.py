"""A period is a year or a part of it cumulated; which of them have returns, an edition says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.pack import PackError, load_packs, regime_for
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency, Period, PeriodFault

A2023 = Period(Frequency.ANNUAL, 2023, 0)
MAY = Period(Frequency.MONTHLY, 2024, 5)
FEBRUARY = Period(Frequency.MONTHLY, 2024, 2)
HALF = Period(Frequency.QUARTERLY, 2024, 2)

PERIODS = st.one_of(
    st.builds(Period, st.just(Frequency.ANNUAL), st.integers(2001, 2099), st.just(0)),
    st.builds(Period, st.just(Frequency.QUARTERLY), st.integers(2001, 2099), st.integers(1, 4)),
    st.builds(Period, st.just(Frequency.MONTHLY), st.integers(2001, 2099), st.integers(2, 12)),
)


@pytest.mark.parametrize(
    ("text", "period"),
    [("2023", A2023), ("2024-05", MAY), ("2024-02", FEBRUARY), (" 2024-Q2 ", HALF)],
)
def test_an_id_is_read(text, period):
    assert Period.parse(text) == period


@given(PERIODS)
def test_an_id_is_printed_as_it_is_read(period):
    assert Period.parse(str(period)) == period


def test_january_has_no_return():
    editions = load_packs(packs_dir())
    with pytest.raises(PackError) as caught:
        regime_for(editions, Period.parse("2024-01"))
    assert caught.value.faults[0].message == "没有1月份月报，首期为1—2月"
    regime = editions["miit_software_2021"]
    assert regime.before(FEBRUARY) is None
    assert regime.before(MAY) == Period.parse("2024-04")
    assert regime.before(A2023) == Period.parse("2022")


@pytest.mark.parametrize(
    "text",
    [
        *("", "24", "2024-5", "2024-13", "2024-00", "2024-Q0", "2024-Q5", "2024-q1", "2024/05"),
        *("2024-05-01", "二〇二四", "２０２４", "1999", "2100", "2024-05\n2024-06", "x" * 500),
    ],
)
def test_anything_else_is_refused_in_one_short_line(text):
    with pytest.raises(PeriodFault) as caught:
        Period.parse(text)
    assert caught.value.message
    assert len(caught.value.message) < 90
    assert "\n" not in caught.value.message


@given(st.text(max_size=12))
def test_garbage_never_becomes_another_period(text):
    try:
        period = Period.parse(text)
    except PeriodFault:
        return
    assert str(period) == text.strip()


def test_labels_are_the_ministrys_words():
    assert (A2023.label, A2023.short_label) == ("2023年年报", "年报")
    assert (MAY.label, MAY.short_label) == ("2024年1—5月", "1—5月")
    assert FEBRUARY.label == "2024年1—2月"
    assert HALF.label == "2024年1—2季度"
    assert Period.parse("2024-Q1").label == "2024年1季度"


def test_every_period_cumulates_from_january():
    assert (MAY.months, MAY.last_day) == (5, date(2024, 5, 31))
    assert FEBRUARY.last_day == date(2024, 2, 29)
    assert (HALF.months, HALF.last_day) == (6, date(2024, 6, 30))
    assert (A2023.months, A2023.last_day) == (12, date(2023, 12, 31))


def test_neighbours():
    assert MAY.previous(2) == Period.parse("2024-04")
    assert FEBRUARY.previous(2) is None
    assert Period.parse("2024-Q1").previous(1) is None
    assert A2023.previous(2) == Period.parse("2022")
    assert MAY.year_ago() == Period.parse("2023-05")
    assert A2023.december() == Period.parse("2023-12")
    assert MAY.december() == Period.parse("2024-12")


def test_half_years_and_weeks_are_periods_too():
    half, week = Period.parse("2024-H1"), Period.parse("2024-W05")
    assert (half.label, half.months, half.last_day) == ("2024年上半年", 6, date(2024, 6, 30))
    assert Period.parse("2024-H2").label == "2024年全年"
    assert (week.label, week.last_day) == ("2024年1—5周", date(2024, 2, 4))
    assert [str(Period.read(text)) for text in ("2024年上半年", "2024H2", "2024年5周", "2024年1—5周", "2024-W05")] == [
        "2024-H1", "2024-H2", "2024-W05", "2024-W05", "2024-W05",
    ]  # fmt: skip
    assert all(Period.read(period.typed) == period for period in (half, week))
    assert Period.parse("2020-W53").year_ago() == Period.parse("2019-W52")
    with pytest.raises(PeriodFault, match="周报没有53周"):
        Period.parse("2024-W53")
    with pytest.raises(PeriodFault, match="半年报没有3半年"):
        Period.parse("2024-H3")


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("2026年10月", "2026-10"),
        ("2026-10", "2026-10"),
        ("202610", "2026-10"),
        ("2026/10", "2026-10"),
        ("2026.10", "2026-10"),
        ("2026年1-10月", "2026-10"),
        ("2026年1—10月", "2026-10"),
        ("2026年1至10月份", "2026-10"),
        (" ２０２６ 年 10 月 ", "2026-10"),
        ("2026年1—2月", "2026-02"),
        ("2026-2", "2026-02"),
        ("2026", "2026"),
        ("2026年", "2026"),
        ("2026年度", "2026"),
        ("2026年年报", "2026"),
        ("2026年报", "2026"),
        ("2026-Q3", "2026-Q3"),
        ("2026年第3季度", "2026-Q3"),
        ("2026年1—3季度", "2026-Q3"),
    ],
)
def test_a_period_is_read_as_people_write_it(typed: str, period: str) -> None:
    assert str(Period.read(typed)) == period


@pytest.mark.parametrize("period", ["2023", "2024-02", "2024-12", "2024-Q2"])
def test_what_is_offered_to_type_is_understood(period: str) -> None:
    known = Period.parse(period)
    assert Period.read(known.typed) == Period.read(known.label) == known


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "五月",
        "26年10月",
        "2026-13",
        "2026年3-10月",
        "20261",
        "2026-10-01",
        "2026年0月",
    ],
)
def test_a_text_that_names_no_period_is_a_fault(typed: str) -> None:
    with pytest.raises(PeriodFault):
        Period.read(typed)
