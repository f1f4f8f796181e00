"""Where on a sheet the cells of a form stand: found by its codes and printed names, as pasting does.

The sheet may be the platform's own or a layout of the respondent's: heads anywhere in the first
rows, codes or names in any column, units said above, in a head or in a column of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ruantong.core.regime import ColumnRole
from ruantong.core.text import fold
from ruantong.returns.sheets.model import Sheet, SheetItem, SheetLines, SheetRow
from ruantong.returns.workbook.units import PATTERN
from ruantong.returns.workbook.writing import NUMBER as LINE_NUMBER
from ruantong.web.spreadsheets.cells import TEXT, Row, SentCell
from ruantong.web.spreadsheets.formats import NUMBER, PERCENT

_CODE_HEADS = frozenset(map(fold, ("代码", "指标代码", "编码")))
_NAME_HEADS = frozenset(map(fold, ("指标名称", "指标", "项目", "名称", "项目名称")))
_UNIT_HEADS = frozenset(map(fold, ("计量单位", "单位")))
_CONTENT = fold("填报内容")
_SAID = re.compile(rf"单位[:：] *(?:人民币)?({PATTERN})[)）]? *$")
_HEAD_UNIT = re.compile(rf"^(.*?)[(（](?:单位[:：])?({PATTERN})[)）]$")
_NO_CELL = re.compile(r"[-‐‑‒–—－−]{2,}|/")  # printed where there is no cell


@dataclass(frozen=True)
class Placed:
    """A cell of the workbook and the cell of the form it is for. ``said``: the unit it is in where
    the sheet says one; ``unit``: the unit of the form; ``how`` the text was come to, if not read.
    """

    ref: str
    sheet: str
    cell: SentCell
    said: str = ""
    unit: str = ""
    how: str = ""


@dataclass(frozen=True)
class PlacedLine:
    """One repeating line: its row on the sheet, its cells by column."""

    row: int
    cells: Mapping[str, SentCell]


@dataclass
class Places:
    """What was found on one sheet. ``blank``: cells that have a place there and nothing in it;
    ``unknown``: labels with figures beside them that no row of the form has.
    """

    sheet: str
    form: Sheet
    cells: list[Placed] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    lines: dict[str, list[PlacedLine]] = field(default_factory=dict)
    unknown: list[tuple[SentCell, str]] = field(default_factory=list)
    said: str = ""
    headed: bool = False  # heads of columns of the form stand on the sheet

    @property
    def nothing(self) -> bool:
        return not (self.cells or self.blank or self.lines)

    def take(self, ref: str, cell: SentCell | None, said: str = "", unit: str = "") -> None:
        """A cell of the form that has a place on the sheet."""
        if cell is None or (cell.kind == TEXT and _NO_CELL.fullmatch(cell.text.strip())):
            self.blank.append(ref)
        else:
            self.cells.append(Placed(ref, self.sheet, cell, said, unit))


def places_of(name: str, rows: Sequence[Row], form: Sheet) -> Places:
    """Everything of a form that stands on a sheet."""
    found = Places(name, form, said=unit_said(rows))
    _heads(found, rows)
    groups = form.all_lines()
    lines = _line_rows(found, rows, groups)
    rest = [row for row in rows if row[0].row not in lines]
    if form.items:
        _Items(found, rest).place()
    elif form.rows:
        _Grid(found, rest).place()
    return found


def unit_said(rows: Sequence[Row]) -> str:
    """The one unit that the sheet says above its figures."""
    for row in rows[:20]:
        for cell in row:
            if cell.kind == TEXT and (match := _SAID.search(_narrow(cell.text))):
                return match[1]
    return ""


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _heads(found: Places, rows: Sequence[Row]) -> None:
    """The questions in the head of the form, answered right of their words."""
    names = {fold(head.name): head.ref for head in found.form.heads}
    for row in rows if names else ():
        for place, cell in enumerate(row):
            if ref := names.pop(fold(cell.text), ""):
                found.take(ref, row[place + 1] if place + 1 < len(row) else None)


# ---- rows and columns ---------------------------------------------------------------------------


class _Grid:
    """A form of rows and columns."""

    def __init__(self, found: Places, rows: Sequence[Row]) -> None:
        self.found, self.rows = found, rows
        form = found.form
        self.heads = {fold(column.name): column.key for column in form.columns}
        self.named: dict[str, list[SheetRow]] = {}
        self.coded = {fold(row.code): row for row in form.rows if not row.title}
        for row in form.rows:
            for text in {fold(row.label), fold(row.name)} - {""}:
                self.named.setdefault(text, []).append(row)
        self.columns: dict[
            int, tuple[str, str]
        ] = {}  # by place: column of the form, unit in its head
        self.begins = 0  # the row of the heads
        self.code_at = self.name_at = self.unit_at = 0

    def place(self) -> None:
        for row in self.rows:
            if self._is_heads(row) and self.columns:
                break
        self.code_at = self.code_at or self._densest(self.coded, 2)
        self.name_at = self.name_at or self._densest(self.named, 1)
        if not self.columns:
            self._only_column()
        for row in self.rows:
            if row[0].row > self.begins:
                self._place(row)

    def _is_heads(self, row: Row) -> bool:
        columns, labels = {}, {}
        for cell in row:
            text, unit = cell.text, ""
            if match := _HEAD_UNIT.match(_narrow(text)):
                text, unit = match[1], match[2]
            if key := self.heads.get(fold(cell.text)) or self.heads.get(fold(text)):
                columns[cell.column] = (key, unit)
            else:
                labels[cell.column] = fold(text)
        known = {at for at, text in labels.items() if text in _CODE_HEADS | _NAME_HEADS}
        if not columns and not known:
            return False
        self.columns, self.begins = columns, row[0].row
        self.found.headed |= bool(columns)
        for at, text in labels.items():
            if text in _CODE_HEADS:
                self.code_at = at
            elif text in _NAME_HEADS:
                self.name_at = self.name_at or at
            elif text in _UNIT_HEADS:
                self.unit_at = at
        return True

    def _densest(self, known: Mapping[str, object], least: int) -> int:
        """The column in which most labels of a kind stand; 0 for none."""
        hits = Counter(c.column for row in self.rows for c in row if fold(c.text) in known)
        at, count = hits.most_common(1)[0] if hits else (0, 0)
        return at if count >= least else 0

    def _only_column(self) -> None:
        """Without a head that is known, the one column of figures beside the labels."""
        labels = {self.code_at, self.name_at, self.unit_at}
        figures = Counter(
            cell.column
            for row in self.rows
            if self._row_of(row)[0]
            for cell in row
            if cell.column not in labels and cell.kind in {NUMBER, PERCENT}
        )
        columns = self.found.form.form.columns
        current = [column.key for column in columns if column.role is ColumnRole.CURRENT]
        if len(figures) == 1 and len(current) == 1:
            self.columns = {next(iter(figures)): (current[0], "")}

    def _row_of(self, row: Row) -> tuple[SheetRow | None, str]:
        """The row of the form, or why it is none."""
        by_place = {cell.column: fold(cell.text) for cell in row}
        code, name = by_place.get(self.code_at, ""), by_place.get(self.name_at, "")
        coded = self.coded.get(code) if self.code_at else None
        named = self.named.get(name, [])
        if coded and name and named and coded not in named:
            return None, f"代码是{coded.code}，名称却不是“{coded.name}”"
        if coded:
            return coded, ""
        own = [each for each in named if not each.title]
        if len(own) == 1:
            return own[0], ""
        return None, "有多个同名的指标，请加上代码" if len(own) > 1 else ""

    def _place(self, row: Row) -> None:
        by_place = {cell.column: cell for cell in row}
        found, why = self._row_of(row)
        if found is None:
            self._strange(row, why)
            return
        said = _narrow(by_place[self.unit_at].text) if self.unit_at in by_place else ""
        present = {cell.column: cell for cell in found.cells if cell.present}
        for at, (key, unit) in self.columns.items():
            if (cell := present.get(key)) and not cell.growth:
                self.found.take(
                    cell.ref, by_place.get(at), unit or said or self.found.said,
                    found.unit_of_measure,
                )  # fmt: skip

    def _strange(self, row: Row, why: str) -> None:
        """A row with figures under the heads that is none of the form."""
        label = next((c for c in row if c.column == self.name_at), row[0])
        figures = any(c.column in self.columns and c.kind in {NUMBER, PERCENT} for c in row)
        titled = any(each.title for each in self.named.get(fold(label.text), []))
        if figures and not titled:
            self.found.unknown.append((label, why or "本表没有这个指标"))


# ---- form 1 -------------------------------------------------------------------------------------


class _Items:
    """A form of items with parts; the parts stand under the code of their item."""

    def __init__(self, found: Places, rows: Sequence[Row]) -> None:
        self.found, self.rows = found, rows
        self.items = {fold(item.code): item for item in found.form.items}
        self.at = 0

    def place(self) -> None:
        for row in self.rows:
            self.at = next((c.column for c in row if fold(c.text) == _CONTENT), self.at)
        item: SheetItem | None = None
        for row in self.rows:
            if coded := self.items.get(fold(row[0].text)):
                item = coded
            self._part(row, item)

    def _part(self, row: Row, item: SheetItem | None) -> None:
        known = item.rows if item else self.found.form.all_rows()
        for place, label in enumerate(row):
            if label.column == self.at:
                continue
            text = fold(label.text)
            named = [each for each in known if text and text in {fold(each.label), fold(each.name)}]
            if len(named) == 1 and named[0].cells:
                beside = row[place + 1] if place + 1 < len(row) else None
                cell = next((c for c in row if c.column == self.at), None) if self.at else beside
                self.found.take(named[0].cells[0].ref, cell)
                return


# ---- repeating lines ----------------------------------------------------------------------------


def _line_rows(found: Places, rows: Sequence[Row], groups: Sequence[SheetLines]) -> set[int]:
    """Fill ``lines``; the rows of the sheet that belong to them."""
    taken: set[int] = set()
    ends = {fold(item.code) for item in found.form.items}
    group: SheetLines | None = None
    columns: dict[int, str] = {}
    numbered = 0
    for row in rows:
        if headed := _group_heads(row, groups):
            group, columns, numbered = headed
            found.lines[group.key] = []
            found.headed = True
            taken.add(row[0].row)
            continue
        if group is None:
            continue
        number = next((c.text for c in row if c.column == numbered), "")
        over = numbered and not (number.isdecimal() and int(number[:6]) <= group.maximum)
        cells = {columns[c.column]: c for c in row if c.column in columns}
        if over or (not numbered and (fold(row[0].text) in ends or not _starts(cells, group))):
            group = None
            continue
        taken.add(row[0].row)
        if cells:
            found.lines[group.key].append(PlacedLine(row[0].row, cells))
    return taken


def _starts(cells: Mapping[str, SentCell], group: SheetLines) -> bool:
    """A line says in its first column what it is about."""
    return group.columns[0].key in cells


def _group_heads(
    row: Row, groups: Sequence[SheetLines]
) -> tuple[SheetLines, dict[int, str], int] | None:
    texts = {cell.column: fold(re.sub(r"[(（][^()（）]*[)）]$", "", cell.text)) for cell in row}
    for group in groups:
        heads = {fold(re.sub(r"[(（][^()（）]*[)）]$", "", c.name)): c.key for c in group.columns}
        found = {at: heads[text] for at, text in texts.items() if text in heads}
        if len(found) >= min(2, len(heads)) and group.columns[0].key in found.values():
            number = next((at for at, text in texts.items() if text == fold(LINE_NUMBER)), 0)
            return group, found, number
    return None
