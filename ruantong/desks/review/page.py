"""Everything the review page of a desk shows of one return, in a fixed number of queries.

Only what :mod:`ruantong.returns.reading.access` lets the actor read goes in: a district from 确定上报 on, the
city and the association what was forwarded, the association without names until it gave a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ruantong.accounts.access import sight_of
from ruantong.accounts.models import User
from ruantong.core.cellref import form_of
from ruantong.core.findings import Finding, findings_of
from ruantong.core.lifecycle import BEGUN, Action, Role, actions_open_to
from ruantong.core.periods import Period
from ruantong.core.regime import Form, Regime
from ruantong.desks.lists.queue import Place, place_of
from ruantong.desks.pseudonyms import HIDDEN, pseudonym, telling_cell, without_names
from ruantong.desks.review.threads import Talk, talk_of
from ruantong.returns.errors import NotFound
from ruantong.returns.filing.register_facts import Difference, differences, facts_now, facts_of
from ruantong.returns.judging.beside import earlier_for
from ruantong.returns.judging.dossiers import Comparisons
from ruantong.returns.judging.findings import Outcome, outcome_of
from ruantong.returns.judging.nil import STATEMENT
from ruantong.returns.judging.typed import read
from ruantong.returns.models import FollowUp, PeriodOpening, Remark, Return, ReviewAct, Revision
from ruantong.returns.pages.repairing import Hint, hint_of
from ruantong.returns.reading.access import readable_revision, return_for
from ruantong.returns.reading.changes import Change, changes_between
from ruantong.returns.reading.follow_up_access import follow_ups_visible_to
from ruantong.returns.reading.stamped import Stamped, stamped_of
from ruantong.returns.regimes import regime_of
from ruantong.returns.sheets.build import Sheet, sheet_of

Forms = Mapping[str, Any]


@dataclass(frozen=True)
class Tab:
    """One form of the return; how many of its cells changed and how many findings name it."""

    form: Form
    current: bool
    changed: int
    found: int


@dataclass(frozen=True)
class Compared:
    """What the actor's desk decided on before. ``number`` 0: it has never decided on this return.

    ``forms`` is that submission where it differs from the one on the page.
    """

    number: int
    changes: tuple[Change, ...] = ()
    forms: Forms | None = None


@dataclass(frozen=True)
class Review:
    """A return on a desk. Without ``revision`` there is nothing to read yet, only its state.

    ``decision``: why the city opened the period although the edition had expired.
    """

    ret: Return
    regime: Regime
    period: Period
    title: str
    named: bool
    district: str
    place: Place
    allowed: tuple[Action, ...]
    decision: str
    revision: Revision | None = None
    tabs: tuple[Tab, ...] = ()
    sheet: Sheet | None = None
    counts: Mapping[str, int] | None = None
    talk: Talk | None = None
    hints: tuple[Hint, ...] = ()
    compared: Compared | None = None
    signatories: tuple[tuple[str, str], ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    settled: tuple[FollowUp, ...] = ()
    differences: tuple[Difference, ...] = ()
    stamped: Stamped | None = None

    @property
    def correcting(self) -> bool:
        """The respondent has begun to change what it filed; what it changes is nobody's to see."""
        return self.ret.revision > 0 and self.ret.lifecycle in BEGUN

    @property
    def nil_reason(self) -> str:
        """Why there was no business, as the respondent says."""
        said = explanations_of(self.revision) if self.revision else {}
        return said.get(STATEMENT, "")

    @property
    def superseded(self) -> bool:
        """A newer submission exists that this desk may not read yet."""
        return self.revision is not None and self.revision.number < self.ret.revision

    @property
    def finding_choices(self) -> list[tuple[str, str]]:
        """Findings as choices of what a reason is bound to."""
        threads = self.talk.threads if self.talk else ()
        return [_choice(thread.view.finding) for thread in threads]

    @property
    def question_keys(self) -> frozenset[str]:
        """What a question may be bound to: findings, and the first cell of each hint."""
        asked = (hint.cells[0] for hint in self.hints)
        return frozenset((*(key for key, _ in self.finding_choices), *asked))


def review_of(actor: User, pk: int, *, wanted_form: str = "", named: bool = True) -> Review:
    """The page of one return; ``NotFound`` when the actor's desk has nothing to do with it."""
    ret = return_for(actor, pk)
    regime = regime_of(ret)
    opening = PeriodOpening.objects.filter(pk=ret.period).first()
    revision = readable_revision(actor, ret)
    facts = facts_of(revision) if revision else facts_now(ret)
    head: dict[str, Any] = {
        "ret": ret,
        "regime": regime,
        "period": ret.parsed_period,
        "title": facts.name if named else pseudonym(ret),
        "named": named,
        "district": facts.district_name,
        "place": place_of(actor, ret),
        "allowed": actions_open_to(ret.lifecycle, Role(actor.role)),
        "decision": opening.decision if opening else "",
    }
    acts = list(ReviewAct.objects.filter(owner=ret).select_related("actor"))
    if revision is None:
        if actor.role == Role.ASSOCIATION:
            raise NotFound
        return Review(**{**head, "allowed": ()})
    forms = revision.forms if named else without_names(regime, revision.forms)
    corrected = list(
        follow_ups_visible_to(actor).filter(owner=ret).select_related("source", "resolved_by")
    )
    compared = _compared(actor, ret, regime, revision, acts, named)
    tabs = _tabs(regime, ret.parsed_period, revision, compared.changes, wanted_form)
    current = next((tab.form for tab in tabs if tab.current), None)
    outcome = outcome_of(regime, revision.report, explanations_of(revision), passed=True)
    earlier = earlier_for(actor, ret, revision)
    growth = read(ret, revision.forms, lambda: earlier, facts.as_unit()).growth
    if not named:
        earlier = _without_names(regime, earlier)
    return Review(
        **head,
        revision=revision,
        tabs=tabs,
        sheet=_sheet(ret, current, revision.report, forms, earlier, compared, growth)
        if current
        else None,
        counts=outcome.counts if outcome else None,
        talk=talk_of(
            regime, ret, outcome, *_readable_here(actor, ret, acts, _remarks(ret)), named=named
        ),
        hints=_hints(regime, revision.report, outcome),
        compared=compared,
        signatories=_signatories(regime, revision) if named else (),
        follow_ups=tuple(each for each in corrected if each.resolved_at is None),
        settled=tuple(each for each in corrected if each.resolved_at is not None),
        differences=tuple(differences(regime, current, forms, facts)) if current and named else (),
        stamped=stamped_of(ret, revision) if sight_of(actor).named else None,
    )


