"""From the figures kept of accepted returns to the contributions of one table and view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ruantong.core.aggregation import (
    Contribution,
    base_values,
    cell_sum,
    passed_test,
    row_values,
)
from ruantong.core.cellref import CellRef
from ruantong.core.contributed import forms_of
from ruantong.core.notices import notice_for
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime
from ruantong.core.tables import OutputTable, ScopeTest, Tables
from ruantong.returns.errors import Refused
from ruantong.returns.judging.rule_releases import regime_in_force
from ruantong.returns.models import AcceptedFigures
from ruantong.returns.moving.contributions import contributions_of, nil_among
from ruantong.returns.regimes import regime_for_period

CITY, NATIONAL = "city", "national"
VIEWS = {CITY: "市级口径", NATIONAL: "全国口径（规模以上）"}
_CITY_OF_ALL, _CITY_FROM_FLOORS = "市级口径（全部单位）", "市级口径（通知规定的门槛以上）"


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

    @property
    def nil(self) -> int:
        """How many of the returns are confirmed nil returns."""
        return sum(each.nil for each in self.contributions)


def table_of(period: Period, key: str = "") -> OutputTable:
    """A table over the returns of a period by its key, "" for the first; ``Refused`` for none."""
    tables = regime_for_period(period).tables.of(period.frequency)
    found = next((table for table in tables if key in ("", table.key)), None)
    if found is None:
        raise Refused(f"{period.label}没有这张汇总表。")
    return found


def views_of(period: Period) -> dict[str, str]:
    """The views a period has: the national one where the edition says what it measures by. Which
    units the city's own counts is up to the notice of the period.
    """
    regime = regime_for_period(period)
    views = {CITY: _CITY_FROM_FLOORS if _floors(regime, period) else _CITY_OF_ALL}
    if period.frequency in regime.tables.main_revenue:
        views[NATIONAL] = VIEWS[NATIONAL]
    return views


def _floors(regime: Regime, period: Period) -> Mapping[str, int]:
    notice = notice_for(regime.notices, period)
    return notice.floors if notice else {}


def _tests(view: str, regime: Regime, period: Period) -> tuple[ScopeTest, ...] | None:
    """Of which a return has to pass one to be counted; None where every return counts."""
    if view == NATIONAL:
        return regime.tables.scope_tests
    floors = _floors(regime, period)
    return regime.tables.tests_from(floors) if floors else None


def collect(period: Period, view: str = CITY, *, table: str = "", district: str = "") -> Collected:
    """Accepted returns of a period as contributions; one query per period looked at.

    For a ``district`` only returns filed with it, those of the year before too: what a unit filed
    with another district before it moved is not this one's to read.
    """
    regime = regime_in_force(period)
    tables = regime.tables
    wanted = table_of(period, table)
    tests, compares = _tests(view, regime, period), not wanted.has_year_ago
    year = Period(Frequency.ANNUAL, period.year - 1, 0)
    last_year = _kept_by_unit(period.year_ago(), regime.key, district) if compares else {}
    annual = _kept_by_unit(year, regime.key) if tests is not None else {}
    nil = nil_among(period, district)
    contributions, left_out = [], 0
    hashes: dict[int, str] = {}
    districts: dict[str, str] = {}
    for kept in contributions_of(period, regime.key, district):
        forms = forms_of(kept.figures)
        revenue = _annual_revenue(tables, annual.get(kept.unit_id))
        before = last_year.get(kept.unit_id)
        if tests is not None and passed_test(tables, tests, period, forms, revenue) is None:
            left_out += 1
            continue
        contributions.append(
            Contribution(
                return_id=kept.owner_id,
                unit=kept.uscc,
                name=kept.name,
                district=kept.district_code,
                revision=kept.revision,
                current=row_values(wanted, forms),
                base=base_values(wanted, forms, forms_of(before.figures) if before else None),
                base_district=before.district_code if before else kept.district_code,
                nil=kept.owner_id in nil,
            )
        )
        hashes[kept.owner_id] = kept.content_hash
        districts[kept.district_code] = kept.district_name
    found = tuple(contributions)
    return Collected(period, regime, tables, wanted, found, left_out, hashes, districts)


def _kept_by_unit(
    period: Period, regime_key: str, district: str = ""
) -> dict[int, AcceptedFigures]:
    """Accepted figures of another period by unit: base of growth, or size for the view."""
    return {kept.unit_id: kept for kept in contributions_of(period, regime_key, district)}


def cell_by_unit(period: Period, regime_key: str, ref: CellRef) -> dict[int, int]:
    """One cell of the accepted returns of a period by unit, scaled; blank ones left out."""
    found: dict[int, int] = {}
    for kept in contributions_of(period, regime_key):
        data = forms_of(kept.figures).get(ref.form)
        value = data.at(ref) if data else None
        if isinstance(value, int):
            found[kept.unit_id] = value
    return found


def _annual_revenue(tables: Tables, annual: AcceptedFigures | None) -> int | None:
    if annual is None or Frequency.ANNUAL not in tables.main_revenue:
        return None
    return cell_sum(forms_of(annual.figures), tables.main_revenue[Frequency.ANNUAL])
