"""Words and codes of a rule become what the regime means by them, or are refused where they stand."""

from __future__ import annotations

import pytest

from ruantong.core.regime import Regime
from ruantong.core.rules.language.grammar import parse
from ruantong.core.rules.language.names import Place
from ruantong.core.rules.language.resolve import Findings, parameter_of, resolve
from ruantong.core.rules.language.syntax import Pos
from ruantong.core.rules.language.tree import (
    Add,
    And,
    Compare,
    Const,
    Iff,
    Implies,
    Node,
    Not,
    Or,
    Parameter,
    PeriodNumber,
    RowCell,
    TextCompare,
    TextConst,
    UnitFact,
)

FORM6, LINE = Place("6"), Place("4", group="lines")


def tree(regime: Regime, text: str, place: Place = FORM6, want: str = "logic") -> Node:
    findings = Findings()
    found = resolve(regime, place, parse(text, Pos(1, 1)), findings, want=want)
    assert findings.faults == set()
    assert found is not None
    return found


def told(regime: Regime, text: str, place: Place = FORM6) -> list[tuple[int, str]]:
    """Column and message of each fault."""
    findings = Findings()
    assert resolve(regime, place, parse(text, Pos(1, 1)), findings) is None
    return [(column, message) for _, column, message in sorted(findings.faults)]


def test_a_parameter_keeps_its_name_its_exact_value_and_its_unit(regime: Regime) -> None:
    assert parameter_of(regime, "usd") == Parameter("usd", 64, 1, "万元/万美元")
    assert parameter_of(regime, "embedded_markup") == Parameter("embedded_markup", 90, 2, "")
    assert parameter_of(regime, "floor_software") == Parameter("floor_software", 2000, 0, "")
    assert parameter_of(regime, "nothing") is None


def test_words_of_period_unit_and_edition(regime: Regime) -> None:
    assert tree(regime, "m", want="number") == PeriodNumber("months")
    assert tree(regime, "年度", want="number") == PeriodNumber("year")
    assert tree(regime, "报送区县", want="text") == UnitFact("district")
    assert tree(regime, "pop_method", want="text") == TextConst("month")


def test_an_unknown_word_is_told_with_those_there_are(regime: Regime) -> None:
    ((column, message),) = told(regime, "1 > dollar")
    assert column == 5
    assert message.startswith("没有参数“dollar”，现有：m、usd、embedded_markup、")
    assert message.endswith("、pop_method")


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("[2010.A] > 1 且 [2020.A] > 2", And),
        ("[2010.A] > 1 或 [2020.A] > 2", Or),
        ("若 [2010.A] > 1 则 [2020.A] > 2", Implies),
        ("[2010.A] > 1 当且仅当 [2020.A] > 2", Iff),
    ],
)
def test_judgements_are_joined_in_written_order(
    regime: Regime, text: str, joined: type[Node]
) -> None:
    found = tree(regime, text)
    assert type(found) is joined
    first, second = (node for node in found.everything if isinstance(node, Compare))
    assert (first.right, second.right) == (Const(1, 0), Const(2, 0))


def test_a_denial_and_a_negative(regime: Regime) -> None:
    found = tree(regime, "非 -[2010.A] < 2")
    assert isinstance(found, Not)
    assert isinstance(found.operand, Compare)
    assert isinstance(found.operand.left, Add)
    assert [sign for sign, _ in found.operand.left.terms] == [-1]


def test_a_chain_compares_neighbours(regime: Regime) -> None:
    found = tree(regime, "0 <= [2020.A] < 3")
    assert isinstance(found, And)
    low, high = found.operands
    assert isinstance(low, Compare)
    assert isinstance(high, Compare)
    assert (low.operator, low.left, high.operator, high.right) == (
        "<=",
        Const(0, 0),
        "<",
        Const(3, 0),
    )
    assert low.right == high.left


def test_a_code_of_a_line_must_be_in_its_code_list(regime: Regime) -> None:
    """“国别1” has a list of countries; “备注” has none and may be anything."""
    found = tree(regime, '[行.3] = "USA"', LINE)
    assert isinstance(found, TextCompare)
    assert isinstance(found.left, RowCell)
    name = regime.code_lists["countries"].name
    assert told(regime, '[行.3] = "QQQ"', LINE) == [(7, f"代码表“{name}”里没有代码“QQQ”")]
    assert told(regime, '"QQQ" = [行.3]', LINE)[0][1] == f"代码表“{name}”里没有代码“QQQ”"
    assert tree(regime, '[行.7] = "QQQ"', LINE)


def test_a_code_of_the_head_and_of_a_form_must_be_in_its_code_list(regime: Regime) -> None:
    assert told(regime, '[表头.embedded] = "7"')[0][1] == "代码表“是否”里没有代码“7”"
    assert told(regime, "[1表.R05] = 7")[0][1].endswith("里没有代码“7”")


def test_a_whole_number_beside_a_code_is_the_code(regime: Regime) -> None:
    for text in ("[表头.embedded] = 1", "1 = [表头.embedded]"):
        found = tree(regime, text)
        assert isinstance(found, TextCompare)
        assert TextConst("1") in (found.left, found.right)
    assert told(regime, "[表头.embedded] = 1.5")[0][1].startswith("不能比较文本或代码和数")


def test_every_operand_that_is_wrong_is_told(regime: Regime) -> None:
    assert [column for column, _ in told(regime, "[2029.A] + [X.A] > [Y.A] 且 usdx = 1")] == [
        1,
        12,
        20,
        28,
    ]


@pytest.mark.parametrize("divisor", ["0", "0.0", "usd - 6.4", "2 × 0", "0 / 3", "-0"])
def test_a_divisor_that_is_always_nought_is_refused(regime: Regime, divisor: str) -> None:
    assert [m for _, m in told(regime, f"[2010.A] / ({divisor}) > 1")] == ["除数是0"]


@pytest.mark.parametrize("divisor", ["usd", "1 - 2", "m", "[2020.A] × 0 + 1", "1 / 3", "[2020.A]"])
def test_a_divisor_that_may_be_something_is_taken(regime: Regime, divisor: str) -> None:
    assert tree(regime, f"[2010.A] / ({divisor}) > 1")


def test_sixteen_divisions_and_no_more(regime: Regime) -> None:
    assert tree(regime, " + ".join(["[2010.A] / 3"] * 16) + " > 1")
    ((_, message),) = told(regime, " + ".join(["[2010.A] / 3"] * 17) + " > 1")
    assert message == "除法过多，一个表达式至多16次"
