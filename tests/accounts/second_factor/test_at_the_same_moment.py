"""One code sent twice at the same moment opens one session."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from tests import people
from tests.accounts.second_factor.devices import VERIFY, Machine, enrol_app
from tests.at_once import AllHaveLooked, at_once, real_database

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures(real_database.__name__, "strict"),
]


@pytest.mark.parametrize("kind", ["authenticator", "recovery"])
def test_a_code_sent_twice_at_once_opens_once(machine: Machine, kind: str) -> None:
    chen = people.chen()
    app, codes = enrol_app(_with_the_password(), machine)
    machine.later(30)
    code = app.code() if kind == "authenticator" else codes[0]
    table = f"second_factor_{kind if kind == 'authenticator' else 'recoverycode'}"
    all_have_looked = AllHaveLooked(f'UPDATE "{table}"')
    browsers = [_with_the_password(), _with_the_password()]

    def enters(browser: Client) -> int:
        with connection.execute_wrapper(all_have_looked):
            return browser.post(VERIFY, {"code": code}).status_code

    answers = at_once(*(lambda one=each: enters(one) for each in browsers))
    assert sorted(answers) == [302, 422]
    inside = [browser.get("/account/").status_code == 200 for browser in browsers]
    assert sorted(inside) == [False, True], chen.username


def _with_the_password() -> Client:
    browser = Client()
    sent = {"username": people.chen().username, "password": people.PASSWORD}
    assert browser.post("/login/", sent).status_code == 302
    return browser
