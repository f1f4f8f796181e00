"""What home, history and review show, in numbers of queries that do not grow."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ruantong.core.lifecycle import State
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.returns import actions
from ruantong.returns.models import Revision
from ruantong.returns.queries import (
    cards_for,
    changes_between,
    changes_since_own_last_decision,
    decision_shown,
    history_of,
    threads_of,
)
from tests import people
from tests.returns.story import (
    APRIL,
    DOUBTFUL,
    GOOD,
    REASON,
    brought_to,
    earlier,
    fill,
    forwarded,
    fresh,
    opened,
    report_of,
    submit,
    submitted,
    validated,
)

pytestmark = pytest.mark.django_db


# ---- home ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "todo"),
    [
        (State.NOT_STARTED, "尚未填报"),
        (State.DRAFTING, "正在填报"),
        (State.FAILED, "项强制性审核未通过须改正"),
        (State.PASSED, "尚未上报"),
        (State.DISTRICT_RETURNED, "区县已退回"),
        (State.CITY_RETURNED, "市级已退回"),
        (State.SUBMITTED, "待区县审核"),
        (State.FORWARDED, "待市级审核"),
        (State.CITY_RETURNED_TO_DISTRICT, "暂不需要企业办理"),
    ],
)
def test_a_card_says_what_is_left_to_do_in_one_sentence(state: State, todo: str) -> None:
    brought_to(state, opened())
    [card] = cards_for(people.alice())
    assert todo in card.todo
    assert card.todo.count("。") == 1
    assert (card.days_left, card.overdue) == (2, False)
    assert "2024年6月12日" in card.deadline.reason
    assert bool(card.returned) == (state in {State.DISTRICT_RETURNED, State.CITY_RETURNED})


def test_a_card_counts_what_blocks() -> None:
    ret = validated(opened(), DOUBTFUL)
    [card] = cards_for(people.alice())
    assert (card.errors, card.unexplained) == (0, len(report_of(ret)["unexplained"]))
    assert "核实性审核须填写说明" in card.todo


def test_the_reason_of_a_return_is_on_the_card_until_it_is_submitted_again() -> None:
    ret = brought_to(State.DISTRICT_RETURNED, opened())
    fill(ret, {"6.2113.A": "3"})
    [card] = cards_for(people.alice())
    assert card.returned is not None
    assert card.returned.reason == REASON
    submitted(ret)
    assert cards_for(people.alice())[0].returned is None


def test_the_most_urgent_open_return_comes_first_and_finished_ones_are_gone() -> None:
    unit = people.make_unit()
    submitted(opened(unit))
    with clock.at("2024-05-05"):
        opened(unit, APRIL)
    with clock.at("2024-04-05"):
        brought_to(State.LOCKED, opened(unit, Period.parse("2024-03")))
    cards = cards_for(people.alice(unit))
    assert [card.ret.period for card in cards] == ["2024-04", "2024-05"]
    assert [card.overdue for card in cards] == [True, False]


def test_only_respondents_have_cards() -> None:
    opened()
    assert all(
        cards_for(who()) == [] for role, who in people.EVERYONE.items() if role != "respondent"
    )


@pytest.mark.parametrize("units", [1, 6])
def test_home_takes_three_queries(units: int) -> None:
    alice = people.alice()
    for number in range(1, units + 1):
        ret = opened(people.make_unit(number))
        people.join(alice, ret.unit)
        fill(ret, actor=alice)
    cards_for(alice)
    with CaptureQueriesContext(connection) as queries:
        assert len(cards_for(alice)) == units
    assert len(queries) == 3


# ---- history and differences --------------------------------------------------------------------


def test_the_history_names_acts_people_and_reasons_and_no_figures() -> None:
    ret = brought_to(State.DISTRICT_RETURNED, opened())
    with clock.at("2024-06-13"):
        submitted(ret, {**GOOD, "6.2010.A": "1010"})
    ret = fresh(ret)
    with CaptureQueriesContext(connection) as queries:
        events = history_of(ret)
    assert [(e.label, e.role, e.revision, e.late) for e in events] == [
        ("确定上报", "企业填报员", 1, False),
        ("退回企业", "区县管理员", 1, False),
        ("确定上报", "企业填报员", 2, True),
    ]
    assert (events[1].reason, events[1].target_name) == (
        REASON,
        "软统企6表 2090 利润总额（本年本期累计）",
    )
    assert len(queries) == 2


def test_differences_name_the_cells_with_both_values() -> None:
    ret = submitted(opened(), {**GOOD, "6.2113.A": "5"})
    actions.withdraw(ret.pk, actor=people.alice())
    submitted(ret, {**GOOD, "6.2010.A": "1010", "6.2113.A": ""})
    before, after = Revision.objects.order_by("number")
    assert [(c.ref, c.before, c.after) for c in changes_between(before, after)] == [
        ("6.2010.A", "1000.00", "1010.00"),
        ("6.2113.A", "5.00", ""),
    ]
    assert changes_between(before, before) == []
    assert len(changes_between(None, before)) == len(GOOD) + 2, "2020 and 2113 beside those typed"


def test_each_reviewer_sees_what_changed_since_its_own_decision() -> None:
    ret = forwarded(opened())
    bo, chen = people.bo(), people.chen()
    assert changes_since_own_last_decision(chen, ret).decision is None
    actions.send_back_to_enterprise(ret.pk, actor=chen, target="6.2010.A", reason=REASON)
    submitted(ret, {**GOOD, "6.2010.A": "1010"})
    assert changes_since_own_last_decision(chen, fresh(ret)).changes == [], "not forwarded yet"
    for who in (bo, chen):
        if who is chen:
            actions.forward([ret.pk], actor=bo)
        since = changes_since_own_last_decision(who, fresh(ret))
        assert since.decision is not None
        assert since.decision.actor == who
        if who is bo:
            assert [c.ref for c in since.changes] == ["6.2010.A"]
    assert [c.ref for c in since.changes] == ["6.2010.A"]


# ---- threads ------------------------------------------------------------------------------------


def test_explanation_question_and_answer_stand_in_one_thread() -> None:
    ret = validated(opened(), DOUBTFUL)
    alice, bo = people.alice(), people.bo()
    for key in report_of(ret)["unexplained"]:
        actions.explain(ret.pk, actor=alice, finding_key=key, text="本月集中发放上年度绩效工资")
    actions.validate(ret.pk, actor=alice)
    submit(ret, alice)
    actions.remark(ret.pk, actor=bo, target="R6-19", text="请补充发放的依据材料名称")
    actions.remark(ret.pk, actor=alice, target="R6-19", text="依据公司绩效办法")
    for who in (alice, bo):
        thread = threads_of(fresh(ret), who)["R6-19"]
        assert [(m.kind, m.role) for m in thread.messages] == [
            ("explanation", "企业填报员"),
            ("remark", "区县管理员"),
            ("remark", "企业填报员"),
        ]
        assert thread.name.startswith("R6-19 ")
    assert threads_of(fresh(ret), people.chen()) == {}, "not forwarded yet"
    actions.forward([ret.pk], actor=bo)
    assert len(threads_of(fresh(ret), people.chen())["R6-19"].messages) == 3


def test_an_explanation_carried_by_two_submissions_is_told_once() -> None:
    ret = validated(opened(), DOUBTFUL)
    alice = people.alice()
    for key in report_of(ret)["unexplained"]:
        actions.explain(ret.pk, actor=alice, finding_key=key, text="本月集中发放上年度绩效工资")
    for _ in range(2):
        actions.validate(ret.pk, actor=alice)
        submit(ret, alice)
        actions.send_back(ret.pk, actor=people.bo(), target="R6-19", reason=REASON)
    assert len(threads_of(fresh(ret), people.bo())["R6-19"].messages) == 1


def test_the_citys_decision_is_shown_on_returns_of_an_expired_edition() -> None:
    november = Period.parse("2024-11")
    unit = people.make_unit()
    with clock.at("2024-12-02"):
        actions.open_period(november, actor=people.chen(), decision="部里仍用本版月报")
        ret = unit.returns.get()
    assert decision_shown(ret) == "部里仍用本版月报"
    earlier(unit, APRIL)
    assert decision_shown(unit.returns.get(period="2024-04")) == ""
