"""What a district and the city do with the sheet. Each verb: permission → change → trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import transaction

from ruantong.accounts import texts
from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from ruantong.registry.contact_sheet.due import MISSING, due_in, standing_in
from ruantong.registry.contact_sheet.lines import Line, faults, missing_duties, written
from ruantong.registry.models import District
from ruantong.registry.models.contacts import ContactPerson, ContactReminder, ContactSheet
from ruantong.trail.record import record, record_many

MOST_PEOPLE = 20
#: The platform reminds by itself this many days before the deadline.
DAYS_BEFORE = (14, 3)


@transaction.atomic
def save(*, actor: User, lines: Sequence[Line]) -> ContactSheet:
    """The district states its sheet anew; stating the same again confirms it for this year."""
    if not actor.is_role(Role.DISTRICT):
        raise Refused("联系信息表由区县管理员填写。")
    kept = [written(line) for line in lines if not line.blank]
    if len(kept) > MOST_PEOPLE:
        raise Refused(f"联系信息表填了{len(kept)}人，应不超过{MOST_PEOPLE}人。")
    for line in kept:
        for problem in faults(line).values():
            raise Refused(problem)
    if missing := missing_duties(kept):
        raise Refused(f"请至少填写一名{'和一名'.join(missing)}。")
    district = District.objects.select_for_update().get(pk=actor.district_code)
    last = ContactSheet.objects.filter(district=district).order_by("-number").first()
    sheet = ContactSheet.objects.create(
        district=district, number=last.number + 1 if last else 1, at=clock.now(), by=actor
    )
    ContactPerson.objects.bulk_create(
        ContactPerson(sheet=sheet, place=place, **asdict(line))
        for place, line in enumerate(kept, start=1)
    )
    record(
        "district.contacts",
        f"district:{district.pk}",
        actor=actor,
        number=sheet.number,
        people=len(kept),
    )
    return sheet


@dataclass(frozen=True)
class Reminded:
    """Districts that were told, and names of those nobody can be texted in."""

    districts: int
    unreachable: tuple[str, ...]


def remind(*, actor: User) -> Reminded:
    """The city asks every district that owes this year's sheet, once a day at most."""
    if not actor.is_role(Role.CITY):
        raise Refused("只有市级管理员可以提醒区县报送联系信息表。")
    today = clock.today()
    due = due_in(today.year)
    if due is None:
        raise Refused("制度包没有规定联系信息表的报送期限，不能提醒。")
    return _remind(due, today, actor)


def remind_by_itself() -> Reminded:
    """The reminders that are due without anybody asking; called by ``ruantong tick``."""
    today = clock.today()
    due = due_in(today.year)
    if due is None or today > due:
        return Reminded(0, ())
    begun = [days for days in DAYS_BEFORE if (due - today).days <= days]
    if not begun:
        return Reminded(0, ())
    return _remind(due, due - timedelta(days=min(begun)), None)


@transaction.atomic
def _remind(due: date, since: date, actor: User | None) -> Reminded:
    """Tell every district that owes the sheet of the deadline and was not reminded ``since`` that day."""
    now = clock.now()
    owing = [
        each
        for each in standing_in(due.year).filter(state=MISSING).order_by("order", "code")
        if not each.reminded_at or clock.local_day(each.reminded_at) < since
    ]
    officers = User.objects.filter(role=Role.DISTRICT, is_active=True).exclude(phone=None)
    phones: dict[str, list[str | None]] = {}
    for district, phone in officers.values_list("district_code", "phone"):
        phones.setdefault(district, []).append(phone)
    ContactReminder.objects.bulk_create(
        ContactReminder(district=each, at=now, by=actor) for each in owing
    )
    for each in owing:
        for phone in phones.get(each.pk, ()):
            texts.send(phone, "contacts", day=f"{due:%m月%d日}")
    record_many(
        "district.contacts_reminder",
        [(f"district:{each.pk}", {"year": due.year}) for each in owing],
        actor=actor,
    )
    return Reminded(len(owing), tuple(each.name for each in owing if each.pk not in phones))
