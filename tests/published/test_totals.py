"""Published breakdowns add up to their totals as far as rounding lets them (regime §11.5)."""

from __future__ import annotations

from ruantong.core.aggregation import (
    Contribution,
    Line,
    aggregate,
    aggregate_by_district,
    level_text,
)
from ruantong.core.pack import load_pack
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency
from tests.published.reading import FOUR, TOTAL, Level, levels, off_by, rows

EXACT = {
    (2019, 5), (2020, 2), (2020, 12), (2022, 6), (2022, 11), (2023, 2), (2023, 9), (2023, 11),
    (2023, 12), (2024, 5), (2024, 12),
}  # fmt: skip


def kinds() -> dict[tuple[int, int], tuple[list[Level], Level]]:
    """Periods with every kind of revenue that their edition knew (three until 2018) and a total."""
    national = levels("national.csv", "indicator")
    found = {}
    for year, month, indicator in national:
        parts = [national.get((year, month, kind)) for kind in FOUR]
        known = [part for part in parts if part is not None]
        if indicator == TOTAL and len(known) == (3 if year < 2019 else 4):
            found[year, month] = (known, national[year, month, TOTAL])
    return found


def doubted_totals() -> set[tuple[int, int]]:
    """Totals of which the file says why they are no measure: a round one, or a table at odds."""
    return {
        (int(row["year"]), int(row["month"]))
        for row in rows("national.csv")
        if row["indicator"] == TOTAL and row["doubt"]
    }


def test_kinds_of_revenue_add_up_to_the_total() -> None:
    """In 2016-11 the ministry's own kinds and total are 103 apart."""
    found = kinds()
    assert len(found) == 26
    beyond = set()
    for period, (parts, total) in found.items():
        gap, hidden = off_by(parts, total)
        if abs(gap) > hidden:
            beyond.add(period)
        if period in EXACT:
            assert gap == 0, period
    assert beyond == {(2016, 7), (2016, 11), (2017, 8)}
    assert beyond <= doubted_totals()


def test_four_regions_add_up_to_the_country() -> None:
    national, regions = levels("national.csv", "indicator"), levels("regions.csv", "area")
    added = 0
    for year, month, area in regions:
        parts = [regions.get((year, month, each)) for each in ("东部", "中部", "西部", "东北")]
        if area != "东部" or None in parts or (year, month, TOTAL) not in national:
            continue
        gap, hidden = off_by([part for part in parts if part], national[year, month, TOTAL])
        assert abs(gap) <= hidden, (year, month)
        added += 1
    assert added == 9


def test_the_first_five_provinces_add_up_to_what_was_said_of_them() -> None:
    provinces = levels("top_provinces.csv", "area")
    added = 0
    for year, month, area in provinces:
        if area != "前五合计":
            continue
        parts = [
            level
            for (its_year, its_month, its_area), level in provinces.items()
            if (its_year, its_month) == (year, month) and its_area != area
        ]
        if len(parts) == 5:
            gap, hidden = off_by(parts, provinces[year, month, area])
            assert abs(gap) <= hidden, (year, month)
            added += 1
    assert added == 6


def test_31_provinces_make_the_published_country_and_regions() -> None:
    """The platform's own sums, from full amounts: the only complete table by province (2023-02)."""
    regime = load_pack(packs_dir() / "miit_software_2021")
    table = regime.tables.of(Frequency.MONTHLY)[0]
    row = table.row("software_revenue")
    provinces = list(rows("provinces_2023_02.csv"))
    contributions = [
        Contribution(
            return_id=number,
            unit=each["area"],
            name=each["area"],
            district=each["region"],
            revision=1,
            current={other.key: None for other in table.rows}
            | {row.key: int(each["level"]) * 10**row.decimals},
            base=None,
        )
        for number, each in enumerate(provinces)
    ]
    assert len(contributions) == 31

    def printed(lines: tuple[Line, ...]) -> tuple[str, str]:
        line = next(line for line in lines if line.row.key == row.key)
        return level_text(line, published=False), level_text(line, published=True)

    assert printed(aggregate(table, contributions)) == ("144611020.00", "14461")
    regions = aggregate_by_district(table, contributions)
    assert {area: printed(lines) for area, lines in regions.items()} == {
        "东部": ("122441548.00", "12244"),
        "中部": ("4763727.00", "476"),
        "西部": ("14916285.00", "1492"),
        "东北": ("2489460.00", "249"),
    }
    names = {item.name for item in regime.code_lists["provinces"].items if item.parent}
    assert names == {each["area"] for each in provinces}


def test_kinds_of_revenue_of_the_cities_of_2009() -> None:
    """Under the survey of then: 宁波's table lacks a kind, the others add up."""
    table: dict[str, dict[str, Level]] = {}
    for row in rows("cities_2009_07.csv"):
        if row["unit"] == "万元":
            table.setdefault(row["area"], {})[row["indicator"]] = Level.of(row["level"])
    beyond = {}
    for area, kinds_ in table.items():
        total = kinds_.pop(TOTAL)
        gap, hidden = off_by(list(kinds_.values()), total)
        if abs(gap) > hidden:
            beyond[area] = gap
    assert beyond == {"宁波": -46844}
