"""What the form page judges with: the rules under their hash, and only the respondent's own dossier."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ruantong.core.lifecycle import EDITABLE, Role, State
from ruantong.core.periods import Period
from ruantong.core.rules.executors.browser_document import rules_hash, rules_json
from ruantong.gateways import clock
from ruantong.returns.judging import rule_documents
from ruantong.returns.models import Return
from ruantong.returns.regimes import ruleset_of
from tests import people
from tests.returns import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def ret() -> Return:
    return story.opened()


@pytest.fixture
def client() -> Client:
    return people.signed_in(people.alice())


def dossier(client: Client, ret: Return) -> dict[str, Any]:
    answer = client.get(f"/returns/{ret.pk}/dossier.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_rules_stand_under_the_hash_of_their_text_and_are_fetched_once(
    client: Client, ret: Return
) -> None:
    address = dossier(client, ret)["rules"]
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    text = answer.content.decode()
    assert address == f"/rules/{rules_hash(text)}.json"
    assert text == rules_json(ruleset_of(ret))
    assert json.loads(text)["ruleset"] == ruleset_of(ret).hash


def test_the_form_page_asks_for_what_it_judges_with_while_it_is_read(
    client: Client, ret: Return
) -> None:
    page = client.get(f"/returns/{ret.pk}/6/").content.decode()
    asked = re.findall(r'<link rel="preload" as="fetch" href="([^"]+)"', page)
    assert asked == [f"/returns/{ret.pk}/dossier.json", dossier(client, ret)["rules"]]


def test_rules_are_sent_compressed_to_who_takes_it(client: Client, ret: Return) -> None:
    address = dossier(client, ret)["rules"]
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 3


def test_another_process_finds_the_rules_again(
    client: Client, ret: Return, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = dossier(client, ret)["rules"]
    monkeypatch.setattr(rule_documents, "_MADE", {})
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("digest", ["0" * 64, "x", "no-such"])
def test_unknown_rules_are_not_found(client: Client, ret: Return, digest: str) -> None:
    dossier(client, ret)
    answer = client.get(f"/rules/{digest}.json")
    assert answer.status_code == 404
    assert "Traceback" not in answer.content.decode()


def test_the_dossier_is_what_the_server_judges(client: Client) -> None:
    unit = people.make_unit()
    with clock.at("2024-05-10"):
        earlier = story.submitted(story.opened(unit, story.APRIL))
    ret = story.fill(story.opened(unit))
    found = dossier(client, ret)
    assert found["period"] == {"year": 2024, "months": 5, "frequency": "monthly"}
    assert found["unit"]["uscc"] == unit.uscc
    assert found["forms"]["6"]["cells"]["2021"]["A"] == "300.50"
    assert found["forms"]["6"]["cells"]["2020"]["A"] == "400.50"
    assert found["previous"]["6"]["cells"]["2010"]["A"] == "1000.00"
    assert found["year_ago"] is None
    assert "6.2020.A" in found["own"]
    # brought over from the month before, so not the platform's to compute
    assert earlier.revision == 1
    assert "6.2020.C" not in found["own"]
    assert found["forms"]["6"]["cells"]["2020"]["C"] == "400.50"


def test_a_value_of_the_respondents_own_is_not_the_platforms(client: Client, ret: Return) -> None:
    assert "6.2024.A" in dossier(client, ret)["own"]
    story.fill(ret, {**story.GOOD, "6.2024.A": "5"})
    assert "6.2024.A" not in dossier(client, ret)["own"]


def test_nobody_else_gets_the_dossier(ret: Return) -> None:
    story.fill(ret)
    mallory = people.person("mallory", Role.RESPONDENT, "马洛里", phone="13800000099")
    people.join(mallory, people.make_unit(2))
    assert people.signed_in(mallory).get(f"/returns/{ret.pk}/dossier.json").status_code == 404
    for role in set(Role) - {Role.RESPONDENT}:
        other = people.signed_in(people.EVERYONE[role]())
        assert other.get(f"/returns/{ret.pk}/dossier.json").status_code == 403


@pytest.mark.parametrize("state", [State.SUBMITTED, State.FORWARDED, State.DISTRICT_RETURNED])
def test_a_dossier_is_given_while_the_return_can_be_changed(client: Client, state: State) -> None:
    ret = story.brought_to(state, story.opened())
    answer = client.get(f"/returns/{ret.pk}/dossier.json")
    assert answer.status_code == (200 if state in EDITABLE else 404)


def test_the_page_works_without_it(client: Client, ret: Return) -> None:
    text = client.get(f"/returns/{ret.pk}/6/").content.decode()
    assert f'data-dossier="/returns/{ret.pk}/dossier.json"' in text
    section = text[text.index('id="live"') :].partition(">")[0]
    assert " hidden" in section
    filed = story.submitted(ret)
    assert 'id="live"' not in client.get(f"/returns/{filed.pk}/6/").content.decode()


def test_the_rules_are_found_with_one_query_however_many_returns(
    client: Client, ret: Return
) -> None:
    address = dossier(client, ret)["rules"]
    for month in ("2024-03", "2024-04"):
        story.opened(ret.unit, Period.parse(month))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert sum("returns_return" in query["sql"] for query in queries) == 1
