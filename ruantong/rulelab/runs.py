"""Trying a draft on returns already filed: all at once in columns, a step at a time; what changes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import transaction

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.core.periods import Frequency, Period
from ruantong.core.rules.ruleset import changed_rules
from ruantong.gateways import clock
from ruantong.returns.judging.rule_releases import latest_version
from ruantong.returns.models import PeriodOpening
from ruantong.rulelab.drafts import compiled_text, form_of, require_city
from ruantong.rulelab.history import Submission, readable, submissions_of
from ruantong.rulelab.models import DraftText, DryRun, DryRunRow
from ruantong.rulelab.trial import FAILS, told_apart
from ruantong.trail.record import record

if TYPE_CHECKING:
    from ruantong.rulelab.judging import Judges

#: Returns judged in one transaction.
CHUNK = 1000
#: Seconds one request works before it answers with the progress so far.
PATIENCE = 1.5
CHANGES = {"fails": "新增不符", "passes": "不再不符", "other": "其他变化"}


def periods_of(regime_key: str, frequency: Frequency) -> list[Period]:
    """Periods of an edition that were opened, newest first."""
    opened = PeriodOpening.objects.filter(regime=regime_key).values_list("period", flat=True)
    found = (Period.parse(text) for text in opened)
    return sorted((p for p in found if p.frequency is frequency), reverse=True)


@transaction.atomic
def start_run(text: DraftText, *, actor: User, periods: Collection[str]) -> DryRun:
    """A dry run over chosen periods; ``Refused`` for a draft with faults or that changes nothing."""
    require_city(actor)
    draft = text.draft
    _, form = form_of(draft.regime, draft.form)
    known = {str(period) for period in periods_of(draft.regime, form.frequency)}
    chosen = [period for period in dict.fromkeys(periods) if period in known]
    if not chosen:
        raise Refused("请选择至少一个已开放的报告期。")
    base = latest_version(draft.regime, form.frequency)
    checked = compiled_text(draft, text, base)
    if checked.ruleset is None or checked.before is None:
        raise Refused("草案还有错误，改正后才能试运行。")
    rules = changed_rules(checked.before, checked.ruleset)
    if not rules:
        raise Refused("草案与现行审核关系的判断没有不同，无须试运行。")
    run = DryRun.objects.create(
        text=text,
        base=base,
        periods=chosen,
        rules=list(rules),
        total=readable(chosen, draft.regime).count(),
        started_at=clock.now(),
        by=actor,
    )
    record("rules.dry_run", f"draft:{draft.pk}", actor=actor, version=text.number, periods=chosen)
    return run


def work(pk: int, *, actor: User, patience: float = PATIENCE) -> DryRun:
    """Judge further returns for a while; each step is kept, so that a run can be taken up again."""
    # Workers in which no draft is tried do without the data frames.
    from ruantong.rulelab.judging import judges_of

    require_city(actor)
    begun = time.monotonic()
    run = DryRun.objects.select_related("text__draft").get(pk=pk)
    if run.finished:
        return run
    judges = judges_of(run)
    while True:
        with transaction.atomic():
            run = DryRun.objects.select_for_update().get(pk=pk)
            if run.finished:
                return run
            ended = _step(run, judges)
        if ended or time.monotonic() - begun > patience:
            return run


def _step(run: DryRun, judges: Judges) -> bool:
    """Judge the next returns; True when none are left."""
    revisions = readable(run.periods, judges.regime).filter(pk__gt=run.cursor)
    found = submissions_of(revisions.order_by("pk")[:CHUNK], judges.reading)
    rows: list[DryRunRow] = []
    counts = {}
    for rule, outcomes in judges.outcomes(found):
        counts[rule] = _added(run.counts.get(rule, {}), outcomes)
        rows += [
            _row(run, each, rule, before, after)
            for each, (before, after) in zip(found, outcomes, strict=True)
            if told_apart(before, after)
        ]
    DryRunRow.objects.bulk_create(rows, batch_size=500)
    run.counts, run.done = counts, run.done + len(found)
    if found:
        run.cursor = found[-1].pk
    ended = len(found) < CHUNK
    if ended:
        run.finished_at, run.total = clock.now(), run.done
    run.save()
    return ended


def _added(
    old: Mapping[str, Mapping[str, int]], outcomes: Iterable[tuple[str, str]]
) -> dict[str, dict[str, int]]:
    tallies = zip(*outcomes, strict=True)
    return {
        side: dict(Counter(old.get(side, {})) + Counter(next(tallies, ())))
        for side in ("before", "after")
    }


def _row(run: DryRun, each: Submission, rule: str, before: str, after: str) -> DryRunRow:
    change = "fails" if after == FAILS else "passes" if before == FAILS else "other"
    return DryRunRow(
        run=run,
        owner_id=each.owner_id,
        revision=each.number,
        rule=rule,
        before=before,
        after=after,
        change=change,
    )
