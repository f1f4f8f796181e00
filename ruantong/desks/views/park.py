"""The park's desk: how filing stands for the units in the park, and never a figure."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.desks.lists.cards import cards_of
from ruantong.desks.lists.exports import status_columns
from ruantong.desks.lists.periods import open_periods
from ruantong.desks.lists.rows import STATE_FILTER, TIMING_FILTER, listing_of, rows_of, standings
from ruantong.web.export import export_response


@require_safe
@requires(Role.PARK)
def park(request: HttpRequest) -> HttpResponse:
    """Counts of the current periods and the list of one period."""
    actor, periods = actor_of(request), open_periods(request)
    listing = listing_of(
        request,
        actor,
        periods,
        filters=(STATE_FILTER, TIMING_FILTER),
        sorts=("state", "name"),
        default_sort="state",
    )
    if listing.export:
        rows = rows_of(listing.export_rows, periods.chosen, 0)
        document = listing.document("园区填报进度", "家", period=periods.label)
        return export_response(listing.export, document, status_columns(), rows)
    context = {
        "cards": cards_of(standings(actor, periods.current, weigh=False), Role.PARK),
        "listing": listing,
        "rows": rows_of(listing.rows, periods.chosen, 0),
        "period": periods.chosen,
    }
    return render(request, "desks/park.html", context)
