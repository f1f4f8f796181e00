"""The reader's view of a text: what looks alike becomes alike, each character knowing its origin.

Blanks, invisible marks and combining signs go, digits of every script become Arabic, the long forms
of numerals (壹贰叁) short ones, traditional characters simplified, look-alike letters Latin, and
numerals spelled in Latin letters (wubaiwan) Chinese.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ruantong.core.characters import MARKS

#: Stands for a blank between two digits that were written apart.
APART = "\x1f"

_ALIKE = dict(
    zip(
        "壹貳贰弌弍叁參叄弎肆伍陸陆柒捌玖拾佰仟萬億個圓圆幣營業為請報數調應與準實額總滿達減標際據並"
        "當該點須"
        "бЗзЧчОоΟοｏ〇○◯零lіιӏ×∗⋅·＝→⇒➔–—−~～",
        "一二二一二三三三三四五六六七八九十百千万亿个元元币营业为请报数调应与准实额总满达减标际据并"
        "当该点须"
        "633440oooo零零零零liii****=→→→-----",
        strict=True,
    )
)  # fmt: skip
#: Syllables and words that are written instead of characters, longest first.
_SPELLED = {
    "yingwei": "应为", "gaiwei": "改为", "gaicheng": "改成", "tiaodao": "调到", "tiancheng": "填成",
    "tianbao": "填报", "tianwei": "填为", "baocheng": "报成", "gai": "改", "tian": "填", "bao": "报",
    "qing": "请", "an": "按", "wei": "为", "cheng": "成",
    "ling": "零", "yi": "一", "er": "二", "liang": "两", "san": "三", "si": "四", "wu": "五",
    "liu": "六", "qi": "七", "ba": "八", "jiu": "九", "shi": "十", "bai": "百", "qian": "千",
    "wan": "万", "yuan": "元",
    "one": "一", "two": "二", "three": "三", "four": "四", "five": "五", "six": "六",
    "seven": "七", "eight": "八", "nine": "九", "ten": "十", "hundred": "百", "thousand": "千",
    "million": "百万", "billion": "十亿", "rmb": "元", "yuanrmb": "元",
}  # fmt: skip
_LONGEST_SPELLED = max(map(len, _SPELLED))
_CARDINAL = frozenset("一二两三四五六七八九十百千万亿")


@dataclass(frozen=True)
class Plain:
    """A text as it is judged, and for each character the place it came from."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters ``start`` to ``end`` stand in what was written."""
        return self.places[start], self.places[end - 1] + 1


def plain(text: str) -> Plain:
    """The text as a reader takes it."""
    pairs = _spelled_out(_letters_as_digits(_blanks(list(_characters(text)))))
    return Plain("".join(c for c, _ in pairs), tuple(place for _, place in pairs))


_Pairs = list[tuple[str, int]]


def _characters(text: str) -> Iterator[tuple[str, int]]:
    for place, written in enumerate(text):
        if written == "\n":
            yield ",", place
        elif written.isspace():
            yield " ", place
        elif unicodedata.category(written) in ("Mn", "Me", "Cf") or ord(written) in MARKS:
            continue
        else:
            yield from ((c, place) for c in _alike(written))


def _alike(written: str) -> str:
    digit = unicodedata.digit(written, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(written) == "Nl" and written not in _ALIKE:
        value = unicodedata.numeric(written, None)  # Roman and Suzhou numerals
        if value is not None and value == int(value):
            return str(int(value))
    folded = unicodedata.normalize("NFKC", _ALIKE.get(written, written)).lower()
    return "".join(_ALIKE.get(c, c) for c in folded)


def _blanks(pairs: _Pairs) -> _Pairs:
    """Without blanks, but two whole numbers stay apart: 1 2 0 0 is 1200, 2010 3500 is not."""
    kept: _Pairs = []
    blank = False
    for index, (character, place) in enumerate(pairs):
        if character == " ":
            blank = True
            continue
        if blank and character.isdigit() and kept and kept[-1][0].isdigit():
            alone_before = len(kept) < 2 or not kept[-2][0].isdigit() or _joined(kept)
            after = pairs[index + 1][0] if index + 1 < len(pairs) else ""
            if not (alone_before and not after.isdigit()):
                kept.append((APART, place))
        kept.append((character, place))
        blank = False
    return kept


def _joined(kept: _Pairs) -> bool:
    """Were the last two digits themselves written apart?"""
    return kept[-1][1] - kept[-2][1] > 1


def _letters_as_digits(pairs: _Pairs) -> _Pairs:
    """5oo and l200 are numbers: letters that look like digits, in a run that has a digit."""
    done: _Pairs = []
    index = 0
    while index < len(pairs):
        end = index
        while end < len(pairs) and _ascii_word(pairs[end][0]):
            end += 1
        run = pairs[index:end]
        letters = {c for c, _ in run if not c.isdigit()}
        if run and letters <= {"o", "l", "i"} and len(letters) < len({c for c, _ in run}):
            run = [("0" if c == "o" else "1" if c in "li" else c, place) for c, place in run]
        done += run or pairs[index : index + 1]
        index = max(end, index + 1)
    return done


def _spelled_out(pairs: _Pairs) -> _Pairs:
    """Runs of Latin letters that are wholly syllables of numerals and of setting."""
    done: _Pairs = []
    index = 0
    while index < len(pairs):
        end = index
        while end < len(pairs) and _latin(pairs[end][0]):
            end += 1
        if end > index:
            done += _as_characters(pairs[index:end])
            index = end
        else:
            done.append(pairs[index])
            index += 1
    return done


def _as_characters(run: _Pairs) -> _Pairs:
    """One run of letters, divided into known syllables from its end; itself when that fails."""
    letters = "".join(c for c, _ in run)
    # how many letters the syllable that starts here takes; 0: no division from here to the end
    takes = [0] * len(letters) + [-1]
    for start in range(len(letters) - 1, -1, -1):
        for length in range(min(_LONGEST_SPELLED, len(letters) - start), 0, -1):
            if takes[start + length] and letters[start : start + length] in _SPELLED:
                takes[start] = length
                break
    if not letters or not takes[0]:
        return run
    done: _Pairs = []
    start = 0
    while start < len(letters):
        length = takes[start]
        place = run[start][1]
        done += [(c, place) for c in _SPELLED[letters[start : start + length]]]
        # the last character of the syllable reaches to the end of what was written
        done[-1] = (done[-1][0], run[start + length - 1][1])
        start += length
    return done if _CARDINAL.intersection(c for c, _ in done) else run


def _latin(character: str) -> bool:
    return "a" <= character <= "z"


def _ascii_word(character: str) -> bool:
    return _latin(character) or "0" <= character <= "9"
