"""What the respondent does after 保存 (:mod:`save`): 数据审核 → 确定上报, and withdrawal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ruantong.accounts.models import User
from ruantong.core.content import WITH_FACTS, content_hash
from ruantong.core.lifecycle import EDITABLE, Action, Role
from ruantong.core.validation import Report
from ruantong.gateways import clock
from ruantong.returns.calendar import deadline_for
from ruantong.returns.errors import Refused
from ruantong.returns.filing.division import check_submitter
from ruantong.returns.filing.drafts import draft_for, keep
from ruantong.returns.filing.register_facts import facts_now
from ruantong.returns.filing.signatories import checked_signatories
from ruantong.returns.judging.audit import Judged, explanations_of, judge, stored_report
from ruantong.returns.judging.dossiers import comparisons_of
from ruantong.returns.judging.typed import TypedReturn, settle
from ruantong.returns.models import Draft, Return, ReviewAct, Revision
from ruantong.returns.moving.follow_up import follow_through, lock_users
from ruantong.returns.moving.moves import act, move, require, subject_of
from ruantong.returns.moving.scores import keep_score
from ruantong.returns.reading.access import readable_revision, return_for
from ruantong.returns.reading.impact import impact_of
from ruantong.returns.regimes import regime_of
from ruantong.trail.record import record


def _settled(ret: Return, draft: Draft, known: TypedReturn | None = None) -> TypedReturn:
    """The draft as it stands now; ``known`` where it is still that."""
    compared = comparisons_of(ret)
    if known and (known.kept, known.compared) == (draft.forms, compared):
        return known
    return settle(ret, draft.forms, draft.overridden, compared)


@transaction.atomic
def validate(pk: object, *, actor: User, known: TypedReturn | None = None) -> Report:
    """数据审核: 审核通过 when no error is left and every query is explained, else 审核未通过.

    ``known`` is what a save of the same request has kept: it is not settled again.
    """
    ret = return_for(actor, pk, lock=True)
    require(ret, Action.VALIDATE_FAIL, actor)
    draft = draft_for(actor, ret)
    settled = _settled(ret, draft, known)
    judged = judge(settled, explanations_of(ret))
    if settled.kept != draft.forms:  # an earlier return was corrected since the last save
        draft.version += 1
    # the moment up to which explanations have been counted
    draft.report = {**stored_report(judged, regime_of(ret)), "at": clock.now().isoformat()}
    draft.report_version = draft.version
    draft.forms = settled.kept
    keep(draft, actor)
    move(ret, Action.VALIDATE_PASS if judged.passed else Action.VALIDATE_FAIL, actor)
    record(
        "return.validate",
        subject_of(ret),
        actor=actor,
        version=draft.version,
        passed=judged.passed,
        ruleset=judged.report.ruleset,
    )
    return judged.report


@transaction.atomic
def submit(pk: object, *, actor: User, signatories: Mapping[str, str], version: int) -> Revision:
    """确定上报: an immutable revision, its trail entry and the new state, or nothing at all.

    Asked again for a version that was submitted, it answers with the same revision.
    """
    ret = return_for(actor, pk, lock=True)
    if done := _submitted_already(ret, actor, version):
        return done
    require(ret, Action.SUBMIT, actor)
    check_submitter(ret, actor)
    draft, regime = draft_for(actor, ret), regime_of(ret)
    if version != draft.version or draft.report_version != draft.version:
        raise Refused("报表内容在数据审核之后又有变化，请刷新页面，重新数据审核后再上报。")
    users = lock_users(ret)
    now = clock.now()  # one moment decides what is late and is what the receipt says
    foot = checked_signatories(regime, signatories, now.date())
    settled = _settled(ret, draft)
    explained = explanations_of(ret)
    judged = judge(settled, explained)
    if settled.kept != draft.forms or not judged.passed:
        raise Refused(
            "数据审核的依据（上期、上年报表或审核规则）已有变化，请重新数据审核后再上报。"
        )
    explanations = [
        {
            "key": key,
            "text": explained[key].text,
            "author": explained[key].author.display_name,
            "at": explained[key].at.isoformat(),
        }
        for key in judged.queries
    ]
    return seal(
        ret, actor, draft, Sealing(settled, judged, explanations, foot, users, now), Action.SUBMIT
    )


@dataclass(frozen=True)
class Sealing:
    """What a submission consists of. ``users``: the filed returns that look at it, locked."""

    settled: TypedReturn
    judged: Judged
    explanations: list[dict[str, str]]
    foot: Mapping[str, str]
    users: list[Return]
    now: datetime


def seal(ret: Return, actor: User, draft: Draft, filed: Sealing, action: Action) -> Revision:
    """The revision, its trail entry, its act and the state it leads to; within a transaction."""
    settled, judged, now, regime = filed.settled, filed.judged, filed.now, regime_of(ret)
    explanations, foot = filed.explanations, filed.foot
    deadline = deadline_for(ret.parsed_period, ret.unit)
    number = ret.revision + 1
    before = readable_revision(actor, ret)
    late = now.date() > deadline.date if number == 1 else ret.late  # 迟报 is of the first one
    facts = facts_now(ret, actor)
    said = facts.as_json()
    hashed = content_hash(regime.key, ret.period, said, settled.forms, explanations, foot)
    move(
        ret,
        action,
        actor,
        at=now,
        revision=number,
        late=late,
        due_on=deadline.date,
        submitted_at=now,
        nil=action is Action.SUBMIT_NIL,
        open_queries=len(judged.queries),
        impact=impact_of(regime, ret.parsed_period.frequency, settled.forms),
        filed_name=facts.name,
        filed_park=facts.park,
    )
    entry = record(
        f"return.{action.value}",
        subject_of(ret),
        actor=actor,
        at=now,
        revision=number,
        content_hash=hashed,
        ruleset=judged.report.ruleset,
        late=late,
    )
    revision = Revision(
        owner=ret,
        number=number,
        forms=settled.forms,
        report=stored_report(judged, regime),
        explanations=explanations,
        signatories=foot,
        nil=action is Action.SUBMIT_NIL,
        facts=said,
        hash_form=WITH_FACTS,
        content_hash=hashed,
        regime=regime.key,
        ruleset=judged.report.ruleset,
        submitted_at=now,
        submitted_by=actor,
        due_on=deadline.date,
        due_reason=deadline.reason,
        late=late,
        trail_number=entry.number,
        draft_version=draft.version,
    )
    revision.save()
    keep_score(revision, settled.compared, before)
    follow_through(revision, filed.users, actor, now)
    ReviewAct.objects.create(
        owner=ret, revision=number, action=action.value, actor=actor, role=actor.role, at=now
    )
    return revision


def _submitted_already(ret: Return, actor: User, version: int) -> Revision | None:
    """The revision a repeated request (double click, lost answer) stands for."""
    if not actor.is_role(Role.RESPONDENT) or ret.lifecycle in EDITABLE:
        return None
    latest = readable_revision(actor, ret)
    return latest if latest and latest.draft_version == version else None


@transaction.atomic
def withdraw(pk: object, *, actor: User) -> Return:
    """撤回, before the district has reviewed; the submission stays in the history."""
    ret = return_for(actor, pk, lock=True)
    require(ret, Action.WITHDRAW, actor)
    check_submitter(ret, actor)
    at = move(ret, Action.WITHDRAW, actor)
    act(ret, Action.WITHDRAW, actor, at)
    return ret
