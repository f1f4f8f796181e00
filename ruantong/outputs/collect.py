"""From the figures kept of accepted returns to the contributions of one table and view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ruantong.core.aggregation import (
    Contribution,
    base_values,
    cell_sum,
    in_national_scope,
    row_values,
)
from ruantong.core.contributed import forms_of
from ruantong.core.dossier import Forms
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime
from ruantong.core.tables import OutputTable, Tables
from ruantong.returns.judging.rule_releases import regime_in_force
from ruantong.returns.moving.contributions import contributions_of

CITY, NATIONAL = "city", "national"
VIEWS = {CITY: "市级口径（全部单位）", NATIONAL: "全国口径（规模以上）"}


@dataclass(frozen=True)
class Collected:
    """The returns behind a table, with what is needed to trace and to recompute it.

    ``left_out`` counts accepted returns outside the view; ``hashes`` are content hashes by
    return id, ``districts`` the names of districts as they were filed.
    """

    period: Period
    regime: Regime
    tables: Tables
    table: OutputTable
    contributions: tuple[Contribution, ...]
    left_out: int
    hashes: Mapping[int, str]
    districts: Mapping[str, str]


def collect(period: Period, view: str = CITY, *, district: str = "") -> Collected:
    """Accepted returns of a period as contributions; one query per period looked at."""
    regime = regime_in_force(period)
    tables = regime.tables
    table = tables.of(period.frequency)[0]
    national, compares = view == NATIONAL, not table.has_year_ago
    last_year = _previous_annual(period, regime.key) if national or compares else {}
    contributions, left_out = [], 0
    hashes: dict[int, str] = {}
    districts: dict[str, str] = {}
    for kept in contributions_of(period, regime.key, district):
        forms, annual = forms_of(kept.figures), last_year.get(kept.unit_id)
        revenue = _annual_revenue(tables, annual) if national else None
        if national and not in_national_scope(tables, period, forms, revenue):
            left_out += 1
            continue
        contributions.append(
            Contribution(
                return_id=kept.owner_id,
                unit=kept.uscc,
                name=kept.name,
                district=kept.district_code,
                revision=kept.revision,
                current=row_values(table, forms),
                base=base_values(table, forms, annual if compares else None),
            )
        )
        hashes[kept.owner_id] = kept.content_hash
        districts[kept.district_code] = kept.district_name
    found = tuple(contributions)
    return Collected(period, regime, tables, table, found, left_out, hashes, districts)


def _previous_annual(period: Period, regime_key: str) -> dict[int, Forms]:
    """Last accepted annual return before the period, by unit: base of growth, size for the view."""
    year = Period.parse(str(period.year - 1))
    return {kept.unit_id: forms_of(kept.figures) for kept in contributions_of(year, regime_key)}


def _annual_revenue(tables: Tables, annual: Forms | None) -> int | None:
    if annual is None or Frequency.ANNUAL not in tables.main_revenue:
        return None
    return cell_sum(annual, tables.main_revenue[Frequency.ANNUAL])
