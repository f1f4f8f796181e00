"""Random people do random things: nothing ever happens that the table and mission §3 forbid."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from ruantong.accounts import access
from ruantong.accounts.models import User
from ruantong.core.content import cells
from ruantong.core.lifecycle import GIVING_UP, TABLE, Action, Role, State
from ruantong.gateways import clock
from ruantong.registry.units import actions as actions_units
from ruantong.returns.models import Draft, Return, ReviewAct, Revision
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions import NotFound
from ruantong.returns.reading.access import readable_revision
from ruantong.trail.models import TrailEntry
from ruantong.trail.record import walked
from tests import people
from tests.passing import seen
from tests.returns.story import (
    DOUBTFUL,
    GOOD,
    MAY,
    REASON,
    SIGNED,
    explain,
    opened,
    version_of,
)

pytestmark = pytest.mark.django_db
PEOPLE = ("alice", "mallory", "bo", "eve", "chen", "dai", "pei", "sun", "mi", "an")
CONTENTS = (
    GOOD,
    dict.fromkeys(GOOD, ""),
    DOUBTFUL,
    {"6.2010.A": "1"},
    {"6.2010.A": "一千"},
    {"6.2022.A": "120"},
)
TARGETS = ("6.2090.A", "R6-19", "6.9999.A")
NO_BUSINESS = "公司三月起停业，尚未恢复经营"
REASONS = (REASON, "退回", "请改为1200万元")
DAYS = ("2024-06-10", "2024-06-12T23:59:00", "2024-06-13T00:00:01")


def mostly(name: str) -> st.SearchStrategy[str]:
    """The one whose business it is more often than not, so that chance gets far."""
    return st.just(name) | st.sampled_from(PEOPLE)


anybody = st.sampled_from(PEOPLE)


def everybody() -> dict[str, User]:
    """All who may come near the return of unit 1; Mallory files for another unit."""
    unit = people.make_unit(1, park=people.PARK)
    mallory = people.person("mallory", Role.RESPONDENT, "马洛里", phone="13800000099")
    people.join(mallory, people.make_unit(2))
    others = {n: getattr(people, n)() for n in PEOPLE if n not in {"alice", "mallory"}}
    return {**others, "alice": people.alice(unit), "mallory": mallory}


class ReturnLife(RuleBasedStateMachine):
    """One return, everybody who may come near it, and a model of what was acknowledged."""

    def __init__(self) -> None:
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.day = DAYS[0]
        self.acknowledged: dict[int, dict[str, Any]] = {}
        self.state = State.NOT_STARTED
        with clock.at(self.day):
            self.people = everybody()
            self.ret = opened(people.make_unit(1))

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    def try_to(self, name: str, act: Any, *possible: Action) -> None:
        """Do it, and hold what came of it against the table."""
        actor = self.people[name]
        before, forms = self.state, self.stored_forms()
        try:
            with clock.at(self.day):
                act(actor)
        except (access.Refused, NotFound):
            pass
        self.ret = Return.objects.get(pk=self.ret.pk)
        self.state = State(self.ret.state)
        may_act = name not in {"mallory", "eve"}
        if self.state is not before:
            assert may_act, f"{name} moved a return of somebody else"
            decisions = [TABLE[before, action, Role(actor.role)] for action in possible]
            assert self.state in {d.state for d in decisions if d.allowed}
        if self.stored_forms() != forms:
            assert name == "alice", f"{name} changed the figures"

    def stored_forms(self) -> Any:
        draft = Draft.objects.filter(owner=self.ret).first()
        return draft.forms if draft else None

    @rule(day=st.sampled_from(DAYS))
    def time_passes(self, day: str) -> None:
        self.day = max(self.day, day)

    @rule(name=mostly("alice"), cells=st.sampled_from(CONTENTS), back=st.integers(0, 2))
    def save(self, name: str, cells: dict[str, str], back: int) -> None:
        version = max(0, version_of(self.ret) - back)
        self.try_to(
            name,
            lambda a: actions.save(self.ret.pk, actor=a, version=version, cells=cells),
            Action.SAVE,
        )

    @rule(name=mostly("alice"))
    def validate(self, name: str) -> None:
        self.try_to(
            name,
            lambda a: actions.validate(self.ret.pk, actor=a),
            Action.VALIDATE_PASS,
            Action.VALIDATE_FAIL,
        )

    @rule(name=mostly("alice"), text=st.sampled_from(("本月集中发放上年度绩效工资", "无")))
    def explain(self, name: str, text: str) -> None:
        self.try_to(
            name,
            lambda a: explain(self.ret.pk, actor=a, finding_key="R6-19", text=text),
            Action.SAVE,
        )

    @rule(name=mostly("alice"), back=st.integers(0, 1))
    def submit(self, name: str, back: int) -> None:
        version = max(0, version_of(self.ret) - back)

        def act(actor: User) -> None:
            done = actions.submit(self.ret.pk, actor=actor, signatories=SIGNED, version=version)
            in_time = clock.today() <= done.due_on
            assert done.late != in_time or done.number > 1 or done.number in self.acknowledged
            row: dict[str, Any] = {**Revision.objects.values().get(pk=done.pk)}
            self.acknowledged.setdefault(done.number, row)

        self.try_to(name, act, Action.SUBMIT)

    @rule(name=mostly("alice"), back=st.integers(0, 1))
    def submit_nil(self, name: str, back: int) -> None:
        version = max(0, version_of(self.ret) - back)

        def act(actor: User) -> None:
            done = actions.submit_nil(
                self.ret.pk, actor=actor, signatories=SIGNED, reason=NO_BUSINESS, version=version
            )
            assert done.nil
            row: dict[str, Any] = {**Revision.objects.values().get(pk=done.pk)}
            assert not [text for _, text in cells(done.forms) if text.strip("0.")]
            self.acknowledged.setdefault(done.number, row)

        self.try_to(name, act, Action.SUBMIT_NIL)

    @rule()
    def go_on(self) -> None:
        """The proper next step, which chance alone finds too seldom."""
        match self.state:
            case State.SUBMITTED | State.CITY_RETURNED_TO_DISTRICT:
                self.forward("bo")
            case State.FORWARDED:
                self.accept("chen")
            case State.ACCEPTED:
                self.lock("chen")
            case State.LOCKED:
                self.unlock("chen", REASON)
            case State.PASSED:
                self.submit("alice", 0)
            case State.RETIRED:
                self.the_unit_comes_back("bo")
            case _:
                self.save("alice", GOOD, 0)
                self.validate("alice")

    @rule()
    def outsiders_meddle(self) -> None:
        for name in ("mallory", "eve", "pei"):
            self.forward(name)
            self.withdraw(name)
            self.give_up(name, 0)
            self.save(name, GOOD, 0)
            self.submit(name, 0)
            self.submit_nil(name, 0)
            self.send_back(name, "send_back", "R6-19", REASON)

    @rule()
    def go_on_again(self) -> None:
        self.go_on()
        self.go_on()

    @rule(name=mostly("alice"))
    def withdraw(self, name: str) -> None:
        self.try_to(name, lambda a: actions.withdraw(self.ret.pk, actor=a), Action.WITHDRAW)

    @rule(name=mostly("alice"), back=st.integers(0, 1))
    def give_up(self, name: str, back: int) -> None:
        version = max(0, version_of(self.ret) - back)
        before = [*ReviewAct.objects.filter(owner=self.ret)]
        self.try_to(
            name,
            lambda a: actions.give_up(self.ret.pk, actor=a, version=version),
            *GIVING_UP.values(),
        )
        acts = [*ReviewAct.objects.filter(owner=self.ret)]
        if len(acts) == len(before):
            return
        begun = next(act for act in reversed(before) if Action(act.action) in GIVING_UP)
        assert acts[-1].action == GIVING_UP[Action(begun.action)]
        filed = self.acknowledged[self.ret.revision]
        assert self.stored_forms() == filed["forms"]
        readable = readable_revision(self.people["bo"], self.ret)
        assert readable is not None
        assert readable.content_hash == filed["content_hash"]

    @rule(name=mostly("bo"))
    def forward(self, name: str) -> None:
        self.try_to(name, lambda a: actions.forward(seen(self.ret.pk), actor=a), Action.FORWARD)

    @rule(name=mostly("chen"))
    def accept(self, name: str) -> None:
        self.try_to(name, lambda a: actions.accept(seen(self.ret.pk), actor=a), Action.ACCEPT)

    @rule(
        name=anybody,
        verb=st.sampled_from(("send_back", "send_back_to_district", "send_back_to_enterprise")),
        bound_to=st.sampled_from(TARGETS),
        reason=st.sampled_from(REASONS),
    )
    def send_back(self, name: str, verb: str, bound_to: str, reason: str) -> None:
        before = ReviewAct.objects.filter(owner=self.ret).count()
        act = getattr(actions, verb)
        self.try_to(
            name,
            lambda a: act(self.ret.pk, actor=a, target=bound_to, reason=reason),
            Action(verb),
        )
        if ReviewAct.objects.filter(owner=self.ret).count() > before:
            assert (bound_to != "6.9999.A", reason) == (True, REASON)

    @rule(name=anybody, text=st.sampled_from(REASONS))
    def talk(self, name: str, text: str) -> None:
        self.try_to(
            name, lambda a: actions.remark(self.ret.pk, actor=a, target="6.2010.A", text=text)
        )
        self.try_to(
            name,
            lambda a: actions.cross_check(self.ret.pk, actor=a, target="", opinion=text),
            Action.CROSS_CHECK,
        )

    @rule(name=mostly("chen"))
    def lock(self, name: str) -> None:
        self.try_to(name, lambda a: actions.lock(MAY, actor=a), Action.LOCK)

    @rule(name=mostly("chen"), reason=st.sampled_from(REASONS))
    def unlock(self, name: str, reason: str) -> None:
        self.try_to(
            name, lambda a: actions.unlock(self.ret.pk, actor=a, reason=reason), Action.UNLOCK
        )

    @rule(name=mostly("bo"))
    def the_unit_leaves(self, name: str) -> None:
        self.try_to(
            name,
            lambda a: actions_units.leave(
                self.ret.unit_id, actor=a, on=MAY.last_day, reason="已办理注销登记"
            ),
            Action.RETIRE,
        )

    @rule(name=mostly("bo"))
    def the_unit_comes_back(self, name: str) -> None:
        self.try_to(
            name,
            lambda a: actions_units.rejoin(self.ret.unit_id, actor=a, reason="误办退出，予以恢复"),
            Action.REVIVE,
            Action.REVIVE_STARTED,
        )

    @invariant()
    def what_was_acknowledged_is_there_unchanged(self) -> None:
        kept = {row["number"]: row for row in Revision.objects.filter(owner=self.ret).values()}
        assert kept == self.acknowledged
        assert list(kept) == list(range(1, len(kept) + 1))
        for number in kept:
            assert readable_revision(self.people["alice"], self.ret, number) is not None

    @invariant()
    def the_numbers_of_the_return_agree(self) -> None:
        ret = self.ret
        assert ret.accepted_revision <= ret.forwarded_revision <= ret.revision
        assert ret.revision == len(self.acknowledged)
        assert bool(ret.accepted_revision) == (self.state in {State.ACCEPTED, State.LOCKED})
        if ret.revision:
            assert {row["late"] for row in self.acknowledged.values()} == {ret.late}
            assert ret.nil == self.acknowledged[ret.revision]["nil"]

    @invariant()
    def the_trail_is_one_chain_and_names_who_wrote(self) -> None:
        entries = list(TrailEntry.objects.all())
        assert walked(entries)[0] is None
        writers = {
            entry.actor
            for entry in entries
            if entry.act.removeprefix("return.")
            in {"save", "validate", "submit", "submit_nil", "withdraw", *GIVING_UP.values()}
        }
        assert writers <= {"alice"}


def test_nobody_does_what_the_table_forbids() -> None:
    everybody()
    run_state_machine_as_test(
        ReturnLife,
        settings=settings(
            max_examples=15,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
