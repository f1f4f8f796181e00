"""Writing the trail and checking it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from ruantong.gateways import clock
from ruantong.trail import client
from ruantong.trail.models import TrailEntry
from ruantong.trail.turns import take_turn

GENESIS = "0" * 64
_AT_ONCE = 500  # entries stored in one statement


def entry_hash(entry: TrailEntry) -> str:
    """SHA-256 over the canonical bytes of an entry, the previous hash included."""
    said = [
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.role,
        entry.act,
        entry.subject,
        entry.data,
        entry.previous_hash,
    ]
    if entry.client:  # entries from before there was one are what they were
        said.append(entry.client)
    body = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class TrailAct:
    """What somebody did, before it has its place on the trail. ``actor`` is a user, or None: the
    platform.
    """

    at: datetime
    actor: Any
    act: str
    subject: str
    data: dict[str, Any]


def record(
    act: str, subject: str, *, actor: Any, at: datetime | None = None, **data: Any
) -> TrailEntry:
    """Append one act inside the caller's transaction. ``actor`` is a user, or None: the platform."""
    return record_many(act, [(subject, data)], actor=actor, at=at)[0]


def record_many(
    act: str,
    subjects: Iterable[tuple[str, dict[str, Any]]],
    *,
    actor: Any,
    at: datetime | None = None,
) -> list[TrailEntry]:
    """Append one entry per (subject, data) of the same act, in order, in two queries."""
    at = at or clock.now()
    return list(record_all(TrailAct(at, actor, act, subject, data) for subject, data in subjects))


def record_all(
    acts: Iterable[TrailAct], *, insert: Callable[[list[TrailEntry]], object] | None = None
) -> Iterator[TrailEntry]:
    """Append acts in the order given; every entry comes onto the trail by this function.

    Writers wait for each other until their transaction ends, so that two of them cannot continue
    the chain from the same link. ``insert`` stores some entries at a time, where a database is
    filled faster than by ``bulk_create``.
    """
    insert = insert or TrailEntry.objects.bulk_create
    last, waiting = _last_entry_alone(), iter(acts)
    while some := list(islice(waiting, _AT_ONCE)):
        entries = []
        for each in some:
            last = _following(last, each)
            entries.append(last)
        insert(entries)
        yield from entries


def _following(previous: TrailEntry | None, done: TrailAct) -> TrailEntry:
    """The unsaved entry that follows ``previous``."""
    address = client.current()
    entry = TrailEntry(
        number=previous.number + 1 if previous else 1,
        at=done.at,
        actor=done.actor.username if done.actor else "system",
        role=done.actor.role if done.actor else "system",
        act=done.act,
        subject=done.subject,
        data=done.data,
        client=client.hashed(address) if address else "",
        address=address,
        previous_hash=previous.hash if previous else GENESIS,
    )
    entry.hash = entry_hash(entry)
    return entry


def _last_entry_alone() -> TrailEntry | None:
    """The end of the chain, once no other transaction can lengthen it before this one ends."""
    take_turn()
    return TrailEntry.objects.order_by("-number").first()


def walked(
    entries: Iterable[TrailEntry], number: int = 0, previous_hash: str = GENESIS
) -> tuple[str | None, int, str]:
    """Walk on from the link with this number and hash: the first fault (None: there is none), and
    the last sound link.
    """
    for entry in entries:
        if entry.number != number + 1:
            return f"第{number + 1}条日志缺失（其后为第{entry.number}条）。", number, previous_hash
        if entry.previous_hash != previous_hash:
            return f"第{entry.number}条日志与前一条不相接。", number, previous_hash
        if entry.hash != entry_hash(entry):
            return f"第{entry.number}条日志内容被改动。", number, previous_hash
        number, previous_hash = entry.number, entry.hash
    return None, number, previous_hash
