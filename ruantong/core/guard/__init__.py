"""The guard against proposing figures: the words with which an official tells what to file.

统计法第七条: a reviewer says what is doubtful and asks; the respondent alone decides what to
report. The text is read as a reader reads it (``plain``), cut into figures and words (``tokens``) and
held against a table of rules (``rules``); what it stops it explains (``explain``). See docs/adr/0129.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ruantong.core.guard.explain import explained
from ruantong.core.guard.plain import plain
from ruantong.core.guard.rules import Kind, matches
from ruantong.core.guard.tokens import tokens


@dataclass(frozen=True)
class Proposal:
    """What a text tells, and where: the words from ``start`` to ``end`` of what was written."""

    kind: Kind
    start: int
    end: int


def proposal_in(text: str, *, codes: Collection[str] = ()) -> Proposal | None:
    """The first words that tell a respondent what to file; None when there are none.

    ``codes`` are indicator codes of the regime, which look like figures and are none.
    """
    read = plain(text)
    found = tokens(read, frozenset(codes))
    for match in matches(found):
        start, end = read.span(found[match.first].start, found[match.last].end)
        return Proposal(match.rule.kind, start, end)
    return None


def refusal(text: str, *, codes: Collection[str] = ()) -> str | None:
    """Why a text may not be sent to a respondent: the words, the law, and a wording that asks."""
    found = proposal_in(text, codes=codes)
    return None if found is None else explained(found.kind, text[found.start : found.end])
