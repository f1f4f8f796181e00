"""What accepted returns bring to the city's tables: kept at the acceptance, proved at any time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from ruantong.core.contributed import figures_of, layout_of
from ruantong.core.periods import Period
from ruantong.registry.survey.packs import regimes
from ruantong.returns.filing.register_facts import facts_of
from ruantong.returns.models import AcceptedFigures, Return, Revision
from ruantong.returns.reading.access import COUNTED, accepted_submissions
from ruantong.returns.regimes import regime_for_period

_BATCH = 200
_COPIED = tuple(
    field.attname for field in AcceptedFigures._meta.concrete_fields if not field.primary_key
)


@cache
def layout(regime_key: str) -> str:
    """Which cells the tables of an edition take."""
    return layout_of(regimes()[regime_key].tables)


def derived(revision: Revision, regime_key: str = "") -> AcceptedFigures:
    """What an accepted revision brings to the tables of the edition that serves its period, or of
    another one.
    """
    owner, facts = revision.owner, facts_of(revision)
    key = regime_key or regime_for_period(owner.parsed_period).key
    return AcceptedFigures(
        owner=owner,
        period=owner.period,
        district_code=owner.district_code,
        district_name=facts.district_name,
        unit_id=owner.unit_id,
        uscc=facts.uscc,
        name=facts.name,
        revision=revision.number,
        content_hash=revision.content_hash,
        layout=layout(key),
        figures=figures_of(revision.forms, regimes()[key].tables),
    )


def settle(returns: Collection[Return]) -> None:
    """Bring the contributions of some returns in line with their state; called by every act that
    accepts or takes an acceptance back.
    """
    pks = [ret.pk for ret in returns]
    AcceptedFigures.objects.filter(owner__in=pks).delete()
    if counting := [ret.pk for ret in returns if ret.state in COUNTED]:
        _write(accepted_submissions().filter(owner__in=counting))


def contributions_of(
    period: Period, regime_key: str, district: str = ""
) -> Iterator[AcceptedFigures]:
    """The contributions to a period by district and code of the unit, in the layout of an edition.

    One that was kept in another layout is taken from its revision instead: nothing is written.
    """
    kept = _contributions_of(district).filter(period=str(period))
    found = list(kept.order_by("district_code", "uscc"))
    wanted = layout(regime_key)
    old = [each.owner_id for each in found if each.layout != wanted]
    anew = {}
    if old:
        for revision in accepted_submissions().filter(owner__in=old):
            anew[revision.owner_id] = derived(revision, regime_key)
    for each in found:
        yield anew.get(each.owner_id, each)


def nil_among(period: Period, district: str = "") -> frozenset[int]:
    """The returns that count in the tables of a period and were filed as confirmed nil returns."""
    kept = _contributions_of(district).filter(period=str(period), owner__nil=True)
    return frozenset(kept.values_list("owner_id", flat=True))


def counted(periods: Iterable[Period], district: str = "") -> dict[str, int]:
    """How many returns count in the tables of each period; no figures."""
    kept = _contributions_of(district).filter(period__in=[str(period) for period in periods])
    return dict(kept.values_list("period").annotate(n=Count("pk")).order_by())


def any_of_period(district: str = "") -> Exists:
    """A column of period openings: some return counts in the tables of the period."""
    return Exists(_contributions_of(district).filter(period=OuterRef("period")))


def _contributions_of(district: str) -> QuerySet[AcceptedFigures]:
    """The contributions of a district; of all where none is named."""
    kept = AcceptedFigures.objects.all()
    return kept.filter(district_code=district) if district else kept


# ---- proving and making anew ---------------------------------------------------------------------


@dataclass(frozen=True)
class Deviation:
    """A return whose contribution is not what its accepted revision says."""

    return_id: int
    period: str
    reason: str


def deviations() -> Iterator[Deviation]:
    """Every contribution held against its revision, and every revision that has none."""
    kept = {each.owner_id: each for each in AcceptedFigures.objects.all()}
    for revision in accepted_submissions().order_by("owner_id").iterator(_BATCH):
        mine = kept.pop(revision.owner_id, None)
        if mine is None:
            yield Deviation(revision.owner_id, revision.owner.period, "缺少取数")
            continue
        right = derived(revision)
        wrong = [name for name in _COPIED if getattr(mine, name) != getattr(right, name)]
        if wrong:
            reason = "取数的指标已改变" if "layout" in wrong else "与已通过的上报版本不一致"
            yield Deviation(revision.owner_id, revision.owner.period, reason)
    for left in kept.values():
        yield Deviation(left.owner_id, left.period, "报表未处于市级已通过状态，却有取数")


@transaction.atomic
def rebuild() -> int:
    """Make every contribution anew from the accepted revisions; answers how many there are."""
    AcceptedFigures.objects.all().delete()
    return _write(accepted_submissions())


def _write(revisions: QuerySet[Revision]) -> int:
    written = 0
    batch: list[AcceptedFigures] = []
    for revision in _all_of(revisions):
        batch.append(derived(revision))
        if len(batch) == _BATCH:
            AcceptedFigures.objects.bulk_create(batch)
            written, batch = written + len(batch), []
    AcceptedFigures.objects.bulk_create(batch)
    return written + len(batch)


def _all_of(revisions: QuerySet[Revision]) -> Iterable[Revision]:
    """A few at a time: a revision holds a whole return and its report."""
    return revisions.order_by("owner_id").iterator(_BATCH)
