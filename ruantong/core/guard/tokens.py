"""A text as tokens: figures and words with what they do; every other character is one of its own."""

from __future__ import annotations

from dataclasses import dataclass

from ruantong.core.guard.figures import figure_at
from ruantong.core.guard.plain import Plain
from ruantong.core.guard.words import Word, longest, vocabulary


@dataclass(frozen=True)
class Token:
    """What stands from ``start`` to ``end`` of the plain text, and all that it may do."""

    start: int
    end: int
    kinds: frozenset[Word]


#: What the second number of a range says of the first.
_LENDING = frozenset({Word.PLACE, Word.WHOLE, Word.MONEY, Word.HEADS, Word.SHARE})
_OTHER = frozenset({Word.OTHER})
_JOINS = ("-", "到", "至", "、", ",", "和", "或", "还是")


def tokens(plain: Plain, codes: frozenset[str]) -> list[Token]:
    """All tokens of the text in order."""
    text, found = plain.text, list[Token]()
    at = 0
    while at < len(text):
        word_end, kinds = _word(text, at)
        figure = (
            None
            if word_end - at > 1 and text[at] not in "0123456789"
            else figure_at(text, at, codes, after_word=bool(found) and found[-1].kinds != _OTHER)
        )
        if figure is not None and figure.end >= word_end:
            token = Token(at, figure.end, frozenset({figure.kind}))
        else:
            token = Token(at, max(word_end, at + 1), kinds)
        found.append(token)
        at = token.end
    return _ranges(text, found)


def _word(text: str, at: int) -> tuple[int, frozenset[Word]]:
    words = vocabulary()
    for length in range(min(longest(), len(text) - at), 0, -1):
        kinds = words.get(text[at : at + length])
        if kinds is not None:
            return at + length, kinds
    return at, _OTHER


def _ranges(text: str, found: list[Token]) -> list[Token]:
    """1—5月, 800至1000元, 3和5行: the first number is of the kind of the second."""
    for place in range(len(found) - 3, -1, -1):
        first, join, second = found[place : place + 3]
        if text[join.start : join.end] not in _JOINS or not second.kinds & _LENDING:
            continue
        if first.kinds & {Word.BARE, Word.ZERO} or (
            Word.CODE in first.kinds and Word.PLACE in second.kinds
        ):
            found[place] = Token(first.start, first.end, second.kinds)
    return found
