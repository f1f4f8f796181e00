"""The cells that output tables add up, taken out of a return once and kept beside it.

Numbers are integers in the last place of their term. ``layout_of`` names which cells are taken
and to how many places: figures of another layout are taken anew from the return.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from ruantong.core.content import CELLS, ROWS, lines_of, row_of
from ruantong.core.dossier import FormData, Forms
from ruantong.core.tables import Tables, Term
from ruantong.core.values import parse_number

_WAY = 1  # how figures are taken; another number makes every kept one be taken anew


def layout_of(tables: Tables) -> str:
    """A short hash of every cell that some table of the edition adds up, with its places."""
    taken = sorted(astuple(term) for term in tables.terms)
    return hashlib.sha256(json.dumps([_WAY, taken]).encode()).hexdigest()[:16]


def figures_of(forms: Mapping[str, Any], tables: Tables) -> dict[str, Any]:
    """Those cells of a submitted return, as JSON; its text is canonical, blanks are left out."""
    figures: dict[str, Any] = {}
    for term in sorted(tables.terms, key=astuple):
        if (data := forms.get(term.form)) is None:
            continue
        content = figures.setdefault(term.form, {})
        if term.group:
            lines = lines_of(data, term.group)
            kept = content.setdefault(ROWS, {}).setdefault(term.group, [{} for _ in lines])
            for line, into in zip(lines, kept, strict=True):
                into[term.line_key] = line.get(term.line_key)
                into[term.column] = _number(line, term.column, term)
            continue
        stored = row_of(data, term.indicator)
        row = content.setdefault(CELLS, {}).setdefault(term.indicator, {})
        for column in filter(None, (term.column, term.year_ago)):
            if (value := _number(stored, column, term)) is not None:
                row[column] = value
    return figures


def forms_of(figures: Mapping[str, Any]) -> Forms:
    """The same cells as typed content, as the tables add them up."""
    return {
        code: FormData(
            cells=content.get(CELLS, {}),
            rows={group: tuple(lines) for group, lines in content.get(ROWS, {}).items()},
        )
        for code, content in figures.items()
    }


def _number(row: Mapping[str, Any], column: str, term: Term) -> int | None:
    return parse_number(row.get(column), decimals=term.decimals, negative=True)
