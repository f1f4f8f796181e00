"""Periods that open by themselves: the city's wish, carried out by ``ruantong tick``.

Only what ended on or after the day of the wish: older periods the city opens itself, knowing whom.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.registry.survey.periods import frequencies, periods_of
from ruantong.returns.errors import Refused
from ruantong.returns.models import AutomaticOpening, PeriodOpening, Tick
from ruantong.returns.moving.actions_period import open_period
from ruantong.trail.record import record


@dataclass(frozen=True)
class Ticked:
    """What a run has done: opened periods with their returns, and periods with what stands in the way."""

    opened: tuple[tuple[Period, int], ...]
    refused: tuple[tuple[Period, str], ...]


def in_force() -> AutomaticOpening | None:
    """The city's newest decision; None when it never made one."""
    return AutomaticOpening.objects.select_related("decided_by").last()


def last_run() -> Tick | None:
    return Tick.objects.first()


@transaction.atomic
def wish(on: bool, *, actor: User) -> AutomaticOpening:
    """Have periods open by themselves from now on, or no longer."""
    if not actor.is_role(Role.CITY):
        raise Refused("只有市级管理员可以决定报告期是否自动开启。")
    present = in_force()
    if present is not None and present.on == on:
        return present
    decision = AutomaticOpening.objects.create(on=on, decided_at=clock.now(), decided_by=actor)
    record("period.automatic", "platform", actor=actor, state="启用" if on else "停用")
    return decision


def run_tick() -> Ticked:
    """Open what is due; to be called at least once a day, and harmless more often."""
    Tick.objects.update_or_create(pk=1, defaults={"at": clock.now()})
    opened, refused = [], []
    for period in periods_due():
        try:
            opened.append((period, open_period(period, actor=None)))
        except Refused as refusal:
            refused.append((period, refusal.message))
    return Ticked(tuple(opened), tuple(refused))


def periods_due() -> list[Period]:
    """Periods that have ended since the city's wish and are not open yet, oldest first."""
    decision = in_force()
    if decision is None or not decision.on:
        return []
    since, today = clock.local_day(decision.decided_at), clock.today()
    known = set(PeriodOpening.objects.values_list("period", flat=True))
    candidates = [
        period
        for year in range(since.year, today.year + 1)
        for frequency in frequencies()
        for period in periods_of(frequency, year)
    ]
    return [p for p in candidates if since <= p.last_day < today and str(p) not in known]
