"""How far the ratio of two periods may be from that of the others: Hidiroglou and Berthelot.

Source: M. A. Hidiroglou and J.-M. Berthelot, “Statistical editing and imputation for periodic
business surveys”, Survey Methodology 12 (1986), 73–83. The ratio of a unit is centred at the median
so that growth and decline weigh alike, and multiplied with the unit's size to a power, so that a large
unit may deviate less than a small one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from ruantong.core.selective_method import Method


@dataclass(frozen=True)
class Spread:
    """The ratios of all units: their ``median``, and the effects' median and spread on each side."""

    count: int
    median: float
    centre: float
    below: float
    above: float

    def bounds(self, method: Method) -> tuple[float, float]:
        """The interval of effects that nothing is said of."""
        return (
            self.centre - method.width * self.below,
            self.centre + method.width * self.above,
        )


def effect(now: int, before: int, middle: float, method: Method) -> float:
    """The centred ratio of a unit times its size; both figures are positive."""
    ratio = now / before
    centred = 1 - middle / ratio if ratio < middle else ratio / middle - 1
    return float(centred * max(now, before) ** method.exponent)


def spread_of(pairs: Sequence[tuple[int, int]], method: Method) -> Spread | None:
    """Of (now, before) of all units; None where too few are positive to say anything."""
    positive = [(now, before) for now, before in pairs if now > 0 and before > 0]
    if len(positive) < method.least:
        return None
    middle = median(now / before for now, before in positive)
    effects = [effect(now, before, middle, method) for now, before in positive]
    first, centre, third = quantiles(effects, n=4, method="inclusive")
    flat = abs(method.flatness * centre)
    return Spread(
        count=len(positive),
        median=middle,
        centre=centre,
        below=max(centre - first, flat),
        above=max(third - centre, flat),
    )


def deviation(now: int, before: int, spread: Spread, method: Method) -> float:
    """0 inside the interval, and towards 1 the farther outside; both figures are positive."""
    off = effect(now, before, spread.median, method) - spread.centre
    allowed = method.width * (spread.above if off > 0 else spread.below)
    return max(0.0, 1 - allowed / abs(off)) if off else 0.0
