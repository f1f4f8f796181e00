"""Accounts, units, rosters and registrations of the demo city, with their trail entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from ruantong.accounts.models import User
from ruantong.core.code_lists import CodeItem
from ruantong.core.lifecycle import Role
from ruantong.core.scope import MAIN
from ruantong.demo import accounts, names, words
from ruantong.demo.accounts import Account
from ruantong.demo.events import Event
from ruantong.demo.facts import industry_of
from ruantong.demo.lives import Schedule
from ruantong.demo.profile import Profile
from ruantong.demo.registered import address_of, category_of, park_of
from ruantong.demo.writing import Cast
from ruantong.registry.models import (
    ContactPerson,
    ContactSheet,
    Membership,
    Registration,
    ReportingUnit,
    RosterEntry,
)
from ruantong.registry.survey import scope

_WAITING = 6  # registrations beside those of the units: pending ones and refused ones
_SCOPE = {"ic": "ic_design", "security": "key_field", "platform": "key_field"}


def settle(
    profiles: Sequence[Profile],
    districts: Sequence[CodeItem],
    plan: Sequence[Schedule],
    now: datetime,
) -> tuple[Cast, list[ReportingUnit], list[Event]]:
    """Everything that stood before the first return: who there is, and who files what."""
    start = min((schedule.opened for schedule in plan), default=now) - timedelta(days=30)
    password = make_password(names.PASSWORD)  # one hash for all: the password is published anyway
    staff = _users([*accounts.staff(), *accounts.district_officers(districts)], password, start)
    respondents = _users(accounts.respondents(len(profiles)), password, start)
    units = _units(profiles, start)
    Membership.objects.bulk_create(
        Membership(user=user, unit=unit, since=start)
        for user, unit in zip(respondents, units, strict=True)
    )
    _rosters(profiles, units)
    _contacts(districts, start, now)
    # the first of a role acts in the demo's story
    others = [user for user in reversed(staff) if user.role != Role.DISTRICT.value]
    by_role = {Role(user.role): user for user in others}
    events = [_created(user, start) for user in (*staff, *respondents)]
    events += _registrations(profiles, units, respondents, by_role[Role.SYSTEM_ADMIN], start)
    events += _waiting(profiles, password, by_role[Role.SYSTEM_ADMIN], now)
    cast = Cast(
        respondents={unit.pk: user for unit, user in zip(units, respondents, strict=True)},
        officers={u.district_code: u for u in staff if u.role == Role.DISTRICT.value},
        others=by_role,
    )
    return cast, units, events


def _users(wanted: Sequence[Account], password: str, at: datetime) -> list[User]:
    return User.objects.bulk_create(
        [
            User(
                username=account.username,
                display_name=account.display_name,
                role=account.role.value,
                phone=account.phone,
                phone_proven_at=at if account.phone else None,
                email=f"{account.username}@demo.invalid",
                district_code=account.district,
                park=account.park,
                password=password,
                created_at=at,
            )
            for account in wanted
        ],
        batch_size=500,
    )


def _created(user: User, at: datetime) -> Event:
    said = {"role": user.role}
    if user.district_code:
        said["district"] = user.district_code
    if user.park:
        said["park"] = user.park
    return Event(at, None, "account.create", f"user:{user.username}", said)


def _units(profiles: Sequence[Profile], start: datetime) -> list[ReportingUnit]:
    return ReportingUnit.objects.bulk_create(
        [
            ReportingUnit(
                uscc=profile.uscc,
                name=profile.name,
                district_id=profile.district,
                division_code=profile.division,
                address=address_of(profile),
                industry_code=industry_of(profile.kind),
                park=park_of(profile),
                category=category_of(profile),
                contact_name=names.person("填报员", profile.number),
                contact_phone=names.mobile(profile.number),
                valid_from=start.date(),
            )
            for profile in profiles
        ],
        batch_size=500,
    )


def _rosters(profiles: Sequence[Profile], units: Sequence[ReportingUnit]) -> None:
    """Every unit files monthly and annually; the larger chip makers and platforms file form 7."""
    entries = []
    for profile, unit in zip(profiles, units, strict=True):
        year = unit.valid_from.year
        entries.append(RosterEntry(unit=unit, roster="annual", first_period=str(year - 1)))
        entries.append(RosterEntry(unit=unit, roster="monthly", first_period=f"{year - 1}-02"))
        if profile.listed_form7:
            entries.append(RosterEntry(unit=unit, roster="form7", first_period=f"{year - 1}-02"))
    RosterEntry.objects.bulk_create(entries, batch_size=500)


def _contacts(districts: Sequence[CodeItem], start: datetime, now: datetime) -> None:
    """附件2 of three districts in four, some after this year's day; the rest still have to send theirs."""
    early, late = (start.replace(year=now.year, month=m, day=d) for m, d in ((2, 20), (3, 4)))
    sheets = ContactSheet.objects.bulk_create(
        ContactSheet(
            district_id=item.code,
            number=1,
            at=next((at for at in ((late,) if place % 8 == 2 else (early,)) if at <= now), start),
        )
        for place, item in enumerate(districts)
        if place % 4 != 3
    )
    places = {item.code: place for place, item in enumerate(districts)}
    ContactPerson.objects.bulk_create(
        ContactPerson(
            sheet=sheet,
            place=row,
            duty=duty,
            name=names.person(word, places[sheet.district_id]),
            office="区县经济信息委（演示）",
            post=post,
            phone=names.landline(5000 + places[sheet.district_id]),
            mobile=names.mobile(offset + places[sheet.district_id]),
        )
        for sheet in sheets
        for row, (duty, word, post, offset) in enumerate(
            (("leader", "负责领导", "分管负责人", 30_000), ("officer", "经办人", "科员", 10_000)),
            start=1,
        )
    )


