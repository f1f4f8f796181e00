"""A rule becomes one judgement per column, indicator and kind of line; what each of them looks at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ruantong.core.regime import Regime, Rule
from ruantong.core.rules.instances import Instance, expand
from ruantong.core.rules.language.faults import RuleFault
from ruantong.core.rules.language.statement import Statement
from ruantong.core.rules.language.text import parse_rules
from ruantong.core.rules.language.tree import (
    AutoValue,
    Cell,
    Compare,
    Const,
    HeadCell,
    RowCell,
    RowSum,
    TextCompare,
)
from tests.core.rules.trial import rule_text


def rule(check: str, form: str = "6", **attributes: str) -> Rule:
    (only,) = parse_rules(rule_text(check, **attributes), file="own.rules", form=form).rules
    return only


def expanded(regime: Regime, tried: Rule, *automatic: str) -> tuple[list[Instance], Statement]:
    statement = Statement(regime, tried, tried.id, frozenset(automatic))
    return expand(statement, tried), statement


def instances(regime: Regime, tried: Rule, *automatic: str) -> list[Instance]:
    found, statement = expanded(regime, tried, *automatic)
    assert statement.faults == statement.warnings == set()
    return found


def instance(
    regime: Regime, check: str, form: str = "6", *automatic: str, **others: str
) -> Instance:
    (found,) = instances(regime, rule(check, form, **others), *automatic)
    return found


def faults(regime: Regime, tried: Rule) -> list[RuleFault]:
    found, statement = expanded(regime, tried)
    assert found == []
    return sorted(statement.faults)


def keys(regime: Regime, tried: Rule) -> list[str]:
    return [instance.key for instance in instances(regime, tried)]


def test_one_judgement_without_repetition(regime: Regime) -> None:
    assert keys(regime, rule("[2010.A] > 1")) == ["R9-01"]


def test_one_judgement_per_column_and_indicator_in_the_order_written(regime: Regime) -> None:
    repeated = rule("[*] > 1", 列="B A", 指标="2021 2010")
    assert keys(regime, repeated) == [
        f"R9-01:{at}" for at in ("2021.B", "2021.A", "2010.B", "2010.A")
    ]
    assert keys(regime, rule("[2010] > 1", 列="A C")) == ["R9-01:A", "R9-01:C"]
    assert keys(regime, rule("[*.A] > 1", 指标="2010")) == ["R9-01:2010"]


def test_each_judgement_looks_at_its_own_cell(regime: Regime) -> None:
    found = instances(regime, rule("[*] > 1", 列="A B", 指标="2010 2112", 条件="[*] > 0"))
    for instance in found:
        assert instance.cells == (f"6.{instance.label}",)
        assert isinstance(instance.condition, Compare)
        assert isinstance(instance.condition.left, Cell)
        assert instance.condition.left.ref == f"6.{instance.label}"


def test_a_part_stands_first_in_the_label(regime: Regime) -> None:
    part = replace(rule("[*] > 1", 列="A", 指标="2010"), part="2")
    assert keys(regime, part) == ["R9-01:2.2010.A"]
    lines = replace(rule("[行.1] > 1", "4", 逐行="lines"), part="3")
    assert keys(regime, lines) == ["R9-01:3"]


def test_all_indicators_are_those_with_numbers_that_have_the_column(regime: Regime) -> None:
    """A title has no figures; 2113 has no 去年同期 and is left out there, not refused."""
    form = regime.form["6"]
    codes = [row.code for row in form.indicators if not row.title]
    assert {"2020a", "2020b"}.isdisjoint(codes)
    assert keys(regime, rule("[*] >= 0", 列="A", 指标="全部")) == [f"R9-01:{c}.A" for c in codes]
    with_b = [code for code in codes if code != "2113"]
    assert keys(regime, rule("[*] >= 0", 列="B", 指标="全部")) == [f"R9-01:{c}.B" for c in with_b]


def test_all_but_the_named_indicators(regime: Regime) -> None:
    codes = [row.code for row in regime.form["6"].indicators if not row.title]
    rest = [code for code in codes if code not in {"2010", "2080"}]
    tried = rule("[*] >= 0", 列="A", 指标="除 2010 2080")
    assert keys(regime, tried) == [f"R9-01:{code}.A" for code in rest]


def test_an_unknown_code_after_all_but_is_refused(regime: Regime) -> None:
    tried = rule("[*] >= 0", 列="A", 指标="除 2010 9999")
    assert [f.message for f in faults(regime, tried)] == ["R9-01：软统企6表没有指标“9999”"]


def test_an_indicator_named_by_itself_must_have_the_column(regime: Regime) -> None:
    (fault,) = faults(regime, rule("[*] >= 0", 列="A B", 指标="2010 2113"))
    assert fault == RuleFault("own.rules", 1, 1, "R9-01：软统企6表的指标2113没有“B”栏")


def test_every_unknown_column_is_told_with_those_there_are(regime: Regime) -> None:
    told = [f.message for f in faults(regime, rule("[2010] >= 0", 列="Q A Z"))]
    assert told == [f"R9-01：软统企6表没有“{c}”栏，现有：A、B、C、D、E" for c in ("Q", "Z")]


def test_an_unknown_kind_of_line_is_told_with_those_there_are(regime: Regime) -> None:
    (fault,) = faults(regime, rule("[行.1] > 0", "4", 逐行="rows"))
    assert fault.message == "R9-01：软统企4表没有明细行“rows”，现有：lines"
    (fault,) = faults(regime, rule("[行.1] > 0", 逐行="lines"))
    assert fault.message == "R9-01：软统企6表没有明细行“lines”，现有：无"


@pytest.mark.parametrize("other", [{"列": "A"}, {"指标": "2010"}])
def test_lines_are_not_repeated_over_columns_or_indicators(
    regime: Regime, other: dict[str, str]
) -> None:
    tried = replace(
        rule("[行.1] > 0", "4", 逐行="lines"),
        columns=("A",) if "列" in other else (),
        indicators=("2010",) if "指标" in other else (),
    )
    assert faults(regime, tried) == [
        RuleFault("own.rules", 1, 1, "R9-01：“逐行”不能与“列”“指标”同用")
    ]


def test_a_rule_of_lines_is_one_judgement_of_the_line(regime: Regime) -> None:
    (instance,) = instances(regime, rule("[行.4] <= [行.2]", "4", 逐行="lines", 条件="[行.4] > 0"))
    assert instance.key == "R9-01"
    assert {type(node) for node in instance.named} == {RowCell}
    assert isinstance(instance.condition, Compare)


def test_a_rule_of_a_form_that_is_not_there(regime: Regime) -> None:
    tried = replace(rule("[6表.2010.A] > 1"), form="9")
    assert [f.message for f in faults(regime, tried)] == ["R9-01：没有“9表”"]


def test_faults_name_the_file_the_line_and_the_column(regime: Regime) -> None:
    """Both faults of a line are told, in the order of the line."""
    found = faults(regime, rule("[2010.A] + usdx > [2029.A]"))
    assert [(f.file, f.line, f.column) for f in found] == [
        ("own.rules", 5, 15),
        ("own.rules", 5, 22),
    ]
    assert all(f.message.startswith("R9-01：") for f in found)


def test_faults_of_a_rule_without_a_source_are_told_at_the_forms_file(regime: Regime) -> None:
    bare = replace(rule("[2029.A] > 1"), source=None, positions={})
    (fault,) = faults(regime, bare)
    assert (fault.file, fault.line, fault.column) == ("rules/6.rules", 1, 1)


def test_without_positions_the_expression_begins_where_the_rule_stands(regime: Regime) -> None:
    text = "\n\n" + rule_text("[2029.A] > 1")
    (parsed,) = parse_rules(text, file="own.rules", form="6").rules
    (fault,) = faults(regime, replace(parsed, positions={}))
    assert (fault.line, fault.column) == (3, 1)


def test_what_cannot_be_read_is_a_fault_of_the_rule(regime: Regime) -> None:
    """A rule made outside a file has not been read before; both texts are told."""
    tried = replace(rule("[2010.A] > 1", 条件="[2010.A] > 0"), check="[2010.A] >", condition="> 3")
    found = faults(regime, tried)
    assert [fault.line for fault in found] == [5, 6]


def test_a_condition_of_blanks_is_none(regime: Regime) -> None:
    (instance,) = instances(regime, replace(rule("[2010.A] > 1"), condition="  "))
    assert instance.condition is None


def test_a_fault_in_the_condition_alone_refuses_the_rule(regime: Regime) -> None:
    (fault,) = faults(regime, rule("[2010.A] > 1", 条件="[2029.A] > 1"))
    assert (fault.line, fault.column) == (6, 4)


def test_the_condition_is_kept_beside_the_check(regime: Regime) -> None:
    (instance,) = instances(regime, rule("[2010.A] > 1", 条件='[表头.embedded] = "1"'))
    assert isinstance(instance.check, Compare)
    assert isinstance(instance.condition, TextCompare)
    assert instance.condition.left == HeadCell("6", "embedded")


def test_automatic_values_may_be_named_in_check_and_condition(regime: Regime) -> None:
    tried = rule("自动值([2020.A]) = [2020.A]", 条件="自动值([2020.A]) > 0")
    (instance,) = instances(regime, tried, "6.2020.A")
    for tree in (instance.check, instance.condition):
        assert any(isinstance(node, AutoValue) for node in tree.everything)  # type: ignore[union-attr]
    assert "自动值" in faults(regime, tried)[0].message


@pytest.mark.parametrize(
    ("written", "kept"), [("0", (0, 0)), ("12", (12, 0)), ("0.05", (5, 2)), ("1.5", (15, 1))]
)
def test_a_tolerance_is_an_exact_decimal(
    regime: Regime, written: str, kept: tuple[int, int]
) -> None:
    """It widens the comparisons of the check; the condition is asked exactly."""
    (instance,) = instances(regime, rule("[2010.A] = 1", 容差=written, 条件="[2020.A] > 1"))
    assert isinstance(instance.check, Compare)
    assert isinstance(instance.condition, Compare)
    assert (instance.check.tolerance, instance.condition.tolerance) == (kept, (0, 0))
    assert instance.check.right == Const(1, 0)


# ---- what a judgement looks at -----------------------------------------------------------------


def test_the_cells_of_the_current_return_once_each_in_written_order(regime: Regime) -> None:
    found = instance(regime, "[2020.A] + [2010.A] > 上年[2010.A] + 上期[2022.A] + [2020.A]")
    assert found.cells == ("6.2020.A", "6.2010.A")


def test_a_question_of_the_head_is_a_cell(regime: Regime) -> None:
    found = instance(regime, '[表头.embedded] = "1"')
    assert found.cells == ("6.head.embedded",)
    assert found.named == (HeadCell("6", "embedded"),)


def test_the_condition_names_no_cells(regime: Regime) -> None:
    found = instance(regime, "[2020.A] > 1", 条件="[2010.A] > 1")
    assert found.cells == ("6.2020.A",)
    assert [node.ref for node in found.named if isinstance(node, Cell)] == ["6.2020.A"]


def test_equal_columns_name_the_left_one(regime: Regime) -> None:
    found = instance(regime, '非 全同("A", "B")')
    assert "6.2010.A" in found.cells
    assert all(ref.endswith(".A") and not ref.startswith("6.2020a") for ref in found.cells)


def test_whether_a_cell_is_blank_does_not_count_as_its_value(regime: Regime) -> None:
    found = instance(regime, "为空([2020.A]) 或 [2010.A] > 1")
    assert [node.ref for node in found.named if isinstance(node, Cell)] == ["6.2010.A"]
    assert found.cells == ("6.2020.A", "6.2010.A")


def test_values_of_other_returns_count_as_named_too(regime: Regime) -> None:
    found = instance(regime, "[2010.A] >= 上年[2010.A] 且 [2010.A] > 0")
    assert [(n.when, n.ref) for n in found.named if isinstance(n, Cell)] == [
        ("current", "6.2010.A"),
        ("year_ago", "6.2010.A"),
    ]


def test_lines_and_sums_of_lines_are_named(regime: Regime) -> None:
    assert [type(node) for node in instance(regime, "[行.1] > 0", "4", 逐行="lines").named] == [
        RowCell
    ]
    found = instance(regime, '合计([4表.1], "E1") = [A1.A]', "3")
    assert [type(node) for node in found.named] == [RowSum, Cell]
    assert found.cells == ("3.A1.A",)


def test_needs_its_own_form_and_those_it_reads_in_check_and_condition(regime: Regime) -> None:
    assert instance(regime, "[2010.A] > 1").needs == {("current", "6")}
    found = instance(regime, "[A1.A] <= 上年[2表.B01]", "3", 条件="[1表.R05] = 1")
    assert found.needs == {("current", "3"), ("year_ago", "2"), ("current", "1")}


def test_needs_the_forms_of_heads_lines_and_automatic_values(regime: Regime) -> None:
    assert instance(regime, '[A1.A] >= 0 且 合计([4表.1], "E1") = 1', "3").needs == {
        ("current", "3"),
        ("current", "4"),
    }
    found = instance(regime, "[2表.B01] >= 0 且 不重复([4表.code])", "4", 逐行="lines")
    assert found.needs == {("current", "2"), ("current", "4")}
    assert instance(regime, '[6表.表头.embedded] = "1"', "7").needs == {
        ("current", "6"),
        ("current", "7"),
    }
    found = instance(regime, "自动值([3表.A4.A]) > 0", "2", "3.A4.A")
    assert found.needs == {("current", "2"), ("current", "3")}


def test_last_years_line_needs_last_years_form(regime: Regime) -> None:
    found = instance(regime, "[行.1] >= 上年行[1]", "4", 逐行="lines")
    assert found.needs == {("current", "4"), ("year_ago", "4")}
