"""月报名录覆盖率: computed from accepted annual returns, traceable, tried before it is changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ruantong.core.periods import Period
from ruantong.outputs.coverage import coverage, percent
from ruantong.registry.models import ReportingUnit, RosterEntry
from ruantong.returns.moving import contributions
from ruantong.trail.models import TrailEntry
from tests import people
from tests.confirming import confirm, sentence_of
from tests.outputs.test_moved_unit import filed

pytestmark = pytest.mark.django_db
MAY, ADDRESS = Period.parse("2024-05"), "/city/rosters/coverage/"
WHY = "按年报收入核定重点企业"


@pytest.fixture
def units() -> list[ReportingUnit]:
    """Half, a fifth, a fifth less a little, a tenth and a little; the largest files monthly."""
    made = []
    for number, figure in enumerate(("500.00", "200.00", "199.90", "100.10"), start=1):
        monthly = "2020-02" if number == 1 else ""
        unit = people.make_unit(number, monthly_from=monthly, name=f"示例{number}号公司")
        filed(unit, Period.parse("2023"), people.BO_DISTRICT, figure)
        made.append(unit)
    people.make_unit(9, name="没有年报公司")  # on the roster, in neither part
    contributions.rebuild()
    return made


@pytest.fixture
def chen() -> Client:
    return people.signed_in(people.chen())


def post(client: Client, units: list[ReportingUnit], **more: Any) -> Any:
    sent = {"unit": [unit.pk for unit in units], "reason": WHY, **more}
    return client.post(f"{ADDRESS}?period=2024-05", sent)


def test_the_share_is_that_of_the_units_on_the_list_and_each_is_named(
    units: list[ReportingUnit], chen: Client
) -> None:
    found = coverage(MAY)
    assert found is not None
    assert percent(found.share_of(found.listed)) == "50.0%"
    page = chen.get(ADDRESS).content.decode()
    assert "低于要求" in page
    assert "从大到小前 2 家合计可达到要求" in page
    sheet = chen.get(f"{ADDRESS}?export=csv").content.decode("utf-8-sig").splitlines()
    assert [line.replace('"', "").split(",")[-4:] for line in sheet[1:]] == [
        ["500.00", "50.0%", "50.0%", "在名录"],
        ["200.00", "20.0%", "70.0%", "不在名录"],
        ["199.90", "19.9%", "89.9%", "不在名录"],
        ["100.10", "10.0%", "100.0%", "不在名录"],
        ["", "0.0%", "100.0%", "在名录"],
    ]


def test_what_is_short_of_the_share_by_a_little_is_short_of_it(
    units: list[ReportingUnit],
) -> None:
    found = coverage(MAY)
    assert found is not None
    near = {units[0].pk, units[2].pk}
    assert percent(found.share_of(near)) == "69.9%"
    assert not found.enough(near)
    assert found.enough({units[0].pk, units[1].pk})


def test_a_change_is_tried_without_changing_anything(
    units: list[ReportingUnit], chen: Client
) -> None:
    page = post(chen, [units[1]], reason="去年漏列", **{"try": "1"}).content.decode()
    assert 'value="去年漏列"' in page  # what was typed is there for the change itself
    assert "试算：1家单位列入月报名录，0家移出，覆盖率由 50.0% 变为 70.0%" in page
    assert not RosterEntry.objects.filter(unit=units[1], roster="monthly").exists()
    assert not TrailEntry.objects.filter(act="roster.add").exists()


def test_a_change_asks_once_with_the_coverage_and_is_made(
    units: list[ReportingUnit], chen: Client
) -> None:
    asked = post(chen, [units[0], units[1]])
    said = sentence_of(asked)
    assert "自2024年1—5月起，1家单位列入月报名录，1家移出；覆盖率由50.0%变为20.0%" in said
    assert "低于70.0%的要求" in asked.content.decode()
    assert not TrailEntry.objects.filter(act__startswith="roster.").exists()
    assert confirm(chen, f"{ADDRESS}?period=2024-05", asked).status_code == 302
    found = coverage(MAY)
    assert found is not None
    assert found.listed >= {units[1].pk}
    assert units[0].pk not in found.listed
    assert {each.act for each in TrailEntry.objects.filter(act__startswith="roster.")} == {
        "roster.add", "roster.remove",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ticked", "reason", "expected"),
    [(0, WHY, "请先勾选要列入或移出的单位"), (1, "啊", "请写明调整名录的原因")],
)
def test_nothing_is_changed_without_units_or_a_reason(
    units: list[ReportingUnit], chen: Client, ticked: int, reason: str, expected: str
) -> None:
    answer = post(chen, units[1 : 1 + ticked], reason=reason)
    assert answer.status_code == 422
    assert expected in answer.content.decode()


def test_rows_are_filtered_and_a_city_without_annual_returns_is_told(
    chen: Client, units: list[ReportingUnit]
) -> None:
    page = chen.get(f"{ADDRESS}?listed=no&q=2号&sort=name").content.decode()
    assert "示例2号公司" in page
    assert "示例3号公司" not in page
    for query in ("period=1", "page=x", "district=甲", "sort=-", "q=%00%EF%BC%9C"):
        assert chen.get(f"{ADDRESS}?{query}").status_code == 200


def test_without_accepted_annual_returns_there_is_no_share(chen: Client) -> None:
    people.make_unit(1)
    assert "无法计算覆盖率" in chen.get(ADDRESS).content.decode()


@pytest.mark.parametrize("who", [people.bo, people.dai, people.pei, people.alice, people.sun])
def test_only_the_city_reads_it(who: Any) -> None:
    assert people.signed_in(who()).get(ADDRESS).status_code == 403
