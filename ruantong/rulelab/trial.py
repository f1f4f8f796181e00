"""Trying changed rules on returns: which rules differ, and what each says before and after."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from ruantong.core.dossier import Dossier
from ruantong.core.rules.executors.python import FAIL, compile_function
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.validation import judge, validate

PASS, FAILS, NOT_APPLICABLE, NOT_EVALUATED = "pass", "fail", "not_applicable", "not_evaluated"
#: There is no such rule in that set.
ABSENT = "absent"
OUTCOMES = {
    PASS: "通过",
    FAILS: "不符",
    NOT_APPLICABLE: "不适用",
    NOT_EVALUATED: "未能判定",
    ABSENT: "无此规则",
}


_QUIET = {frozenset((ABSENT, PASS)), frozenset((ABSENT, NOT_APPLICABLE))}


def told_apart(before: str, after: str) -> bool:
    """Whether a return is listed for these outcomes. A new rule that it passes, or one taken out
    that it passed, is only counted.
    """
    return before != after and frozenset((before, after)) not in _QUIET


@dataclass(frozen=True)
class Trial:
    """One set's judges of the rules in question, each compiled by itself."""

    judges: Mapping[str, RuleSet]

    def outcome(self, rule_id: str, dossier: Dossier) -> str:
        """A rule on a return: fails if any instance does, cannot be told if any cannot."""
        ruleset = self.judges.get(rule_id)
        if ruleset is None:
            return ABSENT
        skipped, extra, verdicts = judge(ruleset, dossier)
        if any(what == FAIL for _, _, what in verdicts):
            return FAILS
        if verdicts:
            return NOT_EVALUATED
        return PASS if len(ruleset.instances) + extra > skipped else NOT_APPLICABLE

    def told(self, rule_id: str, dossier: Dossier, outcome: str) -> str:
        """Why a rule fails or cannot be judged, as the respondent reads it; "" for other outcomes."""
        if outcome not in {FAILS, NOT_EVALUATED}:
            return ""
        found = validate(self.judges[rule_id], dossier).findings
        return " ".join(f.message for f in found if f.outcome.value == outcome)


def trial_of(ruleset: RuleSet, rule_ids: Collection[str]) -> Trial:
    """Judges of these rules; an id the set does not have is absent."""
    known = {instance.rule.id for instance in ruleset.instances}
    return Trial(
        {rule_id: narrowed(ruleset, (rule_id,)) for rule_id in rule_ids if rule_id in known}
    )


def narrowed(ruleset: RuleSet, rule_ids: Collection[str]) -> RuleSet:
    """The rule set with these of its rules (all their parts) and no others, under a hash of its own."""
    instances = [each for each in ruleset.instances if each.rule.id in rule_ids]
    kept = dict.fromkeys(each.rule.id for each in instances)
    run, source = compile_function(ruleset.regime, instances, ruleset.formulas)
    return replace(
        ruleset,
        instances=tuple(instances),
        run=run,
        source=source,
        hash=f"{ruleset.hash}/{','.join(kept)}",
    )
