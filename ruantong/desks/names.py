"""Looking up which unit stands behind a pseudonym: with a reason, on the trail, for one session."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest

from ruantong.accounts.access import actor_of, sight_of
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.returns.errors import NotFound, Refused
from ruantong.returns.moving.moves import subject_of
from ruantong.returns.reading.access import readable_revision, return_for
from ruantong.returns.reasons import reason_fault
from ruantong.trail.record import record

_SESSION = "named_returns"


def named_for(request: HttpRequest, pk: int) -> bool:
    """May this page carry the unit's name? Only the association works without names."""
    return sight_of(actor_of(request)).named or pk in request.session.get(_SESSION, [])


def look_up(request: HttpRequest, pk: int, *, reason: str) -> None:
    """Show the name of one unit until the session ends; recorded first."""
    record_look_up(pk, actor=actor_of(request), reason=reason)
    request.session[_SESSION] = [*request.session.get(_SESSION, []), pk]


@transaction.atomic
def record_look_up(pk: int, *, actor: User, reason: str) -> None:
    """Write on the trail that the association asked for a name and why; ``Refused`` without why."""
    if not actor.is_role(Role.ASSOCIATION):
        raise Refused("只有市软件行业协会的校核需要登记查看名称。")
    ret = return_for(actor, pk)
    if readable_revision(actor, ret) is None:
        raise NotFound
    if fault := reason_fault(reason):
        raise Refused(fault)
    record("return.name_viewed", subject_of(ret), actor=actor, reason=reason.strip())
