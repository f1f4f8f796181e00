"""The score of a return, and what the first of a queue hold."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.periods import Frequency
from ruantong.core.selective.score import (
    WHOLE,
    Facts,
    Reference,
    Watched,
    references,
    score_of,
)
from ruantong.core.selective_method import Method, Sign

CELL = "6.2020.A"
WEIGHTS = {
    Sign.RATIO: 0.6, Sign.GONE: 0.6, Sign.FALL: 0.7, Sign.SLIP: 0.9, Sign.QUERY: 0.3,
    Sign.FIRST: 0.2, Sign.CHANGED: 0.2,
}  # fmt: skip
METHOD = Method(Frequency.MONTHLY, (CELL,), 0.4, 0.05, 4.0, 12, WEIGHTS)
QUIET = Facts({CELL: Watched(1100, 1000, 900)})
CITY = [("500112", Facts({CELL: Watched(1100 + n, 1000 + n, 900)})) for n in range(12)]
AGAINST = references(METHOD, CITY)


def score(facts: Facts) -> tuple[int, set[Sign]]:
    found = score_of(facts, "500112", AGAINST, METHOD)
    return found.district, {sign for sign, _ in found.signs}


def test_a_return_like_the_others_has_nothing_to_read_first() -> None:
    assert score(QUIET) == (0, set())


@pytest.mark.parametrize(
    ("facts", "sign"),
    [
        (replace(QUIET, cells={CELL: Watched(9900, 1000, 900)}), Sign.RATIO),
        (replace(QUIET, cells={CELL: Watched(0, 1000, 0)}), Sign.GONE),
        (replace(QUIET, cells={CELL: Watched(None, 1000, None)}), Sign.GONE),
        (replace(QUIET, cells={CELL: Watched(1100, 1000, 1200)}), Sign.FALL),
        (replace(QUIET, slips=frozenset({CELL})), Sign.SLIP),
        (replace(QUIET, slips=frozenset({"6.2113.A"})), Sign.SLIP),
        (replace(QUIET, queries=1), Sign.QUERY),
        (replace(QUIET, cells={CELL: Watched(1100, None, 900)}, first=True), Sign.FIRST),
        (replace(QUIET, changed=2), Sign.CHANGED),
    ],
)
def test_each_sign_brings_a_return_forward(facts: Facts, sign: Sign) -> None:
    points, signs = score(facts)
    assert points > 0
    assert signs == {sign}


def test_a_figure_ten_thousand_times_too_small_weighs_as_much_as_one_too_large() -> None:
    """By its own figure alone a return that lost four places would come last."""
    small = score(replace(QUIET, cells={CELL: Watched(0, 1000, 0)}))[0]
    assert small > score(replace(QUIET, queries=1, changed=1))[0] * 0.9


FACTS = st.builds(
    lambda now, before, last, queries, changed: Facts(
        {CELL: Watched(now, before, last)}, queries=queries, changed=changed
    ),
    st.none() | st.integers(-(10**12), 10**14),
    st.none() | st.integers(-(10**12), 10**14),
    st.none() | st.integers(0, 10**14),
    st.integers(0, 50),
    st.integers(0, 300),
)


@given(FACTS)
def test_every_return_has_a_score_within_the_whole_and_one_more_query_never_lowers_it(
    facts: Facts,
) -> None:
    found = score_of(facts, "500112", AGAINST, METHOD)
    more = score_of(replace(facts, queries=facts.queries + 1), "500112", AGAINST, METHOD)
    assert 0 <= found.district <= more.district <= WHOLE
    assert 0 <= found.city <= found.district


@given(FACTS)
def test_facts_are_kept_as_they_are(facts: Facts) -> None:
    assert Facts.from_json(json.loads(json.dumps(facts.as_json()))) == facts


def test_nothing_known_of_the_others_is_no_reason_to_read() -> None:
    empty = {CELL: Reference()}
    assert score_of(QUIET, "500112", empty, METHOD).district == 0
