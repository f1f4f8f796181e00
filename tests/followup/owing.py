"""Units that owe 1—5月 2024, due on 12 June, and rules that remind of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from ruantong.accounts.models import User
from ruantong.followup.models import Message, Reminder, ReminderRule, ReminderSetting
from ruantong.followup.rules import acts
from ruantong.followup.rules.acts import Given
from ruantong.followup.sending.working import work
from ruantong.gateways import clock
from ruantong.registry.models import Membership, ReportingUnit
from ruantong.returns.models import Return
from tests import people
from tests.returns.story import opened

EVERYBODY = ("preparer", "statistics_head", "unit_head")
ALL = ("site", "sms", "email")
DAY_BEFORE, THE_DAY, NEXT_DAY = "2024-06-11", "2024-06-12", "2024-06-13"


def unit_with(serial: int, *respondents: User, district_code: str = "") -> Return:
    """A unit of 渝中区 that owes 1—5月, with these people."""
    unit = people.make_unit(serial, district_code=district_code or people.BO_DISTRICT)
    for user in respondents:
        people.join(user, unit)
    return opened(unit)


def rule(
    days: int = -3,
    *,
    channels: Iterable[str] = ALL,
    to: Iterable[str] = EVERYBODY,
    actor: User | None = None,
    hour: int = 9,
) -> ReminderRule:
    """A rule of the city for the months, unless another officer is given."""
    given = Given("monthly", days, hour, [*to], [*channels])
    return acts.state(given, actor=actor or people.chen())


def worked(at: str) -> None:
    """The timer rings."""
    with clock.at(at):
        work()


def proven_address(user: User, **fields: Any) -> ReminderSetting:
    return ReminderSetting.objects.create(
        user=user, address="a@example.cn", address_proven_at=clock.now(), **fields
    )


def sent(ret: Return, **fields: Any) -> list[tuple[str, str]]:
    """Channel and outcome of what a return was reminded by."""
    found = Reminder.objects.filter(owner=ret, **fields).order_by("channel", "pk")
    return list(found.values_list("channel", "outcome"))


def returns_of(*returns: Return) -> QuerySet[Return]:
    return Return.objects.filter(pk__in=[ret.pk for ret in returns])


def letters(user: User) -> list[Message]:
    return list(Message.objects.filter(recipient=user).order_by("pk"))


def many(count: int, *users: User) -> list[Return]:
    """That many returns that are owed, made at once; the users file for them in turn."""
    pattern = unit_with(1, users[0])
    district = people.district()
    units = ReportingUnit.objects.bulk_create(
        ReportingUnit(
            uscc=f"91500103MA6{serial:07}",
            name=f"同时催报{serial}号有限公司",
            district=district,
            division_code=people.BO_DISTRICT,
            valid_from="2020-01-01",
        )
        for serial in range(1, count)
    )
    Membership.objects.bulk_create(
        Membership(unit=unit, user=users[place % len(users)], since=clock.now())
        for place, unit in enumerate(units, start=1)
    )
    copies = [
        Return(
            unit=unit,
            period=pattern.period,
            frequency=pattern.frequency,
            regime=pattern.regime,
            district_code=pattern.district_code,
            due_on=pattern.due_on,
            state_since=pattern.state_since,
        )
        for unit in units
    ]
    return [pattern, *Return.objects.bulk_create(copies)]
