"""催报名单: who has not filed yet, by what is missing, with whom to call; and who need not."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.desks.lists.districts import district_filter, district_names, own_district
from ruantong.desks.lists.exports import missing_columns
from ruantong.desks.lists.groups import RETIRED, WITH_ENTERPRISE, states_of
from ruantong.desks.lists.periods import OpenPeriods, open_periods
from ruantong.desks.lists.rows import (
    CORRECTION_FILTER,
    OVERDUE,
    STATE_FILTER,
    TIMING_FILTER,
    listing_of,
    rows_of,
)
from ruantong.desks.review.bulk import numbers
from ruantong.followup.choices import Channel
from ruantong.followup.sending.delivery import deliver_due
from ruantong.followup.sending.planning import by_hand, send_by_hand
from ruantong.returns.calendar import deadlines_of
from ruantong.returns.models import Return
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

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


@require_POST
@requires(Role.DISTRICT)
def remind(request: HttpRequest) -> HttpResponse:
    """Remind the units of the district's list as it is filtered."""
    return _remind(request, None)


@require_POST
@requires(Role.CITY)
def city_remind(request: HttpRequest) -> HttpResponse:
    """The same for the city's list."""
    return _remind(request, district_names())


def _listing(
    request: HttpRequest, periods: OpenPeriods, districts: dict[str, str] | None
) -> Listing[Return]:
    groups = (RETIRED,) if _retired(request) else WITH_ENTERPRISE
    filters = [_GROUP, Filter(TIMING_FILTER.name, "时限", "timing", (OVERDUE,)), CORRECTION_FILTER]
    if districts is not None:
        filters.append(district_filter(districts))
    return listing_of(
        request,
        actor_of(request),
        periods,
        filters=filters,
        sorts=("state", "name", "district"),
        narrow=Q(state__in=states_of(*groups)),
        default_sort="state",
    )


def _retired(request: HttpRequest) -> bool:
    return request.GET.get(_GROUP.name) == RETIRED.key


def _missing(request: HttpRequest, districts: dict[str, str] | None) -> HttpResponse:
    periods, retired = open_periods(request), _retired(request)
    listing = _listing(request, periods, districts)
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
        "remind": "desks:missing_remind" if districts is None else "desks:city_missing_remind",
        "due": deadlines_of(periods.chosen).roles["enterprise"] if periods.chosen else None,
    }
    return render(request, "desks/missing.html", context)


def _remind(request: HttpRequest, districts: dict[str, str] | None) -> HttpResponse:
    """First post: whom it would remind, whom not and why. Second post (``confirm``): the act."""
    actor, periods, refused = actor_of(request), open_periods(request), ""
    name = "desks:missing" if districts is None else "desks:city_missing"
    back = f"{reverse(name)}?{request.GET.urlencode()}"
    returns = _listing(request, periods, districts).queryset
    if "confirm" in request.POST:
        returns = Return.objects.filter(pk__in=numbers(request.POST.getlist("pk")))
        channels, note = request.POST.getlist("channel"), request.POST.get("note", "")
        try:
            plan = send_by_hand(returns, actor=actor, channels=channels, note=note)
        except Refused as refusal:
            refused = refusal.message
        else:
            deliver_due(emails=False)
            messages.success(request, f"已催报{len(plan.returns)}家，结果见催报记录。")
            return redirect(back)
    try:
        plan = by_hand(returns, actor=actor)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(back)
    context = {
        "plan": plan,
        "period": periods.chosen,
        "back": back,
        "home": "desks:district" if districts is None else "desks:city",
        "channels": [each for each in Channel if each is not Channel.SITE],
        "wanted": request.POST.getlist("channel") if refused else [Channel.SMS.value],
        "note": request.POST.get("note", ""),
        "refused": refused,
    }
    return render(request, "desks/remind.html", context, status=422 if refused else 200)
