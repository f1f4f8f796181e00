"""汇总上报: one page to confirm, one act that keeps the run and locks, whichever way one came."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import State
from ruantong.outputs.models import AggregateRun
from ruantong.trail.models import TrailEntry
from tests import people
from tests.desks.pages import get, text_of, words
from tests.returns.story import accepted, forwarded, fresh, opened

pytestmark = pytest.mark.django_db
REPORT = "/tables/report/2024-05/"


def test_nothing_happens_before_it_is_confirmed() -> None:
    ret = accepted(opened(people.make_unit(1)))
    forwarded(opened(people.make_unit(2)))
    page = words(get(people.chen(), REPORT))
    assert "市级已通过的1份报表将被锁定" in page
    assert "还有1份报表没有市级审核通过" in page
    assert ("市级已通过 1份" in page, "区县已上报 1份" in page) == (True, True)
    assert fresh(ret).lifecycle is State.ACCEPTED
    assert not AggregateRun.objects.exists()


def test_confirmed_it_keeps_the_run_locks_and_says_so() -> None:
    ret = accepted(opened(people.make_unit(1)))
    waiting = forwarded(opened(people.make_unit(2)))
    client = people.signed_in(people.chen())
    page = words(client.post(REPORT, {"view": "city", "accepted": "1"}, follow=True))
    assert "已汇总上报，报表已锁定，共1家单位" in page
    made = AggregateRun.objects.get()
    assert (made.final, made.view, made.period) == (True, "city", "2024-05")
    assert [row[:2] for row in made.revisions] == [[ret.pk, 1]]
    assert (fresh(ret).lifecycle, fresh(waiting).lifecycle) == (State.LOCKED, State.FORWARDED)
    assert TrailEntry.objects.filter(act="outputs.report").count() == 1


def test_both_entries_lead_to_it() -> None:
    accepted(opened())
    for page in ("/tables/main/2024-05/", "/city/periods/"):
        assert f'href="{REPORT}"' in text_of(get(people.chen(), page))
    national = text_of(get(people.chen(), "/tables/main/2024-05/?view=national"))
    assert f'href="{REPORT}?view=national"' in national


def test_what_was_accepted_meanwhile_is_looked_at_first() -> None:
    ret = accepted(opened(people.make_unit(1)))
    accepted(opened(people.make_unit(2)))
    answer = people.signed_in(people.chen()).post(REPORT, {"view": "city", "accepted": "1"})
    assert answer.status_code == 422
    assert "报表数有变化" in words(answer)
    assert fresh(ret).lifecycle is State.ACCEPTED
    assert not AggregateRun.objects.exists()


def test_nothing_to_report_is_said() -> None:
    opened()
    assert "没有待锁定的报表" in words(get(people.chen(), REPORT))
    answer = people.signed_in(people.chen()).post(REPORT, {"accepted": "0"})
    assert answer.status_code == 422
    assert "没有市级已通过的报表" in words(answer)
    assert not AggregateRun.objects.exists()


@pytest.mark.parametrize("view", ["world", ""])
def test_an_unknown_view_reports_nothing(view: str) -> None:
    ret = accepted(opened())
    answer = people.signed_in(people.chen()).post(REPORT, {"view": view, "accepted": "1"})
    assert answer.status_code == 422
    assert fresh(ret).lifecycle is State.ACCEPTED


@pytest.mark.parametrize("who", [people.alice, people.bo, people.dai, people.pei, people.sun])
def test_only_the_city_comes_here(who) -> None:
    accepted(opened())
    client = people.signed_in(who())
    assert client.get(REPORT).status_code == 403
    assert client.post(REPORT, {"accepted": "1"}).status_code == 403
    assert not AggregateRun.objects.exists()


@pytest.mark.parametrize("period", ["2024-01", "x", "1999"])
def test_no_such_period(period: str) -> None:
    assert get(people.chen(), f"/tables/report/{period}/").status_code == 404
