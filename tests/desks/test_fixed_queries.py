"""However many returns there are, a page asks the database the same number of questions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ruantong.accounts.models import User
from tests import people
from tests.desks.pages import may_return
from tests.returns.story import forwarded, submitted

pytestmark = pytest.mark.django_db

# Where a page tells deadlines, one question asks whether the city has decided anything since.
PAGES = {
    "/desk/": (people.bo, 13),
    "/desk/missing/": (people.bo, 10),
    "/city/": (people.chen, 13),
    "/city/returns/": (people.chen, 11),
    "/city/missing/": (people.chen, 10),
    "/city/periods/": (people.chen, 10),
    "/calendar/": (people.chen, 11),
    "/association/": (people.dai, 10),
    "/park/": (people.pei, 10),
}


def queries(user: User, url: str) -> int:
    client = people.signed_in(user)
    client.get(url)  # packs and rules are loaded once per process
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize(("url", "page"), PAGES.items(), ids=list(PAGES))
def test_a_list(url: str, page: tuple[Callable[[], User], int]) -> None:
    person, most = page
    forwarded(may_return(1, park=people.PARK))
    may_return(10, park=people.PARK)
    few = queries(person(), url)
    for serial in range(2, 6):
        forwarded(may_return(serial, park=people.PARK))
        may_return(serial + 10, park=people.PARK)
        submitted(may_return(serial + 20, park=people.PARK))
    assert queries(person(), url) == few
    assert few <= most


@pytest.mark.parametrize(
    ("person", "url"),
    [(people.bo, "/desk/{}/"), (people.chen, "/city/{}/"), (people.dai, "/association/{}/")],
)
def test_a_review_page(person: Callable[[], User], url: str) -> None:
    ret = forwarded(may_return(1))
    few = queries(person(), url.format(ret.pk))
    for serial in range(2, 6):
        forwarded(may_return(serial))
    assert queries(person(), url.format(ret.pk)) == few
    assert few <= 15  # one of them whether the trail knows of it today
