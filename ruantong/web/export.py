"""Lists as files: Excel and CSV, with nothing in them that a spreadsheet would execute."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import chain

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from ruantong.web.document import EXECUTABLE, Column, Document, number_of, percent_of, plain
from ruantong.web.workbook import xlsx_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Texts that a spreadsheet opening a CSV file would turn into another value: leading zeros go, long
# digits are rounded, a code like 91500112E00000001 becomes a power of ten, 2024-05 a date.
_TURNED = re.compile(
    r"0[0-9]+|[0-9]{12,}|[0-9]+E[0-9]+|[0-9]{1,4}[-/][0-9]{1,2}(?:[-/][0-9]{1,4})?", re.IGNORECASE
)


def neutralised(text: str) -> str:
    """The text with a leading apostrophe when a spreadsheet could take it for a formula."""
    return "'" + text if len(text) > 1 and text.startswith(EXECUTABLE) else text


def csv_bytes(
    columns: Sequence[Column], rows: Iterable[object], totals: Iterable[object] = ()
) -> bytes:
    """Heads, rows and totals; UTF-8 with the mark that Excel needs to read Chinese."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)  # a tab may be taken for a separator
    writer.writerow([column.title for column in columns])
    every = chain(rows, totals)
    writer.writerows([_csv_text(column, row) for column in columns] for row in every)
    return text.getvalue().encode("utf-8-sig")


def _csv_text(column: Column, row: object) -> str:
    """One value of a CSV file; a tab before it makes Excel, WPS and LibreOffice keep it as text."""
    text = plain(column, row)
    if column.kind == "number" and number_of(text) is not None:
        return text
    if column.kind == "percent" and percent_of(text) is not None:
        return text
    if column.kind == "text" and _TURNED.fullmatch(text):
        return "\t" + text
    return neutralised(text)


def export_response(
    kind: str,
    document: Document,
    columns: Sequence[Column],
    rows: Iterable[object],
    totals: Iterable[object] = (),
) -> HttpResponse:
    """The document as a download; ``kind`` as given by ``Listing.export``."""
    if kind == "csv":
        content, content_type = csv_bytes(columns, rows, totals), "text/csv; charset=utf-8"
    else:
        content, content_type = xlsx_bytes(document, columns, rows, totals), XLSX
    response = HttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(
        as_attachment=True, filename=f"{document.file_name}.{kind}"
    )
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response
