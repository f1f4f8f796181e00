"""Deadlines as an iCalendar file (RFC 5545): all-day events in the time of Shanghai."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Timezone
from icalendar import Event as CalendarEvent

_ZONE = "Asia/Shanghai"
# China has kept one offset since 1991; no event is older
_SHANGHAI = f"""BEGIN:VTIMEZONE
TZID:{_ZONE}
BEGIN:STANDARD
DTSTART:19910915T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
TZNAME:CST
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True)
class Event:
    """One deadline; ``uid`` stays the same when the day moves, so that a reader moves it too."""

    uid: str
    day: date
    summary: str
    description: str


def ics_of(name: str, events: Iterable[Event], stamp: datetime) -> bytes:
    """The file. ``stamp`` (aware) is when what it says was last decided."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Ruantong//Deadlines//ZH")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", _ZONE)
    calendar.add_component(Timezone.from_ical(_SHANGHAI))
    for event in events:
        calendar.add_component(_component(event, stamp))
    return bytes(calendar.to_ical())


def _component(event: Event, stamp: datetime) -> CalendarEvent:
    made = CalendarEvent()
    made.add("uid", event.uid)
    made.add("dtstamp", stamp.astimezone(UTC))
    made.add("dtstart", event.day)
    made.add("dtend", event.day + timedelta(days=1))  # not included
    made.add("summary", event.summary)
    made.add("description", event.description.replace("\r", ""))
    made.add("transp", "TRANSPARENT")
    return made
