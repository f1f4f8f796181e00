"""Where the guard begins and ceases to ask: sizes, shares, history, ratios per head."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks.rules import panel
from ruantong.core.guards import Kinds, Suspicion, diagnosis, suspicions
from ruantong.core.pack import load_packs
from ruantong.core.periods import Period
from ruantong.core.regime import Regime
from ruantong.core.rules.edits import edited, held
from ruantong.core.rules.ruleset import RuleSet
from tests.core.rules.trial import form6, monthly_dossier, rule_text, ruleset

Cells = Mapping[str, str | None]


@pytest.fixture(scope="module")
def regime() -> Regime:
    return load_packs(Path(__file__).parents[2] / "packs")["miit_software_2021"]


@pytest.fixture(scope="module")
def no_ratios(regime: Regime) -> RuleSet:
    """One rule that says nothing about amounts per head."""
    return ruleset(regime, rule_text("[2010.A] >= 0"))


def found(
    rules: RuleSet, now: Cells, before: Cells | None = None, ago: Cells | None = None
) -> list[Suspicion]:
    """What is suspected of 1–5月, with 1–4月 and last year's 1–5月 as given."""
    regime = rules.regime
    others: dict[str, Any] = {
        "previous": None if before is None else form6(regime, before),
        "year_ago": None if ago is None else form6(regime, ago),
    }
    return list(suspicions(rules, monthly_dossier(regime, now, **others)))


def powers(suspected: list[Suspicion]) -> list[int]:
    return [s.power for s in suspected if s.kind is Kinds.UNIT]


@pytest.mark.parametrize(
    ("now", "ago", "power"),
    [
        ("1000", "100", [1]),
        ("2200", "100", [1]),
        ("2300", "100", []),
        ("450", "100", [1]),
        ("440", "100", []),
        ("10000", "100", [2]),
        ("100000", "100", [3]),
        ("1000000", "100", [4]),
        ("10000000", "100", []),
        ("10", "100", [-1]),
        ("0.01", "100", [-4]),
        ("-1000", "100", []),
        ("-1000", "-100", [1]),
        ("0.30", "0.03", [1]),
        ("0.29", "0.03", []),  # too small to tell
        ("0.03", "0.30", [-1]),
        ("0", "100", []),
        (None, "100", []),
        ("100", "0", []),
    ],
)
def test_powers_of_ten_against_last_year(
    no_ratios: RuleSet, now: str | None, ago: str, power: list[int]
) -> None:
    assert powers(found(no_ratios, {"2050": now}, ago={"2050": ago})) == power


def test_profit_may_grow_tenfold_against_one_figure_but_not_against_two(no_ratios: RuleSet) -> None:
    assert found(no_ratios, {"2090": "1000"}, ago={"2090": "100"}) == []
    assert powers(found(no_ratios, {"2090": "10000"}, ago={"2090": "100"})) == [2]
    both = found(no_ratios, {"2090": "1000"}, before={"2090": "80"}, ago={"2090": "100"})
    assert powers(both) == [1]


def test_all_of_the_history_must_agree(no_ratios: RuleSet) -> None:
    assert found(no_ratios, {"2050": "1000"}, before={"2050": "700"}, ago={"2050": "100"}) == []
    assert found(no_ratios, {"2050": "1000"}, before={"2050": "8"}, ago={"2050": "100"}) == []


def test_amounts_of_last_period_are_cumulated_further_but_heads_are_not(no_ratios: RuleSet) -> None:
    """400 in four months make 500 in five: twenty times that are one place, 27 times 400 are not."""
    assert powers(found(no_ratios, {"2050": "11000"}, before={"2050": "400"})) == [1]
    assert powers(found(no_ratios, {"2050": "11300"}, before={"2050": "400"})) == []
    assert powers(found(no_ratios, {"2112": "11000"}, before={"2112": "400"})) == []
    assert powers(found(no_ratios, {"2112": "8900"}, before={"2112": "400"})) == [1]


def test_the_sentence_of_a_single_figure(no_ratios: RuleSet) -> None:
    (slip,) = found(no_ratios, {"2112": "5000"}, before={"2112": "50"}, ago={"2112": "45"})
    told = "平均用工人数（2112）与上期、上年同期相比约为其100倍，可能多填或少填了位数。"
    assert (slip.message, slip.cells, slip.power, slip.whole) == (told, ("6.2112.A",), 2, False)
    (slip,) = found(no_ratios, {"2050": "1"}, ago={"2050": "100"})
    told = "主营业务成本（2050）与上年同期相比约为其100分之一，可能小数点错了两位。"
    assert slip.message == told


