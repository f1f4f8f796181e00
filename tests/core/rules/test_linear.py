"""Conditions on whole numbers keep their meaning, and what is said to be possible or not, is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruantong.core.rules.linear import solving
from ruantong.core.rules.linear.conditions import (
    AtMost,
    Condition,
    Every,
    Flag,
    Form,
    LimitReached,
    Rounded,
    Some,
    every,
    names_in,
    no_more,
    opposite,
    replaced,
    rounded_in,
    some,
    variable,
    yes,
)
from ruantong.core.rules.linear.solving import conflict, contradiction, whole_point
from tests.core.rules.repair_truth import true

NAMES = ("x", "y", "z")
BOX = range(-4, 5)
A, B = yes(Flag("a")), yes(Flag("b"))
NOT_A = opposite(A)
BOUND = AtMost((("x", 1),), -3)
CHOICES = [(), ("a",), ("b",), ("a", "b")]
POINTS = [dict(zip(NAMES, values, strict=True)) for values in product(BOX, repeat=3)]


def form(const: int = 0, /, **factors: int) -> Form:
    return Form(tuple((name, factor) for name, factor in factors.items() if factor), const)


inequalities: st.SearchStrategy[Condition] = st.builds(
    lambda factors, bound: no_more(form(**dict(zip(NAMES, factors, strict=True))), bound),
    st.tuples(*[st.integers(-3, 3)] * 3),
    st.integers(-9, 9),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(inequalities, st.sampled_from([True, False, A, B, NOT_A])),
    lambda part: st.one_of(
        st.lists(part, max_size=3).map(every), st.lists(part, max_size=3).map(some)
    ),
    max_leaves=6,
)
tried = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


# conditions --------------------------------------------------------------------------------------


@given(st.lists(conditions, max_size=4), st.sampled_from(POINTS), st.sampled_from(CHOICES))
def test_put_together_they_hold_as_each_by_itself(
    parts: list[Condition], point: dict[str, int], marks: tuple[str, ...]
) -> None:
    each = [true(part, point, marks) for part in parts]
    assert true(every(parts), point, marks) is all(each)
    assert true(some(parts), point, marks) is any(each)


@given(conditions, st.sampled_from(POINTS), st.sampled_from(CHOICES))
def test_the_opposite_holds_exactly_where_the_condition_does_not(
    condition: Condition, point: dict[str, int], marks: tuple[str, ...]
) -> None:
    assert true(opposite(condition), point, marks) is not true(condition, point, marks)


def test_what_is_decided_is_a_truth_value_and_each_part_stands_once_on_one_level() -> None:
    assert every([]) is True
    assert some([]) is False
    assert every([True, A, False]) is False
    assert some([False, A, True]) is True
    assert no_more(form()) is True
    assert no_more(form(), 1) is False
    assert every([True, A, A]) == A
    assert some([False, A, A]) == A
    assert every([Every((A, B)), B, True, BOUND]) == Every((A, B, BOUND))
    assert some([A, Some((B, A))]) == Some((A, B))


@given(st.tuples(*[st.integers(-6, 6)] * 2), st.integers(-20, 20), st.integers(0, 1))
def test_lowest_terms_allow_the_same_whole_numbers(
    factors: tuple[int, int], constant: int, bound: int
) -> None:
    condition = no_more(form(constant, x=factors[0], y=factors[1]), bound)
    for x, y in product(BOX, repeat=2):
        total = factors[0] * x + factors[1] * y + constant
        assert true(condition, {"x": x, "y": y}) is (total + bound <= 0)
    assert no_more(form(3, y=6, x=-4)) == AtMost((("y", 3), ("x", -2)), 2)


def test_the_names_of_a_condition_are_all_its_names() -> None:
    half = Rounded((("z", 1),), 0, 2)
    whole = every([no_more(form(2, x=1).plus(variable(half), -1)), some([A, BOUND]), B])
    assert Counter(names_in(whole)) == {"x": 2, half: 1, "z": 1, Flag("a"): 1, Flag("b"): 1}
    assert rounded_in([whole]) == (half,)


@given(st.integers(-5, 5), st.integers(-5, 5), st.integers(-20, 20), st.integers(1, 8))
def test_a_rounded_number_is_the_only_one_that_fits_its_definition(
    x: int, y: int, constant: int, divisor: int
) -> None:
    rounded = Rounded((("x", 3), ("y", -2)), constant, divisor)
    value = rounded.value(lambda name: {"x": x, "y": y}[str(name)])

    def fits(number: int) -> bool:
        """The definition with a number in the variable's place."""
        figures = {"x": x, "y": y, rounded: number}
        return replaced(rounded.definition, lambda each: each.at(figures.__getitem__) <= 0) is True

    assert [n for n in range(value - 3, value + 4) if fits(n)] == [value]


# feasibility -------------------------------------------------------------------------------------


def rows_of(drawn: Sequence[Condition]) -> list[AtMost]:
    box = [no_more(form(-4, **{name: sign})) for name in NAMES for sign in (1, -1)]
    return [row for row in (*drawn, *box) if isinstance(row, AtMost)]


