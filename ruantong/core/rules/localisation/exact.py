"""Exact answer for one small set of cells: can they make all conditions hold, and within what range?

All other cells keep their figures, so the conditions shrink to a few linear inequalities in the
chosen cells. They are taken apart into cases and solved by Fourier–Motzkin elimination on whole
numbers; ranges are rounded inward to the cell's last place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import gcd

from ruantong.core.rules.localisation.conditions import (
    AtMost,
    Condition,
    Every,
    Given,
    Some,
    at_most,
    every,
    some,
)

#: Beyond this the question is given up, never answered wrongly.
MOST_CASES, MOST_ROWS = 256, 1500

#: Factors of the free cells and a constant: Σ factor × cell + constant ≤ 0.
Row = tuple[tuple[int, ...], int]
Range = tuple[int | None, int | None]


class TooHard(Exception):
    """The set needs more cases or inequalities than are worth a respondent's time."""


@dataclass(frozen=True)
class Solution:
    """``ranges`` are the smallest and largest figure of each cell with which some figures of the
    others satisfy everything (None: no bound); ``points`` are figures that do.
    """

    ranges: Mapping[str, Range]
    points: tuple[Mapping[str, int], ...]


def solve(
    conditions: Iterable[Condition],
    chosen: Sequence[str],
    followers: Collection[str],
    number: Callable[[str], int],
    steps: Mapping[str, int],
) -> Solution | None:
    """Whether the chosen cells alone can satisfy the conditions; None when they cannot.

    ``followers`` are automatic cells that move with them; ``number`` gives what the cells hold.
    """
    free = [*chosen, *followers]
    places = {ref: index for index, ref in enumerate(free)}
    taken = frozenset(chosen)
    limited = every(_limited(condition, places, taken, number) for condition in conditions)
    ranges: dict[str, Range] = {}
    points: list[dict[str, int]] = []
    for case in _cases(limited):
        rows = _tidy((tuple(dict(a.terms).get(ref, 0) for ref in free), a.const) for a in case)
        if rows is None:
            continue
        found = [_range(rows, index) for index in range(len(chosen))]
        if any(each is None for each in found):
            continue
        spans = {
            ref: _stepped(r, steps.get(ref, 1)) for ref, r in zip(chosen, found, strict=True) if r
        }
        if any(low is not None and high is not None and low > high for low, high in spans.values()):
            continue
        for ref, span in spans.items():
            ranges[ref] = _hull(ranges[ref], span) if ref in ranges else span
        points += _points(rows, chosen, spans, number, steps)
    return Solution(ranges, tuple(points)) if ranges else None


def _limited(
    condition: Condition,
    places: Mapping[str, int],
    taken: Collection[str],
    number: Callable[[str], int],
) -> Condition:
    """The condition with the figures of all other cells put in."""
    match condition:
        case AtMost():
            const = condition.const
            free: dict[str, int] = {}
            for ref, factor in condition.terms:
                if ref in places:
                    free[ref] = factor
                else:
                    const += factor * number(ref)
            return at_most(free, const)
        case Given():
            return (condition.ref in taken) is condition.wanted
        case Every():
            return every(_limited(part, places, taken, number) for part in condition.parts)
        case Some():
            return some(_limited(part, places, taken, number) for part in condition.parts)
    return condition


def _cases(condition: Condition) -> list[tuple[AtMost, ...]]:
    """The ways in which a condition can hold, each a list of inequalities that hold together."""
    match condition:
        case bool():
            return [()] if condition else []
        case AtMost():
            return [(condition,)]
        case Some():
            return _bounded([case for part in condition.parts for case in _cases(part)])
        case Every():
            found: list[tuple[AtMost, ...]] = [()]
            # Plain inequalities first: they cut down the cases that follow.
            for part in sorted(condition.parts, key=lambda p: not isinstance(p, AtMost)):
                further = _cases(part)
                found = _bounded([(*a, *b) for a in found for b in further])
            return found
    raise TypeError(type(condition).__name__)


def _bounded(cases: list[tuple[AtMost, ...]]) -> list[tuple[AtMost, ...]]:
    if len(cases) > MOST_CASES:
        raise TooHard
    return cases


# inequalities ------------------------------------------------------------------------------------


