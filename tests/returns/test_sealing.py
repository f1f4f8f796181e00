"""The secret of texts kept on the respondent's machine ends with the sign-in; a page sends for nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.models import Session
from ruantong.returns.models import Draft, Return
from tests import people
from tests.returns import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def ret() -> Return:
    return story.opened()


def secret(client: Client) -> str:
    answer = client.post("/returns/seal-key", {}, content_type="application/json")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found: str = answer.json()["secret"]
    return found


def save(client: Client, ret: Return, **sent: Any) -> Any:
    body = json.dumps({"version": 0, "cells": {"6.2010.A": "1"}, "rows": {}, **sent})
    return client.post(f"/returns/{ret.pk}/save", body, content_type="application/json")


def test_one_secret_for_a_sign_in_and_another_for_the_next(ret: Return) -> None:
    first, second = people.signed_in(people.alice()), people.signed_in(people.alice())
    assert secret(first) == secret(first)
    assert secret(first) != secret(second)


def test_signed_out_the_platform_does_not_know_it_any_more(ret: Return) -> None:
    client = people.signed_in(people.alice())
    known = secret(client)
    key = client.session.session_key
    answer = client.post("/logout/")
    assert answer["Clear-Site-Data"] == '"storage"', "and the browser forgets what lies under it"
    assert Session.objects.get(key=key).data == ""
    assert secret(people.signed_in(people.alice())) != known


def test_a_page_of_one_person_sends_nothing_as_another(ret: Return) -> None:
    alice, other = people.alice(), people.bo()
    client = people.signed_in(alice)
    refused = save(client, ret, person=str(other.pk))
    assert refused.status_code == 403
    assert "另一个人" in refused.json()["message"]
    assert not Draft.objects.filter(owner=ret).exclude(version=0).exists()
    assert save(client, ret, person=str(alice.pk)).status_code == 200


def test_the_worker_is_for_respondents_and_never_an_old_one(ret: Return) -> None:
    answer = people.signed_in(people.alice()).get("/returns/offline-worker.js")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert "no-store" in answer["Cache-Control"]
    assert people.signed_in(people.bo()).get("/returns/offline-worker.js").status_code == 403
