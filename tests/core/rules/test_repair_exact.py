"""The exact answer for a few cells is the one that trying every figure gives."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruantong.core.rules.localisation import exact as repair_exact
from ruantong.core.rules.localisation.conditions import (
    AtMost,
    Condition,
    Given,
    at_most,
    every,
    some,
)
from ruantong.core.rules.localisation.exact import Solution, TooHard, solve
from tests.core.rules.repair_truth import true

NAMES = ("x", "y", "z")
REACH = 4
BOX = range(-REACH, REACH + 1)
NOW = {"x": 1, "y": -2, "z": 3, "w": 2}


def within(ref: str) -> list[Condition]:
    return [at_most({ref: 1}, -REACH), at_most({ref: -1}, -REACH)]


def fits(conditions: Sequence[Condition], chosen: Sequence[str]) -> list[dict[str, int]]:
    """All figures within the box that satisfy everything, tried one after another."""
    found = []
    for values in product(BOX, repeat=len(chosen)):
        changes = dict(zip(chosen, values, strict=True))
        if all(true(c, {**NOW, **changes}, chosen) for c in conditions):
            found.append(changes)
    return found


def answer(
    conditions: Sequence[Condition],
    chosen: Sequence[str],
    followers: Sequence[str] = (),
    steps: dict[str, int] | None = None,
) -> Solution | None:
    return solve(conditions, chosen, followers, NOW.__getitem__, steps or {})


@st.composite
def inequality(draw: st.DrawFn, most: int = 3) -> Condition:
    terms = {name: draw(st.integers(-most, most)) for name in (*NAMES, "w")}
    return at_most(terms, draw(st.integers(-9, 9)))


@st.composite
def difference(draw: st.DrawFn) -> Condition:
    """x − y ≤ c and the like: whole numbers reach every end of such ranges."""
    one, other = draw(st.permutations([*NAMES, "w"]))[:2]
    return at_most({one: 1, other: -1}, draw(st.integers(-5, 5)))


def joined(leaf: st.SearchStrategy[Condition]) -> st.SearchStrategy[list[Condition]]:
    given_ = st.builds(Given, st.sampled_from([*NAMES, "w"]), st.booleans())
    either = st.lists(st.one_of(leaf, given_), min_size=1, max_size=2).map(some)
    both = st.lists(st.one_of(leaf, either), min_size=1, max_size=2).map(every)
    return st.lists(st.one_of(leaf, either, both), min_size=1, max_size=4)


sets = st.integers(1, 3).flatmap(lambda size: st.permutations(NAMES).map(lambda p: p[:size]))
tried = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@tried
@given(joined(difference()), sets)
def test_ranges_are_exactly_those_of_trying_every_figure(
    drawn: list[Condition], chosen: list[str]
) -> None:
    conditions = [*drawn, *(bound for ref in chosen for bound in within(ref))]
    right = fits(conditions, chosen)
    found = answer(conditions, chosen)
    if not right:
        assert found is None
        return
    assert found is not None
    assert found.ranges == {
        ref: (min(each[ref] for each in right), max(each[ref] for each in right)) for ref in chosen
    }
    assert found.points
    assert all(point in right for point in found.points)
    for ref in chosen:
        assert {point[ref] for point in found.points} >= set(found.ranges[ref])


@tried
@given(joined(inequality()), sets)
def test_whatever_the_factors_nothing_that_fits_is_left_out(
    drawn: list[Condition], chosen: list[str]
) -> None:
    conditions = [*drawn, *(bound for ref in chosen for bound in within(ref))]
    right = fits(conditions, chosen)
    found = answer(conditions, chosen)
    if found is None:
        assert right == []
        return
    assert all(point in right for point in found.points)
    for each in right:
        for ref in chosen:
            low, high = found.ranges[ref]
            assert low is not None
            assert high is not None
            assert low <= each[ref] <= high


@pytest.mark.parametrize("step", [1, 3, 10])
def test_ends_are_rounded_inward_to_the_last_place_wanted(step: int) -> None:
    bounds = [at_most({"x": 3}, -100), at_most({"x": -3}, -100)]
    found = answer(bounds, ["x"], steps={"x": step})
    assert found is not None
    most = 33 // step * step
    assert found.ranges == {"x": (-most, most)}
    assert {point["x"] % step for point in found.points} <= {0, 1}  # 1 is what stands there now


def test_no_multiple_within_the_range_is_no_answer() -> None:
    assert answer([at_most({"x": 1}, -9), at_most({"x": -1}, 1)], ["x"], steps={"x": 10}) is None


def test_amounts_of_any_size_are_exact() -> None:
    # Together 42 y ≤ 6 × 10^18 + 3; as a floating number the bound would be seven too high.
    first = AtMost((("x", 3), ("y", 7)), -(10**18) - 1)
    second = AtMost((("x", -3), ("y", 7)), -(10**18))
    found = answer([first, second], ["x", "y"])
    assert found is not None
    assert found.ranges["y"] == (None, 142857142857142857)


def test_without_a_bound_the_range_is_open_on_that_side() -> None:
    below, above = at_most({"x": 1}, -5), at_most({"x": -1}, -5)
    for conditions, expected in (
        ([below], (None, 5)),
        ([above], (-5, None)),
        ([True], (None, None)),
    ):
        found = answer(conditions, ["x"])
        assert found is not None
        assert found.ranges == {"x": expected}


def test_two_ways_span_from_the_lowest_to_the_highest() -> None:
    low = every([at_most({"x": 1}, 7), at_most({"x": -1}, -9)])  # -9 … -7
    high = every([at_most({"x": 1}, -8), at_most({"x": -1}, 6)])  # 6 … 8
    for ways in ([low, high], [high, low]):
        found = answer([some(ways)], ["x"])
        assert found is not None
        assert found.ranges == {"x": (-9, 8)}
    open_below = at_most({"x": 1}, 7)
    open_above = at_most({"x": -1}, 6)
    found = answer([some([open_below, open_above])], ["x"])
    assert found is not None
    assert found.ranges == {"x": (None, None)}


def test_a_figure_near_the_present_one_is_among_those_tried() -> None:
    found = answer([at_most({"x": 1}, -100), at_most({"x": -1}, -100)], ["x"])
    assert found is not None
    assert [point["x"] for point in found.points] == [1, -100, 100]


def test_others_stay_where_they_are_if_they_can() -> None:
    bounds = [c for ref in ("x", "y") for c in within(ref)]
    found = answer([*bounds, at_most({"x": 1, "y": 1}, 0)], ["x", "y"])
    assert found is not None
    assert {"x": 1, "y": -2} in found.points
    assert {"x": 4, "y": -4} in found.points
    assert {"x": -4, "y": -2} in found.points


def test_an_automatic_cell_moves_with_the_chosen_one() -> None:
    # The automatic cell is twice x, give or take one; it has to reach 9.
    follows = [at_most({"auto": 1, "x": -2}, -1), at_most({"auto": -1, "x": 2}, -1)]
    found = answer([*follows, at_most({"auto": -1}, 9), at_most({"x": 1}, -20)], ["x"], ["auto"])
    assert found is not None
    assert found.ranges == {"x": (4, 20)}
    # Rounding may tip over at an end, so one step inside is tried as well.
    assert {point["x"] for point in found.points} == {4, 5, 19, 20}
    assert all(set(point) == {"x"} for point in found.points)


def test_without_an_automatic_cell_only_the_ends_are_tried() -> None:
    found = answer(within("x"), ["x"])
    assert found is not None
    assert {point["x"] for point in found.points} == {1, -REACH, REACH}


def ways(count: int) -> Condition:
    """That many different ways to fit x."""
    return some(at_most({"x": 1}, -place) for place in range(count))


def test_too_many_cases_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repair_exact, "MOST_CASES", 12)
    assert answer([ways(12)], ["x"]) is not None
    twelve = every(
        [ways(4), some([at_most({"y": 1}, 0), at_most({"y": 1}, 1), at_most({"y": 1}, 2)])]
    )
    assert answer([twelve], ["x", "y"]) is not None
    with pytest.raises(TooHard):
        answer([ways(13)], ["x"])
    with pytest.raises(TooHard):
        answer([every([ways(7), some([at_most({"y": 1}, 0), at_most({"y": 1}, 1)])])], ["x", "y"])


def test_too_many_inequalities_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [at_most({"x": place, "y": 1}, 0) for place in range(1, 7)]
    monkeypatch.setattr(repair_exact, "MOST_ROWS", 6)
    assert answer(rows, ["x", "y"]) is not None
    with pytest.raises(TooHard):
        answer([*rows, at_most({"x": 7, "y": 1}, 0)], ["x", "y"])


def test_an_elimination_with_too_many_pairs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    above = [at_most({"x": 7, "y": place}, 0) for place in range(1, 4)]
    below = [at_most({"x": -5, "y": -place}, 0) for place in range(1, 4)]
    monkeypatch.setattr(repair_exact, "MOST_ROWS", 9)
    assert answer([*above, *below], ["x", "y"]) is not None
    monkeypatch.setattr(repair_exact, "MOST_ROWS", 8)
    with pytest.raises(TooHard):
        answer([*above, *below], ["x", "y"])
