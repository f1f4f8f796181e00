"""The names people know cells by."""

from __future__ import annotations

from ruantong.core.cellref import CellRef, parse_ref
from ruantong.core.regime import Column, Form, Indicator, Regime, RowGroup


def cell_name(regime: Regime, ref: str) -> str:
    """“软统企6表 2020 软件业务收入合计（本年本期累计）”; the bare reference when unknown."""
    parsed = parse_ref(ref)
    form = regime.form.get(parsed.form) if parsed else None
    if parsed is None or form is None:
        return ref
    return f"{form.number} {name_within(form, parsed) or ref}"


def name_within(form: Form, ref: CellRef) -> str:
    """The name of a cell inside its form; empty when the form has no such cell."""
    if ref.head:
        return next((field.name for field in form.head_fields if field.key == ref.head), "")
    if ref.group:
        group = form.row_group.get(ref.group)
        return _row_cell_name(group, ref) if group else ""
    indicator = form.by_code.get(ref.indicator)
    if indicator is None:
        retired = form.retired.get(ref.indicator, "")
        return f"{ref.indicator} {retired}（已停用）" if retired else ""
    return f"{_printed_code(indicator)}{indicator.name}{_column_suffix(form, ref.column)}"


def _printed_code(indicator: Indicator) -> str:
    return f"{indicator.code.partition('.')[0]} "


def _column_suffix(form: Form, key: str) -> str:
    column = form.column.get(key)
    return f"（{column.name}）" if column and len(form.columns) > 1 else ""


def _row_cell_name(group: RowGroup, ref: CellRef) -> str:
    if ref.whole_group:
        return group.name
    column = row_column(group, ref.column)
    return f"{group.name}第{ref.line}行" + (f"“{column.name}”" if column else "")


def without_place(message: str) -> str:
    """A complaint about a cell as it is said beside the cell itself: without the cell's name."""
    place, colon, rest = message.partition("：")
    return rest if colon and "“" not in place else message


def row_column(group: RowGroup, key: str) -> Column | None:
    """The column of repeating rows with this key."""
    return next((column for column in group.columns if column.key == key), None)
