"""附件2 联系信息表: each district fills its own every year, the city reads, reminds and exports all."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from ruantong.accounts.models import OutboxMessage
from ruantong.gateways import clock
from ruantong.registry.contact_sheet.acts import remind_by_itself
from ruantong.registry.contact_sheet.due import due_in
from ruantong.registry.models import District
from ruantong.registry.models.contacts import ContactPerson, ContactSheet
from ruantong.trail.models import TrailEntry
from tests import people
from tests.book import Book

pytestmark = pytest.mark.django_db

SHEET = {
    "lines": "3",
    "1-duty": "leader",
    "1-name": "李领导",
    "1-office": "区经济信息委",
    "1-post": "副主任",
    "1-phone": "023-63899999",
    "2-duty": "officer",
    "2-name": "吴工作",
    "2-post": "软件科科长",
    "2-mobile": "１３７００００ 0001",
    "2-email": "wu@example.com",
    "2-qq": "10001",
    "3-duty": "officer",
}
ON_TIME, LATE = "2024-02-29T23:59:00", "2024-03-01T00:01:00"


def fill(**changes: str) -> Client:
    client = people.signed_in(people.bo())
    client.post("/contacts/", SHEET | changes)
    return client


def page(client: Client, address: str = "/contacts/") -> str:
    return unescape(client.get(address).content.decode())


def workbook(client: Client, address: str = "/contacts/sheet/") -> list[list[object]]:
    rows = Book(client.get(address)).rows
    return [[cell.value for cell in row if cell.value != ""] for row in rows]


def test_the_sheet_is_kept_shown_and_exported_with_every_column() -> None:
    client = fill()
    assert ContactPerson.objects.filter(sheet__district=people.BO_DISTRICT).count() == 2
    assert 'value="13700000001"' in page(client)
    rows = workbook(client)
    assert [
        "区县（功能区）",
        "类别",
        "姓名",
        "单位（部门）",
        "职务",
        "办公电话",
        "手机",
        "电子邮箱",
        "QQ号",
    ] in rows
    assert [
        "渝中区",
        "工作人员",
        "吴工作",
        "软件科科长",
        "13700000001",
        "wu@example.com",
        "10001",
    ] in rows
    assert not any("江北区" in row for row in rows)
    entry = TrailEntry.objects.get(act="district.contacts")
    assert "李领导" not in str(entry.data)


def test_every_sheet_stays_and_its_changes_are_told() -> None:
    client = fill()
    fill(**{"2-qq": "10002", "3-name": "新同事", "3-phone": "023-63899998"})
    fill(**{"2-qq": "10002", "3-name": "新同事", "3-phone": "023-63899998"})
    shown = page(client, f"/contacts/{people.BO_DISTRICT}/history/")
    for told in (
        "首次报送",
        "工作人员吴工作的QQ号由“10001”改为“10002”",
        "新增工作人员新同事",
        "无变动，再次确认",
    ):
        assert told in shown
    assert ContactSheet.objects.count() == 3
    exported = client.get(f"/contacts/{people.BO_DISTRICT}/history/?export=csv").content.decode()
    assert "新增工作人员新同事" in exported


def test_the_history_of_another_district_is_not_there() -> None:
    fill()
    stranger = people.signed_in(people.eve())
    assert stranger.get(f"/contacts/{people.BO_DISTRICT}/history/").status_code == 404
    assert people.signed_in(people.chen()).get("/contacts/999999/history/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"1-name": ""}, "第1行：请填写负责领导的姓名"),
        ({"1-name": "长" * 65}, "第1行：姓名内容有65个字，应不超过64个字"),
        ({"2-mobile": ""}, "第2行：请填写工作人员“吴工作”的办公电话或手机"),
        ({"2-mobile": "123"}, "第2行：工作人员：移动电话“123”不正确"),
        ({"1-phone": "电话"}, "第1行：负责领导：固定电话“电话”不正确"),
        ({"2-email": "wu"}, "第2行：工作人员：电子邮箱“wu”不正确"),
        ({"2-qq": "0123456"}, "第2行：工作人员：QQ号“0123456”不正确，应为5至12位数字"),
        ({"2-duty": "boss"}, "第2行：类别“boss”不在可选范围内"),
        ({"1-duty": "officer"}, "请至少填写一名负责领导"),
        ({"lines": "0"}, "请至少填写一名负责领导"),
        ({"lines": "x"}, "请至少填写一名工作人员"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_stored(changes: dict[str, str], expected: str) -> None:
    answer = people.signed_in(people.bo()).post("/contacts/", SHEET | changes)
    assert answer.status_code == 422
    assert expected in unescape(answer.content.decode())
    assert not ContactSheet.objects.exists()


def test_a_line_can_be_added_without_losing_what_is_typed_and_emptied_to_go() -> None:
    client = people.signed_in(people.bo())
    shown = client.post("/contacts/", SHEET | {"add": "1"}).content.decode()
    assert 'name="4-name"' in shown
    assert "李领导" in shown
    assert not ContactSheet.objects.exists()
    gone = dict.fromkeys((key for key in SHEET if key.startswith("2-") and key != "2-duty"), "")
    third = {"3-name": "新同事", "3-phone": "023-63899998"}
    fill(**gone, **third)
    assert [each.name for each in ContactPerson.objects.all()] == ["李领导", "新同事"]


def test_the_city_sees_who_sent_it_late_and_who_has_not() -> None:
    chen = people.chen()
    with clock.at(ON_TIME):
        fill()
    with clock.at(LATE):
        people.signed_in(people.eve()).post("/contacts/", SHEET)
        client = people.signed_in(chen)
        shown = page(client)
        assert "41 个区县和功能区中，2 个已报送" in shown
        assert "2024年2月29日" in shown
        by_state = {
            state: [row[0] for row in workbook(client, f"/contacts/?state={state}&export=xlsx")]
            for state in ("filed", "late", "missing")
        }
        assert "渝中区" in by_state["filed"]
        assert "江北区" in by_state["late"]
        assert not {"渝中区", "江北区"} & set(by_state["missing"])
        assert "渝中区" in page(client, "/contacts/?q=李领导")
        assert "没有符合条件的区县" in page(client, "/contacts/?q=无此人")
        assert any("李领导" in row for row in workbook(client))
        assert client.post("/contacts/", SHEET).status_code == 409
    with clock.at("2025-01-05"):
        later = people.signed_in(chen)
        assert "41 个区县和功能区中，0 个已报送" in page(later)
        assert "2 个已报送" in page(later, "/contacts/?year=2024")
        assert "没有“1999”年度" in page(later, "/contacts/?year=1999")


def test_a_common_year_ends_its_february_a_day_earlier() -> None:
    assert str(due_in(2024)) == "2024-02-29"
    assert str(due_in(2025)) == "2025-02-28"


def test_the_desk_of_a_district_calls_until_the_sheet_is_sent() -> None:
    with clock.at("2024-02-20"):
        client = people.signed_in(people.bo())
        assert "2024年度联系信息表请于2月29日前报送，还有9天" in page(client, "/desk/")
        client.post("/contacts/", SHEET)
        page(client)  # which shows that it was taken
        assert "年度联系信息表" not in page(client, "/desk/")
    with clock.at("2025-03-02"):
        assert "应于2月28日前报送，已过2天" in page(people.signed_in(people.bo()), "/desk/")


def test_the_city_reminds_those_who_owe_it_once_a_day() -> None:
    people.bo(), people.eve()
    with clock.at("2024-02-10"):
        fill()
        city = people.signed_in(people.chen())
        answer = unescape(city.post("/contacts/remind/", follow=True).content.decode())
        assert "已提醒40个区县" in answer
        texts = OutboxMessage.objects.filter(template="contacts")
        assert [text.phone for text in texts] == [people.eve().phone]
        assert "今天都已提醒过" in unescape(
            city.post("/contacts/remind/", follow=True).content.decode()
        )
        assert TrailEntry.objects.filter(act="district.contacts_reminder").count() == 40
    with clock.at("2024-02-11"):
        assert "已提醒40个区县" in unescape(
            people.signed_in(people.chen()).post("/contacts/remind/", follow=True).content.decode()
        )


def test_the_platform_reminds_by_itself_fourteen_and_three_days_before() -> None:
    people.bo()
    reminded = {}
    for day in ("2024-02-14", "2024-02-15", "2024-02-16", "2024-02-25", "2024-02-26", "2024-03-01"):
        with clock.at(day):
            reminded[day[5:]] = remind_by_itself().districts
    total = District.objects.count()
    assert reminded == {
        "02-14": 0, "02-15": total, "02-16": 0, "02-25": 0, "02-26": total, "03-01": 0,
    }  # fmt: skip
