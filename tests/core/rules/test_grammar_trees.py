"""Rule text is read into the tree a statistician means: precedence, chains, references, words."""

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
    Product,
    Ref,
    Sum,
    Syntax,
    Text,
)


def cell(*parts: str, when: str = "") -> Ref:
    return Ref(when, parts)


GOLDEN: list[tuple[str, Syntax]] = [
    (
        "[2020] = [2021] + [2022] - [2023]",
        Chain(
            ("=",),
            (cell("2020"), Sum(((1, cell("2021")), (1, cell("2022")), (-1, cell("2023"))))),
        ),
    ),
    (
        "[1] + [2] × [3] / 4",
        Sum(
            (
                (1, cell("1")),
                (1, Product("/", Product("*", cell("2"), cell("3")), Number(4, 0))),
            )
        ),
    ),
    ("([1] + [2]) * usd", Product("*", Sum(((1, cell("1")), (1, cell("2")))), Name("usd"))),
    ("-[1] * 2", Product("*", Negative(cell("1")), Number(2, 0))),
    ("12.50%", Number(1250, 4)),
    ("30%", Number(30, 2)),
    (
        "0.2 ≤ [2111] / m ≤ 10",
        Chain(
            ("<=", "<="),
            (Number(2, 1), Product("/", cell("2111"), Name("m")), Number(10, 0)),
        ),
    ),
    ("上期[6表.2020.A]", cell("6表", "2020", "A", when="上期")),
    ("十二月[6表.2020.A] ≠ 上年行[1]", Chain(("!=",), (
        cell("6表", "2020", "A", when="十二月"), cell("1", when="上年行"),
    ))),
    (
        "[1] > 0 且 [2] > 0 或 非 为空([行.3])",
        Logic(
            "or",
            (
                Logic(
                    "and",
                    (
                        Chain((">",), (cell("1"), Number(0, 0))),
                        Chain((">",), (cell("2"), Number(0, 0))),
                    ),
                ),
                Logic("not", (Call("为空", (cell("行", "3"),)),)),
            ),
        ),
    ),
    (
        '若 [表头.embedded] = "1" 则 [1] > 0',
        Logic(
            "if",
            (
                Chain(("=",), (cell("表头", "embedded"), Text("1"))),
                Chain((">",), (cell("1"), Number(0, 0))),
            ),
        ),
    ),
    (
        '[R07] = 1 当且仅当 表已填("5")',
        Logic("iff", (Chain(("=",), (cell("R07"), Number(1, 0))), Call("表已填", (Text("5"),)))),
    ),
    ("max(abs([1])，2)", Call("最大", (Call("绝对值", (cell("1"),)), Number(2, 0)))),
    ("合计([4表.1]、“E1”)", Call("合计", (cell("4表", "1"), Text("E1")))),
    ("[103.industry]", cell("103", "industry")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), GOLDEN, ids=[text for text, _ in GOLDEN])
def test_golden_tree(text: str, tree: Syntax) -> None:
    assert parse(text) == tree


def test_full_width_signs_mean_the_same() -> None:
    assert parse("（[1]＋[2]）×3＝[4]") == parse("([1]+[2])*3=[4]")


def test_words_need_no_spaces() -> None:
    assert parse("若[1]=1则非为空([2])且[3]>0") == parse("若 [1]=1 则 非 为空([2]) 且 [3]>0")


def test_line_breaks_are_space() -> None:
    assert parse("[1] =\n  [2]\n  + [3]") == parse("[1] = [2] + [3]")
