"""The timing of stored returns (:mod:`ruantong.core.timing`), also as columns to filter and count by.

``Return.late`` is written by the first submission and never again.
"""

from __future__ import annotations

from datetime import date

from django.db.models import BooleanField, Case, CharField, Q, Value, When

from ruantong.core.lifecycle import EDITABLE
from ruantong.core.timing import Timing, is_correcting, timing_of
from ruantong.gateways import clock
from ruantong.returns.models import Return

_OPEN = tuple(state.value for state in EDITABLE)
FILED = Q(revision__gt=0)
IN_TIME = FILED & Q(late=False)
CORRECTING = FILED & Q(state__in=_OPEN)


def overdue(today: date) -> Q:
    """Returns that are with the enterprise, never filed, and past their deadline."""
    return Q(revision=0, state__in=_OPEN, due_on__lt=today)


def timing_column(today: date) -> Case:
    """The value of :func:`timing` as a column."""
    return Case(
        When(IN_TIME, then=Value(Timing.ON_TIME.value)),
        When(FILED, then=Value(Timing.LATE.value)),
        When(overdue(today), then=Value(Timing.OVERDUE.value)),
        default=Value(Timing.NOT_DUE.value),
        output_field=CharField(),
    )


def correcting_column() -> Case:
    """The value of :func:`correcting` as a column."""
    return Case(
        When(CORRECTING, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


def timing(ret: Return) -> Timing:
    """How a return stands to its deadline now."""
    return timing_of(ret.lifecycle, ret.revision, ret.late, ret.due_on, clock.today())


def correcting(ret: Return) -> bool:
    """True while a return that was filed before is with the enterprise again."""
    return is_correcting(ret.lifecycle, ret.revision)


def countdown(ret: Return) -> str:
    """“还有2天”, “今天24时截止”, “已逾期3天”; of a return being corrected, how it was first filed."""
    if correcting(ret):
        return "首次上报迟报，本次为补正" if ret.late else "已按时上报过，本次为补正"
    days = (ret.due_on - clock.today()).days
    if days > 0:
        return f"还有{days}天"
    return "今天24时截止" if days == 0 else f"已逾期{-days}天"
