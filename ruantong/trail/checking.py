"""Checking the whole chain in steps, so that no request waits for a hundred thousand links.

Always from the first link: what was checked before could have been changed since.
"""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction
from django.db.models import Max

from ruantong.gateways import clock
from ruantong.trail.models import TrailCheck, TrailEntry
from ruantong.trail.record import GENESIS, record, walked

#: Links checked in one transaction.
CHUNK = 2000
#: Seconds one request works before it answers with the progress so far.
PATIENCE = 1.0


def latest_check() -> TrailCheck | None:
    """The check begun last."""
    return TrailCheck.objects.first()


@transaction.atomic
def begin_check(*, actor: Any) -> TrailCheck:
    """A new check up to the newest entry; one that was not finished is gone on with instead."""
    last = TrailCheck.objects.select_for_update().first()
    if last is not None and not last.finished:
        return last
    newest: int | None = TrailEntry.objects.aggregate(number=Max("number"))["number"]
    # What was there at the last check must still be there.
    until = max(newest or 0, last.done if last else 0)
    return TrailCheck.objects.create(
        until=until, hash=GENESIS, started_at=clock.now(), by=actor.username
    )


def work(pk: int, *, actor: Any) -> TrailCheck:
    """Check further links for a while; each step is kept. The end is recorded on the trail."""
    begun = time.monotonic()
    while True:
        with transaction.atomic():
            check = TrailCheck.objects.select_for_update().get(pk=pk)
            if check.finished:
                return check
            ended = _step(check)
            if ended:
                _finish(check, actor)
            check.save()
        if ended or time.monotonic() - begun > PATIENCE:
            return check


def _step(check: TrailCheck) -> bool:
    """Check the next links; True when there is nothing more to check."""
    ahead = TrailEntry.objects.filter(number__gt=check.done, number__lte=check.until)
    entries = list(ahead.order_by("number")[:CHUNK])
    fault, check.done, check.hash = walked(entries, check.done, check.hash)
    if fault is None and not entries and check.done < check.until:
        fault = f"第{check.done + 1}条日志缺失（校验开始时有{check.until}条）。"
    check.fault = fault or ""
    return bool(fault) or check.done >= check.until


def _finish(check: TrailCheck, actor: Any) -> None:
    check.finished_at = clock.now()
    record("trail.verify", "trail", actor=actor, checked=check.done, fault=check.fault)
