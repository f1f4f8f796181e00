"""Lists the city keeps: the rosters of the pack."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ruantong.accounts.access import requires
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.registry.models import District, ReportingUnit
from ruantong.registry.queries import former_name_has
from ruantong.registry.survey.periods import frequencies, near_periods
from ruantong.registry.units.act_pages import roster_act
from ruantong.registry.units.desk import FACTS
from ruantong.registry.units.forms import EntryForm
from ruantong.registry.units.rosters import covering, roster_named
from ruantong.registry.units.rosters import rosters as known_lists
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@requires(Role.CITY)
def rosters(request: HttpRequest) -> HttpResponse:
    """Who is on a list in a period; putting a unit on it."""
    key = request.GET.get("list", "")
    if key not in known_lists():
        key = frequencies()[0].value
    periods = near_periods(roster_named(key).frequency)
    wanted = request.GET.get("period", "")
    period = next((each for each in periods if str(each) == wanted), periods[0])
    form = EntryForm(key, request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit = ReportingUnit.objects.get(uscc=form.cleaned_data["uscc"])
        return roster_act(
            request, unit, key, form, adding=True, then=request.get_full_path(),
            refused=lambda message: _rosters(request, key, period, form, message),
        )  # fmt: skip
    return _rosters(request, key, period, form)


def _rosters(
    request: HttpRequest, key: str, period: Period, form: EntryForm, refused: str = ""
) -> HttpResponse:
    """The page of a list, also after an entry that was refused."""
    if refused:
        form.add_error(None, refused)
    listing = Listing(
        request,
        ReportingUnit.objects.select_related("district").filter(
            pk__in=covering(key, period).values("unit")
        ),
        filters=(
            Filter(
                "district",
                "报送区县",
                "district_id",
                [(each.code, each.name) for each in District.objects.all()],
            ),
        ),
        sorts={"name": "name", "district": ("district__order", "uscc"), "uscc": "uscc"},
        search=("name", "uscc", former_name_has),
        default_sort="district",
        keep={"list": key, "period": str(period)},
    )
    if listing.export:
        document = listing.document(roster_named(key).name, "家", period=period.label)
        return export_response(listing.export, document, FACTS, listing.export_rows)
    context = {
        "listing": listing,
        "lists": [(one.key, one.name) for one in known_lists().values()],
        "key": key,
        "label": roster_named(key).name,
        "period": period,
        "periods": [
            (str(each), each.label) for each in sorted(near_periods(period.frequency), key=str)
        ],
        "form": form,
        "note": roster_named(key).note,
    }
    return render(request, "registry/rosters.html", context, status=422 if form.is_bound else 200)
