"""The roster work of districts and the city: unit facts, moves, lists kept.

These are facts about who files, never a figure of the survey.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.core.days import chinese_day
from ruantong.core.identifiers import uscc_fault
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.core.reasons import cleaned, reason_fault
from ruantong.gateways import clock
from ruantong.registry.hooks.consequences import carry_out
from ruantong.registry.models import Absence, District, FormerName, ReportingUnit
from ruantong.registry.survey.periods import period_before
from ruantong.registry.units.districts import remember_district
from ruantong.registry.units.plausible import day_fault, period_fault
from ruantong.registry.units.rosters import enter, listed_from, roster_named, rosters
from ruantong.trail.record import record

CHANGEABLE = (
    "division_code",
    "address",
    "industry_code",
    "park",
    "category",
    "contact_name",
    "contact_phone",
)
FIRST_DAY = date(2000, 1, 1)  # before it no name was changed that anybody asks about


@transaction.atomic
def change_unit(pk: int, *, actor: User, **facts: str) -> ReportingUnit:
    """The district officer (own district) or the city keeps the facts of a unit up to date."""
    unit = _unit_of_district(pk, actor)
    wrong = facts.keys() - set(CHANGEABLE)
    if wrong:
        raise Refused(f"单位信息中的“{'、'.join(sorted(wrong))}”不能在此修改。")
    before = {name: getattr(unit, name) for name in facts if getattr(unit, name) != facts[name]}
    if not before:
        return unit
    for name in before:
        setattr(unit, name, facts[name])
    unit.save(update_fields=list(before))
    after = {name: facts[name] for name in before}
    record("unit.change", f"unit:{pk}", actor=actor, before=before, after=after)
    return unit


@transaction.atomic
def enrol(*, actor: User, reason: str, **facts: str) -> ReportingUnit:
    """The city takes a unit into the register from today on; nobody files for it yet."""
    _only_city(actor)
    said = _reason(reason, "纳入名录")
    if fault := uscc_fault(facts["uscc"]):
        raise Refused(fault + "。")
    if ReportingUnit.objects.filter(uscc=facts["uscc"]).exists():
        raise Refused(f"名录中已有统一社会信用代码为“{facts['uscc']}”的单位。")
    facts["district_id"] = facts.pop("district")
    unit = ReportingUnit.objects.create(valid_from=clock.today(), **facts)
    record("unit.enrol", f"unit:{unit.pk}", actor=actor, uscc=unit.uscc, reason=said)
    return unit


@transaction.atomic
def leave(
    pk: int,
    *,
    actor: User,
    on: date,
    reason: str,
    kind: str = Absence.CLOSED,
    merged_into: ReportingUnit | None = None,
) -> ReportingUnit:
    """退出: closed, moved away, merged or out of scope; the unit owes nothing for periods that end
    on or after ``on``.
    """
    unit = _unit_of_district(pk, actor)
    reason = _reason(reason, "退出")
    if kind not in dict(Absence.KINDS):
        raise Refused("请选择退出类别。")
    if (kind == Absence.MERGED) != (merged_into is not None):
        raise Refused("被合并的单位应写明并入的单位，其他类别不写。")
    if merged_into is not None and (merged_into.pk == unit.pk or merged_into.valid_to is not None):
        raise Refused("并入的单位应是另一家在册单位。")
    latest = unit.absences.last()
    back = latest.until if latest and latest.until else unit.valid_from
    if fault := day_fault("退出日期", on, earliest=max(unit.valid_from, back)):
        raise Refused(fault)
    if unit.valid_to is not None:
        raise Refused(f"“{unit.name}”已于{chinese_day(unit.valid_to)}退出。")
    unit.valid_to = on
    unit.save(update_fields=["valid_to"])
    unit.absences.create(kind=kind, merged_into=merged_into, first=on, reason=reason)
    carry_out(unit, actor, f"单位已于{chinese_day(on)}退出名录：{reason}")
    told: dict[str, Any] = {"merged_into": f"unit:{merged_into.pk}"} if merged_into else {}
    record(
        "unit.leave", f"unit:{pk}", actor=actor, on=on.isoformat(), reason=reason,
        left_as=dict(Absence.KINDS)[kind], **told,
    )  # fmt: skip
    return unit


@transaction.atomic
def rejoin(pk: int, *, actor: User, reason: str, on: date | None = None) -> ReportingUnit:
    """恢复: the unit files again from a day on; without one the leaving was a mistake, and there is
    no period it did not owe.
    """
    unit = _unit_of_district(pk, actor)
    reason = _reason(reason, "恢复")
    if unit.valid_to is None:
        raise Refused(f"“{unit.name}”没有退出，无须恢复。")
    day = on or unit.valid_to
    fault = day_fault("恢复日期", day, earliest=unit.valid_to, ahead=timedelta())
    if on is not None and fault:
        raise Refused(fault)
    come_back(unit, day)
    unit.save(update_fields=["valid_to"])
    carry_out(unit, actor, f"单位恢复在册：{reason}")
    record("unit.rejoin", f"unit:{pk}", actor=actor, reason=reason, on=day.isoformat())
    return unit


def come_back(unit: ReportingUnit, on: date) -> None:
    """End the absence of a unit; the caller saves the unit."""
    for absence in unit.absences.filter(until=None):
        absence.until = max(on, absence.first)
        absence.save(update_fields=["until"])
    unit.valid_to = None


@transaction.atomic
def rename_unit(pk: int, *, actor: User, name: str, on: date, reason: str) -> ReportingUnit:
    """更名 with effect from a day: the former name stays with its validity."""
    unit = _unit_of_district(pk, actor)
    reason = _reason(reason, "更名")
    name = " ".join(name.split())
    if not name:
        raise Refused("请填写新的单位详细名称。")
    if name == unit.name:
        raise Refused(f"单位详细名称已是“{name}”。")
    latest = unit.former_names.first()
    since = latest.last + timedelta(days=1) if latest else None
    earliest = since + timedelta(days=1) if since else FIRST_DAY
    if fault := day_fault("更名日期", on, earliest=earliest, ahead=timedelta()):
        raise Refused(fault)
    before = unit.name
    remember_name(unit, name, on=on, reason=reason, actor=actor)
    unit.save(update_fields=["name"])
    record(
        "unit.rename", f"unit:{pk}", actor=actor, before=before, after=name, on=on.isoformat(),
        reason=reason,
    )  # fmt: skip
    return unit


def remember_name(unit: ReportingUnit, name: str, *, on: date, reason: str, actor: User) -> None:
    """Give the unit its new name and keep the one it had; the caller saves the unit."""
    latest = unit.former_names.first()
    FormerName.objects.create(
        unit=unit,
        name=unit.name,
        first=latest.last + timedelta(days=1) if latest else None,
        last=on - timedelta(days=1),
        reason=reason,
        at=clock.now(),
        by=actor,
    )
    unit.name = name


@transaction.atomic
def move_unit(pk: int, *, actor: User, district: str, on: date, reason: str) -> ReportingUnit:
    """The city assigns a unit to another reporting district, which reviews the periods that end on
    ``on`` or later. What was submitted before stays with the district it was submitted to.
    """
    _only_city(actor)
    unit = _locked(pk)
    reason = _reason(reason, "变更报送区县")
    target = District.objects.filter(pk=district).first()
    if target is None:
        raise Refused(f"没有代码为“{district}”的报送区县。")
    if target.pk == unit.district_id:
        raise Refused(f"“{unit.name}”已在{target.name}。")
    latest = unit.former_districts.last()
    earliest = latest.last + timedelta(days=2) if latest else FIRST_DAY
    if fault := day_fault("变更日期", on, earliest=earliest, ahead=timedelta()):
        raise Refused(fault)
    before = unit.district_id
    remember_district(unit, target.pk, on=on)
    unit.save(update_fields=["district"])
    carry_out(unit, actor, f"报送区县自{chinese_day(on)}起变更为{target.name}：{reason}")
    record(
        "unit.move", f"unit:{pk}", actor=actor, before=before, after=target.pk,
        on=on.isoformat(), reason=reason,
    )  # fmt: skip
    return unit


@transaction.atomic
def add_to_roster(
    pk: int, *, actor: User, roster: str, first: Period, reason: str
) -> ReportingUnit:
    """The city lists a unit from ``first`` on (月报名录、年报名录…)."""
    unit = _for_roster(pk, actor, roster, first)
    reason = _reason(reason, "列入名单")
    if listed_from(unit, roster, first):
        raise Refused(f"“{unit.name}”自{first.label}起已在{roster_named(roster).name}中。")
    enter(unit, roster, first)
    carry_out(unit, actor, f"自{first.label}起列入{roster_named(roster).name}：{reason}")
    record("roster.add", f"unit:{pk}", actor=actor, roster=roster, first=str(first), reason=reason)
    return unit


@transaction.atomic
def remove_from_roster(
    pk: int, *, actor: User, roster: str, first: Period, reason: str
) -> ReportingUnit:
    """The city takes a unit off a list from ``first`` on; earlier periods stay as they are."""
    unit = _for_roster(pk, actor, roster, first)
    reason = _reason(reason, "移出名单")
    if not listed_from(unit, roster, first):
        raise Refused(f"“{unit.name}”自{first.label}起不在{roster_named(roster).name}中。")
    last = str(period_before(first))
    for entry in unit.roster.select_for_update().filter(roster=roster):
        if not entry.last_period or entry.last_period > last:
            entry.last_period = last
            entry.save(update_fields=["last_period"])
    carry_out(unit, actor, f"自{first.label}起移出{roster_named(roster).name}：{reason}")
    record(
        "roster.remove", f"unit:{pk}", actor=actor, roster=roster, first=str(first), reason=reason
    )
    return unit


def _unit_of_district(pk: int, actor: User) -> ReportingUnit:
    unit = _locked(pk)
    own = actor.is_role(Role.DISTRICT) and unit.district_id == actor.district_code
    if not (own or actor.is_role(Role.CITY)):
        raise Refused("只有该单位所在的区县管理员和市级管理员可以维护单位信息。")
    return unit


def _for_roster(pk: int, actor: User, roster: str, first: Period) -> ReportingUnit:
    _only_city(actor)
    if roster not in rosters():
        raise Refused(f"没有名为“{roster}”的名单。")
    if fault := period_fault("起始期", first):
        raise Refused(fault)
    if first.frequency is not roster_named(roster).frequency:
        raise Refused(
            f"{roster_named(roster).name}的起止期应为{roster_named(roster).frequency.label}报告期，现为“{first}”。"
        )
    return _locked(pk)


def _only_city(actor: User) -> None:
    if not actor.is_role(Role.CITY):
        raise Refused("名单和报送区县由市级管理员管理。")


def _locked(pk: int) -> ReportingUnit:
    unit = ReportingUnit.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if unit is None:
        raise Refused("没有找到该单位。")
    return unit


def _reason(text: str, act: str) -> str:
    said = cleaned(text)
    if fault := reason_fault(said, f"{act}的原因"):
        raise Refused(fault)
    return said
