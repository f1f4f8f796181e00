"""The small city keeps every invariant the actions keep, and the actions go on from where it is."""

from __future__ import annotations

from collections import defaultdict

import pytest

from ruantong.accounts.models import User
from ruantong.core.content import cells, content_hash
from ruantong.core.lifecycle import ACTORS, Action, Role, State, decide
from ruantong.demo.city import CityOptions, make_city
from ruantong.demo.names import PASSWORD
from ruantong.gateways import clock
from ruantong.registry.models import (
    Absence,
    District,
    Registration,
    ReportingUnit,
    RosterImportLine,
)
from ruantong.returns.filing.register_facts import facts_now
from ruantong.returns.judging.dossiers import comparisons_of
from ruantong.returns.judging.typed import settle
from ruantong.returns.models import Draft, Return, ReviewAct, Revision
from ruantong.returns.moving.actions import forward, save, submit, validate
from ruantong.trail.models import TrailEntry
from ruantong.trail.record import walked
from tests.passing import seen

pytestmark = pytest.mark.django_db
OPTIONS = CityOptions(units=12, years=1, small=True)
_VALIDATED = {True: Action.VALIDATE_PASS, False: Action.VALIDATE_FAIL}


@pytest.fixture
def city() -> None:
    make_city(OPTIONS, progress=lambda _: None)


def _action(entry: TrailEntry) -> Action | None:
    """The step of the lifecycle an entry tells of; None for explanations and remarks."""
    name = entry.act.removeprefix("return.")
    if name == "validate":
        return _VALIDATED[entry.data["passed"]]
    return Action(name) if name in set(Action) else None


def test_the_trail_is_whole_and_in_the_order_of_time(city: None) -> None:
    entries = list(TrailEntry.objects.order_by("number"))
    assert len(entries) > 300
    assert walked(entries)[0] is None
    assert entries == sorted(entries, key=lambda entry: entry.at)


def test_replaying_the_trail_leads_to_the_stored_states(city: None) -> None:
    told: dict[str, list[TrailEntry]] = defaultdict(list)
    for entry in TrailEntry.objects.filter(act__startswith="return.").order_by("number"):
        told[entry.subject].append(entry)
    states = set()
    for ret in Return.objects.all():
        state = State.NOT_STARTED
        for entry in told[f"return:{ret.pk}"]:
            action = _action(entry)
            if action is None:
                continue
            decision = decide(state, action, Role(entry.role))
            assert decision.state, decision.refusal
            assert Role(entry.role) in ACTORS[action]
            state = decision.state
        assert state == ret.lifecycle
        states.add(state)
    assert len(states) >= 6


def test_history_and_trail_tell_the_same(city: None) -> None:
    acts = [
        (f"return:{act.owner_id}", f"return.{act.action}", act.at, act.actor.username)
        for act in ReviewAct.objects.select_related("actor")
    ]
    names = {act for _, act, _, _ in acts}
    trail = [
        (entry.subject, entry.act, entry.at, entry.actor)
        for entry in TrailEntry.objects.filter(act__in=names)
    ]
    assert sorted(acts) == sorted(trail)


def test_revisions_are_sealed_and_numbered_on_the_trail(city: None) -> None:
    revisions = list(Revision.objects.select_related("owner__unit"))
    assert revisions
    for revision in revisions:
        ret = revision.owner
        entry = TrailEntry.objects.get(number=revision.trail_number)
        assert (entry.act, entry.subject) == ("return.submit", f"return:{ret.pk}")
        assert entry.data["content_hash"] == revision.content_hash
        assert revision.content_hash == content_hash(
            revision.regime, ret.period, facts_now(ret, revision.submitted_by).as_json(),
            revision.forms, revision.explanations, revision.signatories,
        )  # fmt: skip
        assert revision.late == ret.late
        if revision.number == 1:
            day = revision.submitted_at.astimezone(clock.SHANGHAI).date()
            assert revision.late == (day > revision.due_on)
    for ret in Return.objects.all():
        assert ret.revision == Revision.objects.filter(owner=ret).count()
        assert ret.accepted_revision <= ret.forwarded_revision <= ret.revision


