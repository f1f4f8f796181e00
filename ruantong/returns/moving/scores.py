"""Keeping the scores by which reviewers order their queue: at 确定上报, and anew by the clock.

The scores of a period are held against what was filed for it as soon as that says something of
ratios, before that against the latest period of the same kind. They decide nothing: they say what to
read first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import F

from ruantong.core.content import FormsJson
from ruantong.core.lifecycle import State
from ruantong.core.periods import Period
from ruantong.core.selective.score import Facts, Reference, Score, references, score_of
from ruantong.core.selective.spread import Spread
from ruantong.core.selective.watching import watched_of
from ruantong.core.selective_method import Method
from ruantong.gateways import clock
from ruantong.returns.judging.dossiers import Comparisons, as_now
from ruantong.returns.models import Return, ReviewReference, ReviewScore, Revision
from ruantong.returns.reading.access import filed_submissions
from ruantong.returns.reading.changes import changes_between
from ruantong.returns.regimes import regime_for_period, regime_of

_BATCH = 200
_KEPT = ("period", "revision", "facts", "district", "city", "cell", "signs")
_WAITING = (
    State.SUBMITTED.value,
    State.CITY_RETURNED_TO_DISTRICT.value,
    State.FORWARDED.value,
)


def method_of(period: Period) -> Method | None:
    """How returns of a period are ordered; None where the pack does not say."""
    return regime_for_period(period).survey.method(period.frequency)


def keep_score(revision: Revision, compared: Comparisons, before: Revision | None) -> None:
    """The score of a submission, in its transaction, by what it was compared with; ``before``: the
    submission it replaces.
    """
    ret = revision.owner
    method = method_of(ret.parsed_period)
    if method is None:
        return
    facts = _facts(revision, compared.year_ago, before, method)
    against = _references(ret.parsed_period, method)
    kept = _put(_unscored(revision, facts), score_of(facts, ret.district_code, against, method))
    _keep([kept])


def rescore(period: Period) -> int:
    """References and scores of a period anew from the facts kept of its submissions; how many."""
    with transaction.atomic():
        kept = ReviewScore.objects.filter(period=str(period)).select_related("owner")
        return _replace(period, list(kept))


def rebuild(period: Period) -> int:
    """The scores of a period anew from its revisions; how many."""
    method = method_of(period)
    if method is None:
        return 0
    with transaction.atomic():
        ago = {unit: latest for unit, latest, _ in _latest(period.year_ago())}
        kept = []
        for unit, latest, before in _latest(period):
            past = ago.get(unit)
            regime = regime_of(latest.owner)
            year_ago = as_now(regime, past.regime, past.forms) if past else None
            kept.append(_unscored(latest, _facts(latest, year_ago, before, method)))
        return _replace(period, kept)


def _replace(period: Period, kept: list[ReviewScore]) -> int:
    """Store these instead of the scores of a period, held against one another."""
    method = method_of(period)
    if method is None:
        return 0
    filed = [(each.owner.district_code, Facts.from_json(each.facts)) for each in kept]
    reference = _made(period, method, filed)
    against = _read(reference)
    for each, (district, facts) in zip(kept, filed, strict=True):
        _put(each, score_of(facts, district, against, method))
    ReviewReference.objects.bulk_create(
        [reference],
        update_conflicts=True,
        unique_fields=["period"],
        update_fields=["source", "filed", "cells", "made_at"],
    )
    _keep(kept)
    return len(kept)


def _keep(scores: list[ReviewScore]) -> None:
    """Store scores over those of the same returns, whoever else is storing some."""
    ReviewScore.objects.bulk_create(
        scores, _BATCH, update_conflicts=True, unique_fields=["owner"], update_fields=_KEPT
    )


def keep_in_step() -> int:
    """What the clock does: scores of periods in which returns wait, held against what was filed
    until now; all of a period where a latest submission has none. How many periods.
    """
    filed = Return.objects.filter(revision__gt=0).order_by("period")
    waiting = filed.filter(state__in=_WAITING).values_list("period", flat=True).distinct()
    unscored = filed.exclude(review_score__revision=F("revision"))
    missing = set(unscored.values_list("period", flat=True).distinct())
    for period in sorted(missing | set(waiting)):
        (rebuild if period in missing else rescore)(Period.parse(period))
    return len(missing | set(waiting))


def _latest(period: Period) -> Iterator[tuple[int, Revision, Revision | None]]:
    """Unit, latest submission and the one before it of every return of a period."""
    filed = filed_submissions(str(period)).order_by("owner_id", "-number")
    for _, revisions in groupby(filed.iterator(_BATCH), key=lambda each: each.owner_id):
        latest, *before = revisions
        yield latest.owner.unit_id, latest, before[0] if before else None


def _facts(
    revision: Revision, year_ago: FormsJson | None, before: Revision | None, method: Method
) -> Facts:
    regime = regime_of(revision.owner)
    cells = watched_of(regime, method, revision.forms, year_ago)
    asked = revision.report.get("suspicions", ())
    return Facts(
        cells=cells,
        slips=frozenset(ref for suspicion in asked for ref in suspicion["cells"]),
        queries=len(revision.explanations),
        first=not any(each.before for each in cells.values()),
        changed=len(changes_between(regime, before.forms, revision.forms)) if before else 0,
    )


def _unscored(revision: Revision, facts: Facts) -> ReviewScore:
    return ReviewScore(
        owner=revision.owner,
        period=revision.owner.period,
        revision=revision.number,
        facts=facts.as_json(),
    )


def _put(kept: ReviewScore, score: Score) -> ReviewScore:
    kept.district, kept.city, kept.cell = score.district, score.city, score.cell
    kept.signs = [[sign.value, round(value, 4)] for sign, value in score.signs]
    return kept


# ---- what scores are held against ----------------------------------------------------------------


def _references(period: Period, method: Method) -> Mapping[str, Reference]:
    """As they were made last; else made now."""
    stored = ReviewReference.objects.filter(period=str(period)).first()
    if stored is None:
        stored = _made(period, method, _filed(str(period)))
        ReviewReference.objects.bulk_create([stored], ignore_conflicts=True)
    return _read(stored)


def _made(period: Period, method: Method, filed: list[tuple[str, Facts]]) -> ReviewReference:
    """Of what was ``filed`` for the period; while that is too little, of the latest period before."""
    source = str(period)
    if len(filed) < method.least:
        before = ReviewScore.objects.filter(
            period__lt=str(period), owner__frequency=period.frequency.value
        )
        earlier = before.order_by("-period").values_list("period", flat=True).first()
        if earlier:
            source, filed = earlier, _filed(earlier)
    return ReviewReference(
        period=str(period),
        source=source,
        filed=len(filed),
        cells={ref: asdict(each) for ref, each in references(method, filed).items()},
        made_at=clock.now(),
    )


def _filed(period: str) -> list[tuple[str, Facts]]:
    kept = ReviewScore.objects.filter(period=period).values_list("owner__district_code", "facts")
    return [(district, Facts.from_json(facts)) for district, facts in kept]


def _read(stored: ReviewReference) -> Mapping[str, Reference]:
    return {ref: _from_json(each) for ref, each in stored.cells.items()}


def _from_json(stored: Mapping[str, Any]) -> Reference:
    spread = stored["spread"]
    return Reference(Spread(**spread) if spread else None, stored["total"], stored["totals"])
