"""The unit of a difference follows from the units of both sides; what does not fit is named.

The cases are tests/vectors/measures.json.
"""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.core.regime import Regime
from ruantong.core.rules.language.measures import measure_of_sides
from ruantong.core.rules.language.tree import Compare
from tests.core.rules.trial import rule_text, ruleset, vectors


@pytest.mark.parametrize("case", vectors("measures")["cases"], ids=lambda case: case["check"])
def test_unit(regime: Regime, case: dict[str, Any]) -> None:
    (instance,) = ruleset(regime, rule_text(case["check"]), case.get("form", "6")).instances
    assert isinstance(instance.check, Compare)
    refused: list[list[str]] = []
    measure = measure_of_sides(instance.check, lambda *units: refused.append([*units]))
    assert instance.check.measure == measure
    assert (measure, refused) == (case["measure"], case.get("refused", []))
