"""Scaled integers are printed canonically and rounded exactly."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.values import MAX_SCALED, format_number, round_half_up


@pytest.mark.parametrize(
    ("value", "decimals", "text", "grouped"),
    [
        (None, 2, "", ""),
        (0, 2, "0.00", "0.00"),
        (5, 2, "0.05", "0.05"),
        (-5, 2, "-0.05", "-0.05"),
        (123450, 2, "1234.50", "1,234.50"),
        (-1234567, 0, "-1234567", "-1,234,567"),
        (100, 2, "1.00", "1.00"),
    ],
)
def test_exactly_the_declared_places(value, decimals, text, grouped):
    assert format_number(value, decimals) == text
    assert format_number(value, decimals, grouping=True) == grouped


@given(st.integers(-MAX_SCALED, MAX_SCALED), st.integers(0, 6))
def test_the_decimal_is_exact_whatever_the_context(value, decimals):
    with localcontext() as context:
        context.prec = 3
        exact = Decimal((int(value < 0), tuple(map(int, str(abs(value)))), -decimals))
    assert Fraction(exact) == Fraction(value, 10**decimals)
    assert exact == Decimal(format_number(value, decimals))


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(5, 2, 3), (-5, 2, -3), (5, -2, -3), (-5, -2, 3), (4, 3, 1), (5, 3, 2), (0, -7, 0), (1, 3, 0)],
)
def test_halves_go_away_from_zero(numerator, denominator, rounded):
    assert round_half_up(numerator, denominator) == rounded


@given(st.integers(), st.integers().filter(bool))
def test_rounding_is_within_half_and_symmetric(numerator, denominator):
    rounded = round_half_up(numerator, denominator)
    error = Fraction(numerator, denominator) - rounded
    assert abs(error) <= Fraction(1, 2)
    if abs(error) == Fraction(1, 2):
        assert abs(rounded) > abs(Fraction(numerator, denominator))
    assert round_half_up(-numerator, denominator) == -rounded


def test_a_ratio_to_nothing_is_no_number():
    with pytest.raises(ZeroDivisionError):
        round_half_up(1, 0)
