"""The unit of a difference follows from the units of both sides; what does not fit is named."""

from __future__ import annotations

import pytest

from ruantong.core.regime import Regime
from ruantong.core.rules.language.measures import measure_of_sides
from ruantong.core.rules.language.tree import Compare
from tests.core.rules.trial import rule_text, ruleset


def measured(regime: Regime, check: str, form: str = "6") -> tuple[str, list[tuple[str, str]]]:
    """Unit of the comparison, and the pairs that do not fit."""
    (instance,) = ruleset(regime, rule_text(check), form).instances
    assert isinstance(instance.check, Compare)
    refused: list[tuple[str, str]] = []
    measure = measure_of_sides(instance.check, lambda one, other: refused.append((one, other)))
    assert instance.check.measure == measure
    return measure, refused


@pytest.mark.parametrize(
    ("check", "measure"),
    [
        ("[2010.A] >= [2020.A]", "万元"),
        ("[2112.A] >= 1", "人"),
        ("1 <= [2112.A]", "人"),
        ("1 <= 2", ""),
        # a fixed number takes the unit of what it is added to or held against
        ("[2010.A] + 5 >= 5", "万元"),
        ("5 + [2010.A] >= [2020.A] - [2021.A]", "万元"),
        ("[2010.A] * 2 >= [2020.A]", "万元"),
        ("2 * [2010.A] >= 3", "万元"),
        # dividing like by like leaves a bare ratio
        ("[2010.A] / [2020.A] <= 1", ""),
        ("[2010.A] / 2 <= [2020.A]", "万元"),
        ("1 / [2112.A] <= 1", "1/人"),
        ("[2010.A] / [2112.A] <= 1", "万元/人"),
        ("[2010.A] / [2112.A] * [2112.A] <= [2010.A]", "万元"),
        ("[2112.A] * [2112.A] <= 9", "人·人"),
        ("[2010.A] * [2112.A] <= 9", "万元·人"),
        ("[2010.A] / [2112.A] / [2112.A] <= 9", "万元/人·人"),
        # a rate turns one currency into the other
        ("[2042.A] * usd <= [2024.A]", "万元"),
        ("usd * [2042.A] <= [2024.A]", "万元"),
        ("[2024.A] / usd >= [2042.A]", "万美元"),
        # a per cent has no unit
        ("[2113.A] * [2010.A] <= [2020.A]", "万元"),
        # what leaves the unit as it is
        ("绝对值([2010.A]) <= 5", "万元"),
        ("四舍五入([2010.A], 1) <= 5", "万元"),
        ("最大([2112.A], 5) <= 5", "人"),
        ("最大(5, [2112.A]) <= 5", "人"),
        ("选择([2010.A] > 0, 3, [2112.A]) <= 5", "人"),
        ("选择([2010.A] > 0, [2112.A], 3) <= 5", "人"),
        ("m <= 12", ""),
        ("[2010.A] * m <= 12", "万元"),
        ("m * [2010.A] <= 12", "万元"),
    ],
)
def test_unit(regime: Regime, check: str, measure: str) -> None:
    assert measured(regime, check) == (measure, [])


@pytest.mark.parametrize(
    ("check", "measure", "refused"),
    [
        ("[2024.A] >= [2042.A]", "万元", [("万元", "万美元")]),
        ("[2042.A] >= [2024.A]", "万美元", [("万美元", "万元")]),
        ("[2010.A] + [2112.A] > 0", "万元", [("万元", "人")]),
        ("[2112.A] > [2010.A] / [2020.A]", "人", [("人", "比率")]),
        ("[2010.A] / [2020.A] >= [2112.A]", "", [("比率", "人")]),
        ("最大([2010.A], [2112.A]) > 0", "万元", [("万元", "人")]),
        ("选择([2090.A] > 0, [2010.A], [2112.A]) > 0", "万元", [("万元", "人")]),
        ("绝对值([2010.A] - [2112.A]) > 0", "万元", [("万元", "人")]),
        ("([2010.A] + [2112.A]) * 2 > 0", "万元", [("万元", "人")]),
        ("2 * ([2010.A] + [2112.A]) > 0", "万元", [("万元", "人")]),
        ("([2010.A] + [2112.A]) / 2 > 0", "万元", [("万元", "人")]),
        ("2 / ([2010.A] + [2112.A]) > 0", "1/万元", [("万元", "人")]),
        # every part that does not fit is named, not only the first
        ("[2010.A] + [2112.A] + [2042.A] > 0", "万元", [("万元", "人"), ("万元", "万美元")]),
        ("[2010.A] + [2112.A] > [2042.A]", "万元", [("万元", "人"), ("万元", "万美元")]),
        ("[2042.A] > [2010.A] + [2112.A]", "万美元", [("万元", "人"), ("万美元", "万元")]),
    ],
)
def test_what_does_not_fit(
    regime: Regime, check: str, measure: str, refused: list[tuple[str, str]]
) -> None:
    assert measured(regime, check) == (measure, refused)


@pytest.mark.parametrize(
    ("check", "measure", "refused"),
    [
        ('合计([4表.1], "E1") = [3表.A1]', "万元", []),
        ('合计([4表.1], "E1") > 行数([4表.code])', "万元", [("万元", "比率")]),
        ("[B00] / 行数([4表.code]) > [B00]", "万元", []),
        ('行数([4表.code], "E4") >= 1', "", []),
    ],
)
def test_lines_of_a_list(
    regime: Regime, check: str, measure: str, refused: list[tuple[str, str]]
) -> None:
    assert measured(regime, check, "2") == (measure, refused)
