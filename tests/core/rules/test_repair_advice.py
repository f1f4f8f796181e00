"""What is asked together, what apart, in which order, and what is said when not all could be found.

The cases are tests/vectors/repairs.json (docs/rules.md §9, ADR 0034).
"""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.core.rules.localisation import components as repair_components
from ruantong.core.rules.localisation import proposals
from ruantong.core.rules.localisation.search import Problem, RepairAdvice
from tests.core.rules.repair_cases import REPAIRS, advice_of, found

TIME_IS_OVER = RepairAdvice((Problem(("R9-01:A",), (), False),), ())


@pytest.mark.parametrize("case", REPAIRS["cases"], ids=lambda case: case["why"])
def test_what_is_asked(case: dict[str, Any]) -> None:
    answer = found(advice_of(case))
    assert answer == {key: case[key] for key in ("asks", "texts") if key in case}
    order, wanted = ([[*each["costs"]] for each in asks] for asks in (answer["asks"], case["asks"]))
    assert order == wanted


def test_without_time_or_beyond_the_limits_nothing_is_claimed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    two = {"rules": ["[2050] >= 2", "[2051] >= [2050]"], "cells": {"2050": "1", "2051": "1"}}
    assert advice_of(two, seconds=0) == TIME_IS_OVER
    assert advice_of(two).complete
    # Sets of more cells than are pursued.
    with monkeypatch.context() as limits:
        limits.setattr(proposals, "MOST_CELLS", 2)
        assert advice_of(two).complete
        limits.setattr(proposals, "MOST_CELLS", 1)
        assert advice_of(two) == TIME_IS_OVER
    monkeypatch.setattr(repair_components, "MAX_SYSTEMS", 0)
    one = {"rules": ["[2050] >= [2051]"], "cells": {"2050": "1", "2051": "2"}}
    assert advice_of(one) == TIME_IS_OVER
