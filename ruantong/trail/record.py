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
    """Append one act inside the caller's transaction. ``actor`` is a user, or None: the platform.

    The last entry is locked, so that two writers cannot continue the chain from the same link.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("操作日志必须与所记录的操作在同一事务内写入")
    last = TrailEntry.objects.select_for_update().order_by("-number").first()
    entry = chain(
        last,
        at=at or clock.now(),
        actor=actor.username if actor else "system",
        role=actor.role if actor else "system",
        act=act,
        subject=subject,
        data=data,
    )
    entry.save()
    return entry


def first_fault(entries: Iterable[TrailEntry]) -> str | None:
    """Walk the chain; the Chinese description of the first broken link, or None."""
    previous_hash = GENESIS
    for number, entry in enumerate(entries, start=1):
        if entry.number != number:
            return f"第{number}条日志缺失（其后为第{entry.number}条）。"
        if entry.previous_hash != previous_hash:
            return f"第{number}条日志与前一条不相接。"
        if entry.hash != entry_hash(entry):
            return f"第{number}条日志内容被改动。"
        previous_hash = entry.hash
    return None
