"""A sentence as data: what is decided when a rule is compiled, with slots for what a return holds.

Made once for each instance (``telling``), printed by ``printing`` on the server and by
``static/js/rules/sentences.js`` in the browser. Slots and choices are operations (ADR 0049), so that
an executor needs no tree to say what it found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ruantong.core.rules.lowering import ops

#: A blank if a figure or a sign stands beside it; no text of a return holds this character.
SPACE = "\u2060"


@dataclass(frozen=True)
class Part:
    """What a return fills in, or chooses:

    ``join``     what stands between them, pieces one after the other; empty ones are left out
    ``number``   ratio, least and most places: a decimal cut half up
    ``apart``    two ratios, least and most places: how far apart they are
    ``text``     text, key of a code list or "": a text, or a code with its name
    ``fault``    text, format: what is wrong with it
    ``line``     the number of the line
    ``uscc``     the unit's credit code
    ``once``     words that are said the first time only
    ``choice``   default, (judgement, piece) …: the piece of the first case that is true
    ``sides``    left, right, difference: says nothing; what stands beside the sentence
    ``rounded``  words, an ``apart``, leaves …: the words if rounding the leaves (three at least that
                 are filled in) to the places of that gap may make it
    """

    kind: str
    fields: tuple[Any, ...] = ()


Piece = str | Part


def joined(parts: Iterable[Piece], between: str = "") -> Piece:
    """Pieces put together, with neighbouring texts made one."""
    flat: list[Piece] = []
    for part in parts:
        inner = [part]
        if isinstance(part, Part) and part.kind == "join" and part.fields[0] == between == "":
            inner = list(part.fields[1:])
        for piece in inner:
            if between == "" and isinstance(piece, str) and flat and isinstance(flat[-1], str):
                flat[-1] += piece
            elif piece != "":
                flat.append(piece)
    if all(isinstance(piece, str) for piece in flat):
        return between.join(map(str, flat))
    return flat[0] if len(flat) == 1 else Part("join", (between, *flat))


def chosen(cases: Sequence[tuple[ops.Logic, Piece]], default: Piece) -> Piece:
    """A choice, without the cases that cannot be or make no difference."""
    kept: list[tuple[ops.Logic, Piece]] = []
    for judgement, piece in cases:
        if judgement == ops.YES:
            default = piece
            break
        if not isinstance(judgement, ops.Truth):
            kept.append((judgement, piece))
    while kept and kept[-1][1] == default:
        kept.pop()
    return Part("choice", (default, *kept)) if kept else default
