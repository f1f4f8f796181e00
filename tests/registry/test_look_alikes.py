"""查重: the approver finds what may be the same unit; who applies learns nothing of it."""

from __future__ import annotations

import pytest
from django.test import Client

from ruantong.core.identifiers import make_uscc
from ruantong.registry.models import FormerName, Registration, ReportingUnit
from ruantong.registry.registration.look_alikes import look_alikes
from tests import people
from tests.registry.forms import USCC, answers

pytestmark = pytest.mark.django_db


def apply(**changes: str) -> Registration:
    assert Client().post("/register/", answers(**changes)).status_code == 302
    return Registration.objects.latest("pk")


def told(asked: Registration) -> list[tuple[str, str]]:
    return [(each.name, each.told) for each in look_alikes(asked)]


def unit(name: str, number: int = 7, **facts: str) -> ReportingUnit:
    made = people.make_unit(number)
    ReportingUnit.objects.filter(pk=made.pk).update(name=name, **facts)
    made.refresh_from_db()
    return made


def test_nothing_is_found_where_nothing_is_alike() -> None:
    unit("巴南数字测绘有限公司", contact_phone="023-63890000")
    assert told(apply()) == []


@pytest.mark.parametrize(
    "name",
    [
        "重庆市江北测试软件有限责任公司",
        "江北测试科技有限公司",
        "江北 测试（软件）有限公司",
    ],
)
def test_nearly_the_same_name_is_found(name: str) -> None:
    unit(name)
    assert told(apply()) == [(name, "单位名称相近")]


def test_a_former_name_is_found() -> None:
    renamed = unit("渝中新名数字有限公司")
    FormerName.objects.create(
        unit=renamed, name="江北测试软件公司", last="2024-01-01", at="2024-01-02T00:00Z",
        by=people.chen(),
    )  # fmt: skip
    assert told(apply()) == [("渝中新名数字有限公司", "曾用名“江北测试软件公司”与所填名称相近")]


def test_the_same_phone_is_found_with_the_unit_it_belongs_to() -> None:
    unit("巴南数字测绘有限公司", contact_phone="13900000001")
    assert told(apply()) == [("巴南数字测绘有限公司", "联系电话或填报人手机号同为13900000001")]


def test_the_same_code_and_the_same_organisation_are_found() -> None:
    same = unit("巴南数字测绘有限公司", uscc=USCC)
    moved = unit("另一家公司名称", 8, uscc=make_uscc("91500103" + USCC[8:16]))
    assert told(apply()) == [
        (same.name, "统一社会信用代码相同"),
        (moved.name, f"组织机构代码同为{USCC[8:17]}"),
    ]


def test_another_application_is_found_and_leads_to_its_page() -> None:
    first = apply(uscc=make_uscc("91500105MA5U9002"), phone="13900000002", username="li")
    second = apply()
    assert told(second) == [(first.unit_name, "单位名称相近")]
    page = people.signed_in(people.sun()).get(f"/admin/registrations/{second.pk}/")
    assert f'href="/admin/registrations/{first.pk}/"' in page.content.decode()


def test_the_applicant_is_not_told(client: Client) -> None:
    unit("重庆市江北测试软件有限责任公司", contact_phone="13900000001")
    page = client.post("/register/", answers(), follow=True).content.decode()
    assert "重庆市江北测试软件有限责任公司" not in page
    assert "查重" not in page
