"""Sentences as data → what is said of a return: slots filled with exact values, rounded half up.

Its counterpart in the browser is ``static/js/rules/sentences.js``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.formats import FORMATS
from ruantong.core.rules.language.runtime import values_added
from ruantong.core.rules.words.pieces import SPACE, Part, Piece
from ruantong.core.values import format_number, round_half_up

#: Rounding may explain a gap of so many figures: of two the larger one stays at least as large.
FEWEST = 3


@dataclass(frozen=True)
class Explained:
    """The sentence, and both sides with their distance as canonical decimals (or texts)."""

    message: str
    left: str | None = None
    right: str | None = None
    difference: str | None = None


def explained(piece: Piece, situation: Situation) -> Explained:
    """A sentence of a dossier, and what stands beside it."""
    printer = _Printer(situation)
    message = _spaced(printer.text(piece))
    return Explained(message, *printer.sides)


def plain(piece: Piece, *, said: bool = False) -> str:
    """A sentence without figures; ``said``: what is said once has been said."""
    return _Printer(None, said=said).text(piece)


def decimal(value: Fraction, least: int, most: int) -> str:
    """A canonical decimal with at least ``least`` places, cut half up to ``most``."""
    above, below = value.numerator, value.denominator
    for places in range(least, most):
        scaled, rest = divmod(above * 10**places, below)
        if rest == 0:
            return format_number(scaled, places)
    return format_number(round_half_up(above * 10**most, below), most)


def _spaced(text: str) -> str:
    """Blanks where a figure or a sign stands beside a word, and none before a bracket."""
    first, *others = text.split(SPACE)
    for other in others:
        beside = first[-1:].isascii() or other[:1].isascii()
        first += f" {other}" if beside else other
    return first.replace(" （", "（")


class _Printer:
    def __init__(self, situation: Any, *, said: bool = False) -> None:
        self._at = situation
        self._said = said
        self.sides: tuple[str | None, ...] = (None, None, None)

    def text(self, piece: Piece) -> str:
        match piece:
            case str():
                return piece
            case Part("join", (between, *parts)):
                return str(between).join(filter(None, map(self.text, parts)))
            case Part("once", (words,)):
                said, self._said = self._said, True
                return "" if said else str(words)
            case Part("choice", (default, *cases)):
                true = (then for judgement, then in cases if self._at.run(judgement) is True)
                return self.text(next(true, default))
            case Part("sides", sides):
                self.sides = tuple(None if side == "" else self.text(side) for side in sides)
                return ""
        return self._filled(piece)

    def _filled(self, piece: Part) -> str:
        match piece:
            case Part("number", (ratio, least, most)):
                return decimal(self._at.fraction(ratio) or Fraction(), least, most)
            case Part("apart", (*_, least, most)):
                return decimal(self._gap(piece), least, most)
            case Part("text", (text, key)):
                code: str = self._at.run(text)
                codes = self._at.regime.code_lists[key].by_code if key else {}
                return f"{code} {codes[code].name}" if code in codes else code
            case Part("fault", (text, form)):
                return FORMATS[form](self._at.run(text)) or ""
            case Part("line"):
                return str(self._at.line)
            case Part("uscc"):
                return str(self._at.dossier.unit.uscc)
            case Part("rounded", (words, gap, *leaves)):
                count = sum(map(self._figures, leaves))
                last_places = self._gap(gap) * 10 ** gap.fields[-1]
                return str(words) if count >= FEWEST and 2 * last_places <= count else ""
        raise TypeError(piece.kind)

    def _gap(self, piece: Part) -> Fraction:
        left, right = (self._at.fraction(ratio) for ratio in piece.fields[:2])
        gap: Fraction = (left or Fraction()) - (right or Fraction())
        return abs(gap)

    def _figures(self, leaf: t.Node) -> int:
        """How many figures an amount stands for: those that were filled in."""
        if isinstance(leaf, t.RowSum):
            return values_added(self._at.rows(leaf.form, leaf.group), leaf.column, leaf.prefixes)
        return 0 if self._at.is_blank(leaf) else 1
