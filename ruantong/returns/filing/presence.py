"""Who else of the enterprise has a form open: as their pages say, every minute while they are used.

What is told no more goes when the next page says something; nobody outside the enterprise is told.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from ruantong.accounts.models import User
from ruantong.registry.people.division import people_now
from ruantong.returns.errors import NotFound
from ruantong.returns.models import FormOpen
from ruantong.returns.reading.access import return_for
from ruantong.returns.regimes import regime_of

# a page that said nothing for so long is closed, or nobody uses it
TOLD_FOR = timedelta(minutes=5)


class Other(NamedTuple):
    """A colleague at the same form, and how many minutes ago the page was last used."""

    name: str
    minutes: int


def here(pk: object, form: str, *, actor: User) -> list[Other]:
    """The actor has the form open; who else has it, latest first."""
    ret = return_for(actor, pk)
    if form not in regime_of(ret).form:
        raise NotFound
    names = {one.user_id: one.user.display_name for one in people_now(ret.unit)}
    if actor.pk not in names:
        raise NotFound
    if len(names) == 1:
        return []
    now = timezone.now()
    FormOpen.objects.filter(at__lt=now - TOLD_FOR).delete()
    FormOpen.objects.bulk_create(
        [FormOpen(owner=ret, user=actor, form=form, at=now)],
        update_conflicts=True,
        unique_fields=["owner", "form", "user"],
        update_fields=["at"],
    )
    open_now = FormOpen.objects.filter(owner=ret, form=form).exclude(user=actor)
    return [
        Other(names[each.user_id], max(0, int((now - each.at).total_seconds() // 60)))
        for each in open_now.order_by("-at", "pk")
        if each.user_id in names
    ]
