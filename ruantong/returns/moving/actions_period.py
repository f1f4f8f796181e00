"""Opening a period for filing, and locking it when the city has reported it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ruantong.accounts.models import User
from ruantong.core.days import chinese_day
from ruantong.core.lifecycle import Action, Role, State
from ruantong.core.periods import Period
from ruantong.core.reasons import cleaned, reason_fault
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit
from ruantong.registry.units.districts import moved_by
from ruantong.returns.calendar import due_on
from ruantong.returns.errors import Refused
from ruantong.returns.judging.rule_releases import version_for
from ruantong.returns.models import PeriodOpening, Return, UnitExtension
from ruantong.returns.moving.expected import expected_units, settle_period
from ruantong.returns.moving.moves import move_all, require_role, subject_of
from ruantong.returns.regimes import regime_for_period
from ruantong.trail.record import record


@transaction.atomic
def open_period(period: Period, *, actor: User | None, decision: str = "") -> int:
    """Give every unit on the roster its return for the period; answers how many are new.

    Idempotent: units that joined the roster since get theirs, open returns of units that are
    expected no longer are retired. ``actor`` is a city officer, or None:
    the platform. ``decision`` is the city's reason for filing on an expired edition.
    """
    if actor is not None and not actor.is_role(Role.CITY):
        raise Refused("只有市级管理员可以开放报告期。")
    regime = regime_for_period(period)
    if clock.today() <= period.last_day:
        raise Refused(f"{period.label}尚未结束，应在{chinese_day(period.last_day)}之后开放填报。")
    expired, decision = regime.expired_for(period), cleaned(decision)
    known = PeriodOpening.objects.filter(period=str(period)).exists()
    fault = reason_fault(decision, "决定依据") or ""
    if expired and not known and (actor is None or fault):
        raise Refused(
            f"{period.label}晚于{regime.edition}制度的有效期（至{regime.validity.valid_to}），"
            f"开放填报须由市级写明决定依据，并在报表上注明。{fault}"
        )
    PeriodOpening.objects.get_or_create(
        period=str(period),
        defaults={
            "regime": regime.key,
            "decision": decision if expired else "",
            "opened_at": clock.now(),
            "opened_by": actor,
        },
    )
    # Two officers opening at once take turns on this row.
    opening = PeriodOpening.objects.select_for_update().get(period=str(period))
    if known and actor is not None:
        settle_period(period, actor)
    made = _create(period, units_owing(period))
    if made or not known:
        said: dict[str, Any] = {"decision": opening.decision} if opening.decision else {}
        record(
            "period.open",
            f"period:{period}",
            actor=actor,
            regime=opening.regime,
            returns=len(made),
            **said,
        )
    return len(made)


def hold_openings() -> list[PeriodOpening]:
    """The open periods, locked. What opens returns holds them before units, returns and trail."""
    return list(PeriodOpening.objects.select_for_update().order_by("period"))


@transaction.atomic
def open_for_unit(
    unit: ReportingUnit, first: Iterable[Period], *, actor: User | None = None
) -> list[Return]:
    """Returns of a newly approved unit for every open period from the chosen ones on, one for each
    frequency, also where the deadline has passed: that is what the choice says.
    """
    starts = {period.frequency: period for period in first}
    opened = [Period.parse(opening.period) for opening in hold_openings()]
    made: list[Return] = []
    for period in opened:
        start = starts.get(period.frequency)
        if start is not None and period >= start:
            made += _create(period, units_owing(period).filter(pk=unit.pk))
    for ret in made:
        record("return.open", subject_of(ret), actor=actor, period=ret.period)
    return made


def units_owing(period: Period) -> QuerySet[ReportingUnit]:
    """Expected units that had joined in time: those that get a return when a period is opened."""
    return expected_units(period).filter(valid_from__lte=due_on(period))


def _create(period: Period, units: Iterable[ReportingUnit]) -> list[Return]:
    """The returns that these units do not have yet."""
    have = set(Return.objects.filter(period=str(period)).values_list("unit_id", flat=True))
    now, regime, day = clock.now(), regime_for_period(period).key, due_on(period)
    extensions = UnitExtension.objects.filter(period=str(period)).order_by("pk")
    own_day = dict(extensions.values_list("unit_id", "date"))  # the newest row stays
    version, elsewhere = version_for(period), moved_by(period.last_day)
    missing = [
        Return(
            unit=unit,
            period=str(period),
            frequency=period.frequency.value,
            regime=regime,
            rule_version=version,
            district_code=elsewhere.get(unit.pk, unit.district_id),
            due_on=max(day, own_day.get(unit.pk, day)),
            state_since=now,
        )
        for unit in units
        if unit.pk not in have
    ]
    return Return.objects.bulk_create(missing, batch_size=500)


@transaction.atomic
def lock(period: Period, *, actor: User) -> int:
    """汇总上报: lock every accepted return of a period; answers how many were locked."""
    require_role(Action.LOCK, actor)
    accepted = list(
        Return.objects.select_for_update()
        .filter(period=str(period), state=State.ACCEPTED.value)
        .order_by("pk")
    )
    if not accepted:
        raise Refused(f"{period.label}没有市级已通过的报表，无法汇总上报。")
    move_all(accepted, Action.LOCK, actor)
    return len(accepted)
