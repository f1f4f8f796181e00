"""Operations mean the same to all who carry them out, and under whatever is known of their leaves."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import polars as pl
import pytest

from ruantong.core.dossier import Dossier, FormData
from ruantong.core.regime import Regime
from ruantong.core.rules.executors import columns_code, python_code
from ruantong.core.rules.executors.columns_needs import leaf_name
from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.language import runtime
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.folding import bound, bounds, folded, widest
from ruantong.core.values import round_half_up
from tests.core.rules.trial import MAY, UNIT

NUMBERS = tuple(t.Cell(t.CURRENT, "6", code, "A", scale=2) for code in ("2010", "2020", "2021"))
HEAD = t.HeadCell("6", "embedded")
TEXTS = ("", "1", "2", "Ａ１-b")
LARGEST = 10**15 - 1
DRAWS = 400


def number(draw: Random, depth: int = 3) -> ops.Number:
    """A number that stays within 127 bits."""
    if depth == 0 or draw.random() < 0.2:
        return ops.Load(draw.choice(NUMBERS)) if draw.random() < 0.7 else _few(draw)
    one, other = (number(draw, depth - 1) for _ in range(2))
    match draw.randrange(7):
        case 0:
            return make.total(
                [(draw.choice([-100, -1, 1, 3]), one), (1, other)], draw.randint(-2, 2)
            )
        case 1:
            return make.product(number(draw, 0), number(draw, 0))
        case 2:
            return make.absolute(one)
        case 3:
            return make.extreme(draw.choice(["max", "min"]), [one, other])
        case 4:
            return make.signed(one, other)
        case 5:
            return make.quotient(one, ops.Int(draw.choice([-3, 1, 2, 50])))
    when = draw.choice([ops.Blank(NUMBERS[0]), make.compared(">", ops.Load(NUMBERS[1]))])
    return make.pick([(when, one)], other)


def _few(draw: Random) -> ops.Number:
    return ops.Int(draw.choice([-7, 0, 1, 100]))


def logic(draw: Random, depth: int = 3) -> ops.Logic:
    if depth == 0 or draw.random() < 0.3:
        return leaf(draw)
    one, other = logic(draw, depth - 1), logic(draw, depth - 1)
    return draw.choice(
        [
            make.both(one, other),
            make.either(one, other),
            make.negated(one),
            make.same(one, other),
            make.unless(leaf(draw), one),
        ]
    )


def leaf(draw: Random) -> ops.Logic:
    text = draw.choice([ops.LoadText(HEAD), make.part(ops.LoadText(HEAD), 0, 1), ops.Literal("1")])
    some = tuple(draw.sample(TEXTS[1:], 2))
    return draw.choice(
        [
            make.compared(draw.choice(["=", "!=", "<", "<=", ">", ">="]), number(draw, 2)),
            make.compared(draw.choice(["=", ">="]), number(draw, 1)),
            make.divisible(number(draw, 1), ops.Int(draw.choice([1, 2, 100]))),
            make.text_test(draw.choice([ops.AMONG, ops.STARTS]), text, some),
            make.same_text(text, ops.Literal(draw.choice(TEXTS))),
            ops.Blank(HEAD if draw.random() < 0.2 else draw.choice(NUMBERS)),
        ]
    )


def values(draw: Random) -> dict[Any, Any]:
    """What the leaves hold: figures of every size, blanks among them."""
    size = draw.choice([3, 300, LARGEST])
    cells = {cell: draw.choice([None, 0, draw.randint(-size, size), size]) for cell in NUMBERS}
    return {**cells, HEAD: draw.choice(TEXTS) or None}


def by_hand(regime: Regime, op: ops.Op, held: Mapping[Any, Any]) -> Any:
    cells = {cell.indicator: {"A": held[cell]} for cell in NUMBERS}
    form = FormData(head={"embedded": held[HEAD] or ""}, cells=cells)
    return Situation(regime, Dossier(MAY, UNIT, {"6": form})).run(op)


def by_function(op: ops.Op, held: Mapping[Any, Any]) -> Any:
    printer = python_code.Printer({})
    shared = printer.share([op])
    code = printer.code(op)
    names = {f"v{at}": held[cell] for cell, at in printer.cells.items()}
    names |= {
        f"z{at}": held[cell] or ("" if cell == HEAD else 0) for cell, at in printer.cells.items()
    }
    known = {name: constant for (_, constant), name in printer.constants.items()}
    space = {**vars(runtime), "round_half_up": round_half_up, **names, **known}
    for line in shared:
        exec(line, space)  # noqa: S102 -- our own printer's text
    return eval(code, space)  # noqa: S307


def by_columns(regime: Regime, op: ops.Op, rows: list[dict[Any, Any]]) -> list[Any]:
    leaves = [*NUMBERS, HEAD]
    frame = pl.DataFrame(
        [
            pl.Series(
                leaf_name(one),
                [row[one] for row in rows],
                pl.String if one == HEAD else pl.Int64,
            )
            for one in leaves
        ]
    )
    printer = columns_code.Printer(regime, lambda _: False, bounds({}))
    code = printer.code(op)
    filled = [made.alias(name) for name, made in printer.filled.items()]
    first = leaf_name(HEAD)
    return frame.with_columns(filled).select(first, found=code)["found"].to_list()


@pytest.mark.parametrize("make", [number, logic])
def test_function_columns_and_single_steps_agree(regime: Regime, make: Any) -> None:
    draw = Random(f"{make.__name__}")
    seen = set()
    for _ in range(DRAWS):
        op = make(draw)
        rows = [values(draw) for _ in range(4)]
        expected = [by_hand(regime, op, row) for row in rows]
        assert [by_function(op, row) for row in rows] == expected, op
        if widest(op, bounds({})) < 2**127:
            assert by_columns(regime, op, rows) == expected, op
        seen |= {*map(str, expected)}
        if make is number:
            assert all(abs(value) <= bound(op, bounds({})) for value in expected)
    assert len(seen) > 50 if make is number else seen == {"True", "False", "None"}


@pytest.mark.parametrize("make", [number, logic])
def test_what_is_known_is_folded_to_the_same_value(regime: Regime, make: Any) -> None:
    draw = Random(f"folding {make.__name__}")
    constants = 0
    for _ in range(DRAWS):
        op, held = make(draw), values(draw)
        told = set(draw.sample([*NUMBERS, HEAD], draw.randint(0, 4)))

        def known(leaf: Any, held: Any = held, told: Any = told) -> Any:
            if leaf.leaf not in told:
                return None
            value = held[leaf.leaf]
            match leaf:
                case ops.Load():
                    return ops.Int(value or 0)
                case ops.LoadText():
                    return ops.Literal(value or "")
            return ops.Truth(value in {None, ""})

        found = folded(op, known)
        constants += isinstance(found, ops.Int | ops.Truth)
        assert by_hand(regime, found, held) == by_hand(regime, op, held), op
    assert constants > DRAWS // 8
