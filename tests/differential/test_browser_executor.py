"""The browser's executor says of random returns what the platform says, word for word (in Node)."""

from __future__ import annotations

import os

import pytest

from ruantong.core.periods import Frequency
from tests.differential.compare import browser_outcomes, compare, differences
from tests.differential.disturb import KINDS
from tests.differential.outcomes import python_outcomes
from tests.differential.returns import EDITIONS, sample, samples_of

RETURNS = int(os.environ.get("RUANTONG_DIFFERENTIAL", "1200"))


@pytest.mark.parametrize(("regime", "frequency"), EDITIONS)
def test_same_outcomes_and_words(regime: str, frequency: Frequency) -> None:
    drawn = list(samples_of(regime, frequency, RETURNS // len(EDITIONS)))
    tally = compare(drawn, {"browser": browser_outcomes})
    assert tally.differences == []
    # the comparison saw something: every kind of return, every outcome, thousands of messages
    assert set(tally.kinds) == set(KINDS)
    assert min(tally.outcomes.values()) > 0
    assert tally.messages > 5 * len(drawn)


def test_a_difference_is_seen() -> None:
    one = sample(3)
    (found,) = browser_outcomes([one])
    right = {**python_outcomes(one).to_dict(), "unclear": list(one.unclear)}
    assert differences(one, right, {**found, "counts": [0, 0, 0, 0]}) != []
    changed = {**found, "rules": {**found["rules"], "R2-06": [0, 1, 0, 0]}}
    assert "R2-06" in differences(one, right, changed)[0]


def test_the_same_number_is_the_same_return() -> None:
    assert sample(1234).line() == sample(1234).line()
    assert sample(1234).line() != sample(1234, seed="2").line()
