"""The district's list: what is left to do, the heaviest first, filters, search, and its files."""

from __future__ import annotations

import re

import pytest

from ruantong.core.lifecycle import State
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.returns.moving import actions
from tests import people
from tests.desks.pages import get, may_return, text_of, unit_in, words
from tests.desks.test_nothing_before_submission import HEAVY
from tests.returns.story import (
    DOUBTFUL,
    brought_to,
    explain,
    fill,
    forwarded,
    opened,
    submit,
    submitted,
)

pytestmark = pytest.mark.django_db


def names_in_order(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"测试软件(\d+)号有限公司</a>", text)]


def test_the_card_says_what_is_left_and_until_when() -> None:
    may_return(1)
    fill(may_return(2))
    submitted(may_return(3))
    forwarded(may_return(4))
    page = words(get(people.bo(), "/desk/"))
    assert "还有1家未填报、1家填报中、1家待区县审核；区县截止6月13日（还有3天）。" in page
    assert "应报4家" in page


def test_the_card_says_when_all_is_done() -> None:
    forwarded(may_return(1))
    page = words(get(people.bo(), "/desk/"))
    assert "本期1家已全部上报市级。" in page


def test_monthly_and_annual_stand_side_by_side_with_the_reason_of_the_day() -> None:
    unit = unit_in()
    opened(unit)
    opened(unit, Period.parse("2023"))
    page = words(get(people.bo(), "/desk/"))
    assert page.index("2024年1—5月") < page.index("2023年年报")
    assert "规定日期2024年6月12日（星期三）不在节假日放假安排内，不顺延。" in page
    assert "2024年3月20日 周三 已过82天" in page


def test_the_heaviest_return_comes_first_with_its_share() -> None:
    submitted(may_return(1))
    submitted(may_return(2), HEAVY)
    fill(may_return(3))
    text = text_of(get(people.bo(), "/desk/"))
    assert names_in_order(text)[:2] == [2, 1]
    # 4182.70 and 400.50 of 4583.20
    assert "4,182.70" in text
    assert "91.3%" in text
    assert "400.50" in text
    assert "8.7%" in text
    assert names_in_order(text_of(get(people.bo(), "/desk/", sort="impact")))[-1] == 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"group": "missing"}, {1}),
        ({"group": "filling"}, {2}),
        ({"group": "review"}, {3, 6}),
        ({"group": "returned"}, {4}),
        ({"group": "forwarded"}, {5}),
        ({"queries": "0"}, {6}),
        ({"q": "测试软件3号"}, {3}),
        ({"q": "MA5U0002"}, {2}),
        ({"period": "2019-05"}, {1, 2, 3, 4, 5, 6}),  # unknown: the current period, and a notice
    ],
)
def test_filters_and_search(query: dict[str, str], expected: set[int]) -> None:
    may_return(1)
    fill(may_return(2))
    submitted(may_return(3))
    brought_to(State.DISTRICT_RETURNED, may_return(4))
    forwarded(may_return(5))
    doubtful = may_return(6)
    fill(doubtful, DOUBTFUL)
    report = actions.validate(doubtful.pk, actor=people.alice())
    for finding in report.findings:
        explain(
            doubtful.pk,
            actor=people.alice(),
            finding_key=finding.key,
            text="本月起新签技术服务合同，人员由外包转为自有",
        )
    actions.validate(doubtful.pk, actor=people.alice())
    submit(doubtful, people.alice())
    assert set(names_in_order(text_of(get(people.bo(), "/desk/", **query)))) == expected


def test_late_and_overdue_are_told_apart() -> None:
    waiting, late = may_return(1), may_return(2)
    with clock.at("2024-06-13"):
        submitted(late)
        page = get(people.bo(), "/desk/", timing="late")
        assert names_in_order(text_of(page)) == [2]
        page = get(people.bo(), "/desk/", timing="overdue")
        assert names_in_order(text_of(page)) == [1]
        assert "逾期未报" in words(page)
    assert waiting.unit_id != late.unit_id


def test_nonsense_in_the_address_is_named_and_ignored() -> None:
    submitted(may_return(1))
    page = get(people.bo(), "/desk/", period="x'", group="<b>", sort="password", page="-1")
    assert page.status_code == 200
    assert names_in_order(text_of(page)) == [1]
    assert "已忽略" in words(page)


def test_the_file_holds_what_the_list_shows_and_executes_nothing() -> None:
    submitted(may_return(1, name="=HYPERLINK(1)+cmd"))
    may_return(2)
    text = text_of(get(people.bo(), "/desk/", export="csv"))
    assert "'=HYPERLINK(1)+cmd" in text
    assert text.count("\n") == 3
    assert "400.50" in text
    book = text_of(get(people.bo(), "/desk/", export="xlsx"))
    assert "<f>" not in book
    assert "HYPERLINK(1)" in book


def test_the_file_follows_the_filters() -> None:
    submitted(may_return(1))
    may_return(2)
    text = text_of(get(people.bo(), "/desk/", export="csv", group="missing"))
    assert "测试软件2号有限公司" in text
    assert "测试软件1号有限公司" not in text


def test_nothing_opened_yet_is_said() -> None:
    people.district()
    assert "还没有开启的报告期" in words(get(people.bo(), "/desk/"))
