"""A confirmed nil return among the accepted ones: in the sums as 0, in the numbers of returns apart."""

from __future__ import annotations

import pytest

from ruantong.returns.moving import actions
from tests import people
from tests.desks.pages import text_of
from tests.passing import seen
from tests.returns.story import accepted, opened
from tests.returns.test_nil import filed_nil

pytestmark = pytest.mark.django_db
TABLE = "/tables/main/2024-05/"


def test_it_is_counted_apart_on_every_page_and_file_of_the_tables() -> None:
    accepted(opened(people.make_unit(1)))
    nil = opened(people.make_unit(2))
    filed_nil(nil)
    actions.forward(seen(nil.pk), actor=people.bo())
    actions.accept(seen(nil.pk), actor=people.chen())
    city = people.signed_in(people.chen())
    for address in (TABLE, f"{TABLE}districts/", "/tables/report/2024-05/"):
        assert "其中零报1家" in text_of(city.get(address)), address
    lines = text_of(city.get(f"{TABLE}?export=csv")).replace('"', "").splitlines()
    assert [line for line in lines if "零报" in line] == ["　其中：零报,个,1,,"]
    districts = text_of(city.get(f"{TABLE}districts/?export=csv")).splitlines()
    head = next(line for line in districts if "单位个数" in line)
    assert head.split(",")[2].strip('"') == "其中：零报"
    traced = text_of(city.get(f"{TABLE}trace/software_revenue/?export=csv")).replace('"', "")
    assert [nil.unit.name in line for line in traced.splitlines() if ",零报" in line] == [
        False,
        True,
    ]
    association = people.signed_in(people.dai())
    text = text_of(association.get("/association/?period=2024-05"))
    assert "区县已上报2家，其中零报1家" in text


def test_nothing_is_said_of_nil_returns_where_there_are_none() -> None:
    accepted(opened())
    assert "零报" not in text_of(people.signed_in(people.chen()).get(TABLE))
