"""What rule text means: exact numbers, texts and names, what binds tighter, where each part stands."""

from __future__ import annotations

import pytest

from ruantong.core.rules.language.grammar import parse
from ruantong.core.rules.language.syntax import Call, Name, Number, Pos, Ref, Syntax, Text


def one(number: int) -> Number:
    return Number(number, 0)


def cell(*parts: str, when: str = "") -> Ref:
    return Ref(when, parts)


TREES: list[tuple[str, Syntax]] = [
    ("0", one(0)),
    ("007", one(7)),
    ("12.50", Number(1250, 2)),
    ("12.50%", Number(1250, 4)),
    ("30%", Number(30, 2)),
    ("30％", Number(30, 2)),
    ("999999999999999", one(999_999_999_999_999)),
    ("0.0123456789", Number(123_456_789, 10)),
    ('"甲 "', Text("甲 ")),
    ("“甲 ”", Text("甲 ")),
    ('""', Text("")),
    ('"[1] + 且"', Text("[1] + 且")),
    ('“甲”="乙"', Call("=", (Text("甲"), Text("乙")), ("=",))),
    ("1 + “甲” - “乙”", Call("+", (one(1), Text("甲"), Text("乙")), ("+", "-"))),
    ("[ 6表 . 2020 . A ]", cell("6表", "2020", "A")),
    ("上期 [2020 .A]", cell("2020", "A", when="上期")),
    ("[103.industry]", cell("103", "industry")),
    # the longest word counts: 上年行 is not 上年, 当且仅当 holds no 且, 表已填 is not 已填
    ("上年行[1]", cell("1", when="上年行")),
    ("上年[1]", cell("1", when="上年")),
    ("十二月[1]", cell("1", when="十二月")),
    ("1当且仅当2", Call("当且仅当", (one(1), one(2)))),
    ('表已填("5")', Call("表已填", (Text("5"),))),
    # a word of the language, or one of the edition in its own case
    ("Usd_2", Name("Usd_2")),
    ("报送区县", Name("报送区县")),
    ("年度", Name("年度")),
    *((f"{word}(1)", Call("绝对值", (one(1),))) for word in ("ABS", "Abs", "abs", "绝对值")),
    ("max(1，min(2、3))", Call("最大", (one(1), Call("最小", (one(2), one(3)))))),
    ("round(1, 2)", Call("四舍五入", (one(1), one(2)))),
    ("sum([1], “E1”)", Call("合计", (cell("1"), Text("E1")))),
    ("最大(" + "，".join("1" * 20) + ")", Call("最大", (one(1),) * 20)),
    ("1 且 2 且 3", Call("且", (one(1), one(2), one(3)))),
    ("1 或 2 或 3", Call("或", (one(1), one(2), one(3)))),
    ("非 1", Call("非", (one(1),))),
    ("若 1 则 2", Call("若", (one(1), one(2)))),
    ("1 ≤ 2 < 3", Call("=", (one(1), one(2), one(3)), ("<=", "<"))),
    ("1 × 2 / 3", Call("/", (Call("*", (one(1), one(2))), one(3)))),
    ("1 - (2 - 3)", Call("+", (one(1), Call("+", (one(2), one(3)), ("-",))), ("-",))),
    ("2 / (3 / 4)", Call("/", (one(2), Call("/", (one(3), one(4)))))),
    ("(1 = 2) = 3", Call("=", (Call("=", (one(1), one(2)), ("=",)), one(3)), ("=",))),
    *((f"1{sign}2", Call("+", (one(1), one(2)), ("-",))) for sign in "-－−"),
    *((f"{sign}2", Call("-", (one(2),))) for sign in "-－−"),
    *(
        (f"1{sign}2", Call("=", (one(1), one(2)), (meaning,)))
        for meaning, signs in (
            ("=", "= ＝ =="), ("!=", "≠ <> !="), (">=", ">= ≥"), ("<=", "<= ≤"), ("<", "< ＜"),
            (">", "> ＞"),
        )
        for sign in signs.split()
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_tree(text: str, tree: Syntax) -> None:
    assert parse(text) == tree


SAME: list[tuple[str, str]] = [
    ("1 + 2 * 3", "1 + (2 * 3)"),
    ("1 * 2 + 3", "(1 * 2) + 3"),
    ("1 / 2 / 3", "(1 / 2) / 3"),
    ("1 / 2 * 3", "(1 / 2) * 3"),
    ("-1 * 2", "(-1) * 2"),
    ("-1 + 2", "(-1) + 2"),
    ("1 + 2 = 3 + 4", "(1 + 2) = (3 + 4)"),
    ("非 1 = 2", "非 (1 = 2)"),
    ("非 1 且 2", "(非 1) 且 2"),
    ("1 = 2 且 3 = 4", "(1 = 2) 且 (3 = 4)"),
    ("1 或 2 且 3", "1 或 (2 且 3)"),
    ("1 且 2 或 3", "(1 且 2) 或 3"),
    ("1 当且仅当 2 或 3", "1 当且仅当 (2 或 3)"),
    ("1 且 2 当且仅当 3", "(1 且 2) 当且仅当 3"),
    ("若 1 则 2 或 3", "若 1 则 (2 或 3)"),
    ("若 1 或 2 则 3", "若 (1 或 2) 则 3"),
    ("若 1 则 2 当且仅当 3", "若 1 则 (2 当且仅当 3)"),
    ("若 1 当且仅当 2 则 3", "若 (1 当且仅当 2) 则 3"),
    ("若 1 则 若 2 则 3", "若 1 则 (若 2 则 3)"),
    # full width, no spaces, line breaks
    ("（[1]＋[2]）×3＝[4]", "([1]+[2])*3=[4]"),
    ("若[1]=1则非为空([2])且[3]>0", "若 [1]=1 则 非 为空([2]) 且 [3]>0"),
    ("[1] =\n  [2]\n  + [3]", "[1] = [2] + [3]"),
]


@pytest.mark.parametrize(("text", "meaning"), SAME)
def test_two_ways_to_write_the_same(text: str, meaning: str) -> None:
    """The place makes no difference to the meaning."""
    assert parse(text, Pos(9, 9)) == parse(meaning)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("  12", 3), ('  "甲"', 3), ("  [1]", 3), ("  上期 [1]", 3), ("  usd", 3), ("  年度", 3),
        ("  绝对值(1)", 3), (" [1] + 2 - 3", 6), (" [1] * 2", 6), (" [1] * 2 / 3", 10), (" - 2", 2),
        (" [1] < 2 < 3", 6), (" [1] 且 2 且 3", 6), (" [1] 当且仅当 3", 6), (" 非 [1]", 2),
        (" 若 1 则 2", 2),
    ],
)  # fmt: skip
def test_each_part_knows_its_place(text: str, column: int) -> None:
    assert parse(text, Pos(9, 1)).pos == Pos(9, column)


def test_places_on_later_lines_count_from_the_margin() -> None:
    tree = parse("[1] =\n\n  [22] + \n[3]", Pos(4, 30))
    assert isinstance(tree, Call)
    whole, total = tree.operands
    assert isinstance(total, Call)
    assert (tree.pos, whole.pos, total.pos) == (Pos(4, 34), Pos(4, 30), Pos(6, 8))
    assert [term.pos for term in total.operands] == [Pos(6, 3), Pos(7, 1)]


def test_a_text_or_a_tree_of_no_place() -> None:
    assert parse("1").pos == Pos(1, 1)
    assert one(1).pos == Text("").pos == Pos(0, 0)
