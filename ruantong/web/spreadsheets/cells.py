"""The cells of a workbook, sheet by sheet and row by row, each as text with what it is.

Formulas are never worked out: what the file has stored of their results is handed on, marked. A
part is read piece by piece, and no further than the reader asks for rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from ruantong.core.values import shown
from ruantong.web.spreadsheets.formats import (
    DAY,
    NUMBER,
    PERCENT,
    Formats,
    day_text,
    exact_text,
    percent_text,
)
from ruantong.web.spreadsheets.package import NotRead, Package, Parts, target_in

TEXT, ERROR, TRUTH = "text", "error", "truth"
MOST_SHEETS = 60
_MOST_STRINGS = 400_000
_LONGEST = 33_000  # characters of a cell; Excel takes 32,767
_MOST_ROW, _MOST_COLUMN = 1_048_576, 16_384
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class SentCell:
    """One cell that holds something. ``kind``: text, number, day, percent, error or truth.

    ``formula`` as written; ``text`` is then what the file has stored of its result, "" for nothing.
    """

    row: int
    column: int
    kind: str
    text: str
    formula: str = ""

    @property
    def address(self) -> str:
        """“B7”; "" for a figure that was worked out and stands nowhere."""
        return f"{column_name(self.column)}{self.row}" if self.row else ""

    @property
    def unsaved(self) -> bool:
        """A formula whose result the file does not hold."""
        return bool(self.formula) and not self.text


def column_name(number: int) -> str:
    """“A” for 1, “AA” for 27."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = ascii_uppercase[rest] + name
    return name


Row = list[SentCell]


@dataclass
class SentSheet:
    """One sheet; its rows are read once, in their order. Blank cells and rows are left out."""

    name: str
    hidden: bool
    _book: SentBook
    _part: str

    def rows(self) -> Iterator[Row]:
        return self._book.rows_of(self._part)


@dataclass
class SentBook:
    """An opened workbook."""

    package: Package
    sheets: list[SentSheet] = field(default_factory=list)
    _strings: list[str] = field(default_factory=list)
    _kinds: list[str] = field(default_factory=list)

    @property
    def macros(self) -> bool:
        return self.package.has("xl/vbaProject.bin")

    @property
    def links(self) -> bool:
        """It refers to other files; nothing of them is fetched."""
        return self.package.any_under("xl/externalLinks/")

    def rows_of(self, part: str) -> Iterator[Row]:
        handler = _SheetPart(self._strings, self._kinds)
        for _ in self.package.reading(part, handler):
            found, handler.rows = handler.rows, []
            yield from found

    def close(self) -> None:
        self.package.close()


def open_book(file: UploadedFile[bytes]) -> SentBook:
    """The workbook in a file; ``NotRead`` for what is none. Its sheets are read afterwards."""
    package = Package(file)
    workbook = _Workbook()
    package.read("xl/workbook.xml", workbook)
    links = _Relations()
    if package.has("xl/_rels/workbook.xml.rels"):
        package.read("xl/_rels/workbook.xml.rels", links)
    book = SentBook(package)
    if len(workbook.sheets) > MOST_SHEETS:
        raise NotRead(
            f"文件“{package.name}”有{len(workbook.sheets)}个工作表，应不超过{MOST_SHEETS}个，"
            "请只保留要导入的工作表后另存。"
        )
    for kind, target in links.others:
        part = target_in("xl/workbook.xml", target)
        if kind.endswith("/sharedStrings") and package.has(part):
            strings = _Strings(package)
            package.read(part, strings)
            book._strings = strings.found
        elif kind.endswith("/styles") and package.has(part):
            formats = Formats()
            package.read(part, formats)
            book._kinds = formats.kinds
    for name, key, hidden in workbook.sheets:
        part = target_in("xl/workbook.xml", links.sheets.get(key, ""))
        if package.has(part):
            book.sheets.append(SentSheet(name, hidden, book, part))
    return book


class _Workbook(Parts):
    """Names of the sheets with the keys of their parts."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, bool]] = []

    def begin(self, name: str, attrs: Any) -> None:
        if name == "sheet":
            key = next((attrs[each] for each in attrs.getNames() if each.endswith(":id")), "")
            hidden = attrs.get("state", "visible") != "visible"
            self.sheets.append((shown(attrs.get("name", "")), key, hidden))


class _Relations(Parts):
    """Parts by key: the sheets, and everything else by its kind."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: dict[str, str] = {}
        self.others: list[tuple[str, str]] = []

    def begin(self, name: str, attrs: Any) -> None:
        if name != "Relationship" or attrs.get("TargetMode") == "External":
            return
        kind, target = attrs.get("Type", ""), attrs.get("Target", "")
        if kind.endswith("/worksheet"):
            self.sheets[attrs.get("Id", "")] = target
        else:
            self.others.append((kind, target))


