"""The stored JSON of a return, as text: the one module that knows its shape (with ``forms_json``,
which makes values of it).

``{"6": {"head": {"embedded": "2"}, "cells": {"2010": {"A": "1000.00"}}, "rows": {"lines": [{"code": "E1"}]}}}``;
an absent cell is blank, and so is what is not shaped like this. Drafts, revisions and the interchange
format have it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from ruantong.core.cellref import CellRef

HEAD, CELLS, ROWS = "head", "cells", "rows"

FormsJson = dict[str, Any]

LONGEST_TEXT = 4_000  # characters kept as typed in one cell; its own limit is the pack's
MOST_CELLS = 5_000  # cells in one save
LARGEST = 512 * 1024  # bytes of one return
_NOTHING: Mapping[str, Any] = {}


# ---- reading ------------------------------------------------------------------------------------


def form_in(forms: Mapping[str, Any] | None, code: str) -> Mapping[str, Any]:
    """The content of one form."""
    return _mapping((forms or _NOTHING).get(code))


def head_of(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers in the head of a form."""
    return _mapping(content.get(HEAD))


def row_of(content: Mapping[str, Any], indicator: str) -> Mapping[str, Any]:
    """One row of a form, by column."""
    return _mapping(_mapping(content.get(CELLS)).get(indicator))


def row_texts(content: Mapping[str, Any], indicator: str) -> dict[str, str]:
    """Texts of one row of a form, by column."""
    row = row_of(content, indicator)
    return {key: text_of(row, key) for key in row}


def lines_of(content: Mapping[str, Any], group: str) -> list[Mapping[str, Any]]:
    """The repeating lines of one group of a form."""
    found = _mapping(content.get(ROWS)).get(group)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def text_of(row: Mapping[str, Any], key: str) -> str:
    """One value of a row as text; empty for blank."""
    value = row.get(key)
    return "" if value is None else str(value)


def _mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else _NOTHING


def get(forms: Mapping[str, Any], ref: CellRef) -> str:
    """Text of one cell; ``""`` for blank. Repeating lines are read by :func:`lines`."""
    content = form_in(forms, ref.form)
    if ref.head:
        return text_of(head_of(content), ref.head)
    return text_of(row_of(content, ref.indicator), ref.column)


def lines(forms: Mapping[str, Any], whole: CellRef) -> list[dict[str, str]]:
    """The repeating lines of a group, blank cells left out."""
    rows = lines_of(form_in(forms, whole.form), whole.group)
    return [{key: str(text) for key, text in row.items() if text} for row in rows]


def filled(forms: Mapping[str, Any]) -> Iterator[tuple[CellRef, str]]:
    """Every filled cell with its text: heads, cells, then repeating lines of each form."""
    for code in sorted(forms):
        content = form_in(forms, code)
        for key, text in head_of(content).items():
            if text:
                yield CellRef(code, head=key), str(text)
        for indicator in _mapping(content.get(CELLS)):
            for column, text in row_of(content, indicator).items():
                if text:
                    yield CellRef(code, indicator, column), str(text)
        for group in _mapping(content.get(ROWS)):
            for number, row in enumerate(lines_of(content, group), start=1):
                for column, text in row.items():
                    if text:
                        yield CellRef(code, group=group, line=number, column=column), str(text)


def cells(forms: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """:func:`filled` with references as text."""
    return ((str(ref), text) for ref, text in filled(forms))


def part_of(content: Mapping[str, Any], rows: Collection[str], *, lines: bool) -> FormsJson:
    """The head of a form, some of its rows, and its lines if wanted."""
    return {
        HEAD: head_of(content),
        CELLS: {code: row for code in rows if (row := row_of(content, code))},
        ROWS: _mapping(content.get(ROWS)) if lines else {},
    }


# ---- writing ------------------------------------------------------------------------------------


def copied(content: Any) -> Any:
    """A deep copy of JSON content."""
    if isinstance(content, dict):
        return {key: copied(item) for key, item in content.items()}
    return [copied(item) for item in content] if isinstance(content, list) else content


def put(forms: FormsJson, ref: CellRef, text: str) -> None:
    """Write one cell in place; a blank one is taken out, so that equal contents are equal JSON."""
    content = forms.setdefault(ref.form, {})
    if ref.head:
        owner, key = content.setdefault(HEAD, {}), ref.head
    else:
        owner, key = content.setdefault(CELLS, {}).setdefault(ref.indicator, {}), ref.column
    if text:
        owner[key] = text
    else:
        owner.pop(key, None)
    if not ref.head:
        _drop_empty(content[CELLS], ref.indicator)
    _drop_empty(content, HEAD if ref.head else CELLS)
    _drop_empty(forms, ref.form)


def put_lines(forms: FormsJson, whole: CellRef, rows: list[dict[str, str]]) -> None:
    """Replace the repeating lines of a group."""
    content = forms.setdefault(whole.form, {})
    if rows:
        content.setdefault(ROWS, {})[whole.group] = rows
    else:
        content.get(ROWS, {}).pop(whole.group, None)
    _drop_empty(content, ROWS)
    _drop_empty(forms, whole.form)


def masked(forms: Mapping[str, Any], telling: Callable[[CellRef], bool], mask: str) -> FormsJson:
    """A copy with the text of some cells replaced; what is no form is left out."""
    hidden: FormsJson = {code: copied(form_in(forms, code)) for code in forms}
    for ref, _ in filled(forms):
        if not telling(ref):
            continue
        content = hidden[ref.form]
        if ref.head:
            content[HEAD][ref.head] = mask
        elif ref.group:
            lines_of(content, ref.group)[ref.line - 1][ref.column] = mask  # type: ignore[index]
        else:
            content[CELLS][ref.indicator][ref.column] = mask
    return hidden


def _drop_empty(owner: dict[str, Any], key: str) -> None:
    if key in owner and not owner[key]:
        del owner[key]


# ---- bytes --------------------------------------------------------------------------------------


def canonical(content: Any) -> bytes:
    """The one way to write JSON as bytes: sorted keys, no blanks, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


WITH_FACTS = 2  # the form of content hashes now made


def content_hash(
    regime_key: str,
    period: str,
    facts: Mapping[str, Any],
    forms: Mapping[str, Any],
    explanations: list[dict[str, str]],
    signatories: Mapping[str, str],
    *,
    form: int = WITH_FACTS,
) -> str:
    """``sha256:…`` over what a submission says and who answers for it (printed on the receipt).

    ``facts`` are those of the register; form 1, of submissions made before they were kept, covers
    only the uscc among them.
    """
    said = [form, facts] if form == WITH_FACTS else facts["uscc"]
    body = canonical([regime_key, period, said, forms, explanations, signatories])
    return "sha256:" + hashlib.sha256(body).hexdigest()
