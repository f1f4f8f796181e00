"""Rules that reach every kind of node: the generated function, the slow value of a tree and the
independent reading give the same outcome for every instance and every line.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from ruantong.core.applicability import forms_due
from ruantong.core.dossier import Dossier, FormData
from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.executors.python import FAIL
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language.tree import CURRENT, RowCell, UniqueInRegister
from ruantong.core.rules.ruleset import RuleSet, run_on
from tests.core.rules import oracle
from tests.differential.returns import samples_of
from tests.differential.test_every_node import CASES, EDITION

RETURNS = 25


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


def read_slowly(instance: Instance, situation: Situation) -> str | None:
    """What docs/rules.md makes of the values of one instance."""
    if instance.condition is not None:
        applies = situation.judge(instance.condition)
        if applies is not True:
            return oracle.UNKNOWN if applies is None else oracle.SKIP
    blanks = [situation.is_blank(cell) for cell in instance.named]
    if instance.rule.blank == "partial_zero" and blanks and all(blanks):
        return oracle.SKIP
    if instance.rule.blank == "non_null" and any(blanks):
        return oracle.UNKNOWN
    holds = situation.judge(instance.check)
    if holds is None and isinstance(instance.check, UniqueInRegister):
        return oracle.SKIP
    return oracle.UNKNOWN if holds is None else oracle.PASS if holds else oracle.FAIL


def slowly(ruleset: RuleSet, dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Outcomes of all instances whose returns and forms are there."""
    unit, regime = dossier.unit, ruleset.regime
    due = {
        form.code
        for form in forms_due(regime, dossier.period, lists=unit.lists, forms=dossier.forms)
    }
    for instance in ruleset.instances:
        situation = Situation(regime, dossier, ruleset.formula)
        if any(
            form not in (due if when == CURRENT else situation.forms(when))
            for when, form in instance.needs
        ):
            continue
        rule = instance.rule
        if not rule.row_group:
            yield instance.key, read_slowly(instance, situation) or ""
            continue
        last_year = situation.forms("year_ago").get(rule.form, FormData())
        olds = {row.get("code"): row for row in last_year.rows.get(rule.row_group, ())}
        looks_back = any(isinstance(n, RowCell) and n.when != CURRENT for n in instance.named)
        for number, row in enumerate(situation.rows(rule.form, rule.row_group), 1):
            old = olds.get(row.get("code"))
            if looks_back and old is None:
                continue
            at_line = Situation(regime, dossier, ruleset.formula, row, old or {})
            yield f"{instance.key}:{number}", read_slowly(instance, at_line) or ""


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
