"""单位名录: districts keep their own, the city all; facts and lists change on the record."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ruantong.gateways import clock
from ruantong.registry.models import RosterEntry
from ruantong.trail.models import TrailEntry
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tenth_of_june() -> Any:
    with clock.at("2024-06-10"):
        yield


@pytest.fixture
def bo() -> Client:
    return people.signed_in(people.bo())


@pytest.fixture
def chen() -> Client:
    return people.signed_in(people.chen())


FACTS = {
    "name": "渝中新名软件有限公司",
    "division_code": "500103",
    "address": "渝中区测试路2号",
    "industry_code": "6511",
    "park": people.PARK,
    "category": "工业软件",
    "contact_name": "何联系",
    "contact_phone": "023-63899999",
}


def test_a_district_sees_its_own_units_only(bo: Client) -> None:
    own = people.make_unit(1, name="渝中一号公司")
    other = people.make_unit(2, name="江北二号公司", district_code=people.EVE_DISTRICT)
    page = bo.get("/units/").content.decode()
    assert "渝中一号公司" in page
    assert "江北二号公司" not in page
    assert bo.get(f"/units/{own.pk}/").status_code == 200
    assert bo.get(f"/units/{other.pk}/").status_code == 404
    assert "江北二号公司" not in bo.get("/units/?export=csv").content.decode("utf-8-sig")


def test_the_city_sees_all_and_filters(chen: Client) -> None:
    people.make_unit(1, name="渝中一号公司", category="工业软件")
    people.make_unit(
        2, name="江北二号公司", district_code=people.EVE_DISTRICT, form7_from="2024-02"
    )
    assert "江北二号公司" in chen.get("/units/").content.decode()
    for query, shown, hidden in (
        ("district=500103", "渝中一号公司", "江北二号公司"),
        ("form7=True", "江北二号公司", "渝中一号公司"),
        ("form7=False", "渝中一号公司", "江北二号公司"),
        ("category=工业软件", "渝中一号公司", "江北二号公司"),
        ("q=二号", "江北二号公司", "渝中一号公司"),
    ):
        page = chen.get(f"/units/?{query}").content.decode()
        assert shown in page, query
        assert hidden not in page, query
    assert "渝中一号公司" not in chen.get("/units/?left=False").content.decode()


def test_a_park_sees_its_units_without_contacts() -> None:
    people.make_unit(1, name="园区公司", park=people.PARK, contact_phone="13777777777")
    people.make_unit(2, name="园外公司")
    pei = people.signed_in(people.pei())
    page = pei.get("/units/").content.decode()
    assert "园区公司" in page
    assert "园外公司" not in page
    assert "13777777777" not in page
    assert "13777777777" not in pei.get("/units/?export=csv").content.decode("utf-8-sig")


def test_facts_change_with_before_and_after_on_the_trail(bo: Client) -> None:
    unit = people.make_unit(1, name="渝中旧名公司")
    assert bo.post(f"/units/{unit.pk}/change/", FACTS).status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.park) == (FACTS["name"], people.PARK)
    entry = TrailEntry.objects.get(act="unit.change")
    assert entry.data["before"]["name"] == "渝中旧名公司"
    assert entry.data["after"]["name"] == FACTS["name"]
    assert "contact_name" in entry.data["after"]


def test_saving_without_a_change_leaves_no_trace(bo: Client) -> None:
    unit = people.make_unit()
    bo.post(f"/units/{unit.pk}/change/", FACTS)
    bo.post(f"/units/{unit.pk}/change/", FACTS)
    assert TrailEntry.objects.filter(act="unit.change").count() == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": ""}, "请填写单位详细名称"),
        ({"name": "软" * 121}, "单位详细名称过长，应不超过120个字符（现为121个）"),
        ({"park": "别处园区"}, "园区“别处园区”不在可选范围内"),
        ({"contact_phone": "abc"}, "固定电话“ABC”不正确"),
    ],
)
def test_a_bad_fact_is_named(bo: Client, changes: dict[str, str], expected: str) -> None:
    unit = people.make_unit()
    answer = bo.post(f"/units/{unit.pk}/change/", FACTS | changes)
    assert answer.status_code == 422
    assert expected in answer.content.decode()


@pytest.mark.parametrize("act", ["change/", "leave/"])
def test_another_districts_unit_cannot_be_touched(bo: Client, act: str) -> None:
    unit = people.make_unit(2, district_code=people.EVE_DISTRICT)
    given = FACTS | {"on": "2024-06-10", "reason": "试"}
    assert bo.post(f"/units/{unit.pk}/{act}", given).status_code == 404
    unit.refresh_from_db()
    assert unit.valid_to is None


def test_a_unit_leaves_and_comes_back(bo: Client) -> None:
    unit = people.make_unit()
    address = f"/units/{unit.pk}/leave/"
    for given, expected in (
        ({"on": "2024-06-30"}, "请填写退出的原因"),
        ({"on": "someday", "reason": "注销"}, "退出日期“someday”应为日期"),
        ({"on": "2019-01-01", "reason": "注销"}, "早于纳入日期"),
    ):
        answer = bo.post(address, given)
        assert answer.status_code == 422
        assert expected in answer.content.decode()
    bo.post(address, {"on": "2024-06-30", "reason": "注销"})
    unit.refresh_from_db()
    assert str(unit.valid_to) == "2024-06-30"
    bo.post(address, {"rejoin": "1", "reason": "误操作"})
    unit.refresh_from_db()
    assert unit.valid_to is None


def test_only_the_city_moves_a_unit(bo: Client, chen: Client) -> None:
    unit = people.make_unit()
    given = {"district": people.EVE_DISTRICT, "reason": "迁址"}
    assert bo.post(f"/units/{unit.pk}/move/", given).status_code == 403
    assert chen.post(f"/units/{unit.pk}/move/", given | {"reason": ""}).status_code == 422
    assert chen.post(f"/units/{unit.pk}/move/", given | {"district": "999"}).status_code == 422
    assert chen.post(f"/units/{unit.pk}/move/", given).status_code == 302
    unit.refresh_from_db()
    assert unit.district_id == people.EVE_DISTRICT


def entries(roster: str) -> list[tuple[str, str]]:
    found = RosterEntry.objects.filter(roster=roster).order_by("first_period")
    return list(found.values_list("first_period", "last_period"))


def test_the_city_puts_a_unit_on_the_list_of_form_7_and_takes_it_off(chen: Client) -> None:
    unit = people.make_unit()
    given = {"uscc": unit.uscc.lower(), "first": "2024-05", "reason": "集成电路设计重点企业"}
    assert chen.post("/city/rosters/?list=form7", given).status_code == 302
    assert unit.name in chen.get("/city/rosters/?list=form7&period=2024-05").content.decode()
    assert (
        "没有符合条件的单位"
        in chen.get("/city/rosters/?list=form7&period=2024-04").content.decode()
    )
    twice = chen.post("/city/rosters/?list=form7", given)
    assert "已在7表重点企业名单中" in twice.content.decode()
    off = f"/units/{unit.pk}/roster/form7/remove/"
    chen.post(off, {"first": "2024-06", "reason": "不再是重点企业"})
    assert entries("form7") == [("2024-05", "2024-05")]
    assert TrailEntry.objects.get(act="roster.remove").data["reason"] == "不再是重点企业"


def test_taking_off_before_the_start_leaves_an_empty_span_that_can_be_filled_again(
    chen: Client,
) -> None:
    unit = people.make_unit()
    base = f"/units/{unit.pk}/roster/form7/"
    chen.post(base + "add/", {"first": "2024-02", "reason": "列入"})
    chen.post(base + "remove/", {"first": "2024-02", "reason": "列错"})
    assert entries("form7") == [("2024-02", "2023-12")]
    assert "未列入" in chen.get(f"/units/{unit.pk}/").content.decode()
    assert chen.post(base + "remove/", {"first": "2024-02", "reason": "再移"}).status_code == 422
    chen.post(base + "add/", {"first": "2024-02", "reason": "确应列入"})
    assert entries("form7") == [("2024-02", "")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"uscc": "9150", "first": "2024-05", "reason": "x"}, "应为18位"),
        ({"uscc": "91500103MA5U99999X", "first": "2024-05", "reason": "x"}, "统一社会信用代码"),
        ({"uscc": "", "first": "1999-05", "reason": ""}, "不在可选范围内"),
    ],
)
def test_a_bad_entry_is_named(chen: Client, given: dict[str, str], expected: str) -> None:
    answer = chen.post("/city/rosters/?list=monthly", given)
    assert answer.status_code == 422
    assert expected in answer.content.decode()


def test_an_unknown_list_is_not_there(chen: Client) -> None:
    unit = people.make_unit()
    assert chen.post(f"/units/{unit.pk}/roster/nothing/add/").status_code == 404
    assert chen.get("/city/rosters/?list=nothing").status_code == 200
