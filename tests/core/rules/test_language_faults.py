"""What is said of unreadable rule text, word for word, and the place it is said of."""

from __future__ import annotations

import pytest

from ruantong.core.rules.language.faults import SyntaxFault
from ruantong.core.rules.language.grammar import parse
from ruantong.core.rules.language.syntax import Pos, Product, Sum

CELL_OPEN = "方括号没有配对，应写作[指标代码]或[表号.指标代码.列]"
NO_OPERAND = "此处应为数据项、数或“(”，却是"

FAULTS = [
    ("", 1, 1, "缺少表达式"),
    (" \n ", 1, 1, "缺少表达式"),
    ("[2020 + 1", 1, 1, CELL_OPEN),
    ("1 + []", 1, 5, CELL_OPEN),
    ("1 + [2\n]", 1, 5, CELL_OPEN),
    ("[" + "1" * 81 + "]", 1, 1, CELL_OPEN),
    (
        "1 = [ 20 20 ]",
        1,
        5,
        "[20 20]不是数据项，应写作[指标代码]、[指标代码.列]或[表号.指标代码.列]",
    ),
    ("1 = [.A]", 1, 5, "[.A]不是数据项，应写作[指标代码]、[指标代码.列]或[表号.指标代码.列]"),
    ('1 = "甲', 1, 5, "引号没有配对"),
    ("1 = “甲", 1, 5, "引号没有配对"),
    ('1 = "甲\n"', 1, 5, "引号没有配对"),
    ("1 = “甲\n”", 1, 5, "引号没有配对"),
    ("1 = " + "元" * 30, 1, 5, "不认识的词“" + "元" * 20 + "”"),
    ("1 = $", 1, 5, "不能使用的字符“$”"),
    ("1 = \x07", 1, 5, "不能使用的字符“U+0007”"),
    ("1 = \ue000", 1, 5, "不能使用的字符“U+E000”"),
    ("1 =", 1, 4, NO_OPERAND + "表达式的结尾"),
    ("1 =  \n\n", 1, 4, NO_OPERAND + "表达式的结尾"),
    ("1\n  =", 2, 4, NO_OPERAND + "表达式的结尾"),
    ("1 = 且", 1, 5, NO_OPERAND + "“且”"),
    ("1 = 则", 1, 5, NO_OPERAND + "“则”"),
    ("1 + + 2", 1, 5, NO_OPERAND + "“+”"),
    ("[1] 若", 1, 5, "多余的“若”，前面可能缺少运算符"),
    ("[1] 非 2", 1, 5, "多余的“非”，前面可能缺少运算符"),
    ("[1] [2.A]", 1, 5, "多余的“[2.A]”，前面可能缺少运算符"),
    ("1 )", 1, 3, "多余的“)”，前面可能缺少运算符"),
    ("1 + (2 + 3", 1, 11, "缺少“)”（与第5列的“(”配对），却是表达式的结尾"),
    ("1 + 绝对值(2 3)", 1, 11, "缺少“)”（与第8列的“(”配对），却是“3”"),
    ("1 + 绝对值 2", 1, 9, "缺少“绝对值”后面的“(”，却是“2”"),
    ("1 + sqrt(2)", 1, 5, "没有函数“sqrt”"),
    ("1 + 绝对值()", 1, 5, "“绝对值”应有1个参数，却有0个"),
    ("1 + 最大(2)", 1, 5, "“最大”应有2至20个参数，却有1个"),
    ("1 + 最大(" + ",".join("1" * 21) + ")", 1, 5, "“最大”应有2至20个参数，却有21个"),
    ("1 + 上期 5", 1, 8, "“上期”后面应为方括号中的数据项，却是“5”"),
    ("1 + 上年行", 1, 8, "“上年行”后面应为方括号中的数据项，却是表达式的结尾"),
    ("若 [1] = 1", 1, 10, "“若”后面应有“则”，却是表达式的结尾"),
    ("若 [1] = 1 , [2]", 1, 11, "“若”后面应有“则”，却是“,”"),
    (
        "[1]=1 当且仅当 [2]=1 当且仅当 [3]=1",
        1,
        7,
        "“当且仅当”只能连接两项，请加括号",
    ),
]


@pytest.mark.parametrize(("text", "line", "column", "message"), FAULTS)
def test_fault_word_for_word(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse(text)
    fault = caught.value
    assert (fault.line, fault.column, fault.message) == (line, column, message)
    assert str(fault) == message


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 7, 5),
        ("1 =", 7, 8),
        ("$", 7, 5),
        ("1 $", 7, 7),
        ("1 =\n$", 8, 1),
        ("1 =\n $", 8, 2),
        ("1\n=", 8, 2),
        ("1\n\n\n=  ", 10, 2),
        ("\n\n1 )", 9, 3),
    ],
)
def test_place_is_that_of_the_file(text: str, line: int, column: int) -> None:
    """The first line goes on where the text starts; later lines count from the margin."""
    with pytest.raises(SyntaxFault) as caught:
        parse(text, Pos(7, 5))
    assert (caught.value.line, caught.value.column) == (line, column)


def nested(depth: int) -> str:
    """Brackets that need so many levels, the number within counted."""
    return "(" * (depth - 1) + "1" + ")" * (depth - 1)


def test_forty_levels_are_read_and_not_one_more() -> None:
    assert parse(nested(40)) == parse("1")
    with pytest.raises(SyntaxFault) as caught:
        parse(nested(41))
    fault = caught.value
    assert (fault.line, fault.column, fault.message) == (1, 41, "嵌套过深，至多40层")


def test_brackets_that_are_closed_again_do_not_count() -> None:
    assert isinstance(parse(" + ".join(["((1))"] * 60)), Sum)


def test_forty_factors_are_read_and_not_one_more() -> None:
    assert isinstance(parse("*".join(["1"] * 40)), Product)
    with pytest.raises(SyntaxFault) as caught:
        parse("*".join(["1"] * 41))
    fault = caught.value
    assert (fault.line, fault.column, fault.message) == (1, 80, "连乘连除过长，至多40个因数")


def test_two_thousand_words_are_read_and_not_one_more() -> None:
    assert isinstance(parse("-1" + "+1" * 999), Sum)
    with pytest.raises(SyntaxFault) as caught:
        parse("1" + "+1" * 1000, Pos(3, 5))
    fault = caught.value
    assert (fault.line, fault.column) == (3, 2005)
    assert fault.message == "表达式过长：超过2000项，请拆成几条规则"


def test_twenty_thousand_characters_are_read_and_not_one_more() -> None:
    assert parse("1" + " " * 19_999) == parse("1")
    with pytest.raises(SyntaxFault) as caught:
        parse("1" + " " * 20_000, Pos(3, 5))
    fault = caught.value
    assert (fault.line, fault.column) == (3, 5)
    assert fault.message == "表达式过长：20001个字符，至多20000个"
