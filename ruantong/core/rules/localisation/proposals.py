"""Which set of cells to try next: the cheapest that no refusal so far speaks against.

A refusal names cells one of which has to be in the set, so sets that are left hit the reasons of all
others (an implicit hitting set problem). The search goes best first; refusals that share no cell say how
many cells are needed at least. It counts in whole numbers, so no set is lost to a tolerance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from time import monotonic

#: Sets of more cells are not pursued.
MOST_CELLS = 6


@dataclass(frozen=True)
class Refusal:
    """Why a set of cells will not do: only one with a cell ``more``, or without all of ``fewer``, may."""

    more: frozenset[str]
    fewer: frozenset[str] = frozenset()


class Proposals:
    """Sets by what they cost. ``exhausted``: there are no others of at most ``MOST_CELLS`` cells;
    ``larger``: there may be some of more.
    """

    def __init__(self, costs: Mapping[str, int], refusals: Iterable[Refusal]) -> None:
        self.exhausted = self.larger = False
        self._costs = costs
        self._refusals = list(refusals)
        self._most = MOST_CELLS
        #: What a set costs at least, its cells, and those it is to do without.
        self._open: list[tuple[int, tuple[str, ...], frozenset[str]]] = [(0, (), frozenset())]

    def next(self, until: float) -> tuple[str, ...] | None:
        """The cheapest set; None when there is none or the time is over."""
        while self._open and monotonic() < until:
            least, chosen, without = heappop(self._open)
            wanted = self._wanted(chosen, without)
            if wanted and not wanted[0]:
                continue
            apart = _disjoint(wanted)
            if len(chosen) + len(apart) > self._most:
                self.larger = True
                continue
            known = sum(map(self._costs.__getitem__, chosen))
            bound = known + sum(min(map(self._costs.__getitem__, cells)) for cells in apart)
            if bound > least:
                heappush(self._open, (bound, chosen, without))
            elif not wanted:
                heappush(self._open, (least, chosen, without))
                return tuple(sorted(chosen))
            else:
                for cell in sorted(wanted[0]):
                    heappush(self._open, (least, (*chosen, cell), without))
                    without |= {cell}
        self.exhausted = not self._open
        return None

    def _wanted(self, chosen: Collection[str], without: frozenset[str]) -> list[frozenset[str]]:
        """For each refusal of these cells those that may still be added, the fewest first."""
        cells = frozenset(chosen)
        refused = (r for r in self._refusals if r.fewer <= cells and r.more.isdisjoint(cells))
        return sorted((refusal.more - without for refusal in refused), key=len)

    def refuse(self, refusal: Refusal) -> None:
        """Only sets that the refusal leaves."""
        self._refusals.append(refusal)

    def exclude(self, cells: Iterable[str]) -> None:
        """Neither this set nor one that contains it."""
        self.refuse(Refusal(frozenset(), frozenset(cells)))

    def no_more_than(self, size: int) -> None:
        """Only sets of at most so many cells."""
        self._most = size


def _disjoint(sets: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Some of the sets that share nothing."""
    found: list[frozenset[str]] = []
    taken: set[str] = set()
    for each in sets:
        if taken.isdisjoint(each):
            found.append(each)
            taken |= each
    return found
