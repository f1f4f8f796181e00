"""What was found in a submission, what the respondent explained and what reviewers asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ruantong.core.cellref import parse_ref
from ruantong.core.lifecycle import ACTION_LABELS, ROLE_LABELS, Action, Role
from ruantong.core.regime import Regime
from ruantong.desks.pseudonyms import scrubbed, telling_cell
from ruantong.returns.cells import cell_name
from ruantong.returns.judging.findings import FindingView, Outcome
from ruantong.returns.models import Remark, Return, ReviewAct


@dataclass(frozen=True)
class ThreadEntry:
    """One remark, act or reason as printed; ``who`` names the person only where that is allowed."""

    at: datetime
    who: str
    text: str
    what: str = ""
    about: str = ""
    revision: int = 0


@dataclass(frozen=True)
class Thread:
    """One finding with its conversation; ``key`` is what a new question is bound to."""

    view: FindingView
    remarks: tuple[ThreadEntry, ...]

    @property
    def key(self) -> str:
        return self.view.finding.key


@dataclass(frozen=True)
class Talk:
    """Everything said about a submission: per finding, about single cells, and the acts."""

    threads: tuple[Thread, ...]
    others: tuple[ThreadEntry, ...]
    acts: tuple[ThreadEntry, ...]


def talk_of(
    regime: Regime,
    ret: Return,
    outcome: Outcome | None,
    remarks: Sequence[Remark],
    acts: Iterable[ReviewAct],
    *,
    named: bool,
) -> Talk:
    """Remarks sorted to their findings. Without ``named`` nothing tells which unit it is."""
    views = [view for group in (outcome.groups if outcome else ()) for view in group.findings]
    titles = {view.finding.key: view.finding.rule for view in views}
    if not named:
        views = [anonymous(regime, ret, view) for view in views]
    by_target: dict[str, list[ThreadEntry]] = {}
    for remark in remarks:
        said = _remark(regime, ret, remark, named, titles)
        by_target.setdefault(remark.target, []).append(said)
    threads = tuple(Thread(v, tuple(by_target.pop(v.finding.key, ()))) for v in views)
    return Talk(
        threads=threads,
        others=tuple(said for rest in by_target.values() for said in rest),
        acts=tuple(_act(regime, ret, act, named) for act in acts),
    )


def target_name(regime: Regime, target: str) -> str:
    """“软统企6表 2020 …” for a cell, “审核关系R6-01” for a rule or one of its findings."""
    if not target:
        return ""
    if parse_ref(target) is not None:
        return cell_name(regime, target)
    return f"审核关系{target}"


def anonymous(regime: Regime, ret: Return, view: FindingView) -> FindingView:
    """A finding without the texts that could name the unit."""
    finding = view.finding
    telling = any(telling_cell(regime, ref) for ref in finding.cells)
    message = finding.title if telling else scrubbed(finding.message, ret)
    shown = replace(finding, message=message)
    if telling:
        shown = replace(shown, left=None, right=None, difference=None)
    return replace(view, finding=shown, explanation=scrubbed(view.explanation, ret))


def _who(role: str, name: str, named: bool) -> str:
    label = ROLE_LABELS[Role(role)]
    return label if role == Role.RESPONDENT and not named else f"{label} {name}"


def _remark(
    regime: Regime, ret: Return, remark: Remark, named: bool, titles: Mapping[str, str]
) -> ThreadEntry:
    return ThreadEntry(
        at=remark.at,
        who=_who(remark.role, remark.author.display_name, named),
        text=remark.text if named else scrubbed(remark.text, ret),
        about="" if remark.target in titles else target_name(regime, remark.target),
    )


def _act(regime: Regime, ret: Return, act: ReviewAct, named: bool) -> ThreadEntry:
    return ThreadEntry(
        at=act.at,
        who=_who(act.role, act.actor.display_name, named),
        text=act.reason if named else scrubbed(act.reason, ret),
        what=ACTION_LABELS[Action(act.action)],
        about=target_name(regime, act.target),
        revision=act.revision,
    )
