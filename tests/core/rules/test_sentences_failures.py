"""Why a rule failed, or could not be judged: names, numbers and both sides, told once and truly."""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.core.dossier import Dossier
from ruantong.core.regime import Regime
from ruantong.core.rules.edits import edited
from ruantong.core.validation import validate
from tests.core.rules.trial import judged, monthly_dossier, rule_text, ruleset

FILLED = {
    "2010": "500.00", "2020": "300.00", "2021": "100.00", "2022": "0.00", "2112": "7", "2050": None,
}  # fmt: skip
NOW = "本年本期累计"
R, S, P, C = (
    "主营业务收入(2010)",
    "软件业务收入合计(2020)",
    "软件产品收入(2021)",
    "主营业务成本(2050)",
)
SLIP = "疑似计量单位填错（元、千元、万元）。"


def told(regime: Regime, check: str, **attributes: str) -> str:
    """The one sentence of a rule that did not pass."""
    (finding,) = judged(regime, check, FILLED, **attributes).findings
    return finding.message


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("[2010.A] + [2020.A] - [2021.A]", f"{R}{NOW} 500.00 + {S} 300.00 − {P} 100.00 = 700.00"),
        ("-[2010.A] + [2020.A]", f"(−{R}{NOW} 500.00) + {S} 300.00 = -200.00"),
        ("[2010.A] - ([2020.A] - [2021.A])", f"{R}{NOW} 500.00 − ({S} 300.00 − {P} 100.00) = 300.00"),
        ("[2010.A] × 2 × 1.50", f"{R}{NOW} 500.00 × 2 × 1.5 = 1500.00"),
        ("[2010.A] × ([2020.A] - 1)", f"{R}{NOW} 500.00 × ({S} 300.00 − 1) = 149500.00"),
        ("([2010.A] - 1) × [2020.A]", f"({R}{NOW} 500.00 − 1) × {S} 300.00 = 149700.00"),
        ("([2010.A] + 1) / [2112.A]", f"({R}{NOW} 500.00 + 1) ÷ 平均用工人数(2112) 7 = 71.5714"),
        ("[2010.A] / ([2112.A] × 2)", f"{R}{NOW} 500.00 ÷ (平均用工人数(2112) 7 × 2) = 35.7143"),
        ("[2010.A] / ([2112.A] / 2)", f"{R}{NOW} 500.00 ÷ (平均用工人数(2112) 7 ÷ 2) = 142.8571"),
        ("[2010.A] / ([2112.A] + 2)", f"{R}{NOW} 500.00 ÷ (平均用工人数(2112) 7 + 2) = 55.5556"),
        ("绝对值([2010.A] - [2020.A])", f"{R}{NOW} 500.00 与 {S} 300.00 相差 200.00 万元"),
        ("绝对值([2010.A] - [2020.A] - 1)", f"|{R}{NOW} 500.00 − {S} 300.00 − 1| = 199.00"),
        ("最大([2010.A], [2020.A])", f"（{R}{NOW} 500.00 与 {S} 300.00 中较大者） = 500.00"),
        ("最小([2010.A], [2020.A])", f"（{R}{NOW} 500.00 与 {S} 300.00 中较小者） = 300.00"),
        ("四舍五入([2010.A] / 3, 2)", f"{R}{NOW} 500.00 ÷ 3（保留2位小数） = 166.67"),
        ("四舍五入([2010.A] - 3, 1)", f"({R}{NOW} 500.00 − 3)（保留1位小数） = 497.00"),
        ("选择([2010.A] > 0, [2020.A], [2021.A]) + 1", "300.00 + 1 = 301.00"),
        ("m", "5个月 = 5"),
        ("年度 + 1", "2024年 + 1 = 2025"),
        ("[2010.A] + [2050.A]", f"{R}{NOW} 500.00 + {C} 空 = 500.00"),
    ],
)  # fmt: skip
def test_arithmetic(regime: Regime, expression: str, words: str) -> None:
    assert told(regime, f"{expression} > 999999") == f"{words}，应大于 999999。".replace(
        " （", "（"
    )


