"""Each desk opens for its own role, and a return only for the desk it concerns."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import Role
from tests import people
from tests.desks.pages import get, may_return
from tests.returns.story import forwarded, submitted

pytestmark = pytest.mark.django_db

HOMES = {
    "/desk/": Role.DISTRICT,
    "/desk/missing/": Role.DISTRICT,
    "/city/": Role.CITY,
    "/city/returns/": Role.CITY,
    "/city/missing/": Role.CITY,
    "/city/periods/": Role.CITY,
    "/association/": Role.ASSOCIATION,
    "/park/": Role.PARK,
}
PAGES = {"/desk/{}/": Role.DISTRICT, "/city/{}/": Role.CITY, "/association/{}/": Role.ASSOCIATION}
POSTS = {
    "/desk/pass/": Role.DISTRICT,
    "/desk/{}/pass/": Role.DISTRICT,
    "/desk/{}/back/": Role.DISTRICT,
    "/desk/{}/ask/": Role.DISTRICT,
    "/desk/{}/stands/": Role.DISTRICT,
    "/city/pass/": Role.CITY,
    "/city/{}/pass/": Role.CITY,
    "/city/{}/back/": Role.CITY,
    "/city/{}/unlock/": Role.CITY,
    "/city/{}/ask/": Role.CITY,
    "/city/{}/stands/": Role.CITY,
    "/association/{}/opinion/": Role.ASSOCIATION,
    "/association/{}/name/": Role.ASSOCIATION,
}


@pytest.mark.parametrize("role", Role)
def test_a_desk_opens_for_its_role_alone(role: Role) -> None:
    ret = forwarded(may_return())
    user = people.EVERYONE[role]()
    for url, owner in (HOMES | PAGES).items():
        status = get(user, url.format(ret.pk)).status_code
        assert status == (200 if owner is role else 403), url


@pytest.mark.parametrize("role", Role)
def test_an_act_is_refused_to_every_other_role(role: Role) -> None:
    ret = forwarded(may_return())
    client = people.signed_in(people.EVERYONE[role]())
    for url, owner in POSTS.items():
        status = client.post(url.format(ret.pk)).status_code
        assert (status == 403) is (owner is not role), url


@pytest.mark.parametrize("url", [*HOMES, *PAGES])
def test_a_visitor_is_asked_to_sign_in(url: str, client) -> None:
    response = client.get(url.format(1))
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")


def test_another_district_does_not_learn_that_a_return_exists() -> None:
    ret = submitted(may_return())
    eve = people.signed_in(people.eve())
    assert eve.get(f"/desk/{ret.pk}/").status_code == 404
    assert eve.get("/desk/999999/").status_code == 404
    for act in ("pass", "back", "ask", "stands"):
        assert eve.post(f"/desk/{ret.pk}/{act}/").status_code == 404
    assert ret.unit.name not in eve.get("/desk/").content.decode()


def test_the_association_has_no_page_for_what_was_not_forwarded() -> None:
    ret = submitted(may_return())
    dai = people.signed_in(people.dai())
    assert dai.get(f"/association/{ret.pk}/").status_code == 404
    assert dai.post(f"/association/{ret.pk}/name/").status_code == 404
    assert dai.post(f"/association/{ret.pk}/opinion/").status_code == 404


def test_an_act_cannot_be_done_by_following_a_link() -> None:
    ret = submitted(may_return())
    assert people.signed_in(people.bo()).get(f"/desk/{ret.pk}/pass/").status_code == 405
