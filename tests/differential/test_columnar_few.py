"""Every way of writing a rule, in columns, on a few returns: together, and each in its own company."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from ruantong.core.rules.executors.columns import (
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


@cache
def case(name: str) -> tuple[RuleSet, list[Sample], list[Result]]:
    """Rules, returns, and what the platform says of each by itself."""
    make, form, checks, attributes = CASES[name]
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


@pytest.mark.parametrize("name", CASES)
def test_together(name: str) -> None:
    rules, drawn, expected = case(name)
    assert unlike(name, evaluate(rules, typed_frame(rules, drawn))) == []
    assert len({tuple(right["counts"]) for right in expected}) > 3, "unlike returns"


@pytest.mark.parametrize("name", CASES)
def test_each_in_its_own_company(name: str) -> None:
    # What all returns of a frame have in common is folded away: here everything is.
    rules, drawn, _ = case(name)
    for one in drawn[: FEW // 2]:
        assert unlike(name, evaluate(rules, typed_frame(rules, [one]))) == []


@pytest.mark.parametrize("name", CASES)
def test_from_stored_text(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rules, drawn, _ = case(name)
    # The careful reader of whole returns would give the same, at a hundred times the cost.
    monkeypatch.delattr("ruantong.core.rules.executors.columns_frame.parse_forms")
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
