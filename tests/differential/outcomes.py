"""What an executor makes of a return, in one plain format every executor can be compared in.

``rules``   {"R6-01": [pass, fail, not_applicable, not_evaluated]}, over the rule's instances
``counts``  the same four over all rules
``verdicts`` {"R6-01:A": "fail" | "not_evaluated"}; instances not named passed or did not apply
``findings`` the same in order, with cells, both sides, difference and message
``automatic`` {"6.2020.A": "12.00" | None}, the values the platform computes
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ruantong.core.applicability import forms_due
from ruantong.core.dossier import Dossier
from ruantong.core.rules.executors.python import FAIL, Run, compile_function
from ruantong.core.rules.ruleset import RuleSet, automatic_values
from ruantong.core.validation import validate
from ruantong.core.values import format_number
from tests.differential.returns import Sample, ruleset_of

Four = list[int]


@dataclass(frozen=True)
class Outcomes:
    """The result of one executor for one return; see the module for the fields."""

    rules: Mapping[str, Four]
    counts: Four
    verdicts: Mapping[str, str]
    findings: tuple[tuple[Any, ...], ...]
    automatic: Mapping[str, str | None]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "rules": dict(self.rules),
            "counts": self.counts,
            "findings": [list(finding) for finding in self.findings],
            "automatic": dict(self.automatic),
        }


def python_outcomes(sample: Sample) -> Outcomes:
    """What the platform itself says of a sample."""
    return outcomes_of(ruleset_of(sample), sample.dossier)


def outcomes_of(rules: RuleSet, dossier: Dossier) -> Outcomes:
    """The generated function's verdicts, the report with its messages, the automatic values."""
    report = validate(rules, dossier)
    counts = report.counts
    return Outcomes(
        rules=rule_counts(rules, dossier),
        counts=[counts.pass_, counts.fail, counts.not_applicable, counts.not_evaluated],
        verdicts={finding.key: finding.outcome.value for finding in report.findings},
        findings=tuple(
            (f.key, f.outcome.value, list(f.cells), f.left, f.right, f.difference, f.message)
            for f in report.findings
        ),
        automatic=automatic_texts(rules, dossier),
    )


def rule_counts(rules: RuleSet, dossier: Dossier) -> dict[str, Four]:
    """The four outcomes of every rule by itself, each by a function generated for it alone."""
    unit, period = dossier.unit, dossier.period
    due = forms_due(rules.regime, period, lists=unit.lists, forms=dossier.forms)
    others = (dossier.previous, dossier.year_ago, dossier.december, {form.code for form in due})
    register = (unit.lists, unit.uscc_unique, unit.district, period.months, period.year)
    found: dict[str, Four] = {}
    for rule, size, run in _one_by_one(rules):
        skipped, extra, verdicts = run(dossier.forms, *others, *register)
        fails = sum(1 for verdict in verdicts if verdict[2] == FAIL)
        unknown = len(verdicts) - fails
        found[rule] = [size + extra - skipped - len(verdicts), fails, skipped, unknown]
    return found


def automatic_texts(rules: RuleSet, dossier: Dossier) -> dict[str, str | None]:
    """Automatic values as they are printed; None where nothing can be computed."""
    places = {formula.ref: formula.places for formula in rules.formulas}
    values = automatic_values(rules, dossier)
    return {
        ref: None if value is None else format_number(value, places[ref])
        for ref, value in values.items()
    }


_FUNCTIONS: dict[str, tuple[tuple[str, int, Run], ...]] = {}


def _one_by_one(rules: RuleSet) -> tuple[tuple[str, int, Run], ...]:
    """(rule id, number of instances, function) for every rule of a rule set."""
    if rules.hash not in _FUNCTIONS:
        names = dict.fromkeys(instance.rule.id for instance in rules.instances)
        parts = {name: [i for i in rules.instances if i.rule.id == name] for name in names}
        _FUNCTIONS[rules.hash] = tuple(
            (name, len(own), compile_function(rules.regime, own, rules.formulas)[0])
            for name, own in parts.items()
        )
    return _FUNCTIONS[rules.hash]
