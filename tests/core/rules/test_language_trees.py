"""What rule text means: exact numbers, texts and names, what binds tighter, where each part stands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ruantong.core.rules.language.grammar import parse
from ruantong.core.rules.language.syntax import Call, Number, Pos, Text
from tests.core.conftest import VECTORS

CASES: dict[str, Any] = json.loads((VECTORS / "rule_language.json").read_text("utf-8"))


@pytest.mark.parametrize(("text", "tree"), CASES["trees"])
def test_tree(text: str, tree: Any) -> None:
    written = json.dumps(parse(text), default=lambda node: [type(node).__name__, *node.fields])
    assert json.loads(written) == tree


@pytest.mark.parametrize(("text", "meaning"), CASES["same"])
def test_two_ways_to_write_the_same(text: str, meaning: str) -> None:
    """The place makes no difference to the meaning."""
    assert parse(text, Pos(9, 9)) == parse(meaning)


@pytest.mark.parametrize(("text", "column"), CASES["places"])
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
    assert Number(1, 0).pos == Text("").pos == Pos(0, 0)
