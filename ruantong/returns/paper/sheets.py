"""A sheet as the data of a printed form: head, table, foot. Every value is text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ruantong.core.days import chinese_day
from ruantong.core.identifiers import organisation_code
from ruantong.returns.filing.register_facts import RegisterFacts
from ruantong.returns.sheets.model import Sheet, SheetCell, SheetLines, SheetRow
from ruantong.web.templatetags.ui import amount

# A blank form prints the choices of lists up to this length.
_MOST_PRINTED = 12
# Letters and digits without a blank do not wrap; a zero-width space lets them.
_UNBROKEN = re.compile(r"[!-~]{24}(?=[!-~])")
_MOST_UPRIGHT = 3  # columns that fit an upright page


@dataclass(frozen=True)
class Paper:
    """What a sheet is printed with. ``blank``: nothing is filled in, and nothing is known of a unit.

    ``mark`` stands across every page, ``state`` under the form; ``foot`` are the names of the foot
    with what was signed.
    """

    sheet: Sheet
    period_text: str
    mark: str
    state: str
    foot: tuple[tuple[str, str], ...]
    facts: RegisterFacts = field(default_factory=RegisterFacts)
    decision: str = ""
    blank: bool = False


def form_part(paper: Paper) -> dict[str, Any]:
    """One form, for the layout."""
    sheet, facts = paper.sheet, paper.facts
    form, validity = sheet.form, sheet.regime.validity
    return {
        "kind": "form",
        "layout": sheet.layout,
        "wide": len(sheet.columns) > _MOST_UPRIGHT or sheet.layout == "lines",
        "blank": paper.blank,
        "mark": paper.mark,
        "title": form.name,
        "number": form.number,
        "facts": [
            ["表　　号", form.number],
            [form.issued_by_label, validity.issued_by],
            ["批准机关", validity.approved_by],
            ["批准文号", validity.approval_number],
            ["有效期至", chinese_day(date.fromisoformat(validity.valid_to))],
        ],
        "decision": paper.decision,
        "notices": list(sheet.notices),
        "uscc": facts.uscc,
        "org_code": organisation_code(facts.uscc) if facts.uscc else "",
        "name": wrapped(facts.name),
        "period": paper.period_text,
        "unit_text": form.unit_text,
        "questions": [
            {
                "name": head.name,
                "answer": head.answer,
                "choices": [f"{option.code} {option.name}" for option in head.options],
            }
            for head in sheet.heads
        ],
        "columns": [column.name for column in sheet.columns],
        "rows": [_row(row, blank=paper.blank) for row in sheet.rows],
        "items": [
            {
                "code": item.code,
                "name": item.name,
                "rows": [_row(row, blank=paper.blank) for row in item.rows],
                "groups": [_group(group) for group in item.lines],
            }
            for item in sheet.items
        ],
        "groups": [_group(group) for group in sheet.lines],
        "note": form.note,
        "foot": [[name, value] for name, value in paper.foot],
        "state": paper.state,
    }


def _row(row: SheetRow, *, blank: bool) -> dict[str, Any]:
    return {
        "code": row.code,
        "label": row.label,
        "level": row.level,
        "title": row.title,
        "unit": row.unit_of_measure,
        "cells": [_cell(cell, blank=blank) for cell in row.cells],
    }


def _cell(cell: SheetCell, *, blank: bool) -> dict[str, Any]:
    if not cell.present:
        return {"text": "—", "number": False, "absent": True}
    if blank:
        short = cell.options if len(cell.options) <= _MOST_PRINTED else ()
        return {
            "text": "",
            "number": False,
            "choices": [f"{option.code} {option.name}" for option in short],
        }
    return {"text": _text(cell), "number": cell.amount}


def _text(cell: SheetCell) -> str:
    text = amount(cell.text) if cell.amount else cell.text
    return wrapped(f"{text} {cell.name}" if cell.name else text)


def _group(group: SheetLines) -> dict[str, Any]:
    """Repeating lines. Where they are chosen from a directory the name of a line is its first column."""
    columns = [[column.name, column.unit_of_measure] for column in group.columns]
    marks = [""] * len(columns)
    if group.choose_from:
        columns.insert(0, ["软件分类名称", ""])
        marks = ["甲", "乙", *(column.key for column in group.columns[1:])]
    return {
        "name": "" if group.choose_from else group.name,
        "columns": columns,
        "marks": marks,
        "wide_first": bool(group.choose_from),
        "lines": [
            [str(line.number), *_line(line.cells, named=bool(group.choose_from))]
            for line in group.lines
        ],
        "numbers": _numbers(group),
    }


def _line(cells: Iterable[SheetCell], *, named: bool) -> list[str]:
    first, *rest = cells
    start = [wrapped(first.name), wrapped(first.text)] if named else [_text(first)]
    return [*start, *(_text(cell) for cell in rest)]


def _numbers(group: SheetLines) -> list[bool]:
    """Which columns are set to the right, the number of the line aside."""
    cells = group.lines[0].cells if group.lines else ()
    kinds = [cell.numeric for cell in cells] or [False] * len(group.columns)
    return [False, *kinds] if group.choose_from else kinds


def wrapped(text: str) -> str:
    """The text with places to break in long runs of letters or digits."""
    return _UNBROKEN.sub(lambda run: run[0] + "\u200b", text)
