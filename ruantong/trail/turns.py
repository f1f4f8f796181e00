"""Writers of the trail take turns, and do not wait behind one that does not come to an end.

On PostgreSQL a row lock would not do: whoever waited for it would go on from the row it had read,
which by then is no longer the last. SQLite has one writer at a time anyway.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import OperationalError, transaction

_CHAIN = 0x7275616E  # any number of our own; PostgreSQL's advisory locks are named by numbers
_BRIEFLY = "250ms"
_REMEMBERED = 10.0  # seconds


@dataclass
class _Stuck:
    """Until when this process takes it that the turn is held by somebody who does not end."""

    until: float = 0.0


_stuck = _Stuck()


def take_turn() -> None:
    """Alone on the chain until the end of this transaction, or ``OperationalError``.

    The patience is the connection's lock time-out. After one writer has lost it, those that follow
    wait only briefly, or all threads of the server would stand in this queue and no page be answered.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("操作日志必须与所记录的操作在同一事务内写入")
    if connection.vendor != "postgresql":
        return
    brief = time.monotonic() < _stuck.until
    with connection.cursor() as cursor:
        if brief:
            cursor.execute(f"SET LOCAL lock_timeout = '{_BRIEFLY}'")
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN])
        except OperationalError:
            _stuck.until = time.monotonic() + _REMEMBERED
            raise
        if brief:
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    _stuck.until = 0.0