class _Strings(Parts):
    """Texts that cells refer to; readings (拼音) beside them are no text."""

    def __init__(self, package: Package) -> None:
        super().__init__()
        self.found: list[str] = []
        self._name = package.name
        self._text: list[str] | None = None
        self._aside = 0

    def begin(self, name: str, attrs: Any) -> None:
        if name == "si":
            if len(self.found) >= _MOST_STRINGS:
                raise NotRead(f"文件“{self._name}”的文字过多，请只保留要导入的工作表后另存。")
            self.found.append("")
        elif name == "rPh":
            self._aside += 1
        elif name == "t" and not self._aside:
            self._text = []

    def characters(self, content: str) -> None:
        if self._text is not None:
            self._text.append(content)

    def end(self, name: str) -> None:
        if name == "rPh":
            self._aside -= 1
        elif name == "t" and self._text is not None:
            if self.found:
                self.found[-1] = (self.found[-1] + _unescaped("".join(self._text)))[:_LONGEST]
            self._text = None


def _unescaped(text: str) -> str:
    """``_x000D_`` is how the format writes characters that XML does not take."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


class _SheetPart(Parts):
    """Rows of a sheet; ``rows`` is emptied by whoever reads."""

    def __init__(self, strings: list[str], kinds: list[str]) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._strings, self._kinds = strings, kinds
        self._row: Row = []
        self._number = self._column = 0
        self._type = self._style = ""
        self._value = self._formula = ""
        self._text: list[str] | None = None
        self._aside = 0

    def begin(self, name: str, attrs: Any) -> None:
        if name == "row":
            self._number = _within(attrs.get("r", ""), self._number + 1, _MOST_ROW)
            self._row, self._column = [], 0
        elif name == "c":
            self._column = _column(attrs.get("r", ""), self._column + 1)
            self._type, self._style = attrs.get("t", "n"), attrs.get("s", "0")
            self._value = self._formula = ""
        elif name == "rPh":
            self._aside += 1
        elif name in {"v", "t", "f"} and not self._aside:
            self._text = []
            if name == "f":  # one formula of several cells stands in the first of them
                self._formula = "="

    def characters(self, content: str) -> None:
        if self._text is not None and len(self._text) < _LONGEST:
            self._text.append(content)

    def end(self, name: str) -> None:
        if name == "rPh":
            self._aside -= 1
        elif name in {"v", "t", "f"} and self._text is not None:
            text = "".join(self._text)[:_LONGEST]
            self._text = None
            if name == "f":
                self._formula += text
            else:
                self._value += text if name == "v" else _unescaped(text)
        elif name == "c":
            if cell := self._cell():
                self._row.append(cell)
        elif name == "row" and self._row:
            self.rows.append(self._row)
            self._row = []

    def _cell(self) -> SentCell | None:
        if not self._value and (not self._formula or self._type == "str"):
            return None  # of a formula: its result is the empty text
        kind, text = self._read()
        if not text.strip() and not self._formula:
            return None
        return SentCell(self._number, self._column, kind, text, self._formula)

    def _read(self) -> tuple[str, str]:
        value = self._value
        if self._type == "s":
            at = int(value) if value.isdecimal() and len(value) < 9 else -1
            return TEXT, self._strings[at] if 0 <= at < len(self._strings) else ""
        if self._type in {"str", "inlineStr"}:
            return TEXT, _unescaped(value) if self._type == "str" else value
        if self._type == "e":
            return ERROR, value
        if self._type == "b":
            return TRUTH, {"1": "TRUE", "0": "FALSE"}.get(value.strip(), value)
        if self._type == "d":
            return DAY, value[:10]
        text = exact_text(value.strip()) if value else ""
        if text is None:
            return TEXT, value
        return self._numeric(text)

    def _numeric(self, text: str) -> tuple[str, str]:
        style = int(self._style) if self._style.isdecimal() and len(self._style) < 6 else 0
        kind = self._kinds[style] if style < len(self._kinds) else NUMBER
        if not text:
            return NUMBER, ""
        if kind == PERCENT:
            return PERCENT, percent_text(text)
        return kind, day_text(text) if kind == DAY else text


def _within(text: str, otherwise: int, most: int) -> int:
    number = int(text) if text.isdecimal() and len(text) < 9 else otherwise
    if not 0 < number <= most:
        raise ValueError(f"no such row: {number}")
    return number


def _column(place: str, otherwise: int) -> int:
    match = _PLACE.fullmatch(place)
    if match is None:
        return otherwise
    number = 0
    for letter in match[1]:
        number = number * 26 + ascii_uppercase.index(letter) + 1
    if number > _MOST_COLUMN:
        raise ValueError(f"no such column: {place}")
    return number
