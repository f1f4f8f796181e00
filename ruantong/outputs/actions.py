"""Aggregating a period and reporting it: the city's two acts on the whole."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction

from ruantong.accounts.models import User
from ruantong.core.aggregation import (
    Line,
    aggregate,
    aggregate_by_district,
    growth_text,
    in_whole_units,
    level_text,
)
from ruantong.core.content import canonical
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.core.tables import OutputTable
from ruantong.gateways import clock
from ruantong.outputs.collect import CITY, Collected, collect, views_of
from ruantong.outputs.models import AggregateRun
from ruantong.registry.survey.packs import regimes
from ruantong.returns.judging.rule_releases import regime_in_force
from ruantong.returns.moving import actions as returns_actions
from ruantong.returns.moving.actions import Refused
from ruantong.trail.record import record


@transaction.atomic
def run(period: Period, *, actor: User, view: str = CITY, table: str = "") -> AggregateRun:
    """汇总: sum the accepted returns of a period in one of its tables ("" the first) and keep the
    result with its sources.
    """
    return _keep(period, actor, view, table, final=False)


@transaction.atomic
def report(period: Period, *, actor: User, view: str = CITY) -> AggregateRun:
    """汇总上报: every table of the period is kept and its returns are locked, or nothing has
    happened; answers the first one.
    """
    keys = [table.key for table in regime_in_force(period).tables.of(period.frequency)]
    kept = [_keep(period, actor, view, key, final=True) for key in keys or [""]]
    returns_actions.lock(period, actor=actor)
    return kept[0]


def _keep(period: Period, actor: User, view: str, table: str, *, final: bool) -> AggregateRun:
    if not actor.is_role(Role.CITY):
        raise Refused("只有市级管理员可以汇总。")
    if view not in views_of(period):
        raise Refused(f"口径“{view}”不存在。")
    collected = collect(period, view, table=table)
    if not collected.contributions:
        raise Refused(f"{period.label}没有市级已通过的报表，无法汇总。")
    lines = lines_by_district(collected)
    revisions = [
        [c.return_id, c.revision, collected.hashes[c.return_id]] for c in collected.contributions
    ]
    made = AggregateRun(
        period=str(period),
        view=view,
        table=collected.table.key,
        regime=collected.regime.key,
        made_at=clock.now(),
        made_by=actor,
        final=final,
        lines=lines,
        revisions=revisions,
        content_hash=_hash([str(period), view, collected.regime.content_hash, lines, revisions]),
    )
    made.save()
    record(
        "outputs.report" if final else "outputs.aggregate",
        f"period:{period}",
        actor=actor,
        view=view,
        table=collected.table.title,
        units=len(revisions),
        content_hash=made.content_hash,
    )
    return made


def table_of_run(made: AggregateRun) -> OutputTable:
    """The table a run was made of, by the edition it was made with."""
    tables = regimes()[made.regime].tables.of(Period.parse(made.period).frequency)
    return next((table for table in tables if table.key == made.table), tables[0])


def lines_by_district(collected: Collected) -> dict[str, list[dict[str, str]]]:
    """Lines as exact text, for the city ("") and for each district that has returns."""
    groups = aggregate_by_district(collected.table, collected.contributions)
    groups[""] = aggregate(collected.table, collected.contributions)
    return {code: [line_text(line) for line in lines] for code, lines in sorted(groups.items())}


def line_text(line: Line) -> dict[str, str]:
    """One line as stored and as given by the command line: exact level and printed figures."""
    whole = in_whole_units(line)
    return {
        "key": line.row.key,
        "name": line.row.name,
        "unit": line.row.unit_of_measure,
        "current": level_text(line, published=False),
        "base": level_text(line, published=False, base=True),
        "growth": growth_text(line),
        "published_unit": line.row.published_unit if whole else line.row.unit_of_measure,
        "published_current": level_text(line, published=whole),
        "published_base": level_text(line, published=whole, base=True),
        "newcomers": str(line.newcomers),
    }


def _hash(content: Any) -> str:
    return "sha256:" + hashlib.sha256(canonical(content)).hexdigest()
