"""After any changes the browser says what it would say of the return as it now stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruantong.core.periods import Frequency
from tests.differential.compare import documents, run_node
from tests.differential.returns import EDITIONS, samples_of

INCREMENTAL = Path(__file__).parent / "incremental.js"


@pytest.mark.parametrize(("regime", "frequency"), EDITIONS[:2])
def test_changes_lead_to_the_same_judgement(regime: str, frequency: Frequency) -> None:
    lines = [one.line() for one in samples_of(regime, frequency, 90, seed="changes")]
    steps = run_node(documents(), lines, INCREMENTAL)
    assert len(steps) == len(lines) - 1
    assert [step["number"] for step in steps if not (step["same"] and step["unclear"])] == []
    # and only a few rules look at a cell: this is why typing stays smooth
    touched = sum(step["touched"] for step in steps) / sum(step["changes"] for step in steps)
    assert touched < 0.25 * steps[0]["all"]
