"""One name, every entrance: what one takes all take, and what one refuses all refuse by name.

A name that passes registration can be filed, signed, kept in the contact sheet and searched for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.models import User
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.registry.models import ContactPerson, FormerName, Registration, ReportingUnit
from ruantong.returns.models import Draft, Revision
from ruantong.returns.moving import actions
from tests import people
from tests.registry.forms import answers
from tests.returns.story import SIGNED, opened, validated, version_of

pytestmark = pytest.mark.django_db

TAKEN = (
    "王\u4dbf",
    "张\U0002a6df",
    "李\U0002ebf0",
    "赵\U00030edd",
    "钱\U000323af",
    "买买提·艾力",
    "José",
)
REFUSED = ("王\ue863", "张\x07三", "李\u202e四", "赵\x00", "钱\ufffd", "孙" * 65)

Entrance = Callable[[str], str | None]


@pytest.fixture(autouse=True)
def _city(tmp_path: Any, settings: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    people.district()
    with clock.at("2024-06-10"):
        yield


def registration(name: str) -> str | None:
    Client().post("/register/", answers(contact_name=name))
    found = Registration.objects.first()
    return found.contact_name if found else None


def contact_sheet(name: str) -> str | None:
    sheet = {
        "lines": "2", "1-duty": "leader", "1-name": name, "1-phone": "023-63899999",
        "2-duty": "officer", "2-name": "吴工作", "2-mobile": "13700000001",
    }  # fmt: skip
    people.signed_in(people.bo()).post("/contacts/", sheet)
    found = ContactPerson.objects.filter(duty="leader").first()
    return found.name if found else None


def account(name: str) -> str | None:
    given = {
        "role": "association", "username": "newcomer", "display_name": name, "phone": "13900000077",
        "email": "", "district": "", "park": "",
    }  # fmt: skip
    people.signed_in(people.sun()).post("/admin/accounts/new/", given)
    found = User.objects.filter(username="newcomer").first()
    return found.display_name if found else None


def unit_contact(name: str) -> str | None:
    unit = people.make_unit(7, name="渝中七号公司")
    facts = {
        "name": unit.name, "division_code": "500103", "address": "渝中区测试路1号",
        "industry_code": "6513", "park": "", "category": "", "contact_name": name,
        "contact_phone": "023-63800001转8012",
    }  # fmt: skip
    people.signed_in(people.bo()).post(f"/units/{unit.pk}/change/", facts)
    return ReportingUnit.objects.get(pk=unit.pk).contact_name or None


def form_1(name: str) -> str | None:
    with clock.at("2024-02-01"):
        ret = opened(period=Period.parse("2023"))
        saved = actions.save(
            ret.pk,
            actor=people.alice(ret.unit),
            version=0,
            cells={"1.201.A": name, "1.102.A": "示例公司"},
        )
    held = Draft.objects.get(owner=ret).forms["1"]["cells"]
    assert held["102"] == {"A": "示例公司"}, "the cell beside it is saved whatever the name"
    return None if any(fault.cell == "1.201.A" for fault in saved.faults) else held["201"]["A"]


def signatory(name: str) -> str | None:
    ret = validated(opened())
    try:
        actions.submit(
            ret.pk,
            actor=people.alice(ret.unit),
            version=version_of(ret),
            signatories={**SIGNED, "preparer": name},
        )
    except actions.Refused:
        return None
    return str(Revision.objects.get().signatories["preparer"])


ENTRANCES: tuple[Entrance, ...] = (
    registration, contact_sheet, account, unit_contact, form_1, signatory,
)  # fmt: skip


@pytest.mark.parametrize("entrance", ENTRANCES)
@pytest.mark.parametrize("name", TAKEN)
def test_a_name_of_the_standard_is_taken(entrance: Entrance, name: str) -> None:
    assert entrance(f"\u200e{name}\u202c") == name, "and marks around it go away"


@pytest.mark.parametrize("entrance", ENTRANCES)
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_name_is_refused(entrance: Entrance, name: str) -> None:
    assert entrance(name) is None


def test_the_page_of_registration_says_which_character() -> None:
    page = Client().post("/register/", answers(contact_name="王小\ue863")).content.decode()
    assert "填报人姓名第3个字是自造字（U+E863）" in page


def test_a_long_name_of_a_firm_passes_everywhere_or_nowhere() -> None:
    for length, passes in ((120, True), (121, False)):
        name = "重" * length
        Client().post("/register/", answers(unit_name=name))
        assert Registration.objects.filter(unit_name=name).exists() is passes
        with clock.at("2024-02-01"):
            ret = opened(period=Period.parse("2023"))
            saved = actions.save(
                ret.pk,
                actor=people.alice(ret.unit),
                version=version_of(ret),
                cells={"1.102.A": name},
            )
        assert (not any(fault.cell == "1.102.A" for fault in saved.faults)) is passes
        if not passes:
            assert Draft.objects.get(owner=ret).forms["1"]["cells"]["102"]["A"] == name, "never cut"
            [fault] = [fault for fault in saved.faults if fault.cell == "1.102.A"]
            assert "121个字，应不超过120个字" in fault.message


@pytest.mark.parametrize("character", ["\x00", "\ud800", "\x07", "\u202e", "\ue000", "\ufffe"])
def test_one_bad_cell_does_not_stop_the_others(character: str) -> None:
    ret = opened()
    client = people.signed_in(people.alice(ret.unit))
    sent = {"version": 0, "cells": {"6.2010.A": f"12{character}", "6.2021.A": "5"}, "rows": {}}
    answer = client.post(f"/returns/{ret.pk}/save", sent, content_type="application/json")
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["values"]["6.2021.A"] == "5.00"
    [fault] = answer.json()["faults"]
    assert fault["cell"] == "6.2010.A"
    assert "第3个字是" in fault["message"]
    assert client.get(f"/returns/{ret.pk}/6/").status_code == 200


@pytest.mark.parametrize(
    ("who", "address", "fields"),
    [
        (people.chen, "/units/{unit}/move/", {"district": "500105\x00", "reason": "区划\x00调整"}),
        (
            people.chen,
            "/units/{unit}/leave/",
            {"kind": "closed", "on": "2024-05-01\x00", "reason": "注销\x00登记"},
        ),
        (
            people.chen,
            "/rules/drafts/new/",
            {"form": "miit_software_2021/6", "title": "新\x00规则"},
        ),
        (people.chen, "/rules/drafts/new/", {"form": "miit\x00/6", "title": "新规则"}),
        (people.sun, "/login/", {"username": "a\x00b", "password": "x\x00"}),
        (people.chen, "/city/periods/", {"period": "2024\x00", "decision": "\x00"}),
    ],
)
def test_nul_in_a_posted_text_is_no_internal_error(
    who: Callable[[], User], address: str, fields: dict[str, str]
) -> None:
    unit = people.make_unit(1)
    answer = people.signed_in(who()).post(address.format(unit=unit.pk), fields)
    assert answer.status_code < 500
    unit.refresh_from_db()
    assert (unit.district_id, unit.valid_to) == ("500103", None)


def test_nul_in_an_address_is_no_internal_error() -> None:
    chen = people.signed_in(people.chen())
    assert chen.get("/units/", {"q": "a\x00b", "district": "\x00"}).status_code == 200
    assert chen.get("/tables/main/2024-05%00/").status_code == 404


NAME = "重庆软通（示例）信息ＡＢ技术有限公司"


@pytest.mark.parametrize(
    "typed",
    [
        "重庆软通(示例)",
        "软通 （示例）",
        "信息AB技术",
        "信息ab",
        "ＡＢ技术",
        " 重庆 软通 ",
        "\u200e软通",
    ],
)
@pytest.mark.parametrize("address", ["/units/", "/city/rosters/?list=monthly"])
def test_a_search_finds_what_a_reader_takes_for_the_same(address: str, typed: str) -> None:
    people.make_unit(1, name=NAME)
    people.make_unit(2, name="另一家公司")
    chen = people.signed_in(people.chen())
    path = address.partition("?")[0]
    query = {"q": typed} | ({"list": "monthly"} if "list" in address else {})
    page = chen.get(path, query).content.decode()
    assert NAME in page
    assert "另一家公司" not in page


def test_a_former_name_is_found_alike() -> None:
    unit = people.make_unit(1, name="重庆新名（虚构）公司")
    FormerName.objects.create(
        unit=unit, name=NAME, last="2024-01-31", at=clock.now(), by=people.chen()
    )
    page = people.signed_in(people.chen()).get("/units/", {"q": "软通(示例)"}).content.decode()
    assert "重庆新名（虚构）公司" in page


def test_a_percent_sign_in_a_search_is_only_itself() -> None:
    people.make_unit(1, name=NAME)
    chen = people.signed_in(people.chen())
    for typed in ("%", "_", "软%通"):
        assert NAME not in chen.get("/units/", {"q": typed}).content.decode()
