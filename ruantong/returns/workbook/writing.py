"""A return as a workbook: one sheet for each form, with its official head, its cells and its foot."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ruantong.core.regime import Kind
from ruantong.core.values import expected_number
from ruantong.gateways import clock
from ruantong.gateways.clock import SHANGHAI
from ruantong.returns.sheets.model import (
    Sheet,
    SheetCell,
    SheetColumn,
    SheetItem,
    SheetLines,
    SheetRow,
)
from ruantong.returns.workbook.marks import LISTS, SHEET, Marks, rows_of
from ruantong.returns.workbook.styles import Styles, as_number

NUMBER = "序号"
LABEL_HEADS = ("指标名称", "计量单位", "代码")
ITEM_HEADS = ("代码", "项目", "填报内容")
_A4 = 9
_WIDTHS = (46, 10, 10, 20)
_FIRST_CELL = len(LABEL_HEADS)


@dataclass(frozen=True)
class About:
    """What stands above and below every form. ``facts`` of the unit, ``foot``: names and values."""

    facts: Sequence[tuple[str, str]]
    period: str
    valid_to: str
    foot: Sequence[tuple[str, str]]
    state: str
    decision: str = ""


def workbook_bytes(sheets: Sequence[Sheet], about: About, marks: Marks) -> bytes:
    """The workbook; nothing in it is calculated, linked or run."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    made = clock.now().astimezone(SHANGHAI).replace(tzinfo=None)
    book.set_properties({"title": f"{about.period} {about.facts[0][1]}", "created": made})
    styles, lists = Styles(book), Lists()
    for sheet in sheets:
        page = book.add_worksheet(sheet.form.number)
        _Page(page, styles, lists, sheet, about).write()
    _write_lists(book.add_worksheet(LISTS), lists)
    hidden = book.add_worksheet(SHEET)
    for number, (name, text) in enumerate(rows_of(marks)):
        hidden.write_string(number, 0, name)
        hidden.write_string(number, 1, text)
    hidden.very_hidden()
    book.close()
    return buffer.getvalue()


@dataclass
class Lists:
    """Choices by column of the sheet of code lists."""

    columns: dict[tuple[str, ...], int] = field(default_factory=dict)

    def source(self, choices: Sequence[str]) -> str:
        """The range a drop-down takes its choices from."""
        at = self.columns.setdefault(tuple(choices), len(self.columns))
        name = xl_col_to_name(at)
        return f"='{LISTS}'!${name}$1:${name}${len(choices)}"


def _write_lists(page: Worksheet, lists: Lists) -> None:
    for choices, column in lists.columns.items():
        page.write_column(0, column, list(choices))
        page.set_column(column, column, 30)
    page.protect()
    page.hide()