def _tidy(rows: Iterable[Row]) -> list[Row] | None:
    """Rows in lowest terms, only the tightest of equal ones; None when one can never hold."""
    kept: dict[tuple[int, ...], int] = {}
    for factors, const in rows:
        common = gcd(*factors)
        if not common:
            if const > 0:
                return None
            continue
        lowest = tuple(f // common for f in factors) if common > 1 else factors
        tight = -(-const // common)
        kept[lowest] = max(kept.get(lowest, tight), tight)
    for factors, const in kept.items():
        against = kept.get(tuple(-f for f in factors))
        if against is not None and const + against > 0:
            return None
    if len(kept) > MOST_ROWS:
        raise TooHard
    return list(kept.items())


def _without(rows: list[Row], index: int) -> list[Row] | None:
    """What the rows say of the other cells: Fourier–Motzkin elimination of one."""
    above = [row for row in rows if row[0][index] > 0]
    below = [row for row in rows if row[0][index] < 0]
    if len(above) * len(below) > MOST_ROWS:
        raise TooHard
    found = [row for row in rows if not row[0][index]]
    for f, a in above:
        for g, b in below:
            p, q = -g[index], f[index]
            found.append((tuple(p * x + q * y for x, y in zip(f, g, strict=True)), p * a + q * b))
    return _tidy(found)


def _range(rows: list[Row], index: int) -> Range | None:
    """Bounds of one cell when the others may be anything that fits; None when nothing fits."""
    left: list[Row] | None = rows
    others = [i for i in range(len(rows[0][0]) if rows else 0) if i != index]
    while others and left:
        easiest = min(others, key=lambda i: _cost(left or [], i))
        others.remove(easiest)
        left = _without(left, easiest)
    return None if left is None else _bounds(left, index)


def _cost(rows: list[Row], index: int) -> int:
    above = sum(row[0][index] > 0 for row in rows)
    return above * sum(row[0][index] < 0 for row in rows)


def _bounds(rows: list[Row], index: int) -> Range | None:
    low: int | None = None
    high: int | None = None
    for factors, const in rows:
        factor = factors[index]
        if factor > 0:
            top = -const // factor
            high = top if high is None else min(high, top)
        elif factor < 0:
            bottom = -(const // factor)
            low = bottom if low is None else max(low, bottom)
    if low is not None and high is not None and low > high:
        return None
    return low, high


def _stepped(span: Range, step: int) -> Range:
    """The range rounded inward to multiples of a step."""
    low, high = span
    return (
        None if low is None else -(-low // step) * step,
        None if high is None else high // step * step,
    )


def _hull(one: Range, other: Range) -> Range:
    return (
        None if one[0] is None or other[0] is None else min(one[0], other[0]),
        None if one[1] is None or other[1] is None else max(one[1], other[1]),
    )


def _points(
    rows: list[Row],
    chosen: Sequence[str],
    spans: Mapping[str, Range],
    number: Callable[[str], int],
    steps: Mapping[str, int],
) -> list[dict[str, int]]:
    """Figures that satisfy the rows: near what is there now, and at the ends of each range."""
    wishes: list[tuple[str, int]] = [(chosen[0], number(chosen[0]))]
    rounded = rows != [] and len(rows[0][0]) > len(chosen)
    for ref, (low, high) in spans.items():
        step = steps.get(ref, 1)
        # A rounded cell may tip over exactly at the end of a range: one step inside is tried too.
        for inward in (0, step) if rounded else (0,):
            wishes += [(ref, low + inward)] if low is not None else []
            wishes += [(ref, high - inward)] if high is not None else []
    found = (_point(rows, chosen, ref, wish, number, steps) for ref, wish in wishes)
    return [point for point in found if point is not None]


def _point(
    rows: list[Row],
    chosen: Sequence[str],
    first: str,
    wish: int,
    number: Callable[[str], int],
    steps: Mapping[str, int],
) -> dict[str, int] | None:
    point: dict[str, int] = {}
    order = [first, *(ref for ref in chosen if ref != first)]
    left: list[Row] | None = rows
    for ref in order:
        index = chosen.index(ref)
        span = _range(left, index) if left is not None else None
        if span is None:
            return None
        low, high = _stepped(span, steps.get(ref, 1))
        value = wish if ref == first else number(ref)
        value = low if low is not None and value < low else value
        value = high if high is not None and value > high else value
        if low is not None and value < low:
            return None
        point[ref] = value
        left = _tidy(
            (tuple(0 if i == index else f for i, f in enumerate(fs)), const + fs[index] * value)
            for fs, const in left or []
        )
    return point if left is not None else None
