"""What the respondent does: 保存 → 数据审核 → 确定上报, explanations and withdrawal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ruantong.accounts.models import User
from ruantong.core.applicability import CellIs, parse_applies
from ruantong.core.cellref import form_of
from ruantong.core.content import LARGEST, WITH_FACTS, canonical, content_hash
from ruantong.core.findings import findings_of
from ruantong.core.interchange import CellFault
from ruantong.core.lifecycle import EDITABLE, Action, Role, State
from ruantong.core.regime import Regime
from ruantong.core.validation import Report
from ruantong.core.values import shown
from ruantong.gateways import clock
from ruantong.returns.calendar import deadline_for
from ruantong.returns.errors import Refused
from ruantong.returns.filing.drafts import draft_for
from ruantong.returns.filing.explaining import (
    NOTE,
    is_note,
    notes_before,
    stored_notes,
    typed_notes,
    write_notes,
)
from ruantong.returns.filing.register_facts import facts_now
from ruantong.returns.filing.saving import (
    Typed,
    check_conflicts,
    check_version,
    elsewhere,
    held,
    own_values,
    sent_before,
    typed_of,
    write,
)
from ruantong.returns.filing.signatories import checked_signatories
from ruantong.returns.judging.audit import explanations_of, judge, stored_report
from ruantong.returns.judging.dossiers import carried, comparisons_of
from ruantong.returns.judging.typed import TypedReturn, settle
from ruantong.returns.models import Draft, Return, ReviewAct, Revision
from ruantong.returns.moving.follow_up import follow_through, lock_users
from ruantong.returns.moving.moves import act, move, require, subject_of
from ruantong.returns.reading.access import readable_revision, return_for
from ruantong.returns.reading.impact import impact_of
from ruantong.returns.reasons import explanation_fault, note_fault
from ruantong.returns.regimes import regime_of
from ruantong.trail.record import record


@dataclass(frozen=True)
class SaveResult:
    """Answer to a save. ``values``: what is kept of the cells that were sent, by reference (lines
    by group, "4.lines"). ``faults``: every text of the draft that could not be understood.
    ``unexplained``: what is wrong with explanations that were sent.
    ``automatic``: cells the platform computed or brought over. ``changed_elsewhere``: what
    another tab typed since the page was loaded. ``typed``: the return as it is now kept.
    """

    version: int
    state: State
    values: dict[str, Any]
    faults: tuple[CellFault, ...]
    unexplained: dict[str, str]
    automatic: dict[str, str]
    changed_elsewhere: dict[str, Any]
    typed: TypedReturn


@transaction.atomic
def save(
    pk: object,
    *,
    actor: User,
    version: int,
    cells: Mapping[str, Any],
    rows: Mapping[str, Any] | None = None,
    unanswered: Mapping[str, Any] | None = None,
) -> SaveResult:
    """保存. Changes of two tabs are merged cell by cell; ``Conflict`` when they meet in one.
    Explanations travel among ``cells`` ("note:R6-19:A").

    A real change of figures voids 审核通过. ``version`` is the one the page was loaded with or got
    last; ``unanswered`` what it sent since without an answer, by cell.
    """
    ret = return_for(actor, pk, lock=True)
    require(ret, Action.SAVE, actor)
    draft, regime, compared = draft_for(actor, ret), regime_of(ret), comparisons_of(ret)
    since = check_version(draft, version)
    period = ret.parsed_period
    locked = carried(regime.forms_for(period.frequency), compared).locked
    notes, cells = _apart(regime, cells)
    typed = typed_of(regime, period, locked, cells, rows or {})
    known = stored_notes(ret) if notes or any(map(is_note, draft.touched)) else {}
    own = sent_before(regime, period, locked, typed, unanswered) | notes_before(notes, unanswered)
    check_conflicts(regime, draft, {**typed, **notes}, since, own, known)
    content = write(draft.forms, typed)
    settled = settle(ret, content, draft.overridden, compared, own_values(regime, typed))
    overridden = list(settled.overridden)
    _check_due(ret, settled, typed)
    if (size := len(canonical(settled.kept))) > LARGEST:
        raise Refused(f"报表内容共{size}字节，应不超过{LARGEST}字节，请精简文字后再保存。")
    theirs = elsewhere(draft, {**typed, **notes}, since, known)
    said = {key: text for key, text in notes.items() if known.get(key, "") != text}
    before = draft.forms
    if settled.kept != before or overridden != draft.overridden or ret.state == State.NOT_STARTED:
        changed = [key for key in typed if held(before, key) != held(settled.kept, key)]
        draft.version += 1
        draft.touched = {**draft.touched, **dict.fromkeys(changed, draft.version)}
        draft.overridden = overridden
        _keep(draft, settled, actor)
        _start_drafting(ret, actor, draft.version)
    if said:
        _explain(ret, draft, actor, said)
    return SaveResult(
        version=draft.version,
        state=ret.lifecycle,
        values={key: held(settled.kept, key) for key in typed} | notes,
        faults=settled.faults,
        unexplained={key: fault for key, text in notes.items() if (fault := note_fault(text))},
        automatic=settled.news(before),
        changed_elsewhere=theirs,
        typed=settled,
    )


def _apart(regime: Regime, cells: Mapping[str, Any]) -> tuple[dict[str, str], Mapping[str, Any]]:
    """Explanations and cells of a save."""
    if not isinstance(cells, Mapping):
        return {}, cells
    notes = {key: raw for key, raw in cells.items() if is_note(str(key))}
    return typed_notes(regime, notes), {key: cells[key] for key in cells if key not in notes}


def _explain(ret: Return, draft: Draft, actor: User, said: Mapping[str, str]) -> None:
    """An explanation leaves figures and their 数据审核 alone; one that no longer says anything voids
    审核通过.
    """
    write_notes(ret, draft, actor, said)
    checked = draft.report_version == draft.version
    draft.version += 1
    draft.touched = {**draft.touched, **dict.fromkeys(said, draft.version)}
    if checked:
        draft.report_version = draft.version
    draft.save()
    asked = {f"{NOTE}{finding.key}" for finding in findings_of(draft.report)}
    if ret.lifecycle is State.PASSED and any(
        key in asked and explanation_fault(text) for key, text in said.items()
    ):
        _start_drafting(ret, actor, draft.version)


def _check_due(ret: Return, settled: TypedReturn, typed: Typed) -> None:
    """Nothing is typed into a form that the unit does not owe; emptying one is allowed."""
    due = {form.code for form in settled.due}
    for key, value in typed.items():
        code = form_of(key)
        if value and code not in due:
            regime = regime_of(ret)
            condition = parse_applies(regime.form[code].applies)
            decides = (
                regime.form[condition.cell.form].number if isinstance(condition, CellIs) else ""
            )
            what = f"先核对{decides}相关项目，或" if decides else ""
            raise Refused(
                f"本单位{ret.parsed_period.label}不报{regime.form[code].number}，"
                f"不能填写“{shown(key)}”；如应报送，请{what}联系区县确认名录。"
            )


def _keep(draft: Draft, settled: TypedReturn, actor: User) -> None:
    draft.forms = settled.kept
    draft.updated_at, draft.updated_by = clock.now(), actor
    draft.save()


def _start_drafting(ret: Return, actor: User, version: int) -> None:
    """The first save and every edit after 数据审核 are put on the trail; the typing between is not."""
    before = ret.state
    move(ret, Action.SAVE, actor)
    if ret.state != before:
        record("return.save", subject_of(ret), actor=actor, version=version, was=before)


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
    _keep(draft, settled, actor)
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
    deadline = deadline_for(ret.parsed_period, ret.unit)
    number = ret.revision + 1
    late = now.date() > deadline.date if number == 1 else ret.late  # 迟报 is of the first one
    facts = facts_now(ret, actor)
    said = facts.as_json()
    hashed = content_hash(regime.key, ret.period, said, settled.forms, explanations, foot)
    move(
        ret,
        Action.SUBMIT,
        actor,
        at=now,
        revision=number,
        late=late,
        due_on=deadline.date,
        submitted_at=now,
        open_queries=len(judged.queries),
        impact=impact_of(regime, ret.parsed_period.frequency, settled.forms),
        filed_name=facts.name,
        filed_park=facts.park,
    )
    entry = record(
        "return.submit",
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
    follow_through(revision, users, actor, now)
    ReviewAct.objects.create(
        owner=ret, revision=number, action=Action.SUBMIT.value, actor=actor, role=actor.role, at=now
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
    at = move(ret, Action.WITHDRAW, actor)
    act(ret, Action.WITHDRAW, actor, at)
    return ret
