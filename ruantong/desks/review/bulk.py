"""Passing many returns at once: choose, confirm, and a result for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ruantong.accounts.access import actor_of
from ruantong.core.lifecycle import Role
from ruantong.desks.lists.groups import WAITING
from ruantong.desks.lists.periods import OpenPeriods, open_periods
from ruantong.desks.lists.rows import FIRST, Row, annotated, listing_of, rows_of, standings
from ruantong.desks.places import DESKS
from ruantong.gateways import clock
from ruantong.returns.models import Return
from ruantong.returns.moving.actions import Outcome

MOST = 500
CHOSEN, PAGE, ALL = "chosen", "page", "all"
Verb = Callable[..., list[Outcome]]


@dataclass(frozen=True)
class Plan:
    """What would be passed: rows that can, and how many of the chosen ones cannot."""

    rows: Sequence[Row]
    left_out: int
    period: str


def pass_many(request: HttpRequest, verb: Verb, label: str) -> HttpResponse:
    """First post: the list to confirm. Second post (``confirm``): the act and its results."""
    if "confirm" in request.POST:
        return _done(request, verb, label)
    periods = open_periods(request)
    plan = _plan(request, periods)
    desk = DESKS[Role(actor_of(request).role)]
    context = {
        "desk": desk,
        "back": desk.queue(plan.period),
        "label": label,
        "plan": plan,
        "period": periods.chosen,
        "most": MOST,
        "with_queries": sum(row.queries > 0 for row in plan.rows),
        "to_check": sum(row.to_check for row in plan.rows),
        "late": sum(row.ret.late for row in plan.rows),
    }
    return render(request, "desks/confirm.html", context)


def _plan(request: HttpRequest, periods: OpenPeriods) -> Plan:
    """The chosen rows, the rows of the page, or all rows of the selection that wait."""
    actor = actor_of(request)
    scope = request.POST.get("scope", CHOSEN)
    if scope == ALL:
        chosen = listing_of(request, actor, periods).queryset
    else:
        keys = request.POST.getlist("pk" if scope == CHOSEN else "on_page")
        chosen = annotated(actor, clock.today()).filter(pk__in=numbers(keys))
        chosen = chosen.select_related("unit").order_by(*FIRST, "pk")
    waiting: list[Return] = list(chosen.filter(WAITING[Role(actor.role)])[: MOST + 1])
    total = standings(actor, [periods.chosen])[0].weight if periods.chosen else 0
    asked = len(waiting) if scope == ALL else len(set(numbers(request.POST.getlist("pk"))))
    return Plan(
        rows=rows_of(waiting[:MOST], periods.chosen, total),
        left_out=max(0, asked - len(waiting)) if scope == CHOSEN else 0,
        period=str(periods.chosen or ""),
    )


def _done(request: HttpRequest, verb: Verb, label: str) -> HttpResponse:
    """One line per return: passed, or why not. What cannot move does not hold up the others."""
    seen = seen_revisions(request.POST.getlist("pk"))
    outcomes = verb(seen, actor=actor_of(request))
    desk = DESKS[Role(actor_of(request).role)]
    context = {
        "desk": desk,
        "back": desk.queue(request.POST.get("period", "")),
        "label": label,
        "moved": [outcome for outcome in outcomes if outcome.moved],
        "refused": [outcome for outcome in outcomes if not outcome.moved],
    }
    return render(request, "desks/results.html", context)


def seen_revisions(keys: Iterable[str]) -> dict[int, int]:
    """“12:2”: return 12 was confirmed as its second submission."""
    pairs = (numbers(key.split(":")) for key in keys)
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def numbers(keys: Iterable[str]) -> list[int]:
    """Keys of returns from a form; anything else is left out."""
    return [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
