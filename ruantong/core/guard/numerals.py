"""Numerals in a text of the reader's view: Arabic, Chinese and mixed, with what stands for 万."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

DIGITS = frozenset("0123456789")
ONES = frozenset("零一二两三四五六七八九")
TENS = frozenset("十百千万亿廿卅")
MYRIADS = frozenset("万亿")
NUMERALS = DIGITS | ONES | TENS
#: 几百, 上千, 满百: about so much.
_SOME = frozenset("几数好上近过满足破")
#: 两百多, 三十来, 1个亿.
_ABOUT = frozenset("多来余几把")
_MOST_APART = 12  # numerals that are read as one
_JOINTS = frozenset(".,、-_/|·*")
#: 500w, 3k, 2m, 1.2e; 3kw is thirty million.
_LETTERS = ("kw", "w", "k", "m", "e")


@dataclass(frozen=True)
class Numeral:
    """A numeral up to ``end``; ``ten``: it has a magnitude beside or within it."""

    end: int
    ten: bool


def numeral_at(text: str, start: int) -> Numeral | None:
    """The numeral that begins here."""
    end, ten = start, False
    if text[end : end + 1] in _SOME and _in(text, end + 1, TENS):
        end, ten = end + 1, True
    end = _apart(text, end)
    while end < len(text):
        if text[end] in DIGITS or text[end] in ONES:
            end += 1
        elif text[end] in TENS:
            ten = ten or end > start
            end += 1
        elif end == start:
            return None
        else:
            length, more = next(
                ((n, m) for part, m in _PARTS if (n := part(text, end))), (0, False)
            )
            if not length:
                break
            end, ten = end + length, ten or more
    return Numeral(end, ten) if end > start else None


# ---- what may stand inside a numeral: how many characters of it do -------------------------------


def _point(text: str, at: int) -> int:
    return int(text[at] in ".点" and _in(text, at + 1, DIGITS | ONES))


def _thousands(text: str, at: int) -> int:
    three = text[at + 1 : at + 4]
    whole = len(three) == 3 and all(c in DIGITS for c in three)
    return int(
        text[at] == "," and text[at - 1] in DIGITS and whole and not _in(text, at + 4, DIGITS)
    )


def _about(text: str, at: int) -> int:
    """两百多, 三千来万, 1个亿."""
    if text[at] in _ABOUT | {"个"} and text[at] != "把" and _in(text, at + 1, TENS - {"廿", "卅"}):
        return 2
    after = text[at + 1 : at + 2]
    return int(text[at] in _ABOUT and text[at - 1] in TENS and after not in DIGITS | ONES | {"握"})


def _letter(text: str, at: int) -> int:
    for letters in _LETTERS:
        if text.startswith(letters, at):
            after = text[at + len(letters) : at + len(letters) + 1]
            apart = not is_latin(after) and (letters == "e" or after not in DIGITS)
            return len(letters) if apart else 0
    return 0


def _and(text: str, at: int) -> int:
    """六十又三."""
    return int(text[at] == "又" and text[at - 1] in TENS and _in(text, at + 1, ONES))


def _times_ten(text: str, at: int) -> int:
    return int(text[at] == "*" and text.startswith("10", at + 1))


def _power(text: str, at: int) -> int:
    return int(text[at] == "^" and _in(text, at + 1, DIGITS))


#: Each with whether it makes the numeral one of a magnitude.
_PARTS: tuple[tuple[Callable[[str, int], int], bool], ...] = (
    (_point, False),
    (_thousands, False),
    (_about, True),
    (_letter, True),
    (_and, False),
    (_times_ten, False),
    (_power, True),
)


def _apart(text: str, start: int) -> int:
    """5-0-0万: single numerals with one kind of joint between, before a magnitude; else ``start``."""
    end = start
    joint = text[start + 1 : start + 2]
    if joint not in _JOINTS:
        return start
    most = start + 2 * _MOST_APART
    while end < most and _in(text, end, NUMERALS) and text[end + 1 : end + 2] == joint:
        end += 2
    ends = _in(text, end, NUMERALS) and _in(text, end + 1, TENS | {"元", "w"})
    return end if end >= start + 4 and ends else start


def _in(text: str, at: int, characters: frozenset[str]) -> bool:
    return text[at : at + 1] in characters


def is_latin(character: str) -> bool:
    """True for a small Latin letter."""
    return "a" <= character <= "z"
