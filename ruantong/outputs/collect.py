"""From stored revisions to contributions: only the cells that a table needs, exactly typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from ruantong.core.aggregation import (
    Contribution,
    base_values,
    cell_sum,
    in_national_scope,
    row_values,
)
from ruantong.core.dossier import FormData, Forms, Value
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime
from ruantong.core.tables import OutputTable, Tables, Term
from ruantong.core.values import parse_number
from ruantong.returns.filing.register_facts import facts_of
from ruantong.returns.judging.rule_releases import regime_in_force
from ruantong.returns.models import Revision
from ruantong.returns.reading.access import accepted_submissions

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
    needed = tables.terms
    last_year = _previous_annual(period, needed)
    contributions, left_out = [], 0
    hashes: dict[int, str] = {}
    districts: dict[str, str] = {}
    for revision in _accepted(period, district):
        forms = typed(revision.forms, needed)
        facts = facts_of(revision)
        annual = last_year.get(revision.owner.unit_id)
        if view == NATIONAL and not in_national_scope(
            tables, period, forms, _annual_revenue(tables, annual)
        ):
            left_out += 1
            continue
        base = None if table.has_year_ago else annual
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


def _accepted(period: Period, district: str = "") -> QuerySet[Revision]:
    return (
        accepted_submissions(str(period), district)
        .select_related("owner")
        .only("number", "forms", "facts", "content_hash", "owner__district_code", "owner__unit_id")
        .order_by("owner__district_code", "owner__unit__uscc")
    )


def _previous_annual(period: Period, needed: Iterable[Term]) -> dict[int, Forms]:
    """Last accepted annual return before the period, by unit: base of growth, size for the view."""
    year = Period.parse(str(period.year - 1))
    return {revision.owner.unit_id: typed(revision.forms, needed) for revision in _accepted(year)}


def _annual_revenue(tables: Tables, annual: Forms | None) -> int | None:
    if annual is None or Frequency.ANNUAL not in tables.main_revenue:
        return None
    return cell_sum(annual, tables.main_revenue[Frequency.ANNUAL])


def typed(forms: Mapping[str, Any], needed: Iterable[Term]) -> Forms:
    """The needed cells of a stored document as integers; stored text is canonical."""
    cells: dict[str, dict[str, dict[str, Value]]] = {}
    rows: dict[str, dict[str, tuple[dict[str, Value], ...]]] = {}
    for term in needed:
        if (data := forms.get(term.form)) is None:
            continue
        if term.group:
            rows.setdefault(term.form, {})[term.group] = tuple(_lines(data, term))
            continue
        stored = data.get("cells", {}).get(term.indicator, {})
        cells.setdefault(term.form, {})[term.indicator] = {
            column: parse_number(stored.get(column), decimals=term.decimals, negative=True)
            for column in (term.column, term.year_ago)
            if column
        }
    return {
        code: FormData(cells=cells.get(code, {}), rows=rows.get(code, {}))
        for code in cells.keys() | rows.keys()
    }


def _lines(data: Mapping[str, Any], term: Term) -> Iterable[dict[str, Value]]:
    for line in data.get("rows", {}).get(term.group, []):
        amount = parse_number(line.get(term.column), decimals=term.decimals, negative=True)
        yield {term.line_key: line.get(term.line_key), term.column: amount}
