"""What a rule demands is said in one sentence a respondent can follow, however the rule is built."""

from __future__ import annotations

import pytest

from ruantong.core.regime import Regime
from ruantong.core.rules.words.demands import sentence_of
from tests.core.rules.trial import rule_text, ruleset

NOW = "本年本期累计"
R, S, P, V = (
    "主营业务收入(2010)",
    "软件业务收入合计(2020)",
    "软件产品收入(2021)",
    "信息技术服务收入(2022)",
)
LINES = "（逐行判断软件业务收入明细）"


def said(regime: Regime, form: str, check: str, **attributes: str) -> str:
    """The sentence of a rule of this form."""
    rules = ruleset(regime, rule_text(check, **attributes), form)
    return sentence_of(rules.regime, rules.instances)


@pytest.mark.parametrize(
    ("check", "sentence"),
    [
        ("[2010.A] >= [2020.A]", f"{R}{NOW}应不小于{S}。"),
        ("[2010.A] <= [2020.A]", f"{R}{NOW}应不大于{S}。"),
        ("[2010.A] = [2020.A]", f"{R}{NOW}应等于{S}。"),
        # the sentence begins with what is filled in, not with the bound
        ("1 <= [2112.A]", f"平均用工人数(2112){NOW}应不小于1。"),
        ("1 < [2112.A]", f"平均用工人数(2112){NOW}应大于1。"),
        ("1 >= [2112.A]", f"平均用工人数(2112){NOW}应不大于1。"),
        ("1 > [2112.A]", f"平均用工人数(2112){NOW}应小于1。"),
        ("1 <> [2112.A]", f"平均用工人数(2112){NOW}不应为1。"),
        ("1 <= 2", "1应不大于2。"),
        ("[2010.A] / [2020.A] <= 30%", f"{R}{NOW}÷{S}应不大于0.3。"),
        ("年度 >= 2021", "报告期年份应不小于2021。"),
        ("m >= 3", "报告期月数应不小于3。"),
        # other returns, other forms
        ("[2010.A] >= 上期[2010.A]", f"{R}{NOW}应不小于上期报表{R}。"),
        ("[2010.B] = 上年[2010.A]", f"{R}去年同期累计应等于上年同期{R}。"),
        ("[7表.3021.A] >= [7表.3011.A]", f"7表服务企业数量(3021){NOW}应不小于7表微控器件销售量(3011)。"),
        ("[7表.3011.N] > 3", "7表微控器件销售量(3011)最先进纳米量级应大于3。"),
        # what is joined
        ("[2010.A] > 1 且 [2020.A] > 2", f"{R}{NOW}应大于1；并且{S}应大于2。"),
        ("[2010.A] > 1 或 [2020.A] > 2", f"应至少满足一项：{R}{NOW}大于1；{S}大于2。"),
        (
            "[2010.A] > 1 或 ([2020.A] > 2 且 [2021.A] < 3)",
            f"应至少满足一项：{R}{NOW}大于1；{S}大于2且{P}小于3。",
        ),
        ("[2010.A] > 1 当且仅当 [2020.A] > 2", f"“{R}{NOW}大于1”与“{S}大于2”应当一致。"),
        ("若 [2010.A] > 1 则 [2020.A] > 2", f"如果{R}{NOW}大于1，则{S}应大于2。"),
        ("非 ([2010.A] >= [2020.A])", f"不应出现：{R}{NOW}不小于{S}。"),
        ("非 ([2010.A] > 0 或 [2020.A] > 0)", f"不应出现：{R}{NOW}大于0或{S}大于0。"),
        # blank and filled
        ("已填([2010.A])", f"{R}{NOW}应填写。"),
        ("为空([2010.A])", f"{R}{NOW}应为空。"),
        ("若 已填([2010.A]) 则 [2020.A] = 3", f"如果{R}{NOW}已填，则{S}应等于3。"),
        ("若 为空([2010.A]) 则 [2020.A] <> 3", f"如果{R}{NOW}为空，则{S}不应为3。"),
        # predicates
        ("整数([2010.A] + 1)", f"应当：{R}{NOW}＋1为整数。"),
        ('全同("A", "C")', f"应当：各项{NOW}与本年上期累计完全相同。"),
        ("非 量级错位([2010.A], [2020.A])", f"不应出现：{R}{NOW}与{S}相差约10、100、1000或10000倍。"),
        ('表已填("7")', "应当：软统企7表已填。"),
        ('在名录("form7")', "应当：本单位在7表重点企业名单中。"),
        ('在名录("monthly")', "应当：本单位在月报名录中。"),
        ("信用代码唯一", "应当：统一社会信用代码不与其他单位重复。"),
        # texts and codes
        ("[表头.embedded] = 1", "“是否有嵌入式系统软件业务”应等于“1 是”。"),
        ("[表头.embedded] <> 1", "“是否有嵌入式系统软件业务”不应为“1 是”。"),
        ('属于([表头.embedded], "1", "2")', "应当：“是否有嵌入式系统软件业务”为1或2。"),
        ('开头是([表头.embedded], "1", "3")', "应当：“是否有嵌入式系统软件业务”以1或3开头。"),
        (
            '在代码表([表头.embedded], "countries")',
            "应当：“是否有嵌入式系统软件业务”是“国别和地区代码”中的代码。",
        ),
        (
            '匹配([表头.embedded], "邮政编码")',
            "应当：“是否有嵌入式系统软件业务”符合邮政编码的格式。",
        ),
    ],
)  # fmt: skip
def test_what_is_demanded(regime: Regime, check: str, sentence: str) -> None:
    assert said(regime, "6", check) == sentence


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        # the opposite of a comparison is said as the other comparison
        ("非 [2010.A] >= 3", f"如果{R}{NOW}小于3"),
        ("非 [2010.A] > 3", f"如果{R}{NOW}不大于3"),
        ("非 [2010.A] = 3", f"如果{R}{NOW}不等于3"),
        ("非 [2010.A] <= 3", f"如果{R}{NOW}大于3"),
        ("非 [2010.A] < 3", f"如果{R}{NOW}不小于3"),
        ("非 [2010.A] <> 3", f"如果{R}{NOW}等于3"),
        # what belongs together stands in brackets
        (
            "[2010.A] > 1 且 ([2021.A] > 2 或 [2022.A] > 3)",
            f"如果{R}{NOW}大于1且（{P}大于2或{V}大于3）",
        ),
        ("非 ([2010.A] > 1 且 [2021.A] > 2)", f"如果并非（{R}{NOW}大于1且{P}大于2）"),
        ("(若 [2010.A] > 1 则 [2021.A] > 2)", f"如果{R}{NOW}大于1时{P}大于2"),
        (
            "(若 [2010.A] > 1 则 ([2021.A] > 2 且 [2021.A] < 5)) 或 [2022.A] = 1",
            f"如果（{R}{NOW}大于1时（{P}大于2且{P}小于5））或{V}等于1",
        ),
        (
            "([2010.A] > 1 当且仅当 [2021.A] > 2) 且 [2022.A] = 1",
            f"如果（{R}{NOW}大于1当且仅当{P}大于2）且{V}等于1",
        ),
        # a choice the edition has made is nothing a respondent can see
        ('"a" = "a" 且 [2010.A] > 0', f"如果{R}{NOW}大于0"),
        ("非 [表头.embedded] = 1 且 [2010.A] > 0", f"如果并非“是否有嵌入式系统软件业务”为“1 是”且{R}{NOW}大于0"),
        ("[表头.embedded] <> 1 且 [2010.A] > 0", f"如果“是否有嵌入式系统软件业务”不为“1 是”且{R}{NOW}大于0"),
        ('信用代码唯一 且 表已填("7") 且 [2010.A] > 0', f"如果统一社会信用代码不与其他单位重复且软统企7表已填且{R}{NOW}大于0"),
    ],
)  # fmt: skip
def test_under_what_condition(regime: Regime, condition: str, sentence: str) -> None:
    whole = f"{sentence}，则{S}应大于0。"
    assert said(regime, "6", f"若 {condition} 则 [2020.A] > 0") == whole
    assert said(regime, "6", "[2020.A] > 0", 条件=condition) == whole


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("[2010.A] + [2020.A] - [2021.A]", f"{R}{NOW}＋{S}－{P}"),
        ("-[2010.A] + [2020.A]", f"（－{R}{NOW}）＋{S}"),
        ("[2010.A] - ([2020.A] - [2021.A])", f"{R}{NOW}－（{S}－{P}）"),
        ("[2010.A] * [2020.A] * 2", f"{R}{NOW}×{S}×2"),
        ("([2010.A] + [2020.A]) * ([2021.A] - 1.5)", f"（{R}{NOW}＋{S}）×（{P}－1.5）"),
        ("[2010.A] / [2020.A]", f"{R}{NOW}÷{S}"),
        ("[2010.A] / [2020.A] / [2021.A]", f"（{R}{NOW}÷{S}）÷{P}"),
        ("[2010.A] / ([2020.A] / [2021.A])", f"{R}{NOW}÷（{S}÷{P}）"),
        # without brackets it would say: divided by the one and then multiplied by the other
        ("[2010.A] / ([2020.A] * [2021.A])", f"{R}{NOW}÷（{S}×{P}）"),
        ("[2010.A] / ([2020.A] - [2021.A])", f"{R}{NOW}÷（{S}－{P}）"),
        ("绝对值([2010.A] - [2020.A])", f"|{R}{NOW}－{S}|"),
        ("最大([2010.A], [2020.A])", f"（{R}{NOW}与{S}中较大者）"),
        ("最小([2010.A], [2020.A])", f"（{R}{NOW}与{S}中较小者）"),
        ("四舍五入([2010.A] / 3, 2)", f"（{R}{NOW}÷3）（保留2位小数）"),
        ("[2010.A] * usd", f"{R}{NOW}×6.4（usd）"),
        # which value is chosen depends on the return, so it is not spelled out
        ("选择([2010.A] > 0, [2020.A], [2021.A])", "按条件取定的值"),
        ("选择([2010.A] > 0, 2, 3)", "按条件取定的值"),
    ],
)
def test_arithmetic_is_said_as_it_is_done(regime: Regime, expression: str, words: str) -> None:
    assert said(regime, "6", f"{expression} <= 5") == f"{words}应不大于5。"


