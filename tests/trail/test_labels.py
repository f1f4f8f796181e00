"""Every act that the platform records, and what it says beside it, is read in words."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.urls import resolve

import ruantong
from ruantong.site.page_names import page_name
from ruantong.site.trail_names import Names
from ruantong.trail.labels import ACTS, WORDS
from ruantong.trail.record import record
from tests import people
from tests.site.addresses import Address, addresses

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


# Subjects that can be named without a row that they stand for, with one of each.
SAMPLES = {
    "district": "500103",
    "holiday": "2024-05-01",
    "page": "/desk/",
    "period": "2024-05",
}
ROWS = {"draft", "import", "registration", "return", "rule", "rules", "unit", "user"}


def subjects() -> Iterator[str]:
    """How the subject of each recorded entry begins, up to what changes; the whole when nothing does."""
    for call in calls():
        text = call.args[1]
        if isinstance(text, ast.JoinedStr) and isinstance(text.values[0], ast.Constant):
            yield str(text.values[0].value)
        elif isinstance(text, ast.Constant):
            yield str(text.value)


@pytest.mark.django_db
def test_every_kind_of_subject_has_words() -> None:
    people.district()
    names, found = Names([]), set(subjects())
    kinds = {each.partition(":")[0] for each in found if ":" in each}
    assert len(kinds) > 8
    assert kinds - set(SAMPLES) <= ROWS, "a new kind is named in ruantong/site/trail_names.py"
    raw = [f"{kind}:{key}" for kind, key in SAMPLES.items()]
    raw += [each for each in found if not each.endswith(":")] + ["user:?"]
    assert [each for each in raw if names.of(each) == each] == []


def leaves_entries(address: Address) -> bool:
    """Whether the page may stand on the trail itself: it hands out files, or says of itself that looking
    at it is noted. By the module of its view; acts are not opened.
    """
    look = getattr(address.view, "look", None)
    if look is not None and not look.kind:
        return True
    module = inspect.getmodule(inspect.unwrap(address.view))
    source = inspect.getsource(module) if module else ""
    if not any(word in source for word in ("export_response", "attachment", "paper.answer")):
        return False
    request = RequestFactory().get(address.path)
    request.user = AnonymousUser()
    try:
        return bool(address.view(request, **resolve(address.path).kwargs).status_code != 405)
    except (PermissionDenied, Http404):
        return True


def test_every_page_that_leaves_entries_has_words() -> None:
    found = [each for each in addresses() if not each.public and leaves_entries(each)]
    assert len(found) > 40
    silent = [each.name for each in found if not page_name(each.name)]
    assert silent == []


@pytest.mark.django_db
def test_a_page_with_a_period_is_told_with_it() -> None:
    told = Names([]).of("page:/tables/main/2024-05/")
    assert told == "汇总表 2024年1—5月"
    assert Names([]).of("page:outputs:table") == "汇总表"
    assert Names([]).of("page:/no/longer/") == "/no/longer/"


@pytest.mark.django_db
def test_a_view_is_no_role_and_what_is_empty_is_left_out() -> None:
    chen = people.chen()
    entry = record("outputs.report", "period:x", actor=chen, view="city", units=3, fault="")
    assert Names([entry]).data_text(entry) == "口径：市级口径；单位数：3"
