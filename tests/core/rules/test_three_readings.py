"""Rules that reach every kind of node: the generated function, the slow value of a tree and the
independent reading give the same outcome for every instance and every line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from ruantong.core.applicability import forms_due
from ruantong.core.dossier import Dossier, FormData
from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.executors.python import FAIL
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language.tree import CURRENT, YEAR_AGO
from ruantong.core.rules.lowering.chain import PASS
from ruantong.core.rules.ruleset import RuleSet, run_on
from tests.core.rules import oracle
from tests.differential.returns import samples_of
from tests.differential.test_every_node import CASES, EDITION

RETURNS = 25
#: In the order of the outcomes' codes.
WORDS = (oracle.PASS, oracle.FAIL, oracle.SKIP, oracle.UNKNOWN)


@cache
def rules(name: str) -> RuleSet:
    make, form, checks, attributes = CASES[name]
    return make(form, checks, **attributes)


def dossiers(name: str) -> list[Dossier]:
    drawn = samples_of(EDITION, rules(name).frequency, RETURNS, seed=f"three {name}")
    return [sample.dossier for sample in drawn]


def generated(ruleset: RuleSet, dossier: Dossier) -> dict[str, str]:
    """Instances that fail or cannot be judged, as the generated function says."""
    told = {}
    for number, line, outcome in run_on(ruleset.run, ruleset.regime, dossier)[2]:
        instance = ruleset.instances[number]
        key = f"{instance.key}:{line}" if line else instance.key
        told[key] = oracle.FAIL if outcome == FAIL else oracle.UNKNOWN
    return told


def slowly(ruleset: RuleSet, dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Outcomes of all instances whose returns and forms are there, by the value of each step."""
    unit, regime = dossier.unit, ruleset.regime
    due = forms_due(regime, dossier.period, lists=unit.lists, forms=dossier.forms)
    owed = {form.code for form in due}
    whole = Situation(regime, dossier, ruleset.formula)
    for instance in ruleset.instances:
        if any(
            form not in (owed if when == CURRENT else whole.forms(when))
            for when, form in instance.needs
        ):
            continue
        rule = instance.rule
        if not rule.row_group:
            yield instance.key, outcome(instance, whole)
            continue
        last_year = whole.forms(YEAR_AGO).get(rule.form, FormData())
        olds = {row.get("code"): row for row in last_year.rows.get(rule.row_group, ())}
        for number, row in enumerate(whole.rows(rule.form, rule.row_group), 1):
            at_line = replace(whole, row=row, old_row=olds.get(row.get("code"), {}))
            yield f"{instance.key}:{number}", outcome(instance, at_line)


def outcome(instance: Instance, situation: Situation) -> str:
    """Where the steps of an instance lead."""
    found = (step.outcome(situation.run(step.judgement)) for step in instance.steps)
    return WORDS[next((code for code in found if code is not None), PASS)]


@pytest.mark.parametrize("name", CASES)
def test_the_value_of_a_tree_is_what_the_generated_function_judges(name: str) -> None:
    ruleset, seen = rules(name), set()
    for dossier in dossiers(name):
        told = generated(ruleset, dossier)
        read = dict(slowly(ruleset, dossier))
        assert {k: v for k, v in read.items() if v in {oracle.FAIL, oracle.UNKNOWN}} == told
        seen |= set(read.values())
    assert seen == {oracle.PASS, oracle.FAIL, oracle.SKIP, oracle.UNKNOWN}


@pytest.mark.parametrize("name", CASES)
def test_an_independent_reading_agrees(name: str) -> None:
    ruleset = rules(name)
    for dossier in dossiers(name):
        expected = dict(oracle.verdicts(ruleset.regime, dossier))
        skipped, extra, _ = run_on(ruleset.run, ruleset.regime, dossier)
        assert generated(ruleset, dossier) == {
            key: outcome
            for key, outcome in expected.items()
            if outcome in {oracle.FAIL, oracle.UNKNOWN}
        }
        assert skipped == list(expected.values()).count(oracle.SKIP)
        assert extra + len(ruleset.instances) == len(expected)
