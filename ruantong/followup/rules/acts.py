"""Setting rules. Each verb: permission → change → trail. The city's count everywhere, a district's in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Frequency
from ruantong.followup.choices import (
    DISTRICT_EARLIEST,
    DISTRICT_LATEST,
    EARLIEST,
    HOURS,
    LATEST,
    MOST_OF_A_DISTRICT,
    Channel,
    when_words,
)
from ruantong.followup.models import ReminderRule
from ruantong.followup.rules.suggested import SUGGESTED
from ruantong.gateways import clock
from ruantong.registry.survey.periods import frequencies
from ruantong.trail.record import record


@dataclass(frozen=True)
class Given:
    """A rule as it is stated."""

    frequency: str
    days: int
    hour: int
    to: Sequence[str]
    channels: Sequence[str]


@transaction.atomic
def state(given: Given, *, actor: User, rule: ReminderRule | None = None) -> ReminderRule:
    """Make a rule, or state one anew; it counts for moments still to come."""
    _require_officer(actor)
    if rule is not None:
        _require_own(actor, rule)
    if fault := _fault(given, actor, rule):
        raise Refused(fault)
    channels = [each.value for each in Channel if each == Channel.SITE or each in given.channels]
    stated = {
        "frequency": given.frequency,
        "district_code": actor.district_code,
        "days": given.days,
        "hour": given.hour,
        "to": list(given.to),
        "channels": channels,
        "on": True,
        "changed_at": clock.now(),
        "changed_by": actor,
    }
    saved = rule or ReminderRule()
    for name, value in stated.items():
        setattr(saved, name, value)
    saved.save()
    _record(saved, actor)
    return saved


@transaction.atomic
def switch(rule: ReminderRule, on: bool, *, actor: User) -> ReminderRule:
    """Switch a rule on or off: one's own, or as the city a district's off."""
    _require_officer(actor)
    if on or not actor.is_role(Role.CITY):
        _require_own(actor, rule)
    if on and rule.district_code:
        given = Given(rule.frequency, rule.days, rule.hour, rule.to, rule.channels)
        if fault := _fault(given, actor, rule):
            raise Refused(fault)
    rule.on, rule.changed_at, rule.changed_by = on, clock.now(), actor
    rule.save(update_fields=["on", "changed_at", "changed_by"])
    _record(rule, actor)
    return rule


@transaction.atomic
def adopt_suggested(*, actor: User) -> int:
    """Take the suggested rules for every frequency that has no rule of the city yet; how many."""
    if not actor.is_role(Role.CITY):
        raise Refused("建议规则由市级管理员采用。")
    having = set(ReminderRule.objects.filter(district_code="").values_list("frequency", flat=True))
    wanted = [each for each in frequencies() if each.value not in having]
    for frequency in wanted:
        for each in SUGGESTED:
            given = Given(frequency.value, each.days, each.hour, each.to, each.channels)
            state(given, actor=actor)
    return len(wanted) * len(SUGGESTED)


def _require_officer(actor: User) -> None:
    if not actor.is_role(Role.DISTRICT, Role.CITY):
        raise Refused("催报规则由市级管理员和区县管理员设定。")


def _require_own(actor: User, rule: ReminderRule) -> None:
    if rule.district_code != actor.district_code:
        raise Refused("只能设定本级的催报规则。")


def _fault(given: Given, actor: User, rule: ReminderRule | None) -> str:
    """Why the rule cannot be; "" when it can."""
    own = bool(actor.district_code)
    first, last = (DISTRICT_EARLIEST, DISTRICT_LATEST) if own else (EARLIEST, LATEST)
    if given.frequency not in {each.value for each in frequencies()}:
        return "请选择报表的频率。"
    if not first <= given.days <= last:
        return f"天数现为{given.days}，应在截止前{-first}天至逾期第{last}天之间。"
    if given.hour not in HOURS:
        return f"时刻现为{given.hour}时，应在{HOURS.start}时至{HOURS.stop - 1}时之间。"
    if not given.to:
        return "请至少选择一种提醒对象。"
    others = ReminderRule.objects.filter(frequency=given.frequency)
    if rule is not None:
        others = others.exclude(pk=rule.pk)
    label = Frequency(given.frequency).label
    same_day = others.filter(days=given.days, district_code=actor.district_code)
    if same_day.exists():
        return f"{label}已有“{when_words(given.days)}”的规则，请修改该规则或另选一天。"
    if own:
        if others.filter(days=given.days, district_code="", on=True).exists():
            return f"市级已有{label}“{when_words(given.days)}”的规则，请另选一天。"
        if others.filter(district_code=actor.district_code, on=True).count() >= MOST_OF_A_DISTRICT:
            return f"区县增加的{label}规则同时启用的最多{MOST_OF_A_DISTRICT}条，请先停用一条。"
    return ""


def _record(rule: ReminderRule, actor: User) -> None:
    said: dict[str, Any] = {"district": rule.district_code} if rule.district_code else {}
    record(
        "followup.rule",
        f"rule:{rule.pk}",
        actor=actor,
        frequency=rule.frequency_label,
        when=rule.when,
        to=rule.to_label,
        channels=rule.channels_label,
        active=rule.on,
        **said,
    )
