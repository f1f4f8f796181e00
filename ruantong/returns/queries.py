"""What home, the filing page and the review page show, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ruantong.accounts.models import User
from ruantong.core.deadlines import Deadline
from ruantong.core.lifecycle import ACTION_LABELS, EDITABLE, ROLE_LABELS, Action, Role, State
from ruantong.core.periods import Period
from ruantong.core.regime import Regime
from ruantong.gateways import clock
from ruantong.returns.access import highest_readable, returns_visible_to
from ruantong.returns.cells import cell_name, form_of
from ruantong.returns.content import cells as filled_cells
from ruantong.returns.models import (
    Draft,
    Explanation,
    PeriodOpening,
    Remark,
    Return,
    ReviewAct,
    Revision,
)
from ruantong.returns.regimes import deadlines_of, regime_of, regimes
from ruantong.returns.targets import rule_title

# Nothing is left to do for the respondent in these, and the review is over.
_FINISHED = (State.ACCEPTED.value, State.LOCKED.value)
_RETURNED = (Action.SEND_BACK.value, Action.SEND_BACK_TO_ENTERPRISE.value)
_DECISIONS = (
    Action.FORWARD.value,
    Action.SEND_BACK.value,
    Action.CROSS_CHECK.value,
    Action.ACCEPT.value,
    Action.SEND_BACK_TO_DISTRICT.value,
    Action.SEND_BACK_TO_ENTERPRISE.value,
    Action.UNLOCK.value,
)


# ---- home ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """A return that is due. ``todo``: what is left to do, in one sentence; ``days_left`` below 0
    when the deadline has passed; ``returned`` the act that sent it back, with its reason.
    """

    ret: Return
    period: Period
    deadline: Deadline
    days_left: int
    todo: str
    errors: int = 0
    unexplained: int = 0
    returned: ReviewAct | None = None

    @property
    def overdue(self) -> bool:
        return self.days_left < 0 and self.ret.lifecycle in EDITABLE

    @property
    def open(self) -> bool:
        """The respondent has something to do."""
        return self.ret.lifecycle in EDITABLE


def cards_for(actor: User) -> list[Card]:
    """Returns of the respondent's units that are not finished, most urgent first; three queries."""
    if not actor.is_role(Role.RESPONDENT):
        return []
    due = list(
        returns_visible_to(actor)
        .exclude(state__in=_FINISHED)
        .select_related("unit")
        .order_by("due_on", "period", "unit_id")
    )
    reports = dict(Draft.objects.filter(owner__in=due).values_list("owner_id", "report"))
    returned = {
        done.owner_id: done
        for done in ReviewAct.objects.filter(owner__in=due, action__in=_RETURNED)
        .select_related("actor")
        .order_by("at", "id")
    }
    today = clock.today()
    cards = [_card(ret, reports.get(ret.pk), returned.get(ret.pk), today) for ret in due]
    return sorted(cards, key=lambda card: (not card.open, card.days_left))


def _card(
    ret: Return, report: Mapping[str, Any] | None, returned: ReviewAct | None, today: date
) -> Card:
    deadline = deadlines_of(ret.parsed_period).roles["enterprise"]
    findings = (report or {}).get("findings", [])
    errors = sum(f["severity"] == "error" and f["outcome"] == "fail" for f in findings)
    unexplained = len((report or {}).get("unexplained", []))
    if ret.lifecycle not in EDITABLE:
        errors = unexplained = 0
        returned = None
    return Card(
        ret=ret,
        period=ret.parsed_period,
        deadline=deadline,
        days_left=(ret.due_on - today).days,
        todo=_todo(ret, errors, unexplained, returned),
        errors=errors,
        unexplained=unexplained,
        returned=returned,
    )


def _todo(ret: Return, errors: int, unexplained: int, returned: ReviewAct | None) -> str:
    match ret.lifecycle:
        case State.NOT_STARTED:
            return "尚未填报：请填写并保存，数据审核通过后确定上报。"
        case State.DRAFTING:
            again = "按退回意见修改后，" if returned else ""
            return f"正在填报：{again}请填写完整并进行数据审核。"
        case State.FAILED:
            parts = [
                f"{errors}项强制性审核未通过须改正" if errors else "",
                f"{unexplained}项核实性审核须填写说明" if unexplained else "",
            ]
            return (
                f"审核未通过：{'，'.join(filter(None, parts)) or '请查看审核结果'}，再次数据审核。"
            )
        case State.PASSED:
            return "审核通过：请填写表尾签署人并确定上报，尚未上报。"
        case State.DISTRICT_RETURNED | State.CITY_RETURNED:
            who = "区县" if ret.lifecycle is State.DISTRICT_RETURNED else "市级"
            return f"{who}已退回：请按退回意见修改，重新数据审核并上报。"
        case State.SUBMITTED:
            return "已上报，待区县审核；审核前可以撤回。"
        case State.FORWARDED:
            return "区县已审核上报，待市级审核。"
        case State.CITY_RETURNED_TO_DISTRICT:
            return "市级退回区县复核，暂不需要企业办理。"
        case State.ACCEPTED | State.LOCKED:
            return "本期报送已完成。"


# ---- history and comparison ----------------------------------------------------------------------


@dataclass(frozen=True)
class Event:
    """One line of a return's history; ``revision`` is the submission it concerns."""

    at: datetime
    label: str
    who: str
    role: str
    revision: int
    target: str = ""
    target_name: str = ""
    reason: str = ""
    late: bool = False


