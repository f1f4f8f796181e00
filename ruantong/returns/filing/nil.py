"""零报确认: a unit without any business in the period files 0 everywhere, in one act.

The respondent says why there was none; that sentence explains each query the zeros raise and is
sealed with the submission. See docs/adr/0116.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from ruantong.accounts.models import User
from ruantong.core.lifecycle import EDITABLE, Action, Role
from ruantong.gateways import clock
from ruantong.returns.errors import Refused
from ruantong.returns.filing.acts import Sealing, seal
from ruantong.returns.filing.division import check_submitter
from ruantong.returns.filing.drafts import draft_for, keep
from ruantong.returns.filing.explaining import NOTE, write_notes
from ruantong.returns.filing.signatories import checked_signatories
from ruantong.returns.judging.audit import Judged, judge_dossier, stored_report
from ruantong.returns.judging.dossiers import comparisons_of
from ruantong.returns.judging.nil import STATEMENT, nil_problem, zeros
from ruantong.returns.judging.typed import TypedReturn, settle
from ruantong.returns.models import Draft, Return, Revision
from ruantong.returns.moving.follow_up import lock_users
from ruantong.returns.moving.moves import require
from ruantong.returns.reading.access import readable_revision, return_for
from ruantong.returns.reasons import cleaned, explanation_fault
from ruantong.returns.regimes import regime_of


def nil_content(ret: Return, draft: Draft) -> TypedReturn:
    """The return as it would be filed: 0 in every cell of the period, the rest brought over."""
    compared = comparisons_of(ret)
    own = settle(ret, draft.forms, draft.overridden, compared)
    return settle(ret, zeros(own.due, own.kept), draft.overridden, compared)


def judged_nil(settled: TypedReturn, reason: str) -> Judged:
    """What the rules say of the zeros, each query explained by the reason."""
    asked = judge_dossier(settled.ruleset, settled.dossier, settled.faults, {})
    told = dict.fromkeys(asked.queries, reason)
    return judge_dossier(settled.ruleset, settled.dossier, settled.faults, told)


@transaction.atomic
def submit_nil(
    pk: object, *, actor: User, signatories: Mapping[str, str], reason: str, version: int
) -> Revision:
    """确认本期无业务并上报. Asked again for the version it was asked for, it answers with the same."""
    ret = return_for(actor, pk, lock=True)
    if done := _submitted_already(ret, actor, version):
        return done
    require(ret, Action.SUBMIT_NIL, actor)
    check_submitter(ret, actor)
    draft, regime = draft_for(actor, ret), regime_of(ret)
    if version != draft.version:
        raise Refused("打开本页以后报表又有修改，没有上报；请核对后再决定是否零报。")
    said = cleaned(reason)
    if fault := explanation_fault(said):
        raise Refused(fault.replace("填写说明", "无业务的原因"))
    users = lock_users(ret)
    now = clock.now()
    foot = checked_signatories(regime, signatories, now.date())
    settled = nil_content(ret, draft)
    if problem := nil_problem(ret, settled.due, draft.forms):
        raise Refused(problem)
    judged = judged_nil(settled, said)
    if not judged.passed:
        told = "；".join(finding.message for finding in judged.report.errors[:3])
        raise Refused(f"各项都填0时数据审核不能通过，请照常填报：{told}")
    draft.version += 1
    draft.forms = settled.kept
    draft.overridden = list(settled.overridden)
    draft.report = {**stored_report(judged, regime), "at": now.isoformat()}
    draft.report_version = draft.version
    keep(draft, actor)
    write_notes(ret, draft, actor, {f"{NOTE}{key}": said for key in judged.queries})
    signed = {"text": said, "author": actor.display_name, "at": now.isoformat()}
    explanations = [{"key": key, **signed} for key in (STATEMENT, *judged.queries)]
    filed = Sealing(settled, judged, explanations, foot, users, now)
    return seal(ret, actor, draft, filed, Action.SUBMIT_NIL)


def _submitted_already(ret: Return, actor: User, version: int) -> Revision | None:
    """The nil return a repeated request stands for."""
    if not actor.is_role(Role.RESPONDENT) or ret.lifecycle in EDITABLE:
        return None
    latest = readable_revision(actor, ret)
    return latest if latest and latest.nil and latest.draft_version == version + 1 else None
