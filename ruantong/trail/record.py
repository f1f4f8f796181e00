"""Writing the trail and checking it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from ruantong.gateways import clock
from ruantong.trail.models import TrailEntry

GENESIS = "0" * 64
_CHAIN_LOCK = 0x7275616E  # any number of our own; PostgreSQL's advisory locks are named by numbers


def entry_hash(entry: TrailEntry) -> str:
    """SHA-256 over the canonical bytes of an entry, the previous hash included."""
    body = json.dumps(
        [
            entry.number,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.actor,
            entry.role,
            entry.act,
            entry.subject,
            entry.data,
            entry.previous_hash,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(body.encode()).hexdigest()


def chain(previous: TrailEntry | None, **fields: Any) -> TrailEntry:
    """The unsaved entry that follows ``previous``."""
    entry = TrailEntry(
        number=previous.number + 1 if previous else 1,
        previous_hash=previous.hash if previous else GENESIS,
        **fields,
    )
    entry.hash = entry_hash(entry)
    return entry


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
    """Append one entry per (subject, data) of the same act, in order, in two queries.

    Writers wait for each other until their transaction ends, so that two of them cannot continue
    the chain from the same link.
    """
    last = _last_entry_alone()
    at = at or clock.now()
    entries: list[TrailEntry] = []
    for subject, data in subjects:
        last = chain(
            last,
            at=at,
            actor=actor.username if actor else "system",
            role=actor.role if actor else "system",
            act=act,
            subject=subject,
            data=data,
        )
        entries.append(last)
    return TrailEntry.objects.bulk_create(entries, batch_size=500)


def _last_entry_alone() -> TrailEntry | None:
    """The end of the chain, once no other transaction can lengthen it before this one ends.

    SQLite has one writer at a time anyway. On PostgreSQL a row lock would not do: whoever waited
    for it would go on from the row it had read, which by then is no longer the last.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("操作日志必须与所记录的操作在同一事务内写入")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
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
