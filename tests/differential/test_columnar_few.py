"""Every way of writing a rule, in columns, on a few returns: together, and each in its own company."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from ruantong.core.rules.columnar import (
    FAIL,
    NOT_APPLICABLE,
    PASS,
    ColumnarResult,
    evaluate,
    frame_of,
)
from ruantong.core.rules.ruleset import RuleSet
from tests.differential.columns import results, stored_frame, typed_frame
from tests.differential.compare import Result, differences
from tests.differential.outcomes import outcomes_of
from tests.differential.returns import Sample, samples_of
from tests.differential.test_every_node import CASES, EDITION, rules_of

FEW = 24

#: Products of so many cells that no column is wide enough: judged row by row (``columnar_exact``).
BIG = "[2010.A] × [2021.A] × [2022.A] × [2050.A] × [2110.A]"
WIDE_MONTHLY = (
    f"{BIG} > 0",
    f"{BIG} × m <> 年度 × [2090.A]",
    f'{BIG} × 选择(在名录("form7"), 1, -1) >= 0',
    f'{BIG} × 选择(表已填("7"), 1, -1) >= 0',
    f'{BIG} × 选择(全同("A", "B"), 1, -1) <= 0',
    f'{BIG} × 选择(属于(报送区县, "500112"), 1, -1) >= 0',
    f"{BIG} × 选择([表头.embedded] = 1, 1, -1) >= 0",
    f"{BIG} × 自动值([2024.A]) > 0",
    f"{BIG} × 上期[2010.A] > [2020.C]",
    f"{BIG} / 上年[2010.A] > 0.5",
    f"{BIG} / ([2090.A] - [2090.A]) > 1",
    f"整数({BIG} / 3)",
    f"量级错位({BIG}, [2090.A])",
)
ANNUAL_BIG = "[B00] × [B01] × [B06] × [3表.A0] × [3表.A1]"
WIDE_ANNUAL = (
    f'{ANNUAL_BIG} × 合计([4表.1], "E1") > 0',
    f'{ANNUAL_BIG} × (行数([4表.code], "E4") - 1) >= 0',
    f"{ANNUAL_BIG} × 选择(信用代码唯一, 1, -1) >= 0",
    f'{ANNUAL_BIG} × 选择(子串([1表.109], 3, 8) = "500112", 1, -1) >= 0',
    f"{ANNUAL_BIG} × 十二月[6表.2010.A] > 0",
    f'{ANNUAL_BIG} × 选择(末级代码([1表.103.industry], "industry"), 1, -1) >= 0',
)
LINE_BIG = "[行.1] × [行.1] × [行.1] × [行.2] × [3表.A0]"
WIDE_LINES = (
    f"{LINE_BIG} > 0",
    f"{LINE_BIG} × 选择(不重复([4表.code]), 1, -1) >= 0",
    f'{LINE_BIG} × 选择(开头是([行.code], "E1"), 1, -1) >= 0',
    f"{LINE_BIG} × 上年行[1] > 0",
)
WIDE = {
    "wide monthly": (rules_of, "6", WIDE_MONTHLY, {}),
    "wide annual": (rules_of, "2", WIDE_ANNUAL, {}),
    "wide lines": (rules_of, "4", WIDE_LINES, {"逐行": "lines"}),
}
EVERY = {**CASES, **WIDE}


@cache
def case(name: str) -> tuple[RuleSet, list[Sample], list[Result]]:
    """Rules, returns, and what the platform says of each by itself."""
    make, form, checks, attributes = EVERY[name]
    rules = make(form, checks, **attributes)
    drawn = list(samples_of(EDITION, rules.frequency, FEW, seed=f"few {name}"))
    said = [outcomes_of(rules, one.dossier) for one in drawn]
    return rules, drawn, [{**each.to_dict(), "verdicts": dict(each.verdicts)} for each in said]


def unlike(name: str, result: ColumnarResult) -> list[str]:
    _, drawn, expected = case(name)
    found = results(result)
    return [
        where
        for one, right in zip(drawn, expected, strict=True)
        if one.number in found
        for where in differences(one, right, found[one.number])
    ]


@pytest.mark.parametrize("name", EVERY)
def test_together(name: str) -> None:
    rules, drawn, expected = case(name)
    assert unlike(name, evaluate(rules, typed_frame(rules, drawn))) == []
    assert len({tuple(right["counts"]) for right in expected}) > 3, "unlike returns"


@pytest.mark.parametrize("name", EVERY)
def test_each_in_its_own_company(name: str) -> None:
    # What all returns of a frame have in common is folded away: here everything is.
    rules, drawn, _ = case(name)
    for one in drawn[: FEW // 2]:
        assert unlike(name, evaluate(rules, typed_frame(rules, [one]))) == []


@pytest.mark.parametrize("name", CASES)
def test_from_stored_text(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rules, drawn, _ = case(name)
    # The careful reader of whole returns would give the same, at a hundred times the cost.
    monkeypatch.delattr("ruantong.core.rules.columnar_frame.parse_forms")
    assert unlike(name, evaluate(rules, stored_frame(rules, drawn))) == []


def test_without_numbers_of_their_own_returns_are_counted() -> None:
    rules, drawn, _ = case("monthly")
    dossiers = [one.dossier for one in drawn]
    assert evaluate(rules, frame_of(rules, dossiers)).ids.to_list() == list(range(FEW))
    named = [f"unit {place}" for place in range(FEW)]
    assert evaluate(rules, frame_of(rules, dossiers, ids=named)).counts["id"].to_list() == named


def test_nobody_knows_the_register_outside_the_platform() -> None:
    rules = rules_of("2", ("信用代码唯一",))
    (one,) = samples_of(EDITION, rules.frequency, 1)
    for known, outcome in ((True, PASS), (False, FAIL), (None, NOT_APPLICABLE)):
        unit = replace(one.dossier.unit, uscc_unique=known)
        frame = frame_of(rules, [replace(one.dossier, unit=unit)] * 2)
        assert evaluate(rules, frame).outcomes.rows() == [(outcome,)] * 2
