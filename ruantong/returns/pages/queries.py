"""What a respondent's home and the history of a return show, in fixed numbers of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import F

from ruantong.accounts.models import User
from ruantong.core.applicability import Listed, parse_applies
from ruantong.core.deadlines import FLAG_LABELS, Deadline
from ruantong.core.findings import findings_of
from ruantong.core.lifecycle import (
    ACTION_LABELS,
    BEGUN,
    EDITABLE,
    GIVING_UP,
    ROLE_LABELS,
    Action,
    Role,
    State,
)
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Form, Regime, Severity
from ruantong.core.timing import Timing
from ruantong.registry.models import ReportingUnit
from ruantong.returns.calendar import calendar_now, extended, extensions_of
from ruantong.returns.cells import cell_name
from ruantong.returns.judging.dossiers import lists_of
from ruantong.returns.models import Draft, Explanation, Remark, Return, ReviewAct
from ruantong.returns.pages.page import returned_of
from ruantong.returns.pages.parts import Returned
from ruantong.returns.reading.access import of_returns, open_reports, revisions_for
from ruantong.returns.reading.targets import rule_title
from ruantong.returns.reading.timing import countdown, timing
from ruantong.returns.regimes import judged_by_others, regime_of

_GIVEN_UP = [action.value for action in GIVING_UP.values()]
_RETURNED = frozenset({State.DISTRICT_RETURNED, State.CITY_RETURNED})
_AGAIN = ("审核关系有修改，请重新“数据审核”，通过后“确定上报”。", "去数据审核")
_OUTDATED = ("应报的表有变化，请重新“数据审核”，通过后“确定上报”。", "去数据审核")
_VALIDATED = frozenset({State.PASSED, State.FAILED})
_OPEN = tuple(state.value for state in EDITABLE)
_DUE = of_returns(
    lambda seen: (
        seen.filter(state__in=_OPEN).select_related("unit").order_by("due_on", "period", "pk")
    )
)


# ---- home ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """A return that is due: ``todo`` is what is left, in one sentence, ``button`` the way there,
    ``ready`` that it may be submitted. ``correction`` says that what was filed before is being
    changed; "" where it is not.
    """

    ret: Return
    period: Period
    forms: tuple[Form, ...]
    deadline: Deadline
    todo: str
    button: str
    ready: bool
    left: str
    overdue: bool
    returned: Returned | None
    correction: str = ""

    @property
    def reason(self) -> str:
        return self.deadline.reason

    @property
    def flags(self) -> list[str]:
        return [FLAG_LABELS[flag] for flag in self.deadline.flags]

    @property
    def tone(self) -> str:
        if self.returned or self.overdue:
            return "danger"
        if self.correction:
            return "warn"
        return "ok" if self.ready else "todo"


def cards_for(actor: User, unit: ReportingUnit | None = None) -> list[Card]:
    """Returns the respondent has to work on, of all its units or one: those sent back first, then
    by deadline. Six queries, one more where something is being corrected.
    """
    if not actor.is_role(Role.RESPONDENT):
        return []
    due = [ret for ret in _DUE(actor) if unit is None or ret.unit_id == unit.pk]
    drafts = open_reports(actor)
    acts = _last_acts([ret for ret in due if ret.lifecycle in _RETURNED])
    lists = lists_of({(ret.unit_id, ret.parsed_period) for ret in due})
    filed = _filed_versions(actor, due)
    calendar = calendar_now()
    extensions = extensions_of({ret.unit_id for ret in due}, {ret.period for ret in due})
    cards = []
    for ret in due:
        deadline = calendar.deadlines_of(ret.parsed_period).roles["enterprise"]
        in_force = extended(deadline, extensions.get((ret.unit_id, ret.period)))
        on_lists = lists[ret.unit_id, ret.parsed_period]
        told = drafts.get(ret.pk), acts.get(ret.pk), filed.get(ret.pk)
        cards.append(_card(ret, *told, on_lists, in_force))
    return sorted(cards, key=lambda card: card.returned is None)


def _last_acts(returned: list[Return]) -> dict[int, ReviewAct]:
    """Why these returns came back, by return."""
    if not returned:
        return {}
    acts = ReviewAct.objects.filter(owner__in=returned).order_by("id")
    acts = acts.exclude(action__in=_GIVEN_UP)
    return {act.owner_id: act for act in acts}


def _card(
    ret: Return,
    draft: Draft | None,
    act: ReviewAct | None,
    filed_at: int | None,
    lists: frozenset[str],
    deadline: Deadline,
) -> Card:
    period = ret.parsed_period
    report = draft.report if draft else None
    again = judged_by_others(ret, report)
    outdated = report is None and ret.lifecycle in _VALIDATED
    todo, button = _OUTDATED if outdated else _AGAIN if again else _left_to_do(ret, draft)
    return Card(
        ret=ret,
        period=period,
        forms=_forms(ret, period, lists),
        deadline=deadline,
        todo=todo,
        button=button,
        ready=ret.lifecycle is State.PASSED and not again and not outdated,
        left=countdown(ret),
        overdue=timing(ret) is Timing.OVERDUE,
        returned=returned_of(regime_of(ret), act) if act else None,
        correction=_correction(ret, draft, filed_at),
    )


def _filed_versions(actor: User, due: list[Return]) -> dict[int, int]:
    """The version of the draft that each return being corrected was submitted with."""
    begun = [ret.pk for ret in due if ret.revision and ret.lifecycle in BEGUN]
    if not begun:
        return {}
    latest = revisions_for(actor).filter(owner__in=begun, number=F("owner__revision"))
    return dict(latest.values_list("owner_id", "draft_version"))


def _correction(ret: Return, draft: Draft | None, filed_at: int | None) -> str:
    if filed_at is None:
        return ""
    changed = draft is not None and draft.version != filed_at
    return f"{'已修改' if changed else '已撤回'}、尚未重新上报"


def _forms(ret: Return, period: Period, lists: frozenset[str]) -> tuple[Form, ...]:
    """Forms by name; one that depends on an answer is named too, its tab appears with the answer."""
    forms = regime_of(ret).forms_for(period.frequency)
    conditions = ((form, parse_applies(form.applies)) for form in forms)
    return tuple(
        form for form, when in conditions if not isinstance(when, Listed) or when.roster in lists
    )


def _left_to_do(ret: Return, draft: Draft | None) -> tuple[str, str]:
    """One sentence and the words of the main button."""
    match ret.lifecycle:
        case State.NOT_STARTED:
            return "还没有开始填报。", "开始填报"
        case State.PASSED:
            return "数据审核已通过，只差“确定上报”。", "去确定上报"
        case State.FAILED:
            return _trouble(draft), "继续修改"
        case State.DISTRICT_RETURNED | State.CITY_RETURNED:
            return "请按退回意见核实修改，重新数据审核后上报。", "去修改"
        case _:
            return "已保存，填完后请做“数据审核”，通过后“确定上报”。", "继续填报"


def _trouble(draft: Draft | None) -> str:
    report = (draft.report if draft else None) or {}
    errors = sum(finding.level == Severity.ERROR for finding in findings_of(report))
    queries = len(report.get("unexplained", ()))
    parts = []
    if errors:
        parts.append(f"改正{errors}项强制性问题")
    if queries:
        parts.append(f"为{queries}项核实性问题填写说明")
    if not parts:
        return "数据审核未通过，请重新数据审核。"
    return f"还要{'、'.join(parts)}，再做“数据审核”。"


def open_labels(unit: ReportingUnit) -> list[str]:
    """The returns a unit has still to file: “2024年1—5月月报”, the earliest first."""
    found = Return.objects.filter(unit=unit, state__in=_OPEN).order_by("due_on", "period")
    return [_label(ret.parsed_period) for ret in found]


def _label(period: Period) -> str:
    kind = "" if period.frequency is Frequency.ANNUAL else period.frequency.label
    return f"{period.label}{kind}"


# ---- history ------------------------------------------------------------------------------------


def history_of(ret: Return) -> list[tuple[ReviewAct, str]]:
    """What became of a return since its first submission, newest first, each act with the name of
    what its reason is bound to. One query; no figures.
    """
    regime = regime_of(ret)
    acts = ReviewAct.objects.filter(owner=ret).select_related("actor").order_by("-id")
    return [(act, target_name(regime, act.target)) for act in acts]


@dataclass(frozen=True)
class ThreadText:
    """One text of a thread."""

    who: str
    role: str
    at: datetime
    text: str
    kind: str


@dataclass(frozen=True)
class Thread:
    """Everything said about one cell or finding, oldest first; ``finding`` as it was last put."""

    target: str
    name: str
    texts: tuple[ThreadText, ...]
    answerable: bool
    finding: str = ""

    @property
    def waiting(self) -> bool:
        """A reviewer spoke last."""
        return self.texts[-1].role != ROLE_LABELS[Role.RESPONDENT]


def threads_of(ret: Return, reports: Iterable[Mapping[str, Any]] = ()) -> list[Thread]:
    """Explanations, reasons of returns, questions and answers, gathered by what they are about.

    For the respondent alone: it tells explanations of a draft too. Three queries. ``reports`` are those
    of the submissions, in order.
    """
    found = [*_explanations(ret), *_reasons(ret), *_remarks(ret)]
    found.sort(key=lambda pair: (pair[0], pair[1].at))
    regime, put = regime_of(ret), _findings_put(reports)
    return [
        Thread(
            target,
            target_name(regime, target),
            tuple(said for _, said in members),
            answerable=bool(target) and not target.startswith("fault:"),
            finding=put.get(target, ""),
        )
        for target, members in groupby(found, key=lambda pair: pair[0])
    ]


def _findings_put(reports: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What the findings of submissions said, by key and by rule; the latest one counts."""
    put: dict[str, str] = {}
    for report in reports:
        found = findings_of(report)
        put |= {finding.rule: finding.message for finding in reversed(found)}
        put |= {finding.key: finding.message for finding in found}
    return put


