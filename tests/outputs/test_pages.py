"""The table pages: who sees what, from each figure to its returns, and exports."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import State
from ruantong.outputs.models import AggregateRun
from tests import people
from tests.returns.story import GOOD, accepted, forwarded, fresh, opened

pytestmark = pytest.mark.django_db

TABLE = "/tables/main/2024-05/"
DISTRICTS = "/tables/main/2024-05/districts/"
TRACE = "/tables/main/2024-05/trace/software_revenue/"


def page(who, address):
    return people.signed_in(who()).get(address)


def test_the_list_of_tables_leads_to_the_newest_period_with_accepted_returns():
    accepted(opened())
    text = page(people.chen, "/tables/").content.decode()
    assert f'href="{TABLE}"' in text
    assert "软件和信息技术服务业主要指标" in text


def test_without_accepted_returns_the_page_says_so():
    assert "还没有市级已通过的报表" in page(people.chen, "/tables/").content.decode()


def test_the_table_shows_exact_sums_in_wan_and_leads_to_the_returns():
    accepted(opened(people.make_unit(1)))
    accepted(opened(people.make_unit(2)))
    text = page(people.chen, TABLE + "?unit=exact").content.decode()
    assert "801.00" in text
    assert TRACE in text
    assert "不足3家" in text


def test_the_trace_lists_every_return_and_adds_up():
    accepted(opened(people.make_unit(1)))
    accepted(opened(people.make_unit(2)), {**GOOD, "6.2021.A": "250.25"})
    text = page(people.chen, TRACE).content.decode()
    assert "400.50" in text
    assert "350.25" in text
    assert "750.75" in text


def test_the_trace_finds_a_unit_and_still_shows_the_whole_total():
    accepted(opened(people.make_unit(1)))
    accepted(opened(people.make_unit(2)))
    text = page(people.chen, TRACE + "?q=软件2号").content.decode()
    assert "测试软件2号" in text
    assert "测试软件1号" not in text
    assert "801.00" in text


def test_a_district_officer_sees_the_own_district_whatever_is_asked():
    accepted(opened())
    own = page(people.bo, TABLE + f"?unit=exact&district={people.EVE_DISTRICT}").content.decode()
    other = page(people.eve, TABLE + f"?unit=exact&district={people.BO_DISTRICT}").content.decode()
    assert "400.50" in own
    assert "400.50" not in other
    assert "400.50" not in page(people.eve, TRACE).content.decode()
    assert page(people.bo, DISTRICTS).status_code == 403


def test_nothing_of_a_return_shows_before_the_city_accepted_it():
    forwarded(opened())
    for address in (TABLE + "?unit=exact", DISTRICTS, TRACE):
        assert "400.50" not in page(people.chen, address).content.decode()


@pytest.mark.parametrize("who", [people.alice, people.pei, people.sun, people.mi, people.an])
@pytest.mark.parametrize("address", [TABLE, DISTRICTS, TRACE, "/tables/runs/"])
def test_other_roles_are_refused(who, address):
    assert page(who, address).status_code == 403


def test_the_association_reads_totals_but_not_the_units_behind_them():
    accepted(opened())
    text = page(people.dai, TABLE + "?unit=exact").content.decode()
    assert "400.50" in text
    assert "测试软件" not in text
    assert page(people.dai, TRACE).status_code == 403


def test_districts_add_up_to_the_city_on_the_page():
    accepted(opened())
    text = page(people.chen, DISTRICTS).content.decode()
    assert text.count("400.50") >= 2  # the district and the total
    assert "江北区" in text  # without returns, still listed


def test_wrong_addresses_give_a_page_and_never_a_trace():
    for address in (
        "/tables/main/2024-01/",
        "/tables/main/garbage/",
        "/tables/other/2024-05/",
        "/tables/main/1999/",
        TABLE + "?district=999999",
        "/tables/main/2024-05/trace/nothing/",
    ):
        assert page(people.chen, address).status_code == 404, address
    assert page(people.chen, TABLE + "?view=world&unit=x").status_code == 200
    assert page(people.chen, DISTRICTS + "?sort=rm").status_code == 200
    assert page(people.chen, TRACE + "?sort=rm&page=999").status_code == 200


@pytest.mark.parametrize("address", [TABLE + "?unit=exact&", DISTRICTS + "?", TRACE + "?"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_tables_can_be_taken_along(address, kind):
    accepted(opened())
    answer = page(people.chen, f"{address}export={kind}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    if kind == "csv":
        assert "400.50" in answer.content.decode("utf-8-sig")
    else:
        assert answer.content[:2] == b"PK"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_of_aggregations_can_be_taken_along(kind):
    accepted(opened())
    chen = people.signed_in(people.chen())
    chen.post("/tables/main/2024-05/aggregate/")
    assert "?export=xlsx" in chen.get("/tables/runs/").content.decode()
    answer = chen.get(f"/tables/runs/?export={kind}")
    assert "attachment" in answer.headers["Content-Disposition"]
    if kind == "csv":
        assert AggregateRun.objects.get().content_hash in answer.content.decode("utf-8-sig")


def test_the_city_aggregates_from_the_page_and_locks_nothing():
    ret = accepted(opened())
    answer = people.signed_in(people.chen()).post(
        "/tables/main/2024-05/aggregate/", {"final": "1"}, follow=True
    )
    assert "已汇总，共1家单位" in answer.content.decode()
    assert fresh(ret).state == State.ACCEPTED
    assert not AggregateRun.objects.get().final


def test_aggregating_needs_a_post_and_the_city():
    accepted(opened())
    assert page(people.chen, "/tables/main/2024-05/aggregate/").status_code == 405
    answer = people.signed_in(people.bo()).post("/tables/main/2024-05/aggregate/")
    assert answer.status_code == 403
    assert not AggregateRun.objects.exists()
