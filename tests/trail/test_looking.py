"""Who looked at a return of somebody else's, and who took a file away, stands on the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError

from ruantong.accounts.models import User
from ruantong.gateways import clock
from ruantong.returns.models import Return
from ruantong.trail.models import TrailEntry
from tests import people
from tests.returns import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def ret() -> Iterator[Return]:
    with clock.at("2024-06-10"):
        yield story.forwarded(story.opened())


def looks() -> list[tuple[str, str]]:
    found = TrailEntry.objects.filter(act="return.read").order_by("number")
    return list(found.values_list("actor", "subject"))


def test_an_officer_and_a_return_have_one_entry_a_day(ret: Return) -> None:
    bo, eve = people.signed_in(people.bo()), people.signed_in(people.eve())
    for _ in range(3):
        assert bo.get(f"/desk/{ret.pk}/").status_code == 200
    assert eve.get(f"/desk/{ret.pk}/").status_code == 404
    assert looks() == [("bo", f"return:{ret.pk}")], "who was refused has read nothing"
    clock.set_base(clock.now() + timedelta(days=1))
    bo.get(f"/desk/{ret.pk}/")
    people.signed_in(people.chen()).get(f"/city/{ret.pk}/")
    people.signed_in(people.dai()).get(f"/association/{ret.pk}/")
    assert [who for who, _ in looks()] == ["bo", "bo", "chen", "dai"]


def test_the_unit_sees_who_looked_by_day_and_role(ret: Return) -> None:
    alice = people.signed_in(people.alice())
    address = f"/returns/{ret.pk}/history/"
    assert "还没有审核人员打开过本表" in alice.get(address).content.decode()
    people.signed_in(people.bo()).get(f"/desk/{ret.pk}/")
    page = alice.get(address).content.decode().partition('id="looks"')[2]
    assert "2024-06-10" in page
    assert "区县" in page
    assert people.bo().display_name not in page
    assert len(looks()) == 1, "the unit's own look is none"


@pytest.mark.parametrize(
    ("person", "address"),
    [
        (people.bo, "/desk/?export=xlsx"),
        (people.chen, "/city/returns/?export=csv"),
        (people.pei, "/park/?export=csv"),
        (people.an, "/admin/trail/?export=csv"),
        (people.alice, "/returns/?export=csv"),
    ],
)
def test_a_file_taken_away_is_on_the_trail(
    ret: Return, person: Callable[[], User], address: str
) -> None:
    client = people.signed_in(person())
    client.get(address.partition("?")[0])
    assert not TrailEntry.objects.filter(act="file.export").exists()
    assert client.get(address).status_code == 200
    entry = TrailEntry.objects.get(act="file.export")
    assert entry.actor == person().username
    assert entry.data["title"].endswith(address[-4:].removeprefix("=").replace("=", "."))
    page = people.signed_in(people.an()).get("/admin/trail/?act=file.export").content.decode()
    assert entry.data["title"] in page


def test_without_its_entry_no_file_is_handed_over(
    ret: Return, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    client = people.signed_in(people.bo())
    client.raise_request_exception = False
    monkeypatch.setattr("ruantong.trail.looking.record", busy)
    answer = client.get("/desk/?export=xlsx")
    assert answer.status_code == 503
    assert "attachment" not in answer.headers.get("Content-Disposition", "")