@pytest.mark.parametrize(
    ("check", "sentence"),
    [
        # a distance is told where there is something to reach, with its unit
        ("[2112.A] = 8", f"平均用工人数(2112){NOW}为 7，应等于 8，相差 1 人。"),
        ("[2112.A] >= 8", f"平均用工人数(2112){NOW}为 7，应不小于 8。"),
        ("[2010.A] <= usd", f"{R}{NOW}为 500.00，应不大于 6.4，相差 493.60 万元。"),
        ("[2010.A] <= [2020.A]", f"{R}{NOW}为 500.00，应不大于{S} 300.00，相差 200.00 万元。"),
        ("[2010.A] <> [2020.A] + 200", f"{R}{NOW}为 500.00，不应为 {S} 300.00 + 200 = 500.00。"),
        ("7 <> [2112.A]", f"平均用工人数(2112){NOW}为 7，不应为 7。"),
        ("500 = [2112.A]", f"平均用工人数(2112){NOW}为 7，应等于 500，相差 493 人。"),
        ("8 <= [2112.A]", f"平均用工人数(2112){NOW}为 7，应不小于 8。"),
        ("8 < [2112.A]", f"平均用工人数(2112){NOW}为 7，应大于 8。"),
        ("6 >= [2112.A]", f"平均用工人数(2112){NOW}为 7，应不大于 6。"),
        ("6 > [2112.A]", f"平均用工人数(2112){NOW}为 7，应小于 6。"),
        (
            "[2010.A] / [2020.A] <= [2021.A] / [2010.A]",
            f"{R}{NOW} 500.00 ÷ {S} 300.00 = 1.6667，应不大于 {P} 100.00 ÷ {R} 500.00 = 0.20，相差 1.4667。",
        ),
        # of several demands the first that fails
        ("[2020.A] > 0 且 [2010.A] > 900 且 [2021.A] > 900", f"{R}{NOW}为 500.00，应大于 900。"),
        ("若 [2020.A] > 0 则 [2010.A] > 900", f"{S}{NOW}为 300.00 时，{R}为 500.00，应大于 900。"),
        # of several ways out all, each with what it would have taken
        (
            "[2010.A] > 900 或 [2020.A] > [2010.A]",
            f"应至少满足一项，但都不满足：{R}{NOW}为 500.00（应大于 900）；{S}为 300.00（应大于{R} 500.00）。",
        ),
        (
            "已填([2050.A]) 或 [2020.A] >= [2010.A] + 1",
            f"应至少满足一项，但都不满足：{C}{NOW}为空；没有发生额请填 0；{S}为 300.00（应不小于 {R} 500.00 + 1 = 501.00）。",
        ),
        # what must not be: of several the one that is
        ("非 ([2010.A] > 900 或 已填([2020.A]))", f"{S}{NOW}已填 300.00，应为空。"),
        ("非 (为空([2010.A]) 或 [2020.A] > 0)", f"不应出现：{S}{NOW}为 300.00。"),
        ("非 (为空([2050.A]) 或 [2020.A] > 0)", f"{C}{NOW}为空；没有发生额请填 0。"),
        ("为空([2112.A])", f"平均用工人数(2112){NOW}已填 7，应为空。"),
        # how many times, and to which power of ten that is near
        ("非 量级错位([2010.A], 52)", f"{R}{NOW} 500.00 约为 52 的 9.62 倍，接近 10 倍，{SLIP}"),
        ("非 量级错位(52, [2010.A])", f"{R}{NOW} 500.00 约为 52 的 9.62 倍，接近 10 倍，{SLIP}"),
        ("非 量级错位([2010.A], 4900)", f"4900 约为 {R}{NOW} 500.00 的 9.8 倍，接近 10 倍，{SLIP}"),
        ("非 量级错位([2010.A], 5)", f"{R}{NOW} 500.00 约为 5 的 100 倍，{SLIP}"),
        ("非 量级错位([2010.A], 0.51)", f"{R}{NOW} 500.00 约为 0.51 的 980.39 倍，接近 1000 倍，{SLIP}"),
        ("非 量级错位([2010.A], 0.049)", f"{R}{NOW} 500.00 约为 0.049 的 10204.08 倍，接近 10000 倍，{SLIP}"),
    ],
)  # fmt: skip
def test_why_it_failed(regime: Regime, check: str, sentence: str) -> None:
    assert told(regime, check) == sentence.replace(" （", "（")


@pytest.mark.parametrize(
    ("check", "sides"),
    [
        ("[2010.A] = [2020.A]", ("500.00", "300.00", "200.00")),
        ("[2020.A] = [2010.A]", ("300.00", "500.00", "200.00")),
        ("[2010.A] / [2020.A] <= 1", ("1.6667", "1.00", "0.6667")),
        ("[2112.A] >= 7.5", ("7", "7.5", "0.5")),
        ("已填([2050.A]) 或 [2020.A] >= [2010.A] + 1", ("300.00", "501.00", "201.00")),
        ("非 量级错位([2010.A], 52)", ("500.00", "52.00", "448.00")),
        ("非 量级错位(52, [2010.A])", ("52.00", "500.00", "448.00")),
        ("若 [2020.A] > 0 则 [2010.A] > 900", ("500.00", "900.00", "400.00")),
        ("[表头.embedded] = 1", ("2", "1", None)),
        ("已填([2050.A])", (None, None, None)),
        ("已填([2050.A]) 或 [表头.embedded] = 1", (None, None, None)),
        ("[2010.A] > 0 当且仅当 [2020.A] > 900", (None, None, None)),
    ],
)
def test_both_sides(regime: Regime, check: str, sides: tuple[str | None, ...]) -> None:
    (finding,) = judged(regime, check, FILLED).findings
    assert (finding.left, finding.right, finding.difference) == sides


