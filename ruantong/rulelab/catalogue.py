"""Rules of a set as the pages show them: what they demand, how often they fired, examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.models import Max

from ruantong.core.cellref import which_return
from ruantong.core.cells import print_value, spec_of
from ruantong.core.certainty import Certainty
from ruantong.core.dossier import Dossier
from ruantong.core.findings import Outcome, findings_of
from ruantong.core.pack_paths import packs_dir
from ruantong.core.regime import Form, Regime, Rule
from ruantong.core.rules.edits import edited, held
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.rules.words.sentences import sentence_of
from ruantong.core.validation import validate
from ruantong.core.values import ValueFault
from ruantong.returns.cells import cell_name
from ruantong.rulelab.cases import PASS, find_cases
from ruantong.rulelab.history import readable
from ruantong.rulelab.pack_cases import sound_returns
from ruantong.rulelab.sets import RuleSetChoice
from ruantong.rulelab.trial import narrowed
from ruantong.rulelab.written import LEVELS, REACHES, rule_text, rules_text

CERTAINTY = {
    Certainty.SEEN: "官方审核关系",
    Certainty.INFERRED: "按表样推定",
    Certainty.GUESSED: "按惯例拟定",
}
_EARLIER = {"previous": "上期报表 ", "year_ago": "上年同期 ", "december": "1—12月月报 "}
_UNIT = {
    "unit.district": "报送区县",
    "unit.lists": "列入的名单",
    "unit.uscc_unique": "信用代码唯一",
}
POLICIES = {"partial_zero": "部分按零", "non_null": "不判", "zero": "按零"}


@dataclass(frozen=True)
class Entry:
    """One rule, or one part of a rule, of a set."""

    rule: Rule
    form: Form
    sentence: str
    instances: int
    fired: int | None = None

    @property
    def name(self) -> str:
        return f"{self.rule.id} 之{self.rule.part}" if self.rule.part else self.rule.id

    @property
    def level(self) -> str:
        return LEVELS[self.rule.severity]

    @property
    def scope(self) -> str:
        return REACHES[self.rule.scope]

    @property
    def certainty(self) -> str:
        return CERTAINTY[self.rule.certainty]

    @property
    def policy(self) -> str:
        return POLICIES[self.rule.blank]

    @property
    def text(self) -> str:
        return rule_text(self.rule)

    @property
    def said(self) -> str:
        """What a search looks in."""
        return f"{self.name} {self.rule.title} {self.sentence} {self.text}"


def entries_of(choice: RuleSetChoice, fired: Mapping[str, int] | None = None) -> list[Entry]:
    """All rules of a set in their order; ``fired`` counts by rule id."""
    return [
        replace(entry, fired=None if fired is None else fired.get(entry.rule.id, 0))
        for entry in _entries(choice)
    ]


@lru_cache(maxsize=32)
def _entries(choice: RuleSetChoice) -> tuple[Entry, ...]:
    grouped: dict[tuple[str, str], list[Instance]] = {}
    for instance in choice.ruleset.instances:
        grouped.setdefault((instance.rule.id, instance.rule.part), []).append(instance)
    regime = choice.regime
    return tuple(
        Entry(rule, regime.form[rule.form], sentence_of(regime, group), len(group))
        for group in grouped.values()
        for rule in (group[0].rule,)
    )


# ---- how often ----------------------------------------------------------------------------------


def fired_in(period: str, regime_key: str) -> tuple[dict[str, int], int]:
    """Returns on which each rule failed when they were submitted, and the number of returns looked
    at: forwarded submissions only, as for everything the city reads.
    """
    found = readable([period], regime_key)
    newest = found.aggregate(newest=Max("pk"))["newest"] or 0
    return _fired(period, regime_key, newest, found.count())


@lru_cache(maxsize=64)
def _fired(period: str, regime_key: str, newest: int, count: int) -> tuple[dict[str, int], int]:
    counts: Counter[str] = Counter()
    reports = readable([period], regime_key).values_list("report", flat=True)
    for report in reports.iterator(chunk_size=500):
        counts.update({f.rule for f in findings_of(report) if f.failed and f.rule})
    return dict(counts), count


# ---- examples -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Example:
    """A made-up return on which the rule passes or fails. ``cells`` are name, value and whether it
    was changed to bring that about; ``message`` is what the respondent would read.
    """

    passes: bool
    cells: tuple[tuple[str, str, bool], ...]
    message: str


@lru_cache(maxsize=512)
def examples_of(choice: RuleSetChoice, rule_id: str) -> tuple[Example, ...]:
    """A passing and a failing example, found by changing the pack's consistent return."""
    judge = narrowed(choice.ruleset, (rule_id,))
    found: dict[bool, Example] = {}
    for document in sound_returns(packs_dir() / choice.regime_key, judge.regime):
        if document.period.frequency is not judge.frequency:
            continue
        for case in find_cases(judge, document.dossier):
            dossier = edited(document.dossier, case.edits)
            example = _example(judge, dossier, case.outcome == PASS, tuple(case.edits))
            found.setdefault(example.passes, example)
    return tuple(found[passes] for passes in (True, False) if passes in found)


def _example(judge: RuleSet, dossier: Dossier, passes: bool, changed: tuple[str, ...]) -> Example:
    findings = [f for f in validate(judge, dossier).findings if f.outcome is Outcome.FAIL]
    own = findings[0].cells if findings else judge.instances[0].cells
    refs = dict.fromkeys([*own, *changed])
    cells = tuple(
        (_named(judge.regime, ref), _shown(judge.regime, dossier, ref), ref in changed)
        for ref in refs
    )
    return Example(passes, cells, findings[0].message if findings else "")


def _named(regime: Regime, ref: str) -> str:
    which, rest = which_return(ref)
    if which in _EARLIER and rest:
        return _EARLIER[which] + cell_name(regime, rest)
    return _UNIT.get(ref) or cell_name(regime, ref)


def _shown(regime: Regime, dossier: Dossier, ref: str) -> str:
    which, rest = which_return(ref)
    if which == "unit":
        value = getattr(dossier.unit, rest)
        return "、".join(sorted(value)) if isinstance(value, frozenset) else str(value)
    try:
        spec = spec_of(regime, rest)
    except ValueFault:
        return "无"
    return print_value(spec, held(dossier, ref)) or "空"


def text_of_rule(choice: RuleSetChoice, rule_id: str) -> str:
    """All parts of a rule as text, to begin a draft from."""
    return rules_text([rule for rule in choice.ruleset.rules if rule.id == rule_id])
