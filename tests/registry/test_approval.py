"""注册审批: approval makes the unit and opens its returns; refusal has a reason and a way on."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ruantong.accounts.access import Refused
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.registry.models import Membership, Registration, ReportingUnit, RosterEntry
from ruantong.registry.registration import actions
from ruantong.returns.models import Return
from ruantong.returns.moving.actions import open_period
from ruantong.trail.models import TrailEntry
from tests import people
from tests.confirming import confirm, sentence_of
from tests.registry.forms import PDF, USCC, answers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tenth_of_june() -> Any:
    with clock.at("2024-06-10"):
        yield


@pytest.fixture
def he() -> Client:
    """The applicant's browser, with an application waiting."""
    client = Client()
    assert client.post("/register/", answers()).status_code == 302
    return client


def approve(**changes: str) -> Any:
    chosen = {"annual_from": "2023", "monthly_from": "2024-05"} | changes
    address = f"/admin/registrations/{Registration.objects.get().pk}/approve/"
    client = people.signed_in(people.sun())
    asked = client.post(address, chosen)
    return confirm(client, address, asked) if asked.status_code == 200 else asked


def refuse(reason: str) -> Any:
    pk = Registration.objects.get().pk
    return people.signed_in(people.sun()).post(
        f"/admin/registrations/{pk}/refuse/", {"reason": reason}
    )


def test_approval_makes_unit_respondent_rosters_and_open_returns(he: Client) -> None:
    open_period(Period.parse("2024-05"), actor=people.chen())
    assert approve().status_code == 302
    unit = ReportingUnit.objects.get(uscc=USCC)
    assert unit.district_id == "500105"
    assert Membership.objects.get(unit=unit, until=None).user.username == "he"
    entries = RosterEntry.objects.filter(unit=unit).values_list("roster", "first_period")
    assert set(entries) == {("annual", "2023"), ("monthly", "2024-05")}
    assert Return.objects.get(unit=unit).period == "2024-05"
    assert TrailEntry.objects.filter(act="registration.approve", actor="sun").exists()


def test_the_chosen_period_holds_after_its_deadline_and_the_answer_says_so(he: Client) -> None:
    open_period(Period.parse("2024-05"), actor=people.chen())
    with clock.at("2024-06-20"):
        address = f"/admin/registrations/{Registration.objects.get().pk}/approve/"
        chosen = {"annual_from": "2024", "monthly_from": "2024-05"}
        client = people.signed_in(people.sun())
        asked = client.post(address, chosen)
        assert "已过截止日期6月12日，上报后记为迟报" in sentence_of(asked)
        assert not ReportingUnit.objects.filter(uscc=USCC).exists()
        answer = confirm(client, address, asked, follow=True)
    assert Return.objects.get().period == "2024-05"
    assert "已过截止日期6月12日，上报后记为迟报" in answer.content.decode()


def test_the_chosen_period_holds_when_it_is_opened_later(he: Client) -> None:
    with clock.at("2024-06-20"):
        approve(monthly_from="2024-05")
        open_period(Period.parse("2024-05"), actor=people.chen())
    assert Return.objects.get().period == "2024-05"


def test_a_failing_opening_leaves_nothing_half_done(he: Client) -> None:
    def broken(_: ReportingUnit) -> None:
        raise Refused("报表未能生成。")

    with pytest.raises(Refused):
        actions.approve(
            Registration.objects.get().pk,
            actor=people.sun(),
            first={"annual": Period.parse("2023"), "monthly": Period.parse("2024-05")},
            then=broken,
        )
    assert Registration.objects.get().status == "pending"
    assert not ReportingUnit.objects.exists()


def test_a_unit_registered_again_keeps_its_history(he: Client) -> None:
    unit = people.make_unit(9001, district_code="500105", monthly_from="2022-02")
    assert unit.uscc == USCC
    approve()
    unit.refresh_from_db()
    assert unit.name == "江北测试软件有限公司"
    assert str(unit.valid_from) == "2020-01-01"
    assert RosterEntry.objects.filter(unit=unit, roster="monthly").count() == 1


@pytest.mark.parametrize("period", ["2031-05", "", "next month"])
def test_only_offered_periods_can_be_chosen(he: Client, period: str) -> None:
    answer = approve(monthly_from=period)
    assert answer.status_code == 422
    assert not ReportingUnit.objects.exists()


def test_refusal_needs_a_reason(he: Client) -> None:
    answer = refuse("  ")
    assert answer.status_code == 422
    assert "请写明退回原因" in answer.content.decode()
    assert ">啊啊啊啊啊啊</textarea>" in refuse("啊啊啊啊啊啊").content.decode()  # typed, and kept
    assert Registration.objects.get().status == "pending"


def test_the_applicant_reads_the_reason_corrects_and_applies_again(he: Client) -> None:
    refuse("营业执照不清晰，请重新扫描。")
    assert "营业执照不清晰" in he.get("/", follow=True).content.decode()
    form = he.get("/registration/correct/").content.decode()
    assert USCC in form
    corrected = answers(unit_name="江北测试软件股份有限公司", licence=None)
    assert he.post("/registration/correct/", corrected).status_code == 302
    registration = Registration.objects.get()
    assert (registration.status, registration.unit_name) == ("pending", "江北测试软件股份有限公司")
    assert registration.licence
    assert approve().status_code == 302


def test_a_waiting_application_cannot_be_changed(he: Client) -> None:
    answer = he.post("/registration/correct/", answers(unit_name="别的公司"))
    assert answer.status_code == 302
    assert Registration.objects.get().unit_name == "江北测试软件有限公司"


def test_a_decided_application_is_not_decided_again(he: Client) -> None:
    approve()
    assert refuse("重复办理").status_code == 422
    assert Registration.objects.get().status == "approved"


def test_the_licence_is_served_to_the_approver_only(he: Client) -> None:
    address = f"/admin/registrations/{Registration.objects.get().pk}/licence/"
    answer = people.signed_in(people.sun()).get(address)
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert he.get(address).status_code == 403
    assert people.signed_in(people.chen()).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_the_desk_lists_filters_and_exports(he: Client) -> None:
    desk = people.signed_in(people.sun())
    assert "有 1 件注册申请待审批" in desk.get("/admin/registrations/").content.decode()
    none = desk.get("/admin/registrations/?status=approved").content.decode()
    assert "没有符合条件的注册申请" in none
    exported = desk.get("/admin/registrations/?export=csv").content.decode("utf-8-sig")
    assert USCC in exported
    assert "待审批" in exported
