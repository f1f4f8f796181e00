"""A choice is understood in every spelling; one that is not stands on the page as it was typed."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from ruantong.core.code_lists import CodeItem
from ruantong.core.periods import Period
from ruantong.core.regime import Kind
from ruantong.returns.models import Draft, Return
from ruantong.returns.regimes import regime_of
from tests import people
from tests.returns import story

pytestmark = pytest.mark.django_db

SPELLINGS = {
    "code": "{code}",
    "name": "{name}",
    "both": "{code} {name}",
    "hyphen": "{code}-{name}",
    "blanks": "  {name}　",
}
UNKNOWN = "没有这一项"
CHOSEN = {Kind.CODE, Kind.CODES}
OWES_FORM_5 = "1.R07.A"


class Fields(HTMLParser):
    """What a browser would send back of a page nobody touched."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "select":
            self.select = name
            self.sent[name] = [""]
        elif tag == "option" and "selected" in given:
            self.sent[self.select] = [value]
        elif tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.sent.setdefault(name, []).append(value)


@pytest.fixture(params=["2023", "2024-05"])
def ret(request: pytest.FixtureRequest) -> Return:
    ret = story.opened(people.make_unit(), Period.parse(request.param))
    return story.fill(ret, {OWES_FORM_5: "1"}) if request.param == "2023" else ret


@pytest.fixture
def client() -> Client:
    return people.signed_in(people.alice())


def choices(ret: Return) -> dict[str, CodeItem]:
    """Every cell that takes codes, with one item of its list."""
    regime = regime_of(ret)
    found: dict[str, CodeItem] = {}
    for form in regime.forms_for(ret.parsed_period.frequency):
        lists = {f"{form.code}.head.{head.key}": head.code_list for head in form.head_fields}
        for indicator in form.indicators:
            ref = f"{form.code}.{indicator.code}.A"
            if indicator.kind in CHOSEN and indicator.code_list and ref != OWES_FORM_5:
                lists[ref] = indicator.code_list
        for ref, key in lists.items():
            found[ref] = [item for item in regime.code_lists[key].items if item.leaf][-1]
    return found


def closed(ret: Return) -> dict[str, str]:
    """A text that no list has, for every cell whose list is closed."""
    regime = regime_of(ret)
    form = {ref: regime.form[ref.partition(".")[0]] for ref in choices(ret)}
    return {
        ref: UNKNOWN
        for ref in choices(ret)
        if ".head." in ref or not form[ref].by_code[ref.split(".", 1)[1][:-2]].open_codes
    }


def save(client: Client, ret: Return, cells: dict[str, str]) -> Any:
    body = {"version": story.version_of(ret), "cells": cells, "rows": {}}
    answer = client.post(
        f"/returns/{ret.pk}/save", json.dumps(body), content_type="application/json"
    )
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_kept_as_its_code(client: Client, ret: Return, spelling: str) -> None:
    wanted = choices(ret)
    told = save(
        client,
        ret,
        {
            ref: SPELLINGS[spelling].format(code=item.code, name=item.name)
            for ref, item in wanted.items()
        },
    )
    assert {ref: told["values"][ref] for ref in wanted} == {
        ref: item.code for ref, item in wanted.items()
    }


def test_an_unknown_choice_is_kept_and_named(client: Client, ret: Return) -> None:
    told = save(client, ret, closed(ret))
    assert closed(ret).items() <= told["values"].items()
    assert {fault["cell"] for fault in told["faults"]} >= set(closed(ret))


def test_a_page_sent_back_untouched_loses_no_choice(client: Client, ret: Return) -> None:
    save(client, ret, closed(ret))
    before = Draft.objects.get(owner=ret).forms
    for form in regime_of(ret).forms_for(ret.parsed_period.frequency):
        address = f"/returns/{ret.pk}/{form.code}/"
        answer = client.get(address)
        if answer.status_code != 200:
            continue  # a form the unit does not owe
        page = Fields()
        page.feed(answer.content.decode())
        page.sent |= {"act": ["save"], "version": [str(story.version_of(ret))]}
        client.post(address, page.sent)
    assert Draft.objects.get(owner=ret).forms == before
