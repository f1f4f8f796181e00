"""用户注册: one complete application is kept, every bad answer is named, nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ruantong.accounts.models import User
from ruantong.registry.models import District, Registration
from ruantong.trail.models import TrailEntry
from tests import people
from tests.registry.forms import USCC, answers, prove_phone

pytestmark = pytest.mark.django_db


def post(client: Client, **changes: Any) -> Any:
    return client.post("/register/", answers(**changes))


def test_a_complete_application_waits_for_approval(client: Client) -> None:
    answer = post(client)
    assert answer.status_code == 302, answer.content.decode()
    registration = Registration.objects.get()
    assert (registration.uscc, registration.status) == (USCC, "pending")
    kept = str(registration.licence.name)
    assert kept.endswith(".pdf")
    assert "licence" not in kept.rsplit("/", 1)[1]
    page = client.get("/", follow=True).content.decode()
    assert "待审批" in page
    assert "江北测试软件有限公司" in page
    assert TrailEntry.objects.filter(act="registration.apply", actor="he").exists()


def test_who_chooses_a_functional_zone_is_told_by_the_zones_of_the_register(client: Client) -> None:
    District.objects.update_or_create(code="500999", defaults={"name": "云上新区", "zone": True})
    prove_phone(client, "13900000001")
    told = client.get("/register/").content.decode().partition("的单位选功能区")[0]
    assert "云上新区" in told.rpartition("注册在")[2]
    District.objects.filter(zone=True).delete()
    assert "功能区" not in client.get("/register/").content.decode()


def test_full_width_and_small_letters_are_understood(client: Client) -> None:
    typed = USCC.lower().translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    post(client, uscc=f" {typed} ")
    assert Registration.objects.get().uscc == USCC


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"uscc": USCC[:-1] + ("0" if USCC[-1] != "0" else "1")}, "末位应为"),
        ({"uscc": USCC[:-1]}, "应为18位"),
        ({"uscc": ""}, "请填写统一社会信用代码"),
        ({"unit_name": ""}, "请填写单位详细名称"),
        ({"district": "110101"}, "报送区县“110101”不在可选范围内"),
        ({"division_code": "500190"}, "注册地行政区划“500190”不在可选范围内"),
        ({"industry_code": "65"}, "行业代码“65”不在可选范围内"),
        ({"scope": None}, "请选择符合的一种纳统类别"),
        ({"licence": None}, "请上传营业执照扫描件"),
        ({"licence": SimpleUploadedFile("a.pdf", b"MZ not a pdf")}, "内容不是PDF、PNG或JPEG"),
        ({"licence": SimpleUploadedFile("a.pdf", b"")}, "文件内容为空"),
        (
            {"licence": SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * (5 * 1024 * 1024))},
            "应不超过5MB",
        ),
        ({"email": "not an address"}, "电子邮箱“not an address”不正确"),
        ({"username": "13800000000"}, "以字母开头"),
        ({"password": "123456", "again": "123456"}, "只有6个字符，应不少于10个字符"),
        ({"password": "jiangbian-paobu", "again": "jiangbian-bubu"}, "两次输入的密码不一致"),
    ],
)
def test_a_bad_answer_is_named_and_the_others_stay(
    client: Client, changes: dict[str, Any], expected: str
) -> None:
    answer = post(client, **changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "需要更正" in page
    assert expected in page
    assert "江北区测试路8号" in page
    assert not Registration.objects.exists()
    assert not User.objects.exists()


def test_each_message_is_a_link_to_its_field(client: Client) -> None:
    page = post(client, address="").content.decode()
    assert 'href="#id_address"' in page
    assert 'aria-describedby="id_address_error"' in page


def test_a_second_application_for_the_same_unit_is_told_so(client: Client) -> None:
    post(client)
    page = post(Client(), phone="13900000002", username="other").content.decode()
    assert f"统一社会信用代码“{USCC}”的注册申请正在审批中" in page
    assert Registration.objects.count() == 1


def test_a_unit_that_is_served_cannot_be_registered_again(client: Client) -> None:
    unit = people.make_unit()
    people.alice(unit)
    page = post(client, uscc=unit.uscc).content.decode()
    assert "的单位已经注册" in page


def test_a_taken_name_is_told_to_who_has_proven_a_phone(client: Client) -> None:
    people.bo()
    assert "用户名“Bo”已被使用" in post(client, username="Bo").content.decode()
    assert not Registration.objects.exists()


def test_a_unit_whose_statistician_left_can_be_registered_again(client: Client) -> None:
    unit = people.make_unit()
    assert post(client, uscc=unit.uscc).status_code == 302
