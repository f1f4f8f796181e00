"""Passing returns as a reviewer does who has looked at the latest submission of each."""

from __future__ import annotations

from ruantong.returns.models import Return


def seen(*pks: int) -> dict[int, int]:
    """Return → number of its submission now; 0 for one that is not there."""
    now = dict(Return.objects.filter(pk__in=pks).values_list("pk", "revision"))
    return {pk: now.get(pk, 0) for pk in pks}
