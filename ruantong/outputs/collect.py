"""From stored revisions to contributions: only the cells that a table needs, exactly typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import F, QuerySet

from ruantong.core.aggregation import (
    Contribution,
    base_values,
    in_national_scope,
    row_values,
)
from ruantong.core.dossier import FormData, Forms, Value
from ruantong.core.lifecycle import State
from ruantong.core.pack_paths import packs_dir
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime
from ruantong.core.tables import CellSum, OutputTable, Tables, load_tables
from ruantong.core.values import parse_number
from ruantong.registry.packs import regimes
from ruantong.returns.filing.register_facts import facts_of
from ruantong.returns.judging.rule_releases import regime_in_force
from ruantong.returns.models import Revision

CITY, NATIONAL = "city", "national"
VIEWS = {CITY: "市级口径（全部单位）", NATIONAL: "全国口径（规模以上）"}
COUNTED = (State.ACCEPTED.value, State.LOCKED.value)


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
    tables = _tables_of(regime.key)
    table = tables.main(period.frequency)
    needed = _needed(table, tables)
    last_year = _previous_annual(period, needed, regime)
    contributions, left_out = [], 0
    hashes: dict[int, str] = {}
    districts: dict[str, str] = {}
    for revision in _accepted(period, district):
        forms = typed(revision.forms, needed, regime)
        facts = facts_of(revision)
        annual = last_year.get(revision.owner.unit_id)
        if view == NATIONAL and not in_national_scope(
            tables, period, forms, _annual_revenue(tables, annual)
        ):
            left_out += 1
            continue
        base = annual if period.frequency is Frequency.ANNUAL else None
        contributions.append(
            Contribution(
                return_id=revision.owner_id,
                unit=facts.uscc,
                name=facts.name,
                district=revision.owner.district_code,
                revision=revision.number,
                current=row_values(table, forms),
                base=base_values(table, forms, base),
            )
        )
        hashes[revision.owner_id] = revision.content_hash
        districts[revision.owner.district_code] = facts.district_name
    found = tuple(contributions)
    return Collected(period, regime, tables, table, found, left_out, hashes, districts)


@cache
def _tables_of(regime_key: str) -> Tables:
    """Read once per process, like the edition; released rules change no table."""
    return load_tables(packs_dir(), regimes()[regime_key])


def _accepted(period: Period, district: str = "") -> QuerySet[Revision]:
    found = Revision.objects.filter(
        owner__period=str(period),
        owner__state__in=COUNTED,
        number=F("owner__accepted_revision"),
    )
    if district:
        found = found.filter(owner__district_code=district)
    return (
        found.select_related("owner")
        .only("number", "forms", "facts", "content_hash", "owner__district_code", "owner__unit_id")
        .order_by("owner__district_code", "owner__unit__uscc")
    )


def _previous_annual(period: Period, needed: Iterable[CellSum], regime: Regime) -> dict[int, Forms]:
    """Last accepted annual return before the period, by unit: base of growth, size for the view."""
    year = Period.parse(str(period.year - 1))
    return {
        revision.owner.unit_id: typed(revision.forms, needed, regime)
        for revision in _accepted(year)
    }


def _annual_revenue(tables: Tables, annual: Forms | None) -> int | None:
    if annual is None:
        return None
    form, indicator = tables.main_revenue[Frequency.ANNUAL].terms[0]
    value = annual[form].value(indicator, "A") if form in annual else None
    return value if isinstance(value, int) else None


def _needed(table: OutputTable, tables: Tables) -> tuple[CellSum, ...]:
    return (
        *(row.cells for row in table.rows),
        *tables.main_revenue.values(),
        *(cells for test in tables.scope_tests for cells in test.cells.values()),
    )


def typed(forms: Mapping[str, Any], needed: Iterable[CellSum], regime: Regime) -> Forms:
    """The needed cells of a stored document as integers; stored text is canonical."""
    wanted = {term for cells in needed for term in cells.terms}
    result: dict[str, FormData] = {}
    for code in {form for form, _ in wanted} & forms.keys():
        form, data = regime.form[code], forms[code]
        if form.row_groups and "lines" in form.row_group:
            result[code] = FormData(rows={"lines": tuple(_lines(data))})
            continue
        stored = data.get("cells", {})
        cells: dict[str, dict[str, Value]] = {}
        for _, indicator in (term for term in wanted if term[0] == code):
            decimals = form.by_code[indicator].decimals
            cells[indicator] = {
                column: parse_number(text, decimals=decimals, negative=True)
                for column, text in stored.get(indicator, {}).items()
                if column in {"A", "B"}
            }
        result[code] = FormData(cells=cells)
    return result


def _lines(data: Mapping[str, Any]) -> Iterable[dict[str, Value]]:
    for line in data.get("rows", {}).get("lines", []):
        yield {"code": line.get("code"), "1": parse_number(line.get("1"), decimals=2)}
