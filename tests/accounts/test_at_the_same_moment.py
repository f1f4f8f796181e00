"""Two people at the same moment: one gets the name, the other a sentence; a code opens once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from ruantong.accounts import actions
from ruantong.accounts.access import Refused
from ruantong.accounts.models import LoginCode, OutboxMessage, User
from ruantong.core.lifecycle import Role
from ruantong.trail.models import TrailEntry
from tests import people
from tests.at_once import AllHaveLooked, at_once, real_database

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures(real_database.__name__),
]


def registering(username: str, phone: str) -> Callable[[], str]:
    def register() -> str:
        try:
            actions.create_account(
                actor=None,
                username=username,
                role=Role.RESPONDENT,
                display_name="某人",
                phone=phone,
                phone_proven=True,
            )
        except Refused as refusal:
            return refusal.message
        return "made"

    return register


def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the check before writing blind, as it is when both have looked before either wrote."""
    looked: list[None] = []

    def blind(username: str, phone: str | None, email: str) -> str | None:
        looked.append(None)
        return None if len(looked) <= 2 else "用户名或手机号已被使用。"

    monkeypatch.setattr(actions, "_stated_problem", blind)
    monkeypatch.setattr(User, "full_clean", lambda *_, **__: None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("dupc", "13900000001"), ("dupc", "13900000002")),
        (("DUPC", "13900000001"), ("dupc", "13900000002")),
        (("dupa", "13900000001"), ("dupb", "13900000001")),
    ],
)
def test_of_two_registrations_one_is_told(
    monkeypatch: pytest.MonkeyPatch, one: tuple[str, str], other: tuple[str, str]
) -> None:
    unchecked(monkeypatch)
    answers = at_once(registering(*one), registering(*other))
    assert sorted(answers) == ["made", "用户名或手机号已被使用。"]
    assert User.objects.count() == 1


def test_two_new_phones_of_the_same_number(monkeypatch: pytest.MonkeyPatch) -> None:
    users = [people.chen(), people.dai()]
    monkeypatch.setattr(actions, "phone_problem", lambda *_, **__: None)

    def changing(user: User) -> Callable[[], str]:
        def change() -> str:
            try:
                actions.change_phone(actor=user, phone="13900000009")
            except Refused as refusal:
                return refusal.message
            return "made"

        return change

    answers = at_once(*map(changing, users))
    assert answers.count("made") == 1
    assert User.objects.filter(phone="13900000009").count() == 1


def test_the_right_code_sent_ten_times_at_once_opens_once() -> None:
    people.chen()
    all_have_looked = AllHaveLooked(f'UPDATE "{LoginCode._meta.db_table}"', 10)
    client = Client()
    client.post("/login/code/", {"phone": "13800000004"})
    code = re.search(r"\d{6}", OutboxMessage.objects.get().text)
    assert code
    cookies = client.cookies.output(header="", sep=";")

    def enter() -> int:
        browser = Client(raise_request_exception=False)
        browser.cookies.load(cookies)
        with connection.execute_wrapper(all_have_looked):
            return browser.post("/login/code/confirm/", {"code": code[0]}).status_code

    answers = at_once(*[enter] * 10)
    assert 500 not in answers
    assert TrailEntry.objects.filter(act="account.sign_in").count() == 1
    assert answers.count(302) >= 1


def test_wrong_passwords_at_the_same_moment_are_all_counted() -> None:
    people.chen()

    def enter() -> int:
        browser = Client(raise_request_exception=False)
        return browser.post("/login/", {"username": "chen", "password": "wrong"}).status_code

    assert set(at_once(*[enter] * 6)) <= {422, 429}
    given = {"username": "chen", "password": people.PASSWORD}
    assert Client().post("/login/", given).status_code == 429


def test_a_name_is_the_same_in_capitals() -> None:
    people.chen()
    with pytest.raises(Refused, match="用户名“CHEN”已被使用"):
        actions.create_account(
            actor=None, username="CHEN", role=Role.RESPONDENT, display_name="某人"
        )
    given = {"username": "CHEN", "password": people.PASSWORD}
    assert Client().post("/login/", given).status_code == 302


def test_accounts_of_one_name_are_parted_when_the_platform_is_brought_up_to_date() -> None:
    from importlib import import_module

    from django.apps import apps

    migration = import_module("ruantong.accounts.migrations.0003_one_account_per_name")
    constraint = next(c for c in User._meta.constraints if c.name == "one_account_per_name")
    with connection.schema_editor() as editor:
        editor.remove_constraint(User, constraint)
    try:
        for name in ("dupc", "DUPC", "other", "Dupc"):
            User.objects.bulk_create(
                [
                    User(
                        username=name,
                        role="city",
                        display_name=name,
                        created_at="2024-01-01T00:00Z",
                    )
                ]
            )
        migration.part_names(apps, None)
        names = list(User.objects.order_by("pk").values_list("username", flat=True))
        assert names == ["dupc", "DUPC-2", "other", "Dupc-3"]
        told = TrailEntry.objects.filter(act="account.rename").values_list("subject", "data__was")
        assert set(told) == {("user:DUPC-2", "DUPC"), ("user:Dupc-3", "Dupc")}
    finally:
        User.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(User, constraint)
