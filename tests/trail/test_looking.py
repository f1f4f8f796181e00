"""Who looked at a return of somebody else's, and who took a file away, stands on the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from ruantong.returns.models import Return
from ruantong.trail.models import TrailEntry
from tests import people
from tests.access.planted import FIGURE
from tests.access.shows import SHOWS
from tests.returns import story
from tests.site.addresses import addresses

pytestmark = pytest.mark.django_db
# acts: what they show is the page they were done on, or lead to
LEAD_ON = {
    "desks:district_pass_many", "desks:city_pass_many", "outputs:aggregate",
    *(f"desks:district_{act}" for act in ("pass", "back", "stands", "ask")),
    *(f"desks:city_{act}" for act in ("pass", "back", "unlock", "stands", "ask")),
    *(f"desks:association_{act}" for act in ("opinion", "name")),
    "resume", "accounts:first_password", "second_factor:verify",
}  # fmt: skip


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


@pytest.mark.parametrize(
    ("person", "address"),
    [
        (people.chen, "/tables/main/2024-05/"),
        (people.bo, "/tables/main/2024-05/trace/products/"),
        (people.bo, "/desk/"),
        (people.dai, "/association/"),
    ],
)
def test_a_page_with_figures_of_many_units_has_one_entry_a_day(
    ret: Return, person: Callable[[], User], address: str
) -> None:
    client = people.signed_in(person())
    for query in ("", "?sort=name", ""):
        assert client.get(address + query).status_code == 200
    found = TrailEntry.objects.filter(act="figures.read").values_list("actor", "subject")
    assert list(found) == [(person().username, f"page:{address}")]
    assert client.get(address.replace("2024-05", "1066-05") + "x/").status_code == 404
    assert len(found.all()) == 1, "who was refused has read nothing"


def test_every_page_of_officers_that_shows_figures_leaves_an_entry() -> None:
    """By the list of what each address may show: a new page with figures has to say of itself."""
    officers = {role.value for role in Role} - {Role.RESPONDENT.value}
    silent = {
        each.name
        for each in addresses()
        if FIGURE in SHOWS[each.name] and each.roles & officers and not hasattr(each.view, "look")
    }
    assert silent == LEAD_ON


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
