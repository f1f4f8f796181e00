"""A sentence as data: what is decided when a rule is compiled, with slots for what a return holds.

Made once for each instance (``telling``), printed by ``printing`` on the server and by
``static/js/rules/sentences.js`` in the browser. Slots and choices are operations (ADR 0049), so that
an executor needs no tree to say what it found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import Formatter

from ruantong.core.rules.lowering import ops
from ruantong.core.rules.lowering.lower import Ratio

#: A blank if a figure or a sign stands beside it; no text of a return holds this character.
SPACE = "\u2060"


@dataclass(frozen=True)
class Join:
    """Pieces one after the other; those that come out empty are left out."""

    parts: tuple[Piece, ...]
    between: str = ""


@dataclass(frozen=True)
class Number:
    """A decimal with at least ``least`` places, cut half up to ``most``."""

    value: Ratio
    least: int
    most: int


@dataclass(frozen=True)
class Apart:
    """How far apart two numbers are, as a decimal."""

    left: Ratio
    right: Ratio
    least: int
    most: int


@dataclass(frozen=True)
class Text:
    """A text or code; a code of the list ``codes`` with its name."""

    value: ops.Text
    codes: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a text of a known format."""

    value: ops.Text
    format: str


@dataclass(frozen=True)
class Given:
    """``line``: the number of the line; ``uscc``: the unit's credit code."""

    which: str


@dataclass(frozen=True)
class Once:
    """Words that are said the first time only."""

    text: str


@dataclass(frozen=True)
class Choice:
    """The piece of the first case that is true, else ``default``."""

    cases: tuple[tuple[ops.Logic, Piece], ...]
    default: Piece


@dataclass(frozen=True)
class Sides:
    """Says nothing: what stands beside the sentence as left side, right side and difference."""

    left: Piece
    right: Piece
    difference: Piece = ""


@dataclass(frozen=True)
class Rounded:
    """A text if rounding ``leaves`` (three at least that are filled in) to the places of ``gap`` may
    make that gap.
    """

    text: str
    leaves: tuple[ops.BlankLeaf, ...]
    gap: Apart


Piece = str | Join | Number | Apart | Text | Fault | Given | Once | Choice | Sides | Rounded


def joined(parts: Iterable[Piece], between: str = "") -> Piece:
    """Pieces put together, with neighbouring texts made one."""
    flat: list[Piece] = []
    for part in parts:
        inner = part.parts if isinstance(part, Join) and part.between == between == "" else (part,)
        for piece in inner:
            if between == "" and isinstance(piece, str) and flat and isinstance(flat[-1], str):
                flat[-1] += piece
            elif piece != "":
                flat.append(piece)
    if all(isinstance(piece, str) for piece in flat):
        return between.join(map(str, flat))
    return flat[0] if len(flat) == 1 else Join(tuple(flat), between)


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
    return Choice(tuple(kept), default) if kept else default


def filled(template: str, **slots: Piece) -> Piece:
    """A template with its slots filled."""
    parts: list[Piece] = []
    for text, name, _, _ in Formatter().parse(template):
        parts.append(text.replace("~", SPACE))
        if name is not None:
            parts.append(slots[name])
    return joined(parts)
