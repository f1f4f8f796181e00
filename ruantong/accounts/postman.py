"""The thread that hands texts over: one in each server process, while there is something to hand over."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event, Lock, Thread

from django.db import DatabaseError, connections

from ruantong.accounts.delivery import deliver_due
from ruantong.gateways import clock

logger = logging.getLogger(__name__)
_LONGEST_SLEEP = timedelta(minutes=5)
_lock, _news = Lock(), Event()
_at_work: list[Thread] = []


def wake() -> None:
    """There is something to hand over."""
    with _lock:
        _news.set()
        if not _at_work:
            _at_work.append(Thread(target=_work, name="sms", daemon=True))
            _at_work[0].start()


def _work() -> None:
    while True:
        _news.clear()
        try:
            due = deliver_due()
        except DatabaseError:  # what is stored waits for the next text, or for the tick
            logger.exception("SMS could not be handed over")
            due = None
        finally:
            connections.close_all()
        with _lock:
            if due is None and not _news.is_set():
                _at_work.clear()
                return
        if due is not None:
            _news.wait(min(due - clock.now(), _LONGEST_SLEEP).total_seconds())
