"""One indicator of one unit over the periods it has filed: what the chart at a cell shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import F, Q

from ruantong.accounts.models import User
from ruantong.core.cellref import CellRef
from ruantong.core.content import get
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import ColumnRole, Indicator, Kind, Regime
from ruantong.registry.survey.packs import regimes
from ruantong.returns.models import Return
from ruantong.returns.reading.access import revisions_for, taken_back
from ruantong.returns.regimes import regime_of

_MOST_MONTHS = 24


@dataclass(frozen=True)
class Point:
    """What was filed for a period; ``same``: the same part of another year."""

    label: str
    text: str
    same: bool


@dataclass(frozen=True)
class Series:
    """Earlier figures of an indicator, the oldest first; ``cell`` holds the one of now."""

    cell: str
    name: str
    unit_of_measure: str
    points: tuple[Point, ...]


def series_of(actor: User, ret: Return, ref: CellRef) -> Series | None:
    """24 months, or all years, before ``ret``; None for a cell without a figure of its own.

    Only submissions that the actor may read, and only where the edition counts the indicator in the
    same unit.
    """
    figure = _figure(regime_of(ret), ref)
    if figure is None:
        return None
    indicator, own = figure
    period = ret.parsed_period
    filed = (
        revisions_for(actor)
        .filter(
            owner__unit=ret.unit_id,
            owner__frequency=ret.frequency,
            owner__period__lt=ret.period,
            number=F("owner__revision"),
        )
        .exclude(Q(taken_back("owner", "number")))
    )
    filed = filed.order_by("-owner__period")
    if period.frequency is Frequency.MONTHLY:
        filed = filed[:_MOST_MONTHS]
    points = []
    for owner_period, edition, forms in filed.values_list("owner__period", "regime", "forms"):
        then = _figure(regimes()[edition], own) if edition in regimes() else None
        if then is None or then[0].unit_of_measure != indicator.unit_of_measure:
            continue
        earlier = Period.parse(owner_period)
        if text := get(forms, own):
            points.append(Point(earlier.label, text, earlier.number == period.number))
    return Series(str(own), indicator.name, indicator.unit_of_measure, tuple(reversed(points)))


def _figure(regime: Regime, ref: CellRef) -> tuple[Indicator, CellRef] | None:
    """The row of a cell, and where it holds what the respondent reports of the period itself."""
    form = regime.form.get(ref.form)
    indicator = form.by_code.get(ref.indicator) if form else None
    if form is None or indicator is None or ref.column not in indicator.columns:
        return None
    if indicator.kind is not Kind.NUMBER:
        return None
    for column in form.columns:
        if column.role is ColumnRole.CURRENT and column.key in indicator.columns:
            return indicator, replace(ref, column=column.key)
    return None
