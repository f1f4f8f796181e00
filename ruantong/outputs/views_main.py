"""The output tables of a period, for the city and per district (regime §11.1)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from ruantong.accounts.access import actor_of, leaves_entry, requires
from ruantong.core.aggregation import (
    Line,
    aggregate,
    aggregate_by_district,
    growth_text,
    level_text,
    pulls,
)
from ruantong.core.sight import Whose, roles_that
from ruantong.outputs.bars import bars
from ruantong.outputs.exports import FEW_NOTE, district_columns, main_columns, view_words
from ruantong.outputs.pages import (
    FEW,
    base_context,
    choice_of,
    collected_for,
    district_names,
    district_scope,
    newest_accepted,
    periods_beside,
    points_text,
    printed,
    with_nil,
)
from ruantong.returns.regimes import regime_for_period
from ruantong.trail.looking import FIGURES_READ
from ruantong.web.document import Document
from ruantong.web.export import export_response
from ruantong.web.listing import EXPORTS

TABLE_ROLES = roles_that(lambda sight: sight.totals)


@requires(*TABLE_ROLES)
def tables(request: HttpRequest) -> HttpResponseBase:
    """Every table with the newest period of its frequency that has accepted returns."""
    newest = newest_accepted(district_scope(actor_of(request), ""))
    rows = [
        {"table": table, "period": period, "accepted": accepted}
        for period, accepted in newest
        for table in regime_for_period(period).tables.of(period.frequency)
    ]
    return render(request, "outputs/tables.html", {"rows": rows})


@requires(*TABLE_ROLES)
@leaves_entry(FIGURES_READ)
def main_table(request: HttpRequest, table_key: str, period_id: str) -> HttpResponse:
    """Lines with level, year-ago level and growth; each level leads to the returns behind it."""
    choice = choice_of(request, period_id, table_key)
    collected = collected_for(choice)
    lines = aggregate(collected.table, collected.contributions)
    exact = [printed(choice.table, line, exact=choice.exact) for line in lines]
    rows = with_nil(exact, collected.nil)
    context = base_context(choice, request)
    scope = context["district_name"] or "全市"
    title = f"{choice.period.label}{scope}{collected.table.title}"
    if request.GET.get("export") in EXPORTS:
        document = Document(
            f"{scope}{collected.table.title}",
            len(collected.contributions),
            "家",
            period=choice.period.label,
            view=view_words(context, collected),
            notes=[FEW_NOTE] if 0 < len(collected.contributions) < FEW else [],
        )
        columns = main_columns(context)
        return export_response(request.GET["export"], document, columns, rows)
    headline = collected.table.headline
    context |= {
        "table_title": title,
        "scope": scope,
        "beside": periods_beside(choice.period, choice.table, choice.district),
        "lines": rows,
        "accepted": len(collected.contributions),
        "nil": collected.nil,
        "left_out": collected.left_out,
        "pulls": [
            {"pull": pull, "points": points_text(pull.points)}
            for pull in pulls(headline, collected.contributions)[:20]
        ],
    }
    return render(request, "outputs/main.html", context)


@requires(*roles_that(lambda sight: sight.totals is Whose.EVERYBODY))
@leaves_entry(FIGURES_READ)
def districts(request: HttpRequest, table_key: str, period_id: str) -> HttpResponse:
    """Districts × main indicators, sortable, with the total of the city (RA-02)."""
    choice = choice_of(request, period_id, table_key)
    collected = collected_for(choice)
    names = district_names()
    rows = [row for row in collected.table.rows if not row.count]
    groups = aggregate_by_district(collected.table, collected.contributions)
    filed = Counter(c.district for c in collected.contributions)
    nil = Counter(c.district for c in collected.contributions if c.nil)
    table = [
        _district_row(code, names.get(code, code), filed[code], nil[code], lines)
        for code, lines in groups.items()
    ]
    table += [_empty_row(code, name) for code, name in names.items() if code not in groups]
    headline = collected.table.headline.key
    sort = request.GET.get("sort", f"-{headline}")
    keys = {"district", "count", *(row.key for row in rows)}
    wanted = sort.removeprefix("-")
    if wanted not in keys:
        sort, wanted = f"-{headline}", headline
    order = list(names)
    table.sort(
        key=lambda r: (
            order.index(r["code"]) if wanted == "district" else r["order"].get(wanted, -1)
        ),
        reverse=sort.startswith("-"),
    )
    context = base_context(choice, request)
    total = _district_row(
        "", "全市", filed.total(), nil.total(),
        aggregate(collected.table, collected.contributions),
    )  # fmt: skip
    if request.GET.get("export") in EXPORTS:
        document = Document(
            "分区县汇总",
            len(collected.contributions),
            "家",
            period=choice.period.label,
            view=view_words(context, collected),
        )
        return export_response(
            request.GET["export"], document, district_columns(rows), table, [total]
        )
    shown = wanted if wanted not in {"district", "count"} else headline
    context |= {
        "table_title": f"{choice.period.label}分区县汇总",
        "columns": [
            {"row": row, "sort": f"-{row.key}" if sort != f"-{row.key}" else row.key}
            for row in rows
        ],
        "sort": sort,
        "rows": table,
        "total": total,
        "chart_name": collected.table.row(shown).name,
        "bars": bars(
            [(r["name"], r["order"].get(shown, 0), r["texts"].get(shown, "")) for r in table]
        ),
        "accepted": len(collected.contributions),
        "nil": collected.nil,
        "left_out": collected.left_out,
    }
    return render(request, "outputs/districts.html", context)


def _district_row(
    code: str, name: str, units: int, nil: int, lines: tuple[Line, ...]
) -> dict[str, Any]:
    sums = [line for line in lines if not line.row.count]
    texts = {line.row.key: level_text(line, published=False) for line in sums}
    growth = {line.row.key: growth_text(line) for line in sums}
    return {
        "code": code,
        "name": name,
        "units": units,
        "nil": nil,
        "few": 0 < units < FEW,
        "order": {line.row.key: line.current or 0 for line in sums} | {"count": units},
        "texts": texts,
        "growth": growth,
        "cells": [(key, text, growth[key]) for key, text in texts.items()],
    }


def _empty_row(code: str, name: str) -> dict[str, Any]:
    return {"code": code, "name": name, "units": 0, "nil": 0, "few": False, "order": {}, "texts": {},
            "growth": {}, "cells": []}  # fmt: skip
