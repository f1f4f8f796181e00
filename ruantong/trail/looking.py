"""Who looked at what: one entry for each person and subject a day (docs/adr/0111)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from ruantong.gateways import clock
from ruantong.trail.models import TrailEntry
from ruantong.trail.record import record

RETURN_READ = "return.read"
FIGURES_READ = "figures.read"
FILE_TAKEN = "file.export"
LONGEST_SUBJECT = TrailEntry._meta.get_field("subject").max_length


@dataclass(frozen=True)
class Look:
    """What a view lets somebody see: the act, and the kind of subject whose key the address tells; a
    page over many units has no kind and is itself the subject.
    """

    act: str
    kind: str = ""


def note_look(act: str, subject: str, *, actor: Any) -> None:
    """Record that ``actor`` looked, unless the trail says so for today."""
    began = clock.midnight(clock.today())
    seen = TrailEntry.objects.filter(
        subject=subject, act=act, actor=actor.username, at__gte=began, at__lte=clock.now()
    )
    if not seen.exists():
        with transaction.atomic():
            record(act, subject, actor=actor)


def note_file(page: str, *, actor: Any, title: str) -> None:
    """Record that ``actor`` took a file away."""
    with transaction.atomic():
        record(FILE_TAKEN, f"page:{page}", actor=actor, title=title)


def looked_at(subject: str) -> list[tuple[date, str, int]]:
    """On which day people of which role looked, and how many; the latest first."""
    found: dict[tuple[date, str], set[str]] = {}
    entries = TrailEntry.objects.filter(subject=subject, act=RETURN_READ).order_by("-number")
    for at, role, actor in entries.values_list("at", "role", "actor"):
        found.setdefault((clock.local_day(at), role), set()).add(actor)
    return [(day, role, len(people)) for (day, role), people in found.items()]
