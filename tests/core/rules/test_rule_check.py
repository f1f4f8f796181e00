"""Rules that do not fit the regime are refused when they are compiled, every fault with its place."""

from __future__ import annotations

import pytest

from ruantong.core.regime import Regime
from ruantong.core.rules.language.faults import RuleTextError
from ruantong.core.rules.ruleset import check_rules
from tests.core.rules.trial import rule_text, ruleset

MONTHLY = [
    ("[2029.A] = 1", "软统企6表没有指标“2029.A”"),
    ("[2020.Z] = 1", "软统企6表的指标2020没有“Z”栏，现有：A、B、C、D、E"),
    ("[2113.B] = 1", "软统企6表的指标2113没有“B”栏，现有：A"),
    ("[2020a.A] = 1", "2020a是标题行，没有数据"),
    ("[2020] = 1", "[2020]未写明栏，软统企6表的指标2020有A、B、C、D、E各栏"),
    ("[9表.2020.A] = 1", "没有“9表”"),
    ("[6表] = 1", "只写了表号"),
    ("[表头.embeded] = 1", "软统企6表表头没有“embeded”，现有：embedded"),
    ("[*.A] = 1", "[*]只能用在写了“指标”的规则里"),
    ("[行.1] = 1", "[行.…]只能用在“逐行”的规则里"),
    ("[2020.A] = usdx", "没有参数“usdx”"),
    ('[2020.A] = "甲"', "不能比较数和文本或代码"),
    ("[表头.embedded] > 1", "文本或代码只能比较是否相等"),
    ("[表头.embedded] = 7", "代码表“是否”里没有代码“7”"),
    ("[2020.A] + [表头.embedded] = 1", "此处应为数，却是文本或代码"),
    ("[2020.A] + 1", "此处应为判断，却是数"),
    ("非 [2020.A]", "此处应为判断，却是数"),
    ("[2020.A] / 0 = 1", "除数是0"),
    ("最大([2020.A] / [2010.A], 1) > 1", "“最大”的参数里不能有除法"),
    ("四舍五入([2020.A], 9) = 1", "此处应为0至6的整数"),
    ("自动值([2020.A]) = 1", "“自动值”只能用于写了“计算”的数据项"),
    ('在代码表([表头.embedded], "countriez")', "没有代码表“countriez”"),
    ('匹配([表头.embedded], "邮箱")', "没有格式“邮箱”"),
    ('表已填("9")', "没有“9表”"),
    ('全同("A", "Q")', "软统企6表没有“Q”栏"),
    ("为空([2020.A] + 1)", "“为空”只能用于一个数据项"),
    ("选择([2020.A] > 1, 2) = 1", "“选择”应有3至21个参数"),
    (" + ".join(["[2020.A] / [2010.A]"] * 17) + " = 1", "除法过多"),
    ("合计([2020.A]) = 1", "“合计”应有2至20个参数"),
    ('合计([4表.7], "E1") = 1', "“备注”不是数，不能合计"),
    ('合计([4表.1], "X9") = 1', "目录里没有以“X9”开头的代码"),
]


@pytest.mark.parametrize(("check", "message"), MONTHLY, ids=[check[:40] for check, _ in MONTHLY])
def test_refused(regime: Regime, check: str, message: str) -> None:
    with pytest.raises(RuleTextError) as caught:
        ruleset(regime, rule_text(check))
    (fault,) = caught.value.faults
    assert message in fault.message
    assert (fault.file, fault.line) == ("6.rules", 5)
    assert fault.column >= 4


def test_every_fault_of_a_rule_at_once(regime: Regime) -> None:
    text = rule_text("[2029.A] + usdx = [2020.Z]", 条件="[2010.A] > [X.A]")
    with pytest.raises(RuleTextError) as caught:
        ruleset(regime, text)
    places = [(fault.line, fault.column) for fault in caught.value.faults]
    assert places == [(5, 4), (5, 15), (5, 22), (6, 15)]


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ({"列": "A Q"}, "软统企6表没有“Q”栏"),
        ({"指标": "2010 9999"}, "软统企6表没有指标“9999”"),
        ({"指标": "2113", "列": "B"}, "软统企6表的指标2113没有“B”栏"),
        ({"逐行": "lines"}, "软统企6表没有明细行“lines”，现有：无"),
    ],
)
def test_repetition_over_what_is_not_there(
    regime: Regime, attributes: dict[str, str], message: str
) -> None:
    with pytest.raises(RuleTextError) as caught:
        ruleset(regime, rule_text("[2010.A] = 1", **attributes))
    assert any(message in fault.message for fault in caught.value.faults)


def test_circular_computed_cells(regime: Regime) -> None:
    text = (
        "计算 [2024] 甲\n列 A\n取 [2042] + 1\n可改 是\n\n"
        "计算 [2042] 乙\n列 A\n取 [2024] + 1\n可改 是\n"
    )
    with pytest.raises(RuleTextError) as caught:
        ruleset(regime, text)
    (fault,) = caught.value.faults
    assert "绕成一圈：6.2024.A、6.2042.A" in fault.message


def test_computation_must_agree_with_the_form(regime: Regime) -> None:
    with pytest.raises(RuleTextError) as caught:
        ruleset(regime, "计算 [2024] 甲\n列 A\n取 [2010]\n")
    assert "“可改”与表式不一致，表式为可改" in caught.value.faults[0].message


@pytest.mark.parametrize(
    ("check", "told"),
    [
        ("[2024.A] >= [2042.A]", "计量单位不一致：万元与万美元"),
        ("[2010.A] + [2112.A] > 0", "计量单位不一致：万元与人"),
        ("绝对值([2010.A] + [2112.A]) > 0", "计量单位不一致：万元与人"),
        ("四舍五入([2010.A] + [2112.A], 0) > 0", "计量单位不一致：万元与人"),
        ("[2024.A] >= [2042.A] × usd", None),
        ("[2111.A] / [2112.A] >= [2010.A] / [2112.A]", None),
        ("[2020.A] / [2010.A] > 30%", None),
    ],
)
def test_mixed_units_are_a_warning(regime: Regime, check: str, told: str | None) -> None:
    warnings = ruleset(regime, rule_text(check)).warnings
    assert ([told] if told else []) == [w.message.removeprefix("R9-01：") for w in warnings]


def test_the_packs_are_clean(regimes: dict[str, Regime]) -> None:
    for regime in regimes.values():
        assert check_rules(regime) == []


def test_the_packs_mix_no_units(monthly, annual) -> None:
    assert monthly.warnings == annual.warnings == ()
