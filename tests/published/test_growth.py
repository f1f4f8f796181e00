"""Growth that the ministry published: had from two columns of one table, never from two levels
published a year apart (regime §11.6)."""

from __future__ import annotations

from fractions import Fraction

from ruantong.core.aggregation import Contribution, aggregate, growth_text
from ruantong.core.growth import growth_rate
from ruantong.core.pack import load_pack
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency
from ruantong.core.values import format_number
from tests.published.reading import TOTAL, Level, allows, levels, rows

TWO_COLUMNS = [row for row in rows("two_columns.csv") if row["growth"]]
#: Its two columns allow 5.5 and nothing else; the growth printed beside them is that of a profit
#: put right meanwhile.
CONTRADICTS_ITSELF = {("2022", "利润总额")}
NATIONAL = {
    (int(row["year"]), int(row["month"]), row["indicator"]): row for row in rows("national.csv")
}


def of_levels(now: str, before: str) -> str:
    """What two levels as printed would give, by the platform's own arithmetic."""
    places = max(len(now.partition(".")[2]), len(before.partition(".")[2]))
    scale = 10**places
    rate = growth_rate(int(Fraction(now) * scale), int(Fraction(before) * scale), 1)
    assert rate is not None
    return format_number(rate, 1)


def test_two_columns_of_one_table_allow_the_growth_printed_beside_them() -> None:
    refused = {
        (row["year"], row["indicator"])
        for row in TWO_COLUMNS
        if not allows(Level.of(row["now"]), Level.of(row["before"]), row["growth"])
    }
    assert (len(TWO_COLUMNS), refused) == (24, CONTRADICTS_ITSELF)
    assert of_levels("12648", "11986") == "5.5"


def test_rounded_columns_give_another_growth_in_seven_rows_of_2021() -> None:
    """Why rates are had from unrounded sums and rounded once."""
    of_2021 = [row for row in TWO_COLUMNS if row["year"] == "2021"]
    other = [row for row in of_2021 if of_levels(row["now"], row["before"]) != row["growth"]]
    assert (len(of_2021), len(other)) == (18, 7)
    for row in other:
        gap = Fraction(of_levels(row["now"], row["before"])) - Fraction(row["growth"])
        assert abs(gap) <= Fraction("0.3"), row


def test_the_year_2022_comes_back_from_its_own_two_columns() -> None:
    """One return with both columns as the table has them: 11.2 %, as published. Only 信息安全收入 is
    too small for rounded columns: they give 10.3, the ministry had 10.4 from unrounded ones.
    """
    regime = load_pack(packs_dir() / "miit_software_2021")
    table = regime.tables.of(Frequency.MONTHLY)[0]
    keys = {"软件产品收入": "products", "信息技术服务收入": "services",
            "信息安全收入": "security", "嵌入式系统软件收入": "embedded"}  # fmt: skip
    columns = {keys[r["indicator"]]: r for r in TWO_COLUMNS
               if r["year"] == "2022" and r["indicator"] in keys}  # fmt: skip
    scale = 10_000 * 100  # published in 亿元, kept in hundredths of 万元
    now = {key: int(row["now"]) * scale for key, row in columns.items()}
    before = {key: int(row["before"]) * scale for key, row in columns.items()}
    blank = {row.key: None for row in table.rows}
    contribution = Contribution(
        return_id=1,
        unit="全国",
        name="全国",
        district="",
        revision=1,
        current=blank | now | {"software_revenue": 108126 * scale},
        base=blank | before | {"software_revenue": sum(before.values())},
    )
    lines = {line.row.key: growth_text(line) for line in aggregate(table, [contribution])}
    given = {key: lines[key] for key, row in columns.items() if lines[key] != row["growth"]}
    assert (len(columns), given) == (4, {"security": "10.3"})
    assert sum(before.values()) == 97228 * scale
    assert lines["software_revenue"] == NATIONAL[2022, 12, TOTAL]["growth"] == "11.2"


# period: printed growth, and what the two levels give that were published a year apart
APART = {
    (2021, 12): ("17.7", "16.4"), (2022, 6): ("10.9", "4.7"), (2022, 12): ("11.2", "13.8"),
    (2023, 6): ("14.2", "19.2"), (2023, 12): ("13.4", "14.0"), (2024, 2): ("11.9", "17.9"),
    (2024, 9): ("10.8", "12.2"), (2024, 12): ("10.0", "11.4"), (2025, 5): ("11.2", "13.1"),
    (2025, 12): ("13.2", "12.8"), (2026, 5): ("10.3", "11.9"),
}  # fmt: skip


def test_levels_published_a_year_apart_give_another_growth() -> None:
    found = {}
    for year, month in APART:
        now, before = NATIONAL[year, month, TOTAL], NATIONAL[year - 1, month, TOTAL]
        found[year, month] = (now["growth"], of_levels(now["level"], before["level"]))
    assert found == APART


def test_no_factor_leads_from_levels_to_growth() -> None:
    """No published growth of the total is allowed by the levels, and the gap goes either way."""
    published = levels("national.csv", "indicator")
    compared, above, below = 0, 0, 0
    for (year, month, indicator), now in published.items():
        before = published.get((year - 1, month, indicator))
        printed = NATIONAL[year, month, indicator]["growth"]
        if indicator != TOTAL or before is None or not printed:
            continue
        assert not allows(now, before, printed), (year, month)
        gap = Fraction(printed) - (now.value / before.value - 1) * 100
        compared, above, below = compared + 1, above + (gap > 0), below + (gap < 0)
    assert (compared, above, below) == (30, 9, 21)