def test_an_allowance_is_named(regime: Regime) -> None:
    exact = said(regime, "6", "[2010.A] = [2020.A]", 容差="0")
    assert exact == f"{R}{NOW}应等于{S}。"
    assert (
        said(regime, "6", "[2010.A] = [2020.A]", 容差="0.01")
        == f"{R}{NOW}应等于{S}（允许误差0.01）。"
    )
    other = said(regime, "6", "非 [2010.A] < 3 或 [2020.A] <= 0", 容差="0.5")
    assert other == f"应至少满足一项：{R}{NOW}不小于3（允许误差0.5）；{S}不大于0（允许误差0.5）。"


@pytest.mark.parametrize(
    ("check", "attributes", "sentence"),
    [
        ("[2010] >= [2020]", {"列": "A"}, f"{R}{NOW}应不小于{S}。"),
        ("[2010] >= [2020]", {"列": "A B"}, f"{R}应不小于{S}（逐栏判断{NOW}、去年同期累计）。"),
        ("[*.A] >= 0", {"指标": "2010 2020"}, f"该项{NOW}应不小于0（逐项判断2010、2020）。"),
        ("[*] >= 0", {"指标": "2010 2020", "列": "A B"}, f"该项应不小于0（逐项判断2010、2020，逐栏判断{NOW}、去年同期累计）。"),
        (
            "[*.A] >= 0",
            {"指标": "2010 2020 2021 2022 2023 2024 2050 2051"},
            f"该项{NOW}应不小于0（逐项判断2010、2020、2021、2022、2023、2024、2050、2051）。",
        ),
        (
            "[*.A] >= 0",
            {"指标": "2010 2020 2021 2022 2023 2024 2050 2051 2090"},
            f"该项{NOW}应不小于0（逐项判断2010、2020、2021、2022、2023、2024、2050、2051等9项）。",
        ),
    ],
)  # fmt: skip
def test_over_what_it_is_repeated(
    regime: Regime, check: str, attributes: dict[str, str], sentence: str
) -> None:
    assert said(regime, "6", check, **attributes) == sentence


