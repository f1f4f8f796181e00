"""What a desk reads first: the order by potential error, and how much of it the first few hold.

The score is that of selective editing (:mod:`ruantong.core.selective.score`, docs/selective-editing.md).
It orders the work and decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ruantong.accounts.models import User
from ruantong.core.cellref import form_of
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.core.regime import Regime
from ruantong.core.selective_method import SIGNS, Sign
from ruantong.desks.lists.groups import WAITING
from ruantong.desks.lists.rows import percent
from ruantong.returns.cells import cell_name
from ruantong.returns.models import Return
from ruantong.returns.reading.access import returns_visible_to, score_column, score_shown

#: The part of the potential error of a queue that its first returns are told to hold, in per cent.
AIM = 90
_SHOWN = 4  # signs on the page of a return


@dataclass(frozen=True)
class Cover:
    """Reading the ``first`` of ``waiting`` returns covers ``share`` of what could be wrong."""

    waiting: int
    first: int
    share: str


def cover_of(actor: User, period: Period) -> Cover | None:
    """Of the queue of a desk; None where nothing waits or nothing is known of what could be wrong."""
    queue = returns_visible_to(actor).filter(WAITING[Role(actor.role)], period=str(period))
    scores = list(queue.annotate(score=score_column(actor)).values_list("score", flat=True))
    return cover(sorted((max(score, 0) for score in scores), reverse=True))


def cover(scores: Sequence[int]) -> Cover | None:
    """The fewest of the ``scores``, highest first, that hold :data:`AIM` per cent of their sum."""
    whole, reached, first = sum(scores), 0, 0
    if not whole:
        return None
    while reached * 100 < whole * AIM:
        reached += scores[first]
        first += 1
    return Cover(len(scores), first, percent(reached, whole, 0))


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for reading a return; ``cell`` and ``form`` lead to what it is said of."""

    text: str
    cell: str = ""
    form: str = ""
    name: str = ""


def reasons_of(actor: User, ret: Return, regime: Regime) -> list[Reason]:
    """Why a return stands where it stands in the queue, the strongest first; no figure."""
    score = score_shown(actor, ret)
    if score is None:
        return []
    named = cell_name(regime, score.cell) if score.cell else ""
    found = []
    for sign, _ in score.signs[:_SHOWN]:
        words = SIGNS[Sign(sign)]
        of_cell = words.of_cell and bool(named)
        found.append(
            Reason(words.text, score.cell, form_of(score.cell), named)
            if of_cell
            else Reason(words.text)
        )
    return found
