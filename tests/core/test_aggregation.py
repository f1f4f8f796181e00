"""Sums, growth and scope of aggregates (RA-01 … RA-06)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.aggregation import (
    Contribution,
    Line,
    aggregate,
    aggregate_by_district,
    base_values,
    cell_sum,
    growth_text,
    level_text,
    passed_test,
    pulls,
    row_values,
)
from ruantong.core.dossier import FormData
from ruantong.core.pack import load_pack
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency, Period
from ruantong.core.tables import CellSum, Term

REGIME = load_pack(packs_dir() / "miit_software_2021")
TABLES = REGIME.tables
MONTHLY = TABLES.of(Frequency.MONTHLY)[0]
ANNUAL = TABLES.of(Frequency.ANNUAL)[0]
MAY = Period.parse("2024-05")


def form6(**cells):
    """``_2020=(current, year ago)`` in units of 0.01 万元."""
    return {
        "6": FormData(
            cells={code[1:]: {"A": a, "B": b} for code, (a, b) in cells.items()},
        )
    }


def contribution(forms, *, unit="u", district="500101", table=MONTHLY, last_year=None):
    return Contribution(
        return_id=1,
        unit=unit,
        name=unit,
        district=district,
        revision=1,
        current=row_values(table, forms),
        base=base_values(table, forms, last_year),
        base_district=district,
    )


def line(lines, key) -> Line:
    return next(found for found in lines if found.row.key == key)


def test_growth_is_the_ratio_of_sums_and_not_the_mean_of_ratios():
    lines = aggregate(
        MONTHLY,
        [
            contribution(form6(_2020=(20000, 10000))),  # +100 %
            contribution(form6(_2020=(90000, 100000))),  # -10 %
        ],
    )
    assert line(lines, "software_revenue").growth == Fraction(110000, 110000) - 1
    assert growth_text(line(lines, "software_revenue")) == "0.0"


def test_a_blank_is_not_a_zero_but_the_rest_is_added():
    lines = aggregate(
        MONTHLY, [contribution(form6(_2020=(None, None))), contribution(form6(_2020=(0, 5)))]
    )
    assert line(lines, "software_revenue").current == 0
    assert line(lines, "products").current is None
    assert level_text(line(lines, "products"), published=False) == ""


def test_exports_add_three_rows_of_the_form():
    forms = form6(_2041=(100, 1), _2042=(20, 1), _2043=(3, 1))
    assert row_values(MONTHLY, forms)["exports"] == 123


@pytest.mark.parametrize(
    ("current", "base", "printed"),
    [
        (1345, 1000, "34.5"),
        (-5, 10, "由盈转亏"),
        (5, -10, "扭亏为盈"),
        (-20, -10, "增亏"),
        (-5, -10, "减亏"),
        (5, 0, ""),
    ],
)
def test_profit_is_described_where_a_percentage_would_mislead(current, base, printed):
    lines = aggregate(MONTHLY, [contribution(form6(_2090=(current, base)))])
    assert growth_text(line(lines, "profit")) == printed


def test_half_a_tenth_is_rounded_away_from_zero():
    lines = aggregate(MONTHLY, [contribution(form6(_2020=(100050, 100000)))])
    assert growth_text(line(lines, "software_revenue")) == "0.1"
    lines = aggregate(MONTHLY, [contribution(form6(_2020=(99950, 100000)))])
    assert growth_text(line(lines, "software_revenue")) == "-0.1"


def annual(income, employees=10):
    return {
        "2": FormData(cells={"B01": {"A": income}}),
        "3": FormData(cells={"A0": {"A": income}, "D1": {"A": employees}}),
    }


def test_annual_growth_compares_the_same_units_and_shows_new_ones_apart():
    lines = aggregate(
        ANNUAL,
        [
            contribution(annual(1100), table=ANNUAL, last_year=annual(1000)),
            contribution(annual(500), unit="new", table=ANNUAL),
        ],
    )
    income = line(lines, "software_revenue")
    assert (income.current, income.base, income.newcomers) == (1600, 1000, 500)
    assert growth_text(income) == "10.0"


contributions = st.lists(
    st.tuples(
        st.sampled_from(["500101", "500102", "500190"]),
        st.one_of(st.none(), st.integers(0, 10**12)),
        st.one_of(st.none(), st.integers(0, 10**12)),
    ),
    max_size=30,
)


@given(contributions)
def test_districts_add_up_to_the_city(drawn):
    """RA-02, for every line and both columns."""
    made = [
        contribution(form6(_2020=(a, b), _2021=(a, b), _2112=(a, b)), district=district)
        for district, a, b in drawn
    ]
    city = aggregate(MONTHLY, made)
    districts = aggregate_by_district(MONTHLY, made)
    for whole in city:
        parts = [line(lines, whole.row.key) for lines in districts.values()]
        assert sum(part.current or 0 for part in parts) == (whole.current or 0)
        assert sum(part.base or 0 for part in parts) == (whole.base or 0)
        assert sum(part.newcomers for part in parts) == whole.newcomers


@given(contributions)
def test_the_pulls_of_all_returns_add_up_to_the_growth(drawn):
    made = [
        contribution(form6(_2020=(a, b)), unit=str(number))
        for number, (_, a, b) in enumerate(drawn)
        if a is not None and b is not None
    ]
    whole = line(aggregate(MONTHLY, made), "software_revenue")
    found = pulls(whole.row, made, threshold=Fraction(0))
    if whole.growth is None:
        assert found == ()
    else:
        assert sum(pull.points for pull in found) == whole.growth * 100


def test_only_strong_pulls_are_listed_strongest_first():
    made = [
        contribution(form6(_2020=(1_000_000, 1_000_000)), unit="calm"),
        contribution(form6(_2020=(30_000, 10_000)), unit="up"),
        contribution(form6(_2020=(0, 50_000)), unit="down"),
    ]
    found = pulls(MONTHLY.row("software_revenue"), made)
    assert [pull.contribution.unit for pull in found] == ["down", "up"]


def scope(forms, period=MAY, **more):
    return passed_test(TABLES, TABLES.scope_tests, period, forms, **more)


def test_a_month_is_raised_to_a_year_before_the_floor_is_applied():
    # 833.34 万元 in five months is just over 2,000 万元 a year; 833.33 just under.
    assert scope(form6(_2010=(83334, 0), _2020=(83334, 0))) == "软件业务收入占主营业务收入30%以上"
    assert scope(form6(_2010=(83333, 0), _2020=(83333, 0))) is None


def test_the_latest_annual_revenue_decides_where_there_is_one():
    forms = form6(_2010=(10000, 0), _2020=(3000, 0))
    assert scope(forms, annual_revenue=200_000) == "软件业务收入占主营业务收入30%以上"
    assert scope(forms, annual_revenue=199_999) is None


def test_integrated_circuit_design_has_a_lower_floor_and_a_higher_share():
    forms = form6(_2010=(30000, 0), _2020=(30000, 0), _20225=(18000, 0))
    assert scope(forms) == "集成电路设计收入占主营业务收入60%以上"
    forms = form6(_2010=(30000, 0), _2020=(30000, 0), _20225=(17999, 0))
    assert scope(forms) is None


def test_form_four_is_added_by_code_prefix():
    forms = {
        "4": FormData(
            rows={
                "lines": (
                    {"code": "E20801", "1": 700},
                    {"code": "E20809", "1": 50},
                    {"code": "E20901", "1": 9},
                )
            }
        )
    }
    term = Term("4", "E208", "1", group="lines", line_key="code", decimals=2)
    assert cell_sum(forms, CellSum((term,))) == 750
    assert cell_sum(forms, CellSum((term,)), year_ago=True) is None