def history_of(ret: Return) -> list[Event]:
    """What became of a return since its first submission, oldest first; no figures. Two queries."""
    regime = regime_of(ret)
    late = dict(Revision.objects.filter(owner=ret).values_list("number", "late"))
    acts = ReviewAct.objects.filter(owner=ret).select_related("actor").order_by("at", "id")
    return [
        Event(
            at=done.at,
            label=ACTION_LABELS[Action(done.action)],
            who=done.actor.display_name,
            role=ROLE_LABELS[Role(done.role)],
            revision=done.revision,
            target=done.target,
            target_name=target_name(regime, done.target),
            reason=done.reason,
            late=done.action == Action.SUBMIT and late.get(done.revision, False),
        )
        for done in acts
    ]


@dataclass(frozen=True)
class CellChange:
    """One cell that differs between two submissions; blank is ""."""

    ref: str
    form: str
    name: str
    before: str
    after: str


def changes_between(before: Revision | None, after: Revision) -> list[CellChange]:
    """Cells that differ, in the order of the later submission; everything when ``before`` is None."""
    regime = regimes()[after.regime]
    old = dict(filled_cells(before.forms)) if before else {}
    new = dict(filled_cells(after.forms))
    return [
        CellChange(ref, form_of(ref), cell_name(regime, ref), old.get(ref, ""), new.get(ref, ""))
        for ref in dict.fromkeys([*new, *old])
        if old.get(ref, "") != new.get(ref, "")
    ]


@dataclass(frozen=True)
class SinceDecision:
    """What changed since the actor decided; ``decision`` None: it never decided on this return.

    ``seen`` is the submission it decided on, ``now`` the one it may read today.
    """

    decision: ReviewAct | None
    seen: Revision | None
    now: Revision | None
    changes: list[CellChange] = field(default_factory=list)


def changes_since_own_last_decision(actor: User, ret: Return) -> SinceDecision:
    """Differences between what the actor last decided on and what it reads now; two queries."""
    decision = (
        ReviewAct.objects.filter(owner=ret, actor=actor, action__in=_DECISIONS)
        .order_by("-at", "-id")
        .first()
    )
    readable = highest_readable(actor, ret)
    seen_number = min(decision.revision, readable) if decision else 0
    found = {
        revision.number: revision
        for revision in Revision.objects.filter(owner=ret, number__in={seen_number, readable})
    }
    seen, now = found.get(seen_number), found.get(readable)
    differ = decision is not None and now is not None and seen is not None and seen != now
    changes = changes_between(seen, now) if differ and now is not None else []
    return SinceDecision(decision, seen, now, changes)


# ---- threads -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Message:
    """One entry of a thread; ``kind``: explanation (填写说明) or remark."""

    kind: str
    who: str
    role: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Thread:
    """Everything said about one cell, rule or finding, oldest first."""

    target: str
    name: str
    messages: tuple[Message, ...]


def threads_of(ret: Return, actor: User | None = None) -> dict[str, Thread]:
    """Explanations and remarks by target. Three queries at most.

    The respondent sees every explanation as soon as it is written; everybody else (and ``actor``
    None) those that came with a submission the actor may read, never one of a draft.
    """
    own = actor is not None and actor.is_role(Role.RESPONDENT)
    highest = ret.forwarded_revision if actor is None else highest_readable(actor, ret)
    said: list[tuple[str, Message]] = []
    if own:
        said += [(e.finding_key, _explained(e)) for e in _explanations(ret)]
    elif highest:
        said += _submitted_explanations(ret, highest)
    if own or highest:
        remarks = Remark.objects.filter(owner=ret).select_related("author")
        said += [(r.target, _remarked(r)) for r in remarks]
    regime = regime_of(ret)
    grouped: dict[str, list[Message]] = {}
    for target, message in sorted(said, key=lambda pair: pair[1].at):
        grouped.setdefault(target, []).append(message)
    return {
        target: Thread(target, target_name(regime, target), tuple(messages))
        for target, messages in grouped.items()
    }


def _explanations(ret: Return) -> Iterable[Explanation]:
    return Explanation.objects.filter(owner=ret).select_related("author")


def _explained(explanation: Explanation) -> Message:
    author = explanation.author.display_name
    return Message(
        "explanation", author, ROLE_LABELS[Role.RESPONDENT], explanation.at, explanation.text
    )


def _submitted_explanations(ret: Return, highest: int) -> list[tuple[str, Message]]:
    """Each explanation once, however many submissions carried it."""
    carried = Revision.objects.filter(owner=ret, number__lte=highest).values_list(
        "explanations", flat=True
    )
    once: dict[tuple[str, str, str], tuple[str, Message]] = {}
    for explanations in carried:
        for e in explanations:
            message = Message(
                "explanation",
                e["author"],
                ROLE_LABELS[Role.RESPONDENT],
                datetime.fromisoformat(e["at"]),
                e["text"],
            )
            once[e["key"], e["at"], e["text"]] = (e["key"], message)
    return list(once.values())


def _remarked(remark: Remark) -> Message:
    role = ROLE_LABELS[Role(remark.role)]
    return Message("remark", remark.author.display_name, role, remark.at, remark.text)


def target_name(regime: Regime, target: str) -> str:
    """A cell's or rule's name in words; "" for the whole return."""
    return (rule_title(regime, target) or cell_name(regime, target)) if target else ""


def decision_shown(ret: Return) -> str:
    """The city's decision to file a period on an expired edition, printed on its forms; or ""."""
    opening = PeriodOpening.objects.filter(period=ret.period).first()
    return opening.decision if opening else ""
