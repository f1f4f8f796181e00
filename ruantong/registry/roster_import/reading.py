"""The lines of a roster in a workbook that a city sends in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile

from ruantong.accounts.access import Refused
from ruantong.core.text import one_line
from ruantong.core.values import shown
from ruantong.registry.roster_import.columns import Heading, by_heading, plain
from ruantong.web.spreadsheets.cells import (
    ERROR,
    TEXT,
    Row,
    SentCell,
    SentSheet,
    open_book,
)
from ruantong.web.spreadsheets.formats import NUMBER
from ruantong.web.spreadsheets.package import NotRead

MOST_ROWS = 10_000
_LONGEST = 1000  # of a cell that is read on; no fact of a unit is longer
_HEADS_WITHIN = 15


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
    notes: list[str] = []
    lines: list[Line] = []
    try:
        book = open_book(file)
        for page in book.sheets:
            for line in _lines_of(page, notes):
                lines.append(line)
                if len(lines) > MOST_ROWS:
                    raise Refused(f"文件“{file.name}”超过{MOST_ROWS}行，请分成几个文件导入。")
        book.close()
    except NotRead as fault:
        raise Refused(fault.message) from fault
    if not lines:
        raise Refused(
            f"文件“{file.name}”中没有可导入的行。表头应有“统一社会信用代码”和“单位详细名称”，"
            f"其下每行一个单位。{''.join(notes)}"
        )
    file.seek(0)
    return Sheet(hashlib.sha256(file.read()).hexdigest(), lines, notes)


def _lines_of(page: SentSheet, notes: list[str]) -> Iterator[Line]:
    found: dict[int, Heading] = {}
    for cells in page.rows():
        if found:
            if line := _line(page.name, cells, found):
                yield line
            continue
        if cells[0].row > _HEADS_WITHIN:
            break
        found = _heads(cells, page.name, notes)
    if not found:
        notes.append(f"工作表“{page.name}”没有“统一社会信用代码”和“单位详细名称”的表头，没有读取。")


def _heads(cells: Row, sheet: str, notes: list[str]) -> dict[int, Heading]:
    """Headings by column; {} for a row that is none of headings."""
    known, unused = by_heading(), []
    found: dict[int, Heading] = {}
    for cell in cells:
        text = one_line(cell.text)
        heading = known.get(plain(text))
        if heading is None or heading in found.values():
            unused.append(text)
        else:
            found[cell.column] = heading
    if not {"uscc", "name"} <= {each.key for each in found.values()}:
        return {}
    if unused:
        notes.append(f"工作表“{sheet}”的这些列没有用到：{'、'.join(map(shown, unused[:20]))}。")
    return found


def _line(sheet: str, cells: Row, found: dict[int, Heading]) -> Line | None:
    line = Line(sheet, cells[0].row)
    for cell in cells:
        if heading := found.get(cell.column):
            line.cells[heading.key] = cell.address
            line.texts[heading.key] = _text(line, heading, cell)
    return line if any(line.texts.values()) else None


def _text(line: Line, heading: Heading, cell: SentCell) -> str:
    """The text of a cell; what is no text is a fault of the line, never a guess."""
    if cell.formula:  # what it was last worked out to may be anything
        line.fault(heading.key, cell.formula[:80], "是公式，请粘贴为数值后再导入。")
        return cell.formula[:80]
    if cell.kind == ERROR:
        line.fault(heading.key, cell.text, "是错误值，请更正。")
        return cell.text
    if cell.kind not in {TEXT, NUMBER} or (cell.kind == NUMBER and "." in cell.text):
        line.fault(heading.key, cell.text, f"应为文本，请把“{heading.title}”一列设为文本格式。")
        return cell.text
    text = one_line(cell.text)
    if heading.key == "uscc" and cell.kind == NUMBER:
        line.fault(
            heading.key, text,
            "是数字，表格软件只保留15位，末几位可能已丢失；请设为文本格式后重新录入18位代码。",
        )  # fmt: skip
    if len(text) > _LONGEST:
        line.fault(heading.key, text[:40], f"有{len(text)}个字，过长。")
    return text[:_LONGEST]
