"""Lists as files: Excel and CSV, with nothing in them that a spreadsheet would execute."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from ruantong.gateways.clock import SHANGHAI

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# what a spreadsheet takes for the start of a formula, its full-width forms included
_EXECUTABLE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_EXACT_DIGITS = 15  # a spreadsheet keeps numbers with 15 significant digits
# Texts that a spreadsheet opening a CSV file would turn into another value: leading zeros go, long
# digits are rounded, a code like 91500112E00000001 becomes a power of ten, 2024-05 a date.
_TURNED = re.compile(
    r"0[0-9]+|[0-9]{12,}|[0-9]+E[0-9]+|[0-9]{1,4}[-/][0-9]{1,2}(?:[-/][0-9]{1,4})?", re.IGNORECASE
)


@dataclass(frozen=True)
class Column:
    """Title, how to get the value from a row, and ``kind``: text, number, day or moment."""

    title: str
    value: Callable[[Any], object]
    kind: str = "text"
    width: int = 14


def neutralised(text: str) -> str:
    """The text with a leading apostrophe when a spreadsheet could take it for a formula."""
    return "'" + text if text.startswith(_EXECUTABLE) else text


def plain(column: Column, row: object) -> str:
    """One value as text: dates ISO, moments in Shanghai time, numbers as they are."""
    value = column.value(row)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if column.kind == "number" and _number(text) is not None:
        return text
    return neutralised(text)


def _csv_text(column: Column, row: object) -> str:
    """One value of a CSV file; a tab before it makes Excel, WPS and LibreOffice keep it as text."""
    text = plain(column, row)
    return "\t" + text if column.kind == "text" and _TURNED.fullmatch(text) else text


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def csv_response(filename: str, columns: Sequence[Column], rows: Iterable[object]) -> HttpResponse:
    """UTF-8 with the mark that Excel needs to read Chinese."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)  # a tab may be taken for a separator
    writer.writerow([column.title for column in columns])
    writer.writerows([_csv_text(column, row) for column in columns] for row in rows)
    return _attachment(filename, "text/csv; charset=utf-8", text.getvalue().encode("utf-8-sig"))


def xlsx_bytes(
    columns: Sequence[Column], rows: Iterable[object], *, sheet: str = "Sheet1", title: str = ""
) -> bytes:
    """A workbook with one sheet: an optional title line, the column heads, the rows."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    page = book.add_worksheet(sheet)
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EFEDE4", "text_wrap": True})
    strong = book.add_format({"bold": True, "font_size": 14})
    number = book.add_format({"num_format": "#,##0.######"})
    for index, column in enumerate(columns):
        page.set_column(index, index, column.width)
    line = 0
    if title:
        page.write_string(0, 0, title, strong)
        line = 1
    for index, column in enumerate(columns):
        page.write_string(line, index, column.title, head)
    page.freeze_panes(line + 1, 0)
    for line_number, row in enumerate(rows, start=line + 1):
        for index, column in enumerate(columns):
            text = plain(column, row)
            amount = _number(text) if column.kind == "number" else None
            if amount is not None and len(amount.as_tuple().digits) <= _EXACT_DIGITS:
                page.write_number(line_number, index, amount, number)
            elif text:
                page.write_string(line_number, index, text)
    book.close()
    return buffer.getvalue()


def xlsx_response(
    filename: str,
    columns: Sequence[Column],
    rows: Iterable[object],
    *,
    sheet: str = "Sheet1",
    title: str = "",
) -> HttpResponse:
    """The workbook of :func:`xlsx_bytes` as a download."""
    return _attachment(filename, XLSX, xlsx_bytes(columns, rows, sheet=sheet, title=title))


def export_response(
    kind: str, name: str, columns: Sequence[Column], rows: Iterable[object]
) -> HttpResponse:
    """``kind`` as given by ``Listing.export``; ``name`` without its ending."""
    make = csv_response if kind == "csv" else xlsx_response
    return make(f"{name}.{kind}", columns, rows)


def _attachment(filename: str, content_type: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response
