"""依法审核: until 确定上报 no reviewer finds a figure of the return on any page or in any file."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import State
from ruantong.returns.models import Draft, Return
from tests import people
from tests.desks.pages import get, may_return, text_of
from tests.returns.story import GOOD, brought_to, fill, forwarded, fresh, submitted

pytestmark = pytest.mark.django_db

SENTINEL = "318.27"  # stands in one cell alone
TYPED = {**GOOD, "6.2021.A": SENTINEL}
AMOUNTS = ("2010", "2021", "2022", "2050", "2080", "2090", "2110", "2111")
# ten times the house of the other tests
HEAVY = {**GOOD, **{f"6.{code}.A": GOOD[f"6.{code}.A"] + "0" for code in AMOUNTS}}
HEAVY |= {"6.2021.A": "3182.70", "6.2112.A": "200"}
LISTS = {
    "bo": ["/desk/", "/desk/missing/"],
    "chen": ["/city/", "/city/returns/", "/city/missing/", "/city/periods/"],
    "dai": ["/association/"],
    "pei": ["/park/"],
}
PAGES = {"bo": "/desk/{}/", "chen": "/city/{}/", "dai": "/association/{}/"}


def everything_about(ret: Return) -> dict[str, str]:
    """Every page and every file of every reviewer, as text."""
    found = {}
    for name, urls in LISTS.items():
        user = getattr(people, name)()
        for url in urls:
            for query in ({}, {"export": "xlsx"}, {"export": "csv"}):
                found[f"{url}{query}"] = text_of(get(user, url, **query))
        if name in PAGES:
            url = PAGES[name].format(ret.pk)
            for form in ("", "6", "7"):
                found[f"{url}{form}"] = text_of(get(user, url, form=form))
    return found


def leaks(ret: Return) -> list[str]:
    plain = {where: text.replace(",", "") for where, text in everything_about(ret).items()}
    return [where for where, text in plain.items() if SENTINEL in text]


@pytest.mark.parametrize("state", [State.DRAFTING, State.FAILED, State.PASSED])
def test_a_draft_shows_nowhere(state: State) -> None:
    ret = brought_to(state, may_return(park=people.PARK))
    fill(ret, TYPED)
    Return.objects.filter(pk=ret.pk).update(state=state)
    assert SENTINEL in str(Draft.objects.get(owner=ret).forms)
    assert leaks(fresh(ret)) == []


@pytest.mark.parametrize("state", [State.DISTRICT_RETURNED, State.CITY_RETURNED])
def test_what_is_typed_after_a_return_shows_nowhere(state: State) -> None:
    ret = brought_to(state, may_return(park=people.PARK))
    fill(ret, TYPED)
    assert leaks(fresh(ret)) == []


def test_the_search_for_leaks_would_find_one() -> None:
    ret = forwarded(may_return(park=people.PARK), TYPED)
    found = leaks(ret)
    assert any(where.startswith("/desk/") for where in found)
    assert any(where.startswith("/city/") for where in found)
    assert any(where.startswith("/association/") for where in found)
    assert not any(where.startswith("/park/") for where in found)


def test_the_city_sees_no_figure_before_the_district_forwards() -> None:
    ret = brought_to(State.SUBMITTED, may_return())
    page = get(people.chen(), f"/city/{ret.pk}/")
    assert "区县尚未上报市级" in text_of(page)
    assert "300.50" not in text_of(page)
    assert "300.50" in text_of(get(people.bo(), f"/desk/{ret.pk}/"))


def test_a_submission_not_yet_forwarded_again_does_not_move_the_city_lists() -> None:
    light = forwarded(may_return(1))
    heavy = brought_to(State.CITY_RETURNED, may_return(2))

    submitted(heavy, HEAVY)
    body = text_of(get(people.chen(), "/city/returns/"))
    assert "4,182.70" not in body
    assert body.index(light.unit.name) < body.index(heavy.unit.name)
    page = text_of(get(people.chen(), f"/city/{heavy.pk}/"))
    assert "第1版" in page
    assert "3182.70" not in page.replace(",", "")
    assert "3,182.70" in text_of(get(people.bo(), f"/desk/{heavy.pk}/"))
