"""Units without their names: what the association sees until it gives a reason to see more.

Mission §6: cross-checking is pseudonymised by default and named access is logged. A pseudonym is
the same all through one period and another one in the next, so that lists cannot be joined.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects

from ruantong.core.cellref import CellRef, parse_ref
from ruantong.core.content import masked
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
    """A copy of a return's content with every telling text replaced; a form that the edition does not
    know is blank.
    """
    known = {code: content if code in regime.form else {} for code, content in forms.items()}
    return masked(known, partial(_telling, regime), HIDDEN)


def telling_cell(regime: Regime, ref: str) -> bool:
    """True for a cell whose content could name the unit."""
    parsed = parse_ref(ref)
    return parsed is None or _telling(regime, parsed)


def _telling(regime: Regime, ref: CellRef) -> bool:
    """What the edition does not know may tell anything; an answer in a head is one of its codes."""
    form = regime.form.get(ref.form)
    if form is None:
        return True
    if ref.head:
        return False
    if ref.group:
        group = form.row_group.get(ref.group)
        column = row_column(group, ref.column) if group else None
        return column is None or column.kind in _TELLING
    indicator = form.by_code.get(ref.indicator)
    return indicator is None or indicator.kind in _TELLING


def scrubbed(text: str, ret: Return) -> str:
    """A text somebody wrote, with the unit's names of all times and its code taken out."""
    prefetch_related_objects([ret.unit], "former_names")  # asked for once per page
    former = ret.unit.former_names.all()
    names = {ret.unit.name, ret.filed_name, ret.unit.uscc, *(each.name for each in former)}
    for telling in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(telling, pseudonym(ret))
    return text
