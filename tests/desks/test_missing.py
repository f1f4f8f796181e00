"""催报名单: who has not filed, by kind, with whom to call."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import State
from tests import people
from tests.desks.pages import get, may_return, text_of, words
from tests.returns.story import brought_to, fill, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def four_units() -> None:
    may_return(1, contact_name="柳联系", contact_phone="13811112222")
    fill(may_return(2))
    brought_to(State.DISTRICT_RETURNED, may_return(3))
    submitted(may_return(4))
    may_return(5, people.EVE_DISTRICT)


@pytest.mark.usefixtures("four_units")
def test_the_three_kinds_stand_in_order_with_the_contact() -> None:
    page = words(get(people.bo(), "/desk/missing/"))
    places = [page.index(f"测试软件{n}号有限公司") for n in (1, 2, 3)]
    assert places == sorted(places)
    assert "柳联系" in page
    assert "13811112222" in page
    assert "测试软件4号" not in page
    assert "测试软件5号" not in page


@pytest.mark.usefixtures("four_units")
def test_the_file_has_kind_and_telephone() -> None:
    text = text_of(get(people.bo(), "/desk/missing/", export="csv"))
    first = text.splitlines()[1].replace('"', "")
    assert first.startswith("未填报,测试软件1号有限公司,")
    assert first.endswith(",柳联系,13811112222")
    assert len(text.splitlines()) == 4


@pytest.mark.usefixtures("four_units")
def test_the_city_sees_all_districts_and_can_choose_one() -> None:
    assert "测试软件5号" in words(get(people.chen(), "/city/missing/"))
    page = words(get(people.chen(), "/city/missing/", district=people.EVE_DISTRICT))
    assert "测试软件5号" in page
    assert "测试软件1号" not in page


def test_before_any_period_is_opened_nobody_is_said_to_have_filed() -> None:
    for user, path in ((people.bo(), "/desk/missing/"), (people.chen(), "/city/missing/")):
        page = words(get(user, path))
        assert "还没有开启的报告期" in page
        assert "都已上报" not in page
