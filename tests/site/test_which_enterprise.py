"""Somebody who files for two enterprises reads on every page of one of them which one it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from ruantong.registry.models import Membership, ReportingUnit
from ruantong.returns.models import Return
from tests import people
from tests.registry.test_people import INVITED
from tests.returns.story import MAY, opened, submitted
from tests.site.addresses import NO_ID, PARAMETER, Address, addresses, filled

pytestmark = pytest.mark.django_db
OURS, OTHER = "渝州测试软件有限公司", "另一家测试有限公司"
# about a thing that no enterprise has, or that has none yet
OF_NO_UNIT = {
    "manual_chapter", "second_factor:remove", "accounts:end_session", "registry:accept_waiting", "followup:prove",
}  # fmt: skip
ALL = [each for each in addresses() if each.public or Role.RESPONDENT.value in each.roles]
OF_ONE = [each for each in ALL if PARAMETER.search(each.pattern) and each.name not in OF_NO_UNIT]


@pytest.fixture
def client() -> Client:
    unit, other = people.make_unit(1, name=OURS), people.make_unit(2, name=OTHER)
    alice = people.alice(unit)
    people.join(alice, other)
    with clock.at("2024-06-10"):
        submitted(opened(unit, MAY))
    client = people.signed_in(alice)
    client.post(f"/unit/{unit.pk}/people/invite/", INVITED)
    return client


def test_every_page_of_one_enterprise_names_it(client: Client) -> None:
    things = _things()
    silent, shown = {}, set()
    with clock.at("2024-06-10"):
        for each in OF_ONE:
            path = _path(each, things)
            for method in ("GET", "POST"):
                with transaction.atomic():
                    answer = client.generic(method, path)
                    transaction.set_rollback(True)
                page = _main(answer)
                if page is None:
                    continue
                shown.add(each.name)
                if OURS not in page:
                    silent[f"{method} {each.name}"] = (answer.status_code, page[:200])
    assert silent == {}
    assert {"returns:form", "returns:overview", "registry:people", "registry:invite"} <= shown


def test_pages_of_all_ones_enterprises_name_each(client: Client) -> None:
    with clock.at("2024-06-10"):
        for path in ("/returns/", "/unit/"):
            page = client.get(path).content.decode()
            assert OURS in page, path
            assert OTHER in page, path


def _main(answer: Any) -> str | None:
    """What stands in the page itself, of an answer that is one and about something that is there."""
    html = answer.get("Content-Type", "").startswith("text/html")
    if not html or answer.status_code not in {200, 409, 422}:
        return None
    page = answer.content.decode()
    main = re.search(r"<main\b.*</main>", page, re.DOTALL)
    return re.sub(r"<(option|title)\b.*?</\1>", "", main[0] if main else page)


def _things() -> Mapping[str, Mapping[str, object]]:
    unit = ReportingUnit.objects.get(name=OURS)
    ret = Return.objects.get(unit=unit)
    place = Membership.objects.get(unit=unit, until=None)
    invitation = unit.invitations.get().pk
    return {
        "returns:owed": {"pk": unit.pk},
        "returns:": {"pk": ret.pk, "code": "6", "number": 1, "digest": "0"},
        "registry:": {"pk": unit.pk, "membership": place.pk, "invitation": invitation},
    }


def _path(address: Address, things: Mapping[str, Mapping[str, object]]) -> str:
    starts = [start for start in things if address.name.startswith(start)]
    known = things[max(starts, key=len)] if starts else {}
    names = PARAMETER.findall(address.pattern)
    return filled(address.pattern, {name: known.get(name, NO_ID) for name in names})
