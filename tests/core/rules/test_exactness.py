"""Verdicts are exact: no binary float, no rounding of a ratio, tolerance to the last digit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.dossier import Dossier, FormData
from ruantong.core.regime import Regime
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.validation import validate
from tests.core.rules.trial import MAY, UNIT, judged, only, rule_text, ruleset

GROWTH = "([2020.A] - [2020.B]) / [2020.B] <= 0.5"
AMOUNT = st.integers(-(10**15) + 1, 10**15 - 1)


@pytest.fixture(scope="module")
def ratios(regime: Regime) -> RuleSet:
    checks = [
        GROWTH,
        "[2010.A] / [2020.A] / m >= 0.3",
        "[2010.A] / [2020.A] = [2021.A] / [2022.A]",
        "绝对值([2010.A] / [2020.A] - 1) < 50%",
        "[2010.A] / ([2020.A] / 7) - [2022.A] > 1",
        "[2010.A] / [2020.A] × ([2021.A] / 2) > [2022.A]",
        "四舍五入([2010.A] / [2020.A] × 100, 2) <> [2021.A]",
    ]
    strict = (" > ", " < ", " <> ")  # no tolerance relaxes these
    text = "\n".join(
        rule_text(check, 容差=slack).replace("R9-01", f"R9-{number:02}")
        for number, (check, slack) in enumerate(
            ((check, slack) for check in checks for slack in ("0", "0.01")), start=1
        )
        if slack == "0" or not any(sign in check for sign in strict)
    )
    return ruleset(regime, text)


@given(st.lists(AMOUNT | st.integers(-300, 300), min_size=5, max_size=5))
def test_ratios_are_judged_like_fractions(ratios: RuleSet, values: list[int]) -> None:
    a, b, c, d, e = values  # 2010, 2020, 2021, 2022 in A; 2020 in B
    cells = {"2010": {"A": a}, "2020": {"A": b, "B": e}, "2021": {"A": c}, "2022": {"A": d}}
    report = validate(ratios, Dossier(MAY, UNIT, {"6": FormData(cells=cells)}))
    told = {int(finding.rule[3:]): finding.outcome.value for finding in report.findings}
    expected = {}
    f10, f20, f21, f22, g20 = (Fraction(value, 100) for value in values)
    for number in range(14):
        slack = Fraction(number % 2, 100)
        verdict = _expected(number // 2, f10, f20, f21, f22, g20, slack)
        if verdict is not True and (not number % 2 or number // 2 < 3):
            expected[number + 1] = "not_evaluated" if verdict is None else "fail"
    assert told == expected


def _expected(
    check: int, a: Fraction, b: Fraction, c: Fraction, d: Fraction, e: Fraction, slack: Fraction
) -> bool | None:
    try:
        if check == 0:
            return (b - e) / e <= Fraction(1, 2) + slack
        if check == 1:
            return a / b / 5 >= Fraction(3, 10) - slack
        if check == 2:
            return abs(a / b - c / d) <= slack
        if check == 3:
            return abs(a / b - 1) < Fraction(1, 2)
        if check == 4:
            return a / (b / 7) - d > 1
        if check == 5:
            return a / b * (c / 2) > d
        rounded = a / b * 100 * 100
        whole = int(abs(rounded) + Fraction(1, 2))
        return abs(Fraction(whole if rounded >= 0 else -whole, 100) - c) != 0
    except ZeroDivisionError:
        return None


def test_a_sum_of_the_same_precision_has_no_tolerance(regime: Regime) -> None:
    (rule,) = (rule for rule in regime.rules if rule.id == "R6-01")
    assert rule.tolerance == "0"


@pytest.mark.parametrize("power", [10, 100, 1000, 10000])
@pytest.mark.parametrize("turned", [False, True])
def test_a_wrong_unit_is_about_a_power_of_ten_away(
    regime: Regime, power: int, turned: bool
) -> None:
    """From 0.8 to 1.2 times the power, either way round, and of the same sign."""
    for hundredths, wanted in ((79, "pass"), (80, "fail"), (120, "fail"), (121, "pass")):
        cells = ["1.00", str(Decimal(hundredths * power) / 100)]
        one, other = reversed(cells) if turned else cells
        check = "非 量级错位([2010.A], [2020.A])"
        assert only(judged(regime, check, {"2010": one, "2020": other})) == wanted, hundredths
        assert only(judged(regime, check, {"2010": f"-{one}", "2020": other})) == "pass"