def test_years_are_held_against_the_year_before() -> None:
    dossier = panel.annual(3)
    value = held(dossier, "2.B01.A")
    assert isinstance(value, int)
    (slip,) = suspicions(
        panel.ruleset(dossier.period.frequency), edited(dossier, {"2.B01.A": value * 100})
    )
    assert "与上年相比约为其100倍" in slip.message


FIVE = ("2010", "2021", "2050", "2110", "2111")


def rows(codes: tuple[str, ...], value: str) -> dict[str, str | None]:
    return dict.fromkeys(codes, value)


def test_four_of_five_amounts_are_one_slip_of_the_form(no_ratios: RuleSet) -> None:
    now = {**rows(FIVE[:4], "10000"), "2111": "100", "2112": "9"}
    ago = {**rows(FIVE, "100"), "2112": "9"}
    (slip,) = found(no_ratios, now, ago=ago)
    assert slip.whole
    assert slip.power == 2
    assert slip.cells == tuple(f"6.{code}.A" for code in FIVE[:4])
    assert slip.message == "软统企6表的4项金额与上年同期相比约为其100倍，可能小数点错了两位。"
    assert diagnosis([slip], slip.cells) == ""


def test_a_figure_beside_a_slip_of_the_form_is_told_by_itself(no_ratios: RuleSet) -> None:
    now = {**rows(FIVE[:4], "0.01"), "2111": "1000"}
    whole, single = found(no_ratios, now, ago=rows(FIVE, "100"))
    assert (whole.power, whole.whole) == (-4, True)
    assert whole.message.endswith("约为其10000分之一，可能把亿元填成了万元。")
    assert (single.cells, single.power) == (("6.2111.A",), 1)


def test_three_amounts_or_two_thirds_of_six_are_single_slips(no_ratios: RuleSet) -> None:
    three = found(no_ratios, rows(FIVE[:3], "1000"), ago=rows(FIVE[:3], "100"))
    assert [s.whole for s in three] == [False] * 3
    six = (*FIVE, "2051")
    now = {**rows(six[:4], "1000"), **rows(six[4:], "100")}
    assert [s.whole for s in found(no_ratios, now, ago=rows(six, "100"))] == [False] * 4


@pytest.mark.parametrize(
    ("now", "before", "month"),
    [
        ("50", "400", True),  # half of a month's worth
        ("49.99", "400", False),
        ("200", "400", True),
        ("200.01", "400", False),
        ("0.30", "0.60", True),
        ("0.29", "0.60", False),
        ("-50", "400", False),
    ],
)
def test_about_a_months_worth_in_a_cumulative_column(
    no_ratios: RuleSet, now: str, before: str, month: bool
) -> None:
    kinds = [s.kind for s in found(no_ratios, {"2050": now}, before={"2050": before})]
    assert (Kinds.MONTH_ONLY in kinds) is month
    if month:
        assert kinds == [Kinds.MONTH_ONLY]  # and not a lost place as well


def test_only_amounts_that_cannot_shrink_are_asked_about_as_months(no_ratios: RuleSet) -> None:
    for code in ("2090", "2112"):
        suspected = found(no_ratios, {code: "100"}, before={code: "400"})
        assert Kinds.MONTH_ONLY not in [s.kind for s in suspected]


def test_the_sentence_of_a_months_figure(no_ratios: RuleSet) -> None:
    (month,) = found(no_ratios, {"2050": "100"}, before={"2050": "400"})
    assert (month.cells, month.power) == (("6.2050.A",), -1)
    assert month.message == (
        "主营业务成本（2050）小于上期累计，与上期的月平均数相近，可能填的是当月数（应为累计数），或少填了一位。"
    )


def test_a_form_of_months_figures_is_told_as_a_form(no_ratios: RuleSet) -> None:
    (slip,) = found(no_ratios, rows(FIVE, "50"), before=rows(FIVE, "400"))
    assert (slip.kind, slip.whole, slip.power) == (Kinds.UNIT, True, -1)


def test_the_first_period_of_a_year_has_no_month_before_it(no_ratios: RuleSet) -> None:
    regime = no_ratios.regime
    first = monthly_dossier(regime, {"2050": "100"}, previous=form6(regime, {"2050": "400"}))
    first = type(first)(Period.parse("2024-02"), first.unit, first.forms, first.previous)
    assert Kinds.MONTH_ONLY not in [s.kind for s in suspicions(no_ratios, first)]


