"""Whose returns are reminded of: those of the period's list that are not filed, nor nil."""

from __future__ import annotations

from django.db.models import Q

from ruantong.core.lifecycle import EDITABLE
from ruantong.returns.reading.access import taken_back

_OPEN = tuple(state.value for state in EDITABLE)


def not_filed() -> Q:
    """Returns that are owed and were never filed, or whose only standing submission was taken back.

    What was filed and given back for correction is filed: its unit knows what is asked of it.
    """
    return Q(state__in=_OPEN) & (Q(revision=0) | Q(taken_back("pk", "revision")))
