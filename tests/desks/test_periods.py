"""开启报告期 and 汇总上报 by the city."""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.gateways import clock
from ruantong.returns.models import PeriodOpening, Return
from tests import people
from tests.desks.pages import get, may_return, text_of, unit_in, words
from tests.returns.story import accepted

pytestmark = pytest.mark.django_db


def open_period(**given: str) -> Any:
    return people.signed_in(people.chen()).post("/city/periods/", given, follow=True)


def test_opening_gives_every_unit_on_the_roster_its_return() -> None:
    unit_in(serial=1)
    unit_in(serial=2)
    response = open_period(period="2024-05")
    assert "2024年1—5月已开启，新增应报2家。" in words(response)
    assert Return.objects.filter(period="2024-05").count() == 2


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2024-01", "没有1月份月报"),
        ("五月", "“五月”不是报告期"),
        ("2024-06", "尚未结束"),
        ("2015", "2015"),
    ],
)
def test_what_cannot_be_opened_is_said(period: str, said: str) -> None:
    people.district()
    response = open_period(period=period)
    assert response.status_code == 422
    assert said in words(response)
    assert not PeriodOpening.objects.exists()


def test_an_expired_edition_needs_a_decision_that_stays_on_record() -> None:
    unit_in()
    decision = "依据工业和信息化部通知继续使用本版表式"
    with clock.at("2024-12-03"):
        response = open_period(period="2024-11")
        assert response.status_code == 422
        assert "须由市级写明决定依据" in words(response)
        page = words(open_period(period="2024-11", decision=decision))
    assert f"市级决定：{decision}" in page
    assert PeriodOpening.objects.get().decision == decision


def test_periods_that_have_ended_and_are_not_open_are_offered() -> None:
    may_return()
    page = words(get(people.chen(), "/city/periods/"))
    assert "2024年1—4月" in page
    assert "2023年年报" in page
    assert "2024年1—6月" not in page


def test_the_list_leads_to_reporting_where_something_was_accepted() -> None:
    accepted(may_return(1))
    assert 'href="/tables/report/2024-05/"' in text_of(get(people.chen(), "/city/periods/"))