@pytest.mark.parametrize(
    ("condition", "before"),
    [
        ("[2020.A] > 0 且 [2021.A] > 0", f"{S}{NOW}为 300.00、{P}为 100.00 时，"),
        # what the sentence shows anyway is not told twice
        ("[2010.A] > 0", ""),
        ("[2020.A] > 0 且 [2010.A] > 0", f"{S}{NOW}为 300.00 时，"),
        ("[2010.A] + [2020.A] > 0", f"{R}{NOW} 500.00 + {S} 300.00 = 800.00 时，"),
        # nor that a cell is filled whose value is told
        ("已填([2020.A])", f"{S}{NOW}已填时，"),
        ("已填([2020.A]) 且 [2020.A] > 0", f"{S}{NOW}为 300.00 时，"),
        ("已填([2020.A]) 且 [2021.A] > 0", f"{S}{NOW}已填、{P}为 100.00 时，"),
        ("m > 2", ""),
        ('表已填("6") 且 m > 2', "软统企6表已填时，"),
        ('非 在名录("form7")', "本单位不在7表重点企业名单中时，"),
    ],
)
def test_under_what_condition(regime: Regime, condition: str, before: str) -> None:
    name = R if NOW in before else f"{R}{NOW}"
    assert (
        told(regime, "[2010.A] > 900", 条件=condition) == f"{before}{name}为 500.00，应大于 900。"
    )


@pytest.mark.parametrize(
    ("check", "attributes", "obstacle"),
    [
        ("[2010.A] = [2020.A] + [2050.A]", {"空值": "不判"}, f"{C}{NOW}为空"),
        ("[2050.A] = [2051.A]", {"空值": "不判"}, f"{C}{NOW}、硬件成本(2051)为空"),
        ("[2010.A] / [2050.A] > 1", {"空值": "不判"}, f"{C}{NOW}为空"),
        ("[2010.A] / [2050.A] > 1", {}, f"除数{C}{NOW}为空"),
        ("[2010.A] / [2022.A] > 1", {}, f"除数信息技术服务收入(2022){NOW}为 0.00"),
        ("[2010.A] / [2022.A] > 1", {"空值": "不判"}, f"除数信息技术服务收入(2022){NOW}为 0.00"),
        ("[2010.A] / ([2022.A] × 2) > 1", {}, f"除数信息技术服务收入(2022){NOW} 0.00 × 2 = 0.00"),
        ("[2010.A] / [2020.A] + [2010.A] / [2022.A] > 1", {}, f"除数信息技术服务收入(2022){NOW}为 0.00"),
        # the divisor that is 0 itself, not the one that has no value because of it
        ("[2010.A] / ([2020.A] / [2022.A]) > 1", {}, f"除数信息技术服务收入(2022){NOW}为 0.00"),
        ("非 量级错位([2010.A], [2051.A])", {}, f"除数硬件成本(2051){NOW}为空"),
        ("[2010.A] > 0", {"条件": "[2020.A] / [2022.A] > 1"}, f"除数信息技术服务收入(2022){NOW}为 0.00"),
    ],
)  # fmt: skip
def test_why_it_could_not_be_judged(
    regime: Regime, check: str, attributes: dict[str, str], obstacle: str
) -> None:
    assert told(regime, check, **attributes) == f"无法判定：{obstacle}。"


def test_an_allowance_and_a_hint_follow_the_sentence(regime: Regime) -> None:
    said = told(regime, "[2010.A] = [2020.A]", 容差="0.5", 提示="请核实。")
    assert (
        said == f"{R}{NOW}为 500.00，应等于{S} 300.00，相差 200.00 万元（允许误差 0.5）。请核实。"
    )


