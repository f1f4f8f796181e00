"""Role × address: whatever is not granted is refused, for reading and for writing.

New addresses are covered as soon as they exist: the list comes from the resolver.
"""

from __future__ import annotations

import pytest
from django.test import Client

from ruantong.core.lifecycle import Role
from tests import people
from tests.site.addresses import Address, addresses

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ALL = addresses()
PUBLIC = {
    "accounts:login",
    "accounts:request_code",
    "accounts:confirm_code",
    "accounts:activate",
    "accounts:confirm_activation",
    "accounts:sms_report",
    "desks:calendar_feed",
    "registry:register",
    "registry:scope_check",
    "registry:applicant_phone",
    "registry:confirm_applicant_phone",
    "registry:join",
    "registry:cas",
    "registry:cas_go",
    "registry:cas_ticket",
    "registry:cas_forget",
    "registry:cas_left",
    "manual",
    "manual_chapter",
}


def test_only_the_listed_addresses_are_public() -> None:
    assert {each.name for each in ALL if each.public} == PUBLIC


def test_every_other_address_names_its_roles() -> None:
    assert [each.name for each in ALL if not each.public and not each.roles] == []


def test_names_are_unique() -> None:
    names = [each.name for each in ALL]
    assert sorted(names) == sorted(set(names))


def test_a_visitor_opens_only_public_pages(client: Client) -> None:
    for each in ALL:
        answer = client.get(each.path)
        if each.public:
            assert answer.status_code in {200, 302, 404, 405}, each.name
        else:
            assert answer.status_code == 302, each.name
            assert answer.headers["Location"].startswith("/login/"), each.name


def test_a_visitor_changes_nothing(client: Client) -> None:
    for each in ALL:
        if not each.public:
            answer = client.post(each.path)
            assert answer.headers.get("Location", "").startswith("/login/"), each.name


def outcome(client: Client, each: Address, method: str) -> int:
    return client.generic(method, each.path).status_code


@pytest.mark.parametrize("role", Role)
def test_a_role_reads_only_what_names_it(role: Role) -> None:
    client = people.signed_in(people.EVERYONE[role]())
    wrong = {}
    for each in ALL:
        if each.public:
            continue
        status = outcome(client, each, "GET")
        granted = status in {200, 302, 404, 405, 409, 422}
        refused = status in {403, 405}
        if not (granted if role.value in each.roles else refused):
            wrong[each.name] = status
    assert wrong == {}


@pytest.mark.parametrize("role", Role)
def test_a_role_writes_only_where_it_is_named(role: Role) -> None:
    client = people.signed_in(people.EVERYONE[role]())
    wrong = {}
    for each in ALL:
        if each.public or role.value in each.roles:
            continue
        status = outcome(client, each, "POST")
        if status not in {403, 405}:
            wrong[each.name] = status
    assert wrong == {}


def test_an_administrator_is_named_by_no_address_of_returns() -> None:
    administrators = {"system_admin", "security_admin", "audit_admin"}
    of_returns = [each for each in ALL if each.name.startswith(("returns:", "desks:", "outputs:"))]
    assert [each.name for each in of_returns if each.roles & administrators] == []


def test_only_the_respondent_is_named_where_values_are_written() -> None:
    writing = {
        f"returns:{act}"
        for act in ("save", "submit", "take_workbook", "ledger_preview", "validate", "withdraw")
    }
    found = {each.name: each.roles for each in ALL if each.name in writing}
    assert found.keys() == writing
    assert set(found.values()) == {frozenset({"respondent"})}
