"""By when the sheet is owed each year, and how a district stands with it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Max, Min, Q, QuerySet, Value, When

from ruantong.gateways import clock
from ruantong.registry.models import District
from ruantong.registry.survey import codes

FILED, LATE, MISSING = "filed", "late", "missing"
STATES = ((FILED, "已报送"), (LATE, "逾期报送"), (MISSING, "未报送"))


def due_in(year: int) -> date | None:
    """The last day of a year's sheet by the pack; the 29th of February is the 28th in a common year."""
    stated = codes.edition().survey.contacts_due
    if stated is None:
        return None
    month, day = stated
    return date(year, month, min(day, monthrange(year, month)[1]))


def standing_in(year: int) -> QuerySet[Any]:
    """Every district with ``filed_at`` (first sheet of the year), ``changed_at`` (last one), ``state``
    and ``reminded_at`` of that year.
    """
    start, end = clock.midnight(date(year, 1, 1)), clock.midnight(date(year + 1, 1, 1))
    of_year = Q(contact_sheets__at__gte=start, contact_sheets__at__lt=end)
    reminded = Q(contact_reminders__at__gte=start, contact_reminders__at__lt=end)
    late = []
    if due := due_in(year):
        late = [When(filed_at__gte=clock.midnight(due + timedelta(days=1)), then=Value(LATE))]
    return District.objects.annotate(
        filed_at=Min("contact_sheets__at", filter=of_year),
        changed_at=Max("contact_sheets__at", filter=of_year),
        reminded_at=Max("contact_reminders__at", filter=reminded),
        state=Case(
            When(filed_at=None, then=Value(MISSING)),
            *late,
            default=Value(FILED),
            output_field=CharField(),
        ),
    )


def has_filed(district: str, year: int) -> bool:
    """True when the district has sent, or confirmed, its sheet this year."""
    return standing_in(year).filter(pk=district).exclude(state=MISSING).exists()


def call_for(district: str) -> str:
    """What the desk of a district says that still owes this year's sheet; "" where it does not."""
    today = clock.today()
    due = due_in(today.year)
    if due is None or has_filed(district, today.year):
        return ""
    left = (due - today).days
    if left < 0:
        return f"{today.year}年度联系信息表应于{due.month}月{due.day}日前报送，已过{-left}天。"
    return f"{today.year}年度联系信息表请于{due.month}月{due.day}日前报送" + (
        f"，还有{left}天。" if left else "，今天截止。"
    )
