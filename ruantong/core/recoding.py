"""Codes of an earlier edition told in the lists of a later one.

A list may say in a column named like another list which code of that list means the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from ruantong.core.cellref import CellRef
from ruantong.core.content import FormsJson, copied, get, put
from ruantong.core.regime import Regime

_Cells = Mapping[CellRef, Mapping[str, str]]  # what each code becomes


def recoded(earlier: Regime, now: Regime, forms: FormsJson) -> FormsJson:
    """Content of the earlier edition; a code without an equal is left out, so that it is chosen anew."""
    key = "recoding", earlier.key, earlier.content_hash
    cells: _Cells | None = now.worked_out.get(key)
    if cells is None:
        cells = now.worked_out[key] = _differing(earlier, now)
    changed = forms
    for ref, codes in cells.items():
        if text := get(forms, ref):
            changed = copied(forms) if changed is forms else changed
            put(changed, ref, codes.get(text, ""))
    return changed


def _differing(earlier: Regime, now: Regime) -> _Cells:
    """The cells that both editions have and choose from unlike lists."""
    cells: dict[CellRef, Mapping[str, str]] = {}
    for form in now.forms:
        known = earlier.form[form.code].by_code if form.code in earlier.form else {}
        for row in form.indicators:
            was = known[row.code].code_list if row.code in known else None
            if row.code_list and was and was != row.code_list:
                items = earlier.code_lists[was].items
                codes = {each.code: each.extra.get(row.code_list, "") for each in items}
                for column in row.columns:
                    cells[CellRef(form.code, indicator=row.code, column=column)] = codes
    return cells