@pytest.mark.parametrize(
    ("check", "edits", "sentence"),
    [
        ("[2010.A] <= 上期[2010.A]", {"previous.6.2010.A": 10000}, f"{R}{NOW}为 500.00，应不大于上期报表{R} 100.00，相差 400.00 万元。"),
        ("[2010.A] <= 上年[2010.A]", {"year_ago.6.2010.A": 10000}, f"{R}{NOW}为 500.00，应不大于上年同期{R} 100.00，相差 400.00 万元。"),
        ("[2010.A] <= [2010.B]", {"6.2010.B": 10000}, f"{R}{NOW}为 500.00，应不大于{R}去年同期累计 100.00，相差 400.00 万元。"),
        ("[2010.B] <= 上年[2010.C]", {"6.2010.B": 200, "year_ago.6.2010.C": 100}, f"{R}去年同期累计为 2.00，应不大于上年同期{R}本年上期累计 1.00，相差 1.00 万元。"),
        ("[7表.3021.A] <= 2", {"7.3021.A": 3, "unit.lists": frozenset({"form7"})}, f"7表服务企业数量(3021){NOW}为 3，应不大于 2。"),
        ('全同("A", "C")', {"6.2010.C": 1}, "两栏应完全相同。"),
    ],
)  # fmt: skip
def test_other_returns_forms_and_columns(
    regime: Regime, check: str, edits: dict[str, Any], sentence: str
) -> None:
    dossier = edited(monthly_dossier(regime, FILLED), edits)
    (finding,) = validate(ruleset(regime, rule_text(check)), dossier).findings
    assert finding.message == sentence


@pytest.mark.parametrize(
    ("check", "edits", "sentence"),
    [
        ("[行.1] >= [行.2] × usd", {"4.lines[2].1": 100}, "第2行（E10301 产品研发设计类）：本年收入为 1.00，应不小于本年出口 40.00 按 6.4 折合 256.00，相差 255.00 万元。"),
        ("[行.1] >= [行.2] × usd", {"4.lines[2].1": 100, "4.lines[2].code": None}, "第2行：本年收入为 1.00，应不小于本年出口 40.00 按 6.4 折合 256.00，相差 255.00 万元。"),
        ("[行.1] >= [行.2] × usd", {"4.lines[2].1": 100, "4.lines[2].code": "E9"}, "第2行（E9）：本年收入为 1.00，应不小于本年出口 40.00 按 6.4 折合 256.00，相差 255.00 万元。"),
        ("已填([行.3])", {"4.lines[1].3": None}, "第1行（E10101 操作系统）：出口主要国别和地区：国别1未填写。"),
    ],
)  # fmt: skip
def test_which_line(
    regime: Regime, annual_ok: Dossier, check: str, edits: dict[str, Any], sentence: str
) -> None:
    rules = ruleset(regime, rule_text(check, 逐行="lines"), "4")
    found = [f.message for f in validate(rules, edited(annual_ok, edits)).findings]
    assert sentence in found


@pytest.mark.parametrize(
    ("check", "edits", "sentence"),
    [
        ('行数([4表.code], "E1") > 900', {}, "4表软件业务收入明细E1类的行数为 4，应大于 900。"),
        ('合计([4表.1], "E1", "E4") > 999999', {}, "4表E1、E4类各行本年收入合计为 21200.00，应大于 999999。"),
        ('子串([1表.109], 3, 8) = "x"', {"1.109.A": "91500112MA5U00003P"}, "1表统一社会信用代码(109)第3—8位为“500112”，应为“x”。"),
        ('报送区县 = "x"', {"unit.district": "500101"}, "报送区县为“500101”，应为“x”。"),
        ("[B00] > 上年[B00] × 1000", {"2.B00.A": 100, "year_ago.2.B00.A": 100}, "营业收入(B00)为 1.00，应大于上年营业收入(B00) 1.00 的1000倍（1000.00），相差 999.00 万元。"),
        ("[B00] > 十二月[6表.2010.A]", {"2.B00.A": 100, "december.6.2010.A": 200}, f"营业收入(B00)为 1.00，应大于1—12月月报6表{R} 2.00，相差 1.00 万元。"),
        ("已填([1表.101])", {"1.101.A": None}, "1表组织机构代码(101)未填写。"),
    ],
)  # fmt: skip
def test_annual_names(
    regime: Regime, annual_ok: Dossier, check: str, edits: dict[str, Any], sentence: str
) -> None:
    rules = ruleset(regime, rule_text(check), "2")
    (finding,) = validate(rules, edited(annual_ok, edits)).findings
    assert finding.message == sentence


def test_a_divisor_whose_computation_has_no_value(regime: Regime) -> None:
    computed = "计算 [2020] 软件业务收入合计\n来源 S\n列 A\n取 [2021] / [2022]\n出处 试验\n\n"
    rules = ruleset(regime, computed + rule_text("[2010.A] / 自动值([2020.A]) > 1"))
    (finding,) = validate(rules, monthly_dossier(regime, FILLED)).findings
    assert finding.message == "无法判定：除数自动计算值为无法计算。"
