"""Figures in a text: where they end and what they count."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruantong.core.guard.numerals import DIGITS, MYRIADS, TENS, is_latin, numeral_at
from ruantong.core.guard.words import Word, vocabulary

_FILE = Path(__file__).with_name("units.toml")
_SIGNS = frozenset("+-±负")
# 1-5月, 5月-6月: a dash between is no sign.
_NOT_BEFORE_SIGN = DIGITS | frozenset("年月日表期行列栏号时")
_CURRENCY = frozenset("¥$€£")
_COUNTED_IN_MYRIADS = frozenset("家份次字户笔条")
_FRACTIONS = ("百分之", "千分之", "万分之")
#: 减10个, 三十个左右: heads; 3个问题 counts questions.
_AFTER_HEADS = frozenset({"", *",。;!填就左以才即吧"})
_MOBILE = 11  # digits
_SMALL = frozenset({"一", "两", "三", "几", "数"})


@dataclass(frozen=True)
class Figure:
    """A figure up to ``end`` and what it is."""

    end: int
    kind: Word


@dataclass(frozen=True)
class Units:
    """What stands behind and before numbers (``units.toml``)."""

    kinds: dict[str, Word]
    dates: frozenset[str]
    names: frozenset[str]
    not_units: frozenset[str]

    @property
    def longest(self) -> int:
        return max(map(len, self.kinds))


@cache
def units() -> Units:
    """The tables of the units."""
    told = {
        key: listed.split()
        for key, listed in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()
    }
    kinds = {unit: Word(key) for key in ("money", "heads", "share", "times") for unit in told[key]}
    kinds |= dict.fromkeys((*told["dates"], *told["places"]), Word.PLACE)
    return Units(
        kinds, frozenset(told["dates"]), frozenset(told["names"]), frozenset(told["not_units"])
    )


def figure_at(
    text: str, start: int, codes: frozenset[str], *, after_word: bool = False
) -> Figure | None:
    """The figure that begins here; ``after_word``: the letters before it are no part of a name."""
    known = _fraction(text, start) or _day(text, start)
    if known is not None:
        return known
    at = start
    currency = text[at] in _CURRENCY
    at += currency
    if text[at : at + 1] in _SIGNS and not (at and text[at - 1] in _NOT_BEFORE_SIGN):
        at += 1
    found = numeral_at(text, at)
    if found is None:
        return None
    number = text[at : found.end]
    if (
        not found.ten
        and number in ("百", "千", "万", "亿")
        and not text.startswith("分", found.end)
    ):
        return None  # 万元 is a unit, not a figure
    kind, end = _unit(text, found.end)
    if kind is Word.PLACE and MYRIADS & set(number) and text[found.end] not in _COUNTED_IN_MYRIADS:
        kind, end = Word.MONEY, found.end  # 2000万行不行
    if kind is None:
        kind = _without_unit(number, codes, signed=at > start, ten=found.ten)
    elif kind is Word.HEADS and number in _SMALL:
        kind = Word.PLACE  # 两名、三件
    elif kind is Word.SHARE and number in ("100", "百"):
        kind = Word.WHOLE
    if currency:
        kind = Word.MONEY
    elif kind in (Word.HEADS, Word.BARE, Word.CODE, Word.ZERO, None) and _is_name(
        text, start, found.end, number, after_word=after_word
    ):
        kind = Word.PLACE
    return Figure(end, kind) if kind else None


def _fraction(text: str, start: int) -> Figure | None:
    """百分之六, 千分之三."""
    for words in _FRACTIONS:
        if text.startswith(words, start):
            end = start + len(words)
            number = numeral_at(text, end)
            end = number.end if number else end
            return Figure(end, Word.WHOLE if text[start:end] == "百分之百" else Word.SHARE)
    return None


def _day(text: str, start: int) -> Figure | None:
    """2024-05-01, 2024/5."""
    end = start + 4
    if text[start : start + 2] not in ("19", "20") or not text[start:end].isdecimal():
        return None
    parts = 0
    while parts < 2 and text[end : end + 1] in ("-", "/") and text[end + 1 : end + 2].isdecimal():
        end += 3 if text[end + 2 : end + 3].isdecimal() else 2
        parts += 1
    after = text[end : end + 1]
    return None if not parts or after.isdecimal() or after in TENS else Figure(end, Word.PLACE)


def _unit(text: str, at: int) -> tuple[Word | None, int]:
    """What stands behind the numeral says what it counts."""
    table = units()
    if text[at : at + 1] not in table.dates and _begins_a_word(text, at):
        return None, at
    if text.startswith("位数", at) and not text.startswith("位数字", at):
        return Word.MONEY, at + 2  # 八位数
    for length in range(min(table.longest, len(text) - at), 0, -1):
        kind = table.kinds.get(text[at : at + length])
        if kind is not None and not text.startswith("分之", at):
            return kind, at + length
    after = text[at + 1 : at + 2]
    if text.startswith("分之", at):
        below = numeral_at(text, at + 2)
        return Word.SHARE, below.end if below else at + 2
    if text.startswith("点", at):
        return (Word.PLACE if after in DIGITS else Word.SHARE), at + 1
    if text.startswith("个", at):
        return (Word.HEADS if after in _AFTER_HEADS else Word.PLACE), at + 1
    return None, at


def _begins_a_word(text: str, at: int) -> bool:
    """处理 is no 处, 门槛 no 门: a longer word begins here that is no unit itself."""
    table, words = units(), vocabulary()
    for length in range(4, 1, -1):
        word = text[at : at + length]
        if word in table.kinds:
            return False
        if word in table.not_units or word in words:
            return True
    return False


def _without_unit(number: str, codes: frozenset[str], *, signed: bool, ten: bool) -> Word | None:
    if not number.strip("0.,零"):
        return Word.ZERO
    if number[0] in DIGITS:
        if ten and set(number) & set("万亿wem"):
            return Word.MONEY
        is_year = len(number) == 4 and number[:2] in ("19", "20") and not signed
        return Word.CODE if number in codes or is_year else Word.BARE
    if ten:
        return Word.MONEY if set(number) & set("万亿百千") else Word.BARE
    return Word.BARE if len(number) > 1 or number in TENS else None


def _is_name(text: str, start: int, end: int, number: str, *, after_word: bool) -> bool:
    """Does the number name a thing: a telephone, a document, a minute of the day?"""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if before in {"〔", "〕", "#", "№"} or after in {"〔", "〕"}:
        return True
    if is_latin(before) and not after_word:
        return True
    if before in {"-", ".", "/"} and text[start - 2 : start - 1] in DIGITS:
        return before != "-" or len(number) >= 7  # 023-63895032, 1.2.3
    if before == ":" and len(number) == 2 and text[start - 2 : start - 1] in DIGITS:
        return _digits_before(text, start - 1) <= 2  # 30 of 14:30
    if after == ":" and len(number) <= 2:
        minutes = text[end + 1 : end + 3]
        if len(minutes) == 2 and set(minutes) <= DIGITS and text[end + 3 : end + 4] not in DIGITS:
            return True  # 14 of 14:30
    if number[0] == "0" and after in {"-", ":"} and text[end + 1 : end + 2] in DIGITS:
        return True
    if len(number) == _MOBILE and number[0] == "1":
        return True
    at = start - 1 if before in {":", ".", "-"} else start
    names = units().names
    return any(text[at - length : at] in names for length in range(1, min(4, at) + 1))


def _digits_before(text: str, end: int) -> int:
    start = end
    while start and end - start < 3 and text[start - 1] in DIGITS:
        start -= 1
    return end - start
