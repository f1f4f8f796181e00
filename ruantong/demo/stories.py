"""Everything one enterprise filed: for each period its life and the content that goes with it.

Pure figures and texts, so that units can be made in parallel processes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ruantong.core.content import content_hash
from ruantong.core.dossier import Dossier, Forms, UnitFacts, Value
from ruantong.core.interchange import forms_to_json
from ruantong.core.lifecycle import EDITABLE, Action, State
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from ruantong.core.validation import Report, validate
from ruantong.demo import examples, names, words
from ruantong.demo.annual import annual_forms
from ruantong.demo.contents import carried, half_done, json_text, overridden_cells, report_text
from ruantong.demo.facts import form1
from ruantong.demo.lives import REASONS, Act, Schedule, draw_life, life_to, state_after, until
from ruantong.demo.months import Books
from ruantong.demo.plan import forced_state
from ruantong.demo.plants import Content, Plant, before_correction, plants_for
from ruantong.demo.profile import Profile
from ruantong.demo.registered import facts_of
from ruantong.demo.tour import mistake_of, stop_of
from ruantong.returns.judging.audit import judge_dossier, stored_report
from ruantong.returns.reading.impact import impact_of
from ruantong.returns.regimes import regime_for_period

# Explanations are written between the 数据审核 that asks for them and the one that passes.
EXPLAINED_BEFORE = timedelta(minutes=5)
# What the first published account has to put right: an error and a query for each kind of return.
_TRAINING = ("unit_slip", "devices_off_by_one", "sum_off_by_one", "apart_from_december")
_SUBMIT_ENDS = (Action.SEND_BACK, Action.SEND_BACK_TO_ENTERPRISE)


@dataclass(frozen=True)
class Filing:
    """One submission; ``forms``, ``report``, ``explanations``, ``signatories`` and ``facts`` as JSON.

    ``explained``: explanations by finding key.
    """

    forms: str
    report: str
    explanations: str
    signatories: str
    facts: str
    content_hash: str
    ruleset: str
    explained: dict[str, str]
    impact: int | None


@dataclass(frozen=True)
class Typed:
    """The respondent's draft, as JSON texts. ``report`` None: changed since the last 数据审核."""

    forms: str
    report: str | None
    overridden: str


@dataclass(frozen=True)
class Story:
    """One return of one unit. ``plant``: names of the errors in an unsubmitted draft.

    ``explained`` are the explanations of a draft that passed and was not submitted yet.
    """

    period: str
    acts: tuple[Act, ...]
    state: State
    filings: tuple[Filing, ...]
    draft: Typed | None
    plant: str = ""
    explained: Mapping[str, str] = field(default_factory=dict)


def stories_of(profile: Profile, plan: Sequence[Schedule], now: datetime) -> list[Story]:
    """All returns of one unit, oldest first."""
    teller = _Teller(profile, plan, now)
    return [teller.story(schedule) for schedule in plan]


def content_of(
    profile: Profile, plan: Sequence[Schedule], now: datetime, period: Period
) -> Content:
    """What one unit finally reports for a period."""
    return _Teller(profile, plan, now).content(period)


_RULESETS: dict[tuple[str, Frequency], RuleSet] = {}


def ruleset_for(regime: Regime, frequency: Frequency) -> RuleSet:
    """Compiled once per process."""
    key = (regime.key, frequency)
    if key not in _RULESETS:
        _RULESETS[key] = compile_rules(regime, frequency)
    return _RULESETS[key]


