"""R6-28 asks about a change that is large either way, of profits and of losses alike."""

from __future__ import annotations

import pytest

from ruantong.core.dossier import Dossier
from ruantong.core.regime import Regime
from ruantong.core.rules.edits import edited
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.validation import validate


@pytest.mark.parametrize(
    ("now", "before", "asked"),
    [
        (-5000, -100, True),  # a loss fifty times as large
        (5000, 100, True),  # its mirror
        (-5000, 100, True),  # from profit to loss
        (5000, -100, True),
        (-5000, -4000, False),
        (-499, -100, False),  # small either way
        (499, 100, False),
        (-500, -100, True),
        (-100, -5000, True),
    ],
)
def test_losses_are_asked_about_as_profits_are(
    monthly: RuleSet, monthly_ok: Dossier, now: int, before: int, asked: bool
) -> None:
    filed = edited(monthly_ok, {"6.2090.A": now * 100, "6.2090.B": before * 100})
    found = [one.key for one in validate(monthly, filed).findings if one.rule == "R6-28"]
    assert found == (["R6-28:2090"] if asked else [])


def test_the_pack_says_that_the_reading_is_inferred(regime: Regime) -> None:
    (rule,) = (rule for rule in regime.rules if rule.id == "R6-28")
    assert rule.certainty == "I"
