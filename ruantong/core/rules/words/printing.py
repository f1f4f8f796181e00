"""Sentences as data → what is said of a return: slots filled with exact values, rounded half up.

Its counterpart in the browser is ``static/js/rules/sentences.js``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.formats import FORMATS
from ruantong.core.rules.language.runtime import values_added
from ruantong.core.rules.words import pieces as p
from ruantong.core.rules.words.rounding import FEWEST
from ruantong.core.values import format_number, round_half_up


@dataclass(frozen=True)
class Explained:
    """The sentence, and both sides with their distance as canonical decimals (or texts)."""

    message: str
    left: str | None = None
    right: str | None = None
    difference: str | None = None


def explained(piece: p.Piece, situation: Situation) -> Explained:
    """A sentence of a dossier, and what stands beside it."""
    printer = _Printer(situation)
    message = _spaced(printer.text(piece))
    return Explained(message, *printer.sides)


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
    first, *others = text.split(p.SPACE)
    for other in others:
        beside = first[-1:].isascii() or other[:1].isascii()
        first += f" {other}" if beside else other
    return first.replace(" （", "（")


class _Printer:
    def __init__(self, situation: Situation) -> None:
        self._at = situation
        self._said = False
        self.sides: tuple[str | None, ...] = (None, None, None)

    def text(self, piece: p.Piece) -> str:
        return piece if isinstance(piece, str) else _PRINT[type(piece)](self, piece)

    def _join(self, piece: p.Join) -> str:
        return piece.between.join(filter(None, map(self.text, piece.parts)))

    def _number(self, piece: p.Number) -> str:
        return decimal(self._at.fraction(piece.value) or Fraction(), piece.least, piece.most)

    def _apart(self, piece: p.Apart) -> str:
        return decimal(self._gap(piece), piece.least, piece.most)

    def _gap(self, piece: p.Apart) -> Fraction:
        left, right = self._at.fraction(piece.left), self._at.fraction(piece.right)
        return abs((left or Fraction()) - (right or Fraction()))

    def _text(self, piece: p.Text) -> str:
        code: str = self._at.run(piece.value)
        codes = self._at.regime.code_lists[piece.codes].by_code if piece.codes else {}
        return f"{code} {codes[code].name}" if code in codes else code

    def _fault(self, piece: p.Fault) -> str:
        return FORMATS[piece.format](self._at.run(piece.value)) or ""

    def _given(self, piece: p.Given) -> str:
        return str(self._at.line) if piece.which == "line" else self._at.dossier.unit.uscc

    def _once(self, piece: p.Once) -> str:
        said, self._said = self._said, True
        return "" if said else piece.text

    def _choice(self, piece: p.Choice) -> str:
        true = (then for judgement, then in piece.cases if self._at.run(judgement) is True)
        return self.text(next(true, piece.default))

    def _sides(self, piece: p.Sides) -> str:
        found = (piece.left, piece.right, piece.difference)
        self.sides = tuple(None if side == "" else self.text(side) for side in found)
        return ""

    def _rounded(self, piece: p.Rounded) -> str:
        count = sum(map(self._figures, piece.leaves))
        gap = self._gap(piece.gap) * 10**piece.gap.least
        return piece.text if count >= FEWEST and 2 * gap <= count else ""

    def _figures(self, leaf: t.Node) -> int:
        """How many figures an amount stands for: those that were filled in."""
        if isinstance(leaf, t.RowSum):
            return values_added(self._at.rows(leaf.form, leaf.group), leaf.column, leaf.prefixes)
        return 0 if self._at.is_blank(leaf) else 1


_PRINT: Mapping[type, Callable[[_Printer, Any], str]] = {
    p.Join: _Printer._join,
    p.Number: _Printer._number,
    p.Apart: _Printer._apart,
    p.Text: _Printer._text,
    p.Fault: _Printer._fault,
    p.Given: _Printer._given,
    p.Once: _Printer._once,
    p.Choice: _Printer._choice,
    p.Sides: _Printer._sides,
    p.Rounded: _Printer._rounded,
}
