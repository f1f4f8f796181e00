"""A divisor that is zero whatever is filed is refused; one that depends on data is judged then."""

from __future__ import annotations

import pytest

from ruantong.core.regime import Regime
from ruantong.core.rules.language.faults import RuleTextError
from tests.core.rules.trial import judged, only, rule_text, ruleset


@pytest.mark.parametrize(
    "divisor",
    [
        "0",
        "0.00",
        "(1 - 1)",
        "(0.5 + 0.5 - 1)",
        "(3 - 1 - 2)",
        "(usd - usd)",
        "(0 × usd)",
        "(2 × 3 - 6)",
        "(1 / 2 - 0.5)",
        "(0 / 7)",
    ],
)
def test_nothing_is_divided_by_a_fixed_zero(regime: Regime, divisor: str) -> None:
    with pytest.raises(RuleTextError) as caught:
        ruleset(regime, rule_text(f"[2020.A] / {divisor} = 1"))
    assert [fault.message for fault in caught.value.faults] == ["R9-01：除数是0"]


@pytest.mark.parametrize(
    ("divisor", "outcome"),
    [
        ("(1 + 1)", "pass"),
        ("(0.5 + 2.5 - 1)", "pass"),
        ("(2 × 3 - 4)", "pass"),
        ("(1 / 2 + 1.5)", "pass"),
        ("(0 - 2)", "fail"),
        ("([2010.A] - [2010.A])", "not_evaluated"),
        ("(0 × [2010.A])", "not_evaluated"),
        ("(0 + [2010.A])", "pass"),
    ],
)
def test_other_divisors_are_divided_by(regime: Regime, divisor: str, outcome: str) -> None:
    report = judged(regime, f"[2020.A] / {divisor} = 5", {"2020": "10.00", "2010": "2.00"})
    assert only(report) == outcome
