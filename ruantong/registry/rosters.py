"""Who owes which kind of return over which periods: reading and writing roster entries.

An entry covers ``first_period`` … ``last_period``, both included; "" is open-ended. Ids of one
frequency sort as text. An entry whose end lies before its start covers nothing: it is what is
left when a unit is taken off before its first period, because nothing is deleted.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ruantong.core.periods import FIRST_MONTH, LAST_MONTH, Frequency, Period
from ruantong.registry.models import ReportingUnit, RosterEntry

ANNUAL, MONTHLY, FORM7 = "annual", "monthly", "form7"
LABELS = {ANNUAL: "年报名录", MONTHLY: "月报名录", FORM7: "7表重点企业名单"}
# 软统企7表 is a monthly form
FREQUENCY = {
    ANNUAL: Frequency.ANNUAL,
    MONTHLY: Frequency.MONTHLY,
    FORM7: Frequency.MONTHLY,
}


def covering(roster: str, period: Period) -> QuerySet[RosterEntry]:
    """Entries of a roster that cover a period."""
    text = str(period)
    return RosterEntry.objects.filter(roster=roster, first_period__lte=text).filter(
        Q(last_period="") | Q(last_period__gte=text)
    )


def listed_from(unit: ReportingUnit, roster: str, first: Period) -> bool:
    """True when the unit is on the roster in ``first`` or at any time after it."""
    reaching = Q(last_period="") | Q(last_period__gte=str(first))
    return unit.roster.filter(reaching, roster=roster).exists()


def enter(unit: ReportingUnit, roster: str, first: Period) -> RosterEntry:
    """Put the unit on a roster from ``first`` on; the caller has asked :func:`listed_from`."""
    entry, made = RosterEntry.objects.get_or_create(
        unit=unit, roster=roster, first_period=str(first)
    )
    if not made:  # an entry of the same start that had been closed before it began
        entry.last_period = ""
        entry.save(update_fields=["last_period"])
    return entry


def period_before(period: Period) -> Period:
    """The period of the same frequency before this one, over the turn of the year too."""
    before = period.previous()
    if before is not None:
        return before
    last = LAST_MONTH if period.frequency is Frequency.MONTHLY else 4
    return Period(period.frequency, period.year - 1, last)


def period_after(period: Period) -> Period:
    """The period of the same frequency after this one, over the turn of the year too."""
    if period.frequency is Frequency.ANNUAL:
        return Period(period.frequency, period.year + 1, 0)
    last = LAST_MONTH if period.frequency is Frequency.MONTHLY else 4
    first = FIRST_MONTH if period.frequency is Frequency.MONTHLY else 1
    if period.number < last:
        return Period(period.frequency, period.year, period.number + 1)
    return Period(period.frequency, period.year + 1, first)


def labelled_entries(unit: ReportingUnit, roster: str) -> list[str]:
    """The spans of a unit on a roster in words, empty spans left out."""
    spans = []
    for entry in unit.roster.filter(roster=roster).order_by("first_period"):
        if entry.last_period and entry.last_period < entry.first_period:
            continue
        first = Period.parse(entry.first_period).label
        if entry.last_period:
            spans.append(f"{first} 至 {Period.parse(entry.last_period).label}")
        else:
            spans.append(f"自{first}起")
    return spans
