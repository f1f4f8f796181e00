"""Whoever only looks changes nothing: every page of every role, opened in a small city."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from ruantong.accounts.models import User
from ruantong.accounts.sessions.middleware import EVERY
from ruantong.core.lifecycle import Role
from ruantong.demo.city import CityOptions, make_city
from ruantong.gateways import clock
from ruantong.outputs.models import AggregateRun
from ruantong.returns.models import Return
from ruantong.returns.reading.access import returns_visible_to
from ruantong.rulelab import runs
from tests import people
from tests.rulelab.bench import STRICT, proposed, released, written
from tests.site.addresses import Address, addresses
from tests.site.crawl import crawl

pytestmark = pytest.mark.django_db
READS = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA|BEGIN|SHOW|SET)\b", re.IGNORECASE)
# Renewed at most once a minute (ADR 0075), on a slow machine also while the pages are opened.
SESSION = re.compile(r'\s*UPDATE "accounts_session"', re.IGNORECASE)
# Looking at a return of somebody else's, or taking a file, is noted (ADR 0111).
NOTED = re.compile(r'\s*INSERT INTO "trail_trailentry"', re.IGNORECASE)
# Addresses for reading to which nothing leads here.
NOT_REACHED = {
    "accounts:activate": "for visitors",
    "accounts:confirm_activation": "for visitors who have an activation number",
    "accounts:confirm_code": "for visitors who asked for a code",
    "accounts:first_password": "for an account with a one-time password",
    "accounts:request_code": "for visitors",
    "desks:calendar_feed": "for a program that knows a secret address",
    "desks:opening": "for somebody who has chosen a period to open",
    "followup:prove": "for somebody whose e-mail address waits for its proof",
    "registry:cas": "for visitors",
    "registry:cas_go": "for visitors",
    "registry:cas_left": "for visitors",
    "registry:cas_ticket": "for visitors who come back from the CAS server",
    "registry:confirm_contact": "for somebody whose new contact waits for its code",
    "registry:scope_check": "for visitors who register",
    "registry:correct": "for somebody whose application was refused",
    "registry:waiting": "for somebody whom a unit asks to file for it",
    "registry:join": "for somebody who was invited",
    "registry:licence": "the made-up applications have no scan",
    "registry:register": "for visitors",
    "registry:applicant_phone": "for visitors",
    "registry:confirm_applicant_phone": "for visitors",
    "accounts:confirm_phone": "for somebody whose code is on its way",
    "registry:status": "for somebody whose application waits",
    **dict.fromkeys(
        ("returns:scan", "desks:district_scan", "desks:city_scan"), "the made-up city has no scan"
    ),
    "resume": "for somebody whose session has expired",
    "second_factor:verify": "for an account with a second factor",
    "rulelab:propose": "for a draft that nobody has put forward yet",
}


@pytest.fixture
def city() -> Iterator[None]:
    """Returns in every state, a release in force from a period that is not open yet."""
    make_city(CityOptions(units=12, years=1, small=True), progress=lambda _: None)
    with clock.at("2024-06-13"):
        saved = written()
        run = runs.start_run(saved, actor=people.chen(), periods=["2024-05"])
        runs.work(run.pk, actor=people.chen(), patience=60)
        released(saved, first="2024-08")
        released(written(STRICT.replace("0.5", "0.6")), first="2024-07")
        proposed(written(STRICT.replace("0.5", "0.7")), first="2024-09")
        yield


def somebody(role: Role) -> list[User]:
    """Who looks: for enterprises one of each state of the latest return, else the first account."""
    found = User.objects.filter(role=role.value, is_active=True).order_by("pk")
    if role is not Role.RESPONDENT:
        return list(found[:1])
    latest = Return.objects.order_by("state", "-period")
    chosen: dict[str, User | None] = {}
    for ret in latest.select_related("unit"):
        chosen.setdefault(ret.state, found.filter(memberships__unit=ret.unit).first())
    return list({user.pk: user for user in chosen.values() if user}.values())[:2]


def test_no_page_of_any_role_writes(city: None) -> None:
    changed: dict[str, set[str]] = {}
    touched: Counter[str] = Counter()
    opened: Counter[str] = Counter()
    noted: set[str] = set()
    statements: list[str] = []

    def listening(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not READS.match(sql):
            statements.append(sql)
        return execute(sql, *rest)

    for role in Role:
        for user in somebody(role):
            client = people.signed_in(user)
            started = monotonic()
            with connection.execute_wrapper(listening):
                for name, answer in crawl(client, "/", *by_address(user)):
                    assert answer.status_code < 500, name
                    opened[name] += answer.status_code < 400
                    for sql in statements:
                        if SESSION.match(sql):
                            touched[user.username] += 1
                        elif NOTED.match(sql) and leaves_entry(name, answer):
                            noted.add(name)
                        else:
                            changed.setdefault(name, set()).add(sql[:80])
                    statements.clear()
            renewals = 1 + (monotonic() - started) // EVERY
            assert touched[user.username] <= renewals, user.username
    assert changed == {}
    assert {"desks:district_return", "desks:city_return", "desks:association_return"} <= noted
    missed = [each for each in addresses() if not opened[each.name] and reads(each)]
    assert {each.name for each in missed} ^ NOT_REACHED.keys() == set()


def leaves_entry(name: str, answer: Any) -> bool:
    """A file, or a page whose view says so of itself."""
    return "attachment" in answer.headers.get("Content-Disposition", "") or bool(
        getattr(answer.resolver_match.func, "look", None)
    )


def by_address(user: User) -> list[str]:
    """Pages that others lead to rarely: acts on one's returns, a stored sum, a period not open yet."""
    if user.is_role(Role.CITY):
        run = AggregateRun.objects.values_list("pk", flat=True)[0]
        return [
            reverse("outputs:run", args=[run]),
            reverse("outputs:table", args=["main", "2024-07"]),
        ]
    if not user.is_role(Role.RESPONDENT):
        return []
    latest = returns_visible_to(user).order_by("-period").values_list("pk", flat=True)[:3]
    names = ("returns:submit", "returns:withdraw", "returns:give_up", "returns:nil")
    mappings = [reverse("returns:ledger_mapping", args=[pk, "6"]) for pk in latest]
    return mappings + [reverse(name, args=[pk]) for pk in latest for name in names]


def reads(address: Address) -> bool:
    """It is for reading, too: somebody it is for is not told that it takes only posts."""
    role = next(iter(address.roles), Role.CITY.value)
    return people.signed_in(somebody(Role(role))[0]).get(address.path).status_code != 405
