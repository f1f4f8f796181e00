"""What a judgement looks at: the cells it names, and the returns and forms it cannot do without."""

from __future__ import annotations

from ruantong.core.regime import Regime
from ruantong.core.rules.instances import Instance, expand
from ruantong.core.rules.language.text import parse_rules
from ruantong.core.rules.language.tree import Cell, HeadCell, RowCell, RowSum
from tests.core.rules.trial import rule_text


def instance(
    regime: Regime, check: str, form: str = "6", *automatic: str, **others: str
) -> Instance:
    (rule,) = parse_rules(rule_text(check, **others), file="own.rules", form=form).rules
    (found,), faults, _ = expand(regime, rule, frozenset(automatic))
    assert faults == []
    return found


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
