"""The rules that are in force, and what each will do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from ruantong.accounts.models import User
from ruantong.followup.models import ReminderRule
from ruantong.followup.owing import not_filed
from ruantong.gateways import clock
from ruantong.registry.models import District
from ruantong.returns.reading.access import returns_visible_to


@dataclass(frozen=True)
class Ahead:
    """A rule with the next moment at which it will remind, and how many returns by today's standing.

    ``level``: whose it is in words; ``last``: it cannot be switched off by those it reminds.
    """

    rule: ReminderRule
    level: str
    at: datetime | None
    returns: int
    last: bool


def last_rules() -> list[ReminderRule]:
    """Of each frequency the city's last rule after the deadline: 催报 that cannot be switched off."""
    late: dict[str, ReminderRule] = {}
    for rule in ReminderRule.objects.filter(on=True, district_code="", days__gt=0).order_by("days"):
        late[rule.frequency] = rule
    return list(late.values())


def rules_seen_by(actor: User) -> QuerySet[ReminderRule]:
    """All of them for the city; the city's and one's own for a district."""
    rules = ReminderRule.objects.select_related("changed_by")
    return (
        rules.filter(district_code__in=("", actor.district_code)) if actor.district_code else rules
    )


def ahead(rules: list[ReminderRule], actor: User) -> list[Ahead]:
    """What the rules will do next to the returns the actor sees."""
    owing = returns_visible_to(actor).filter(not_filed())
    counted = owing.values("frequency", "due_on", "district_code").annotate(n=Count("pk"))
    standing: list[dict[str, Any]] = [*counted.order_by()]  # type: ignore[list-item]
    last = {rule.pk for rule in last_rules()}
    named = dict(District.objects.values_list("code", "name"))
    found = []
    for rule in rules:
        at, returns = _next(rule, standing)
        level = named.get(rule.district_code, "市级")
        found.append(Ahead(rule, level, at, returns, rule.pk in last))
    return found


def _next(rule: ReminderRule, standing: list[dict[str, Any]]) -> tuple[datetime | None, int]:
    moments: dict[datetime, int] = {}
    for line in standing if rule.on else ():
        if line["frequency"] != rule.frequency:
            continue
        if rule.district_code not in {"", line["district_code"]}:
            continue
        at = moment_of(rule, line["due_on"])
        if at > clock.now():
            moments[at] = moments.get(at, 0) + line["n"]
    first = min(moments, default=None)
    return first, moments[first] if first else 0


def moment_of(rule: ReminderRule, due_on: date) -> datetime:
    """When the rule reminds of a return that is due on a day."""
    day = due_on + timedelta(days=rule.days)
    return clock.midnight(day) + timedelta(hours=rule.hour)
