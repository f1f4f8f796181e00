"""The life of a return: one total table (state × action × role) and nothing beside it.

Source: mission §3 and the notice 渝经信软件〔2024〕8号 (保存 → 数据审核 → 审核通过 → 确定上报 →
区县审核 → 市级审核汇总). Whatever the table does not allow is refused with a Chinese reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import product


class Role(StrEnum):
    """Who acts. The three administrators are mutually exclusive (三员分立)."""

    RESPONDENT = "respondent"
    DISTRICT = "district"
    CITY = "city"
    ASSOCIATION = "association"
    PARK = "park"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


class State(StrEnum):
    """Where a return stands."""

    NOT_STARTED = "not_started"
    DRAFTING = "drafting"
    FAILED = "failed"
    PASSED = "passed"
    SUBMITTED = "submitted"
    DISTRICT_RETURNED = "district_returned"
    FORWARDED = "forwarded"
    CITY_RETURNED_TO_DISTRICT = "city_returned_to_district"
    CITY_RETURNED = "city_returned"
    ACCEPTED = "accepted"
    LOCKED = "locked"
    RETIRED = "retired"


class Action(StrEnum):
    """What can be asked of a return. 数据审核 has two outcomes, hence two actions; so has taking a
    return up again that had been retired before or after its first 保存. 放弃修改 has three: the
    return goes back to where it was taken up from (docs/adr/0117).
    """

    SAVE = "save"
    VALIDATE_PASS = "validate_pass"  # noqa: S105 - not a password
    VALIDATE_FAIL = "validate_fail"
    SUBMIT = "submit"
    SUBMIT_NIL = "submit_nil"
    WITHDRAW = "withdraw"
    GIVE_UP = "give_up"
    GIVE_UP_DISTRICT_RETURNED = "give_up_district_returned"
    GIVE_UP_CITY_RETURNED = "give_up_city_returned"
    FORWARD = "forward"
    SEND_BACK = "send_back"
    CROSS_CHECK = "cross_check"
    ACCEPT = "accept"
    SEND_BACK_TO_DISTRICT = "send_back_to_district"
    SEND_BACK_TO_ENTERPRISE = "send_back_to_enterprise"
    LOCK = "lock"
    UNLOCK = "unlock"
    RETIRE = "retire"
    REVIVE = "revive"
    REVIVE_STARTED = "revive_started"


STATE_LABELS: dict[State, str] = {
    State.NOT_STARTED: "未填报",
    State.DRAFTING: "填报中",
    State.FAILED: "审核未通过",
    State.PASSED: "审核通过",
    State.SUBMITTED: "待区县审核",
    State.DISTRICT_RETURNED: "区县退回",
    State.FORWARDED: "区县已上报",
    State.CITY_RETURNED_TO_DISTRICT: "市级退回区县",
    State.CITY_RETURNED: "市级退回企业",
    State.ACCEPTED: "市级已通过",
    State.LOCKED: "已汇总上报",
    State.RETIRED: "无须报送",
}

ACTION_LABELS: dict[Action, str] = {
    Action.SAVE: "保存",
    Action.VALIDATE_PASS: "数据审核（通过）",
    Action.VALIDATE_FAIL: "数据审核（未通过）",
    Action.SUBMIT: "确定上报",
    Action.SUBMIT_NIL: "零报确认",
    Action.WITHDRAW: "撤回",
    Action.GIVE_UP: "放弃修改",
    Action.GIVE_UP_DISTRICT_RETURNED: "放弃修改（仍为区县退回）",
    Action.GIVE_UP_CITY_RETURNED: "放弃修改（仍为市级退回）",
    Action.FORWARD: "审核通过并上报市级",
    Action.SEND_BACK: "退回企业",
    Action.CROSS_CHECK: "校核",
    Action.ACCEPT: "市级审核通过",
    Action.SEND_BACK_TO_DISTRICT: "退回区县",
    Action.SEND_BACK_TO_ENTERPRISE: "退回企业（市级）",
    Action.LOCK: "汇总上报",
    Action.UNLOCK: "解锁",
    Action.RETIRE: "转为无须报送",
    Action.REVIVE: "恢复报送",
    Action.REVIVE_STARTED: "恢复报送（接着填报）",
}

ROLE_LABELS: dict[Role, str] = {
    Role.RESPONDENT: "企业填报员",
    Role.DISTRICT: "区县管理员",
    Role.CITY: "市级管理员",
    Role.ASSOCIATION: "市软件行业协会",
    Role.PARK: "产业园区",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDIT_ADMIN: "审计管理员",
}

# States in which the respondent may write; a returned form is written again.
EDITABLE = frozenset(
    {
        State.NOT_STARTED,
        State.DRAFTING,
        State.FAILED,
        State.PASSED,
        State.DISTRICT_RETURNED,
        State.CITY_RETURNED,
    }
)

# What the respondent has begun to write. A submission before it can stand again as it was.
BEGUN = frozenset({State.DRAFTING, State.FAILED, State.PASSED})
# How a filed return came into the respondent's hands, and 放弃修改 that takes it out of them: an
# officer's 退回 stays, the respondent's own 撤回 does not.
GIVING_UP: dict[Action, Action] = {
    Action.WITHDRAW: Action.GIVE_UP,
    Action.SEND_BACK: Action.GIVE_UP_DISTRICT_RETURNED,
    Action.SEND_BACK_TO_ENTERPRISE: Action.GIVE_UP_CITY_RETURNED,
}

# Who may take an action. A unit leaves the roster by an act of its district or of the city.
_ROSTER_KEEPERS = frozenset({Role.DISTRICT, Role.CITY})
ACTORS: dict[Action, frozenset[Role]] = {
    Action.SAVE: frozenset({Role.RESPONDENT}),
    Action.VALIDATE_PASS: frozenset({Role.RESPONDENT}),
    Action.VALIDATE_FAIL: frozenset({Role.RESPONDENT}),
    Action.SUBMIT: frozenset({Role.RESPONDENT}),
    Action.SUBMIT_NIL: frozenset({Role.RESPONDENT}),
    Action.WITHDRAW: frozenset({Role.RESPONDENT}),
    **dict.fromkeys(GIVING_UP.values(), frozenset({Role.RESPONDENT})),
    Action.FORWARD: frozenset({Role.DISTRICT}),
    Action.SEND_BACK: frozenset({Role.DISTRICT}),
    Action.CROSS_CHECK: frozenset({Role.ASSOCIATION}),
    Action.ACCEPT: frozenset({Role.CITY}),
    Action.SEND_BACK_TO_DISTRICT: frozenset({Role.CITY}),
    Action.SEND_BACK_TO_ENTERPRISE: frozenset({Role.CITY}),
    Action.LOCK: frozenset({Role.CITY}),
    Action.UNLOCK: frozenset({Role.CITY}),
    Action.RETIRE: _ROSTER_KEEPERS,
    Action.REVIVE: _ROSTER_KEEPERS,
    Action.REVIVE_STARTED: _ROSTER_KEEPERS,
}

_MOVES: dict[Action, dict[State, State]] = {
    Action.SAVE: dict.fromkeys(EDITABLE, State.DRAFTING),
    Action.VALIDATE_PASS: dict.fromkeys(EDITABLE - {State.NOT_STARTED}, State.PASSED),
    Action.VALIDATE_FAIL: dict.fromkeys(EDITABLE - {State.NOT_STARTED}, State.FAILED),
    Action.SUBMIT: {State.PASSED: State.SUBMITTED},
    Action.SUBMIT_NIL: dict.fromkeys(EDITABLE, State.SUBMITTED),
    Action.WITHDRAW: {State.SUBMITTED: State.DRAFTING},
    Action.GIVE_UP: dict.fromkeys(BEGUN, State.SUBMITTED),
    Action.GIVE_UP_DISTRICT_RETURNED: dict.fromkeys(BEGUN, State.DISTRICT_RETURNED),
    Action.GIVE_UP_CITY_RETURNED: dict.fromkeys(BEGUN, State.CITY_RETURNED),
    Action.FORWARD: {
        State.SUBMITTED: State.FORWARDED,
        State.CITY_RETURNED_TO_DISTRICT: State.FORWARDED,
    },
    Action.SEND_BACK: {
        State.SUBMITTED: State.DISTRICT_RETURNED,
        State.CITY_RETURNED_TO_DISTRICT: State.DISTRICT_RETURNED,
    },
    Action.CROSS_CHECK: {
        State.FORWARDED: State.FORWARDED,
        State.ACCEPTED: State.ACCEPTED,
    },
    Action.ACCEPT: {State.FORWARDED: State.ACCEPTED},
    Action.SEND_BACK_TO_DISTRICT: {
        State.FORWARDED: State.CITY_RETURNED_TO_DISTRICT,
        State.ACCEPTED: State.CITY_RETURNED_TO_DISTRICT,
    },
    Action.SEND_BACK_TO_ENTERPRISE: {
        State.FORWARDED: State.CITY_RETURNED,
        State.ACCEPTED: State.CITY_RETURNED,
    },
    Action.LOCK: {State.ACCEPTED: State.LOCKED},
    Action.UNLOCK: {State.LOCKED: State.FORWARDED},
    Action.RETIRE: dict.fromkeys(EDITABLE, State.RETIRED),
    Action.REVIVE: {State.RETIRED: State.NOT_STARTED},
    Action.REVIVE_STARTED: {State.RETIRED: State.DRAFTING},
}


@dataclass(frozen=True)
class Decision:
    """Answer of the table: the next state, or None with the reason of the refusal."""

    state: State | None
    refusal: str = ""

    @property
    def allowed(self) -> bool:
        return self.state is not None


def _decide(state: State, action: Action, role: Role) -> Decision:
    if role not in ACTORS[action]:
        return Decision(None, f"{ROLE_LABELS[role]}无权执行“{ACTION_LABELS[action]}”。")
    target = _MOVES[action].get(state)
    if target is None:
        return Decision(
            None,
            f"报表处于“{STATE_LABELS[state]}”状态，不能执行“{ACTION_LABELS[action]}”。",
        )
    return Decision(target)


TABLE: dict[tuple[State, Action, Role], Decision] = {
    key: _decide(*key) for key in product(State, Action, Role)
}


def decide(state: State, action: Action, role: Role) -> Decision:
    """What happens when ``role`` asks ``action`` of a return in ``state``. Total: never raises."""
    return TABLE[state, action, role]


def actions_open_to(state: State, role: Role) -> tuple[Action, ...]:
    """Actions the role may take now, in the order of :class:`Action`."""
    return tuple(action for action in Action if TABLE[state, action, role].allowed)
