"""The one normaliser of typed and copied text, and the one way to compare it.

Every entrance uses it: screens, saving, the interchange format, rule texts, searching. Marks that
show nothing go away, blanks become one, letters with accents become one character (NFC); what is
no text is named with its place and refused.
"""

from __future__ import annotations

import unicodedata

from ruantong.core.characters import MARKS, described, is_text

_MARKS = dict.fromkeys(MARKS)
# What NFKC leaves apart: case, look-alikes of the dot in names and of the hyphen, marks, blanks.
_BLANKS = [code for code in range(0x3001) if chr(code).isspace()]
#: Code point → the one it is folded to, None for what goes away, after NFKC.
FOLDED: dict[int, int | None] = {
    **{code: code + 32 for code in range(ord("A"), ord("Z") + 1)},
    **dict.fromkeys((0x2022, 0x2027, 0x2219, 0x22C5, 0x30FB), 0xB7),
    **dict.fromkeys((*range(0x2010, 0x2016), 0x2212), 0x2D),
    **dict.fromkeys((*MARKS, *_BLANKS)),
}
# A JSON column of PostgreSQL takes neither NUL nor half of a surrogate pair.
_UNSTORABLE = {0: 0x2400, **dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)}


class TextFault(ValueError):
    """A text that cannot be taken; ``message`` is Chinese and does not name the field."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def without_marks(text: str) -> str:
    """The text without direction marks, zero-width characters and byte order marks."""
    return text if text.isascii() else text.translate(_MARKS)


def one_line(text: str) -> str:
    """A text of one line as it is kept: NFC, no marks, single blanks; nothing is refused."""
    return " ".join(unicodedata.normalize("NFC", without_marks(text)).split())


def many_lines(text: str) -> str:
    """A text of several lines as it is kept; blanks inside a line stay, tabs become blanks."""
    plain = unicodedata.normalize("NFC", without_marks(text)).replace("\t", " ")
    return "\n".join(line.replace("\u3000", " ").rstrip() for line in plain.splitlines()).strip()


def character_fault(text: str) -> str | None:
    """Names the first character that is no text, with its place; None when all are."""
    if text.isascii() and text.isprintable():
        return None
    for place, character in enumerate(text, start=1):
        if not is_text(character) and character != "\n":
            return f"第{place}个字是{described(character)}"
    return None


def text_fault(text: str, longest: int) -> str | None:
    """What is wrong with a normalised text; None when it can be taken."""
    if len(text) > longest:
        return f"内容有{len(text)}个字，应不超过{longest}个字"
    return character_fault(text)


def checked_line(text: str, longest: int) -> str:
    """:func:`one_line`; raises ``TextFault`` for what is no text or too long."""
    line = one_line(text)
    if fault := text_fault(line, longest):
        raise TextFault(fault)
    return line


def storable(text: str) -> str:
    """The text with a visible sign for what no database keeps; it stays a fault, and says which."""
    return text.translate(_UNSTORABLE)


def fold(text: str) -> str:
    """What two texts have in common that a reader takes for the same.

    Full and half width, brackets, blanks, case of Latin letters, dots and dashes do not tell
    texts apart: 重庆（软件） is 重庆(软件).
    """
    wide = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return wide.translate(FOLDED)
