"""How long a series of failures locks, as a rule about moments alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

#: However often somebody fails, the next try is at most this far away.
LONGEST = timedelta(hours=8)


def locked_until(failures: Sequence[datetime], most: int, first: timedelta) -> datetime | None:
    """The end of the newest lock: every ``most`` failures lock for twice as long as the time before.

    ``failures`` since the last success, the oldest first; those during a lock do not count.
    """
    until: datetime | None = None
    length, counted = first, 0
    for at in failures:
        if until is not None and at < until:
            continue
        counted += 1
        if counted == most:
            until, length, counted = at + length, min(length * 2, LONGEST), 0
    return until
