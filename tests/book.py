"""Reading back an Excel file with the standard library: what a spreadsheet would make of it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from ruantong.gateways.clock import SHANGHAI

_PARTS = ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml")
_NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_EPOCH = datetime(1899, 12, 30, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Cell:
    """The value as a number or text, and how it is shown."""

    value: float | str
    form: str

    @property
    def moment(self) -> str:
        """A serial number as the moment it stands for, to the second."""
        return f"{_EPOCH + timedelta(seconds=round(float(self.value) * 86_400)):%Y-%m-%d %H:%M:%S}"


class Book:
    """The one sheet of a workbook."""

    def __init__(self, response: Any) -> None:
        self.file_name = _file_name(response.headers["Content-Disposition"])
        with zipfile.ZipFile(io.BytesIO(response.content)) as book:
            parts = {name: ET.fromstring(book.read(name)) for name in _PARTS}  # noqa: S314 - own file
        self.sheet, styles, workbook = (parts[name] for name in _PARTS)
        self.names = workbook.findtext(
            ".//m:definedNames/m:definedName[@name='_xlnm.Print_Titles']", "", _NAMES
        )
        forms = _forms(styles)
        self.rows = [
            _padded({_place(each): _cell(each, forms) for each in row.findall("m:c", _NAMES)})
            for row in self.sheet.findall(".//m:row", _NAMES)
        ]

    @property
    def heights(self) -> list[float]:
        """Of the rows, in points; 15 where the file does not say."""
        found = self.sheet.findall(".//m:row", _NAMES)
        return [float(row.get("ht", "15")) for row in found]

    def one(self, tag: str) -> dict[str, str]:
        """Attributes of the only element of a name."""
        found = self.sheet.find(f".//m:{tag}", _NAMES)
        assert found is not None, tag
        return dict(found.attrib)

    def text(self, tag: str) -> str:
        return self.sheet.findtext(f".//m:{tag}", "", _NAMES)

    @property
    def title_block(self) -> list[str]:
        """The lines above the column heads."""
        return [str(row[0].value) for row in self.rows[: self.heads_at]]

    @property
    def heads_at(self) -> int:
        """Index of the row with the column heads, where the filter begins."""
        first = re.match(r"[A-Z]+([0-9]+):", self.one("autoFilter")["ref"])
        assert first is not None
        return int(first[1]) - 1

    @property
    def heads(self) -> list[str]:
        return [str(cell.value) for cell in self.rows[self.heads_at]]

    @property
    def lines(self) -> list[list[Cell]]:
        """Everything below the heads."""
        return self.rows[self.heads_at + 1 :]


def _place(cell: ET.Element) -> int:
    """Number of the column, from 0."""
    number = 0
    for letter in re.sub("[0-9]", "", cell.get("r", "")):
        number = number * 26 + ord(letter) - 64
    return number - 1


def _padded(cells: dict[int, Cell]) -> list[Cell]:
    return [cells.get(at, Cell("", "")) for at in range(max(cells, default=-1) + 1)]


def _cell(cell: ET.Element, forms: list[str]) -> Cell:
    text = "".join(cell.itertext())
    value = text if cell.get("t") == "inlineStr" else float(text) if text else ""
    assert cell.find("m:f", _NAMES) is None, "a formula"
    return Cell(value, forms[int(cell.get("s", "0"))])


def _forms(styles: ET.Element) -> list[str]:
    own = {
        f.get("numFmtId"): f.get("formatCode", "") for f in styles.iterfind(".//m:numFmt", _NAMES)
    }
    known = {"3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%"} | own
    return [
        known.get(x.get("numFmtId", "0"), "") for x in styles.iterfind("m:cellXfs/m:xf", _NAMES)
    ]


def _file_name(disposition: str) -> str:
    encoded = re.search(r"filename\*=utf-8''(.+)", disposition)
    assert encoded is not None
    return unquote(encoded[1])