def test_drafts_hold_what_the_platform_would_compute_itself(city: None) -> None:
    for draft in Draft.objects.select_related("owner__unit"):
        ret = draft.owner
        settled = settle(ret, draft.forms, draft.overridden, comparisons_of(ret))
        assert dict(cells(settled.forms)) == dict(cells(draft.forms)), ret.period
        assert not settled.faults


def test_the_actions_go_on_from_every_state(city: None) -> None:
    with clock.at(OPTIONS.clock):
        _pass_and_submit(4, validated=True)
        _validate_fails(1)
        _save_after_return(2)
        officer = User.objects.get(username="qx500112")
        waiting = Return.objects.filter(district_code="500112", state=State.SUBMITTED.value)
        outcomes = forward(seen(*(ret.pk for ret in waiting)), actor=officer)
        assert outcomes
        assert all(outcome.moved for outcome in outcomes)
    assert walked(TrailEntry.objects.order_by("number"))[0] is None


def _current(number: int) -> tuple[User, Return]:
    user = User.objects.get(username=f"qy{number:04}")
    return user, Return.objects.get(unit__memberships__user=user, period="2024-05")


def _pass_and_submit(number: int, *, validated: bool) -> None:
    user, ret = _current(number)
    assert (ret.lifecycle is State.PASSED) == validated
    foot = Revision.objects.filter(owner__unit=ret.unit).values_list("signatories", flat=True)[0]
    revision = submit(ret.pk, actor=user, signatories=foot, version=ret.own_draft.version)
    assert revision.number == 1


def _validate_fails(number: int) -> None:
    user, ret = _current(number)
    assert ret.lifecycle is State.FAILED
    before = {finding["key"] for finding in (ret.own_draft.report or {})["findings"]}
    report = validate(ret.pk, actor=user)
    ret.refresh_from_db()
    assert ret.lifecycle is State.FAILED
    assert {finding.key for finding in report.findings} == before


def _save_after_return(number: int) -> None:
    user, ret = _current(number)
    assert ret.lifecycle is State.DISTRICT_RETURNED
    result = save(ret.pk, actor=user, version=ret.own_draft.version, cells={"6.2113.A": "1.23"})
    assert result.state is State.DRAFTING


def test_people_and_places(city: None) -> None:
    assert District.objects.count() == 41
    assert ReportingUnit.objects.count() == OPTIONS.units
    assert User.objects.filter(role=Role.DISTRICT.value).count() == 41
    assert {role.value for role in Role} == set(User.objects.values_list("role", flat=True))
    assert all(user.check_password(PASSWORD) for user in User.objects.all()[:3])
    statuses = set(Registration.objects.values_list("status", flat=True))
    assert statuses == {Registration.PENDING, Registration.APPROVED, Registration.REFUSED}


def test_the_register_lives(city: None) -> None:
    """Somebody left, a roster waits to be taken with lines of each kind, applicants assessed themselves."""
    [absence] = Absence.objects.all()
    assert not Return.objects.filter(unit=absence.unit, state=State.RETIRED.value).exists(), (
        "what ended before is still owed"
    )
    lines = set(RosterImportLine.objects.values_list("kind", flat=True))
    assert lines == {"new", "changed", "refused"}
    for waiting in Registration.objects.filter(status=Registration.PENDING):
        assert waiting.scope_figures


def test_the_same_options_make_the_same_city(city: None) -> None:
    first = list(Revision.objects.order_by("trail_number").values_list("content_hash", flat=True))
    Revision.objects.all()
    from ruantong.demo.database import wipe

    wipe()
    make_city(OPTIONS, progress=lambda _: None)
    again = Revision.objects.order_by("trail_number").values_list("content_hash", flat=True)
    assert list(again) == first
