"""Review: each verb moves only what the table says, by its own role, with a reason that is bound."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role, State
from ruantong.core.periods import Period
from ruantong.returns.models import Draft, Remark, ReviewAct, Revision
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions import NotFound, Refused
from ruantong.trail.models import TrailEntry
from tests import people
from tests.passing import seen
from tests.returns.story import (
    MAY,
    REASON,
    accepted,
    brought_to,
    explain,
    forwarded,
    fresh,
    locked,
    opened,
    submitted,
)

pytestmark = pytest.mark.django_db
Verb = Callable[..., Any]
BOUND: dict[str, tuple[Verb, State, Role]] = {
    "district": (actions.send_back, State.SUBMITTED, Role.DISTRICT),
    "city to district": (actions.send_back_to_district, State.FORWARDED, Role.CITY),
    "city to enterprise": (actions.send_back_to_enterprise, State.FORWARDED, Role.CITY),
}


def by(role: Role) -> User:
    return people.EVERYONE[role]()


# ---- reasons ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("verb", "state", "role"), BOUND.values(), ids=BOUND)
def test_a_return_is_sent_back_with_a_reason_bound_to_a_cell_or_rule(
    verb: Verb, state: State, role: Role
) -> None:
    ret = brought_to(state, opened())
    moved = verb(ret.pk, actor=by(role), target="R6-19", reason=f" {REASON} ")
    act = ReviewAct.objects.latest("id")
    assert (act.target, act.reason, act.role, act.revision) == ("R6-19", REASON, role, 1)
    assert fresh(ret).state == moved.state != state
    entry = TrailEntry.objects.latest("number")
    hashed = "sha256:" + hashlib.sha256(REASON.encode()).hexdigest()
    assert (entry.data["text_hash"], entry.data["target"]) == (hashed, "R6-19")


@pytest.mark.parametrize(("verb", "state", "role"), BOUND.values(), ids=BOUND)
@pytest.mark.parametrize(
    ("target", "reason", "message"),
    [
        ("6.2090.A", "", "不少于5个字"),
        ("6.2090.A", "退回", "不少于5个字"),
        ("6.2090.A", "该项应填写为1200万元", "统计法"),
        ("", REASON, "请指明"),
        ("6.9999.A", REASON, "不是本报表的单元格"),
        ("2.B01.A", REASON, "不是本报表的单元格"),
        ("R6-99", REASON, "不是本报表的单元格"),
        ("R3-01", REASON, "不是本报表的单元格"),
        ("随便", REASON, "不是本报表的单元格"),
    ],
)
def test_without_a_proper_reason_nothing_is_sent_back(
    verb: Verb, state: State, role: Role, target: str, reason: str, message: str
) -> None:
    ret = brought_to(state, opened())
    with pytest.raises(Refused, match=message):
        verb(ret.pk, actor=by(role), target=target, reason=reason)
    assert fresh(ret).state == state


# ---- roles and districts ------------------------------------------------------------------------

VERBS: dict[str, tuple[Callable[[int, User], Any], State, Role]] = {
    "forward": (lambda pk, a: actions.forward(seen(pk), actor=a), State.SUBMITTED, Role.DISTRICT),
    "accept": (lambda pk, a: actions.accept(seen(pk), actor=a), State.FORWARDED, Role.CITY),
    "lock": (lambda pk, a: actions.lock(MAY, actor=a), State.ACCEPTED, Role.CITY),
    "unlock": (lambda pk, a: actions.unlock(pk, actor=a, reason=REASON), State.LOCKED, Role.CITY),
    "withdraw": (lambda pk, a: actions.withdraw(pk, actor=a), State.SUBMITTED, Role.RESPONDENT),
    "cross_check": (
        lambda pk, a: actions.cross_check(pk, actor=a, target="6.2010.A", opinion=REASON),
        State.FORWARDED,
        Role.ASSOCIATION,
    ),
    "send_back": (
        lambda pk, a: actions.send_back(pk, actor=a, target="6.2010.A", reason=REASON),
        State.SUBMITTED,
        Role.DISTRICT,
    ),
    "save": (
        lambda pk, a: actions.save(pk, actor=a, version=0, cells={"6.2010.A": "1"}),
        State.DRAFTING,
        Role.RESPONDENT,
    ),
    "validate": (lambda pk, a: actions.validate(pk, actor=a), State.DRAFTING, Role.RESPONDENT),
    "submit": (
        lambda pk, a: actions.submit(pk, actor=a, signatories={}, version=1),
        State.PASSED,
        Role.RESPONDENT,
    ),
    "explain": (
        lambda pk, a: explain(pk, actor=a, finding_key="R6-19", text=REASON),
        State.FAILED,
        Role.RESPONDENT,
    ),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", Role)
def test_nobody_else_does_what_is_not_his(verb: str, role: Role) -> None:
    act, state, owner = VERBS[verb]
    if role is owner:
        return
    ret = brought_to(state, opened())
    before = Draft.objects.values().get(owner=ret)
    with pytest.raises((Refused, NotFound)):
        act(ret.pk, by(role))
    assert fresh(ret).state == state
    assert Draft.objects.values().get(owner=ret) == before


@pytest.mark.parametrize("verb", ["forward", "send_back"])
def test_another_district_does_nothing(verb: str) -> None:
    act, state, _ = VERBS[verb]
    ret = brought_to(state, opened())
    if verb == "forward":
        [outcome] = act(ret.pk, people.eve())
        assert (outcome.moved, outcome.refusal) == (False, "没有找到该报表，或您无权查看。")
    else:
        with pytest.raises(NotFound):
            act(ret.pk, people.eve())
    assert fresh(ret).state == state


def test_a_closed_membership_files_nothing_any_more() -> None:
    ret, alice = opened(), people.alice()
    alice.memberships.update(until=ret.state_since)
    with pytest.raises(NotFound):
        actions.save(ret.pk, actor=alice, version=0, cells={"6.2010.A": "1"})


def test_a_stopped_account_does_nothing() -> None:
    ret, bo = submitted(opened()), people.bo()
    bo.is_active = False
    bo.save()
    with pytest.raises(Refused):
        actions.forward(seen(ret.pk), actor=bo)


# ---- numbers of revisions -----------------------------------------------------------------------


def test_forwarding_and_accepting_remember_the_revision() -> None:
    ret = accepted(opened())
    assert (ret.revision, ret.forwarded_revision, ret.accepted_revision) == (1, 1, 1)


def test_an_acceptance_taken_back_counts_no_more() -> None:
    ret = accepted(opened())
    actions.send_back_to_district(ret.pk, actor=people.chen(), target="R6-01", reason=REASON)
    assert (fresh(ret).accepted_revision, fresh(ret).forwarded_revision) == (0, 1)


def test_unlocking_goes_back_to_the_citys_review_with_its_reason() -> None:
    ret = locked(opened())
    for reason, message in (("更正", "不少于5个字"), ("请改为1200万元后重报", "统计法")):
        with pytest.raises(Refused, match=message):
            actions.unlock(ret.pk, actor=people.chen(), reason=reason)
    actions.unlock(ret.pk, actor=people.chen(), reason="企业书面申请更正，同意解锁")
    assert (fresh(ret).state, fresh(ret).accepted_revision) == (State.FORWARDED, 0)


def test_locking_takes_the_accepted_ones_of_the_period_only() -> None:
    one = accepted(opened(people.make_unit(1)))
    two = submitted(opened(people.make_unit(2)))
    assert actions.lock(MAY, actor=people.chen()) == 1
    assert (fresh(one).state, fresh(two).state) == (State.LOCKED, State.SUBMITTED)
    with pytest.raises(Refused, match="没有市级已通过的报表"):
        actions.lock(Period.parse("2024-04"), actor=people.chen())


# ---- opinions and talk --------------------------------------------------------------------------


def test_a_cross_check_is_an_opinion_and_moves_nothing() -> None:
    ret = forwarded(opened())
    since = ret.state_since
    actions.cross_check(ret.pk, actor=people.dai(), target="", opinion="校核未见异常情况")
    with pytest.raises(Refused, match="统计法"):
        actions.cross_check(
            ret.pk, actor=people.dai(), target="6.2010.A", opinion="建议改为1200万元"
        )
    assert (fresh(ret).state, fresh(ret).state_since) == (State.FORWARDED, since)
    assert ReviewAct.objects.latest("id").reason == "校核未见异常情况"


def test_questions_and_answers_share_a_thread() -> None:
    ret = submitted(opened())
    actions.remark(ret.pk, actor=people.bo(), target="6.2090.A", text="利润总额为何低于上年同期")
    actions.remark(ret.pk, actor=people.alice(), target="6.2090.A", text="应为1200，录入有误")
    assert [(r.role, r.target) for r in Remark.objects.all()] == [
        ("district", "6.2090.A"),
        ("respondent", "6.2090.A"),
    ]
    with pytest.raises(Refused, match="统计法"):
        actions.remark(ret.pk, actor=people.bo(), target="6.2090.A", text="那就改为1200万元")
    assert "1200" not in str(TrailEntry.objects.filter(act="return.remark").values("data"))
    with pytest.raises(Refused, match="答复不能为空"):
        actions.remark(ret.pk, actor=people.alice(), target="6.2090.A", text=" ")


@pytest.mark.parametrize(
    ("who", "state"),
    [("bo", "drafting"), ("chen", "submitted"), ("dai", "submitted"), ("pei", "locked")],
)
def test_who_may_not_read_may_not_ask(who: str, state: str) -> None:
    ret = brought_to(State(state), opened())
    with pytest.raises(NotFound):
        actions.remark(ret.pk, actor=getattr(people, who)(), target="6.2090.A", text=REASON)


def test_reviewers_leave_the_submission_as_it_was() -> None:
    ret = submitted(opened())
    kept, draft = Revision.objects.values().get(), Draft.objects.values().get()
    actions.forward(seen(ret.pk), actor=people.bo())
    actions.cross_check(ret.pk, actor=people.dai(), target="6.2010.A", opinion=REASON)
    actions.accept(seen(ret.pk), actor=people.chen())
    assert (Revision.objects.values().get(), Draft.objects.values().get()) == (kept, draft)
