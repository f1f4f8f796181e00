"""What happened to a unit in the register: when, what, why, by whom. Read from the trail, whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from ruantong.accounts.models import User
from ruantong.core.days import chinese_day
from ruantong.core.periods import Period, PeriodFault
from ruantong.gateways.clock import SHANGHAI
from ruantong.registry.models import District, ReportingUnit
from ruantong.registry.units.rosters import roster_named
from ruantong.trail.labels import label
from ruantong.trail.models import TrailEntry
from ruantong.web.document import Column


@dataclass(frozen=True)
class Change:
    """One act; ``since`` is the day or period from which it holds."""

    at: datetime
    since: str
    what: str
    detail: str
    reason: str
    by: str


COLUMNS = (
    Column("自", lambda one: one.since, width=18),
    Column("事项", lambda one: one.what, width=16),
    Column("内容", lambda one: one.detail, width=60),
    Column("原因", lambda one: one.reason, width=36),
    Column("经办", lambda one: one.by, width=14),
    Column("登记时间", lambda one: one.at, "moment", 20),
)


def history_of(unit: ReportingUnit) -> list[Change]:
    """All acts about a unit in the register, the latest first."""
    own = Q(subject=f"unit:{unit.pk}", act__in=_DETAILS)
    came = Q(act="registration.approve", data__unit=unit.pk)
    entries = list(TrailEntry.objects.filter(own | came).order_by("-number"))
    names = dict(
        User.objects.filter(username__in={each.actor for each in entries}).values_list(
            "username", "display_name"
        )
    )
    return [
        Change(
            at=entry.at,
            since=_since(entry),
            what=label(entry.act),
            detail=_DETAILS[entry.act](entry.data),
            reason=str(entry.data.get("reason", "")),
            by=names.get(entry.actor, "平台" if entry.actor == "system" else entry.actor),
        )
        for entry in entries
    ]


def _since(entry: TrailEntry) -> str:
    if first := entry.data.get("first"):
        return _period(first)
    try:
        return chinese_day(date.fromisoformat(entry.data["on"]))
    except (KeyError, ValueError):
        return chinese_day(entry.at.astimezone(SHANGHAI).date())


def _period(text: str) -> str:
    try:
        return f"{Period.parse(text).label}起"
    except PeriodFault:
        return text


def _left(data: Mapping[str, Any]) -> str:
    into = str(data.get("merged_into", "")).removeprefix("unit:")
    unit = ReportingUnit.objects.filter(pk=into).first() if into.isdigit() else None
    return str(data.get("left_as", "")) + (f"，并入“{unit.name}”" if unit else "")


def _renamed(data: Mapping[str, Any]) -> str:
    return f"“{data.get('before', '')}”改为“{data.get('after', '')}”"


def _moved(data: Mapping[str, Any]) -> str:
    names = dict(District.objects.values_list("code", "name"))
    before, after = (str(data.get(key, "")) for key in ("before", "after"))
    return f"由{names.get(before, before)}变更为{names.get(after, after)}"


def _changed(data: Mapping[str, Any]) -> str:
    before, after = data.get("before", {}), data.get("after", {})
    told = (
        f"{_FACTS.get(key, key)}由“{before.get(key, '')}”改为“{value}”"
        for key, value in after.items()
    )
    return "；".join(told)


def _listed(data: Mapping[str, Any]) -> str:
    return roster_named(str(data.get("roster", ""))).name


def _came(data: Mapping[str, Any]) -> str:
    starts = {
        key.removesuffix("_from"): value for key, value in data.items() if key.endswith("_from")
    }
    return "；".join(f"{roster_named(key).name}：{_period(value)}" for key, value in starts.items())


_FACTS = {field.name: str(field.verbose_name) for field in ReportingUnit._meta.fields}
_DETAILS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "registration.approve": _came,
    "unit.enrol": lambda data: "纳入名录",
    "unit.leave": _left,
    "unit.rejoin": lambda data: "",
    "unit.rename": _renamed,
    "unit.move": _moved,
    "unit.change": _changed,
    "unit.contact": _changed,
    "roster.add": _listed,
    "roster.remove": _listed,
}
