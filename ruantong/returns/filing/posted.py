"""A whole sheet sent as an ordinary form: which cells and lines differ from what is stored.

This is how the page works without script; with it, only changed cells travel (views/acts.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from ruantong.core.cellref import CellRef, parse_ref
from ruantong.returns.filing.explaining import NOTE, is_note
from ruantong.returns.reasons import cleaned
from ruantong.returns.sheets.model import Sheet, SheetLines

AUTO = "auto:"  # name of the hidden field with the platform's own value of an automatic cell
Line = dict[str, str]
_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


def posted_version(sent: QueryDict) -> int:
    """The version of the draft that a page was loaded with; -1, which is none, where it says none."""
    text = sent.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


@dataclass(frozen=True)
class Posted:
    """Changed cells by reference, explanations among them ("note:R6-19:A"), and the lists of lines
    that changed ("4.lines").
    """

    cells: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Line]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.cells or self.rows)

    def __or__(self, other: Posted) -> Posted:
        return Posted(self.cells | other.cells, self.rows | other.rows)

    @property
    def notes(self) -> dict[str, str]:
        """Explanations by finding key."""
        return {k.removeprefix(NOTE): text for k, text in self.cells.items() if is_note(k)}

    def fields(self) -> list[tuple[str, str]]:
        """The same as names and values of form fields, to be sent again."""
        found = list(self.cells.items())
        for key, lines in self.rows.items():
            whole = CellRef.parse(key)
            for number, line in enumerate(lines, start=1):
                found += [
                    (str(replace(whole, line=number, column=column)), text)
                    for column, text in line.items()
                ]
        return found

    def without(self, keys: set[str]) -> Posted:
        """What is left when the respondent chose the stored text for some."""
        return Posted(
            {ref: text for ref, text in self.cells.items() if ref not in keys},
            {key: lines for key, lines in self.rows.items() if key not in keys},
        )


def read_notes(notes: Mapping[str, str], post: QueryDict) -> Posted:
    """The explanations that were posted and differ from the stored ones (``notes``)."""
    typed = {name: _text(post, name) for name in post if is_note(name)}
    return Posted({n: text for n, text in typed.items() if cleaned(text) != notes.get(n, "")})


def read_posted(sheet: Sheet, post: QueryDict) -> Posted:
    """Compare what was posted with ``sheet``; fields that are not of this form are ignored."""
    cells: dict[str, str] = {}
    for head in sheet.heads:
        if head.ref in post and _text(post, head.ref) != head.text:
            cells[head.ref] = _text(post, head.ref)
    for row in sheet.all_rows():
        for cell in row.cells:
            if not cell.present or not cell.typed or cell.ref not in post:
                continue
            chosen = (code for code in post.getlist(cell.ref) if code)
            text = ";".join(map(str, chosen)) if cell.several else _text(post, cell.ref)
            text = ungrouped(text) if cell.amount else text
            untouched = cell.overridable and text == post.get(AUTO + cell.ref)
            if text.strip() != cell.text and not untouched:
                cells[cell.ref] = text
    rows: dict[str, list[Line]] = {}
    for group in sheet.all_lines():
        whole = CellRef(sheet.form.code, group=group.key)
        posted = _posted_lines(whole, group, post)
        if posted is not None and posted != _stored_lines(group):
            rows[str(whole)] = posted
    return Posted(cells, rows)


def blanks(sheet: Sheet, post: QueryDict) -> list[str]:
    """Amounts the respondent types and left blank; neither lines nor what the platform fills."""
    return [
        cell.ref
        for row in sheet.all_rows()
        for cell in row.cells
        if cell.present and cell.typed and cell.amount and not cell.overridable
        if not str(post.get(cell.ref, cell.text)).strip()
    ]


def resent(post: Mapping[str, str]) -> Posted:
    """Fields sent again after a conflict, as :meth:`Posted.fields` wrote them."""
    cells: dict[str, str] = {}
    numbered: dict[str, dict[int, Line]] = {}
    for name, text in post.items():
        ref = parse_ref(name)
        if ref and ref.line and ref.column:
            whole = str(CellRef(ref.form, group=ref.group))
            numbered.setdefault(whole, {}).setdefault(ref.line, {})[ref.column] = text
        elif is_note(name) or (ref and not ref.group):
            cells[name] = text
    rows = {key: [lines[n] for n in sorted(lines)] for key, lines in numbered.items()}
    return Posted(cells, rows)


def ungrouped(text: str) -> str:
    """An amount as it is stored, of one as it is shown; any other text as it is."""
    return text.replace(",", "") if _GROUPED.fullmatch(text.strip()) else text


def _text(post: QueryDict, name: str) -> str:
    return str(post[name])


def _posted_lines(whole: CellRef, group: SheetLines, post: QueryDict) -> list[Line] | None:
    """The posted lines without blank ones; None when the page sent none of them."""
    columns = [column.key for column in group.columns]
    amounts = {cell.column for line in group.lines for cell in line.cells if cell.amount}
    lines: list[Line] = []
    seen = False
    for number in range(1, group.maximum + 1):
        names = {column: str(replace(whole, line=number, column=column)) for column in columns}
        present = [column for column in columns if names[column] in post]
        if not present:
            break
        seen = True
        line = {column: _text(post, names[column]).strip() for column in present}
        line |= {column: ungrouped(line[column]) for column in present if column in amounts}
        lines.append({column: text for column, text in line.items() if text})
    return [line for line in lines if line] if seen else None


def _stored_lines(group: SheetLines) -> list[Line]:
    lines = [{cell.column: cell.text for cell in line.cells if cell.text} for line in group.lines]
    return [line for line in lines if line]
