"""汇总上报: asked for once more with what it will do, then kept as a run and locked."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ruantong.accounts.access import actor_of, requires
from ruantong.core.aggregation import aggregate
from ruantong.core.lifecycle import STATE_LABELS, Role, State
from ruantong.core.periods import Period
from ruantong.outputs import actions
from ruantong.outputs.collect import CITY, views_of
from ruantong.outputs.pages import choice_of, collected_for, heads, printed, with_nil
from ruantong.returns.errors import Refused
from ruantong.returns.models import Return


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.CITY)
def report(request: HttpRequest, period_id: str) -> HttpResponseBase:
    """How the period stands and what is reported; POST does it when nothing was accepted since."""
    period = choice_of(request, period_id).period
    view = request.POST.get("view", CITY)
    if request.method != "POST":
        return _page(request, period_id)
    if request.POST.get("accepted") != str(_states(period).get(State.ACCEPTED, 0)):
        messages.error(request, "市级已通过的报表数有变化，没有汇总上报；请看过后再确认。")
        return _page(request, period_id, status=422)
    try:
        made = actions.report(period, actor=actor_of(request), view=view)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _page(request, period_id, status=422)
    messages.success(
        request, f"{period.label}已汇总上报，报表已锁定，共{len(made.revisions)}家单位。"
    )
    return redirect("outputs:run", made.pk)


def _states(period: Period) -> dict[State, int]:
    counted = Return.objects.filter(period=str(period)).values_list("state")
    return {State(state): n for state, n in counted.annotate(n=Count("pk")).order_by()}


def _page(request: HttpRequest, period_id: str, *, status: int = 200) -> HttpResponse:
    choice = choice_of(request, period_id)
    collected = collected_for(choice)
    states, views = _states(choice.period), views_of(choice.period)
    context = {
        "choice": choice,
        "period": choice.period,
        **heads(choice.period, choice.table),
        "view_label": views[choice.view],
        "views": views.items(),
        "states": [(STATE_LABELS[state], n) for state in State if (n := states.get(state))],
        "accepted": states.get(State.ACCEPTED, 0),
        "unfinished": sum(
            n
            for state, n in states.items()
            if state not in {State.ACCEPTED, State.LOCKED, State.RETIRED}
        ),
        "units": len(collected.contributions),
        "nil": collected.nil,
        "left_out": collected.left_out,
        "lines": with_nil(
            (
                printed(choice.table, line, exact=False)
                for line in aggregate(collected.table, collected.contributions)
            ),
            collected.nil,
        ),
    }
    return render(request, "outputs/report.html", context, status=status)
