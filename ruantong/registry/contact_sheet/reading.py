"""Sheets of one district and of all of them, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q

from ruantong.gateways import clock
from ruantong.registry.contact_sheet.lines import COLUMNS, Line, line_of
from ruantong.registry.models.contacts import ContactPerson, ContactSheet
from ruantong.web.folding import matching


def newest(district: str) -> ContactSheet | None:
    """The sheet in force, with its people."""
    found = ContactSheet.objects.filter(district=district).prefetch_related("people")
    return found.order_by("-number").first()


def in_force(year: int) -> dict[str, list[Line]]:
    """District → the lines of its last sheet up to the end of the year."""
    last = (
        ContactSheet.objects.filter(at__lt=clock.midnight(date(year + 1, 1, 1)))
        .values("district")
        .annotate(last=Max("number"))
        .values_list("district", "last")
    )
    chosen = Q(pk__in=())
    for district, number in last:
        chosen |= Q(district=district, number=number)
    sheets = ContactSheet.objects.filter(chosen).prefetch_related("people")
    return {sheet.district_id: lines_of(sheet) for sheet in sheets}


def names_somebody(text: str) -> Q:
    """Districts on whose sheets, this or an earlier one, somebody is called so."""
    people = matching(ContactPerson.objects.all(), ("name",), text)
    return Q(pk__in=people.values("sheet__district"))


def lines_of(sheet: ContactSheet) -> list[Line]:
    """The people in their order."""
    return [line_of(person) for person in sheet.people.all()]


@dataclass(frozen=True)
class Version:
    """A sheet of the history with what it changed."""

    sheet: ContactSheet
    lines: list[Line]
    changes: list[str]


def history(sheets: Iterable[ContactSheet]) -> list[Version]:
    """Newest first as given; each is compared with the one before it in its district."""
    given = list(sheets)
    wanted = Q(pk__in=())
    for sheet in given:
        wanted |= Q(district=sheet.district_id, number__in=(sheet.number, sheet.number - 1))
    by_number = {
        (each.district_id, each.number): lines_of(each)
        for each in ContactSheet.objects.filter(wanted).prefetch_related("people")
    }
    versions = []
    for sheet in given:
        now = by_number[sheet.district_id, sheet.number]
        before = by_number.get((sheet.district_id, sheet.number - 1))
        changes = ["首次报送"] if before is None else differences(before, now)
        versions.append(Version(sheet, now, changes))
    return versions


def differences(before: list[Line], now: list[Line]) -> list[str]:
    """In words; people are the same when duty and name are, and “无变动” when nothing differs."""
    old = {(line.duty, line.name): line for line in before}
    new = {(line.duty, line.name): line for line in now}
    said = [f"新增{line.label}{line.name}" for key, line in new.items() if key not in old]
    said += [f"不再列{line.label}{line.name}" for key, line in old.items() if key not in new]
    for key in new.keys() & old.keys():
        said += [
            f"{new[key].label}{new[key].name}的{title}"
            f"由“{getattr(old[key], column) or '空'}”改为“{getattr(new[key], column) or '空'}”"
            for column, title in COLUMNS.items()
            if getattr(old[key], column) != getattr(new[key], column)
        ]
    return said or ["无变动，再次确认"]
