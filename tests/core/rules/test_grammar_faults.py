"""Text that is no rule is refused at the place of the fault, in Chinese, however large it is."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.rules.language.faults import SyntaxFault
from ruantong.core.rules.language.grammar import MAX_DEPTH, parse
from ruantong.core.rules.language.syntax import Pos

FAULTS = [
    ("", 1, 1, "缺少表达式"),
    ("[2020] =", 1, 9, "却是表达式的结尾"),
    ("[2020] = = [2021]", 1, 10, "却是“=”"),
    ("[2020 + 1", 1, 1, "方括号没有配对"),
    ("[20 20] = 1", 1, 1, "不是数据项"),
    ("([1] + [2]", 1, 11, "缺少“)”（与第1列的“(”配对）"),
    ("[1] [2]", 1, 5, "多余的“[2]”"),
    ("[1] = 2 元", 1, 9, "不认识的词“元”"),
    ("[1] = $2", 1, 7, "不能使用的字符“$”"),
    ('[1] = "甲', 1, 7, "引号没有配对"),
    ("绝对值()", 1, 1, "应有1个参数，却有0个"),
    ("最大([1])", 1, 1, "应有2至20个参数，却有1个"),
    ("平方([1])", 1, 1, "不认识的词“平方”"),
    ("sqrt([1])", 1, 1, "没有函数“sqrt”"),
    ("上期 5", 1, 4, "“上期”后面应为方括号中的数据项"),
    ("若 [1] = 1", 1, 10, "“若”后面应有“则”"),
    ("[1]=1 当且仅当 [2]=1 当且仅当 [3]=1", 1, 7, "请加括号"),
    ("[1] =\n  [2] +\n  )", 3, 3, "却是“)”"),
    ("绝对值 [1]", 1, 5, "缺少“绝对值”后面的“(”"),
]


@pytest.mark.parametrize(
    ("text", "line", "column", "message"), FAULTS, ids=[text for text, *_ in FAULTS]
)
def test_fault_has_its_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert message in caught.value.message


def test_place_counts_from_where_the_text_stands_in_its_file() -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse("[1] +", Pos(17, 4))
    assert (caught.value.line, caught.value.column) == (17, 9)


@pytest.mark.parametrize(
    "text",
    [
        " + ".join(["[2020]"] * 10_000),
        "[1]" + " + [1]" * 2001,
        "(" * 500 + "1" + ")" * 500,
        "非 " * 500 + "[1] = 1",
        "-" * 500 + "1",
        " * ".join(["[1]"] * 500),
        "若 [1] = 1 则 " * 300 + "[1] = 1",
        "9" * 30_000,
    ],
    ids=["terms", "tokens", "brackets", "not", "minus", "factors", "if", "digits"],
)
def test_oversized_text_is_refused(text: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse(text)
    assert any(word in caught.value.message for word in ("过长", "过深", "多余"))


def test_deep_but_allowed() -> None:
    depth = MAX_DEPTH - 2
    assert parse("(" * depth + "[1]" + ")" * depth) == parse("[1]")


PIECES = ["[1]", "[行.1]", "(", ")", "+", "-", "*", "/", "=", "<=", "且", "或", "非", "若", "则", "当且仅当",
          "绝对值", "最大", "上期", "usd", "3.5", "30%", '"E1"', ",", "，", "\n", "为空", "#", "元", "["]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join) | st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(SyntaxFault):
        parse(text)
