"""Rows and cells of a sheet as HTML. Tags and not templates: a form has 150 cells, and a page is
due within 100 ms. What a row says whatever was typed is made once per row of an edition.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from ruantong.returns.sheets.layout import grid_layout, lines_layout
from ruantong.returns.sheets.model import (
    Sheet,
    SheetCell,
    SheetColumn,
    SheetLine,
    SheetLines,
    SheetMonth,
    SheetRow,
)
from ruantong.web.templatetags.ui import amount

register = template.Library()

_ABSENT = mark_safe('<td class="is-absent"><span aria-label="不填">—</span></td>')
_CERTAINTY = {"I": "本项依据公开资料推断。", "G": "本项为暂拟，待以官方表式校准。"}
_CARRIED = "与已上报的数一致，不需填写"


@register.simple_tag
def paste_layout(sheet: Sheet, group: SheetLines | None = None) -> str:
    """What a pasted block is compared with; only where something may be pasted."""
    return grid_layout(sheet) if group is None else lines_layout(sheet, group)


@register.simple_tag
def sheet_row(sheet: Sheet, row: SheetRow) -> SafeString:
    """A row of a grid with its cells; a title row has dashes."""
    if row.title:
        dashes = '<td class="num">——</td>' * len(sheet.columns)
        head = (
            f'<th scope="row" class="sheet__label">{escape(row.label)}</th><td>——</td><td>——</td>'
        )
        html = f'<tr class="sheet__title">{head}{dashes}{_reference(sheet, "")}{_month(sheet, None)}</tr>'
        return mark_safe(html)  # noqa: S308 - every value in it went through escape
    head = _row_head(row.indent, row.label, row.unit_of_measure, row.code, row_definition(row))
    cells = _cells(row.cells, sheet.columns)
    html = f"<tr>{head}{cells}{_reference(sheet, row.reference)}{_month(sheet, row.month)}</tr>"
    return mark_safe(html)  # noqa: S308 - every value in it went through escape


def _reference(sheet: Sheet, text: str) -> str:
    if not sheet.reference:
        return ""
    head = escape(sheet.reference)
    return f'<td class="num sheet__reference" data-head="{head}">{escape(amount(text))}</td>'


def _month(sheet: Sheet, month: SheetMonth | None) -> str:
    """December's figure beside a row, with the act that puts it into the cell."""
    if not sheet.month:
        return ""
    content = ""
    if month is not None:
        if month.take:
            given = {"name": "take", "value": month.take, "data-take": month.text}
            label = f"{month.label}照填{amount(month.text)}"
            content = f'<button class="sheet__take" type="submit" aria-label="{escape(label)}"{_attributes(given)}>照填</button>'
        elif month.note:
            content = f'<span class="sheet__unlike" title="{escape(month.note)}">口径不同</span>'
        content += f"<span>{escape(amount(month.text))}</span>"
    return f'<td class="num sheet__reference sheet__month" data-head="{escape(sheet.month)}">{content}</td>'


@lru_cache(maxsize=4096)
def _row_head(indent: str, label: str, unit: str, code: str, definition: SafeString) -> str:
    return (
        f'<th scope="row" class="sheet__label {escape(indent)}">'
        f'<span class="sheet__name">{escape(label)}</span>{definition}</th>'
        f'<td class="sheet__unit">{escape(unit)}</td><td class="sheet__code">{escape(code)}</td>'
    )


@register.simple_tag
def row_definition(row: SheetRow) -> SafeString:
    """指标解释 of a row, and the way to all that is said about it."""
    if not row.help:  # of a row that the form has no more
        return SafeString()
    computed = any(c.computed and c.formula and not c.growth for c in row.cells)
    return _definition(
        row.name, row.definition, row.definition_source, row.mistakes, computed, row.certainty,
        row.help,
    )  # fmt: skip


@register.simple_tag
def column_definition(column: SheetColumn) -> SafeString:
    """指标解释 of a column of lines."""
    if not column.help:
        return SafeString()
    name, source = column.name, column.definition_source
    return _definition(name, column.definition, source, (), False, "", column.help)


@lru_cache(maxsize=4096)
def _definition(
    name: str, definition: str, source: str, mistakes: tuple[str, ...], computed: bool,
    certainty: str, address: str,
) -> SafeString:  # fmt: skip
    notes = [
        f"出处：{source}。" if source else "",
        f"易错：{'；'.join(mistakes)}。" if mistakes else "",
        _CERTAINTY.get(certainty, ""),
    ]
    told = "".join(f'<p class="muted">{escape(note)}</p>' for note in notes if note)
    also = "怎样计算、" if computed else ""
    html = (
        f'<details class="def"><summary data-row aria-label="指标解释：{escape(name)}">?</summary>'
        f'<div class="def__text"><p>{escape(definition or "表式未附解释。")}</p>{told}'
        f'<p><a href="{address}" target="_blank" rel="noopener">{also}审核关系和常见问题</a></p></div></details>'
    )
    return mark_safe(html)  # noqa: S308 - every value in it went through escape


@register.simple_tag
def line_cells(group: SheetLines, line: SheetLine) -> SafeString:
    """The cells of a repeating line."""
    return mark_safe(_cells(line.cells, group.columns))  # noqa: S308 - sheet_cell escapes


def _cells(cells: Iterable[SheetCell], columns: Iterable[SheetColumn]) -> str:
    pairs = zip(cells, columns, strict=False)  # a title row has no cells
    return "".join(sheet_cell(cell, column.name) for cell, column in pairs)


