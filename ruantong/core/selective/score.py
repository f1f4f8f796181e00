"""The score of a return: how suspect it is, times the part of a total that would be wrong.

The product of suspicion and impact is the score function of selective editing (M. Latouche and
J.-M. Berthelot, “Use of a score function to prioritize and limit recontacts in editing business
surveys”, Journal of Official Statistics 8 (1992), 389–400; T. de Waal, J. Pannekoek and
S. Scholtus, Handbook of Statistical Data Editing and Imputation, Wiley 2011, chapter 6). Of the cells
of a return the one with the highest score counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ruantong.core.selective.spread import Spread, deviation, spread_of
from ruantong.core.selective_method import Method, Sign

#: A score of 1 000 000 is a return that is certainly wrong and holds the whole total.
WHOLE = 1_000_000


@dataclass(frozen=True)
class Watched:
    """A watched cell of a return in its last decimal place; None: blank, or there is none.

    ``before`` is the same period last year, ``last`` the cumulative of the previous period.
    """

    now: int | None
    before: int | None
    last: int | None


@dataclass(frozen=True)
class Facts:
    """What a submission says to its score. ``slips``: cells that the guard suspects, ``queries``:
    how many findings were explained, ``changed``: cells that differ from the submission before.
    """

    cells: Mapping[str, Watched]
    slips: frozenset[str] = frozenset()
    queries: int = 0
    first: bool = False
    changed: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "cells": {ref: [one.now, one.before, one.last] for ref, one in self.cells.items()},
            "slips": sorted(self.slips),
            "queries": self.queries,
            "first": self.first,
            "changed": self.changed,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Facts:
        return cls(
            cells={ref: Watched(*three) for ref, three in stored["cells"].items()},
            slips=frozenset(stored["slips"]),
            queries=stored["queries"],
            first=stored["first"],
            changed=stored["changed"],
        )


@dataclass(frozen=True)
class Reference:
    """What one cell is held against: the spread of its ratios, and the totals that it is part of."""

    spread: Spread | None = None
    total: int = 0
    totals: Mapping[str, int] = field(default_factory=dict)  # by district


@dataclass(frozen=True)
class Score:
    """``district`` and ``city`` in parts of :data:`WHOLE`, each with the cell that decides it;
    ``signs`` with what each says (0 to 1), the strongest first.
    """

    district: int
    city: int
    cell: str
    signs: tuple[tuple[Sign, float], ...]


def references(method: Method, filed: Sequence[tuple[str, Facts]]) -> dict[str, Reference]:
    """From what (district, facts) of a period were filed, by cell."""
    found: dict[str, Reference] = {}
    for ref in method.cells:
        pairs: list[tuple[int, int]] = []
        totals: dict[str, int] = {}
        for district, facts in filed:
            watched = facts.cells.get(ref)
            if watched is None:
                continue
            pairs.append((watched.now or 0, watched.before or 0))
            totals[district] = totals.get(district, 0) + _size(watched, None)
        found[ref] = Reference(spread_of(pairs, method), sum(totals.values()), totals)
    return found


def score_of(
    facts: Facts, district: str, against: Mapping[str, Reference], method: Method
) -> Score:
    """The score of a submission in its district and in the city."""
    general = _general(facts, method)
    best: dict[bool, tuple[float, str]] = {False: (0.0, ""), True: (0.0, "")}
    signs: dict[str, dict[Sign, float]] = {}
    for ref in method.cells:
        watched, reference = facts.cells.get(ref), against.get(ref)
        if watched is None or reference is None:
            continue
        own = {**general, **_of_cell(ref, watched, facts, reference, method)}
        signs[ref] = own
        suspicion = combined(own[sign] * method.weights.get(sign, 0.0) for sign in own)
        size = _size(watched, reference.spread)
        for city, total in ((False, reference.totals.get(district, 0)), (True, reference.total)):
            found = suspicion * min(1.0, size / total) if total > 0 else suspicion * (size > 0)
            if found > best[city][0]:
                best[city] = (found, ref)
    cell = best[False][1] or best[True][1]
    told = signs.get(cell, general)
    order = sorted(told.items(), key=lambda each: -each[1] * method.weights.get(each[0], 0.0))
    return Score(
        district=round(best[False][0] * WHOLE),
        city=round(best[True][0] * WHOLE),
        cell=cell,
        signs=tuple((sign, value) for sign, value in order if value > 0),
    )


def combined(parts: Iterable[float]) -> float:
    """How suspect a return is whose signs say so much each, as if they were independent."""
    clean = 1.0
    for part in parts:
        clean *= 1 - part
    return 1 - clean


def _general(facts: Facts, method: Method) -> dict[Sign, float]:
    """What is said of the whole return."""
    return {
        Sign.QUERY: facts.queries / (facts.queries + 1),
        Sign.FIRST: float(facts.first),
        Sign.CHANGED: facts.changed / (facts.changed + 1),
        Sign.SLIP: float(bool(facts.slips.difference(method.cells))) / 2,
    }


def _of_cell(
    ref: str, watched: Watched, facts: Facts, reference: Reference, method: Method
) -> dict[Sign, float]:
    """What is said of one cell."""
    now, before, last = watched.now or 0, watched.before or 0, watched.last or 0
    found: dict[Sign, float] = {}
    if before > 0 and now <= 0:
        found[Sign.GONE] = 1.0
    elif before > 0 and reference.spread:
        found[Sign.RATIO] = deviation(now, before, reference.spread, method)
    if last > now >= 0:
        found[Sign.FALL] = 1.0
    if ref in facts.slips:
        found[Sign.SLIP] = 1.0
    return found


def _size(watched: Watched, spread: Spread | None) -> int:
    """What the cell would bring to the total if it were right: the larger of what was filed and
    what its past lets expect, so that a figure that is too small weighs as well.
    """
    expected = (watched.before or 0) * (spread.median if spread else 1)
    return max(watched.now or 0, round(expected), watched.last or 0, 0)


def covered(scores: Sequence[int], first: int) -> float:
    """The part of the sum of all scores that the ``first`` highest of them hold; 1 for none at all."""
    whole = sum(scores)
    return sum(sorted(scores, reverse=True)[:first]) / whole if whole else 1.0
