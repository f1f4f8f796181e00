"""Workbooks as nobody should send them, and a process that reads them with little memory.

``python -m tests.web.spreadsheets.hostile`` reads all of them and prints what became of each.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from ruantong.web.spreadsheets.cells import open_book
from ruantong.web.spreadsheets.package import NotRead

MEMORY = 512 * 1024 * 1024  # of address space, the interpreter and its libraries included
MOST_ROWS = 20_000
_WORKBOOK = (
    '<workbook xmlns:r="r"><sheets><sheet name="表1" sheetId="1" r:id="a"/></sheets></workbook>'
)
_RELATIONS = (
    '<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="b" Type="x/sharedStrings" Target="sharedStrings.xml"/>'
    '<Relationship Id="c" Type="x/styles" Target="styles.xml"/></Relationships>'
)


def package(sheet: str = "<worksheet/>", **parts: str) -> bytes:
    """A workbook of one sheet as raw XML; ``parts`` by the name of their file."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("xl/workbook.xml", parts.pop("workbook", _WORKBOOK))
        made.writestr("xl/_rels/workbook.xml.rels", _RELATIONS)
        made.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, text in parts.items():
            made.writestr(f"xl/{name.replace('__', '/')}", text)
    return into.getvalue()


def sheet_of(rows: str) -> str:
    return f"<worksheet><sheetData>{rows}</sheetData></worksheet>"


def _laughing() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    return package(f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><worksheet>&l8;</worksheet>')


def _many_rows(count: int) -> str:
    return "<row><c><v>1</v></c></row>" * count


def _opendocument() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", "<office/>")
    return into.getvalue()


FILES: Mapping[str, Callable[[], bytes]] = {
    "zip bomb": lambda: package("<worksheet>" + " " * (70 << 20) + "</worksheet>"),
    "texts without end": lambda: package(**{"sharedStrings.xml": f"<sst>{'<si/>' * 500_000}</sst>"}),
    "cells without end in one row": lambda: package(sheet_of(f"<row>{'<c/>' * 500_000}</row>")),
    "a million rows": lambda: package(sheet_of(_many_rows(1_000_000))),
    "one text of 20 MB": lambda: package(sheet_of(f"<row><c><v>{'9' * (20 << 20)}</v></c></row>")),
    "formats without end": lambda: package(
        **{"styles.xml": f"<styleSheet><cellXfs>{'<xf/>' * 500_000}</cellXfs></styleSheet>"}
    ),
    "elements in elements": lambda: package("<a>" * 1_000_000),
    "laughing entities": _laughing,
    "file of the server": lambda: package(
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        + sheet_of('<row><c t="inlineStr"><is><t>&f;</t></is></c></row>')
    ),
    "cut off": lambda: package(sheet_of(_many_rows(500)))[:-200],
    "no number": lambda: package(sheet_of('<row r="9999999"><c r="ZZZZ1"><v>x</v></c></row>')),
    "beyond the last column": lambda: package(sheet_of('<row r="1"><c r="ZZZ1"><v>1</v></c></row>')),
    "very small number": lambda: package(sheet_of("<row><c><v>1E-999999</v></c></row>")),
    "very large number": lambda: package(sheet_of("<row><c><v>1E999999</v></c></row>")),
    "parts of thousands": lambda: package(**{f"a{n}.xml": "<a/>" for n in range(600)}),
    "old workbook": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000,
    "old workbook of WPS (.et)": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"ET\0" * 2000,
    "renamed web page": "<html><table><tr><td>利润</td></tr></table></html>".encode,
    "macros": lambda: package(sheet_of("<row><c><v>1</v></c></row>"), **{"vbaProject.bin": "x"}),
    "links to other files": lambda: package(
        sheet_of("<row><c><f>[1]表!A1</f><v>7</v></c></row>"),
        externalLinks__externalLink1='<externalLink r:id="a" xmlns:r="r"/>',
    ),
    "formulas": lambda: package(
        sheet_of(
            '<row><c><f>WEBSERVICE("http://192.0.2.1/")</f></c>'
            "<c><f>cmd|'/c calc'!A0</f><v>1</v></c></row>"
        )
    ),
    "csv in GBK": lambda: "科目代码,科目名称,期末余额\n6001,主营业务收入,1\n".encode("gbk"),
    "picture": lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 500,
    "opendocument": _opendocument,
    "empty": lambda: b"",
}  # fmt: skip


def became(content: bytes, name: str) -> str:
    """How many rows were read, or why none."""
    try:
        book = open_book(SimpleUploadedFile(name, content))
        rows: Iterator[object] = (row for sheet in book.sheets for row in sheet.rows())
        return f"{sum(1 for _ in islice(rows, MOST_ROWS))} rows"
    except NotRead as fault:
        return fault.message


def main(folder: Path) -> None:
    """Read the files in a folder within the limit."""
    files = sorted(folder.iterdir())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    told = {file.name: became(file.read_bytes(), f"{file.name}.xlsx") for file in files}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
