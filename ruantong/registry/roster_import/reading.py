"""A workbook from outside: held to a size, no formula is believed, nothing in it is run or fetched."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from ruantong.accounts.access import Refused
from ruantong.core.text import one_line
from ruantong.core.values import shown
from ruantong.registry.roster_import.columns import Heading, by_heading, plain
from ruantong.web.uploads import size_fault

MOST_ROWS = 10_000
_UNPACKED = 60 * 1024 * 1024
_PARTS = 500
_LONGEST = 1000  # of a cell that is read on; no fact of a unit is longer
_HEADS_WITHIN = 15
_WIDEST = 60


@dataclass
class Line:
    """One row: texts by column, the address of each cell, and what could not be read."""

    sheet: str
    row: int
    texts: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def fault(self, key: str, text: str, wanted: str) -> None:
        """“工作表1的C5“某某”：应为…”."""
        where = f"{self.sheet}的{self.cells.get(key, f'第{self.row}行')}"
        self.faults.append(f"{where}“{shown(text)}”：{wanted}")


@dataclass
class Sheet:
    """What was read of a file: its lines, and what in it was left aside."""

    digest: str
    lines: list[Line]
    notes: list[str]


def read(file: UploadedFile[bytes]) -> Sheet:
    """The lines of every sheet that has the headings; ``Refused`` for what is no such workbook."""
    if fault := size_fault(file):
        raise Refused(fault)
    file.seek(0)
    digest = hashlib.sha256(file.read()).hexdigest()
    _check_package(file)
    from openpyxl import load_workbook  # only where a workbook is sent in

    notes: list[str] = []
    lines: list[Line] = []
    try:
        # formulas as they are written: what they were last worked out to may be anything
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        for page in book.worksheets:
            lines += _lines_of(page, notes)
            if len(lines) > MOST_ROWS:
                raise Refused(f"文件“{file.name}”超过{MOST_ROWS}行，请分成几个文件导入。")
        book.close()
    except Refused:
        raise
    except Exception as error:  # whatever a damaged or forged package makes the reader stumble over
        raise Refused(
            f"文件“{file.name}”打不开，请用表格软件另存为Excel工作簿（.xlsx）。"
        ) from error
    if not lines:
        raise Refused(
            f"文件“{file.name}”中没有可导入的行。表头应有“统一社会信用代码”和“单位详细名称”，"
            f"其下每行一个单位。{''.join(notes)}"
        )
    return Sheet(digest, lines, notes)


def _check_package(file: UploadedFile[bytes]) -> None:
    """A zip whose declared contents are few and small; the reader unpacks no more than is declared."""
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused(
            f"文件“{file.name}”不是Excel工作簿（.xlsx）；旧格式（.xls）或CSV请用表格软件另存为.xlsx。"
        ) from error
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Refused(f"文件“{file.name}”不是Excel工作簿（.xlsx）。")
    if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED:
        raise Refused(f"文件“{file.name}”展开后过大，请只保留名录所在的工作表后另存。")
    file.seek(0)


def _lines_of(page: Any, notes: list[str]) -> Iterator[Line]:
    found: dict[int, Heading] = {}
    title = shown(page.title)
    blank = 0
    for number, cells in enumerate(page.iter_rows(max_col=_WIDEST), start=1):
        if not found:
            if number > _HEADS_WITHIN:
                break
            found = _heads(cells, title, notes)
            continue
        line = _line(title, number, cells, found)
        if line is None:
            blank += 1
            if blank > MOST_ROWS:  # a sheet that goes on for ever
                break
            continue
        yield line
    if not found:
        notes.append(f"工作表“{title}”没有“统一社会信用代码”和“单位详细名称”的表头，没有读取。")


def _heads(cells: Any, sheet: str, notes: list[str]) -> dict[int, Heading]:
    """Headings by column; {} for a row that is none of headings."""
    known, unused = by_heading(), []
    found: dict[int, Heading] = {}
    for index, cell in enumerate(cells):
        text = one_line(str(cell.value)) if cell.value is not None else ""
        if not text:
            continue
        heading = known.get(plain(text))
        if heading is None or heading in found.values():
            unused.append(text)
        else:
            found[index] = heading
    if not {"uscc", "name"} <= {each.key for each in found.values()}:
        return {}
    if unused:
        notes.append(f"工作表“{sheet}”的这些列没有用到：{'、'.join(map(shown, unused[:20]))}。")
    return found


def _line(sheet: str, number: int, cells: Any, found: dict[int, Heading]) -> Line | None:
    line = Line(sheet, number)
    for index, heading in found.items():
        cell = cells[index] if index < len(cells) else None
        value = getattr(cell, "value", None)
        if cell is None or value is None:
            continue
        line.cells[heading.key] = cell.coordinate
        line.texts[heading.key] = _text(line, heading, cell, value)
    return line if any(line.texts.values()) else None


def _text(line: Line, heading: Heading, cell: Any, value: Any) -> str:
    """The text of a cell; what is no text is a fault of the line, never a guess."""
    if cell.data_type == "f":
        line.fault(heading.key, str(value)[:80], "是公式，请粘贴为数值后再导入。")
        return str(value)[:80]
    if cell.data_type == "e":
        line.fault(heading.key, str(value), "是错误值，请更正。")
        return str(value)
    if isinstance(value, (bool, date, datetime)):
        line.fault(heading.key, str(value), f"应为文本，请把“{heading.title}”一列设为文本格式。")
        return str(value)
    if isinstance(value, float) and not value.is_integer():
        line.fault(heading.key, str(value), f"应为文本，请把“{heading.title}”一列设为文本格式。")
        return str(value)
    text = str(int(value)) if isinstance(value, (int, float)) else one_line(str(value))
    if heading.key == "uscc" and not isinstance(value, str):
        line.fault(
            heading.key, text,
            "是数字，表格软件只保留15位，末几位可能已丢失；请设为文本格式后重新录入18位代码。",
        )  # fmt: skip
    if len(text) > _LONGEST:
        line.fault(heading.key, text[:40], f"有{len(text)}个字，过长。")
    return text[:_LONGEST]
