"""A document as an Excel workbook that can be read, filtered and printed as it comes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ruantong.gateways.clock import SHANGHAI
from ruantong.web.document import EXECUTABLE, Column, Document, number_of, percent_of, plain

_A4 = 9
_EXACT_DIGITS = 15  # a spreadsheet keeps numbers with 15 significant digits
_LONGEST_TEXT = 32_767  # of a cell
_LONGEST_HEADER = 100
_READABLE = 220  # characters across a sheet of A4 landscape
_TITLE_HEIGHT, _LINE_HEIGHT, _TALLEST = 24, 15, 405  # points; 409 is the most a row may have
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


def xlsx_bytes(
    document: Document,
    columns: Sequence[Column],
    rows: Iterable[object],
    totals: Iterable[object] = (),
) -> bytes:
    """One sheet: the title block, the column heads, the rows, the totals, the notes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    book.set_properties({"title": document.title, "created": document.made_at.replace(tzinfo=None)})
    page = book.add_worksheet(_NO_SHEET_NAME.sub("", document.title)[:31])
    styles = _Styles(book)
    for index, column in enumerate(columns):
        page.set_column(index, index, column.width)
    heads = _title_block(page, document, styles)
    page.set_row(heads, _height((column.title, column.width) for column in columns))
    for index, column in enumerate(columns):
        page.write_string(heads, index, column.title, styles.get("head"))
    line = heads
    for row in rows:
        line += 1
        _row(page, line, columns, row, styles)
    page.autofilter(heads, 0, max(line, heads + 1), len(columns) - 1)
    for row in totals:
        line += 1
        _row(page, line, columns, row, styles, total=True)
    for note in document.notes:
        line += 1
        page.write_string(line, 0, note)
    page.freeze_panes(heads + 1, 0)
    _print_setup(page, document, heads, sum(column.width for column in columns))
    book.close()
    return buffer.getvalue()


def _title_block(page: Worksheet, document: Document, styles: _Styles) -> int:
    """Title, period, number and time, view; the number of the line after them."""
    page.set_row(0, _TITLE_HEIGHT)
    page.write_string(0, 0, document.title, styles.get("title"))
    page.write_string(1, 0, document.subtitle)
    if not document.view:
        return 2
    page.write_string(2, 0, "；".join(document.view))
    return 3


def _height(texts: Iterable[tuple[str, int]]) -> int:
    """Height of a row in which each text is broken at its width."""
    lines = max((_lines(text, width) for text, width in texts), default=1)
    return min(max(1, lines) * _LINE_HEIGHT, _TALLEST)


def _lines(text: str, width: int) -> int:
    fifths = sum(9 if east_asian_width(each) in "WF" else 5 for each in text)
    return -(-fifths // (5 * max(1, width - 1))) + text.count("\n")


def _print_setup(page: Worksheet, document: Document, heads: int, width: int) -> None:
    """A4 landscape, as few sheets across as can still be read, the first column on each."""
    across = -(-width // _READABLE)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(across, 0)
    if across > 1:
        page.repeat_columns(0)
    page.repeat_rows(heads)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    told = " ".join(filter(None, (document.title, document.period)))[:_LONGEST_HEADER]
    page.set_header("&L" + told.replace("&", "&&"))
    page.set_footer(f"&L导出时间：{document.made}&R第&P页，共&N页")


class _Styles:
    """Formats of the book by what they show, each made once."""

    _FIXED: dict[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 14},
        "head": {
            "bold": True, "border": 1, "bg_color": "#EFEDE4", "text_wrap": True,
            "align": "center", "valign": "vcenter",
        },
        "day": {"num_format": "yyyy-mm-dd", "align": "left"},
        "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
        "long": {"text_wrap": True},
        "right": {"align": "right"},
        "text": {},
        # kept as text even when somebody edits the cell; a spreadsheet shows no apostrophe
        "quoted": {"quote_prefix": True, "text_wrap": True},
    }  # fmt: skip

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Format] = {}

    def get(self, name: str, *, total: bool = False) -> Format:
        """``name`` of a fixed style, or a number format."""
        key = (name, total)
        if key not in self._made:
            chosen = self._FIXED.get(name, {"num_format": name})
            sum_line = {"bold": True, "top": 1} if total else {}
            self._made[key] = self._book.add_format({"valign": "top", **chosen, **sum_line})
        return self._made[key]


def _row(
    page: Worksheet,
    line: int,
    columns: Sequence[Column],
    row: object,
    styles: _Styles,
    *,
    total: bool = False,
) -> None:
    texts = ((plain(column, row), column.width) for column in columns if column.kind == "text")
    page.set_row(line, _height(texts))  # not every program finds out by itself
    for index, column in enumerate(columns):
        value = column.value(row)
        if isinstance(value, datetime):
            moment = value.astimezone(SHANGHAI).replace(tzinfo=None)
            page.write_datetime(line, index, moment, styles.get("moment", total=total))
            continue
        if isinstance(value, date):
            page.write_datetime(line, index, value, styles.get("day", total=total))
            continue
        number = _number(column, value)
        if number is not None:
            amount, style = number
            page.write_number(line, index, amount, styles.get(style, total=total))
        elif (text := plain(column, row)) or total:
            style = _text_style(column, text)
            page.write_string(line, index, text[:_LONGEST_TEXT], styles.get(style, total=total))


def _number(column: Column, value: object) -> tuple[Decimal, str] | None:
    """The number with its format, where the column has numbers and a spreadsheet can keep it."""
    if column.kind == "number":
        number, sign = number_of(value), ""
    elif column.kind == "percent":
        number, sign = percent_of(value), "%"
    else:
        return None
    if number is None or len(number.as_tuple().digits) > _EXACT_DIGITS:
        return None
    places = max(0, -int(number.as_tuple().exponent))
    style = "#,##0" + ("." + "0" * places if places else "") + sign
    return (number.scaleb(-2) if sign else number), style


def _text_style(column: Column, text: str) -> str:
    if text.startswith(EXECUTABLE):
        return "quoted" if column.kind == "text" else "right"
    if column.kind in ("number", "percent"):
        return "right"
    return "long" if _lines(text, column.width) > 1 else "text"
