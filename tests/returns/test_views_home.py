"""企业首页: what is due first, why on that day, and what was filed before."""

from __future__ import annotations

import pytest
from django.test import Client

from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.returns.moving import actions
from tests import people
from tests.returns import story

pytestmark = pytest.mark.django_db


def browser(*units: object) -> Client:
    return people.signed_in(people.alice())


def page(client: Client, address: str = "/returns/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_card_tells_period_forms_deadline_and_what_is_left() -> None:
    story.opened(people.make_unit(form7_from="2024-05"))
    text = page(browser())
    assert "2024年1—5月" in text
    assert "软统企6表、软统企7表" in text
    assert "还有2天" in text
    assert "2024年6月12日 周三截止" in text
    assert "还没有开始填报。" in text
    assert "开始填报" in text


def test_the_reason_of_the_deadline_can_be_opened() -> None:
    story.opened()
    text = page(browser())
    assert "为什么是这一天" in text
    assert "不在节假日放假安排内，不顺延" in text


def test_a_return_that_came_back_comes_first_with_its_reason() -> None:
    story.opened(people.make_unit(), story.APRIL)
    ret = story.submitted(story.opened())
    actions.send_back(ret.pk, actor=people.bo(), target="6.2090.A", reason=story.REASON)
    text = page(browser())
    assert text.index("2024年1—5月") < text.index("2024年1—4月")
    assert story.REASON in text
    assert "2090 利润总额" in text
    assert "去修改" in text


def test_a_missed_deadline_is_flagged() -> None:
    story.opened()
    with clock.at("2024-06-15"):
        text = page(browser())
    assert "已逾期3天" in text
    assert "逾期未报" in text


@pytest.mark.parametrize(
    ("moment", "told"), [("2024-06-12T23:59:00", "今天24时截止"), ("2024-06-11", "还有1天")]
)
def test_days_are_counted_to_24_hours_of_the_last_day(moment: str, told: str) -> None:
    story.opened()
    with clock.at(moment):
        assert told in page(browser())


def test_what_is_left_follows_the_state() -> None:
    ret = story.validated(story.opened(), story.DOUBTFUL)
    assert "为1项核实性问题填写说明" in page(browser())
    story.validated(ret)
    assert "只差“确定上报”" in page(browser())


def test_filed_returns_are_in_the_table_with_their_receipt() -> None:
    story.submitted(story.opened())
    text = page(browser())
    assert "目前没有待报的报表" in text
    assert "第1次上报回执" in text
    assert "待区县审核" in text


def test_the_table_is_filtered_and_a_wrong_filter_is_told() -> None:
    story.earlier(people.make_unit(), story.MAY_LAST_YEAR)
    assert "2023年1—5月" in page(browser(), "/returns/?year=2023&kind=monthly")
    assert "没有符合条件的报表" in page(browser(), "/returns/?kind=annual")
    assert "已忽略" in page(browser(), "/returns/?state=<script>")


def test_the_table_is_exported() -> None:
    story.submitted(story.opened())
    answer = browser().get("/returns/?export=csv")
    text = b"".join(answer) if answer.streaming else answer.content
    assert "2024年1—5月" in text.decode("utf-8-sig")


def test_one_of_several_units_is_chosen_and_a_foreign_one_is_not() -> None:
    second, foreign = people.make_unit(2, name="第二软件有限公司"), people.make_unit(3)
    story.opened(second)
    story.opened(foreign)
    story.opened()
    client = people.signed_in(people.alice())
    people.join(people.alice(), second)
    assert "第二软件有限公司" in page(client)
    only = page(client, f"/returns/?unit={second.pk}")
    assert only.count("还没有开始填报。") == 1
    assert foreign.name not in page(client, f"/returns/?unit={foreign.pk}")


def test_only_respondents_have_this_page() -> None:
    for role, make in people.EVERYONE.items():
        expected = 200 if role == "respondent" else 403
        assert people.signed_in(make()).get("/returns/").status_code == expected


def test_the_number_of_queries_does_not_grow_with_the_cards(
    django_assert_max_num_queries: object,
) -> None:
    unit = people.make_unit()
    for month in ("2024-02", "2024-03", "2024-04", "2024-05"):
        story.opened(unit, Period.parse(month))
    client = browser()
    page(client)
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        page(client)