class _Page:
    """One form being written, from top to bottom."""

    def __init__(
        self, page: Worksheet, styles: Styles, lists: Lists, sheet: Sheet, about: About
    ) -> None:
        self.page, self.styles, self.lists, self.sheet, self.about = (
            page, styles, lists, sheet, about,
        )  # fmt: skip
        self.line = 0
        self.checked: dict[tuple[object, ...], list[tuple[int, int]]] = {}
        self.long_lists = {
            key: tuple(f"{i.code} {i.name}" for i in known.items if i.leaf)
            for key, known in sheet.lists.items()
        }
        self.earlier = sheet.reference or (
            "上年" if any(row.reference for row in sheet.all_rows()) else ""
        )

    def write(self) -> None:
        self._head()
        if self.sheet.rows:
            self._grid()
        if self.sheet.items:
            self._items()
        for group in self.sheet.lines:
            self._group(group)
        self._foot()
        self._validate()
        self._set_up()

    # ---- head and foot --------------------------------------------------------------------------

    @property
    def width(self) -> int:
        """How many columns the form takes."""
        grid = _FIRST_CELL + len(self.sheet.columns) + bool(self.earlier)
        groups = (1 + len(g.columns) + bool(g.reference) for g in self.sheet.all_lines())
        return max(len(ITEM_HEADS) + bool(self.earlier), *groups, grid if self.sheet.rows else 0)

    def _head(self) -> None:
        form, validity = self.sheet.form, self.sheet.regime.validity
        self.page.merge_range(0, 0, 0, self.width - 1, form.name, self.styles.title)
        self.page.set_row(0, 28)
        left = [*self.about.facts, ("报告期", self.about.period), ("", form.unit_text)]
        right = [
            ("表号", form.number),
            (form.issued_by_label, validity.issued_by),
            ("批准机关", validity.approved_by),
            ("批准文号", validity.approval_number),
            ("有效期至", self.about.valid_to),
        ]
        at = self.width - (1 if self.sheet.items else 2)
        for number in range(max(len(left), len(right))):
            self.line += 1
            for column, facts in ((0, left), (at, right)):
                if number < len(facts):
                    name, text = facts[number]
                    told = f"{name}：{text}" if name else text
                    self.page.write_string(self.line, column, told, self.styles.fact)
        notices = [*self.sheet.notices]
        if self.about.decision:
            notices.append(f"本期晚于制度有效期，依据市级决定使用：{self.about.decision}")
        for notice in notices:
            self._wide(notice)
        for head in self.sheet.heads:
            self.line += 1
            self.page.write_string(self.line, 0, head.name, self.styles.label(title=True))
            answer = SheetCell(
                ref=head.ref, kind=Kind.CODE, text=head.text, options=head.options,
                editable=head.editable,
            )  # fmt: skip
            self._cell(self.line, 1, answer)
        self.line += 1

    def _wide(self, text: str, style: Format | None = None) -> None:
        self.line += 1
        last = self.width - 1
        self.page.merge_range(self.line, 0, self.line, last, text, style or self.styles.notice)
        self.page.set_row(self.line, 30 if len(text) > 60 else 18)

    def _foot(self) -> None:
        foot = (f"{name}：{value or '　　　　'}" for name, value in self.about.foot)
        self._wide("　　".join(foot), self.styles.get(font_size=10, text_wrap=True))
        if self.sheet.form.note:
            self._wide(f"注：{self.sheet.form.note}")
        self._wide(self.about.state)

    # ---- cells ----------------------------------------------------------------------------------

    def _grid(self) -> None:
        heads = [*LABEL_HEADS, *(column.name for column in self.sheet.columns)]
        self._heads([*heads, *([self.earlier] if self.earlier else [])])
        self.page.freeze_panes(self.line + 1, _FIRST_CELL)
        for row in self.sheet.rows:
            self.line += 1
            self._label(0, row)
            self.page.write_string(self.line, 1, row.unit_of_measure, self.styles.small)
            self.page.write_string(self.line, 2, "" if row.title else row.code, self.styles.small)
            for place in range(len(self.sheet.columns)):
                cell = row.cells[place] if place < len(row.cells) else SheetCell(present=False)
                self._cell(self.line, _FIRST_CELL + place, cell)
            self._earlier(_FIRST_CELL + len(self.sheet.columns), row)

    def _items(self) -> None:
        self._heads([*ITEM_HEADS, *([self.earlier] if self.earlier else [])])
        self.page.freeze_panes(self.line + 1, 2)
        for item in self.sheet.items:
            self._item(item)

    def _item(self, item: SheetItem) -> None:
        single = len(item.rows) == 1 and not item.lines and item.rows[0].code == item.code
        if not single:
            self.line += 1
            self.page.write_string(self.line, 0, item.code, self.styles.small)
            self.page.write_string(self.line, 1, item.name, self.styles.label(title=True))
        for row in item.rows:
            self.line += 1
            code = item.code if single else ""
            self.page.write_string(self.line, 0, code, self.styles.small)
            self._label(1, row)
            for cell in row.cells:
                self._cell(self.line, 2, cell)
            self._earlier(len(ITEM_HEADS), row)
        for group in item.lines:
            self._group(group)

    def _group(self, group: SheetLines) -> None:
        self.line += 1
        self.page.write_string(self.line, 0, group.name, self.styles.get(bold=True))
        columns = [_column_head(column) for column in group.columns]
        self._heads([NUMBER, *columns, *([group.reference] if group.reference else [])])
        for line in group.lines:
            self.line += 1
            self.page.write_number(self.line, 0, line.number, self.styles.small)
            for place, cell in enumerate(line.cells):
                self._cell(self.line, 1 + place, cell)
            if group.reference:
                style = self.styles.earlier(2)
                self._plain(self.line, 1 + len(line.cells), Kind.NUMBER, line.reference, style)

    def _heads(self, heads: Sequence[str]) -> None:
        self.line += 1
        for place, head in enumerate(heads):
            self.page.write_string(self.line, place, head, self.styles.head)
        self.page.set_row(self.line, 32)

    def _label(self, column: int, row: SheetRow) -> None:
        style = self.styles.label(row.level, title=row.title)
        self.page.write_string(self.line, column, row.label, style)
        if row.definition:
            self.page.write_comment(self.line, column, row.definition, {"x_scale": 2})

    def _earlier(self, column: int, row: SheetRow) -> None:
        if not self.earlier or row.title:
            return
        cell = row.cells[0] if row.cells else SheetCell()
        self._plain(self.line, column, cell.kind, row.reference, self.styles.earlier(cell.decimals))

    def _plain(self, line: int, column: int, kind: Kind, text: str, style: Format) -> None:
        number = as_number(kind, text)
        if number is not None:
            self.page.write_number(line, column, Decimal(number), style)
        else:
            self.page.write_string(line, column, text, style)

    def _cell(self, line: int, column: int, cell: SheetCell) -> None:
        if not cell.present:
            self.page.write_string(line, column, "—", self.styles.absent)
            return
        style = self.styles.cell(cell)
        choices = self._choices(cell)
        if not cell.text:
            self.page.write_blank(line, column, None, style)
        else:
            self._plain(line, column, cell.kind, _shown(cell, choices), style)
        if cell.typed:
            self._check(line, column, cell, choices)
        if cell.formula and not cell.growth:
            self.page.write_comment(line, column, cell.formula, {"x_scale": 2})

    def _choices(self, cell: SheetCell) -> tuple[str, ...]:
        if cell.list_key:
            return self.long_lists[cell.list_key]
        return tuple(f"{option.code} {option.name}" for option in cell.options)

    # ---- what may be typed ----------------------------------------------------------------------

    def _check(self, line: int, column: int, cell: SheetCell, choices: tuple[str, ...]) -> None:
        if cell.kind is Kind.CODE and choices:
            self.checked.setdefault(("list", choices), []).append((line, column))
        elif cell.kind is Kind.CODES and choices:
            self.checked.setdefault(("several", choices), []).append((line, column))
        elif cell.kind is Kind.NUMBER:
            self.checked.setdefault(("number", cell.decimals), []).append((line, column))

    def _validate(self) -> None:
        for (kind, told), places in self.checked.items():
            first, *others = places
            options = self._validation(str(kind), told, xl_rowcol_to_cell(*first))
            options["other_cells"] = [[*place, *place] for place in others]
            self.page.data_validation(*first, *first, options)

    def _validation(self, kind: str, told: object, first: str) -> dict[str, object]:
        if kind == "number":
            decimals = told if isinstance(told, int) else 0
            return {
                "validate": "custom",
                "value": f"=AND(ISNUMBER({first}),ROUND({first},{decimals})={first})",
                "error_title": "填写不对",
                "error_message": f"应填写{expected_number(decimals, negative=True)}。",
            }
        choices = told if isinstance(told, tuple) else ()
        if kind == "list":
            return {
                "validate": "list",
                "source": self.lists.source(choices),
                "error_title": "填写不对",
                "error_message": "请从列表中选择；也可以只填代码。",
                "error_type": "warning",
            }
        return {
            "validate": "any",
            "input_title": "可填多个代码，用分号隔开",
            "input_message": "；".join(choices)[:250],
        }

    def _set_up(self) -> None:
        page = self.page
        labels = (
            _WIDTHS[:_FIRST_CELL] if self.sheet.rows else (10, 40, 40) if self.sheet.items else (8,)
        )
        for column in range(self.width):
            width = labels[column] if column < len(labels) else _WIDTHS[-1]
            page.set_column(column, column, width)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        page.set_footer("&C第&P页，共&N页")
        page.protect("", {"format_columns": True, "format_rows": True, "format_cells": True})


def _column_head(column: SheetColumn) -> str:
    unit = column.unit_of_measure
    return f"{column.name}（{unit}）" if unit else column.name


def _shown(cell: SheetCell, choices: Sequence[str]) -> str:
    """A code with its name, as the drop-down has it; everything else as it is stored."""
    if cell.kind is not Kind.CODE:
        return cell.text
    return next((each for each in choices if each.partition(" ")[0] == cell.text), cell.text)