def _explanations(ret: Return) -> Iterable[tuple[str, ThreadText]]:
    for row in Explanation.objects.filter(owner=ret).select_related("author"):
        who = row.author.display_name
        yield (
            row.finding_key,
            ThreadText(who, ROLE_LABELS[Role.RESPONDENT], row.at, row.text, "填写说明"),
        )


def _reasons(ret: Return) -> Iterable[tuple[str, ThreadText]]:
    acts = ReviewAct.objects.filter(owner=ret).exclude(reason="").select_related("actor")
    for act in acts:
        role, what = ROLE_LABELS[Role(act.role)], ACTION_LABELS[Action(act.action)]
        yield act.target, ThreadText(act.actor.display_name, role, act.at, act.reason, what)


def _remarks(ret: Return) -> Iterable[tuple[str, ThreadText]]:
    for row in Remark.objects.filter(owner=ret).select_related("author"):
        role = ROLE_LABELS[Role(row.role)]
        kind = "答复" if row.role == Role.RESPONDENT else "询问"
        yield row.target, ThreadText(row.author.display_name, role, row.at, row.text, kind)


def target_name(regime: Regime, target: str) -> str:
    """A cell's or rule's name in words; "" for the whole return."""
    return (rule_title(regime, target) or cell_name(regime, target)) if target else ""
