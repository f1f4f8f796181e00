"""Units without their names: what the association sees until it gives a reason to see more.

Mission §6: cross-checking is pseudonymised by default and named access is logged. A pseudonym is
the same all through one period and another one in the next, so that lists cannot be joined.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects

from ruantong.core.cellref import parse_ref
from ruantong.core.regime import Kind, Regime
from ruantong.returns.cells import row_column
from ruantong.returns.models import Return

HIDDEN = "（已隐去）"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
# Free text and numbers of people and registers can name a unit; amounts and codes cannot.
_TELLING = frozenset(
    {Kind.TEXT, Kind.USCC, Kind.ORG_CODE, Kind.PHONE, Kind.MOBILE, Kind.EMAIL, Kind.URL}
)


def pseudonym(ret: Return) -> str:
    """“单位甲-3f9a2c”, from a keyed digest of period and unit."""
    body = f"pseudonym:{ret.period}:{ret.unit_id}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), body, hashlib.sha256).digest()
    return f"单位{_STEMS[digest[0] % len(_STEMS)]}-{digest[1:4].hex()}"


def without_names(regime: Regime, forms: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a return's content with every telling text replaced."""
    hidden: dict[str, Any] = deepcopy(dict(forms))
    for code, content in hidden.items():
        form = regime.form.get(code)
        if form is None or not isinstance(content, dict):
            hidden[code] = {}
            continue
        for indicator, row in (content.get("cells") or {}).items():
            known = form.by_code.get(indicator)
            if known is None or known.kind in _TELLING:
                _hide(row, tuple(row))
        for key, rows in (content.get("rows") or {}).items():
            group = form.row_group.get(key)
            telling = [c.key for c in group.columns if c.kind in _TELLING] if group else None
            for row in rows:
                _hide(row, telling if telling is not None else tuple(row))
    return hidden


def _hide(row: dict[str, Any], keys: Any) -> None:
    for key in keys:
        if row.get(key):
            row[key] = HIDDEN


def telling_cell(regime: Regime, ref: str) -> bool:
    """True for a cell whose content could name the unit."""
    parsed = parse_ref(ref)
    form = regime.form.get(parsed.form) if parsed else None
    if parsed is None or form is None:
        return True
    if parsed.group:
        group = form.row_group.get(parsed.group)
        column = row_column(group, parsed.column) if group else None
        return column is not None and column.kind in _TELLING
    indicator = form.by_code.get(parsed.indicator)
    return indicator is not None and indicator.kind in _TELLING


def scrubbed(text: str, ret: Return) -> str:
    """A text somebody wrote, with the unit's names of all times and its code taken out."""
    prefetch_related_objects([ret.unit], "former_names")  # asked for once per page
    former = ret.unit.former_names.all()
    names = {ret.unit.name, ret.filed_name, ret.unit.uscc, *(each.name for each in former)}
    for telling in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(telling, pseudonym(ret))
    return text