@register.simple_tag
def sheet_cell(cell: SheetCell, head: str = "") -> SafeString:
    """The table cell with its control, name, former text and fault; ``head`` is the head of its
    column, which a narrow screen shows above the cell.
    """
    if not cell.present:
        return _ABSENT
    above = f' data-head="{escape(head)}"' if head else ""
    if not cell.editable:
        return mark_safe(_shown(cell, above))  # noqa: S308 - every value in it went through escape
    if cell.several:
        control = _several(cell)
    elif cell.options:
        control = _select(cell)
    else:
        control = _input(cell)
    if cell.is_given:
        above += f' title="{escape(cell.origin)}"'
    html = f'<td class="cell {cell.marks}"{above}>{control}{_was(cell)}{_fault(cell)}</td>'
    return mark_safe(html)  # noqa: S308 - every value in it went through escape


def _shown(cell: SheetCell, above: str) -> str:
    text = amount(cell.text) if cell.amount else cell.text
    text = f"{text} {cell.name}" if cell.name else text
    content = f"{escape(text)}{_was(cell)}{_fault(cell)}"
    return (
        f'<td class="cell {cell.marks}"{above} id="{escape(cell.ref)}" tabindex="-1">{content}</td>'
    )


def _input(cell: SheetCell) -> str:
    note = _CARRIED if cell.carried else cell.formula
    before, middle, after = _frame(
        cell.ref, cell.label, cell.tail, cell.numeric, cell.amount, cell.decimals, cell.list_key,
        cell.growth, cell.now_ref, cell.base_ref, cell.profit, cell.filled, note,
    )  # fmt: skip
    last = escape(cell.last_month) if cell.growth else ""
    state = f"{_state(cell)}{'' if cell.typed else ' readonly'}>"
    text = amount(cell.text) if cell.amount and not cell.fault else cell.text
    control = f"{before}{escape(text)}{middle}{last}{after}{state}"
    if cell.overridable:
        control += f"<input{_attributes({'type': 'hidden', 'name': f'auto:{cell.ref}', 'value': cell.text})}>"
    if cell.list_key:
        control += (
            f'<span class="cell__name" data-name-of="{escape(cell.ref)}">{escape(cell.name)}</span>'
        )
    return control


@lru_cache(maxsize=8192)
def _frame(
    ref: str, label: str, tail: str, numeric: bool, amount: bool, decimals: int, list_key: str,
    growth: str, now_ref: str, base_ref: str, profit: bool, filled: bool, note: str,
) -> tuple[str, str, str]:  # fmt: skip
    """An input without what was typed: up to its value, up to last month's value, and the rest.

    Shared by everybody's pages: no argument may come from a return.
    """
    before = f'<input{_attributes({"id": ref, "name": ref})} value="'
    given = {"aria-label": f"{label}{tail}", "autocomplete": "off"}
    if tail:
        given["data-tail"] = tail
    if numeric:
        given["inputmode"] = "decimal"
    if amount:
        given["data-decimals"] = str(decimals)
    if list_key:
        given |= {"list": f"list-{list_key}", "data-list": list_key}
    rest: dict[str, str] = {}
    if growth:
        given |= {"data-growth": growth, "data-now": now_ref, "data-base": base_ref}
        if profit:
            rest["data-profit"] = "1"
    if filled:
        rest["data-platform"] = ""
    if note:
        rest["data-note"] = note
    middle = f'"{_attributes(given)}'
    if growth:
        return before, f'{middle} data-last="', f'"{_attributes(rest)}'
    return before, middle, _attributes(rest)


def _select(cell: SheetCell) -> str:
    options = [(option.code, f"{option.code} {option.name}") for option in cell.options]
    options += [(text, text) for text in cell.unknown]
    chosen = "".join(
        f'<option value="{escape(code)}"{" selected" if code == cell.text else ""}>{escape(name)}</option>'
        for code, name in options
    )
    given = {"id": cell.ref, "name": cell.ref, "aria-label": cell.label}
    return f'<select{_attributes(given)}{_state(cell)}><option value="">—</option>{chosen}</select>'


def _several(cell: SheetCell) -> str:
    name = escape(cell.ref)
    choices = [(option.code, f"{option.code} {option.name}") for option in cell.options]
    choices += [(text, text) for text in cell.unknown]
    boxes = "".join(
        f'<label class="codes__one"><input type="checkbox" name="{name}" value="{escape(code)}"'
        f"{' checked' if code in cell.chosen else ''}>{escape(label)}</label>"
        for code, label in choices
    )
    legend = f'<legend class="visually-hidden">{escape(cell.label)}</legend>'
    # the hidden field says that the question was on the page even when nothing is chosen
    hidden = f'<input type="hidden" name="{name}" value="">'
    return f'<fieldset class="codes" id="{name}" tabindex="-1">{legend}{boxes}{hidden}</fieldset>'


def _attributes(given: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in given.items())


def _state(cell: SheetCell) -> str:
    state = {}
    if described := cell.described_by:
        state["aria-describedby"] = described
    if cell.fault or cell.level == "error":
        state["aria-invalid"] = "true"
    if cell.given_by and cell.typed:
        state |= {"data-given": cell.given, "data-given-by": cell.given_by}
    return _attributes(state)


def _was(cell: SheetCell) -> str:
    if cell.was is None:
        return ""
    hidden = '<span class="visually-hidden">原值</span>'
    was = amount(cell.was) if cell.amount else cell.was
    return f'<del class="cell__was" title="原值">{hidden}{escape(was or "（空）")}</del>'


def _fault(cell: SheetCell) -> str:
    if not cell.fault:
        return ""
    return f'<span class="cell__fault" id="fault-{escape(cell.ref)}">{escape(cell.fault)}</span>'
