"""VTL rules of the subset become draft rules with the same verdicts; the rest is refused by place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from ruantong.core.periods import Frequency
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from ruantong.core.rules.text import parse_rules
from ruantong.core.rules.vtl import export_vtl
from ruantong.core.rules.vtl_data import Measure
from ruantong.core.rules.vtl_draft import Draft, draft_rules, known_measures
from ruantong.core.validation import judge
from tests.differential.returns import EDITIONS, ruleset, samples_of

RETURNS = 60


@pytest.fixture(scope="module")
def measures(monthly: RuleSet) -> Mapping[str, Measure]:
    return known_measures(monthly)


def vtl(rule: str, *names: str) -> str:
    variables = ", ".join(names or ("C_6_2010_A", "C_6_2020_A", "C_6_2042_A", "H_6_embedded"))
    return f"define datapoint ruleset r (variable {variables}) is\n{rule}\nend datapoint ruleset;\n"


def drafted(measures: Mapping[str, Measure], rule: str, *names: str) -> str:
    draft = draft_rules(vtl(rule, *names), measures)
    assert draft.faults == ()
    return draft.texts["6"]


def compiled(rules: RuleSet, draft: Draft) -> RuleSet:
    parsed = [
        rule
        for form, text in draft.texts.items()
        for rule in parse_rules(text, file=f"{form}.rules", form=form).rules
    ]
    return compile_rules(replace(rules.regime, rules=tuple(parsed)), rules.frequency)


@pytest.mark.parametrize(("regime", "frequency"), EDITIONS)
def test_exported_rules_come_back_with_the_same_verdicts(regime: str, frequency: Frequency) -> None:
    rules = ruleset(regime, frequency)
    export = export_vtl(rules)
    draft = draft_rules(export.text(balances=False), known_measures(rules))
    again = compiled(rules, draft)
    ours = {rule.ruleid: rule.number for own in export.rules for rule in own}
    theirs = {instance.rule.id: number for number, instance in enumerate(again.instances)}
    pairs = {theirs[new]: ours[old] for old, new in draft.ids.items()}
    assert len(pairs) == len(draft.ids) > 0.65 * len(ours)
    assert len(draft.ids) + len(draft.faults) == len(ours)

    fails = 0
    for one in samples_of(regime, frequency, RETURNS, seed="import"):
        expected = {v for v in judge(rules, one.dossier)[2] if v[0] in pairs.values()}
        found = {(pairs[number], line, what) for number, line, what in judge(again, one.dossier)[2]}
        assert found == expected, one.number
        fails += len(found)
    assert fails > RETURNS


def test_scaled_integers_become_real_units(measures: Mapping[str, Measure]) -> None:
    text = drafted(
        measures,
        "sum : when not (isnull(C_6_2020_A) and isnull(C_6_2042_A)) then"
        ' 10 * nvl(C_6_2020_A, 0) - 64 * nvl(C_6_2042_A, 0) >= -10 errorcode "e" errorlevel 3',
    )
    assert "公式 [6表.2020.A] - [6表.2042.A] × 6.4 >= 0 - 0.01" in text
    assert "级别 强制性" in text
    assert "空值 部分按零" in text
    assert "[RV6-001] sum（e）" in text


def test_a_measure_without_nvl_is_not_judged_when_blank(measures: Mapping[str, Measure]) -> None:
    text = drafted(measures, "C_6_2020_A <= C_6_2010_A")
    assert "公式 [6表.2020.A] <= [6表.2010.A]\n空值 不判" in text
    assert "级别 核实性" in text


def test_conditions_and_codes(measures: Mapping[str, Measure]) -> None:
    text = drafted(
        measures,
        'r : when nvl(H_6_embedded, "") = "1" and nvl(C_6_2010_A, 0) > 0'
        " then not isnull(C_6_2042_A) or abs(nvl(C_6_2020_A, 0)) < 100 errorlevel 1",
    )
    assert '条件 [6表.表头.embedded] = "1" 且 [6表.2010.A] > 0' in text.replace("(", "").replace(
        ")", ""
    )
    assert "级别 计算" in text
    assert "空值 按零" in text


def test_aliases_stand_for_their_measure(measures: Mapping[str, Measure]) -> None:
    text = drafted(measures, "a = b", "C_6_2010_A as a", "C_6_2020_A as b")
    assert "[6表.2010.A] = [6表.2020.A]" in text


@pytest.mark.parametrize(
    ("rule", "place", "message"),
    [
        ("C_6_2010_A / C_6_2020_A > 1", (2, 12), "除法不在导入范围"),
        ("C_6_2010_A * C_6_2020_A > 1", (2, 12), "两个数据项相乘"),
        ("a : sqrt(C_6_2010_A) > 1", (2, 5), "函数“sqrt”不在导入范围"),
        ("C_6_2010_B > 1", (2, 1), "没有列在规则集开头"),
        ("if C_6_2010_A > 1 then C_6_2020_A > 1 else C_6_2020_A > 2", (2, 1), "条件表达式“if”"),
        ("nvl(C_6_2010_A, 1) > 1", (2, 17), "nvl 的第二项应为0"),
        ("C_6_2010_A > 1 errorlevel 7", (2, 27), "errorlevel 应为 1、2 或 3"),
        ("C_6_2010_A + 1", (2, 1), "此处应为判断"),
        ("C_6_2010_A > 1 and C_6_2020_A", (2, 20), "此处应为判断"),
        ('C_6_2010_A = "1"', (2, 12), "两边应同为数"),
        ("nvl(C_6_2010_A, 0) > C_6_2020_A", (2, 1), "不能混用"),
        ("C_6_2010_A > 1 and C_6_2020_A > 1", (2, 1), "只能单独成一个比较"),
        ("when C_6_2010_A > 1 then isnull(C_6_2020_A)", (2, 1), "when 里的数据项应写成 nvl"),
        ("C_6_2010_A > 1 xor C_6_2020_A > 1", (2, 16), "xor"),
        ("1 = 1", (2, 1), "没有判断任何数据项"),
        ("C_6_2010_A > 1 @", (2, 16), "不在导入范围：“@”"),
        ("C_6_2010_A > " + "9" * 30, (2, 14), "数字过长"),
        ("C_6_2010_A >", (3, 1), "“end”"),
    ],
)
def test_outside_the_subset(
    measures: Mapping[str, Measure], rule: str, place: tuple[int, int], message: str
) -> None:
    draft = draft_rules(vtl(rule), measures)
    assert draft.texts == {}
    fault = draft.faults[0]
    assert (fault.line, fault.column) == place, str(fault)
    assert message in fault.message


def test_other_statements_are_refused_and_the_rest_is_read(measures: Mapping[str, Measure]) -> None:
    text = "x := a + b;\n/* 注释 */ y <- check_datapoint(a, r all);\n" + vtl(
        "a : C_6_2010_A > foo(1);\nb : C_6_2010_A > 1"
    )
    draft = draft_rules(text, measures)
    assert [(fault.line, fault.column) for fault in draft.faults] == [(1, 1), (4, 18)]
    assert list(draft.ids) == ["b"]


def test_a_measure_worked_out_beforehand_cannot_be_imported(monthly: RuleSet) -> None:
    draft = draft_rules(vtl("Q_1", "Q_1"), known_measures(monthly))
    assert "平台事先判断" in draft.faults[0].message


@pytest.mark.parametrize("opening", ["(", "not ", "- ", "abs("])
def test_nesting_is_bounded(measures: Mapping[str, Measure], opening: str) -> None:
    draft = draft_rules(vtl(opening * 50_000 + "C_6_2010_A > 1"), measures)
    assert "嵌套超过" in draft.faults[0].message


@pytest.mark.parametrize(
    "text", ["", "define", "define datapoint ruleset", "\x00", "；", '"', "/*"]
)
def test_rubbish_is_no_crash(measures: Mapping[str, Measure], text: str) -> None:
    draft = draft_rules(text, measures)
    assert draft.texts == {}
    assert bool(draft.faults) is bool(text)
