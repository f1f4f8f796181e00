"""What the filing pages show of one return, gathered once per request."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from ruantong.accounts.models import User
from ruantong.core.cellref import CellRef, form_of, parse_ref
from ruantong.core.content import copied, get, lines, put, put_lines
from ruantong.core.days import chinese_iso
from ruantong.core.identifiers import organisation_code
from ruantong.core.lifecycle import EDITABLE, GIVING_UP, Action, State
from ruantong.core.periods import Period
from ruantong.core.regime import Form, Regime
from ruantong.registry.models import Membership
from ruantong.registry.people.division import forms_open_to, people_now
from ruantong.returns.cells import cell_name, without_place
from ruantong.returns.errors import NotFound
from ruantong.returns.filing.again import offered_again
from ruantong.returns.filing.division import others
from ruantong.returns.filing.drafts import draft_for
from ruantong.returns.filing.explaining import NOTE
from ruantong.returns.filing.giving_up import Correction, changes_of, correction_of
from ruantong.returns.filing.posted import Posted
from ruantong.returns.filing.register_facts import RegisterFacts, facts_now, facts_of
from ruantong.returns.judging.audit import explanation_texts
from ruantong.returns.judging.dossiers import Comparisons, carried, comparisons_of
from ruantong.returns.judging.entry import read_only_cells
from ruantong.returns.judging.findings import NO_OFFERS, Outcome, outcome_of
from ruantong.returns.judging.rule_releases import notices_for
from ruantong.returns.judging.starting import NOTHING_BESIDE, beside_of
from ruantong.returns.judging.typed import TypedReturn, read, settle
from ruantong.returns.models import Draft, FollowUp, PeriodOpening, Return, ReviewAct, Revision
from ruantong.returns.pages.foot import FootLine, foot_lines, starting
from ruantong.returns.pages.parts import FaultLine, Returned, Tab, filled_in
from ruantong.returns.reading.access import readable_revision, return_for
from ruantong.returns.reading.follow_up_access import open_follow_ups_of
from ruantong.returns.reading.targets import rule_title
from ruantong.returns.regimes import judged_by_others, regime_of
from ruantong.returns.sheets.build import Sheet, sheet_of

_GIVEN_UP = [action.value for action in GIVING_UP.values()]
_RETURNED = (
    Action.SEND_BACK.value,
    Action.SEND_BACK_TO_ENTERPRISE.value,
    Action.SEND_BACK_TO_DISTRICT.value,
)


class Filing:
    """One return as its respondent sees it: the draft while it may be changed, else what was filed.

    ``number`` asks for one submission, for reading; ``NotFound`` when there is none. ``posted``: a
    sheet was sent and is held against what the draft keeps, before anything is brought up to date.
    """

    def __init__(
        self, actor: User, pk: int, number: int | None = None, *, posted: bool = False
    ) -> None:
        self.actor, self.posted = actor, posted
        self.ret: Return = return_for(actor, pk)
        self.draft: Draft = draft_for(actor, self.ret, lambda: self._earlier)
        self.regime: Regime = regime_of(self.ret)
        self.period: Period = self.ret.parsed_period
        self.editable = self.ret.lifecycle in EDITABLE and number is None
        self.revision: Revision | None = readable_revision(actor, self.ret, number)
        if number is not None and self.revision is None:
            raise NotFound("没有这一次上报。")

    @cached_property
    def own_forms(self) -> frozenset[str] | None:
        """The forms this person fills; None for all of them."""
        return forms_open_to(self.actor, self.ret.unit)

    @cached_property
    def people(self) -> list[Membership]:
        """Everybody who files for the unit now."""
        return people_now(self.ret.unit)

    def filled_by_others(self, form: Form) -> str:
        """Who fills a form that this person only reads while it may be changed; else ""."""
        if not self.editable or self.own_forms is None or form.code in self.own_forms:
            return ""
        return others(self.ret, form.code)

    @property
    def compared(self) -> Comparisons:
        return self.typed.compared

    @cached_property
    def facts(self) -> RegisterFacts:
        """The unit: as it was filed, or of today while the return may be changed."""
        filed = None if self.editable else self.revision
        return facts_of(filed) if filed else facts_now(self.ret, lists=self.typed.unit.lists)

    @cached_property
    def typed(self) -> TypedReturn:
        """The return as it is shown; of a sheet that was sent, what the draft keeps."""
        if self.revision and not self.editable:
            earlier = partial(comparisons_of, self.ret, self.revision)
            return read(self.ret, self.revision.forms, earlier, self.facts.as_unit())
        if self.posted:
            return read(self.ret, self.draft.forms, lambda: self._earlier)
        return settle(self.ret, self.draft.forms, self.draft.overridden, self._earlier)

    @cached_property
    def _earlier(self) -> Comparisons:
        """What the draft is compared with, and begins from."""
        return comparisons_of(self.ret)

    @property
    def forms(self) -> Mapping[str, Any]:
        return self.typed.forms

    @cached_property
    def faults(self) -> dict[str, str]:
        """What could not be understood, by cell."""
        if self.revision and not self.editable:
            return {}
        return {fault.cell: without_place(fault.message) for fault in self.typed.faults}

    @property
    def due(self) -> tuple[Form, ...]:
        return self.typed.due

    def lines_of(self, key: str) -> list[dict[str, str]]:
        """The stored lines of a group ("4.lines")."""
        return lines(self.forms, CellRef.parse(key))

    def show(self) -> None:
        """A sheet that was sent has been read; what follows is for the page."""
        self.posted = False
        for name in ("typed", "faults", "locked", "brought_anew"):
            self.__dict__.pop(name, None)

    def overlay(self, posted: Posted) -> None:
        """Show what was typed although it could not be saved: nothing is lost."""
        self.show()
        forms = copied(dict(self.forms))
        for ref, text in posted.cells.items():
            if parsed := parse_ref(ref):
                put(forms, parsed, text)
        for key, typed in posted.rows.items():
            put_lines(forms, CellRef.parse(key), typed)
        self.typed = self.typed.showing(forms)
        self.explanations.update(posted.notes)

    @cached_property
    def locked(self) -> frozenset[str]:
        return read_only_cells(self.ret, self.compared)

    # ---- result of 数据审核 ---------------------------------------------------------------

    @property
    def report(self) -> Mapping[str, Any] | None:
        if self.ret.lifecycle is State.RETIRED and self.revision is None:
            return None  # what was found in a draft that nobody expects is nobody's task
        if self.editable or self.revision is None:
            draft: Mapping[str, Any] | None = self.draft.report
            return draft
        filed: Mapping[str, Any] = self.revision.report
        return filed

    @property
    def stale(self) -> bool:
        """The figures, or the rules in force, were changed after the last 数据审核."""
        if not self.editable:
            return False
        changed = self.draft.report_version != self.draft.version
        return changed or bool(self.brought_anew) or judged_by_others(self.ret, self.draft.report)

    @cached_property
    def brought_anew(self) -> int:
        """Carried cells of a saved draft that a correction of an earlier return has changed."""
        if not self.editable or not self.draft.version:
            return 0
        stored: Mapping[str, Any] = self.draft.forms
        brought, own = carried(self.due, self.compared), set(self.draft.overridden)
        offered = {key: text for key, text in brought.offered.items() if key not in own}
        return sum(
            get(stored, ref) != text
            for key, text in {**brought.locked, **offered}.items()
            if (ref := parse_ref(key))
        )

    @cached_property
    def follow_ups(self) -> list[FollowUp]:
        """Corrections of earlier periods that wait to be looked at."""
        return open_follow_ups_of(self.actor, self.ret)

    @cached_property
    def explanations(self) -> dict[str, str]:
        """Newest 填写说明 by finding key."""
        return explanation_texts(self.ret)

    @property
    def notes(self) -> dict[str, str]:
        """The same by the names they have in a save."""
        return {f"{NOTE}{key}": text for key, text in self.explanations.items()}

    @cached_property
    def outcome(self) -> Outcome | None:
        own, said, offers = None, self.explanations, NO_OFFERS
        if self.editable:
            own = self.own_forms
            offers = offered_again(self.actor, self.ret, self.draft, said)
        return outcome_of(
            self.regime, self.report, said, passed=self.passed, own=own, offers=offers
        )

    @property
    def passed(self) -> bool:
        return self.ret.lifecycle is State.PASSED or not self.editable

    # ---- forms ------------------------------------------------------------------------------

    def form(self, code: str) -> Form:
        """A form that the unit owes in this return; ``NotFound`` for any other."""
        for form in self.due:
            if form.code == code:
                return form
        raise NotFound("本期报表中没有这张表。")

    def sheet(
        self,
        form: Form,
        *,
        spare_lines: int = 1,
        for_print: bool = False,
        suspects: Collection[str] = (),
    ) -> Sheet:
        typed = self.forms if self.editable else None
        return sheet_of(
            self.regime,
            form,
            self.forms,
            previous_json=self.compared.previous,
            year_ago_json=self.compared.year_ago,
            report=None if self.posted or self.stale else self.report,
            editable=self.editable and not for_print and not self.filled_by_others(form),
            period=self.period,
            faults=self.faults,
            growth=self.typed.growth if not self.posted else {},
            spare_lines=spare_lines,
            locked=self.locked,
            suspects=suspects,
            overridden=self.draft.overridden,
            quiet=self.outcome.quiet if not self.posted and self.outcome else (),
            beside=NOTHING_BESIDE if for_print else beside_of(self.ret, form, self.compared, typed),
        )

    def tabs(self, current: str = "") -> list[Tab]:
        return [
            replace(self._tab(form, form.code == current), filled_by=self.filled_by_others(form))
            for form in self.due
        ]

    def _tab(self, form: Form, current: bool) -> Tab:
        outcome = None if self.stale else self.outcome
        trouble = sum(form_of(ref) == form.code for ref in self.faults)
        filled = filled_in(self.regime, form, self.forms)
        if not filled and not trouble and (self.editable or not self.revision):
            return Tab(form, "blank", "未填", current)
        if outcome and not self.faults:
            trouble = sum(view.open for view in outcome.of_form(form.code))
        if trouble:
            return Tab(form, "faulty", f"{trouble}处问题", current)
        if not self.editable and self.revision:
            return Tab(form, "complete", "已上报", current)
        if outcome:
            return Tab(form, "complete", "无问题", current)
        return Tab(form, "started", f"已填{filled}格", current)

    # ---- head, foot, reasons ----------------------------------------------------------------

    @cached_property
    def decision(self) -> str:
        """The city's decision to file on an edition after its 有效期; empty while it is valid."""
        if not self.regime.expired_for(self.period):
            return ""
        opening = PeriodOpening.objects.filter(period=self.ret.period).first()
        return opening.decision if opening else ""

    @cached_property
    def signatories_to_start(self) -> dict[str, str]:
        """What 确定上报 starts its foot from."""
        return starting(self.actor, self.ret.unit, self.people, self.revision)

    def foot(self, *, start: bool = False) -> list[FootLine]:
        """The foot as filed; before 确定上报 its names only, or what it will ``start`` from."""
        if self.editable or self.revision is None:
            return foot_lines(self.regime, self.signatories_to_start if start else {})
        return foot_lines(self.regime, self.revision.signatories)

    @cached_property
    def returned(self) -> Returned | None:
        """The reason to show on a return that came back."""
        if self.ret.lifecycle not in {State.DISTRICT_RETURNED, State.CITY_RETURNED} and not (
            self.editable and self.ret.revision
        ):
            return None
        acts = ReviewAct.objects.filter(owner=self.ret).exclude(action__in=_GIVEN_UP)
        act = acts.order_by("-id").first()
        if act is None or act.action not in _RETURNED:
            return None
        return returned_of(self.regime, act)

    def withdrawal(self, revision: Revision) -> ReviewAct | None:
        """When and by whom a submission was taken back; None where it stands again."""
        acts = ReviewAct.objects.filter(
            owner=self.ret,
            revision=revision.number,
            action__in=(Action.WITHDRAW.value, Action.GIVE_UP.value),
        )
        last = acts.select_related("actor").order_by("-id").first()
        return last if last and last.action == Action.WITHDRAW.value else None

    @cached_property
    def correction(self) -> Correction | None:
        """The filed return is being changed and was not submitted again."""
        return correction_of(self.actor, self.ret) if self.editable else None

    def correction_told(self) -> dict[str, Any] | None:
        """The same for the notice above the tabs: which submission, and how much differs from it."""
        found = self.correction
        if found is None:
            return None
        changed = len(changes_of(self.ret, self.draft, found.revision))
        modified = bool(changed) or self.draft.version != found.revision.draft_version
        return {"revision": found.revision, "begun": found.begun, "withdrawn": found.withdrawn,
                "changed": changed, "modified": modified}  # fmt: skip

    @property
    def step(self) -> str:
        """The act that comes next: nothing kept yet, to be audited, or ready to submit."""
        if self.ret.lifecycle is State.NOT_STARTED:
            return "save"
        ready = self.ret.lifecycle is State.PASSED and not self.stale and not self.posted
        return "submit" if ready else "validate"

    def fault_lines(self) -> list[FaultLine]:
        return [
            FaultLine(ref, form_of(ref), cell_name(self.regime, ref), message)
            for ref, message in self.faults.items()
        ]

    def page(self, current: str = "") -> dict[str, Any]:
        """What every page of a return needs."""
        return {
            "ret": self.ret,
            "unit": self.facts,
            "draft": self.draft,
            "step": self.step,
            "period": self.period,
            "frequency_label": self.period.frequency.label,
            "regime": self.regime,
            "editable": self.editable,
            "tabs": self.tabs(current),
            "returned": self.returned,
            "correction": self.correction_told(),
            "revision": self.revision,
            "org_code": organisation_code(self.facts.uscc),
            "valid_to": chinese_iso(self.regime.validity.valid_to),
            "decision": self.decision,
            "rule_notices": notices_for(self.ret) if self.editable else [],
            "foot": self.foot(),
            "follow_ups": self.follow_ups,
            "brought_anew": self.brought_anew,
        }


def returned_of(regime: Regime, act: ReviewAct) -> Returned:
    """A reviewer's reason with the name of what it is bound to."""
    rule = rule_title(regime, act.target)
    form = "" if rule else form_of(act.target)
    name = rule or (cell_name(regime, act.target) if act.target else "")
    return Returned(act.reason, act.target, name, form if form in regime.form else "", act)
