"""References to cells as text (``6.2020.A``) and the names people know them by."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ruantong.core.regime import Column, Form, Indicator, Regime, RowGroup

_ROW = re.compile(r"([A-Za-z0-9]+)\.([a-z_]+)\[([1-9][0-9]{0,4})\](?:\.([A-Za-z0-9_]+))?")
HEAD = "head"


@dataclass(frozen=True)
class CellRef:
    """One reference taken apart. ``line`` counts from 1 in repeating rows, else it is 0."""

    form: str
    indicator: str = ""
    column: str = ""
    head: str = ""
    group: str = ""
    line: int = 0

    def __str__(self) -> str:
        if self.head:
            return f"{self.form}.{HEAD}.{self.head}"
        if self.group:
            tail = f".{self.column}" if self.column else ""
            return f"{self.form}.{self.group}[{self.line}]{tail}"
        return f"{self.form}.{self.indicator}.{self.column}"


def parse_ref(text: str) -> CellRef | None:
    """``6.2020.A``, ``1.103.industry.A``, ``6.head.embedded``, ``4.lines[3].1``; else None."""
    if match := _ROW.fullmatch(text):
        form, group, line, column = match.groups()
        return CellRef(form, group=group, line=int(line), column=column or "")
    parts = text.split(".")
    if len(parts) < 3 or not all(parts):
        return None
    if parts[1] == HEAD and len(parts) == 3:
        return CellRef(parts[0], head=parts[2])
    return CellRef(parts[0], indicator=".".join(parts[1:-1]), column=parts[-1])


def form_of(ref: str) -> str:
    """The form a reference belongs to."""
    return ref.partition(".")[0]


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
        return ""
    return f"{_printed_code(indicator)}{indicator.name}{_column_suffix(form, ref.column)}"


def _printed_code(indicator: Indicator) -> str:
    return f"{indicator.code.partition('.')[0]} "


def _column_suffix(form: Form, key: str) -> str:
    column = form.column.get(key)
    return f"（{column.name}）" if column and len(form.columns) > 1 else ""


def _row_cell_name(group: RowGroup, ref: CellRef) -> str:
    column = next((column for column in group.columns if column.key == ref.column), None)
    return f"{group.name}第{ref.line}行" + (f"“{column.name}”" if column else "")


def without_place(message: str) -> str:
    """A complaint about a cell as it is said beside the cell itself: without the cell's name."""
    place, colon, rest = message.partition("：")
    return rest if colon and "“" not in place else message


def row_column(group: RowGroup, key: str) -> Column | None:
    """The column of repeating rows with this key."""
    return next((column for column in group.columns if column.key == key), None)
