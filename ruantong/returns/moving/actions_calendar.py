"""What the city decides about dates: rulings, extensions and the holiday table.

Every decision is a row with its reason; the dates of returns still to be submitted follow it in
the same transaction. Lateness already stored stays as it is, with the deadline that decided it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from ruantong.accounts.models import User
from ruantong.core.days import chinese_day
from ruantong.core.deadlines import ROLE_LABELS, ClauseFault, Deadline, DeadlineSet
from ruantong.core.holidays import MAKEUP_WORKDAY
from ruantong.core.lifecycle import EDITABLE, Role, State
from ruantong.core.periods import Period
from ruantong.core.values import shown
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit
from ruantong.returns.calendar import Calendar, calendar_now, deadline_for
from ruantong.returns.errors import Refused
from ruantong.returns.models import DeadlineRuling, HolidayEdit, Return, UnitExtension
from ruantong.returns.reasons import cleaned, reason_fault
from ruantong.trail.record import record

LONGEST_SHIFT = timedelta(days=180)  # a date further off is a slip of the pen
LONGEST_SPAN = 31  # days of one arrangement entered at once
LONGEST_NAME = 20
_YEARS = range(2000, 2100)
_DAY = timedelta(days=1)
_OPEN = [state.value for state in EDITABLE]


@transaction.atomic
def rule(
    period: Period,
    role: str,
    day: date,
    reason: str,
    *,
    actor: User,
    kind: str = DeadlineRuling.RULING,
) -> DeadlineRuling:
    """Set the date of one role for a period, for everybody; supersedes an earlier ruling.

    An outage extension must be later than the date in force; a ruling may also confirm it.
    """
    _require_city(actor, "裁定截止日期")
    if role not in ROLE_LABELS:
        raise Refused(f"级别“{shown(role)}”不正确，应为{'、'.join(ROLE_LABELS.values())}之一。")
    if kind not in dict(DeadlineRuling.KINDS):
        raise Refused(f"类别“{shown(kind)}”不正确，应为裁定或系统故障延期。")
    reason, before = _reason(reason), calendar_now()
    now = _deadlines(before, period).roles[role]
    whose = f"{period.label}{ROLE_LABELS[role]}截止日期"
    _check_range(whose, now, day)
    if kind == DeadlineRuling.OUTAGE and day <= now.date:
        raise Refused(
            f"{whose}现为{chinese_day(now.date)}，延期后的日期应晚于这一天，现为{chinese_day(day)}。"
        )
    standing = before.rulings.get((str(period), role))
    if standing and (standing.date, standing.kind, standing.reason) == (day, kind, reason):
        raise Refused(f"{whose}已有相同的决定（{chinese_day(standing.published)}公布），不必重复。")
    _hold_waiting(str(period))
    record(
        "calendar.rule",
        f"period:{period}",
        actor=actor,
        level=role,
        before=str(now.date),
        after=str(day),
        kind=kind,
        reason=reason,
    )
    made = DeadlineRuling.objects.create(
        period=str(period),
        role=role,
        date=day,
        kind=kind,
        reason=reason,
        published=clock.today(),
        at=clock.now(),
        by=actor,
    )
    _refresh(before, [period])
    return made


@transaction.atomic
def extend_unit(
    unit: ReportingUnit, period: Period, day: date, reason: str, *, actor: User
) -> UnitExtension:
    """Give one unit a later enterprise date for a period; supersedes an earlier extension."""
    _require_city(actor, "批准个别延期")
    reason = _reason(reason)
    _deadlines(calendar_now(), period)
    now = deadline_for(period, unit)
    whose = f"{unit.name}{period.label}截止日期"
    _check_range(whose, now, day)
    if day <= now.date:
        raise Refused(
            f"{whose}现为{chinese_day(now.date)}，延期后的日期应晚于这一天，现为{chinese_day(day)}。"
        )
    if day < clock.today():
        raise Refused(f"延期后的日期{chinese_day(day)}已经过去，应不早于今天。")
    own = Return.objects.select_for_update().filter(unit=unit, period=str(period)).first()
    if own is not None and own.lifecycle not in EDITABLE:
        how = "" if own.lifecycle is State.RETIRED else "已上报"
        raise Refused(f"{unit.name}的{period.label}报表{how}（{own.state_label}），不需要延期。")
    record(
        "calendar.extend",
        f"unit:{unit.pk}",
        actor=actor,
        period=str(period),
        before=str(now.date),
        after=str(day),
        reason=reason,
    )
    made = UnitExtension.objects.create(
        unit=unit, period=str(period), date=day, reason=reason, at=clock.now(), by=actor
    )
    if own is not None:
        Return.objects.filter(pk=own.pk, state__in=_OPEN).update(due_on=day)
    return made


@transaction.atomic
def edit_holiday(
    first: date,
    kind: str,
    festival: str,
    reason: str,
    *,
    actor: User,
    last: date | None = None,
) -> list[HolidayEdit]:
    """Enter or correct the days ``first`` to ``last`` of the holiday table, both included.

    ``kind`` ``none`` takes days out of the arrangement. Answers with what was new.
    """
    _require_city(actor, "修订节假日表")
    last = last or first
    reason, festival = _reason(reason), cleaned(festival)
    _check_days(first, last, kind, festival)
    before = calendar_now()
    days = [first + n * _DAY for n in range((last - first).days + 1)]
    listed = {day: _listed(before, day) for day in days}
    wanted = (kind, "" if kind == HolidayEdit.NONE else festival)
    changing = [day for day in days if listed[day] != wanted]
    if not changing:
        raise Refused(f"节假日表中{_span(first, last)}已是这样，没有变化。")
    _hold_waiting()
    record(
        "calendar.holiday",
        f"holiday:{first}",
        actor=actor,
        last=str(last),
        kind=kind,
        festival=wanted[1],
        reason=reason,
    )
    made = [
        HolidayEdit.objects.create(
            date=day, festival=wanted[1], kind=kind, reason=reason, at=clock.now(), by=actor
        )
        for day in changing
    ]
    _refresh(before)
    return made


# ---- what the dates of returns become ------------------------------------------------------------


def _hold_waiting(*periods: str) -> None:
    """Lock the returns whose dates may move, before the trail: the order in which every act locks.

    The trail's lock then has the later of two decisions also set the dates later.
    """
    waiting = Return.objects.select_for_update().filter(state__in=_OPEN).order_by("pk")
    if periods:
        waiting = waiting.filter(period__in=periods)
    list(waiting.values_list("pk"))


def _refresh(before: Calendar, periods: Iterable[Period] | None = None) -> None:
    """Set ``due_on`` of the returns still to be submitted by the decisions now standing.

    ``Refused`` when that would close a window that is open today: nobody becomes late overnight.
    """
    after, today = calendar_now(), clock.today()
    waiting = Return.objects.filter(state__in=_OPEN)
    if periods is None:
        texts = waiting.order_by().values_list("period", flat=True).distinct()
        periods = [Period.parse(text) for text in texts]
    for period in periods:
        day = after.due_on(period)
        if day < today <= before.due_on(period):
            raise Refused(
                f"这样{period.label}企业截止日期会由{chinese_day(before.due_on(period))}改到已经过去的"
                f"{chinese_day(day)}，未上报的企业将被视为迟报；截止日期不能改到今天以前。"
            )
        mine = waiting.filter(period=str(period))
        extensions = UnitExtension.objects.filter(period=str(period)).order_by("pk")
        own = {row.unit_id: row.date for row in extensions if row.date > day}
        mine.exclude(due_on=day).update(due_on=day)
        for unit_id, later in own.items():
            mine.filter(unit=unit_id).exclude(due_on=later).update(due_on=later)


# ---- checks --------------------------------------------------------------------------------------


def _require_city(actor: User, what: str) -> None:
    if not actor.is_role(Role.CITY):
        raise Refused(f"只有市级管理员可以{what}。")


def _reason(text: str) -> str:
    reason = cleaned(text)
    if fault := reason_fault(reason):
        raise Refused(fault)
    return reason


def _deadlines(calendar: Calendar, period: Period) -> DeadlineSet:
    try:
        return calendar.deadlines_of(period)
    except ClauseFault as fault:
        raise Refused(f"{fault}，无法办理。") from None


def _check_range(whose: str, now: Deadline, day: date) -> None:
    if day < now.nominal:
        raise Refused(
            f"{whose}按通知为{chinese_day(now.nominal)}，决定的日期不得早于规定日期，现为{chinese_day(day)}。"
        )
    if day > now.nominal + LONGEST_SHIFT:
        raise Refused(
            f"{whose}按通知为{chinese_day(now.nominal)}，决定的日期应在其后{LONGEST_SHIFT.days}天以内，"
            f"现为{chinese_day(day)}，请核对年份。"
        )


def _check_days(first: date, last: date, kind: str, festival: str) -> None:
    if kind not in dict(HolidayEdit.KINDS):
        raise Refused(f"类别“{shown(kind)}”不正确，应为放假、调休上班或不在安排内。")
    if first.year not in _YEARS or last.year not in _YEARS:
        raise Refused(f"日期{_span(first, last)}不正确，年份应为{_YEARS[0]}—{_YEARS[-1]}。")
    if last < first:
        raise Refused(f"末日{chinese_day(last)}早于首日{chinese_day(first)}，应不早于首日。")
    if (last - first).days >= LONGEST_SPAN:
        raise Refused(f"{_span(first, last)}超过{LONGEST_SPAN}天，请按每个节日分别录入。")
    if kind != HolidayEdit.NONE and not festival:
        raise Refused("请填写节日名称，形如“端午节”。")
    if len(festival) > LONGEST_NAME or "\n" in festival:
        raise Refused(f"节日名称“{shown(festival)}”过长，应为不超过{LONGEST_NAME}个字的一行。")
    days = [first + n * _DAY for n in range((last - first).days + 1)]
    workday = next((day for day in days if day.weekday() < 5), None)
    if kind == MAKEUP_WORKDAY and workday:
        raise Refused(f"{chinese_day(workday)}本是工作日；调休上班日应为星期六或星期日。")


def _listed(calendar: Calendar, day: date) -> tuple[str, str]:
    found = calendar.listed(day)
    return (found.kind, found.festival) if found else (HolidayEdit.NONE, "")


def _span(first: date, last: date) -> str:
    return chinese_day(first) if first == last else f"{chinese_day(first)}至{chinese_day(last)}"
