"""Trying a draft on returns already filed, a step at a time; and the list of what changes.

Only revisions that a district has forwarded are judged: the city sees nothing else (依法审核).
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.core.dossier import Dossier, UnitFacts
from ruantong.core.interchange import parse_forms
from ruantong.core.periods import Frequency, Period
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.rules.trial import FAILS, Trial, changed_rules, trial_of
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit
from ruantong.returns.dossiers import Comparisons, lists_of, with_comparisons
from ruantong.returns.models import PeriodOpening, Revision
from ruantong.returns.regimes import ruleset_version
from ruantong.rulelab.drafts import check_text, form_of, require_city
from ruantong.rulelab.models import DraftText, DryRun, DryRunRow
from ruantong.trail.record import record

CHUNK = 200
#: Seconds one request works before it answers with the progress so far.
PATIENCE = 1.5
CHANGES = {"fails": "新增不符", "passes": "不再不符", "other": "其他变化"}


def periods_of(regime_key: str, frequency: Frequency) -> list[Period]:
    """Periods of an edition that were opened, newest first."""
    opened = PeriodOpening.objects.filter(regime=regime_key).values_list("period", flat=True)
    found = (Period.parse(text) for text in opened)
    return sorted((p for p in found if p.frequency is frequency), reverse=True)


def readable(periods: Collection[str], regime_key: str) -> QuerySet[Revision]:
    """The latest forwarded submission of every return of the periods."""
    return Revision.objects.filter(
        owner__period__in=periods,
        owner__regime=regime_key,
        number=F("owner__forwarded_revision"),
    )


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
    checked = check_text(draft, text)
    if checked.ruleset is None or checked.before is None:
        raise Refused("草案还有错误，改正后才能试运行。")
    rules = changed_rules(checked.before, checked.ruleset)
    if not rules:
        raise Refused("草案与现行审核关系的判断没有不同，无须试运行。")
    run = DryRun.objects.create(
        text=text,
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
    require_city(actor)
    begun = time.monotonic()
    begun_run = DryRun.objects.select_related("text__draft").get(pk=pk)
    if begun_run.finished:
        return begun_run
    judges = _judges(begun_run)
    while True:
        with transaction.atomic():
            run = DryRun.objects.select_for_update().get(pk=pk)
            if run.finished:
                return run
            ended = _step(run, judges)
        if ended or time.monotonic() - begun > patience:
            return run


@dataclass
class _Judges:
    """Judges of the draft, and of every rule set in force for returns of the run."""

    rules: Collection[str]
    ruleset: RuleSet
    after: Trial
    before: dict[str, Trial]

    def in_force(self, version: str) -> Trial:
        if version not in self.before:
            regime, frequency = self.ruleset.regime.key, self.ruleset.frequency
            self.before[version] = trial_of(ruleset_version(regime, version, frequency), self.rules)
        return self.before[version]


def _judges(run: DryRun) -> _Judges:
    checked = check_text(run.text.draft, run.text)
    if checked.ruleset is None:
        raise Refused("此后审核关系又有发布，这一稿已不能试运行；请修改草案后重新试运行。")
    return _Judges(run.rules, checked.ruleset, trial_of(checked.ruleset, run.rules), {})


def _step(run: DryRun, judges: _Judges) -> bool:
    """Judge the next returns; True when none are left."""
    revisions = list(
        readable(run.periods, judges.ruleset.regime.key)
        .filter(pk__gt=run.cursor)
        .select_related("owner__unit")
        .order_by("pk")[:CHUNK]
    )
    counts = {rule: {side: dict(n) for side, n in run.counts.get(rule, {}).items()}
              for rule in run.rules}  # fmt: skip
    rows: list[DryRunRow] = []
    for revision, dossier in dossiers_of(revisions, judges.ruleset):
        trial = judges.in_force(revision.owner.rule_version)
        for rule in run.rules:
            before, after = trial.outcome(rule, dossier), judges.after.outcome(rule, dossier)
            for side, outcome in (("before", before), ("after", after)):
                tally = counts[rule].setdefault(side, {})
                tally[outcome] = tally.get(outcome, 0) + 1
            if before != after:
                rows.append(_row(run, judges.after, revision, rule, (before, after), dossier))
    DryRunRow.objects.bulk_create(rows, batch_size=500)
    run.counts, run.done = counts, run.done + len(revisions)
    if revisions:
        run.cursor = revisions[-1].pk
    ended = len(revisions) < CHUNK
    if ended:
        run.finished_at, run.total = clock.now(), run.done
    run.save()
    return ended


def _row(
    run: DryRun,
    after: Trial,
    revision: Revision,
    rule: str,
    outcomes: tuple[str, str],
    dossier: Dossier,
) -> DryRunRow:
    before, now = outcomes
    change = "fails" if now == FAILS else "passes" if before == FAILS else "other"
    told = " ".join(f.message for f in after.failing(rule, dossier)) if now == FAILS else ""
    return DryRunRow(
        run=run,
        owner_id=revision.owner_id,
        revision=revision.number,
        rule=rule,
        before=before,
        after=now,
        change=change,
        message=told,
    )


def dossiers_of(
    revisions: Collection[Revision], ruleset: RuleSet
) -> Iterable[tuple[Revision, Dossier]]:
    """Submissions as the rules see them, with what they are compared with; four queries for all."""
    regime = ruleset.regime
    wanted: set[str] = set()
    for revision in revisions:
        period = revision.owner.parsed_period
        near = [period.previous(), period.year_ago()]
        if period.frequency is Frequency.ANNUAL:
            near.append(period.december())
        wanted.update(str(other) for other in near if other)
    units = {revision.owner.unit_id for revision in revisions}
    earlier = {
        (unit, period): forms
        for unit, period, forms in Revision.objects.filter(
            owner__unit_id__in=units, owner__period__in=wanted, number=F("owner__revision")
        ).values_list("owner__unit_id", "owner__period", "forms")
    }
    lists = lists_of({(r.owner.unit_id, r.owner.parsed_period) for r in revisions})
    annual = ruleset.frequency is Frequency.ANNUAL
    known = dict(ReportingUnit.objects.values_list("uscc", "pk")) if annual else {}
    for revision in revisions:
        ret, period = revision.owner, revision.owner.parsed_period
        written = (revision.forms.get("1", {}).get("cells", {}).get("109") or {}).get("A")
        unique = not written or known.get(written, ret.unit_id) == ret.unit_id
        facts = UnitFacts(
            uscc=ret.unit.uscc,
            name=ret.unit.name,
            district=ret.district_code,
            lists=lists[ret.unit_id, period],
            uscc_unique=unique if annual else None,
        )
        december = period.december() if period.frequency is Frequency.ANNUAL else None
        compared = Comparisons(
            earlier.get((ret.unit_id, str(period.previous()))),
            earlier.get((ret.unit_id, str(period.year_ago()))),
            earlier.get((ret.unit_id, str(december))),
        )
        forms, _ = parse_forms(regime, period, revision.forms)
        dossier = Dossier(period=period, unit=facts, forms=forms)
        yield revision, with_comparisons(regime, dossier, compared)
