"""Changing single values of a dossier by reference: how cases for rules are written down.

References: ``6.2020.A``, ``6.head.embedded``, ``4.lines[3].1``, ``7`` (a whole form), each also
with ``previous.``, ``year_ago.`` or ``december.`` before it; ``unit.district``,
``unit.uscc_unique``, ``unit.lists``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ruantong.core.dossier import Dossier, FormData, Forms, Value

_RETURNS = ("previous", "year_ago", "december")
_ROW = re.compile(r"([0-9A-Za-z]+)\.([a-z]+)\[([0-9]+)\]\.(\w+)")


def edited(dossier: Dossier, edits: Mapping[str, Any]) -> Dossier:
    """The dossier with some values replaced; numbers are scaled integers, None is blank."""
    for ref, value in edits.items():
        dossier = _edit(dossier, ref, value)
    return dossier


def held(dossier: Dossier, ref: str) -> Value:
    """The value a cell reference stands for; None when blank or missing."""
    which, _, rest = ref.partition(".")
    if which in _RETURNS:
        return _held(getattr(dossier, which) or {}, rest)
    return _held(dossier.forms, ref)


def _edit(dossier: Dossier, ref: str, value: Any) -> Dossier:
    which, _, rest = ref.partition(".")
    if which == "unit":
        return replace(dossier, unit=replace(dossier.unit, **{rest: value}))
    if which in _RETURNS and not rest:
        return replace(dossier, **{which: value})
    if which in _RETURNS:
        changed: Any = {which: _in_forms(getattr(dossier, which) or {}, rest, value)}
        return replace(dossier, **changed)
    return replace(dossier, forms=_in_forms(dossier.forms, ref, value))


def _in_forms(forms: Forms, ref: str, value: Any) -> Forms:
    code, _, place = ref.partition(".")
    if not place:
        return {key: form for key, form in forms.items() if key != code}
    form = forms.get(code, FormData())
    if match := _ROW.fullmatch(ref):
        return {**forms, code: _in_rows(form, match[2], int(match[3]), match[4], value)}
    indicator, _, column = place.rpartition(".")
    if indicator == "head":
        return {**forms, code: replace(form, head={**form.head, column: value})}
    if indicator == "rows":
        return {**forms, code: replace(form, rows={**form.rows, column: value})}
    row = {**form.cells.get(indicator, {}), column: value}
    return {**forms, code: replace(form, cells={**form.cells, indicator: row})}


def _in_rows(form: FormData, group: str, number: int, column: str, value: Any) -> FormData:
    rows = [dict(row) for row in form.rows.get(group, ())]
    while len(rows) < number:
        rows.append({})
    rows[number - 1][column] = value
    return replace(form, rows={**form.rows, group: tuple(rows)})


def _held(forms: Forms, ref: str) -> Value:
    form = forms.get(ref.partition(".")[0])
    if form is None:
        return None
    if match := _ROW.fullmatch(ref):
        rows = form.rows.get(match[2], ())
        return rows[int(match[3]) - 1].get(match[4]) if int(match[3]) <= len(rows) else None
    indicator, _, column = ref.partition(".")[2].rpartition(".")
    return form.head.get(column) if indicator == "head" else form.value(indicator, column)
