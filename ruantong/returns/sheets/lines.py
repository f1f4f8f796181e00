"""Repeating lines of a sheet: the classified lines of form 4, the products of form 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.core.content import lines_of as stored_lines
from ruantong.core.content import text_of
from ruantong.core.regime import Column, Kind, RowGroup
from ruantong.returns.sheets.cells import Context, sheet_column
from ruantong.returns.sheets.model import SheetColumn, SheetLine, SheetLines
from ruantong.returns.sheets.plan import tail
from ruantong.web.templatetags.addresses import address


def lines_of(context: Context, group: RowGroup) -> SheetLines:
    """All lines of a group, and the empty ones a respondent may fill next."""
    rows = stored_lines(context.now, group.key)
    wanted = max(context.spare_lines, group.minimum - len(rows)) if context.editable else 0
    spare = max(0, min(wanted, group.maximum - len(rows)))
    first = group.columns[0]
    directory = first.code_list or "" if first.kind is Kind.CODE and group.group is None else ""
    amount = next((c for c in group.columns if c.kind is Kind.NUMBER), None)
    past: dict[str, str] = {}
    if directory and amount:
        for row in stored_lines(context.year_ago, group.key):
            past[text_of(row, first.key)] = text_of(row, amount.key)
    return SheetLines(
        key=group.key,
        name=group.name,
        columns=tuple(_column(context, group, column) for column in group.columns),
        lines=tuple(
            _line(context, group, number, rows, past) for number in range(1, len(rows) + spare + 1)
        ),
        maximum=group.maximum,
        choose_from=directory,
        reference="上年" if directory and amount else "",
        start=context.beside.lines.get(group.key, ())[: group.maximum - len(rows)],
    )


def _column(context: Context, group: RowGroup, column: Column) -> SheetColumn:
    """The head of a column, with the way to what is said about it."""
    head = sheet_column(column)
    if not column.definition:
        return head
    place = (context.regime.key, context.form.code, f"{group.key}-{column.key}")
    return replace(head, help=address("help_row", *place))


def _line(
    context: Context,
    group: RowGroup,
    number: int,
    rows: list[Mapping[str, Any]],
    past: Mapping[str, str],
) -> SheetLine:
    row = rows[number - 1] if number <= len(rows) else {}
    cells = tuple(_cell(context, group, column, number, row) for column in group.columns)
    whole = str(CellRef(context.form.code, group=group.key, line=number))
    return SheetLine(
        number=number,
        cells=cells,
        title=cells[0].name,
        blank=not any(cell.text for cell in cells),
        finding_keys=tuple(finding.key for finding in context.findings.get(whole, [])),
        reference=past.get(cells[0].text, ""),
    )


def _cell(
    context: Context, group: RowGroup, column: Column, number: int, row: Mapping[str, Any]
) -> Any:
    text = text_of(row, column.key)
    was: str | None = None
    if context.other is not None:
        others = stored_lines(context.other, group.key)
        old = text_of(others[number - 1], column.key) if number <= len(others) else ""
        was = old if old != text else None
    return context.cell(
        CellRef(context.form.code, group=group.key, line=number, column=column.key),
        kind=column.kind,
        tail=tail(context.form, column),
        text=text,
        code_list=column.code_list,
        decimals=group.decimals if column.decimals is None else column.decimals,
        was=was,
    )
