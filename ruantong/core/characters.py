"""Which characters are text: our own table of blocks, the same under every Python and browser.

The blocks are those of GB 18030—2022 with its first amendment (ideographs up to extension I), the
scripts and signs beside them, and pictographs. What a runtime's Unicode database knows decides
nothing: Python 3.11 takes extensions H and I for unassigned. ADR 0023; the browser's copy is
``static/js/characters.js``, and a test compares the two.
"""

from __future__ import annotations

from bisect import bisect_right

#: First and last code point of what is text. Blanks other than U+0020 are made one before.
TEXT_RANGES = (
    (0x0020, 0x007E), (0x00A0, 0x058F),  # Latin, Greek, Cyrillic and signs
    (0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF),  # Arabic
    (0x0E00, 0x0FFF),  # Thai to Tibetan
    (0x1100, 0x11FF),  # Hangul letters
    (0x1800, 0x18AF), (0x1950, 0x19DF), (0x1A20, 0x1AAF),  # Mongolian, Dai
    (0x1D00, 0x1FFF),  # phonetics, Latin and Greek additions
    (0x2010, 0x2027), (0x2030, 0x205E), (0x2070, 0x20CF),  # punctuation, currency
    (0x2100, 0x23FF), (0x2440, 0x2BFF), (0x2C60, 0x2C7F),  # signs, arrows, mathematics
    (0x2E00, 0x2FDF), (0x2FF0, 0x2FFF),  # radicals, description of ideographs
    (0x3001, 0x33FF),  # CJK punctuation, kana, bopomofo, squared forms
    (0x3400, 0x4DBF), (0x4DC0, 0x4DFF),  # extension A, hexagrams
    (0x4E00, 0x9FFF),  # unified ideographs
    (0xA000, 0xA4FF), (0xA640, 0xA69F), (0xA700, 0xA7FF),  # Yi, Lisu, Cyrillic and Latin additions
    (0xA960, 0xA97F), (0xAA60, 0xAADF), (0xAC00, 0xD7FF),  # Dai, Hangul
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFB50, 0xFDCF), (0xFDF0, 0xFDFF),  # Arabic forms
    (0xFE10, 0xFE1F), (0xFE30, 0xFEFC), (0xFF01, 0xFFEF),  # vertical, small, full and half width
    (0x11660, 0x1167F), (0x16F00, 0x16F9F),  # Mongolian supplement, Miao
    (0x1F000, 0x1FAFF),  # enclosed signs and pictographs
    (0x20000, 0x2A6DF),  # extension B
    (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF),  # C, D, E
    (0x2CEB0, 0x2EBEF), (0x2EBF0, 0x2EE5F),  # F, I
    (0x2F800, 0x2FA1F),  # compatibility supplement
    (0x30000, 0x3134F), (0x31350, 0x323AF),  # G, H
)  # fmt: skip

#: Marks and fillers that show nothing and come along with copied text: no text themselves, taken
#: away without a word. The left-to-right override changes nothing about text of these blocks.
MARK_RANGES = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x180E, 0x180E),
    (0x200B, 0x200F), (0x202A, 0x202D), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF),
)  # fmt: skip
MARKS = frozenset(code for start, stop in MARK_RANGES for code in range(start, stop + 1))

_PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0xFFFFD), (0x100000, 0x10FFFD))
# Ideographs for which GBK and GB 18030—2000 had only a private-use code point.
_STANDARD = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5,
    0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F,
    0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip
_STARTS = [start for start, _ in TEXT_RANGES]
_PICTURES = 0x2400  # U+2400 stands for U+0000, and so on


def is_text(character: str) -> bool:
    """True for a character that may stand in a text of the platform."""
    code = ord(character)
    place = bisect_right(_STARTS, code) - 1
    return place >= 0 and code <= TEXT_RANGES[place][1] and code not in MARKS


def described(character: str) -> str:
    """What a character is that is no text, and what to do about it."""
    code = ord(character)
    name = f"U+{code:04X}"
    if any(start <= code <= stop for start, stop in _PRIVATE):
        advice = "请改用国家标准（GB 18030）编码的汉字"
        if standard := _STANDARD.get(code):
            advice = f"请改用国家标准（GB 18030）编码的“{chr(standard)}”（U+{standard:04X}）"
        return f"自造字（{name}），换一台计算机就不能显示，{advice}"
    if code in {0, _PICTURES}:
        return "空字符（NUL），请删去"
    if code < 0x20 or 0x7F <= code < 0xA0 or _PICTURES < code <= _PICTURES + 0x21:
        return f"控制字符（{name}），请删去"
    if code == 0x202E:
        return f"改变文字方向的控制符（{name}），会使显示的内容与实际不同，请删去后重新录入"
    if 0xD800 <= code < 0xE000 or code == 0xFFFD:
        return "乱码（不成字的编码），请重新录入这个字"
    return f"不在国家标准（GB 18030—2022）字符集中的字符（{name}），请改用标准字符"
