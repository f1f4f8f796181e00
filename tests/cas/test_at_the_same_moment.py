"""A CAS server that vouches twice for one ticket: of two browsers that bring it at once, one enters."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from ruantong.accounts.models import CasSession
from ruantong.trail.models import TrailEntry
from tests import people
from tests.at_once import AllHaveLooked, at_once, real_database
from tests.cas.test_bad_answers import success
from tests.other_server import Reply, other_server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures(real_database.__name__),
]


def test_a_ticket_brought_twice_at_once_opens_one_session(settings: Any) -> None:
    people.alice()
    browsers = [Client(), Client()]
    all_have_looked = AllHaveLooked(f'INSERT INTO "{CasSession._meta.db_table}"')

    def comes_back(browser: Client) -> int:
        with connection.execute_wrapper(all_have_looked):
            return browser.get("/login/cas/ticket/", {"ticket": "ST-1"}).status_code

    with other_server(lambda _: Reply(success())) as running:
        settings.CAS_SERVER = running.address
        for each in browsers:
            each.get("/login/cas/go/")
        answers = at_once(*(lambda one=each: comes_back(one) for each in browsers))
    assert sorted(answers) == [302, 422]
    inside = [browser.get("/account/").status_code == 200 for browser in browsers]
    assert sorted(inside) == [False, True]
    assert TrailEntry.objects.filter(act="account.sign_in").count() == 1
