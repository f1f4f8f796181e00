"""The district's desk: where the period stands, its list, who is missing, passing many at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from ruantong.accounts.access import actor_of, leaves_entry, requires
from ruantong.core.lifecycle import Role
from ruantong.desks.lists.cards import cards_of
from ruantong.desks.lists.districts import own_district
from ruantong.desks.lists.exports import return_columns
from ruantong.desks.lists.groups import REVIEW
from ruantong.desks.lists.periods import open_periods
from ruantong.desks.lists.priority import cover_of
from ruantong.desks.lists.queue import first_waiting
from ruantong.desks.lists.rows import listing_of, rows_of, standings
from ruantong.desks.review.bulk import pass_many
from ruantong.registry.contact_sheet.due import call_for
from ruantong.returns.moving import actions
from ruantong.trail.looking import FIGURES_READ
from ruantong.web.export import export_response


@require_safe
@requires(Role.DISTRICT)
@leaves_entry(FIGURES_READ)
def district(request: HttpRequest) -> HttpResponse:
    """Home of the district: the current periods side by side, then the returns of one period."""
    actor, periods = actor_of(request), open_periods(request)
    listing = listing_of(request, actor, periods)
    shown = (*periods.current, *filter(None, [periods.chosen]))
    found = standings(actor, shown)
    chosen = next((s for s in found if s.period == periods.chosen), None)
    total = chosen.weight if chosen else 0
    if listing.export:
        document = listing.document(
            f"{own_district(actor)}报表审核清单", "份", period=periods.label
        )
        rows = rows_of(listing.export_rows, periods.chosen, total)
        return export_response(listing.export, document, return_columns(periods.chosen), rows)
    rows = rows_of(listing.rows, periods.chosen, total)
    context: dict[str, Any] = {
        "contacts_call": call_for(actor.district_code),
        "cards": cards_of([s for s in found if s.period in periods.current], Role.DISTRICT),
        "listing": listing,
        "rows": rows,
        "period": periods.chosen,
        "standing": chosen,
        "first_waiting": first_waiting(actor, str(periods.chosen)) if periods.chosen else None,
        "cover": cover_of(actor, periods.chosen) if periods.chosen else None,
        "waiting_here": [row.ret.pk for row in rows if row.ret.state in REVIEW.states],
    }
    return render(request, "desks/district.html", context)


@require_POST
@requires(Role.DISTRICT)
def district_pass_many(request: HttpRequest) -> HttpResponse:
    """审核通过并上报市级 for the chosen returns, after confirmation."""
    return pass_many(request, actions.forward, "审核通过并上报市级")
