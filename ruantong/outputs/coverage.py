"""月报名录的覆盖率: the share of the annual survey's revenue that the units of the month roster hold.

The figures are those of accepted annual returns; a unit without one counts in neither part.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ruantong.core.cellref import parse_ref
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime
from ruantong.core.values import format_number
from ruantong.outputs.collect import cell_by_unit
from ruantong.registry.models import ReportingUnit
from ruantong.returns.moving.contributions import counted
from ruantong.returns.moving.expected import expected_units
from ruantong.returns.regimes import regime_for_period

_LOOK_BACK = 5


@dataclass(frozen=True)
class Holder:
    """A unit with its annual figure; ``revenue`` is in the last place of the cell, None: unknown."""

    unit: ReportingUnit
    listed: bool
    revenue: int | None
    rank: int
    share: Fraction
    cumulative: Fraction


@dataclass(frozen=True)
class Coverage:
    """Who files monthly in a period, held against an annual survey."""

    period: Period
    annual: Period
    name: str
    unit_text: str
    decimals: int
    wanted: Fraction
    holders: tuple[Holder, ...]

    @property
    def total(self) -> int:
        return sum(one.revenue or 0 for one in self.holders)

    def held_by(self, units: Collection[int]) -> int:
        """What these units have of it."""
        return sum(one.revenue or 0 for one in self.holders if one.unit.pk in units)

    @property
    def listed(self) -> frozenset[int]:
        return frozenset(one.unit.pk for one in self.holders if one.listed)

    def share_of(self, units: Collection[int]) -> Fraction:
        """Their part of the whole; nothing of nothing is nothing."""
        return Fraction(self.held_by(units), self.total) if self.total else Fraction(0)

    def enough(self, units: Collection[int]) -> bool:
        return self.total > 0 and self.share_of(units) >= self.wanted

    @property
    def line_at(self) -> int:
        """How many of the largest units reach the wanted share together."""
        return 1 + sum(
            1 for one in self.holders if one.revenue is not None and one.cumulative < self.wanted
        )

    def amount(self, value: int | None) -> str:
        return format_number(value, self.decimals, grouping=True) if value is not None else ""


def percent(share: Fraction) -> str:
    """“71.3%”. Cut, not rounded: 69.97 % is not 70."""
    tenths = share.numerator * 1000 // share.denominator
    return f"{tenths // 10}.{tenths % 10}%"


def base_of(period: Period) -> Period | None:
    """The newest annual survey before a month's year that has accepted returns."""
    years = [Period(Frequency.ANNUAL, period.year - back, 0) for back in range(1, _LOOK_BACK + 1)]
    accepted = counted(years)
    return next((year for year in years if accepted.get(str(year))), None)


def coverage(period: Period) -> Coverage | None:
    """None where no annual survey has accepted figures, or the edition names no cell for them."""
    annual = base_of(period)
    if annual is None:
        return None
    regime = regime_for_period(annual)
    headline = regime.survey.headline(Frequency.ANNUAL)
    ref = parse_ref(headline.cell) if headline else None
    rosters = (one for one in regime.survey.rosters if one.key == period.frequency.value)
    parameter = next((one.coverage for one in rosters), "")
    if headline is None or ref is None or not parameter:
        return None
    revenue = cell_by_unit(annual, regime.key, ref)
    decimals, unit_text = _cell_of(regime, ref.form, ref.indicator, ref.column)
    return Coverage(
        period, annual, headline.name, unit_text, decimals,
        Fraction(regime.parameters[parameter]), _holders(period, revenue),
    )  # fmt: skip


def _cell_of(regime: Regime, form: str, indicator: str, column: str) -> tuple[int, str]:
    term = next(
        term
        for term in regime.tables.terms
        if (term.form, term.indicator, term.column) == (form, indicator, column)
    )
    rows = (row for table in regime.tables.tables for row in table.rows)
    unit = next((row.unit_of_measure for row in rows if term in row.cells.terms), "")
    return term.decimals, unit


def _holders(period: Period, revenue: Mapping[int, int]) -> tuple[Holder, ...]:
    """The largest first; those without a figure last."""
    listed = set(expected_units(period).values_list("pk", flat=True))
    units = list(
        ReportingUnit.objects.select_related("district").filter(pk__in=listed | revenue.keys())
    )
    units.sort(key=lambda unit: (-revenue.get(unit.pk, -1), unit.uscc))
    total, so_far, found = sum(revenue.values()) or 1, 0, []
    for rank, unit in enumerate(units, start=1):
        value = revenue.get(unit.pk)
        so_far += value or 0
        found.append(
            Holder(
                unit, unit.pk in listed, value, rank,
                Fraction(value or 0, total), Fraction(so_far, total),
            )
        )  # fmt: skip
    return tuple(found)
