"""VTL text → words with their places; comments are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ruantong.core.values import shown


@dataclass(frozen=True, order=True)
class VtlFault:
    """Why a place of a VTL text cannot be taken over; line and column from 1."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"第{self.line}行第{self.column}列：{self.message}"


class OutsideError(ValueError):
    """A word or a phrase outside the subset; ``fault`` says where and why."""

    def __init__(self, word: Word, message: str) -> None:
        super().__init__(message)
        self.fault = VtlFault(word.line, word.column, message)


@dataclass(frozen=True)
class Word:
    """``kind``: name, number, text, sign, odd (no VTL word) or end. ``text`` of a text is its content."""

    kind: str
    text: str
    line: int
    column: int

    def __str__(self) -> str:
        return "文本结束处" if self.kind == "end" else f"“{shown(self.text)}”"


_WORD = re.compile(
    r"""(?P<blank>\s+|/\*.*?\*/|//[^\n]*)
    |(?P<text>"(?:[^"]|"")*")
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign><=|>=|<>|<-|:=|[<>=+\-*/(){}\[\],;:#])
    |(?P<odd>.)""",
    re.VERBOSE | re.DOTALL,
)


def words_of(text: str) -> Iterator[Word]:
    """The words in order, the last one of kind end."""
    line, start = 1, 0
    for match in _WORD.finditer(text):
        kind, found = str(match.lastgroup), match[0]
        column = match.start() - start + 1
        if kind == "text":
            yield Word(kind, found[1:-1].replace('""', '"'), line, column)
        elif kind != "blank":
            yield Word(kind, found, line, column)
        if "\n" in found:
            line += found.count("\n")
            start = match.start() + found.rindex("\n") + 1
    yield Word("end", "", line, len(text) - start + 1)
