"""What home and history show: one sentence per card, and numbers of queries that do not grow."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ruantong.core.lifecycle import EDITABLE, State
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.returns.moving import actions
from ruantong.returns.pages.queries import cards_for, history_of, threads_of
from tests import people
from tests.returns.story import (
    APRIL,
    DOUBTFUL,
    REASON,
    brought_to,
    explain,
    fill,
    fresh,
    opened,
    report_of,
    submit,
    submitted,
    validated,
)

pytestmark = pytest.mark.django_db
WHY = "本月集中发放上年度绩效工资"


@pytest.mark.parametrize("state", State)
def test_a_card_is_there_as_long_as_the_respondent_has_something_to_do(state: State) -> None:
    brought_to(state, opened())
    cards = cards_for(people.alice())
    assert len(cards) == (state in EDITABLE)
    for card in cards:
        assert card.todo.count("。") == 1, "one sentence"
        again = card.returned is not None
        assert (card.left, card.overdue) == (
            "已按时上报过，本次为补正" if again else "还有2天",
            False,
        )
        assert "2024年6月12日" in card.reason
        assert bool(card.returned) == (state in {State.DISTRICT_RETURNED, State.CITY_RETURNED})


def test_a_card_counts_what_blocks() -> None:
    ret = validated(opened(), {**DOUBTFUL, "6.2010.A": "1"})
    [card] = cards_for(people.alice())
    report = report_of(ret)
    errors = [f for f in report["findings"] if (f["severity"], f["outcome"]) == ("error", "fail")]
    assert f"改正{len(errors)}项强制性问题" in card.todo
    assert f"为{len(report['unexplained'])}项核实性问题填写说明" in card.todo


def test_the_earliest_deadline_comes_first() -> None:
    unit = people.make_unit()
    opened(unit)
    with clock.at("2024-05-05"):
        opened(unit, APRIL)
    with clock.at("2024-04-05"):
        submitted(opened(unit, Period.parse("2024-03")))
    cards = cards_for(people.alice(unit))
    assert [(c.ret.period, c.overdue) for c in cards] == [("2024-04", True), ("2024-05", False)]


def test_only_respondents_have_cards() -> None:
    opened()
    assert not any(
        cards_for(who()) for role, who in people.EVERYONE.items() if role != "respondent"
    )


@pytest.mark.parametrize("units", [1, 6])
def test_home_takes_six_queries(units: int) -> None:
    alice = people.alice()
    brought_to(State.DISTRICT_RETURNED, opened(people.make_unit(20)))
    people.join(alice, people.make_unit(20))
    for number in range(1, units + 1):
        ret = opened(people.make_unit(number))
        people.join(alice, ret.unit)
        fill(ret, actor=alice)
    with CaptureQueriesContext(connection) as queries:
        assert len(cards_for(alice)) == units + 1
    assert len(queries) == 6


def test_the_history_names_acts_people_and_reasons() -> None:
    ret = brought_to(State.DISTRICT_RETURNED, opened())
    submitted(ret)
    ret = fresh(ret)
    with CaptureQueriesContext(connection) as queries:
        events = [
            (act.get_action_display(), act.actor.display_name, act.revision, name)
            for act, name in history_of(ret)
        ]
    assert events == [
        ("确定上报", "艾丽丝", 2, ""),
        ("退回企业", "薄区县", 1, "软统企6表 2090 利润总额（本年本期累计）"),
        ("确定上报", "艾丽丝", 1, ""),
    ]
    assert len(queries) == 1


def test_explanation_question_and_answer_stand_in_one_thread() -> None:
    ret = validated(opened(), DOUBTFUL)
    alice, bo = people.alice(), people.bo()
    for key in report_of(ret)["unexplained"]:
        explain(ret.pk, actor=alice, finding_key=key, text=WHY)
    actions.validate(ret.pk, actor=alice)
    submit(ret, alice)
    actions.remark(ret.pk, actor=bo, target="R6-19", text="请补充发放的依据材料名称")
    [thread] = threads_of(fresh(ret))
    assert [(said.kind, said.role) for said in thread.texts] == [
        ("填写说明", "企业填报员"),
        ("询问", "区县管理员"),
    ]
    assert (thread.name[:6], thread.waiting, thread.answerable) == ("R6-19 ", True, True)
    actions.remark(ret.pk, actor=alice, target="R6-19", text="依据公司绩效办法")
    with CaptureQueriesContext(connection) as queries:
        [thread] = threads_of(ret)
    assert (thread.texts[-1].kind, thread.waiting) == ("答复", False)
    assert len(queries) == 3


def test_the_reason_of_a_return_is_a_thread_that_can_be_answered() -> None:
    ret = brought_to(State.DISTRICT_RETURNED, opened())
    [thread] = threads_of(ret)
    assert (thread.target, thread.texts[0].text, thread.waiting) == ("6.2090.A", REASON, True)
