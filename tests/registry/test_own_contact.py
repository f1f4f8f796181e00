"""统计人员变动: the enterprise changes its contact itself, a mobile number by code, and the district sees it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.models import OutboxMessage
from ruantong.registry.models import ReportingUnit
from ruantong.trail.models import TrailEntry
from tests import people

pytestmark = pytest.mark.django_db
MOBILE = "13900000077"


@pytest.fixture
def unit() -> ReportingUnit:
    return people.make_unit(1, contact_name="旧联系人", contact_phone="023-63890000")


@pytest.fixture
def alice(unit: ReportingUnit) -> Client:
    return people.signed_in(people.alice(unit))


def state(client: Client, unit: ReportingUnit, phone: str, name: str = "新联系人") -> Any:
    return client.post(f"/unit/{unit.pk}/contact/", {"contact_name": name, "contact_phone": phone})


def contact_of(unit: ReportingUnit) -> tuple[str, str]:
    unit.refresh_from_db()
    return unit.contact_name, unit.contact_phone


def code() -> str:
    found = re.search(r"\d{6}", OutboxMessage.objects.filter(phone=MOBILE)[0].text)
    assert found
    return found[0]


def test_a_mobile_number_stands_only_once_its_code_has_come_back(
    alice: Client, unit: ReportingUnit
) -> None:
    answer = state(alice, unit, MOBILE)
    confirm = f"/unit/{unit.pk}/contact/confirm/"
    assert answer.headers["Location"] == confirm
    right = code()
    wrong = "000000" if right != "000000" else "111111"
    assert alice.post(confirm, {"code": wrong}).status_code == 422
    assert contact_of(unit) == ("旧联系人", "023-63890000")
    assert alice.post(confirm, {"code": right}).status_code == 302
    assert contact_of(unit) == ("新联系人", MOBILE)
    assert alice.post(confirm, {"code": right}).headers["Location"] == f"/unit/{unit.pk}/contact/"


def test_a_landline_stands_at_once_and_the_district_sees_old_and_new(
    alice: Client, unit: ReportingUnit
) -> None:
    state(alice, unit, "023-63899999")
    assert contact_of(unit) == ("新联系人", "023-63899999")
    page = people.signed_in(people.bo()).get(f"/units/{unit.pk}/").content.decode()
    history = page[page.index('id="history"') :]
    assert "联系人由“旧联系人”改为“新联系人”" in history
    assert "联系电话由“023-63890000”改为“023-63899999”" in history
    assert "艾丽丝" in history
    state(alice, unit, "023-63899999")
    assert TrailEntry.objects.filter(act="unit.contact").count() == 1, "no change, no entry"


@pytest.mark.parametrize(
    ("name", "phone", "expected"),
    [("", "023-63899999", "请填写联系人"), ("某某", "12345", "固定电话“12345”不正确")],
)
def test_what_cannot_be_a_contact_is_named(
    alice: Client, unit: ReportingUnit, name: str, phone: str, expected: str
) -> None:
    answer = state(alice, unit, phone, name)
    assert answer.status_code == 422
    assert expected in answer.content.decode()
    assert contact_of(unit) == ("旧联系人", "023-63890000")


def test_nobody_changes_the_contact_of_another_unit(alice: Client, unit: ReportingUnit) -> None:
    other = people.make_unit(2, contact_name="别家联系人")
    assert state(alice, other, "023-63899999").status_code == 404
    assert state(people.signed_in(people.bo()), unit, "023-63899999").status_code == 403
    state(alice, unit, MOBILE)
    assert alice.get(f"/unit/{other.pk}/contact/confirm/").status_code == 404
    assert contact_of(other)[0] == "别家联系人"
