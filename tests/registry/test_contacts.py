"""附件2 联系信息表: each district fills its own, the city reads all."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client

from ruantong.registry.models import DistrictContact
from ruantong.trail.models import TrailEntry
from tests import people

pytestmark = pytest.mark.django_db

SHEET = {
    "leader_name": "李领导",
    "leader_position": "区经济信息委副主任",
    "leader_phone": "023-63899999",
    "leader_mobile": "",
    "officer_name": "吴工作",
    "officer_position": "软件科科长",
    "officer_phone": "",
    "officer_mobile": "１３７００００ 0001",
}


def fill(**changes: str) -> Client:
    client = people.signed_in(people.bo())
    client.post("/contacts/", SHEET | changes)
    return client


def workbook(client: Client) -> str:
    content = client.get("/contacts/sheet/").content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_the_sheet_is_kept_shown_and_exported() -> None:
    client = fill()
    officer = DistrictContact.objects.get(district=people.BO_DISTRICT, duty="officer")
    assert officer.mobile == "13700000001"
    assert "李领导" in client.get("/contacts/").content.decode()
    text = workbook(client)
    assert "李领导" in text
    assert "江北区" not in text
    assert TrailEntry.objects.filter(act="district.contacts").exists()


def test_filling_again_replaces() -> None:
    fill()
    fill(leader_name="林领导")
    assert DistrictContact.objects.filter(duty="leader").count() == 1
    assert DistrictContact.objects.get(duty="leader").name == "林领导"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"leader_name": "", "officer_name": "长" * 65}, "姓名内容有65个字，应不超过64个字"),
        ({"leader_name": ""}, "请填写负责领导的姓名"),
        ({"officer_mobile": ""}, "请填写工作人员的办公电话或手机"),
        ({"officer_mobile": "123"}, "工作人员：移动电话“123”不正确"),
        ({"leader_phone": "电话"}, "负责领导：固定电话“电话”不正确"),
    ],
)
def test_a_bad_line_is_named(changes: dict[str, str], expected: str) -> None:
    answer = people.signed_in(people.bo()).post("/contacts/", SHEET | changes)
    assert answer.status_code == 422
    assert expected in answer.content.decode()
    assert not DistrictContact.objects.exists()


def test_the_city_reads_all_and_sees_who_is_missing() -> None:
    fill()
    chen = people.signed_in(people.chen())
    page = chen.get("/contacts/").content.decode()
    assert "41 个区县和功能区中，1 个已填写" in page
    assert "未填写" in page
    text = workbook(chen)
    assert "李领导" in text
    assert "江北区" in text
    assert chen.post("/contacts/", SHEET).status_code == 409
