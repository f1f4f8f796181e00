"""From a figure to the returns behind it, and the record of aggregations."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from ruantong.accounts.access import actor_of, leaves_entry, requires
from ruantong.core.aggregation import aggregate as add_up
from ruantong.core.aggregation import pulls
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.core.sight import roles_that
from ruantong.core.values import format_number
from ruantong.outputs import actions
from ruantong.outputs.collect import CITY, VIEWS
from ruantong.outputs.exports import run_columns, trace_columns, trace_totals, view_words
from ruantong.outputs.models import AggregateRun
from ruantong.outputs.pages import (
    base_context,
    choice_of,
    collected_for,
    district_names,
    heads,
    printed,
)
from ruantong.outputs.tracing import trace_list, traced
from ruantong.returns.errors import Refused
from ruantong.trail.looking import FIGURES_READ
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing


@requires(*roles_that(lambda sight: sight.traces))
@leaves_entry(FIGURES_READ)
def trace(request: HttpRequest, table_key: str, period_id: str, row_key: str) -> HttpResponse:
    """Every return in a figure with its value, base and pull; the column adds up to the figure."""
    choice = choice_of(request, period_id, table_key)
    collected = collected_for(choice)
    row = next((r for r in collected.table.rows if r.key == row_key and not r.count), None)
    if row is None:
        raise Http404("没有这个指标。")
    line = next(
        found for found in add_up(collected.table, collected.contributions) if found.row is row
    )
    strength = {
        p.contribution.return_id: p.points for p in pulls(row, collected.contributions, Fraction(0))
    }
    rows = traced(row, collected.contributions, strength, collected.districts)
    listing = trace_list(request, rows, choice.kept)
    context = base_context(choice, request)
    numbers = {code: form.number for code, form in collected.regime.form.items()}
    cells = "、".join(f"{numbers[term.form]} {term.indicator}" for term in row.cells.terms)
    if listing.export:
        document = listing.document(f"{row.name}取数明细", "家", period=choice.period.label)
        told = [*view_words(context, collected), f"取自：{cells}"]
        document = replace(document, view=[*told, *document.view])
        columns, totals = trace_columns(row, context), trace_totals(row, list(listing.export_rows))
        return export_response(listing.export, document, columns, listing.export_rows, totals)
    context |= {
        "row": row,
        "line": printed(choice.table, line, exact=True),
        "cells": cells,
        "listing": listing,
        "total": format_number(sum(r.amount or 0 for r in rows), row.decimals),
    }
    return render(request, "outputs/trace.html", context)


@requires(Role.CITY)
def runs(request: HttpRequest) -> HttpResponse:
    """All aggregations made, newest first."""
    made: QuerySet[AggregateRun] = AggregateRun.objects.select_related("made_by").defer(
        "lines", "revisions"
    )
    listing = Listing(
        request,
        made,
        filters=[
            Filter("view", "口径", "view", tuple(VIEWS.items())),
            Filter("final", "是否上报", "final", (("True", "汇总上报"), ("False", "汇总"))),
            Filter("period", "报告期", "period", kind="text"),
        ],
        sorts={"made": "made_at", "period": "period"},
        default_sort="-made",
    )
    if listing.export:
        document = listing.document("历次汇总", "次")
        return export_response(listing.export, document, run_columns(), listing.export_rows)
    return render(request, "outputs/runs.html", {"listing": listing, "views": VIEWS})


@requires(Role.CITY)
def run_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One stored aggregation: lines of the city and the districts, and its sources."""
    made = get_object_or_404(AggregateRun, pk=pk)
    names, period = district_names(), Period.parse(made.period)
    table = actions.table_of_run(made)
    return render(
        request,
        "outputs/run.html",
        {
            "run": made,
            "period": period,
            "table": table,
            **heads(period, table),
            "view_label": VIEWS[made.view],
            "lines": made.lines[""],
            "districts": [(names.get(c, c), lines) for c, lines in made.lines.items() if c],
        },
    )


@requires(Role.CITY)
@require_POST
def aggregate(request: HttpRequest, table_key: str, period_id: str) -> HttpResponseBase:
    """汇总: keeps the result as it is now."""
    choice = choice_of(request, period_id, table_key)
    view = request.POST.get("view", CITY)
    try:
        made = actions.run(
            choice.period, actor=actor_of(request), view=view, table=choice.table.key
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("outputs:table", choice.table.key, str(choice.period))
    messages.success(request, f"{choice.period.label}已汇总，共{len(made.revisions)}家单位。")
    return redirect("outputs:run", made.pk)