class _Teller:
    """Makes the returns of one unit in order, remembering what was filed before."""

    def __init__(self, profile: Profile, plan: Sequence[Schedule], now: datetime) -> None:
        self.profile, self.now = profile, now
        self.stop = stop_of(profile.number, plan)
        self.last_month = examples.last_month(plan)
        self.books = Books(profile)
        self.filed: dict[str, Forms] = {}

    def story(self, schedule: Schedule) -> Story:
        period = schedule.period
        acts = self._acts(schedule)
        state = state_after(acts)
        final = self.content(period)
        filings = self._filings(period, final, acts)
        draft, plant = self._draft(period, final, acts, filings)
        told = self._explained(period, final, state)
        if told or (filings and filings[0].explained):
            acts = with_refusal(acts)
        return Story(str(period), tuple(acts), state, tuple(filings), draft, plant, told)

    def _acts(self, schedule: Schedule) -> list[Act]:
        reasons = REASONS[schedule.period.frequency]
        if self._on_tour(schedule.period):
            given_up = min(self.now, schedule.end_of_filing)
            return life_to(State.FAILED, schedule, given_up, reasons)
        number, last = self.profile.number, self.last_month
        forced = examples.state_before(number, schedule.period, last)
        forced = forced or forced_state(self.profile, schedule, self.now)
        if forced is not None:
            return life_to(forced, schedule, self.now, reasons)
        draw = self.profile.draws(f"life/{schedule.period}")
        life = draw_life(draw, schedule, reasons=reasons)
        while not life and mistake_of(self.profile.number):
            life = draw_life(draw, schedule, reasons=reasons)  # what the mistake is held against
        return until(life, self.now)

    def _on_tour(self, period: Period) -> bool:
        return self.stop is not None and self.stop.period == str(period)

    def content(self, period: Period) -> Content:
        """What the unit finally reports, with the columns the platform brings over."""
        if period.frequency is Frequency.ANNUAL:
            forms = annual_forms(self.books, period.year)
            employees, revenue = forms["3"].value("D1", "A"), forms["2"].value("B00", "A")
            first = form1(self.profile, employees=_int(employees), revenue=_int(revenue))
            return {"1": first, **forms}
        own: Content = {"6": self.books.form6(period)}
        content = examples.content_of(self.profile.number, period, self.last_month, own)
        if self.profile.listed_form7:
            content["7"] = self.books.form7(period)
        before = period.previous(names.FIRST_MONTH)
        return carried(content, self.filed.get(str(before)), "C") if before else content

    def _lists(self, period: Period) -> frozenset[str]:
        monthly = period.frequency is Frequency.MONTHLY
        listed = {"form7"} if monthly and self.profile.listed_form7 else set()
        return frozenset({period.frequency.value} | listed)

    def _dossier(self, period: Period, forms: Forms) -> Dossier:
        annual = period.frequency is Frequency.ANNUAL
        return Dossier(
            period=period,
            unit=UnitFacts(
                uscc=self.profile.uscc,
                name=self.profile.name,
                district=self.profile.district,
                lists=self._lists(period),
                uscc_unique=True if annual else None,
            ),
            forms=forms,
            previous=self.filed.get(str(period.previous(names.FIRST_MONTH))),
            year_ago=self.filed.get(str(period.year_ago())),
            december=self.filed.get(str(period.december())) if annual else None,
        )

    def _report(self, period: Period, forms: Forms) -> Report:
        ruleset = ruleset_for(regime_for_period(period), period.frequency)
        return validate(ruleset, self._dossier(period, forms))

    def _filings(self, period: Period, final: Content, acts: Sequence[Act]) -> list[Filing]:
        """One content per 确定上报; one that was sent back had the doubtful figure in it."""
        submitted: list[tuple[datetime, str]] = []
        for act in acts:
            if act.action is Action.SUBMIT:
                submitted.append((act.at, ""))
            elif act.action in _SUBMIT_ENDS:
                submitted[-1] = (submitted[-1][0], act.target)
        filings = []
        for at, target in submitted:
            content = before_correction(final, target) if target else final
            self.filed[str(period)] = content
            filings.append(self._filing(period, content, submitted[0][0], at))
        return filings

    def _filing(self, period: Period, content: Content, first: datetime, at: datetime) -> Filing:
        """``first`` is the moment of the first submission, before which queries were explained."""
        regime = regime_for_period(period)
        report = self._report(period, content)
        forms = forms_to_json(regime, content)
        number = self.profile.number
        preparer = names.person("填报员", number)
        told = (first - EXPLAINED_BEFORE).astimezone(UTC).isoformat()
        explanations = [
            {
                "key": finding.key,
                "text": words.explanation(finding.rule),
                "author": preparer,
                "at": told,
            }
            for finding in report.queries
        ]
        signatories = {
            "unit_head": names.person("负责人", number),
            "statistics_head": names.person("统计负责人", number),
            "preparer": preparer,
            "mobile": names.mobile(number),
            "phone": names.landline(number),
            "reported_on": at.date().isoformat(),
        }
        registered = facts_of(self.profile, self._lists(period)).as_json()
        return Filing(
            forms=json_text(forms),
            report=report_text(report, regime),
            explanations=json_text(explanations),
            signatories=json_text(signatories),
            facts=json_text(registered),
            content_hash=content_hash(
                regime.key, str(period), registered, forms, explanations, signatories
            ),
            ruleset=report.ruleset,
            explained={said["key"]: said["text"] for said in explanations},
            impact=impact_of(regime, period.frequency, forms),
        )

    def _explained(self, period: Period, final: Forms, state: State) -> dict[str, str]:
        """Explanations of a draft that passed 数据审核 and waits for 确定上报."""
        if state is not State.PASSED:
            return {}
        queries = self._report(period, final).queries
        return {finding.key: words.explanation(finding.rule) for finding in queries}

    def _draft(
        self, period: Period, final: Content, acts: Sequence[Act], filings: Sequence[Filing]
    ) -> tuple[Typed | None, str]:
        """What stands in the form now: the last submission, or work in progress."""
        typing = [act.action for act in acts if act.role.value == "respondent"]
        if not typing:
            return None, ""
        overridden = json_text(overridden_cells(self.profile, final))
        state = state_after(acts)
        if filings and (state not in EDITABLE or typing[-1] is Action.SUBMIT):
            return Typed(filings[-1].forms, filings[-1].report, overridden), ""
        regime = regime_for_period(period)
        if filings or state is State.PASSED:
            passed = state is State.PASSED
            stored = self._audited(period, final, explained=True) if passed else None
            return Typed(json_text(forms_to_json(regime, final)), stored, overridden), ""
        plants = self._plants(period)
        if Action.VALIDATE_FAIL in typing and plants:
            planted = final
            for plant in plants:
                planted = plant.apply(planted)
            failed = state is State.FAILED
            stored = self._audited(period, planted, explained=False) if failed else None
            return Typed(json_text(forms_to_json(regime, planted)), stored, overridden), " ".join(
                plant.name for plant in plants
            )
        return Typed(json_text(forms_to_json(regime, half_done(final))), None, "[]"), ""

    def _audited(self, period: Period, forms: Forms, *, explained: bool) -> str:
        """What 数据审核 would keep with such a draft, the guard's questions among it."""
        regime = regime_for_period(period)
        ruleset, dossier = ruleset_for(regime, period.frequency), self._dossier(period, forms)
        told = self._explained(period, forms, State.PASSED) if explained else {}
        return json_text(stored_report(judge_dossier(ruleset, dossier, (), told), regime))

    def _plants(self, period: Period) -> list[Plant]:
        """One error, another for each enterprise; the first one, for training, makes two.

        An enterprise of the tour makes its own there and none elsewhere.
        """
        if mistake := mistake_of(self.profile.number):
            return [mistake.planted] if self._on_tour(period) else []
        possible = plants_for(
            self.profile, period.frequency, first_period=period.previous(names.FIRST_MONTH) is None
        )
        if self.profile.number == 1:
            return [plant for plant in possible if plant.name in _TRAINING]
        return possible[self.profile.number % len(possible) :][:1]


def with_refusal(acts: Sequence[Act]) -> list[Act]:
    """A query can only be explained after 数据审核 has found it: the life gets that first 数据审核."""
    acts = list(acts)
    first = next(n for n, act in enumerate(acts) if act.action is Action.VALIDATE_PASS)
    before = acts[first - 1]
    if before.action is not Action.VALIDATE_FAIL:
        at = max(before.at + timedelta(seconds=1), acts[first].at - timedelta(minutes=20))
        acts.insert(first, Act(Action.VALIDATE_FAIL, at))
    return acts


def _int(value: Value) -> int:
    return value if isinstance(value, int) else 0
