"""The ``forms`` JSON of drafts and revisions: reading and writing one cell, size, canonical hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ruantong.core.cellref import HEAD, CellRef

FormsJson = dict[str, Any]

LONGEST_TEXT = 4_000  # characters kept as typed in one cell; its own limit is the pack's
MOST_CELLS = 5_000  # cells in one save
LARGEST = 512 * 1024  # bytes of one return

Row = Mapping[str, Any]


def copied(content: Any) -> Any:
    """A deep copy of JSON content."""
    if isinstance(content, dict):
        return {key: copied(item) for key, item in content.items()}
    return [copied(item) for item in content] if isinstance(content, list) else content


def get(forms: Mapping[str, Any], ref: CellRef) -> str:
    """Text of one cell; ``""`` for blank. Repeating lines are read by :func:`lines`."""
    content = forms.get(ref.form) or {}
    if ref.head:
        found = (content.get(HEAD) or {}).get(ref.head)
    else:
        found = ((content.get("cells") or {}).get(ref.indicator) or {}).get(ref.column)
    return "" if found is None else str(found)


def put(forms: FormsJson, ref: CellRef, text: str) -> None:
    """Write one cell in place; a blank one is taken out, so that equal contents are equal JSON."""
    content = forms.setdefault(ref.form, {})
    if ref.head:
        owner, path = content.setdefault(HEAD, {}), ref.head
    else:
        owner = content.setdefault("cells", {}).setdefault(ref.indicator, {})
        path = ref.column
    if text:
        owner[path] = text
    else:
        owner.pop(path, None)
    _prune(forms, ref)


def lines(forms: Mapping[str, Any], whole: CellRef) -> list[dict[str, str]]:
    """The repeating lines of a group, blank cells left out."""
    rows = ((forms.get(whole.form) or {}).get("rows") or {}).get(whole.group) or []
    return [{key: str(text) for key, text in row.items() if text} for row in rows]


def put_lines(forms: FormsJson, whole: CellRef, rows: list[dict[str, str]]) -> None:
    """Replace the repeating lines of a group."""
    content = forms.setdefault(whole.form, {})
    if rows:
        content.setdefault("rows", {})[whole.group] = rows
    else:
        content.get("rows", {}).pop(whole.group, None)
    _drop_empty(content, "rows")
    _drop_empty(forms, whole.form)


def _prune(forms: FormsJson, ref: CellRef) -> None:
    content = forms[ref.form]
    if ref.indicator:
        _drop_empty(content["cells"], ref.indicator)
        _drop_empty(content, "cells")
    else:
        _drop_empty(content, HEAD)
    _drop_empty(forms, ref.form)


def _drop_empty(owner: dict[str, Any], key: str) -> None:
    if key in owner and not owner[key]:
        del owner[key]


def cells(forms: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every filled cell as (reference, text): heads, cells, then repeating lines of each form."""
    for code in sorted(forms):
        content = forms[code] or {}
        for key, text in (content.get(HEAD) or {}).items():
            if text:
                yield str(CellRef(code, head=key)), str(text)
        for indicator, row in (content.get("cells") or {}).items():
            for column, text in (row or {}).items():
                if text:
                    yield str(CellRef(code, indicator=indicator, column=column)), str(text)
        for group, rows in (content.get("rows") or {}).items():
            for number, row in enumerate(rows or (), start=1):
                for column, text in row.items():
                    if text:
                        ref = CellRef(code, group=group, line=number, column=column)
                        yield str(ref), str(text)


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
