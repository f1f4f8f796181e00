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
from ruantong.core.rules.lowering import ops
from ruantong.core.rules.lowering.lower import Ratio
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
        """A piece: one method for each kind of part."""
        if isinstance(piece, str):
            return piece
        printed: str = getattr(self, f"_{piece.kind}")(*piece.fields)
        return printed

    def _join(self, between: str, *parts: Piece) -> str:
        return between.join(filter(None, map(self.text, parts)))

    def _once(self, words: str) -> str:
        said, self._said = self._said, True
        return "" if said else words

    def _choice(self, default: Piece, *cases: tuple[ops.Logic, Piece]) -> str:
        true = (then for judgement, then in cases if self._at.run(judgement) is True)
        return self.text(next(true, default))

    def _sides(self, *sides: Piece) -> str:
        self.sides = tuple(None if side == "" else self.text(side) for side in sides)
        return ""

    def _number(self, value: Ratio, least: int, most: int) -> str:
        return decimal(self._value(value), least, most)

    def _apart(self, left: Ratio, right: Ratio, least: int, most: int) -> str:
        return decimal(abs(self._value(left) - self._value(right)), least, most)

    def _text(self, text: ops.Text, codes: str) -> str:
        code: str = self._at.run(text)
        items = self._at.regime.code_lists[codes].by_code if codes else {}
        return f"{code} {items[code].name}" if code in items else code

    def _fault(self, text: ops.Text, form: str) -> str:
        return FORMATS[form](self._at.run(text)) or ""

    def _line(self) -> str:
        return str(self._at.line)

    def _uscc(self) -> str:
        uscc: str = self._at.dossier.unit.uscc
        return uscc

    def _rounded(self, words: str, gap: Part, *leaves: t.Node) -> str:
        left, right, places, _ = gap.fields
        count = sum(map(self._figures, leaves))
        last_places = abs(self._value(left) - self._value(right)) * 10**places
        return words if count >= FEWEST and 2 * last_places <= count else ""

    def _value(self, ratio: Ratio) -> Fraction:
        return self._at.fraction(ratio) or Fraction()

    def _figures(self, leaf: t.Node) -> int:
        """How many figures an amount stands for: those that were filled in."""
        if isinstance(leaf, t.RowSum):
            return values_added(self._at.rows(leaf.form, leaf.group), leaf.column, leaf.prefixes)
        return 0 if self._at.is_blank(leaf) else 1
