"""Automatic cells: the worked examples of regime §7, rounding, floors, and who may change what."""

from __future__ import annotations

import json

import pytest

from ruantong.core.dossier import Dossier, FormData
from ruantong.core.regime import Regime
from ruantong.core.rules.edits import edited
from ruantong.core.rules.language.faults import RuleFault, RuleTextError
from ruantong.core.rules.ruleset import RuleSet, automatic_values
from tests.core.conftest import VECTORS
from tests.core.rules.trial import apply_automatic, form6, monthly_dossier, rule_text, ruleset

CASES = json.loads((VECTORS / "rule_language.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("embedded", "cells", "expected"),
    [
        # with hardware cost, without it, and with pure software (products, services, security)
        ("1", "2010=10000 2021=3000 2051=4000 20421=500", "2024=270000 2020=570000 2042=13500"),
        ("1", "2010=10000 2021=3000 2050=6000", "2024=265500 2020=565500 2042=0"),
        ("1", "2010=10000 2050=6000", "2024=360000 2020=360000 2042=0"),
        (
            "1",
            "2010=10000 2021=1000 2022=1500 2023=500 2051=4000",
            "2024=270000 2020=570000 2042=0",
        ),
        # a hardware cost of zero is a figure, a blank is none
        ("1", "2010=100 2050=60 2051=0", "2024=9000 2020=9000 2042=0"),
        ("1", "2010=100 2050=60", "2024=3600 2020=3600 2042=0"),
        # a negative result is zero
        ("1", "2010=100 2021=80 2051=50 20421=10", "2024=0 2020=8000 2042=0"),
        # 0.045 → 0.05, 0.036 → 0.04, 0.135 → 0.14, 0.144 → 0.14
        ("1", "2010=0.05 2050=0", "2024=5 2020=5 2042=0"),
        ("1", "2010=0.04 2050=0", "2024=4 2020=4 2042=0"),
        ("1", "2010=0.15 2050=0", "2024=14 2020=14 2042=0"),
        ("1", "2010=0.16 2050=0", "2024=14 2020=14 2042=0"),
        # nothing is estimated without embedded business; a total of blanks is blank
        ("2", "2010=10000 2050=6000 2021=3000", "2020=300000"),
        ("2", "", ""),
        # exports need a revenue to divide by
        ("1", "2010=0 2024=10 20421=5", "2024=0 2020=1000"),
        # 2024 as the platform would put it, the others with what the respondent put there
        (
            "1",
            "2010=10000 2021=3000 2051=4000 2024=1000 20421=500",
            "2024=270000 2020=400000 2042=5000",
        ),
    ],
)
def test_what_is_computed_in_column_a(
    monthly: RuleSet, regime: Regime, embedded: str, cells: str, expected: str
) -> None:
    filed = {code: value for code, _, value in (pair.partition("=") for pair in cells.split())}
    values = automatic_values(monthly, monthly_dossier(regime, filed, embedded=embedded))
    found = {ref: value for ref, value in values.items() if value is not None}
    wanted = (pair.split("=") for pair in expected.split())
    assert found == {f"6.{code}.A": int(value) for code, value in wanted}


def test_apply_overwrites_totals_and_fills_blanks_only(monthly: RuleSet, regime: Regime) -> None:
    cells = {"2010": "10000", "2021": "3000", "2051": "4000", "20421": "500"}
    dossier = monthly_dossier(regime, {**cells, "2020": "1", "2024": "1000"}, embedded="1")
    form = apply_automatic(monthly, dossier).forms["6"]
    assert form.value("2024", "A") == 100000
    assert form.value("2020", "A") == 400000
    assert form.value("2042", "A") == 5000


def test_apply_fills_last_year_and_last_period_totals(monthly: RuleSet, regime: Regime) -> None:
    dossier = monthly_dossier(regime, {"2021.B": "5", "2022.C": "7"})
    form = apply_automatic(monthly, dossier).forms["6"]
    assert (form.value("2020", "B"), form.value("2020", "C")) == (500, 700)


def test_apply_takes_back_a_total_of_nothing(monthly: RuleSet, regime: Regime) -> None:
    dossier = monthly_dossier(regime, {"2020": "5"})
    assert apply_automatic(monthly, dossier).forms["6"].value("2020", "A") is None


def test_apply_leaves_a_missing_form_alone(monthly: RuleSet, monthly_ok: Dossier) -> None:
    bare = edited(monthly_ok, {"6": None, "7": None})
    assert apply_automatic(monthly, bare) == bare


def test_annual_estimate_uses_three_forms(annual: RuleSet, annual_ok: Dossier) -> None:
    # (25000 − 7800 − 9000) × 90 % and 7380 ÷ 25000 × 1200
    blank = edited(annual_ok, {"3.A4.A": None, "3.A62.A": None})
    form = apply_automatic(annual, blank).forms["3"]
    assert (form.value("A4", "A"), form.value("A62", "A")) == (738000, 35424)


def test_annual_estimate_needs_embedded_business(annual: RuleSet, annual_ok: Dossier) -> None:
    values = automatic_values(annual, edited(annual_ok, {"1.R05.A": "2"}))
    assert values == {"3.A4.A": None, "3.A62.A": None}


def test_order_of_computation_does_not_depend_on_the_file(regime: Regime) -> None:
    text = (
        "计算 [2020] 合计\n列 A\n取 [2021] + [2024]\n\n"
        "计算 [2024] 嵌入式\n列 A\n取 [2010] × 0.5\n可改 是\n"
    )
    dossier = Dossier(
        monthly_dossier(regime, {}).period,
        monthly_dossier(regime, {}).unit,
        {"6": FormData(cells=form6(regime, {"2010": "10", "2021": "1"})["6"].cells)},
    )
    values = automatic_values(ruleset(regime, text), dossier)
    assert values == {"6.2024.A": 500, "6.2020.A": 600}


def test_a_computation_may_use_the_month_and_the_year(regime: Regime) -> None:
    rules = ruleset(regime, "计算 [2024] 甲\n列 A\n取 [2010] × m + 年度\n可改 是\n")
    dossier = monthly_dossier(regime, {"2010": "100.00"})
    assert automatic_values(rules, dossier) == {"6.2024.A": 5 * 100_00 + 2024_00}


@pytest.mark.parametrize(("text", "line", "column", "message"), CASES["computations"])
def test_what_does_not_fit_the_form_is_refused_where_it_stands(
    regime: Regime, text: str, line: int, column: int, message: str
) -> None:
    with pytest.raises(RuleTextError) as caught:
        ruleset(regime, text)
    assert caught.value.faults == [RuleFault("6.rules", line, column, message)]


def test_a_cell_that_the_form_does_not_let_change_may_still_be_named(regime: Regime) -> None:
    text = "计算 [2024] 甲\n列 A\n取 [2010]\n可改 否\n\n" + rule_text("自动值([2024.A]) > 0")
    with pytest.raises(RuleTextError) as caught:
        ruleset(regime, text)
    assert [fault.line for fault in caught.value.faults] == [1]


CIRCLES = [
    ("2020:2024 2024:2042 2042:2024", "6.2024.A、6.2042.A", 6),
    ("2042:2024 2024:2042", "6.2042.A、6.2024.A", 1),
    ("2024:2020 2042:2024 2020:2042", "6.2024.A、6.2020.A、6.2042.A", 1),
    ("2024:2024", "6.2024.A", 1),
]


@pytest.mark.parametrize(("uses", "circle", "line"), CIRCLES)
def test_a_circle_is_told_without_those_who_only_wait_for_it(
    regime: Regime, uses: str, circle: str, line: int
) -> None:
    """Each cell uses the next one; the first is the one that stands first in the file."""
    text = ""
    for code, other in (pair.split(":") for pair in uses.split()):
        may = "否" if code == "2020" else "是"
        text += f"计算 [{code}] 甲\n列 A\n取 [{other}] + 1\n可改 {may}\n\n"
    with pytest.raises(RuleTextError) as caught:
        ruleset(regime, text)
    (fault,) = caught.value.faults
    assert fault.message == f"自动计算互相引用，绕成一圈：{circle}"
    assert (fault.file, fault.line) == ("6.rules", line)


def test_what_no_column_could_hold_is_refused(regime: Regime) -> None:
    wide, told = "[2010.A] × [2050.A] × [2080.A]", "连乘的数据项过多，比较的数可能超过38位，请改写"
    text = rule_text(f"{wide} > 1") + f"\n计算 [2024] 甲\n列 A\n取 {wide}\n可改 是\n"
    with pytest.raises(RuleTextError) as caught:
        ruleset(regime, text)
    assert caught.value.faults == [
        RuleFault("6.rules", 5, 4, f"R9-01：{told}"),
        RuleFault("rules/6.rules", 1, 1, f"计算[6.2024.A]：{told}"),
    ]
