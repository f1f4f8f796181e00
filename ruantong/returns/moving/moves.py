"""The one place where a return changes its state, with the act and the trail entry of it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import F

from ruantong.accounts.models import User
from ruantong.core.lifecycle import ACTION_LABELS, ROLE_LABELS, Action, Role, State, decide
from ruantong.gateways import clock
from ruantong.returns.errors import Refused
from ruantong.returns.models import Return, ReviewAct
from ruantong.returns.moving import contributions
from ruantong.trail.record import record, record_many

_ACCEPTANCE = "accepted_revision"


def subject_of(ret: Return) -> str:
    """How the trail names a return."""
    return f"return:{ret.pk}"


def text_hash(text: str) -> str:
    """What the trail keeps of a text, so that it can be proved unaltered."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def require(ret: Return, action: Action, actor: User) -> State:
    """The state the table gives for this act; ``Refused`` with its reason when it gives none."""
    if not actor.is_active:
        raise Refused("账号已停用，不能办理。")
    decision = decide(ret.lifecycle, action, Role(actor.role))
    if decision.state is None:
        raise Refused(decision.refusal)
    return decision.state


def require_role(action: Action, actor: User) -> None:
    """``Refused`` when the actor's role may never do this, whatever the state."""
    refusals = [decide(state, action, Role(actor.role)) for state in State]
    if not actor.is_active or not any(decision.allowed for decision in refusals):
        role = ROLE_LABELS[Role(actor.role)]
        raise Refused(f"{role}无权执行“{ACTION_LABELS[action]}”。")


def move(
    ret: Return, action: Action, actor: User, *, at: datetime | None = None, **fields: Any
) -> datetime:
    """Set the state the table gives and ``fields`` with it; answers with the moment of the act.

    ``state_since`` among the fields is that of a state the return goes back to.
    """
    state = require(ret, action, actor)
    now = at or clock.now()
    if ret.state != state:
        ret.state = state.value
        fields = {"state_since": now, **fields}
    for name, value in fields.items():
        setattr(ret, name, value)
    changed = [*fields, "state"] if fields else []
    if changed:
        ret.save(update_fields=changed)
    if _ACCEPTANCE in fields:
        contributions.settle([ret])
    return now


def act(
    ret: Return, action: Action, actor: User, at: datetime, *, target: str = "", reason: str = ""
) -> ReviewAct:
    """Keep the act for the return's history and put it on the trail, its reason as a hash.

    Auditors read the trail and are to see no figures; a reason may ask about one.
    """
    done = ReviewAct.objects.create(
        owner=ret,
        revision=ret.revision,
        action=action.value,
        actor=actor,
        role=actor.role,
        at=at,
        target=target,
        reason=reason,
    )
    said = {"target": target, "text_hash": text_hash(reason)} if reason else {}
    record(
        f"return.{action.value}",
        subject_of(ret),
        actor=actor,
        at=at,
        revision=ret.revision,
        state=ret.state,
        **said,
    )
    return done


def _state_of(ret: Return) -> str:
    return ret.state


def move_all(
    returns: Sequence[Return],
    action: Action,
    actor: User,
    *,
    follow: Collection[str] = (),
) -> None:
    """:func:`move` and :func:`act` for many returns in a fixed number of queries.

    All must be allowed by the table. ``follow`` names fields that take the revision's number.
    """
    now = clock.now()
    for ret in returns:
        ret.state = require(ret, action, actor).value
        ret.state_since = now
        for name in follow:
            setattr(ret, name, ret.revision)
    for state, group in groupby(sorted(returns, key=_state_of), key=_state_of):
        Return.objects.filter(pk__in=[ret.pk for ret in group]).update(
            state=state, state_since=now, **{name: F("revision") for name in follow}
        )
    if _ACCEPTANCE in follow:
        contributions.settle(returns)
    ReviewAct.objects.bulk_create(
        [
            ReviewAct(
                owner=ret,
                revision=ret.revision,
                action=action.value,
                actor=actor,
                role=actor.role,
                at=now,
            )
            for ret in returns
        ],
        batch_size=500,
    )
    entries = [(subject_of(r), {"revision": r.revision, "state": r.state}) for r in returns]
    record_many(f"return.{action.value}", entries, actor=actor, at=now)
