"""Changing single values of a dossier by reference: how cases for rules are written down.

References: ``6.2020.A``, ``6.head.embedded``, ``4.lines[3].1``, ``7`` (a whole form), each also
with ``previous.``, ``year_ago.`` or ``december.`` before it; ``unit.district``,
``unit.uscc_unique``, ``unit.lists``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ruantong.core.cellref import CellRef, parse_ref, which_return
from ruantong.core.dossier import Dossier, FormData, Forms, Value


def edited(dossier: Dossier, edits: Mapping[str, Any]) -> Dossier:
    """The dossier with some values replaced; numbers are scaled integers, None is blank."""
    for ref, value in edits.items():
        dossier = _edit(dossier, ref, value)
    return dossier


def held(dossier: Dossier, ref: str) -> Value:
    """The value a cell reference stands for; None when blank or missing."""
    which, rest = which_return(ref)
    place = parse_ref(rest)
    if place is None or which == "unit":
        return None
    form = ((getattr(dossier, which) or {}) if which else dossier.forms).get(place.form)
    return None if form is None else form.at(place)


def _edit(dossier: Dossier, ref: str, value: Any) -> Dossier:
    which, rest = which_return(ref)
    if which == "unit":
        return replace(dossier, unit=replace(dossier.unit, **{rest: value}))
    if which:
        part: Any = _in_forms(getattr(dossier, which) or {}, rest, value) if rest else value
        changed: Any = {which: part}
        return replace(dossier, **changed)
    return replace(dossier, forms=_in_forms(dossier.forms, ref, value))


def _in_forms(forms: Forms, ref: str, value: Any) -> Forms:
    if ref in forms or "." not in ref:
        return {key: form for key, form in forms.items() if key != ref}
    place = CellRef.parse(ref)
    form = forms.get(place.form, FormData())
    return {**forms, place.form: form.with_value(place, value)}
