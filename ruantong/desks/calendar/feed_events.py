"""The deadlines of one role as events: last year's to next year's, with what a person's units have longer."""

from __future__ import annotations

from ruantong.accounts.models import User
from ruantong.core.deadlines import ROLE_LABELS, ClauseFault
from ruantong.core.lifecycle import Role
from ruantong.desks.calendar.ics import Event
from ruantong.gateways import clock
from ruantong.registry.access import units_filed_for
from ruantong.returns.calendar import calendar_now, extended, extensions_of, periods_due_in
from ruantong.returns.errors import Refused

_OWN_ROLE = {Role.DISTRICT: "district", Role.CITY: "city"}
_YEARS = (-1, 0, 1)


def events_of(role: str, actor: User) -> list[Event]:
    """One event for a period, and one more for each extension of a unit that ``actor`` files for."""
    calendar, this = calendar_now(), clock.today().year
    periods = [period for n in _YEARS for period in periods_due_in(this + n)]
    units = list(units_filed_for(actor)) if role == "enterprise" else []
    extensions = extensions_of(units, [str(period) for period in periods])
    events = []
    for period in periods:
        try:
            deadline = calendar.deadlines_of(period).roles[role]
        except (Refused, ClauseFault):
            continue  # no edition serves it: nothing to promise
        uid = f"{period}-{role}@deadlines.ruantong"
        summary = f"{period.label}{ROLE_LABELS[role]}报送截止"
        events.append(Event(uid, deadline.date, f"{summary}（24:00）", deadline.reason))
        for (unit, text), row in extensions.items():
            later = extended(deadline, row)
            if text == str(period) and later is not deadline:
                own_summary = f"{summary}（{row.unit.name}延期）"
                events.append(Event(f"u{unit}-{uid}", later.date, own_summary, later.reason))
    return events


def own_role(actor: User) -> str:
    """Whose deadlines are the person's own."""
    return _OWN_ROLE.get(Role(actor.role), "enterprise")
