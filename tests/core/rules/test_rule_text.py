"""A rule file states rules, parts, computations and reserved numbers; all its faults come at once."""

from __future__ import annotations

import pytest

from ruantong.core.regime import Certainty, Scope, Severity
from ruantong.core.rules.language.faults import RuleTextError
from ruantong.core.rules.language.text import parse_rules

GOOD = """\ufeff# 说明
保留 R2-01 表样未见

计算 [2024] 嵌入式系统软件收入
列 A
当 [表头.embedded] = 1
取 [2010] × 0.9
取 0
不小于零 是
可改 是

[R9-01] 合计等于分项之和
级别 强制性
来源 S
范围 表内
列 A B C
公式 [2020] = [2021]
  + [2022]
# 行间说明

  + [2023]
容差 0.01
空值 不判
提示 请核对。
出处 表样

[R9-01 之2] 第二款
级别 核实性
来源 G
范围 跨期
指标 除 2080 2090
条件 [*.A] > 0
公式 [*.A] >= 上期[*.A]
"""


def test_everything_a_file_may_state() -> None:
    parsed = parse_rules(GOOD, file="6.rules", form="6")
    first, second = parsed.rules
    assert (first.id, first.part, first.title) == ("R9-01", "", "合计等于分项之和")
    assert (first.severity, first.certainty, first.scope) == (
        Severity.ERROR,
        Certainty.SEEN,
        Scope.INTRA_FORM,
    )
    assert first.columns == ("A", "B", "C")
    assert (first.tolerance, first.blank, first.hint, first.origin) == (
        "0.01",
        "non_null",
        "请核对。",
        "表样",
    )
    assert first.source is not None
    assert (first.source.file, first.source.line) == ("6.rules", 12)
    assert (second.id, second.part, second.severity) == ("R9-01", "2", Severity.QUERY)
    assert second.scope is Scope.CROSS_PERIOD
    assert second.indicators == ("除", "2080", "2090")
    assert second.condition == "[*.A] > 0"
    assert second.blank == "partial_zero"
    (computation,) = parsed.computations
    assert computation.cases == (("[表头.embedded] = 1", "[2010] × 0.9"), ("", "0"))
    assert computation.floor_zero
    assert computation.overridable
    assert parsed.reserved == {"R2-01": "表样未见"}


def test_continuation_lines_keep_their_place() -> None:
    broken = GOOD.replace("  + [2023]", "  + [2023] +")
    with pytest.raises(RuleTextError) as caught:
        parse_rules(broken, file="6.rules", form="6")
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.column) == ("6.rules", 21, 13)
    assert str(fault).startswith("6.rules 第21行第13列：")


RULE = "[R9-01] 甲\n级别 强制性\n来源 S\n范围 表内\n公式 [1] = 1\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("级别 强制性\n", 1, "此行不属于任何规则"),
        ("  公式 1\n", 1, "续行前面没有可接续的内容"),
        ("[R9] 甲\n", 1, "标题应写作"),
        ("计算 2020\n", 1, "标题应写作"),
        (
            RULE.replace("级别 强制性", "级别 严重"),
            2,
            "“级别”应为强制性、核实性、计算之一，却是“严重”",
        ),
        (RULE.replace("来源 S", "来源 甲"), 3, "“来源”应为S、I、G之一"),
        (RULE.replace("公式 [1] = 1\n", ""), 1, "规则R9-01缺少“公式”"),
        (RULE.replace("[R9-01] 甲", "[R9-01]"), 1, "规则R9-01缺少名称"),
        (RULE + "公式 [2] = 1\n", 6, "项目“公式”重复"),
        (RULE + "备注 乙\n", 6, "没有项目“备注”"),
        (RULE + "容差 -1\n", 6, "“容差”应为不小于0的数，却是“-1”"),
        (RULE + "空值 随意\n", 6, "“空值”应为部分按零、不判、按零之一"),
        (RULE + RULE, 6, "规则R9-01与第1行重复"),
        ("保留 R9-01 未见\n" + RULE, 2, "规则编号R9-01已保留"),
        ("计算 [2020] 甲\n列 A\n", 1, "计算[2020]缺少“取”"),
        ("计算 [2020] 甲\n当 [1] = 1\n", 2, "“当”后面缺少“取”"),
        ("计算 [2020] 甲\n当 [1] = 1\n当 [1] = 2\n取 1\n", 3, "“当”后面应先有“取”"),
        ("计算 [2020] 甲\n取 1 +\n", 2, "却是表达式的结尾"),
    ],
)
def test_fault(text: str, line: int, message: str) -> None:
    with pytest.raises(RuleTextError) as caught:
        parse_rules(text, file="6.rules", form="6")
    assert any(f.line == line and message in f.message for f in caught.value.faults), str(
        caught.value
    )


def test_all_faults_at_once_in_file_order() -> None:
    text = RULE.replace("级别 强制性", "级别 严重").replace("[1] = 1", "[1] =") + "备注 乙\n"
    with pytest.raises(RuleTextError) as caught:
        parse_rules(text, file="6.rules", form="6")
    assert [fault.line for fault in caught.value.faults] == [2, 5, 6]
