"""Expressions as the vectors have them: what each comes to, and what is said of one that is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.regime import Computation, Regime, Source
from ruantong.core.rules.language.faults import RuleTextError, SyntaxFault
from ruantong.core.rules.language.grammar import parse
from ruantong.core.rules.language.resolve import parameter_of, resolve
from ruantong.core.rules.language.statement import Place, Scope, Statement
from ruantong.core.rules.language.syntax import Pos
from ruantong.core.rules.language.tree import Node, kind_of, to_json
from ruantong.core.rules.ruleset import check_rules
from tests.core.conftest import VECTORS
from tests.core.rules.trial import rule_text, ruleset

CASES: dict[str, Any] = json.loads((VECTORS / "rule_language.json").read_text("utf-8"))


def read(
    regime: Regime, place: Mapping[str, str], text: str, want: str = "logic"
) -> tuple[Node | None, set[tuple[int, int, str]]]:
    """The checked tree of an expression that begins in line 5, and what is wrong with it."""
    stated = Computation("6", "2024", (), (), source=Source("6.rules", 5))
    statement = Statement(regime, stated, "甲", frozenset({"6.2024.A"}))
    node = resolve(Scope(statement, Place(**place)), parse(text, Pos(5, 1)), want=want)
    assert statement.warnings == set()
    assert all(f.file == "6.rules" and f.message.startswith("甲：") for f in statement.faults)
    return node, {(f.line, f.column, f.message.removeprefix("甲：")) for f in statement.faults}


@pytest.mark.parametrize(("place", "text", "kind", "tree"), CASES["means"])
def test_meaning(regime: Regime, place: dict[str, str], text: str, kind: str, tree: Any) -> None:
    node, faults = read(regime, place, text, kind)
    assert faults == set()
    assert node is not None
    assert (kind_of(node), json.loads(json.dumps(node, default=to_json))) == (kind, tree)


@pytest.mark.parametrize(("place", "text", "want", "faults"), CASES["refused"])
def test_refused(
    regime: Regime, place: dict[str, str], text: str, want: str, faults: list[list[Any]]
) -> None:
    """Every fault is told, where it stands."""
    node, told = read(regime, place, text, want)
    assert node is None
    assert told == {(5, column, message) for column, message in faults}


@pytest.mark.parametrize(("text", "line", "column", "message"), CASES["faults"])
def test_unreadable(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse(text)
    assert (caught.value.pos, caught.value.message) == (Pos(line, column), message)
    assert str(caught.value) == message


@pytest.mark.parametrize(("text", "line", "column"), CASES["begins in line 7, column 5"])
def test_place_is_that_of_the_file(text: str, line: int, column: int) -> None:
    """The first line goes on where the text starts; later lines count from the margin."""
    with pytest.raises(SyntaxFault) as caught:
        parse(text, Pos(7, 5))
    assert caught.value.pos == Pos(line, column)


def nested(depth: int) -> str:
    """Brackets that need so many levels, the number within counted."""
    return "(" * (depth - 1) + "1" + ")" * (depth - 1)


@pytest.mark.parametrize(
    ("longest", "longer", "column", "message"),
    [
        (nested(40), nested(41), 45, "嵌套过深，至多40层"),
        ("*".join("1" * 40), "*".join("1" * 41), 84, "连乘连除过长，至多40个因数"),
        ("-1" + "+1" * 999, "1" + "+1" * 1000, 2005, "表达式过长：超过2000项，请拆成几条规则"),
        ("1" + " " * 19_999, "1" + " " * 20_000, 5, "表达式过长：20001个字符，至多20000个"),
        (" + ".join(["((1))"] * 60), "(" * 500 + "1" + ")" * 500, 45, "嵌套过深，至多40层"),
        ("非 " * 39 + "1", "非 " * 500 + "1", 85, "嵌套过深，至多40层"),
        ("-" * 39 + "1", "-" * 500 + "1", 45, "嵌套过深，至多40层"),
        ("若 1 则 " * 39 + "1", "若 1 则 " * 300 + "1", 241, "嵌套过深，至多40层"),
    ],
    ids=["brackets", "factors", "tokens", "characters", "closed again", "not", "minus", "if"],
)
def test_the_longest_text_and_one_that_is_longer(
    longest: str, longer: str, column: int, message: str
) -> None:
    assert parse(longest)
    with pytest.raises(SyntaxFault) as caught:
        parse(longer, Pos(3, 5))
    assert (caught.value.pos, caught.value.message) == (Pos(3, column), message)


PIECES = ["[1]", "[行.1]", "(", ")", "+", "-", "*", "/", "=", "<=", "且", "或", "非", "若", "则", "当且仅当",
          "绝对值", "最大", "上期", "usd", "3.5", "30%", '"E1"', ",", "，", "\n", "为空", "#", "元", "["]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join) | st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(SyntaxFault):
        parse(text)


def test_unknown_code_list_is_told_with_those_that_exist(regime: Regime) -> None:
    _, faults = read(regime, {"form": "6"}, '在代码表([1表.109], "nations")')
    known = "、".join(sorted(regime.code_lists))
    assert faults == {(5, 1, f"没有代码表“nations”，现有：{known}")}


def test_sixteen_divisions_are_not_too_many(regime: Regime) -> None:
    text = " + ".join(["[2010.A] / 3"] * 16) + " > 1"
    assert read(regime, {"form": "6"}, text)[0] is not None


def test_no_parameter_of_that_name(regime: Regime) -> None:
    assert parameter_of(regime, "nothing") is None


@pytest.mark.parametrize(("check", "told"), CASES["units"])
def test_mixed_units_are_a_warning(regime: Regime, check: str, told: str | None) -> None:
    warnings = ruleset(regime, rule_text(check)).warnings
    assert ([told] if told else []) == [w.message.removeprefix("R9-01：") for w in warnings]


@pytest.mark.parametrize(("check", "told"), CASES["no tolerance"])
def test_what_cannot_have_a_tolerance(regime: Regime, check: str, told: str) -> None:
    with pytest.raises(RuleTextError) as caught:
        ruleset(regime, rule_text(check, 容差="0.01"))
    assert [fault.message for fault in caught.value.faults] == [f"R9-01：{told}"]


def test_every_fault_of_a_rule_at_once(regime: Regime) -> None:
    text = rule_text("[2029.A] + usdx = [2020.Z]", 条件="[2010.A] > [X.A]")
    with pytest.raises(RuleTextError) as caught:
        ruleset(regime, text)
    places = [(fault.file, fault.line, fault.column) for fault in caught.value.faults]
    assert places == [("6.rules", *at) for at in ((5, 4), (5, 15), (5, 22), (6, 15))]


def test_the_packs_are_clean(regimes: dict[str, Regime]) -> None:
    for regime in regimes.values():
        assert check_rules(regime) == []


def test_the_packs_mix_no_units(monthly, annual) -> None:
    assert monthly.warnings == annual.warnings == ()
