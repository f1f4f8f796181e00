"""A file that was sent in: which of its sheets hold which form, and what the platform wrote into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.core.files.uploadedfile import UploadedFile

from ruantong.core.periods import Period, PeriodFault
from ruantong.core.text import fold
from ruantong.returns.errors import Refused
from ruantong.returns.pages.page import Filing
from ruantong.returns.sheets.model import Sheet
from ruantong.returns.workbook.marks import LISTS, SHEET, Marks, read_marks
from ruantong.returns.workbook.places import Places, places_of
from ruantong.web.spreadsheets.cells import Row, SentBook, open_book
from ruantong.web.spreadsheets.package import NotRead

MOST_ROWS, MOST_CELLS = 5_000, 100_000
_HEAD_WITHIN = 12  # rows in which a sheet says what it is
_LEAST_LIKE = 3  # cells of a form on a sheet that neither says so nor has its heads


class Readable(Protocol):
    """A sheet that hands out its rows."""

    name: str

    def rows(self) -> Iterator[Row]: ...


@dataclass(frozen=True)
class Opened:
    """``notes``: what in the file was left aside, and why."""

    marks: Marks | None
    found: Sequence[Places]
    notes: Sequence[str]


def opened(file: UploadedFile[bytes], filing: Filing) -> Opened:
    """The forms of a return that stand in a file; ``Refused`` names the file and what is expected."""
    try:
        book = open_book(file)
        pages = pages_of(book.sheets, file.name or "")
    except NotRead as fault:
        raise Refused(fault.message) from fault
    notes = notes_of(book)
    hidden = {sheet.name for sheet in book.sheets if sheet.hidden}
    book.close()
    marks = _marks(pages.pop(SHEET, []), filing)
    pages = {name: rows for name, rows in pages.items() if name != LISTS or name not in hidden}
    found = []
    forms = [filing.sheet(form, spare_lines=0) for form in filing.due]
    for name, rows in pages.items():
        if not rows:
            continue
        form = _form_on(name, rows, forms)
        if form is None:
            notes.append(f"工作表“{name}”不是本期的报表，没有读取。")
        elif by := filing.filled_by_others(form.form):
            notes.append(f"工作表“{name}”是{form.form.number}，由{by}填报，没有读取。")
        elif (places := places_of(name, rows, form)).nothing:
            notes.append(
                f"工作表“{name}”是{form.form.number}，但没有读出单元格；表头应有"
                f"{'、'.join(f'“{column.name}”' for column in form.columns[:3]) or '各栏的名称'}，"
                "左边应有代码或指标名称。"
            )
        else:
            found.append(places)
    if not found:
        raise Refused(
            f"文件“{file.name}”中没有读出本期报表的单元格；应有"
            f"{'、'.join(form.form.number for form in forms)}的工作表，可先下载Excel再填写。"
            f"{''.join(notes)}"
        )
    return Opened(marks, found, notes)


def pages_of(sheets: Iterable[Readable], file: str) -> dict[str, list[Row]]:
    """The rows of every sheet, within what a return can need."""
    pages: dict[str, list[Row]] = {}
    cells = 0
    for sheet in sheets:
        rows = pages.setdefault(sheet.name, [])
        for row in sheet.rows():
            rows.append(row)
            cells += len(row)
            if len(rows) > MOST_ROWS or cells > MOST_CELLS:
                raise Refused(
                    f"文件“{file}”没有读取：工作表“{sheet.name}”超过{MOST_ROWS}行，或全部工作表"
                    f"超过{MOST_CELLS}个单元格；请只保留报表所在的工作表和行后另存。"
                )
    return pages


def notes_of(book: SentBook) -> list[str]:
    """What of a workbook is left aside."""
    notes = []
    if book.macros:
        notes.append("工作簿带有宏，平台不运行宏，只读取单元格中保存的内容。")
    if book.links:
        notes.append("工作簿引用了其他文件，平台不打开这些文件，只读取工作簿中保存的数。")
    return notes


def _marks(rows: Sequence[Row], filing: Filing) -> Marks | None:
    """What the platform wrote, where it is of this very return; ``Refused`` where it is of another."""
    pairs = [(row[0].text, row[1].text if len(row) > 1 else "") for row in rows]
    marks = read_marks(pairs)
    if marks is None:
        return None
    ret = filing.ret
    if marks.uscc != filing.facts.uscc:
        raise Refused(
            f"这个工作簿是统一社会信用代码{marks.uscc[:18]}的报表，不是本单位"
            f"（{filing.facts.uscc}）的，没有读取。"
        )
    if marks.period != ret.period:
        raise Refused(
            f"这个工作簿是{_label(marks.period)}的报表，现在填报的是{filing.period.label}，"
            "没有读取；请下载本期的Excel后填写。"
        )
    same = marks.pk == ret.pk and marks.regime == filing.regime.key
    return marks if same and marks.version <= filing.draft.version else None


def _label(period: str) -> str:
    try:
        return Period.parse(period).label
    except PeriodFault:
        return "其他报告期"


def _form_on(name: str, rows: Sequence[Row], forms: Sequence[Sheet]) -> Sheet | None:
    """By its number on the sheet or in its name, else by what of it stands there."""
    said = [fold(name)]
    said += [fold(cell.text) for row in rows[:_HEAD_WITHIN] for cell in row[:40]]
    for form in forms:
        if any(fold(form.form.number) in text for text in said):
            return form
    for form in forms:
        if any(fold(form.form.name) in text for text in said):
            return form
    found = [places_of(name, rows, form) for form in forms]
    best = max(found, key=lambda places: len(places.cells) + len(places.lines))
    enough = best.headed or len(best.cells) >= _LEAST_LIKE
    return best.form if enough and not best.nothing else None
