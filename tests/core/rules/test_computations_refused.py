"""Computations and names that do not fit the regime are refused where they stand, saying what fits."""

from __future__ import annotations

import pytest

from ruantong.core.regime import Regime
from ruantong.core.rules.language.faults import RuleFault, RuleTextError
from tests.core.rules.trial import rule_text, ruleset


def faults(regime: Regime, text: str) -> tuple[RuleFault, ...]:
    with pytest.raises(RuleTextError) as caught:
        ruleset(regime, text)
    return tuple(caught.value.faults)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("计算 [9999] 甲\n列 A\n取 [2010]\n", 1, 1, "软统企6表没有9999的“A”栏"),
        ("计算 [2020] 甲\n列 Q\n取 [2021]\n", 1, 1, "软统企6表没有2020的“Q”栏"),
        (
            "计算 [2020] 甲\n列 A\n取 [2021]\n可改 是\n",
            1,
            1,
            "计算[2020]的“可改”与表式不一致，表式为不可改",
        ),
        (
            "计算 [2024] 甲\n列 A\n取 [2010]\n可改 否\n",
            1,
            1,
            "计算[2024]的“可改”与表式不一致，表式为可改",
        ),
    ],
)
def test_a_computation_of_what_is_not_there(
    regime: Regime, text: str, line: int, column: int, message: str
) -> None:
    assert faults(regime, text) == (RuleFault("6.rules", line, column, message),)


def test_a_fault_in_a_computation_has_its_own_line_and_column(regime: Regime) -> None:
    text = "\n\n计算 [2020] 甲\n列 A\n取 [2021] + [2029]\n"
    (fault,) = faults(regime, text)
    assert (fault.line, fault.column) == (5, 12)
    assert fault.message.startswith("计算[2020]：软统企6表没有指标“2029”")
    (fault,) = faults(regime, "\n\n计算 [2020] 甲\n列 A\n取 [2021] + )\n")
    assert (fault.line, fault.column) == (5, 12)


def test_an_unknown_parameter_is_told_with_those_that_exist(regime: Regime) -> None:
    (fault,) = faults(regime, rule_text("[2020.A] = usdx"))
    known = fault.message.removeprefix("R9-01：没有参数“usdx”，现有：")
    assert set(regime.parameters) <= set(known.split("、"))
