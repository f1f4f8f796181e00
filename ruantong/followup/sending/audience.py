"""Whom of an enterprise a reminder goes to, and by which ways it can reach each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Action
from ruantong.followup.choices import Channel, Recipient
from ruantong.followup.models import ReminderSetting
from ruantong.gateways import clock, mail, sms
from ruantong.registry.models import Membership, ReportingUnit
from ruantong.returns.models import ReviewAct

_SUBMITTING = (Action.SUBMIT.value, Action.SUBMIT_NIL.value)


@dataclass(frozen=True)
class Person:
    """Somebody who files for the unit, with what he wants to be reminded by."""

    user: User
    post: str
    setting: ReminderSetting
    signed_last: bool = False

    def is_one_of(self, to: Collection[str]) -> bool:
        return self.post in to or (self.signed_last and Recipient.LAST_SIGNATORY in to)


@dataclass(frozen=True)
class Way:
    """A channel to a person: when it may be used, or why it is not."""

    channel: Channel
    at: datetime
    why_not: str = ""


def people_of(units: Iterable[int]) -> dict[int, list[Person]]:
    """Who files for the units now."""
    last = ReviewAct.objects.filter(owner__unit=OuterRef("pk"), action__in=_SUBMITTING)
    wanted = ReportingUnit.objects.filter(pk__in=list(units))
    signed = wanted.annotate(signed=Subquery(last.order_by("-id").values("actor")[:1]))
    signatories = dict(signed.values_list("pk", "signed"))
    found: dict[int, list[Person]] = {unit: [] for unit in signatories}
    filing = Membership.objects.filter(unit__in=found, until=None, user__is_active=True)
    for each in filing.select_related("user__reminder_setting").order_by("pk"):
        found[each.unit_id].append(
            Person(
                each.user,
                each.post,
                setting_of(each.user),
                signatories[each.unit_id] == each.user_id,
            )
        )
    return found


def chosen(people: list[Person], to: Collection[str]) -> list[Person]:
    """Those a rule names; where the unit has none of these, everybody who files for it."""
    return [person for person in people if person.is_one_of(to)] or people


def setting_of(user: User) -> ReminderSetting:
    """The person's own, or what holds for who has chosen nothing."""
    try:
        return user.reminder_setting
    except ReminderSetting.DoesNotExist:
        return ReminderSetting(user=user)


def ways_to(
    person: Person, channels: Collection[str], *, days: int, must: bool, now: datetime
) -> list[Way]:
    """The channels of a rule for one person. ``days`` is the day's distance from the deadline,
    ``must``: this one cannot be switched off.
    """
    setting = person.setting
    found = [Way(Channel.SITE, now)]
    for channel in (Channel.SMS, Channel.EMAIL):
        if channel in channels:
            why = _closed(channel, person) or ("" if must else _unwanted(channel, setting, days))
            found.append(Way(channel, awake(setting, now), why))
    return found


def _closed(channel: Channel, person: Person) -> str:
    """Why the channel cannot reach the person: what nobody has proven may be a stranger's."""
    user, setting = person.user, person.setting
    if channel is Channel.SMS:
        if not sms.gateway().available:
            return "短信服务尚未配置"
        if not user.phone:
            return "未登记手机号"
        return "" if user.phone_proven_at else "手机号未经本人验证，不发短信"
    if not mail.available():
        return "邮件服务尚未配置"
    return "" if setting.address_proven_at else "电子邮箱未经本人确认，不发邮件"


def _unwanted(channel: Channel, setting: ReminderSetting, days: int) -> str:
    if not (setting.sms if channel is Channel.SMS else setting.email):
        return f"本人已关闭{channel.label}提醒"
    if -days > setting.days_before:
        return f"本人设定截止前{setting.days_before}天起才以{channel.label}提醒"
    return ""


def awake(setting: ReminderSetting, now: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into."""
    first, end = setting.quiet_from, setting.quiet_until
    if first == end or not _within(now.hour, first, end):
        return now
    day = clock.local_day(now)
    if now.hour >= end:
        day += timedelta(days=1)
    return clock.midnight(day) + timedelta(hours=end)


def _within(hour: int, first: int, end: int) -> bool:
    return first <= hour < end if first < end else hour >= first or hour < end
