"""Conditions of a repair keep their meaning when they are put together, simplified and turned round."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.rules.localisation.conditions import (
    AtMost,
    Condition,
    Every,
    Given,
    Linear,
    Some,
    added,
    at_most,
    cells_in,
    every,
    opposite,
    some,
)
from tests.core.rules.repair_truth import true

A, B = Given("a", wanted=True), Given("b", wanted=True)
NOT_A = Given("a", wanted=False)
BOUND = AtMost((("x", 1),), -3)
CHOICES = [(), ("a",), ("b",), ("a", "b")]

blanks: st.SearchStrategy[Condition] = st.recursive(
    st.sampled_from([True, False, A, B, NOT_A]),
    lambda part: st.one_of(
        st.lists(part, max_size=3).map(every), st.lists(part, max_size=3).map(some)
    ),
    max_leaves=6,
)


@given(st.lists(blanks, max_size=4))
def test_put_together_they_hold_as_each_by_itself(parts: list[Condition]) -> None:
    for filled in CHOICES:
        each = [true(part, {}, filled) for part in parts]
        assert true(every(parts), {}, filled) is all(each)
        assert true(some(parts), {}, filled) is any(each)


@given(blanks)
def test_the_opposite_holds_exactly_where_the_condition_does_not(condition: Condition) -> None:
    for filled in CHOICES:
        assert true(opposite(condition), {}, filled) is not true(condition, {}, filled)


def test_the_opposite_of_all_is_one_and_of_one_is_all() -> None:
    not_b = Given("b", wanted=False)
    assert opposite(Every((A, B))) == Some((NOT_A, not_b))
    assert opposite(Some((A, B))) == Every((NOT_A, not_b))
    assert opposite(Every((A, Some((NOT_A, B))))) == Some((NOT_A, Every((A, not_b))))
    assert [opposite(known) for known in (True, False)] == [False, True]
    assert opposite(NOT_A) == A


def test_the_opposite_of_an_inequality_is_never_asked_for() -> None:
    with pytest.raises(TypeError, match="AtMost"):
        opposite(BOUND)


def test_what_is_decided_is_a_truth_value() -> None:
    assert every([]) is True
    assert some([]) is False
    assert every([True, A, False]) is False
    assert some([False, A, True]) is True
    assert every([True, True]) is True
    assert some([False, False]) is False


def test_one_condition_alone_is_that_condition() -> None:
    assert every([True, A, A]) == A
    assert some([False, A, A]) == A


def test_each_part_stands_once_and_on_one_level() -> None:
    assert every([Every((A, B)), B, True, BOUND]) == Every((A, B, BOUND))
    assert some([Some((A, B)), B, False, BOUND]) == Some((A, B, BOUND))
    assert every([A, Every((B, A))]) == Every((A, B))
    assert some([A, Some((B, A))]) == Some((A, B))


factors = st.integers(-6, 6)


@given(factors, factors, st.integers(-20, 20))
def test_lowest_terms_allow_the_same_whole_numbers(a: int, b: int, const: int) -> None:
    condition = at_most({"y": b, "x": a}, const)
    for x, y in product(range(-5, 6), repeat=2):
        assert true(condition, {"x": x, "y": y}) is (a * x + b * y + const <= 0)


def test_lowest_terms_are_those_of_whole_numbers() -> None:
    assert at_most({"y": 6, "x": -4, "z": 0}, 3) == AtMost((("x", -2), ("y", 3)), 2)
    assert at_most({"y": 6, "x": -4}, -3) == AtMost((("x", -2), ("y", 3)), -1)


@pytest.mark.parametrize(("const", "holds"), [(-1, True), (0, True), (1, False)])
def test_without_cells_it_is_decided(const: int, holds: bool) -> None:
    assert at_most({}, const) is holds
    assert at_most({"x": 0}, const) is holds


@given(*[st.tuples(factors, factors, st.integers(-9, 9), st.integers(1, 12))] * 2)
def test_a_sum_is_the_sum_for_every_figure(
    one: tuple[int, int, int, int], two: tuple[int, int, int, int]
) -> None:
    left = Linear({"x": one[0], "y": one[1]}, one[2], one[3])
    right = Linear({"y": two[0], "z": two[1]}, two[2], two[3])
    figures = {"x": 7, "y": -5, "z": 11}

    def value(linear: Linear) -> Fraction:
        cells = sum(factor * figures[ref] for ref, factor in linear.terms.items())
        return Fraction(cells + linear.const, linear.below)

    assert value(added(left, right, 1)) == value(left) + value(right)
    assert value(added(left, right, -1)) == value(left) - value(right)


def test_a_sum_keeps_the_smallest_common_denominator() -> None:
    assert added(Linear({"x": 1}, 0, 4), Linear({"x": 1}, 1, 6), 1) == Linear({"x": 5}, 2, 12)


def test_the_cells_of_a_condition_are_all_its_cells() -> None:
    whole = every([at_most({"x": 1, "y": -1}, 2), some([A, BOUND]), B])
    assert Counter(cells_in(whole)) == {"x": 2, "y": 1, "a": 1, "b": 1}
    assert list(cells_in(True)) == []
