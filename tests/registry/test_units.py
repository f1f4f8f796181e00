"""单位名录: districts keep their own, the city all; facts and lists change on the record."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ruantong.gateways import clock
from ruantong.registry.models import RosterEntry
from ruantong.trail.models import TrailEntry
from tests import people
from tests.confirming import confirm, confirmed, sentence_of
from tests.returns.story import opened

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


GONE = "企业已办理注销登记"
FACTS = {
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
    unit = people.make_unit(1, address="渝中区旧路1号")
    assert bo.post(f"/units/{unit.pk}/change/", FACTS).status_code == 302
    unit.refresh_from_db()
    assert (unit.address, unit.park) == (FACTS["address"], people.PARK)
    entry = TrailEntry.objects.get(act="unit.change")
    assert entry.data["before"]["address"] == "渝中区旧路1号"
    assert entry.data["after"]["address"] == FACTS["address"]
    assert "contact_name" in entry.data["after"]


def test_saving_without_a_change_leaves_no_trace(bo: Client) -> None:
    unit = people.make_unit()
    bo.post(f"/units/{unit.pk}/change/", FACTS)
    bo.post(f"/units/{unit.pk}/change/", FACTS)
    assert TrailEntry.objects.filter(act="unit.change").count() == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"address": ""}, "请填写地址"),
        ({"contact_name": "软" * 65}, "联系人内容有65个字，应不超过64个字"),
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
    given = FACTS | {"on": "2024-06-10", "reason": GONE}
    assert bo.post(f"/units/{unit.pk}/{act}", given).status_code == 404
    unit.refresh_from_db()
    assert unit.valid_to is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"kind": "closed", "on": "2024-06-30"}, "请写明退出的原因"),
        (
            {"kind": "closed", "on": "2024-06-30", "reason": "注"},
            "请写明退出的原因，不少于5个字，现为“注”",
        ),
        (
            {"kind": "closed", "on": "2024-06-30", "reason": "啊啊啊啊啊"},
            "“啊啊啊啊啊”没有写明退出的原因",
        ),
        ({"kind": "closed", "on": "someday", "reason": GONE}, "“someday”不是日期"),
        ({"kind": "closed", "on": "2019-01-01", "reason": GONE}, "早于2020年1月1日"),
        (
            {"kind": "closed", "on": "2031-06-30", "reason": GONE},
            "退出日期2031年6月30日太远，请核对年份",
        ),
        ({"on": "2024-06-30", "reason": GONE}, "请选择退出类别"),
        (
            {"kind": "merged", "on": "2024-06-30", "reason": GONE},
            "请填写并入单位的统一社会信用代码",
        ),
        (
            {"kind": "merged", "into": "91500103MA5U90010X", "on": "2024-06-30", "reason": GONE},
            "名录中没有统一社会信用代码为“91500103MA5U90010X”的单位",
        ),
        (
            {"kind": "closed", "into": "91500103MA5U90010X", "on": "2024-06-30", "reason": GONE},
            "只有被合并的单位填写并入的单位",
        ),
    ],
)
def test_a_withdrawal_that_cannot_be_meant_is_asked_back_with_what_was_typed(
    bo: Client, given: dict[str, str], expected: str
) -> None:
    unit = people.make_unit()
    answer = bo.post(f"/units/{unit.pk}/leave/", given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert expected in page
    assert all(f'value="{text}"' in page for text in given.values())
    unit.refresh_from_db()
    assert unit.valid_to is None


def test_a_unit_leaves_and_comes_back(bo: Client) -> None:
    unit = people.make_unit()
    people.alice(unit)
    opened(unit)
    address = f"/units/{unit.pk}/leave/"
    given = {"kind": "closed", "on": "2024-05-31", "reason": GONE}
    asked = bo.post(address, given)
    said = sentence_of(asked)
    assert f"“{unit.name}”自2024年5月31日起退出名录" in said
    assert "尚未上报的1份报表（2024年1—5月月报）转为无须报送" in said
    assert "艾丽丝" in asked.content.decode()
    unit.refresh_from_db()
    assert unit.valid_to is None
    assert not TrailEntry.objects.filter(act="unit.leave").exists()
    assert confirm(bo, address, asked).status_code == 302
    unit.refresh_from_db()
    assert str(unit.valid_to) == "2024-05-31"
    assert TrailEntry.objects.get(act="unit.leave").data["reason"] == GONE
    assert bo.post(address, {"rejoin": "1", "reason": "误操作"}).status_code == 422
    confirmed(bo, address, {"rejoin": "1", "reason": "误操作，企业仍在经营"})
    unit.refresh_from_db()
    assert unit.valid_to is None


def test_only_the_city_moves_a_unit(bo: Client, chen: Client) -> None:
    unit = people.make_unit()
    given = {"district": people.EVE_DISTRICT, "on": "2024-01-20", "reason": "迁往江北区经营"}
    address = f"/units/{unit.pk}/move/"
    assert bo.post(address, given).status_code == 403
    assert chen.post(address, given | {"reason": "迁"}).status_code == 422
    assert chen.post(address, given | {"district": "999"}).status_code == 422
    assert chen.post(address, given | {"district": people.BO_DISTRICT}).status_code == 422
    asked = chen.post(address, given)
    assert "由渝中区变更为江北区。期末在2024年1月20日及以后的报告期由江北区审核" in sentence_of(
        asked
    )
    assert confirm(chen, address, asked).status_code == 302
    unit.refresh_from_db()
    assert unit.district_id == people.EVE_DISTRICT


# ---- names -------------------------------------------------------------------------------------


RENAMED = {"name": "渝中新名软件有限公司", "on": "2024-06-01", "reason": "市场监管部门已核准变更"}


def test_a_rename_asks_once_and_keeps_the_former_name_with_its_validity(bo: Client) -> None:
    unit = people.make_unit(1, name="渝中旧名软件有限公司")
    address = f"/units/{unit.pk}/rename/"
    said = sentence_of(bo.post(address, RENAMED))
    assert "“渝中旧名软件有限公司”自2024年6月1日起更名为“渝中新名软件有限公司”" in said
    unit.refresh_from_db()
    assert unit.name == "渝中旧名软件有限公司"
    assert confirmed(bo, address, RENAMED).status_code == 302
    page = bo.get(f"/units/{unit.pk}/").content.decode()
    for told in ("渝中新名软件有限公司", "渝中旧名软件有限公司", "2024-05-31", RENAMED["reason"]):
        assert told in page
    entry = TrailEntry.objects.get(act="unit.rename")
    assert (entry.data["before"], entry.data["after"], entry.data["on"]) == (
        "渝中旧名软件有限公司", "渝中新名软件有限公司", "2024-06-01",
    )  # fmt: skip


def test_names_follow_one_another_without_gap_or_overlap(bo: Client) -> None:
    unit = people.make_unit(1, name="甲名软件有限公司")
    address = f"/units/{unit.pk}/rename/"
    confirmed(bo, address, RENAMED | {"name": "乙名软件有限公司", "on": "2022-03-01"})
    early = bo.post(address, RENAMED | {"name": "丙名软件有限公司", "on": "2022-03-01"})
    assert early.status_code == 422
    confirmed(bo, address, RENAMED | {"name": "丙名软件有限公司", "on": "2024-06-01"})
    spans = unit.former_names.order_by("last").values_list("name", "first", "last")
    assert [(name, str(first), str(last)) for name, first, last in spans] == [
        ("甲名软件有限公司", "None", "2022-02-28"),
        ("乙名软件有限公司", "2022-03-01", "2024-05-31"),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": " "}, "请填写新的单位详细名称"),
        ({"name": "渝中旧名软件有限公司"}, "单位详细名称已是“渝中旧名软件有限公司”"),
        ({"on": ""}, "请填写更名日期"),
        ({"on": "2024-06-11"}, "更名日期2024年6月11日太远，请核对年份；应在不晚于今天"),
        ({"reason": "更名"}, "请写明更名的原因，不少于5个字"),
    ],
)
def test_a_rename_that_cannot_be_meant_is_asked_back(
    bo: Client, changes: dict[str, str], expected: str
) -> None:
    unit = people.make_unit(1, name="渝中旧名软件有限公司")
    answer = bo.post(f"/units/{unit.pk}/rename/", RENAMED | changes)
    assert answer.status_code == 422
    assert expected in answer.content.decode()
    assert not unit.former_names.exists()


def test_a_date_long_past_is_warned_about(bo: Client) -> None:
    unit = people.make_unit(1)
    asked = bo.post(f"/units/{unit.pk}/rename/", RENAMED | {"on": "2021-06-01"})
    assert "更名日期2021年6月1日在一年以前，请核对年份" in asked.content.decode()


def test_a_former_name_finds_the_unit(bo: Client, chen: Client) -> None:
    unit = people.make_unit(1, name="渝中旧名软件有限公司")
    opened(unit)
    confirmed(bo, f"/units/{unit.pk}/rename/", RENAMED)
    for client, address in (
        (bo, "/units/?q=旧名"), (bo, "/desk/?q=旧名"), (chen, "/units/?q=旧名"),
        (chen, "/city/rosters/?q=旧名"), (bo, "/desk/missing/?q=旧名"),
    ):  # fmt: skip
        assert RENAMED["name"] in client.get(address).content.decode(), address


def test_what_changed_between_asking_and_confirming_is_asked_again(bo: Client) -> None:
    """Confirmed is the sentence that was shown, not the button."""
    unit = people.make_unit()
    address = f"/units/{unit.pk}/leave/"
    given = {"kind": "closed", "on": "2024-05-31", "reason": GONE}
    asked = bo.post(address, given)
    opened(unit)
    again = confirm(bo, address, asked)
    assert "1份报表" in sentence_of(again)
    unit.refresh_from_db()
    assert unit.valid_to is None
    assert confirm(bo, address, again).status_code == 302


def entries(roster: str) -> list[tuple[str, str]]:
    found = RosterEntry.objects.filter(roster=roster).order_by("first_period")
    return list(found.values_list("first_period", "last_period"))


def test_the_city_puts_a_unit_on_the_list_of_form_7_and_takes_it_off(chen: Client) -> None:
    unit = people.make_unit()
    given = {"uscc": unit.uscc.lower(), "first": "2024-05", "reason": "集成电路设计重点企业"}
    listing = "/city/rosters/?list=form7"
    said = sentence_of(chen.post(listing, given))
    assert "自2024年1—5月起列入7表重点企业名单，以前各期不变" in said
    assert entries("form7") == []
    assert confirmed(chen, listing, given).status_code == 302
    assert unit.name in chen.get("/city/rosters/?list=form7&period=2024-05").content.decode()
    assert (
        "没有符合条件的单位"
        in chen.get("/city/rosters/?list=form7&period=2024-04").content.decode()
    )
    twice = chen.post("/city/rosters/?list=form7", given)
    assert "已在7表重点企业名单中" in twice.content.decode()
    off = f"/units/{unit.pk}/roster/form7/remove/"
    confirmed(chen, off, {"first": "2024-06", "reason": "不再是重点企业"})
    assert entries("form7") == [("2024-05", "2024-05")]
    assert TrailEntry.objects.get(act="roster.remove").data["reason"] == "不再是重点企业"


def test_taking_off_before_the_start_leaves_an_empty_span_that_can_be_filled_again(
    chen: Client,
) -> None:
    unit = people.make_unit()
    base = f"/units/{unit.pk}/roster/form7/"
    confirmed(chen, base + "add/", {"first": "2024-02", "reason": "列为重点企业"})
    confirmed(chen, base + "remove/", {"first": "2024-02", "reason": "当时列错了企业"})
    assert entries("form7") == [("2024-02", "2023-12")]
    assert "未列入" in chen.get(f"/units/{unit.pk}/").content.decode()
    again = chen.post(base + "remove/", {"first": "2024-02", "reason": "当时列错了企业"})
    assert again.status_code == 422
    confirmed(chen, base + "add/", {"first": "2024-02", "reason": "核查后确应列入"})
    assert entries("form7") == [("2024-02", "")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"uscc": "9150", "first": "2024-05", "reason": GONE}, "应为18位"),
        ({"uscc": "91500103MA5U99999X", "first": "2024-05", "reason": GONE}, "统一社会信用代码"),
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
    assert chen.post(f"/units/{unit.pk}/roster/form7/burn/").status_code == 404
    assert chen.get("/city/rosters/?list=nothing").status_code == 200