def _registrations(
    profiles: Sequence[Profile],
    units: Sequence[ReportingUnit],
    users: Sequence[User],
    administrator: User,
    start: datetime,
) -> list[Event]:
    """Every unit came in through 用户注册 and was approved a day later."""
    decided = start + timedelta(days=1)
    made = Registration.objects.bulk_create(
        [
            _registration(
                profile,
                user,
                start,
                status=Registration.APPROVED,
                decided_at=decided,
                decided_by=administrator,
                unit=unit,
            )
            for profile, unit, user in zip(profiles, units, users, strict=True)
        ],
        batch_size=500,
    )
    events = []
    for registration, unit in zip(made, units, strict=True):
        subject = f"registration:{registration.pk}"
        year = unit.valid_from.year - 1
        approved = {
            "unit": unit.pk,
            "uscc": unit.uscc,
            "annual_from": str(year),
            "monthly_from": f"{year}-02",
        }
        applied = {"uscc": unit.uscc}
        events.append(Event(start, registration.user, "registration.apply", subject, applied))
        events.append(Event(decided, administrator, "registration.approve", subject, approved))
    return events


def _registration(profile: Profile, user: User, at: datetime, **fields: object) -> Registration:
    return Registration(
        uscc=profile.uscc,
        unit_name=profile.name,
        district_id=profile.district,
        division_code=profile.division,
        address=address_of(profile),
        industry_code=industry_of(profile.kind),
        scope=_SCOPE.get(profile.kind, "software"),
        contact_name=user.display_name,
        phone=user.phone or "",
        email=user.email,
        user=user,
        applied_at=at,
        **fields,
    )


def _waiting(
    profiles: Sequence[Profile], password: str, administrator: User, now: datetime
) -> list[Event]:
    """Applications of the last days: some wait for the system administrator, two were refused."""
    first = len(profiles) + 1
    wanted = [
        Account(
            f"xin{number:04}",
            Role.RESPONDENT,
            names.person("填报员", number),
            names.mobile(number),
        )
        for number in range(first, first + _WAITING)
    ]
    yesterday = now.replace(hour=14, minute=20) - timedelta(days=1)
    applied = [yesterday - timedelta(days=place, minutes=37 * place) for place in range(_WAITING)]
    users = _users(wanted, password, min(applied))
    events = []
    made = []
    for place, (user, at) in enumerate(zip(users, applied, strict=True)):
        profile = replace(
            profiles[-1 - place % len(profiles)],
            uscc=names.uscc(first + place),
            name=names.unit_name(first + place, "software"),
            number=first + place,
            kind="software",
        )
        # what the applicant entered when assessing the own scope
        entered = {MAIN: f"{620 + 175 * place}.00", "software": f"{410 + 120 * place}.50"}
        refused = place >= _WAITING - len(words.REFUSALS)
        decision: dict[str, object] = {
            "scope_figures": {key: entered[key] for key in scope.figures() if key in entered}
        }
        if refused:
            decision |= {
                "status": Registration.REFUSED,
                "reason": words.REFUSALS[place - _WAITING],
                "decided_at": at + timedelta(hours=2),
                "decided_by": administrator,
            }
        made.append(_registration(profile, user, at, **decision))
        events.append(_created(user, at))
    for registration in Registration.objects.bulk_create(made):
        subject, user = f"registration:{registration.pk}", registration.user
        said = {"uscc": registration.uscc}
        events.append(Event(registration.applied_at, user, "registration.apply", subject, said))
        if registration.decided_at:
            why = {"reason": registration.reason}
            events.append(
                Event(registration.decided_at, administrator, "registration.refuse", subject, why)
            )
    return events
