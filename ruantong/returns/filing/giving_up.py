"""放弃修改: a correction that turns out needless is put aside, and the submission stands again as it was.

It takes back what the respondent did (撤回, and what was typed since) and nothing that an officer
decided: a return that was sent back is sent back again, unchanged. See docs/adr/0117.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ruantong.accounts.models import User
from ruantong.core.cellref import CellRef
from ruantong.core.content import FormsJson, copied, get, lines
from ruantong.core.lifecycle import BEGUN, GIVING_UP, STATE_LABELS, Action, State
from ruantong.core.regime import Regime
from ruantong.gateways import clock
from ruantong.returns.errors import Refused
from ruantong.returns.filing.division import check_submitter
from ruantong.returns.filing.drafts import draft_for, keep
from ruantong.returns.filing.explaining import NOTE, stored_notes, write_notes
from ruantong.returns.judging.dossiers import comparisons_of
from ruantong.returns.judging.entry import overridable
from ruantong.returns.judging.typed import settle
from ruantong.returns.models import Draft, Return, ReviewAct, Revision
from ruantong.returns.moving.follow_up import look_again
from ruantong.returns.moving.moves import act, move, require
from ruantong.returns.reading.access import readable_revision, return_for
from ruantong.returns.reading.changes import Change, changes_between
from ruantong.returns.regimes import regime_of


@dataclass(frozen=True)
class Correction:
    """A filed return that its respondent has taken up again: by which act, and from when."""

    revision: Revision
    begun: ReviewAct

    @property
    def action(self) -> Action:
        """放弃修改 of such a correction."""
        return GIVING_UP[Action(self.begun.action)]

    @property
    def withdrawn(self) -> bool:
        """The respondent took the submission back; else it was sent back."""
        return self.begun.action == Action.WITHDRAW.value

    @property
    def back_to(self) -> str:
        """The state after 放弃修改, in words."""
        states = {
            Action.GIVE_UP: State.SUBMITTED,
            Action.GIVE_UP_DISTRICT_RETURNED: State.DISTRICT_RETURNED,
            Action.GIVE_UP_CITY_RETURNED: State.CITY_RETURNED,
        }
        return STATE_LABELS[states[self.action]]


def correction_of(actor: User, ret: Return) -> Correction | None:
    """The correction under way; None while nothing was begun. For the respondent alone."""
    if ret.lifecycle not in BEGUN or not ret.revision:
        return None
    ways = [action.value for action in GIVING_UP]
    begun = ReviewAct.objects.filter(owner=ret, action__in=ways).order_by("-pk").first()
    revision = readable_revision(actor, ret)
    return Correction(revision, begun) if begun and revision else None


def changes_of(ret: Return, draft: Draft, revision: Revision) -> tuple[Change, ...]:
    """What the draft says that the submission does not."""
    return changes_between(regime_of(ret), revision.forms, draft.forms)


@transaction.atomic
def give_up(pk: object, *, actor: User, version: int) -> Return:
    """The draft says again what was submitted, and the return is again where it came from.

    ``version`` is the draft whose differences were looked at: what somebody typed since is not
    thrown away unseen.
    """
    ret = return_for(actor, pk, lock=True)
    correction = correction_of(actor, ret)
    if correction is None:
        require(ret, Action.GIVE_UP, actor)
        raise Refused("报表还没有上报过，没有可以恢复的上报版本。")
    require(ret, correction.action, actor)
    check_submitter(ret, actor)
    draft = draft_for(actor, ret)
    if draft.version != version:
        raise Refused("打开本页以后报表又有修改，没有放弃；请核对下列变化后再决定。")
    _put_back(ret, draft, actor, correction.revision)
    at = move(ret, correction.action, actor, **_as_it_was(correction))
    act(ret, correction.action, actor, at)
    if correction.withdrawn:
        look_again(ret, correction.revision, actor, at)
    return ret


def _as_it_was(correction: Correction) -> dict[str, Any]:
    """Since when it stands where it goes back to, and the deadline by which it was judged."""
    if correction.withdrawn:
        revision = correction.revision
        return {"state_since": revision.submitted_at, "due_on": revision.due_on}
    return {"state_since": correction.begun.at}


def _put_back(ret: Return, draft: Draft, actor: User, revision: Revision) -> None:
    """Another page that still shows the correction meets the change in each of its cells."""
    notes = stored_notes(ret)
    filed = {f"{NOTE}{said['key']}": str(said["text"]) for said in revision.explanations}
    said = {key: text for key, text in filed.items() if notes.get(key) != text}
    changed = list(_changed(regime_of(ret), draft.forms, revision.forms))
    draft.version += 1
    draft.touched = {**draft.touched, **dict.fromkeys([*changed, *said], draft.version)}
    draft.overridden = _own_cells(ret, revision)
    draft.forms = copied(revision.forms)
    draft.report = {**revision.report, "at": clock.now().isoformat()}
    draft.report_version = draft.version
    if said:
        write_notes(ret, draft, actor, said)
    keep(draft, actor)


def _changed(regime: Regime, old: FormsJson, new: FormsJson) -> Iterator[str]:
    """Cells and groups of lines that differ, by the names they have in a save."""
    for change in changes_between(regime, old, new):
        if change.ref and not CellRef.parse(change.ref).group:
            yield change.ref
    for form in regime.forms:
        for group in form.row_groups:
            whole = CellRef(form.code, group=group.key)
            if lines(old, whole) != lines(new, whole):
                yield str(whole)


def _own_cells(ret: Return, revision: Revision) -> list[str]:
    """Cells of the submission in which the respondent had put a value other than the platform's."""
    regime = regime_of(ret)
    own = {}
    for form in regime.forms_for(ret.parsed_period.frequency):
        for indicator in form.indicators:
            for column in () if indicator.title else indicator.columns:
                ref = CellRef(form.code, indicator=indicator.code, column=column)
                if overridable(form, ref) and (text := get(revision.forms, ref)):
                    own[str(ref)] = text
    return list(settle(ret, revision.forms, (), comparisons_of(ret, revision), own).overridden)
