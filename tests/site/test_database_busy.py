"""A database that does not take a request: a sentence and a way on, and nothing typed is lost."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client, RequestFactory
from django.utils import timezone

from ruantong.accounts.models import Session
from ruantong.gateways import clock
from ruantong.returns.models import Draft, Return
from ruantong.site import unavailable
from ruantong.trail.models import TrailEntry
from tests import people
from tests.at_once import real_database
from tests.returns import story

FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


on_a_real_database = pytest.mark.usefixtures(real_database.__name__)


@pytest.fixture
def ret() -> Iterator[Return]:
    with clock.at("2024-06-10"):
        yield story.opened()


TRAIL = f"SELECT pg_advisory_xact_lock({0x7275616E})"


@contextmanager
def held_by_another(lock: str = TRAIL) -> Iterator[None]:
    """Another session holds the end of the trail (on SQLite: everything), and this one does not wait
    for long."""
    other = connections.create_connection("default")
    mine = connection.cursor()
    postgres = connection.vendor == "postgresql"
    mine.execute("SET lock_timeout = '200ms'" if postgres else "PRAGMA busy_timeout = 200")
    if not postgres:
        other.connect()
    try:
        other.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        with other.cursor() as cursor:
            if postgres:
                cursor.execute(lock)
        yield
    finally:
        other.rollback()
        other.close()
        mine.execute("RESET lock_timeout" if postgres else "PRAGMA busy_timeout = 20000")


def client_of_alice() -> Client:
    client = people.signed_in(people.alice())
    client.raise_request_exception = False
    return client


@on_a_real_database
def test_a_save_that_must_wait_too_long_says_that_it_was_not_done(ret: Return) -> None:
    client = client_of_alice()
    body = json.dumps({"version": 0, "cells": {"6.2010.A": "1000"}, "rows": {}})
    client.get("/")  # renews the session, which is written once a minute
    before = TrailEntry.objects.count()

    def save() -> Any:
        return client.post(
            f"/returns/{ret.pk}/save",
            body,
            content_type="application/json",
            headers={"accept": "application/json"},
        )

    with held_by_another():
        answer = save()
        page = client.get(f"/returns/{ret.pk}/6/")
    assert answer.status_code == 503
    assert "本次提交没有生效" in answer.json()["message"]
    assert answer.headers["Retry-After"]
    assert page.status_code == 200, "what only reads does not wait"
    assert not Draft.objects.filter(owner=ret).exclude(version=0).exists()
    assert TrailEntry.objects.count() == before
    assert save().status_code == 200, "the next one works"


def test_a_full_disk_says_so() -> None:
    small = sqlite3.connect(":memory:")
    small.execute("CREATE TABLE draft (text)")
    small.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError, match="full") as full:
        small.execute("INSERT INTO draft VALUES (?)", ["1" * 9000])
    small.close()
    error = OperationalError(*full.value.args)
    error.__cause__ = full.value
    assert unavailable.explains(error)
    answer = unavailable.answer(RequestFactory().post("/"), error, "1", as_json=True)
    assert answer.status_code == 503
    assert "存储空间已满，本次提交没有生效" in json.loads(answer.content)["message"]


@on_a_real_database
def test_a_form_sent_in_vain_is_offered_again_with_everything_typed(ret: Return) -> None:
    client = client_of_alice()
    address = f"/returns/{ret.pk}/6/"
    typed = {"6.2010.A": "1000", "version": "0", "act": "save", "note": "“引号”&<b>"}
    with held_by_another():
        answer = client.post(address, typed)
    assert answer.status_code == 503
    page = answer.content.decode()
    assert f'method="post" action="{address}"' in page
    fields = {unescape(name): unescape(text) for name, text in FIELD.findall(page)}
    assert fields == typed
    assert client.post(address, fields).status_code == 302
    assert Draft.objects.get(owner=ret).version == 1


@on_a_real_database
def test_a_form_with_a_secret_is_not_repeated_on_a_page() -> None:
    people.chen()
    client = Client(raise_request_exception=False)
    with held_by_another():
        answer = client.post("/login/", {"username": "chen", "password": people.PASSWORD})
    assert answer.status_code == 503
    assert people.PASSWORD not in answer.content.decode()


@on_a_real_database
def test_a_session_that_could_not_be_renewed_is_not_taken_for_ended(ret: Return) -> None:
    client = client_of_alice()
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    with held_by_another(f"LOCK TABLE {Session._meta.db_table} IN SHARE MODE"):
        answer = client.get(f"/returns/{ret.pk}/6/")
    assert answer.status_code == 503
    assert client.get(f"/returns/{ret.pk}/6/").status_code == 200


def gone(*_: object, **__: object) -> None:
    raise OperationalError("the server closed the connection")


@pytest.mark.django_db
def test_the_page_about_an_absent_database_needs_no_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = people.signed_in(people.chen())
    client.raise_request_exception = False
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", gone)
    answer = client.get("/city/")
    assert answer.status_code == 503
    assert "暂时连不上数据库" in answer.content.decode()
    assert "故障编号" in answer.content.decode()
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
