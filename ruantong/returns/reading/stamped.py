"""Scans of stamped copies: of whom one is wanted, which are there, and who may look at them.

A scan shows a whole submission: whoever may read that submission may read it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from ruantong.accounts.models import User
from ruantong.core.lifecycle import EDITABLE, Role, State
from ruantong.core.notices import ScanTerms, notice_for
from ruantong.core.periods import Period
from ruantong.core.regime import Regime
from ruantong.returns.errors import NotFound
from ruantong.returns.models import Return, Revision, ScanNotice, StampedCopy
from ruantong.returns.reading.access import number_of, readable_now, readable_revision, return_for
from ruantong.returns.reading.impact import impact_decimals, impact_of
from ruantong.returns.regimes import regime_for_period, regime_of

MISSING, HERE = "missing", "here"
LABELS = {MISSING: "缺盖章件", HERE: "有盖章件"}
_NOT_FILED = tuple(state.value for state in (*EDITABLE, State.RETIRED))


@dataclass(frozen=True)
class Stamped:
    """Of one submission: what is asked (None: nothing), and the scans sent in, newest first."""

    terms: ScanTerms | None
    copies: tuple[StampedCopy, ...]

    @property
    def missing(self) -> bool:
        return self.terms is not None and not self.copies


def terms_for(period: Period) -> ScanTerms | None:
    """What is asked of the returns of a period: what the city decided last, else what the notice of
    the pack says; None when no scan is wanted.
    """
    found = ScanNotice.objects.filter(frequency=period.frequency.value, year=period.year).last()
    if found is not None:
        return ScanTerms(found.floor, found.until, found.reason) if found.wanted else None
    notice = notice_for(regime_for_period(period).notices, period)
    return notice.scans.get(period.frequency) if notice else None


def decided() -> list[ScanNotice]:
    """The newest decision of each year and frequency, the latest year first."""
    newest = {(row.year, row.frequency): row for row in ScanNotice.objects.select_related("by")}
    return [newest[key] for key in sorted(newest, reverse=True)]


def stamped_of(ret: Return, revision: Revision) -> Stamped:
    """Of a submission that its reader has read already."""
    terms = terms_for(ret.parsed_period)
    if terms is not None:
        amount = impact_of(regime_of(ret), ret.parsed_period.frequency, revision.forms)
        if amount is None or amount < _floor(terms, regime_of(ret), ret.parsed_period):
            terms = None
    copies = StampedCopy.objects.filter(owner=ret, revision=revision.number).select_related("by")
    return Stamped(terms, tuple(copies.order_by("-pk")))


def copy_for(actor: User, pk: int, copy: int) -> StampedCopy:
    """One scan; ``NotFound`` unless the actor may read the submission it is of."""
    ret = return_for(actor, pk)
    found = StampedCopy.objects.filter(owner=ret, pk=number_of(copy)).first()
    if found is None or readable_revision(actor, ret, found.revision) is None:
        raise NotFound("没有这份盖章扫描件，或您无权查看。")
    return found


def scan_column(actor: User, period: Period | None) -> Case | Value:
    """Of the returns of a period as a column of lists: "", missing or here."""
    terms = terms_for(period) if period and actor.is_role(Role.DISTRICT, Role.CITY) else None
    if period is None or terms is None:
        return Value("", output_field=CharField())
    floor = _floor(terms, regime_for_period(period), period)
    asked = readable_now(actor) & Q(impact__gte=floor) & ~Q(state__in=_NOT_FILED)
    there = Exists(StampedCopy.objects.filter(owner=OuterRef("pk"), revision=OuterRef("revision")))
    return Case(
        When(asked & Q(there), then=Value(HERE)),
        When(asked, then=Value(MISSING)),
        default=Value(""),
        output_field=CharField(),
    )


def _floor(terms: ScanTerms, regime: Regime, period: Period) -> int:
    """In the last decimal place of the headline."""
    scale: int = 10 ** impact_decimals(regime, period.frequency)
    return terms.floor * scale
