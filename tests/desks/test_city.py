"""The city's desk: exact progress over the districts, tiles, days, and what was forwarded."""

from __future__ import annotations

import re

import pytest

from ruantong.core.lifecycle import State
from ruantong.core.periods import Period
from ruantong.desks.lists.districts import Progress, progress_of, total_of
from ruantong.desks.lists.groups import Counts
from ruantong.gateways import clock
from ruantong.returns.moving import actions
from tests import people
from tests.desks.pages import get, may_return, text_of, words
from tests.desks.test_nothing_before_submission import HEAVY
from tests.returns.story import brought_to, fill, forwarded, submitted

pytestmark = pytest.mark.django_db

MAY = Period.parse("2024-05")


def of(code: str) -> Progress:
    return next(row for row in progress_of(MAY) if row.code == code)


@pytest.fixture
def seven_units() -> None:
    """渝中区: one in each group and one late; 江北区: one missing."""
    may_return(1)
    fill(may_return(2))
    brought_to(State.DISTRICT_RETURNED, may_return(3))
    submitted(may_return(4))
    forwarded(may_return(5))
    brought_to(State.ACCEPTED, may_return(6))
    late = may_return(7)
    with clock.at("2024-06-14"):
        forwarded(late)
    may_return(8, people.EVE_DISTRICT)


@pytest.mark.usefixtures("seven_units")
def test_every_return_is_counted_once() -> None:
    row = of(people.BO_DISTRICT)
    counts = row.counts
    assert (row.due, counts.missing, counts.filling, counts.returned) == (7, 1, 1, 1)
    assert (counts.review, counts.forwarded, counts.accepted) == (1, 3, 1)
    assert len(progress_of(MAY)) == 41


@pytest.mark.usefixtures("seven_units")
def test_rates_are_exact_and_rounded_once() -> None:
    row = of(people.BO_DISTRICT)
    assert row.response_rate == "42.9%"  # 3 of 7
    # filed: 3, 4, 5, 6 and the late one of 14 June; 1 and 2 are not due yet
    assert (row.on_time, row.decided) == (4, 5)
    assert row.timeliness_rate == "80.0%"
    assert of(people.EVE_DISTRICT).response_rate == "0.0%"
    assert of("500101").response_rate == "—"


@pytest.mark.usefixtures("seven_units")
def test_the_city_is_the_sum_and_its_rate_comes_from_the_sum() -> None:
    total = total_of(progress_of(MAY))
    assert (total.due, total.counts.forwarded, total.on_time, total.decided) == (8, 3, 4, 5)
    assert total.response_rate == "37.5%"


def test_a_correction_after_the_deadline_stays_in_time() -> None:
    ret = brought_to(State.DISTRICT_RETURNED, may_return())
    with clock.at("2024-06-14"):
        submitted(ret)
    assert of(people.BO_DISTRICT).on_time == 1


def test_what_is_not_due_yet_is_in_no_timeliness_rate() -> None:
    may_return(1)
    assert of(people.BO_DISTRICT).timeliness_rate == "—"
    submitted(may_return(2))
    assert of(people.BO_DISTRICT).timeliness_rate == "100.0%"
    with clock.at("2024-06-13"):
        assert of(people.BO_DISTRICT).timeliness_rate == "50.0%"


def test_a_return_given_back_was_in_time_all_the_same() -> None:
    ret = forwarded(may_return())
    assert of(people.BO_DISTRICT).on_time == 1
    actions.send_back_to_enterprise(
        ret.pk, actor=people.chen(), target="6.2090.A", reason="利润变化较大，请核实"
    )
    assert (of(people.BO_DISTRICT).on_time, of(people.BO_DISTRICT).counts.forwarded) == (1, 0)


@pytest.mark.parametrize(
    ("forwarded_count", "due", "level"),
    [(0, 0, 0), (0, 9, 0), (1, 9, 0), (2, 9, 1), (8, 9, 4), (9, 9, 5)],
)
def test_only_a_complete_district_has_the_darkest_tile(
    forwarded_count: int, due: int, level: int
) -> None:
    counts = Counts({"forwarded": forwarded_count, "missing": due - forwarded_count})
    assert Progress("1", "区", counts, 0, 0).level == level


@pytest.mark.usefixtures("seven_units")
def test_the_table_sorts_by_rate_and_leads_into_a_district() -> None:
    text = text_of(get(people.chen(), "/city/", sort="-response"))
    table = text[text.index("<tbody>", text.index("table-title")) :]
    first = re.search(r"district=(\d+)", table)
    assert first is not None
    assert first[1] == people.BO_DISTRICT
    assert "不能按“x”排序" in words(get(people.chen(), "/city/", sort="x"))


@pytest.mark.usefixtures("seven_units")
def test_tiles_say_in_figures_what_they_show_in_colour() -> None:
    page = words(get(people.chen(), "/city/"))
    assert "渝中区 42.9% 3/7" in page


@pytest.mark.usefixtures("seven_units")
def test_the_progress_file_ends_with_the_city() -> None:
    lines = text_of(get(people.chen(), "/city/", export="csv")).splitlines()
    assert len(lines) == 43
    assert lines[-1].replace('"', "") == "全市,8,2,1,1,1,3,1,0,37.5%,80.0%,0"


@pytest.mark.usefixtures("seven_units")
def test_the_sentence_tells_what_waits_here_and_elsewhere() -> None:
    page = words(get(people.chen(), "/city/"))
    assert (
        "区县已上报2家，请审核；还有1家待区县审核、2家未填报、1家填报中、1家已退回企业；"
        "市级截止6月15日（还有5天）。" in page
    )


def test_the_list_holds_what_was_forwarded_the_heaviest_first() -> None:
    forwarded(may_return(1))
    forwarded(may_return(2), HEAVY)
    submitted(may_return(3))
    text = text_of(get(people.chen(), "/city/returns/"))
    assert re.findall(r"测试软件(\d)号有限公司</a>", text) == ["2", "1"]
    assert "91.3%" in text
    only = text_of(get(people.chen(), "/city/returns/", district=people.EVE_DISTRICT))
    assert "测试软件1号" not in only


def test_links_of_the_city_card_lead_where_such_returns_are_listed() -> None:
    may_return(1)
    submitted(may_return(2))
    forwarded(may_return(3))
    text = text_of(get(people.chen(), "/city/"))
    assert 'href="/city/missing/?period=2024-05&amp;group=missing"' in text
    assert 'href="/city/returns/?period=2024-05&amp;group=forwarded"' in text
    assert "group=review" not in text