@tried
@given(st.lists(inequalities, max_size=6))
def test_whole_numbers_are_found_exactly_where_there_are_some(drawn: list[Condition]) -> None:
    rows = rows_of(drawn)
    found = whole_point(rows)
    fitting = any(all(true(row, point) for row in rows) for point in POINTS)
    assert (found is not None) is fitting
    if found is not None:
        assert all(true(row, {str(name): value for name, value in found.items()}) for row in rows)


@tried
@given(st.lists(inequalities, max_size=6))
def test_what_is_called_impossible_is_so_because_of_what_is_named(drawn: list[Condition]) -> None:
    rows = rows_of(drawn)
    places = conflict([(row, place) for place, row in enumerate(rows)])
    if places is None:
        return
    core = [rows[place] for place in places]
    assert not any(all(true(row, point) for row in core) for point in POINTS)
    assert conflict([(row, place) for place, row in enumerate(core)]) is not None


@tried
@given(st.lists(inequalities, max_size=7), st.sampled_from(POINTS))
def test_a_system_made_around_a_point_is_possible(
    drawn: list[Condition], point: dict[str, int]
) -> None:
    rows = [row if true(row, point) else opposite(row) for row in drawn]
    assert conflict([(row, 0) for row in rows if isinstance(row, AtMost)]) is None


def test_nothing_moves_that_need_not() -> None:
    rows = [AtMost((("x", -1),), 3), AtMost((("y", 1),), -5), AtMost((("x", 1), ("z", -1)), -9)]
    assert whole_point(rows) == {"x": 3, "y": 0, "z": 0}


def test_amounts_of_any_size_are_exact() -> None:
    # Together 42 y ≤ 6 × 10^18 + 3; as a floating number the bound would be seven too high.
    rows = [
        AtMost((("x", 3), ("y", 7)), -(10**18) - 1),
        AtMost((("x", -3), ("y", 7)), -(2 * 10**18)),
    ]
    most = (3 * 10**18 + 1) // 14
    assert whole_point([*rows, AtMost((("y", -1),), most)]) is not None
    assert whole_point([*rows, AtMost((("y", -1),), most + 1)]) is None


def test_a_search_beyond_the_limits_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # Half of an odd number: no whole number, and without bounds no end of trying.
    rows = [
        AtMost((("x", 2), ("y", -3), ("z", 1)), 0),
        AtMost((("x", -2), ("y", 3), ("z", -1)), 0),
        AtMost((("y", 1), ("z", 1)), -1),
        AtMost((("y", -1), ("z", -1)), 1),
        AtMost((("y", 1), ("z", -1)), 0),
        AtMost((("y", -1), ("z", 1)), 0),
    ]
    assert whole_point(rows) is None
    monkeypatch.setattr(solving, "MAX_BRANCHES", 0)
    with pytest.raises(LimitReached):
        whole_point(rows)
    monkeypatch.setattr(solving, "MAX_PIVOTS", 0)
    with pytest.raises(LimitReached):
        conflict([(row, 0) for row in rows])


@tried
@given(st.lists(conditions, min_size=1, max_size=4))
def test_systems_are_all_ways_in_which_conditions_can_hold(drawn: list[Condition]) -> None:
    asked = [*drawn, every(rows_of([]))]
    for flags in CHOICES:
        # The flags are decided beforehand, as by a set of cells.
        a, b = A if "a" in flags else NOT_A, B if "b" in flags else opposite(B)
        found: list[Sequence[AtMost]] = []
        places = contradiction([every((a, b, c)) for c in asked], 2000, found.append)  # type: ignore[arg-type]
        assert places is not None
        fitting = [p for p in POINTS if all(true(c, p, flags) for c in asked)]
        holding = [[p for p in POINTS if all(true(r, p, flags) for r in rows)] for rows in found]
        assert {tuple(p.values()) for each in holding for p in each} == {
            tuple(p.values()) for p in fitting
        }
        if not found:
            core = [asked[place] for place in places]
            assert not any(all(true(c, p, flags) for c in core) for p in POINTS)


def test_the_first_way_that_is_accepted_ends_the_search_and_too_many_are_not_looked_at() -> None:
    ways = some(no_more(form(x=1, y=place)) for place in range(4))
    assert contradiction([ways], 2) is None
    seen: list[Sequence[AtMost]] = []

    def third(rows: Sequence[AtMost]) -> bool:
        seen.append(rows)
        return len(seen) == 3

    assert contradiction([ways], 4, third) is None
    assert contradiction([ways], 5, lambda rows: False) == frozenset({0})
    with pytest.raises(LimitReached):
        contradiction([ways], 4, lambda rows: False)


def test_a_conflict_that_no_choice_can_mend_is_found_at_once() -> None:
    ways = [some(no_more(form(**{f"{name}{n}": 1})) for n in range(9)) for name in "abcdefgh"]
    never = [no_more(form(x=1)), no_more(form(x=-1), 1)]
    assert contradiction([*ways, *never], 1) == frozenset({8, 9})
    assert contradiction([*ways, False], 1) == frozenset({8})
