"""How cells of a form look in a workbook: who may type where is told by colour and by protection."""

from __future__ import annotations

import re

import xlsxwriter
from xlsxwriter.format import Format

from ruantong.core.regime import Kind
from ruantong.returns.sheets.model import SheetCell
from ruantong.web.document import EXECUTABLE

_STORED = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_EXACT_DIGITS = 15  # a spreadsheet keeps numbers with 15 significant digits
_PAPER, _OWN, _PLATFORM, _EARLIER = "#FFFFFF", "#FFFBE6", "#EEF1F4", "#F3F3F3"


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def get(self, **properties: object) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "vcenter", **properties})
        return self._made[key]

    @property
    def title(self) -> Format:
        return self.get(bold=True, font_size=16, align="center")

    @property
    def fact(self) -> Format:
        return self.get(font_size=10)

    @property
    def notice(self) -> Format:
        return self.get(font_size=10, font_color="#8A4B00", text_wrap=True)

    @property
    def head(self) -> Format:
        return self.get(bold=True, border=1, bg_color="#E4E9EF", text_wrap=True, align="center")

    def label(self, level: int = 0, *, title: bool = False) -> Format:
        return self.get(border=1, text_wrap=True, indent=min(level, 4), bold=title)

    @property
    def small(self) -> Format:
        return self.get(border=1, align="center", font_size=10)

    def cell(self, cell: SheetCell) -> Format:
        """Typed into: unlocked; by the platform or brought over: locked and grey."""
        colour = _OWN if cell.typed else _PLATFORM if cell.computed or cell.carried else _PAPER
        text = as_number(cell.kind, cell.text) is None and not cell.numeric
        given: dict[str, object] = {
            "border": 1,
            "bg_color": colour,
            "locked": not cell.typed,
            "num_format": "@" if text else number_format(cell),
        }
        if text:
            given["text_wrap"] = True
        if cell.text.startswith(EXECUTABLE) and text:
            given["quote_prefix"] = True
        return self.get(**given)

    def earlier(self, decimals: int) -> Format:
        return self.get(
            border=1, bg_color=_EARLIER, font_color="#6B6B6B", num_format=_places(decimals)
        )

    @property
    def absent(self) -> Format:
        return self.get(border=1, align="center", font_color="#9A9A9A")


def number_format(cell: SheetCell) -> str:
    return _places(cell.decimals) if cell.kind is Kind.NUMBER else "0"


def _places(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def as_number(kind: Kind, text: str) -> str | None:
    """The text when a spreadsheet keeps it exactly as a number."""
    if kind not in {Kind.NUMBER, Kind.YEAR, Kind.MONTH} or not _STORED.fullmatch(text):
        return None
    digits = text.lstrip("-").replace(".", "").lstrip("0")
    return text if len(digits) <= _EXACT_DIGITS else None
