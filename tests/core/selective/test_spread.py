"""Ratios of two periods, held against limits worked out in another way."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
from hypothesis import assume, given
from hypothesis import strategies as st

from ruantong.core.periods import Frequency
from ruantong.core.selective.spread import deviation, spread_of
from ruantong.core.selective_method import Method

METHOD = Method(Frequency.MONTHLY, ("6.2020.A",), 0.4, 0.05, 4.0, 12, {})
AMOUNT = st.integers(1, 10**9)
PAIRS = st.lists(st.tuples(AMOUNT, AMOUNT), min_size=12, max_size=60)
# Twelve units that grow by 10 %, one that reports in a unit ten thousand times as small.
STEADY = [(1100 + n, 1000 + n) for n in range(0, 1200, 100)]


def limits(pairs: list[tuple[int, int]], size: int) -> tuple[float, float]:
    """Lowest and highest ratio of a unit of a size that nothing is said of, from the columns of a
    data frame: solved for the ratio instead of asking the effect.
    """
    frame = pl.DataFrame(pairs, schema=["now", "before"], orient="row").with_columns(
        ratio=pl.col("now") / pl.col("before"), size=pl.max_horizontal("now", "before")
    )
    middle = frame["ratio"].median()
    assert isinstance(middle, float)
    frame = frame.with_columns(
        effect=pl.when(pl.col("ratio") < middle)
        .then(1 - middle / pl.col("ratio"))
        .otherwise(pl.col("ratio") / middle - 1)
        * pl.col("size") ** METHOD.exponent
    )
    first, centre, third = (
        frame["effect"].quantile(part, interpolation="linear") for part in (0.25, 0.5, 0.75)
    )
    assert isinstance(first, float)
    assert isinstance(centre, float)
    assert isinstance(third, float)
    least = abs(METHOD.flatness * centre)
    low = centre - METHOD.width * max(centre - first, least)
    high = centre + METHOD.width * max(third - centre, least)
    weight = size**METHOD.exponent

    def ratio(effect: float) -> float:
        bent = effect / weight
        return middle * (1 + bent) if bent >= 0 else middle / (1 - bent)

    return ratio(low), ratio(high)


@given(PAIRS, AMOUNT, AMOUNT)
def test_outside_is_outside_however_it_is_worked_out(
    pairs: list[tuple[int, int]], now: int, before: int
) -> None:
    spread = spread_of(pairs, METHOD)
    assert spread is not None
    low, high = limits(pairs, max(now, before))
    ratio = now / before
    near = min(abs(ratio / low - 1), abs(ratio / high - 1))
    assume(near > 1e-9)  # on the limit itself the last bit of a float decides
    assert (deviation(now, before, spread, METHOD) > 0) == (not low < ratio < high)


@given(PAIRS, AMOUNT, AMOUNT, st.integers(2, 1000))
def test_farther_away_is_never_less_suspect(
    pairs: list[tuple[int, int]], now: int, before: int, times: int
) -> None:
    spread = spread_of(pairs, METHOD)
    assert spread is not None
    ratio = Fraction(now, before)
    far = (now * times, before) if ratio >= spread.median else (now, before * times)
    assert deviation(*far, spread, METHOD) >= deviation(now, before, spread, METHOD)


def test_growth_and_decline_by_the_same_factor_weigh_alike() -> None:
    spread = spread_of([(1000, 1000)] * 6 + [(1010, 1000), (1000, 1010)] * 6, METHOD)
    assert spread is not None
    grown, shrunk = (
        deviation(3000, 1000, spread, METHOD),
        deviation(1000, 3000, spread, METHOD),
    )
    assert grown == shrunk > 0.5


def test_a_large_unit_may_deviate_less() -> None:
    spread = spread_of(
        [(now + n * 20, now) for n, now in enumerate(range(1000, 3000, 100))], METHOD
    )
    assert spread is not None
    small, large = (13, 10), (1_300_000, 1_000_000)
    assert deviation(*small, spread, METHOD) == 0 < deviation(*large, spread, METHOD)


def test_a_slip_of_the_unit_stands_out_and_nobody_else_does() -> None:
    spread = spread_of([*STEADY, (11_000_000, 1000)], METHOD)
    assert spread is not None
    assert deviation(11_000_000, 1000, spread, METHOD) > 0.9
    assert max(deviation(*pair, spread, METHOD) for pair in STEADY) < 0.5


def test_of_too_few_units_nothing_is_said() -> None:
    assert spread_of(STEADY[:11], METHOD) is None
    assert spread_of([*STEADY[:11], (0, 500), (500, 0), (-3, 4)], METHOD) is None
    assert spread_of(STEADY[:12], METHOD) is not None