def test_the_part_of_a_rule_is_no_indicator(regime: Regime) -> None:
    text = rule_text("[*.A] >= 0", 指标="2010 2020")
    parts = text.replace("[R9-01]", "[R9-01 之1]") + text.replace("[R9-01]", "[R9-01 之2]")
    rules = ruleset(regime, parts)
    second = [each for each in rules.instances if each.rule.part == rules.instances[-1].rule.part]
    assert sentence_of(rules.regime, second) == f"该项{NOW}应不小于0（逐项判断2010、2020）。"


@pytest.mark.parametrize(
    ("check", "sentence"),
    [
        ("[行.1] >= [行.2] × usd", "本年收入应不小于本年出口×6.4（usd）"),
        ("不重复([4表.code])", "应当：本行代码不与其他行重复"),
        ('末级代码([行.code], "software_industry")', "应当：软件代码是“软件和信息技术服务行业代码”中的末级代码"),
        ('[行.3] = "USA"', "出口主要国别和地区：国别1应等于“USA 美国”"),
        ("若 已填([行.1]) 则 [行.1] >= 上年行[1]", "如果本年收入已填，则本年收入应不小于上年同类行的本年收入"),
    ],
)  # fmt: skip
def test_of_every_line(regime: Regime, check: str, sentence: str) -> None:
    assert said(regime, "4", check, 逐行="lines") == f"{sentence}{LINES}。"


@pytest.mark.parametrize(
    ("check", "sentence"),
    [
        ('合计([4表.1], "E1", "E2") = [3表.A1]', "4表E1、E2类各行本年收入合计应等于3表软件产品收入(A1)。"),
        ('行数([4表.code], "E4") >= 1', "4表软件业务收入明细E4类的行数应不小于1。"),
        ("行数([4表.code]) >= 1", "4表软件业务收入明细的行数应不小于1。"),
        ("子串([1表.109], 3, 8) = 报送区县", "1表统一社会信用代码(109)第3—8位应等于报送区县。"),
        ('[1表.205] = "111"', "1表登记注册类型(205)应等于“111 国有独资企业（公司）”。"),
        ('[1表.101] = "abc"', "1表组织机构代码(101)应等于“abc”。"),
        ("[B00] >= 上年[B00]", "营业收入(B00)应不小于上年营业收入(B00)。"),
        ("[B00] >= 十二月[6表.2010.A]", f"营业收入(B00)应不小于1—12月月报6表{R}。"),
        (
            '[1表.205] = 选择([1表.R05] = 1, "111", "112")',
            "1表登记注册类型(205)应等于按制度判定的代码。",
        ),
    ],
)  # fmt: skip
def test_across_annual_forms(regime: Regime, check: str, sentence: str) -> None:
    assert said(regime, "2", check) == sentence
