"""A tolerance of whole units is one, as well as one of last places."""

from __future__ import annotations

import pytest

from ruantong.core.regime import Regime
from tests.core.rules.trial import judged, only


@pytest.mark.parametrize(("filed", "outcome"), [("6.00", "pass"), ("6.01", "fail")])
def test_one_unit_more_is_tolerated(regime: Regime, filed: str, outcome: str) -> None:
    assert only(judged(regime, "[2010.A] = 5", {"2010": filed}, 容差="1")) == outcome
