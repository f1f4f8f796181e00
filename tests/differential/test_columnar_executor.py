"""Columns of thousands of random returns get the outcomes that the platform gives one by one."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from ruantong.core.periods import Frequency, Period
from ruantong.core.rules.executors.columns import evaluate
from ruantong.core.rules.executors.columns_frame import FrameFault, frame_of
from ruantong.core.validation import judge
from tests.differential.columns import columns_outcomes, frame, results, stored
from tests.differential.compare import compare
from tests.differential.disturb import KINDS
from tests.differential.returns import EDITIONS, ruleset, samples_of

RETURNS = int(os.environ.get("RUANTONG_DIFFERENTIAL", "1200"))
MONTHLY, ANNUAL = EDITIONS[0], EDITIONS[1]


@pytest.mark.parametrize(("regime", "frequency"), EDITIONS)
def test_same_outcomes(regime: str, frequency: Frequency) -> None:
    drawn = list(samples_of(regime, frequency, RETURNS // len(EDITIONS)))
    tally = compare(drawn, {"columns": columns_outcomes})
    assert tally.differences == []
    # the comparison saw something: every kind of return and every outcome, often
    assert set(tally.kinds) == set(KINDS)
    assert min(tally.outcomes.values()) > len(drawn)


@pytest.mark.parametrize(("regime", "frequency"), EDITIONS)
def test_the_company_of_other_returns_changes_nothing(regime: str, frequency: Frequency) -> None:
    # What is known of a whole frame is folded away; like returns are a frame of other knowledge.
    rules = ruleset(regime, frequency)
    drawn = list(samples_of(regime, frequency, 24, seed="alone"))
    together = evaluate(rules, frame(rules, drawn)).outcomes
    for place, one in enumerate(drawn):
        alike = evaluate(rules, frame(rules, [one] * 3)).outcomes
        assert alike.rows() == [together.row(place)] * 3


@pytest.mark.parametrize(("regime", "frequency"), [MONTHLY, ANNUAL])
def test_counts_add_up(regime: str, frequency: Frequency) -> None:
    rules = ruleset(regime, frequency)
    drawn = list(samples_of(regime, frequency, 40, seed="counts"))
    for one, found in zip(drawn, columns_outcomes(drawn), strict=True):
        extra = judge(rules, one.dossier)[1]
        assert sum(found["counts"]) == len(rules.instances) + extra


def test_a_stored_return_of_another_shape_is_read_with_care() -> None:
    regime, frequency = ANNUAL
    rules = ruleset(regime, frequency)
    drawn = list(samples_of(regime, frequency, 12, seed="shape"))
    broken = stored(drawn[0])
    odd: dict[str, object] = {
        "1": [], "2": {"cells": "x", "head": 3}, "3": {"cells": {"A0": ["5"], "A1": {"A": 12}}},
        "4": {"rows": {"lines": {"code": "E1"}}}, "9": {},
    }  # fmt: skip
    given = [replace(broken, forms=odd), *map(stored, drawn[1:])]
    found = results(evaluate(rules, frame_of(rules, given)))
    blank = replace(broken, forms={code: {} for code in ("1", "2", "3", "4")})
    assert found[:1] == results(evaluate(rules, frame_of(rules, [blank])))
    assert found[1:] == columns_outcomes(drawn[1:])


def test_what_does_not_belong_in_a_frame_is_refused() -> None:
    rules = ruleset(*MONTHLY)
    (one,) = samples_of(*MONTHLY, 1)
    with pytest.raises(FrameFault, match="不同期别"):
        frame_of(rules, [replace(stored(one), period=Period.parse("2023"))])
    with pytest.raises(FrameFault, match="另一套"):
        evaluate(ruleset(*ANNUAL), frame(rules, [one]))


def test_no_returns_give_no_outcomes() -> None:
    for edition in (MONTHLY, ANNUAL):
        rules = ruleset(*edition)
        assert results(evaluate(rules, frame_of(rules, []))) == []


def test_no_rules_find_nothing() -> None:
    rules = replace(ruleset(*MONTHLY), instances=(), hash="no rules")
    assert results(evaluate(rules, frame(rules, list(samples_of(*MONTHLY, 3))))) == []
