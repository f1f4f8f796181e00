"""The life of a return is one total table, and only the respondent's acts lead to writing."""

from __future__ import annotations

from itertools import product

import pytest

from ruantong.core.lifecycle import (
    ACTION_LABELS,
    ACTORS,
    EDITABLE,
    ROLE_LABELS,
    STATE_LABELS,
    TABLE,
    Action,
    Role,
    State,
    actions_open_to,
    decide,
)

# State → what may happen there and where it leads; written by hand from mission §3.
LIFE = {
    "not_started": {"save": "drafting"},
    "drafting": {"save": "drafting", "validate_pass": "passed", "validate_fail": "failed"},
    "failed": {"save": "drafting", "validate_pass": "passed", "validate_fail": "failed"},
    "passed": {
        "save": "drafting",
        "validate_pass": "passed",
        "validate_fail": "failed",
        "submit": "submitted",
    },
    "submitted": {
        "withdraw": "drafting",
        "forward": "forwarded",
        "send_back": "district_returned",
    },
    "district_returned": {"save": "drafting", "validate_pass": "passed", "validate_fail": "failed"},
    "forwarded": {
        "cross_check": "forwarded",
        "accept": "accepted",
        "send_back_to_district": "city_returned_to_district",
        "send_back_to_enterprise": "city_returned",
    },
    "city_returned_to_district": {"forward": "forwarded", "send_back": "district_returned"},
    "city_returned": {"save": "drafting", "validate_pass": "passed", "validate_fail": "failed"},
    "accepted": {
        "cross_check": "accepted",
        "lock": "locked",
        "send_back_to_district": "city_returned_to_district",
        "send_back_to_enterprise": "city_returned",
    },
    "locked": {"unlock": "forwarded"},
    "retired": {"revive": "not_started", "revive_started": "drafting"},
}
OWNERS = {
    "save": "respondent",
    "validate_pass": "respondent",
    "validate_fail": "respondent",
    "submit": "respondent",
    "withdraw": "respondent",
    "forward": "district",
    "send_back": "district",
    "cross_check": "association",
    "accept": "city",
    "send_back_to_district": "city",
    "send_back_to_enterprise": "city",
    "lock": "city",
    "unlock": "city",
}


for _state in ("drafting", "failed", "passed"):
    LIFE[_state] |= {
        "give_up": "submitted",
        "give_up_district_returned": "district_returned",
        "give_up_city_returned": "city_returned",
    }
for _state in (
    "not_started", "drafting", "failed", "passed", "district_returned", "city_returned",
):  # fmt: skip
    LIFE[_state]["submit_nil"] = "submitted"
OWNERS["submit_nil"] = "respondent"
for _action in ("give_up", "give_up_district_returned", "give_up_city_returned"):
    OWNERS[_action] = "respondent"
for _state in (
    "not_started", "drafting", "failed", "passed", "district_returned", "city_returned",
):  # fmt: skip
    LIFE[_state]["retire"] = "retired"
for _action in ("retire", "revive", "revive_started"):
    OWNERS[_action] = "district city"


@pytest.mark.parametrize("state", State)
def test_the_table_is_total_and_says_what_was_agreed(state: State) -> None:
    for action, role in product(Action, Role):
        expected = LIFE[state].get(action.value) if role in OWNERS[action].split() else None
        decision = decide(state, action, role)
        assert decision.state == expected
        assert decision.allowed == (expected is not None)
        assert bool(decision.refusal) == (expected is None)


def test_the_table_has_no_other_entry() -> None:
    assert set(TABLE) == set(product(State, Action, Role))
    assert set(ACTORS) == set(Action)


def test_a_refusal_names_the_role_or_the_state_and_the_act() -> None:
    for (state, action, role), decision in TABLE.items():
        if decision.allowed:
            continue
        who = ROLE_LABELS[role] if role not in ACTORS[action] else STATE_LABELS[state]
        assert who in decision.refusal
        assert ACTION_LABELS[action] in decision.refusal
        assert decision.refusal.endswith("。")


def test_everything_has_a_chinese_name_of_its_own() -> None:
    for labels, names in ((STATE_LABELS, State), (ACTION_LABELS, Action), (ROLE_LABELS, Role)):
        assert set(labels) == set(names)
        assert len(set(labels.values())) == len(labels)


def test_only_the_respondent_can_make_a_return_writable_or_write_it() -> None:
    writing = {Action.SAVE, Action.VALIDATE_PASS, Action.VALIDATE_FAIL}
    writing |= {Action.SUBMIT, Action.SUBMIT_NIL}
    for (state, action, role), decision in TABLE.items():
        if decision.allowed and action in writing:
            assert role is Role.RESPONDENT
            assert state in EDITABLE


def test_every_state_can_be_reached_and_left() -> None:
    reached, waiting = {State.NOT_STARTED}, [State.NOT_STARTED]
    while waiting:
        state = waiting.pop()
        moves = {decide(state, a, r).state for a, r in product(Action, Role)} - {None}
        assert moves, f"{state} is a dead end"
        for found in moves - reached:
            assert found is not None
            reached.add(found)
            waiting.append(found)
    assert reached == set(State)


@pytest.mark.parametrize(
    "role", [Role.PARK, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN]
)
def test_parks_and_administrators_move_nothing(role: Role) -> None:
    assert all(actions_open_to(state, role) == () for state in State)


def test_open_actions_come_in_the_order_of_the_life() -> None:
    assert actions_open_to(State.SUBMITTED, Role.DISTRICT) == (Action.FORWARD, Action.SEND_BACK)
