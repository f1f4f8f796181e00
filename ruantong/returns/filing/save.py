"""保存: what is typed is merged with what another tab may have saved, settled, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ruantong.accounts.models import User
from ruantong.core.applicability import CellIs, parse_applies
from ruantong.core.cellref import form_of
from ruantong.core.content import LARGEST, canonical
from ruantong.core.findings import findings_of
from ruantong.core.interchange import CellFault
from ruantong.core.lifecycle import Action, State
from ruantong.core.regime import Regime
from ruantong.core.values import shown
from ruantong.returns.errors import Refused
from ruantong.returns.filing.division import check_own_forms, check_own_notes
from ruantong.returns.filing.drafts import draft_for, keep, keep_typed
from ruantong.returns.filing.explaining import (
    NOTE,
    is_note,
    notes_before,
    stored_notes,
    typed_notes,
    write_notes,
)
from ruantong.returns.filing.saving import (
    Typed,
    check_conflicts,
    check_version,
    draft_value,
    elsewhere,
    own_values,
    sent_before,
    typed_of,
    write,
)
from ruantong.returns.judging.dossiers import comparisons_of
from ruantong.returns.judging.typed import TypedReturn, settle
from ruantong.returns.models import Draft, Return
from ruantong.returns.moving.moves import move, require, subject_of
from ruantong.returns.reading.access import return_for, return_typed_into, saved_draft
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


@dataclass(frozen=True)
class _Sent:
    """What a page sends, unread."""

    version: int
    cells: Mapping[str, Any]
    rows: Mapping[str, Any]
    unanswered: Mapping[str, Any] | None


@dataclass(frozen=True)
class _Worked:
    """What a save comes to. ``typed``: its cells and lines, ``notes``: its explanations, ``said``:
    those among them that say something new; ``theirs``: what another tab typed meanwhile.
    """

    settled: TypedReturn
    typed: Typed
    notes: dict[str, str]
    said: dict[str, str]
    theirs: dict[str, Any]

    def changes(self, draft: Draft) -> bool:
        """Whether the draft becomes another."""
        kept = self.settled.kept, list(self.settled.overridden)
        return kept != (draft.forms, draft.overridden)

    def put_into(self, draft: Draft) -> None:
        """The next version of the draft, not yet stored."""
        before, after = draft.forms, self.settled.kept
        changed = [key for key in self.typed if draft_value(before, key) != draft_value(after, key)]
        draft.version += 1
        draft.touched = {**draft.touched, **dict.fromkeys(changed, draft.version)}
        draft.overridden = list(self.settled.overridden)
        draft.forms = after

    def answer(self, ret: Return, draft: Draft, before: Mapping[str, Any]) -> SaveResult:
        """``before``: the content until now."""
        notes, kept = self.notes, self.settled.kept
        return SaveResult(
            version=draft.version,
            state=ret.lifecycle,
            values={key: draft_value(kept, key) for key in self.typed} | notes,
            faults=self.settled.faults,
            unexplained={key: fault for key, text in notes.items() if (fault := note_fault(text))},
            automatic=self.settled.news(before),
            changed_elsewhere=self.theirs,
            typed=self.settled,
        )


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
    sent = _Sent(version, cells, rows or {}, unanswered)
    return _typed_on(pk, actor, sent) or _saved(pk, actor, sent)


def _typed_on(pk: object, actor: User, sent: _Sent) -> SaveResult | None:
    """The save of every few seconds: a return that is being typed into gets other figures.

    It holds no lock while it works everything out, and keeps it in one statement if the draft is
    then still the one it has read. None: it is not, or more than figures changes.
    """
    ret = return_typed_into(actor, pk)
    require(ret, Action.SAVE, actor)
    draft = saved_draft(actor, ret)
    if draft is None or ret.lifecycle is not State.DRAFTING:
        return None
    worked = _work_out(ret, actor, draft, sent)
    if worked.said:
        return None
    before = draft.forms
    if worked.changes(draft):
        worked.put_into(draft)
        if not keep_typed(draft, actor):
            return None
    return worked.answer(ret, draft, before)


@transaction.atomic
def _saved(pk: object, actor: User, sent: _Sent) -> SaveResult:
    ret = return_for(actor, pk, lock=True)
    require(ret, Action.SAVE, actor)
    draft = draft_for(actor, ret)
    worked = _work_out(ret, actor, draft, sent)
    before = draft.forms
    if worked.changes(draft) or ret.lifecycle is State.NOT_STARTED:
        worked.put_into(draft)
        keep(draft, actor)
        _start_drafting(ret, actor, draft.version)
    if worked.said:
        _explain(ret, draft, actor, worked.said)
    return worked.answer(ret, draft, before)


def _work_out(ret: Return, actor: User, draft: Draft, sent: _Sent) -> _Worked:
    regime, compared, period = regime_of(ret), comparisons_of(ret), ret.parsed_period
    since = check_version(draft, sent.version)
    notes, cells = _apart(regime, sent.cells)
    typed = typed_of(regime, period, compared, cells, sent.rows)
    check_own_forms(ret, actor, typed)
    known = stored_notes(ret) if notes or any(map(is_note, draft.touched)) else {}
    said = {key: text for key, text in notes.items() if known.get(key, "") != text}
    check_own_notes(ret, actor, draft, said)
    own = sent_before(regime, period, compared, typed, sent.unanswered)
    own |= notes_before(notes, sent.unanswered)
    check_conflicts(regime, draft, {**typed, **notes}, since, own, known)
    content = write(draft.forms, typed)
    settled = settle(ret, content, draft.overridden, compared, own_values(regime, typed))
    _check_due(ret, settled, typed)
    if (size := len(canonical(settled.kept))) > LARGEST:
        raise Refused(f"报表内容共{size}字节，应不超过{LARGEST}字节，请精简文字后再保存。")
    return _Worked(
        settled=settled,
        typed=typed,
        notes=notes,
        said=said,
        theirs=elsewhere(draft, {**typed, **notes}, since, known),
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


def _start_drafting(ret: Return, actor: User, version: int) -> None:
    """The first save and every edit after 数据审核 are put on the trail; the typing between is not."""
    before = ret.state
    move(ret, Action.SAVE, actor)
    if ret.state != before:
        record("return.save", subject_of(ret), actor=actor, version=version, was=before)
