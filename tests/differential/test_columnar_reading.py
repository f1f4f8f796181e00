"""Columns hold what the ordinary reader makes of a stored return, however it is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ruantong.core.dossier import UnitFacts
from ruantong.core.periods import Period
from ruantong.core.rules.executors import columns_frame
from ruantong.core.rules.executors.columns_frame import Frame, FrameFault, Stored, frame_of
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.values import MAX_SCALED
from tests.differential.columns import stored_of, typed
from tests.differential.returns import regimes
from tests.differential.test_every_node import EDITION, rules_of

UNIT = UnitFacts("91500112MA5U00003P", "示例软件有限公司", "500112", frozenset({"monthly"}))
MAY, YEAR = Period.parse("2024-05"), Period.parse("2023")

#: Amounts, some as they are stored and some as nobody should store them.
WRITTEN: tuple[Any, ...] = (
    "12.34", "0.00", "-12.34", "-0.01", "0.01", "100.00", "9999999999999.99", "10000000000000.00",
    "-9999999999999.99", "-10000000000000.00", "12", "12.3", "12.345", "12.340", "1,234.50", " 5.00", "5.00 ", "+5.00", "", " ",
    ".50", "5.", "5.0.0", "1e3", "１２.３４", "12,34", "--1.00", "-", "abc", "1.2.34", "0x1.00", "٣.٠٠",
    None, 5, 5.0, True, ["5.00"], {"A": "5.00"},
)  # fmt: skip
HEADS: tuple[Any, ...] = ("1", "2", "", "3", None, 1, "1 ", " 1")
COUNTS: tuple[Any, ...] = ("12", "12.00", "12.0", "12.5", "0", "-3", "012", "1,200", "", None, 7)


def monthly_rules() -> RuleSet:
    return rules_of("6", ("[2010.A] >= [2020.A]", "[2112.A] > 0", "[表头.embedded] = 1", "[2010.D] = 1",
                          "上期[2010.A] > 0", "上年[2010.A] > 0"))  # fmt: skip


def same(rules: RuleSet, given: list[Stored]) -> Frame:
    """The frame from stored text is the frame of what the ordinary reader makes of it."""
    regime = regimes()[EDITION]
    found = frame_of(rules, given)
    right = frame_of(rules, [stored_of(regime, typed(regime, item)) for item in given])
    assert found.wide.equals(right.wide)
    assert found.wide.schema == right.wide.schema
    assert found.lines.keys() == right.lines.keys()
    assert all(lines.equals(right.lines[group]) for group, lines in found.lines.items())
    return found


def month(head: Any = None, **others: Any) -> Stored:
    cells = {code: {"A": value} for code, value in others.pop("cells", {}).items()}
    return Stored(MAY, UNIT, {"6": {"head": {"embedded": head}, "cells": cells}}, **others)


@pytest.mark.parametrize("company", [[], ["1.00"], [None], ["7", None]])
def test_amounts(company: list[str | None]) -> None:
    """Each way of writing alone and beside others, so that a column is canonical or is not."""
    rules = monthly_rules()
    for written in WRITTEN:
        frame = same(rules, [month(cells={"2010": one}) for one in [*company, written]])
        if written == "12.34":
            assert frame.wide["current:6.2010.A"].to_list()[-1] == 1234
    same(
        rules,
        [month(cells={"2010": one, "2020": two}) for one in WRITTEN for two in ("1.00", "2", one)],
    )


def test_figures_as_they_are_stored_are_not_read_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr("ruantong.core.rules.executors.columns_frame.read_value")
    monkeypatch.delattr("ruantong.core.rules.executors.columns_frame.parse_forms")
    written = ("12.34", "0.00", "-0.01", "9999999999999.99", None)
    given = [month(cells={"2010": one, "2112": "7"}) for one in written]
    frame = frame_of(rules_of("6", ("[2010.A] > [2112.A]",)), given)
    assert frame.wide["current:6.2010.A"].to_list() == [1234, 0, -1, MAX_SCALED, None]
    assert frame.wide["current:6.2112.A"].to_list() == [7] * 5


def test_whole_numbers_and_codes() -> None:
    same(monthly_rules(), [month(head, cells={"2112": one}) for head in HEADS for one in COUNTS])


def test_cells_that_the_platform_computes_are_never_taken_from_the_text() -> None:
    given = Stored(MAY, UNIT, {"6": {"cells": {"2010": {"A": "1.00", "D": "5.00"}}}})
    assert same(monthly_rules(), [given]).wide["current:6.2010.D"].to_list() == [None]


@pytest.mark.parametrize(
    "forms",
    [{}, {"6": {}}, {"6": None}, {"6": {"cells": {}}}, {"6": {"cells": None, "head": None}},
     {"6": {"cells": {"2010": {}}}}, {"6": {"cells": {"2010": None}}}, {"7": {"cells": {"3011": {"A": "1.00"}}}},
     {"2": {"cells": {"B00": {"A": "1.00"}}}}],
)  # fmt: skip
def test_forms_that_hold_little_or_nothing(forms: dict[str, Any]) -> None:
    rules = rules_of(
        "6", ("[2010.A] >= [2020.A]", "[7表.3011.A] > 0", "上期[2010.A] > [7表.3011.A]")
    )
    listed = replace(UNIT, lists=frozenset({"monthly", "form7"}))
    for unit in (UNIT, listed):
        for previous in (None, forms, {}):
            same(
                rules, [Stored(MAY, unit, forms, previous=previous), month(cells={"2010": "1.00"})]
            )


def annual_rules() -> RuleSet:
    return rules_of(
        "4",
        ("[行.1] >= 上年行[1]", '[行.3] = "USA"', '合计([4表.1], "E") > 十二月[6表.2010.A]',
         "[1表.202.year] > [1表.202.month]", '表已填("5")', '开头是([1表.103.industry], "6")'),
        逐行="lines",
    )  # fmt: skip


def year(lines: Any, **others: Any) -> Stored:
    return Stored(
        YEAR, UNIT, {"4": {"rows": {"lines": lines}}, **others.pop("forms", {})}, **others
    )


@pytest.mark.parametrize(
    "lines",
    [
        [{"code": "E1", "1": "2.00"}, {"code": "E2", "1": "3"}],
        [{}, {"code": "E1", "1": "2.00"}, None, {"code": "", "1": None}, {"code": "E2"}],
        [{"1": "x"}, {"1": "5.00"}],
        [{"code": f"E{place}", "1": "1.00"} for place in range(205)],
        [], None,
    ],
)  # fmt: skip
def test_lines_are_numbered_without_the_empty_ones(lines: Any) -> None:
    full = [{"code": "E1", "1": "1.00", "2": "2.00"}]
    past = {"4": {"rows": {"lines": lines}}}
    for given in (
        [year(lines)],
        [year(full), year(lines), year(full)],
        [year(full, year_ago=past)],
    ):
        same(annual_rules(), given)


@pytest.mark.parametrize("written", ["2020", "1899", "2101", "12", "13", "0", "x", "", None, 2020])
def test_years_and_months(written: Any) -> None:
    cells = {
        "202.year": {"A": written},
        "202.month": {"A": written},
        "103.industry": {"A": written},
    }
    same(annual_rules(), [year([], forms={"1": {"cells": cells}}), year([])])


def test_december_is_a_monthly_return() -> None:
    december = {"6": {"cells": {"2010": {"A": "3.00"}}}, "4": {"rows": {"lines": [{"1": "1.00"}]}}}
    frame = same(annual_rules(), [year([], december=december), year([])])
    assert frame.wide["december:6.2010.A"].to_list() == [300, None]
    assert frame.wide["present:december:6"].to_list() == [True, False]


def test_forms_of_another_frequency_are_not_taken_from_the_return_itself() -> None:
    frame = same(annual_rules(), [year([], forms={"6": {"cells": {"2010": {"A": "3.00"}}}})])
    assert frame.wide["december:6.2010.A"].to_list() == [None]


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_frame, "MOST_LINES", 3)
    lines = [{"code": "E1", "1": f"{place}.00"} for place in range(1, 5)]
    assert frame_of(annual_rules(), [year(lines[:3])]).lines["4", "lines"].height == 3
    with pytest.raises(FrameFault, match="4表的明细超过3行"):
        frame_of(annual_rules(), [year(lines)])
