"""What the sign-in page tells everybody: when which return is due, and in a demo where to look."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from ruantong.core.deadlines import Deadline
from ruantong.core.periods import Period
from ruantong.demo.names import PASSWORD
from ruantong.demo.stops import found_stops
from ruantong.registry.survey.periods import first_periods, frequencies
from ruantong.returns.calendar import deadlines_of
from ruantong.returns.errors import Refused

register = template.Library()


@register.inclusion_tag("site/_calendar.html")
def filing_calendar() -> dict[str, Any]:
    """The return of each frequency being filed now, with the three dates of each."""
    return {"lines": _lines()}


@register.inclusion_tag("site/_tour.html")
def demo_tour() -> dict[str, Any]:
    """The mistakes of the demo city, each one click away; nothing where this is no demo."""
    return {"stops": found_stops() if settings.DEMO else [], "password": PASSWORD}


def _lines() -> list[tuple[str, list[Deadline]]]:
    periods = [first_periods(frequency)[0] for frequency in reversed(frequencies())]
    return [line for period in periods if (line := _line(period))]


def _line(period: Period) -> tuple[str, list[Deadline]] | None:
    try:
        roles = deadlines_of(period).roles
    except Refused:  # no edition serves the period: nothing to promise
        return None
    return period.label, [roles[name] for name in ("enterprise", "district", "city")]
