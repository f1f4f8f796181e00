"""What rule text means: exact numbers, texts and names, what binds tighter, where each part stands."""

from __future__ import annotations

import pytest

from ruantong.core.rules.language.grammar import parse
from ruantong.core.rules.language.syntax import (
    Call,
    Chain,
    Logic,
    Name,
    Negative,
    Number,
    Pos,
    Product,
    Ref,
    Sum,
    Syntax,
    Text,
)


def one(number: int) -> Number:
    return Number(number, 0)


@pytest.mark.parametrize(
    ("text", "units", "scale"),
    [
        ("0", 0, 0),
        ("007", 7, 0),
        ("12.50", 1250, 2),
        ("30%", 30, 2),
        ("30％", 30, 2),
        ("0.5%", 5, 3),
        ("999999999999999", 999_999_999_999_999, 0),
        ("0.0123456789", 123_456_789, 10),
    ],
)
def test_number_is_exact(text: str, units: int, scale: int) -> None:
    assert parse(text) == Number(units, scale)


@pytest.mark.parametrize("text", ['"甲 "', "“甲 ”"])
def test_quoted_text_is_kept_as_it_stands(text: str) -> None:
    assert parse(text) == Text("甲 ")
    assert parse(f'{text}="乙"') == Chain(("=",), (Text("甲 "), Text("乙")))


def test_quoted_text_may_be_empty_and_hold_what_is_elsewhere_a_sign() -> None:
    assert parse('""') == Text("")
    assert parse('"[1] + 且"') == Text("[1] + 且")
    assert parse("1 + “甲” + “乙”") == Sum(((1, one(1)), (1, Text("甲")), (1, Text("乙"))))


def test_spaces_within_brackets_mean_nothing() -> None:
    assert parse("[ 6表 . 2020 . A ]") == Ref("", ("6表", "2020", "A"))
    assert parse("上期 [2020 .A]") == Ref("上期", ("2020", "A"))


@pytest.mark.parametrize(
    ("sign", "meaning"),
    [
        ("=", "="), ("＝", "="), ("==", "="), ("≠", "!="), ("<>", "!="), ("!=", "!="),
        (">=", ">="), ("≥", ">="), ("<=", "<="), ("≤", "<="),
        ("<", "<"), ("＜", "<"), (">", ">"), ("＞", ">"),
    ],
)  # fmt: skip
def test_every_way_to_compare(sign: str, meaning: str) -> None:
    assert parse(f"1{sign}2") == Chain((meaning,), (one(1), one(2)))


@pytest.mark.parametrize("sign", "-－−")
def test_every_way_to_write_minus(sign: str) -> None:
    assert parse(f"1{sign}2") == Sum(((1, one(1)), (-1, one(2))))
    assert parse(f"{sign}2") == Negative(one(2))


@pytest.mark.parametrize("word", ["ABS", "Abs", "abs", "绝对值"])
def test_latin_names_of_functions_in_any_case(word: str) -> None:
    assert parse(f"{word}(1)") == Call("绝对值", (one(1),))


def test_parameters_keep_their_case() -> None:
    assert parse("Usd_2") == Name("Usd_2")
    assert parse("报送区县") == Name("报送区县")
    assert parse("年度") == Name("年度")


def test_words_within_words() -> None:
    """The longest word counts: 上年行 is not 上年, 当且仅当 holds no 且, 表已填 is not 已填."""
    assert parse("上年行[1]") == Ref("上年行", ("1",))
    assert parse("上年[1]") == Ref("上年", ("1",))
    assert parse("1当且仅当2") == Logic("iff", (one(1), one(2)))
    assert parse('表已填("5")') == Call("表已填", (Text("5"),))


TIGHTER: list[tuple[str, str]] = [
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
]


@pytest.mark.parametrize(("text", "meaning"), TIGHTER)
def test_what_binds_tighter(text: str, meaning: str) -> None:
    assert parse(text) == parse(meaning)


def test_brackets_turn_it_round() -> None:
    assert parse("1 - (2 - 3)") == Sum(((1, one(1)), (-1, Sum(((1, one(2)), (-1, one(3)))))))
    assert parse("2 / (3 / 4)") == Product("/", one(2), Product("/", one(3), one(4)))
    assert parse("(1 = 2) = 3") == Chain(("=",), (Chain(("=",), (one(1), one(2))), one(3)))


def test_and_or_join_any_number() -> None:
    assert parse("1 且 2 且 3") == Logic("and", (one(1), one(2), one(3)))
    assert parse("1 或 2 或 3") == Logic("or", (one(1), one(2), one(3)))


def test_most_arguments_a_function_takes() -> None:
    assert parse("最大(" + "，".join("1" * 20) + ")") == Call("最大", (one(1),) * 20)
    assert parse("选择(1、2、3)") == Call("选择", (one(1), one(2), one(3)))


PLACES: list[tuple[str, type[Syntax], int]] = [
    ("  12", Number, 3),
    ('  "甲"', Text, 3),
    ("  [1]", Ref, 3),
    ("  上期 [1]", Ref, 3),
    ("  usd", Name, 3),
    ("  年度", Name, 3),
    ("  绝对值(1)", Call, 3),
    (" [1] + 2 - 3", Sum, 6),
    (" [1] * 2", Product, 6),
    (" [1] * 2 / 3", Product, 10),
    (" - 2", Negative, 2),
    (" [1] < 2 < 3", Chain, 6),
    (" [1] 且 2 且 3", Logic, 6),
    (" [1] 当且仅当 3", Logic, 6),
    (" 非 [1]", Logic, 2),
    (" 若 1 则 2", Logic, 2),
]


@pytest.mark.parametrize(("text", "kind", "column"), PLACES)
def test_each_part_knows_its_place(text: str, kind: type[Syntax], column: int) -> None:
    tree = parse(text, Pos(9, 1))
    assert type(tree) is kind
    assert tree.pos == Pos(9, column)


def test_places_on_later_lines_count_from_the_margin() -> None:
    tree = parse("[1] =\n\n  [22] + \n[3]", Pos(4, 30))
    assert isinstance(tree, Chain)
    assert tree.pos == Pos(4, 34)
    whole, total = tree.operands
    assert isinstance(total, Sum)
    assert (whole.pos, total.pos) == (Pos(4, 30), Pos(6, 8))
    assert [term.pos for _, term in total.terms] == [Pos(6, 3), Pos(7, 1)]


def test_text_without_a_place_starts_at_the_first() -> None:
    assert parse("1").pos == Pos(1, 1)


def test_the_place_makes_no_difference_to_the_meaning() -> None:
    assert parse("最大(-[1], 2) > 上期[3]", Pos(9, 9)) == parse("最大( - [1],2)\n>上期 [3]")


def test_a_tree_made_by_hand_stands_nowhere() -> None:
    assert one(1).pos == Text("").pos == Name("m").pos == Pos(0, 0)
