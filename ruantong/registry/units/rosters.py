"""Who owes which kind of return over which periods: reading and writing roster entries.

An entry covers ``first_period`` … ``last_period``, both included; "" is open-ended. Ids of one
frequency sort as text. An entry whose end lies before its start covers nothing: it is what is
left when a unit is taken off before its first period, because nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.db.models import Q, QuerySet

from ruantong.core.applicability import Listed, parse_applies
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Form
from ruantong.core.survey import Roster
from ruantong.registry.models import ReportingUnit, RosterEntry
from ruantong.registry.survey.codes import edition
from ruantong.registry.survey.packs import regimes


@cache
def rosters() -> Mapping[str, Roster]:
    """The lists of all editions by key; of two that name the same the newer one's word counts."""
    editions = sorted(regimes().values(), key=lambda regime: regime.validity.valid_to)
    return {roster.key: roster for regime in editions for roster in regime.survey.rosters}


def roster_named(key: str) -> Roster:
    """A list by its key; one that no edition knows any more is called by its key."""
    return rosters().get(key) or Roster(key, key, Frequency.ANNUAL)


def general_rosters() -> tuple[Roster, ...]:
    """Those that say who owes the returns of a frequency, one for each."""
    return tuple(roster for roster in rosters().values() if roster.key == roster.frequency.value)


def forms_by_list(key: str) -> list[Form]:
    """The forms of the edition in force that only the units of a list owe."""
    return [form for form in edition().forms if parse_applies(form.applies) == Listed(key)]


def covering(roster: str, period: Period) -> QuerySet[RosterEntry]:
    """Entries of a roster that cover a period."""
    text = str(period)
    return RosterEntry.objects.filter(roster=roster, first_period__lte=text).filter(
        Q(last_period="") | Q(last_period__gte=text)
    )


def listed_from(unit: ReportingUnit, roster: str, first: Period) -> bool:
    """True when the unit is on the roster in ``first`` or at any time after it."""
    reaching = Q(last_period="") | Q(last_period__gte=str(first))
    return unit.roster.filter(reaching, roster=roster).exists()


def enter(unit: ReportingUnit, roster: str, first: Period) -> RosterEntry:
    """Put the unit on a roster from ``first`` on; the caller has asked :func:`listed_from`."""
    entry, made = RosterEntry.objects.get_or_create(
        unit=unit, roster=roster, first_period=str(first)
    )
    if not made:  # an entry of the same start that had been closed before it began
        entry.last_period = ""
        entry.save(update_fields=["last_period"])
    return entry


def labelled_entries(unit: ReportingUnit, roster: str) -> list[str]:
    """The spans of a unit on a roster in words, empty spans left out."""
    spans = []
    for entry in unit.roster.filter(roster=roster).order_by("first_period"):
        if entry.last_period and entry.last_period < entry.first_period:
            continue
        first = Period.parse(entry.first_period).label
        if entry.last_period:
            spans.append(f"{first} 至 {Period.parse(entry.last_period).label}")
        else:
            spans.append(f"自{first}起")
    return spans
