"""After a rule has reminded, each district's officers learn how many of their units still owe."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.followup.inbox import PLATFORM
from ruantong.followup.models import Message, Reminder, ReminderRule

#: Reminders made within this time are summed up; what a killed process left is among them.
LATELY = timedelta(days=1)


def tell_officers(rule: ReminderRule, now: datetime) -> None:
    """One message to each officer for a rule and a period, however often this is called."""
    lately = Reminder.objects.filter(occasion=rule.occasion, made_at__gt=now - LATELY)
    sums = lately.values("owner__period", "owner__district_code").annotate(
        units=Count("owner", distinct=True),
        nobody=Count("owner", distinct=True, filter=Q(recipient=None)),
    )
    lines = list(sums.order_by())
    if not lines:
        return
    officers: dict[str, list[User]] = {}
    for officer in User.objects.filter(role=Role.DISTRICT.value, is_active=True):
        officers.setdefault(officer.district_code, []).append(officer)
    Message.objects.bulk_create(
        [
            _summary(rule, Period.parse(line["owner__period"]), line, officer, now)
            for line in lines
            for officer in officers.get(line["owner__district_code"], ())
        ],
        ignore_conflicts=True,
    )


def _summary(
    rule: ReminderRule, period: Period, line: Mapping[str, Any], officer: User, now: datetime
) -> Message:
    text = f"按催报规则“{rule}”，本区县{line['units']}家尚未上报{period.label}统计报表的单位已列入提醒。"
    if line["nobody"]:
        text += f"其中{line['nobody']}家没有可以提醒的填报人员，请按催报名单上的联系电话联系。"
    return Message(
        recipient=officer,
        sender=PLATFORM,
        title=f"{period.label}统计报表：本区县{line['units']}家尚未上报",
        text=text,
        link=f"{reverse('desks:missing')}?period={period}",
        key=f"{rule.occasion}:{period}",
        at=now,
    )
