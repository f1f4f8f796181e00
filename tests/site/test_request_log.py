"""The log: one line of JSON for each request and error, and in no line anybody's data or figures."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from ruantong.accounts.models import User
from ruantong.gateways import clock
from ruantong.site.json_line import JsonLine
from tests import people
from tests.returns import story

pytestmark = pytest.mark.django_db
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(tmp_path: Path) -> Any:
    """The log as a deployment writes it, into a file."""
    path = tmp_path / "log.jsonl"
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(JsonLine())
    access = logging.getLogger("ruantong.access")
    logging.getLogger().addHandler(handler)
    access.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    access.setLevel(logging.WARNING)
    logging.getLogger().removeHandler(handler)
    handler.close()


def test_a_request_is_a_line_with_page_role_and_time_and_nobody_s_name(lines: Lines) -> None:
    bo = people.signed_in(people.bo())
    bo.get("/desk/?q=绝密单位&period=2024-05", headers={"x-forwarded-for": "10.1.2.3"})
    Client().get("/nowhere/13800000002/")
    seen, lost = lines()
    assert (seen["page"], seen["method"], seen["status"]) == ("desks:district", "GET", 200)
    assert seen["role"] == "district"
    assert seen["ms"] >= 0
    assert seen["id"] != lost["id"]
    assert (lost["page"], lost["status"], lost["account"]) == ("", 404, "")
    text = json.dumps([seen, lost], ensure_ascii=False)
    for secret in ("绝密", "2024-05", "10.1.2.3", "13800000002", "薄区县", '"bo"'):
        assert secret not in text
    bo.get("/desk/missing/")
    assert lines()[2]["account"] == seen["account"] != ""


def test_figures_and_texts_of_a_return_are_in_no_line(lines: Lines) -> None:
    with clock.at("2024-06-10"):
        ret = story.opened()
        client = people.signed_in(people.alice())
        client.post(f"/returns/{ret.pk}/6/", {"6.2010.A": "7654321", "note:R6-19:A": "机密说明"})
        client.post("/login/", {"username": "alice", "password": "wrong-password-1"})
    text = json.dumps(lines(), ensure_ascii=False)
    assert lines()
    for secret in ("7654321", "机密说明", "wrong-password-1", "alice", ret.unit.uscc):
        assert secret not in text


def test_an_error_is_a_line_with_its_number_kind_and_place_without_values(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        figure = "7654321.50"
        try:
            raise IntegrityError(f'Key (phone)=(13812345678) "{figure}"\nDETAIL: 机密')
        except IntegrityError as error:
            raise ValueError(f"could not read '机密' of {figure}, a@example.com") from error

    monkeypatch.setattr("ruantong.accounts.views.SignInForm", broken)
    client = Client(raise_request_exception=False)
    page = client.get("/login/?next=/x").content.decode()
    error, request = lines()
    assert error["incident"] in page
    assert error["id"] == request["id"]
    assert request["status"] == 500
    assert error["error"] == "builtins.ValueError"
    assert error["cause"]["error"] == "django.db.utils.IntegrityError"
    assert any("test_request_log.py" in frame and "broken" in frame for frame in error["trace"])
    text = json.dumps(error, ensure_ascii=False)
    for secret in ("7654321", "13812345678", "机密", "example.com", "figure ="):
        assert secret not in text


def test_an_error_of_the_database_is_a_line_of_the_log_with_its_number(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("connection to server at 10.0.0.7 failed")

    person: User = people.chen()
    client = people.signed_in(person)
    client.raise_request_exception = False
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", gone)
    page = client.get("/city/").content.decode()
    error, _ = lines()
    assert error["incident"] in page
    assert "10.0.0.7" not in json.dumps(error)
