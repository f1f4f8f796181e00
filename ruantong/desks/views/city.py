"""The city's desk: how far the districts are, what they forwarded, and the periods."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from ruantong.accounts.access import actor_of, leaves_entry, requires
from ruantong.core.lifecycle import Role
from ruantong.desks.lists.cards import cards_of
from ruantong.desks.lists.districts import (
    Progress,
    district_filter,
    district_names,
    progress_of,
    total_of,
)
from ruantong.desks.lists.exports import progress_columns, return_columns
from ruantong.desks.lists.groups import FORWARDED
from ruantong.desks.lists.ordered import Ordered
from ruantong.desks.lists.periods import open_periods
from ruantong.desks.lists.priority import cover_of
from ruantong.desks.lists.queue import first_waiting
from ruantong.desks.lists.rows import DESK_FILTERS, listing_of, rows_of, standings
from ruantong.desks.lists.timeline import timeline_of
from ruantong.desks.review.bulk import pass_many
from ruantong.gateways import clock
from ruantong.returns.moving import actions
from ruantong.returns.reading.access import readable_once
from ruantong.trail.looking import FIGURES_READ
from ruantong.web.document import Document
from ruantong.web.export import export_response

_SORTS = (
    "due", "missing", "filling", "returned", "review", "forwarded", "accepted", "nil", "response",
    "timeliness", "retired",
)  # fmt: skip


@require_safe
@requires(Role.CITY)
def city(request: HttpRequest) -> HttpResponse:
    """Progress over the districts: table, tiles and the submissions per day."""
    periods = open_periods(request)
    rows = progress_of(periods.chosen) if periods.chosen else []
    table = Ordered(request, rows, sorts=_SORTS, key=Progress.sort_key)
    total = total_of(rows)
    export = request.GET.get("export", "")
    if export in ("xlsx", "csv"):
        document = Document("区县进度", len(rows), "个区县", period=periods.label)
        return export_response(export, document, progress_columns(), table.rows, [total])
    found = standings(actor_of(request), periods.current)
    context: dict[str, Any] = {
        "cards": cards_of(found, Role.CITY),
        "periods": periods,
        "period": periods.chosen,
        "table": table,
        "tiles": rows,
        "total": total,
        "timeline": timeline_of(periods.chosen, clock.today()) if periods.chosen else None,
    }
    return render(request, "desks/city.html", context)


@require_safe
@requires(Role.CITY)
@leaves_entry(FIGURES_READ)
def city_returns(request: HttpRequest) -> HttpResponse:
    """Returns that districts forwarded, the largest potential error first."""
    actor, periods, districts = actor_of(request), open_periods(request), district_names()
    filters = (*DESK_FILTERS, district_filter(districts))
    listing = listing_of(request, actor, periods, filters=filters, narrow=readable_once(actor))
    found = standings(actor, [periods.chosen] if periods.chosen else [], readable_once(actor))
    standing = found[0] if found else None
    total = standing.weight if standing else 0
    if listing.export:
        rows = rows_of(listing.export_rows, periods.chosen, total)
        document = listing.document("市级审核清单", "份", period=periods.label)
        return export_response(
            listing.export, document, return_columns(periods.chosen, districts), rows
        )
    rows = rows_of(listing.rows, periods.chosen, total)
    context: dict[str, Any] = {
        "listing": listing,
        "rows": rows,
        "period": periods.chosen,
        "standing": standing,
        "districts": districts,
        "first_waiting": first_waiting(actor, str(periods.chosen)) if periods.chosen else None,
        "cover": cover_of(actor, periods.chosen) if periods.chosen else None,
        "waiting_here": [row.ret.pk for row in rows if row.ret.state in FORWARDED.states],
    }
    return render(request, "desks/city_returns.html", context)


@require_POST
@requires(Role.CITY)
def city_pass_many(request: HttpRequest) -> HttpResponse:
    """市级审核通过 for the chosen returns, after confirmation."""
    return pass_many(request, actions.accept, "市级审核通过")
