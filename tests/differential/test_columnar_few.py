"""Every way of writing a rule, in columns, on a few returns: together, and each in its own company."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from ruantong.core.rules.executors.columns import ColumnarResult, evaluate
from ruantong.core.rules.executors.columns_frame import frame_of
from ruantong.core.rules.lowering.chain import FAIL, NOT_APPLICABLE, PASS
from ruantong.core.rules.ruleset import RuleSet
from tests.differential.columns import frame, results, stored
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


def unlike(name: str, result: ColumnarResult, start: int = 0) -> list[str]:
    _, drawn, expected = case(name)
    found = results(result)
    judged = slice(start, start + len(found))
    return [
        where
        for one, right, columns in zip(drawn[judged], expected[judged], found, strict=True)
        for where in differences(one, right, columns)
    ]


@pytest.mark.parametrize("name", CASES)
def test_together(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The careful reader of whole returns would give the same, at a hundred times the cost.
    monkeypatch.delattr("ruantong.core.rules.executors.columns_frame.parse_forms")
    rules, drawn, expected = case(name)
    assert unlike(name, evaluate(rules, frame(rules, drawn))) == []
    assert len({tuple(right["counts"]) for right in expected}) > 3, "unlike returns"


@pytest.mark.parametrize("name", CASES)
def test_each_in_its_own_company(name: str) -> None:
    # What all returns of a frame have in common is folded away: here everything is.
    rules, drawn, _ = case(name)
    for place, one in enumerate(drawn[: FEW // 2]):
        assert unlike(name, evaluate(rules, frame(rules, [one])), place) == []


def test_nobody_knows_the_register_outside_the_platform() -> None:
    rules = rules_of("2", ("信用代码唯一",))
    (one,) = samples_of(EDITION, rules.frequency, 1)
    for known, outcome in ((True, PASS), (False, FAIL), (None, NOT_APPLICABLE)):
        given = replace(stored(one), unit=replace(one.dossier.unit, uscc_unique=known))
        assert evaluate(rules, frame_of(rules, [given] * 2)).outcomes.rows() == [(outcome,)] * 2
