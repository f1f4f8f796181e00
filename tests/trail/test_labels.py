"""Every act that the platform records, and what it says beside it, is read in words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import ruantong
from ruantong.site.trail_names import Names
from ruantong.trail.labels import ACTS, WORDS
from ruantong.trail.record import record
from tests import people

SOURCE = Path(ruantong.__file__).parent


def calls() -> Iterator[ast.Call]:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            if node.func.id in {"record", "record_many"}:
                yield node


def test_every_recorded_act_has_words() -> None:
    found = {
        text.value
        for call in calls()
        for text in ast.walk(call.args[0])
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and "." in text.value
    }
    assert len(found) > 30
    assert {act for act in found if not act.endswith((".", "_"))} <= set(ACTS)


def test_everything_said_beside_an_act_has_words() -> None:
    known = {"actor", "at"}
    said = {keyword.arg for call in calls() for keyword in call.keywords if keyword.arg}
    assert said - known <= set(WORDS)


@pytest.mark.django_db
def test_a_view_is_no_role_and_what_is_empty_is_left_out() -> None:
    chen = people.chen()
    entry = record("outputs.report", "period:x", actor=chen, view="city", units=3, fault="")
    assert Names([entry]).data_text(entry) == "口径：市级口径；单位数：3"
