"""Shares, a single month and growth between two published levels of one area, where the figures
behind them were published too."""

from __future__ import annotations

from fractions import Fraction

from ruantong.core.values import format_number, round_half_up
from tests.published.reading import FOUR, TOTAL, allows, levels, rows

NATIONAL = levels("national.csv", "indicator")


def percent(part: Fraction, whole: Fraction) -> str:
    share = part * 100 / whole
    return format_number(round_half_up(share.numerator * 10, share.denominator), 1)


def test_shares_of_the_first_five_provinces_and_of_the_subprovincial_cities() -> None:
    said = {
        ("top_provinces.csv", "前五合计"): {
            (2022, 5): "70.9", (2022, 8): "68.8", (2022, 10): "68.9", (2024, 5): "71.4",
            (2024, 12): "70.1",
        },
        ("regions.csv", "副省级市"): {(2022, 8): "50.8", (2022, 10): "50.2"},
    }  # fmt: skip
    for (file, area), shares in said.items():
        parts = levels(file, "area")
        assert {
            period: percent(parts[*period, area].value, NATIONAL[*period, TOTAL].value)
            for period in shares
        } == shares


def test_shares_of_the_regions_of_a_quarter() -> None:
    """Of their own sum: the country's level of this quarter was not kept."""
    regions = levels("regions.csv", "area")
    parts = {area: regions[2023, 3, area].value for area in ("东部", "中部", "西部", "东北")}
    whole = sum(parts.values(), Fraction(0))
    assert [percent(part, whole) for part in parts.values()] == ["83.8", "3.4", "11.2", "1.7"]


def test_shares_of_the_kinds_of_revenue() -> None:
    said = {
        row["indicator"].removesuffix("占比"): row["level"]
        for row in rows("national.csv")
        if (row["year"], row["month"], row["unit"]) == ("2024", "4", "%")
    }
    assert list(said) == list(FOUR)
    whole = NATIONAL[2024, 4, TOTAL].value
    assert {kind: percent(NATIONAL[2024, 4, kind].value, whole) for kind in FOUR} == said


def test_a_month_is_the_cumulative_figure_less_the_one_before() -> None:
    """April 2024 alone was published as 9886.79."""
    april, march = NATIONAL[2024, 4, TOTAL], NATIONAL[2024, 3, TOTAL]
    gap = april.value - march.value - Fraction("9886.79")
    assert abs(gap) <= april.half + march.half


def test_figures_of_a_city_and_a_district() -> None:
    city = levels("city.csv", "area")
    assert percent(city[2020, 12, "全市"].value, NATIONAL[2020, 12, TOTAL].value) == "2.5"
    filed = next(row for row in rows("provinces_2023_02.csv") if row["area"] == "重庆")
    hundredths = round_half_up(int(filed["level"]) * 100, 10_000)
    assert format_number(hundredths, 2) == "276.26"
    assert city[2023, 2, "全市"].value == Fraction("276.26")
    now, before = city[2022, 12, "九龙坡区"], city[2021, 12, "九龙坡区"]
    assert allows(now, before, "77.4")
