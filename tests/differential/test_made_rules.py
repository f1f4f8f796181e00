"""Random rules over real cells get the same outcomes from all executors, and the same sentences."""

from __future__ import annotations

import pytest

from tests.differential.made_rules import EDITION, GROUNDS, compare_made, rules_of
from tests.differential.outcomes import outcomes_of
from tests.differential.returns import samples_of


@pytest.mark.parametrize("name", GROUNDS)
@pytest.mark.parametrize("seed", range(2))
def test_executors_agree(name: str, seed: int) -> None:
    assert list(compare_made(name, seed, returns=48)) == []


@pytest.mark.parametrize("name", GROUNDS)
def test_made_rules_reach_all_four_outcomes(name: str) -> None:
    rules = rules_of(name, 0)
    drawn = samples_of(EDITION, rules.frequency, 48, seed="made 0")
    counts = [
        sum(four)
        for four in zip(*(outcomes_of(rules, d.dossier).counts for d in drawn), strict=True)
    ]
    assert min(counts) > 24
