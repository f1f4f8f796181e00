"""Whether a return was filed in time: one meaning for card, receipt, filter, history and rates.

Mission §3: 迟报 is a fact of the first submission against the deadline that was in force then. What
comes back and is filed again is a correction (补正) and changes nothing of it (docs/adr/0046).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from ruantong.core.lifecycle import EDITABLE, State


class Timing(StrEnum):
    """How a return stands to the enterprise's deadline."""

    NOT_DUE = ""
    OVERDUE = "overdue"
    ON_TIME = "on_time"
    LATE = "late"


TIMING_LABELS: dict[Timing, str] = {
    Timing.NOT_DUE: "",
    Timing.OVERDUE: "逾期未报",
    Timing.ON_TIME: "按时",
    Timing.LATE: "迟报",
}
CORRECTION = "补正"


def timing_of(state: State, submissions: int, late: bool, due_on: date, today: date) -> Timing:
    """``late`` is the stored fact of the first submission; the deadline itself counts as in time."""
    if submissions:
        return Timing.LATE if late else Timing.ON_TIME
    return Timing.OVERDUE if state in EDITABLE and today > due_on else Timing.NOT_DUE


def is_correcting(state: State, submissions: int) -> bool:
    """True while the enterprise has a return in hand that it has filed before."""
    return submissions > 0 and state in EDITABLE


def filing_label(number: int, late: bool) -> str:
    """What one submission was: 按时 or 迟报 for the first, 补正 for every later one."""
    if number > 1:
        return CORRECTION
    return TIMING_LABELS[Timing.LATE if late else Timing.ON_TIME]
