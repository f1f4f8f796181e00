"""The association's desk: forwarded returns without names, to look for what does not fit."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, leaves_entry, requires
from ruantong.core.lifecycle import Role
from ruantong.desks.lists.districts import district_filter, district_names
from ruantong.desks.lists.exports import association_columns
from ruantong.desks.lists.groups import ACCEPTED, FORWARDED
from ruantong.desks.lists.periods import open_periods
from ruantong.desks.lists.rows import (
    NIL_FILTER,
    QUERY_FILTER,
    STATE_FILTER,
    listing_of,
    rows_of,
    standings,
)
from ruantong.returns.reading.access import readable_once
from ruantong.trail.looking import FIGURES_READ
from ruantong.web.export import export_response
from ruantong.web.listing import Filter

_GROUP = Filter(
    STATE_FILTER.name,
    "状态",
    STATE_FILTER.lookup,
    tuple((group.key, group.label) for group in (FORWARDED, ACCEPTED)),
)


@require_safe
@requires(Role.ASSOCIATION)
@leaves_entry(FIGURES_READ)
def association(request: HttpRequest) -> HttpResponse:
    """The cross-check list of one period; no name and no code of a unit is on it."""
    actor, periods, districts = actor_of(request), open_periods(request), district_names()
    listing = listing_of(
        request,
        actor,
        periods,
        filters=(_GROUP, QUERY_FILTER, NIL_FILTER, district_filter(districts)),
        search=(),
        sorts=("priority", "impact", "state", "district", "queries", "submitted"),
        narrow=readable_once(actor),
    )
    found = standings(actor, [periods.chosen] if periods.chosen else [], readable_once(actor))
    standing = found[0] if found else None
    total = standing.weight if standing else 0
    if listing.export:
        rows = rows_of(listing.export_rows, periods.chosen, total)
        document = listing.document("校核清单", "份", period=periods.label)
        return export_response(
            listing.export, document, association_columns(periods.chosen, districts), rows
        )
    context: dict[str, Any] = {
        "listing": listing,
        "rows": rows_of(listing.rows, periods.chosen, total),
        "period": periods.chosen,
        "standing": standing,
        "districts": districts,
    }
    return render(request, "desks/association.html", context)
