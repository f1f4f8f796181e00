"""催报名单: who has not filed yet, by what is missing, with whom to call; and who need not."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.desks.lists.districts import district_filter, district_names, own_district
from ruantong.desks.lists.exports import missing_columns
from ruantong.desks.lists.groups import RETIRED, WITH_ENTERPRISE, states_of
from ruantong.desks.lists.periods import open_periods
from ruantong.desks.lists.rows import (
    CORRECTION_FILTER,
    OVERDUE,
    STATE_FILTER,
    TIMING_FILTER,
    listing_of,
    rows_of,
)
from ruantong.returns.calendar import deadlines_of
from ruantong.web.export import export_response
from ruantong.web.listing import Filter

_GROUP = Filter(
    STATE_FILTER.name,
    "类别",
    STATE_FILTER.lookup,
    tuple((group.key, group.label) for group in (*WITH_ENTERPRISE, RETIRED)),
)


@require_safe
@requires(Role.DISTRICT)
def missing(request: HttpRequest) -> HttpResponse:
    """The district's list."""
    return _missing(request, None)


@require_safe
@requires(Role.CITY)
def city_missing(request: HttpRequest) -> HttpResponse:
    """The city's list, with the district of each unit."""
    return _missing(request, district_names())


def _missing(request: HttpRequest, districts: dict[str, str] | None) -> HttpResponse:
    periods = open_periods(request)
    retired = request.GET.get(_GROUP.name) == RETIRED.key
    groups = (RETIRED,) if retired else WITH_ENTERPRISE
    filters = [_GROUP, Filter(TIMING_FILTER.name, "时限", "timing", (OVERDUE,)), CORRECTION_FILTER]
    if districts is not None:
        filters.append(district_filter(districts))
    listing = listing_of(
        request,
        actor_of(request),
        periods,
        filters=filters,
        sorts=("state", "name", "district"),
        narrow=Q(state__in=states_of(*groups)),
        default_sort="state",
    )
    if listing.export:
        rows = rows_of(listing.export_rows, periods.chosen, 0)
        title = own_district(actor_of(request)) + ("无须报送单位" if retired else "催报名单")
        document = listing.document(title, "家", period=periods.label)
        return export_response(listing.export, document, missing_columns(districts), rows)
    context = {
        "listing": listing,
        "rows": rows_of(listing.rows, periods.chosen, 0),
        "period": periods.chosen,
        "districts": districts,
        "retired": retired,
        "home": "desks:district" if districts is None else "desks:city",
        "due": deadlines_of(periods.chosen).roles["enterprise"] if periods.chosen else None,
    }
    return render(request, "desks/missing.html", context)
