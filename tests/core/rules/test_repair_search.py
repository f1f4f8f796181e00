"""Sets of cells are proposed from the cheapest on, and none that the refusals leave is passed over."""

from __future__ import annotations

from itertools import combinations
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.rules.localisation.proposals import MOST_CELLS, Proposals, Refusal

CELLS = "abcdefgh"
ALL = [frozenset(each) for size in range(len(CELLS) + 1) for each in combinations(CELLS, size)]

some_cells = st.sets(st.sampled_from(CELLS), max_size=4).map(frozenset)
refusals = st.builds(Refusal, some_cells, st.one_of(st.just(frozenset()), some_cells))
prices = st.fixed_dictionaries({cell: st.integers(1, 5) for cell in CELLS})


def allowed(refused: list[Refusal], cells: frozenset[str]) -> bool:
    return all(each.more & cells or not each.fewer <= cells for each in refused)


@given(prices, st.lists(refusals, max_size=7), st.lists(refusals, max_size=4))
def test_the_cheapest_set_that_is_left_is_next(
    costs: dict[str, int], first: list[Refusal], later: list[Refusal]
) -> None:
    proposals, known = Proposals(costs, first), list(first)
    for answer in [*later, *[None] * len(ALL)]:
        left = [cells for cells in ALL if allowed(known, cells) and len(cells) <= MOST_CELLS]
        proposed = proposals.next(inf)
        if proposed is None:
            assert left == []
            assert proposals.exhausted
            assert proposals.larger or not any(allowed(known, cells) for cells in ALL)
            return
        assert frozenset(proposed) in left
        price = {cells: sum(map(costs.__getitem__, cells)) for cells in left}
        assert price[frozenset(proposed)] == min(price.values())
        refused = answer or Refusal(frozenset(), frozenset(proposed))
        known.append(refused)
        proposals.refuse(refused)


def test_a_size_that_is_enough_is_kept_to_and_time_is_not_overdrawn() -> None:
    proposals = Proposals(dict.fromkeys("abc", 1), [Refusal(frozenset("abc"))])
    assert proposals.next(0) is None
    assert not proposals.exhausted
    assert proposals.next(inf) == ("a",)
    proposals.exclude("a")
    proposals.refuse(Refusal(frozenset("a"), frozenset("b")))
    proposals.no_more_than(1)
    assert proposals.next(inf) == ("c",)
    proposals.exclude("c")
    assert proposals.next(inf) is None
    assert proposals.exhausted
