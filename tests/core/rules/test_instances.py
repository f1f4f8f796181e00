"""A rule becomes one judgement per column, indicator and kind of line; what each of them looks at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ruantong.core.regime import Regime, Rule, Source
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


def test_all_indicators_are_those_with_numbers(regime: Regime) -> None:
    """A title has no figures; 2113 has no 去年同期 and is left out there, not refused."""
    codes = [row.code for row in regime.form["6"].indicators if not row.title]
    assert {"2020a", "2020b"}.isdisjoint(codes)
    for columns, words, left_out in (
        ("A", "全部", set()),
        ("B", "全部", {"2113"}),
        ("A", "除 2010 2080", {"2010", "2080"}),
    ):
        found = instances(regime, rule("[*] >= 0", 列=columns, 指标=words))
        assert [one.label for one in found] == [
            f"{code}.{columns}" for code in codes if code not in left_out
        ]


@pytest.mark.parametrize(
    ("tried", "keys"),
    [
        (rule("[2010.A] > 1"), "R9-01"),
        (rule("[2010] > 1", 列="A C"), "R9-01:A R9-01:C"),
        (rule("[*.A] > 1", 指标="2010"), "R9-01:2010"),
        (
            rule("[*] > 1", 列="B A", 指标="2021 2010"),
            "R9-01:2021.B R9-01:2021.A R9-01:2010.B R9-01:2010.A",
        ),
        (replace(rule("[*] > 1", 列="A", 指标="2010"), part="2"), "R9-01:2.2010.A"),
        (rule("[行.1] > 1", "4", 逐行="lines"), "R9-01"),
        (replace(rule("[行.1] > 1", "4", 逐行="lines"), part="3"), "R9-01:3"),
    ],
)
def test_one_judgement_for_each_in_the_order_written(
    regime: Regime, tried: Rule, keys: str
) -> None:
    assert [one.key for one in instances(regime, tried)] == keys.split()


def test_each_judgement_looks_at_its_own_cell(regime: Regime) -> None:
    found = instances(regime, rule("[*] > 1", 列="A B", 指标="2010 2112", 条件="[*] > 0"))
    for one in found:
        assert one.cells == (f"6.{one.label}",)
        assert isinstance(one.condition, Compare)
        assert isinstance(one.condition.left, Cell)
        assert one.condition.left.ref == f"6.{one.label}"


OF_LINES = rule("[行.1] > 0", "4", 逐行="lines")
BOTH = (1, 1, "“逐行”不能与“列”“指标”同用")
FAULTS: list[tuple[Rule, list[tuple[int, int, str]]]] = [
    (rule("[*] >= 0", 列="A", 指标="除 2010 9999"), [(1, 1, "软统企6表没有指标“9999”")]),
    (rule("[*.A] >= 0", 指标="2010 9999"), [(1, 1, "软统企6表没有指标“9999”")]),
    (rule("[*] >= 0", 列="A B", 指标="2010 2113"), [(1, 1, "软统企6表的指标2113没有“B”栏")]),
    (
        rule("[2010] >= 0", 列="Q A Z"),
        [(1, 1, f"软统企6表没有“{column}”栏，现有：A、B、C、D、E") for column in "QZ"],
    ),
    (
        rule("[行.1] > 0", "4", 逐行="rows"),
        [(1, 1, "软统企4表没有明细行“rows”，现有：lines")],
    ),
    (rule("[行.1] > 0", 逐行="lines"), [(1, 1, "软统企6表没有明细行“lines”，现有：无")]),
    (replace(OF_LINES, columns=("A",)), [BOTH]),
    (replace(OF_LINES, indicators=("2010",)), [BOTH]),
    (replace(rule("[6表.2010.A] > 1"), form="9"), [(1, 1, "没有“9表”")]),
    (rule("[2010.A] > 1", 条件="[2029.A] > 1"), [(6, 4, "软统企6表没有指标“2029.A”")]),
    # without positions the expression begins where the rule stands
    (
        replace(rule("[2029.A] > 1"), positions={}, source=Source("own.rules", 3)),
        [(3, 1, "软统企6表没有指标“2029.A”")],
    ),
    # made outside a file, it has not been read before; both texts are told
    (
        replace(rule("1 > 0", 条件="1 > 0"), check="[2010.A] >", condition="> 3"),
        [
            (5, 14, "此处应为数据项、数或“(”，却是表达式的结尾"),
            (6, 4, "此处应为数据项、数或“(”，却是“>”"),
        ],
    ),
    (rule("自动值([2020.A]) > 0"), [(5, 4, "“自动值”只能用于写了“计算”的数据项")]),
]


@pytest.mark.parametrize(("tried", "told"), FAULTS)
def test_what_is_wrong_with_a_rule(
    regime: Regime, tried: Rule, told: list[tuple[int, int, str]]
) -> None:
    found, statement = expanded(regime, tried)
    assert found == []
    assert sorted(statement.faults) == [
        RuleFault("own.rules", line, column, f"R9-01：{message}") for line, column, message in told
    ]


def test_faults_of_a_rule_without_a_source_are_told_at_the_forms_file(regime: Regime) -> None:
    _, statement = expanded(regime, replace(rule("[2029.A] > 1"), source=None, positions={}))
    (fault,) = statement.faults
    assert (fault.file, fault.line, fault.column) == ("rules/6.rules", 1, 1)


def test_a_rule_of_lines_is_one_judgement_of_the_line(regime: Regime) -> None:
    (found,) = instances(regime, rule("[行.4] <= [行.2]", "4", 逐行="lines", 条件="[行.4] > 0"))
    assert found.key == "R9-01"
    assert {type(node) for node in found.named} == {RowCell}
    assert isinstance(found.condition, Compare)


def test_a_condition_of_blanks_is_none(regime: Regime) -> None:
    (found,) = instances(regime, replace(rule("[2010.A] > 1"), condition="  "))
    assert found.condition is None


def test_the_condition_is_kept_beside_the_check(regime: Regime) -> None:
    (found,) = instances(regime, rule("[2010.A] > 1", 条件='[表头.embedded] = "1"'))
    assert isinstance(found.check, Compare)
    assert isinstance(found.condition, TextCompare)
    assert found.condition.left == HeadCell("6", "embedded")


def test_automatic_values_may_be_named_in_check_and_condition(regime: Regime) -> None:
    tried = rule("自动值([2020.A]) = [2020.A]", 条件="自动值([2020.A]) > 0")
    (found,) = instances(regime, tried, "6.2020.A")
    for tree in (found.check, found.condition):
        assert any(isinstance(node, AutoValue) for node in tree.everything)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("written", "kept"), [("0", (0, 0)), ("12", (12, 0)), ("0.05", (5, 2)), ("1.5", (15, 1))]
)
def test_a_tolerance_is_an_exact_decimal(
    regime: Regime, written: str, kept: tuple[int, int]
) -> None:
    """It widens the comparisons of the check; the condition is asked exactly."""
    (found,) = instances(regime, rule("[2010.A] = 1", 容差=written, 条件="[2020.A] > 1"))
    assert isinstance(found.check, Compare)
    assert isinstance(found.condition, Compare)
    assert (found.check.tolerance, found.condition.tolerance) == (kept, (0, 0))
    assert found.check.right == Const(1, 0)


# ---- what a judgement looks at -----------------------------------------------------------------

LINES = {"逐行": "lines"}
#: Form, check and other lines; the cells of the current return, the cells whose blanks count (a class
#: where lines are meant), and the other forms without which the rule does not apply.
LOOKS: list[tuple[str, str, dict[str, str], str, str, str]] = [
    (
        "6",
        "[2020.A] + [2010.A] > 上年[2010.A] + 上期[2022.A] + [2020.A]",
        {},
        "6.2020.A 6.2010.A",
        "6.2020.A 6.2010.A year_ago:6.2010.A previous:6.2022.A",
        "year_ago:6 previous:6",
    ),
    ("6", '[表头.embedded] = "1"', {}, "6.head.embedded", "6.head.embedded", ""),
    ("6", "[2020.A] > 1", {"条件": "[2010.A] > 1"}, "6.2020.A", "6.2020.A", ""),
    # whether a cell is blank does not count as its value
    ("6", "为空([2020.A]) 或 [2010.A] > 1", {}, "6.2020.A 6.2010.A", "6.2010.A", ""),
    ("4", "[行.1] > 0", LINES, "", "RowCell", ""),
    ("3", '合计([4表.1], "E1") = [A1.A]', {}, "3.A1.A", "RowSum 3.A1.A", "4"),
    ("3", "[A1.A] <= 上年[2表.B01]", {"条件": "[1表.R05] = 1"}, "3.A1.A", "3.A1.A year_ago:2.B01.A", "year_ago:2 1"),
    ("4", "[2表.B01] >= 0 且 不重复([4表.code])", LINES, "2.B01.A", "2.B01.A", "2"),
    ("7", '[6表.表头.embedded] = "1"', {}, "6.head.embedded", "6.head.embedded", "6"),
    ("2", "自动值([3表.A4.A]) > 0", {}, "", "", "3"),
    ("4", "[行.1] >= 上年行[1]", LINES, "", "RowCell RowCell", "year_ago:4"),
]  # fmt: skip


def written(node: object) -> str:
    """A cell whose blankness counts, with its return where it is another one."""
    if not isinstance(node, Cell | HeadCell):
        return type(node).__name__
    when = getattr(node, "when", "current")
    return node.ref if when == "current" else f"{when}:{node.ref}"


@pytest.mark.parametrize(("form", "check", "others", "cells", "named", "needs"), LOOKS)
def test_what_a_judgement_looks_at(
    regime: Regime,
    form: str,
    check: str,
    others: dict[str, str],
    cells: str,
    named: str,
    needs: str,
) -> None:
    """Once each, in written order."""
    (found,) = instances(regime, rule(check, form, **others), "3.A4.A")
    assert found.cells == tuple(cells.split())
    assert [written(node) for node in found.named] == named.split()
    places = (place.rpartition(":") for place in needs.split())
    assert found.needs == {
        ("current", form),
        *((when or "current", code) for when, _, code in places),
    }


def test_equal_columns_name_the_left_one(regime: Regime) -> None:
    (found,) = instances(regime, rule('非 全同("A", "B")'))
    assert "6.2010.A" in found.cells
    assert all(ref.endswith(".A") and not ref.startswith("6.2020a") for ref in found.cells)