VARIED = {"2010": "900", "2021": "300", "2050": "500", "2110": "70", "2111": "80"}


def test_copied_figures_are_counted_among_those_that_can_be_compared(no_ratios: RuleSet) -> None:
    now = {**VARIED, "2111": "85", "2051": "0", "2112": "9"}
    (copy,) = found(no_ratios, now, ago={**VARIED, "2051": "0", "2112": "9", "2080": "3"})
    assert (copy.kind, copy.whole) == (Kinds.COPIED, True)
    assert copy.cells == ("6.2010.A", "6.2021.A", "6.2050.A", "6.2110.A")
    assert copy.message == "软统企6表有4项金额与上年同期完全相同，可能照抄了上年同期的数。"
    fewer = {**now, "2110": "71", "2111": "80"}
    assert found(no_ratios, {**fewer, "2010": "901"}, ago=VARIED) == []  # three of five
    assert found(no_ratios, {**now, "2022": "11"}, ago={**VARIED, "2022": "12"}) == []  # 4 of 6


def test_of_two_sources_of_a_copy_last_period_is_named(no_ratios: RuleSet) -> None:
    copies = found(no_ratios, VARIED, before=VARIED, ago=VARIED)
    assert [s.message for s in copies] == ["软统企6表有5项金额与上期完全相同，可能照抄了上期的数。"]


def test_a_year_is_copied_from_the_year_before() -> None:
    dossier = panel.annual(3)
    copied = {
        f"2.{row.code}.A": held(dossier, f"year_ago.2.{row.code}.A")
        for row in panel.regime().form["2"].indicators
        if row.columns
    }
    (copy,) = suspicions(panel.ruleset(dossier.period.frequency), edited(dossier, copied))
    assert copy.message.endswith("项金额与上年完全相同，可能照抄了上年的数。")


WAGES = "2.0 <= [2111.A] / [2112.A] <= 10.5"


@pytest.mark.parametrize(
    ("wages", "power"),
    [
        ("1050", []),  # 10.5 per head, the bound itself
        ("200", []),
        ("102000", [2]),  # 1,020 per head are 10.2 with two places less
        ("108000", []),  # 10.8
        ("20000", [2]),
        ("19000", []),
        ("5000000", [4]),
        ("50000000", []),
        ("50", [-1]),
        ("0.05", [-4]),
        ("-50", []),
        ("0", []),
    ],
)
def test_amounts_per_head_are_moved_into_the_bounds_of_a_rule(
    regime: Regime, wages: str, power: list[int]
) -> None:
    rules = ruleset(regime, rule_text(WAGES))
    assert powers(found(rules, {"2111": wages, "2112": "100"})) == power


def test_the_sentence_of_an_amount_per_head(regime: Regime) -> None:
    rules = ruleset(regime, rule_text(WAGES))
    (slip,) = found(rules, {"2111": "5", "2112": "100"})
    assert slip.message == "试验：与一般水平相比约为其100分之一，可能小数点错了两位。"
    assert (set(slip.cells), slip.power) == ({"6.2111.A", "6.2112.A"}, -2)
    assert diagnosis([slip], ["6.2112.A"]) == slip.message


@pytest.mark.parametrize(
    "check",
    [
        "0 <= [2111.A] / [2112.A] <= 10",
        "2 < [2111.A] / [2112.A] < 10",
        "2 <= [2111.A] / [2112.A]",
        "2 <= [2111.A] / [2010.A] <= 10",
        "2 <= [2111.A] / [2112.A] 且 [2110.A] / [2112.A] <= 10",
        "2 <= [2111.A] <= 10",
        "2 <= [2111.A] / [2112.A] <= 10 或 [2010.A] = 0",
        "[2010.A] / [2112.A] <= [2111.A] / [2112.A] <= 10",
    ],
)
def test_only_two_fixed_bounds_of_one_amount_per_head_tell(regime: Regime, check: str) -> None:
    now = {"2111": "50000", "2110": "50000", "2010": "100", "2112": "100"}
    assert found(ruleset(regime, rule_text(check)), now) == []


def test_a_figure_suspected_by_its_history_is_not_told_twice(regime: Regime) -> None:
    rules = ruleset(regime, rule_text(WAGES))
    now, ago = {"2111": "50000", "2112": "100"}, {"2111": "500", "2112": "100"}
    (slip,) = found(rules, now, ago=ago)
    assert slip.message.startswith("从业人员工资总额（2111）与上年同期相比")