def _without_names(regime: Regime, earlier: Comparisons) -> Comparisons:
    previous, year_ago = (
        content and without_names(regime, content)
        for content in (earlier.previous, earlier.year_ago)
    )
    return Comparisons(previous, year_ago)


def _hints(regime: Regime, report: Mapping[str, Any], outcome: Outcome | None) -> tuple[Hint, ...]:
    """What the unit and copy guard asked at submission and no finding already tells: sentences to
    ask the respondent about, never a figure (ADR 0034, 0042).
    """
    views = [view for group in (outcome.groups if outcome else ()) for view in group.findings]
    told = {view.finding.diagnosis for view in views}
    return tuple(
        hint_of(regime, each)
        for each in report.get("suspicions", ())
        if each["cells"] and each["message"] not in told
    )


def explanations_of(revision: Revision) -> dict[str, str]:
    """The respondent's texts by finding, as frozen with the submission."""
    return {said["key"]: said["text"] for said in revision.explanations}


def finding_choices(regime: Regime, report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The findings of a stored report as choices of what a reason is bound to."""
    outcome = outcome_of(regime, report, {}, passed=True)
    views = [view for group in (outcome.groups if outcome else ()) for view in group.findings]
    return [_choice(view.finding) for view in views]


def _choice(finding: Finding) -> tuple[str, str]:
    return finding.key, f"{finding.key} {_short(finding.message)}"


def _short(message: str, most: int = 60) -> str:
    return message if len(message) <= most else message[:most] + "…"


def _remarks(ret: Return) -> list[Remark]:
    return list(Remark.objects.filter(owner=ret).select_related("author"))


def _readable_here(
    actor: User, ret: Return, acts: Sequence[ReviewAct], remarks: Sequence[Remark]
) -> tuple[list[Remark], list[ReviewAct]]:
    """What was said, as far as it is about a submission that this desk may read.

    While a newer one has not been forwarded, what is being said about it stays with the district.
    """
    if actor.role == Role.DISTRICT or ret.revision == ret.forwarded_revision:
        return list(remarks), list(acts)
    last = ret.forwarded_revision
    told = [each for each in remarks if each.role == actor.role or each.revision <= last]
    return told, [act for act in acts if act.revision <= last]


def _compared(
    actor: User,
    ret: Return,
    regime: Regime,
    revision: Revision,
    acts: Sequence[ReviewAct],
    named: bool,
) -> Compared:
    """Differences from the submission on which the actor's desk decided last."""
    own = [act.revision for act in acts if act.role == actor.role and act.revision]
    number = own[-1] if own else 0
    if number in (0, revision.number):
        return Compared(number)
    earlier = readable_revision(actor, ret, number)
    if earlier is None:
        return Compared(0)
    before = earlier.forms
    changes = changes_between(regime, before, revision.forms)
    if not named:
        changes = tuple(_hidden(regime, change) for change in changes)
        before = without_names(regime, before)
    return Compared(number, changes, before)


def _hidden(regime: Regime, change: Change) -> Change:
    if not telling_cell(regime, change.ref):
        return change
    was, now = (HIDDEN if text else "" for text in (change.was, change.now))
    return replace(change, was=was, now=now)


def _tabs(
    regime: Regime,
    period: Period,
    revision: Revision,
    changes: Sequence[Change],
    wanted: str,
) -> tuple[Tab, ...]:
    """The forms that were filed; the wanted one is open, else the first."""
    filed = [f for f in regime.forms_for(period.frequency) if revision.forms.get(f.code)]
    codes = [form.code for form in filed]
    opened = wanted if wanted in codes else next(iter(codes), "")
    findings = findings_of(revision.report)
    return tuple(
        Tab(
            form=form,
            current=form.code == opened,
            changed=sum(change.form == form.code for change in changes),
            found=sum(any(form_of(c) == form.code for c in f.cells) for f in findings),
        )
        for form in filed
    )


def _sheet(
    ret: Return,
    form: Form,
    report: Mapping[str, Any],
    forms: Forms,
    earlier: Comparisons,
    compared: Compared,
    growth: Mapping[str, str],
) -> Sheet:
    return sheet_of(
        regime_of(ret),
        form,
        forms,
        previous_json=earlier.previous,
        year_ago_json=earlier.year_ago,
        report=report,
        period=ret.parsed_period,
        compared_with=compared.forms,
        growth=growth,
    )


def _signatories(regime: Regime, revision: Revision) -> tuple[tuple[str, str], ...]:
    return tuple(
        (field.name, str(revision.signatories.get(field.key, ""))) for field in regime.foot
    )
