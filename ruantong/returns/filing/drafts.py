"""The draft of a return, as its respondent works on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ruantong.accounts.models import User
from ruantong.core.lifecycle import State
from ruantong.gateways import clock
from ruantong.returns.judging.dossiers import Comparisons, comparisons_of
from ruantong.returns.judging.starting import prefill
from ruantong.returns.models import Draft, Return
from ruantong.returns.reading.access import saved_draft
from ruantong.web.composed import ComposedUpdate, Given

_TYPED = ("forms", "version", "touched", "overridden", "updated_at", "updated_by")


def draft_for(actor: User, ret: Return, earlier: Callable[[], Comparisons] | None = None) -> Draft:
    """What the respondent is typing; until the first save an unsaved one with carried values.

    ``earlier`` answers with what the return is compared with, where the caller needs it as well.
    ``NotFound`` for everybody but a respondent of the unit.
    """
    found = saved_draft(actor, ret)
    if found:
        return found
    compared = earlier() if earlier else comparisons_of(ret)
    return Draft(owner=ret, forms=prefill(ret, compared), updated_at=clock.now())


def keep(draft: Draft, actor: User) -> None:
    """Store all of it; the row of its return is locked."""
    draft.updated_at, draft.updated_by = clock.now(), actor
    draft.save()


def keep_typed(draft: Draft, actor: User) -> bool:
    """Store what was typed as the version after the one it was typed into, in a transaction of one
    statement. False: that is no longer the latest, or the return is no longer being typed into.

    The statement locks the row of the return as every verb does, so that one that moves it meanwhile
    comes either before or after.
    """
    draft.updated_at, draft.updated_by = clock.now(), actor
    values = {field.attname: getattr(draft, field.attname) for field in _fields()}
    return _keep_typed(owner=draft.pk, was=draft.version - 1, **values) == 1


def _fields() -> list[Any]:
    return [Draft._meta.get_field(name) for name in _TYPED]


def _being_typed() -> Any:
    locked = Return.objects.select_for_update().filter(
        pk=Given("owner"), state=State.DRAFTING.value
    )
    return Draft.objects.filter(pk=Given("owner"), version=Given("was"), owner__in=locked)


_keep_typed = ComposedUpdate(
    _being_typed, lambda: {field.name: Given(field.attname, field) for field in _fields()}
)
