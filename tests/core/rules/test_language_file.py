"""A rule file line by line: what may be left out, what is complained of word for word, and where."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ruantong.core.certainty import Certainty
from ruantong.core.regime import Computation, Rule, Scope, Severity, Source
from ruantong.core.rules.language.faults import RuleFault, RuleTextError
from ruantong.core.rules.language.text import ParsedRules, parse_rules
from tests.core.conftest import VECTORS

RULE = "[R9-01] 甲\n级别 强制性\n来源 S\n范围 表内\n公式 [1] = 1\n"
PLAIN = Rule(
    id="R9-01",
    title="甲",
    form="6",
    severity=Severity.ERROR,
    scope=Scope.INTRA_FORM,
    certainty=Certainty.SEEN,
    check="[1] = 1",
    condition="",
    columns=(),
    indicators=(),
    row_group="",
    blank="partial_zero",
    tolerance="0",
    hint="",
    origin="",
    source=Source("6.rules", 1),
    part="",
    positions={"check": (5, 4)},
)
FORMULA = "计算 [2024] 甲\n取 1\n"
COMPUTED = Computation(
    form="6",
    indicator="2024",
    columns=(),
    cases=(("", "1"),),
    floor_zero=False,
    overridable=False,
    origin="",
    source=Source("6.rules", 1),
    positions={"value0": (2, 3)},
)
CASES = json.loads((VECTORS / "rule_language.json").read_text("utf-8"))


def read(text: str) -> ParsedRules:
    return parse_rules(text, file="6.rules", form="6")


def test_a_rule_of_four_lines_leaves_the_rest_at_its_usual_value() -> None:
    assert read(RULE).rules == (PLAIN,)


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("列 A B", {"columns": ("A", "B")}),
        ("指标 除 2080", {"indicators": ("除", "2080")}),
        ("逐行 lines ", {"row_group": "lines"}),
        ("条件 [2] > 0", {"condition": "[2] > 0"}),
        ("容差 0.01", {"tolerance": "0.01"}),
        ("容差 999999999.999999", {"tolerance": "999999999.999999"}),
        ("空值 部分按零", {"blank": "partial_zero"}),
        ("空值 不判", {"blank": "non_null"}),
        ("空值 按零", {"blank": "zero"}),
        ("提示 请核对。", {"hint": "请核对。"}),
        ("出处 表样 背面", {"origin": "表样 背面"}),
    ],
)
def test_each_further_line_changes_one_thing(line: str, changed: dict[str, object]) -> None:
    (rule,) = read(RULE + line + "\n").rules
    wanted = replace(PLAIN, **changed)  # type: ignore[arg-type]
    if "condition" in changed:
        wanted = replace(wanted, positions={"check": (5, 4), "condition": (6, 4)})
    assert rule == wanted


@pytest.mark.parametrize(
    ("written", "changed"),
    [
        ("级别 核实性", {"severity": Severity.QUERY}),
        ("级别 计算", {"severity": Severity.COMPUTED}),
        ("来源 I", {"certainty": Certainty.INFERRED}),
        ("来源 G", {"certainty": Certainty.GUESSED}),
        ("范围 表间", {"scope": Scope.INTER_FORM}),
        ("范围 跨期", {"scope": Scope.CROSS_PERIOD}),
        ("范围 名录", {"scope": Scope.REGISTER}),
    ],
)
def test_words_of_the_first_lines(written: str, changed: dict[str, object]) -> None:
    name = written.split(maxsplit=1)[0]
    lines = [written if line.startswith(name) else line for line in RULE.split("\n")]
    assert read("\n".join(lines)).rules == (replace(PLAIN, **changed),)  # type: ignore[arg-type]


def test_a_computation_of_two_lines() -> None:
    assert read(FORMULA).computations == (COMPUTED,)


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("列 A B", {"columns": ("A", "B")}),
        ("不小于零 是", {"floor_zero": True}),
        ("不小于零 否", {"floor_zero": False}),
        ("可改 是", {"overridable": True}),
        ("可改 否", {"overridable": False}),
        ("出处 表样", {"origin": "表样"}),
        (
            "当 [1] = 2\n取   3",
            {
                "cases": (("", "1"), ("[1] = 2", "3")),
                "positions": {"value0": (2, 3), "condition1": (3, 3), "value1": (4, 5)},
            },
        ),
    ],
)
def test_each_further_line_of_a_computation(line: str, changed: dict[str, object]) -> None:
    (computation,) = read(FORMULA + line + "\n").computations
    assert computation == replace(COMPUTED, **changed)  # type: ignore[arg-type]


def test_notes_and_blank_lines_mean_nothing_and_lines_are_counted_with_them() -> None:
    (rule,) = read("\ufeff\n# 说明\n  # 说明\n\t\n" + RULE + "\n  \n").rules
    assert rule == replace(PLAIN, source=Source("6.rules", 5), positions={"check": (9, 4)})


def test_a_formula_goes_on_over_indented_lines_with_its_line_numbers() -> None:
    (rule,) = read(RULE + "  + 2\n\n# 说明\n  + 3\n\t+ 4 \n").rules
    assert rule.check == "[1] = 1\n  + 2\n\n\n  + 3\n\t+ 4"
    with pytest.raises(RuleTextError) as caught:
        read(RULE + "  + 2\n\n# 说明\n  + 3 +\n")
    assert [(f.line, f.column) for f in caught.value.faults] == [(9, 8)]


def test_a_formula_may_begin_on_its_next_line() -> None:
    (rule,) = read(RULE.replace("公式 [1]", "公式\n  [1]")).rules
    assert rule.check.strip() == "[1] = 1"
    with pytest.raises(RuleTextError) as caught:
        read(RULE.replace("公式 [1] = 1", "公式\n  [1] ="))
    assert [(f.line, f.column) for f in caught.value.faults] == [(6, 8)]


def test_parts_of_a_rule_share_its_number() -> None:
    first, second = read(RULE + RULE.replace("R9-01]", "R9-01  之12]")).rules
    assert (first.id, first.part, second.id, second.part) == ("R9-01", "", "R9-01", "12")
    assert second.source == Source("6.rules", 6)


def test_numbers_kept_free() -> None:
    assert read("保留 R2-01  表样未见 \n保留 RX-123 乙\n").reserved == {
        "R2-01": "表样未见",
        "RX-123": "乙",
    }


@pytest.mark.parametrize(("text", "faults"), CASES["files"])
def test_faults_word_for_word(text: str, faults: list[tuple[int, int, str]]) -> None:
    with pytest.raises(RuleTextError) as caught:
        read(text)
    assert caught.value.faults == [RuleFault("6.rules", *fault) for fault in faults]


def test_a_third_part_of_the_same_name_is_told_of_the_first() -> None:
    with pytest.raises(RuleTextError) as caught:
        read(RULE * 3)
    assert [(f.line, f.message.split("行")[0]) for f in caught.value.faults] == [
        (6, "规则R9-01与第1"),
        (11, "规则R9-01与第1"),
    ]


def test_all_faults_at_once_in_file_order() -> None:
    text = RULE.replace("级别 强制性", "级别 严重").replace("[1] = 1", "[1] =") + "备注 乙\n"
    with pytest.raises(RuleTextError) as caught:
        read(text)
    assert [fault.line for fault in caught.value.faults] == [2, 5, 6]
    assert str(caught.value).startswith("6.rules 第2行第4列：“级别”应为")
