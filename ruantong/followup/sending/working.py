"""One round of reminding: what the rules ask for by now is put into the outbox, then all is sent.

May be stopped anywhere and run by any number of processes; called by ``ruantong remind``.
"""

from __future__ import annotations

from ruantong.followup.sending.delivery import Delivered, deliver_due
from ruantong.followup.sending.planning import plan_due


def work() -> tuple[int, Delivered]:
    """Returns newly reminded of, and what went out."""
    planned = plan_due()
    return planned, deliver_due()
