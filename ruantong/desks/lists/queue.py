"""The returns waiting for a desk, the largest potential error first, and the way from one to the next."""

from __future__ import annotations

from dataclasses import dataclass

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.desks.lists.groups import WAITING
from ruantong.desks.lists.rows import FIRST, annotated
from ruantong.gateways import clock
from ruantong.returns.models import Return


@dataclass(frozen=True)
class Place:
    """Where a return stands in the queue; ``number`` is 0 when it does not wait any more."""

    number: int
    total: int
    before: int | None
    after: int | None


def waiting(actor: User, period: str) -> list[int]:
    """Keys of the returns of a period that wait for the actor's desk, in the order of work."""
    queue = annotated(actor, clock.today()).filter(WAITING[Role(actor.role)], period=period)
    return list(queue.order_by(*FIRST, "pk").values_list("pk", flat=True))


def first_waiting(actor: User, period: str) -> int | None:
    """The return to read first that waits for the actor's desk."""
    queue = annotated(actor, clock.today()).filter(WAITING[Role(actor.role)], period=period)
    return queue.order_by(*FIRST, "pk").values_list("pk", flat=True).first()


def place_of(actor: User, ret: Return) -> Place:
    """The neighbours of a return; a return that left the queue is followed by its first one."""
    keys = waiting(actor, ret.period)
    if ret.pk not in keys:
        return Place(0, len(keys), None, keys[0] if keys else None)
    index = keys.index(ret.pk)
    return Place(
        number=index + 1,
        total=len(keys),
        before=keys[index - 1] if index else None,
        after=keys[index + 1] if index + 1 < len(keys) else None,
    )
