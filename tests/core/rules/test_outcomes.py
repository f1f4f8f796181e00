"""Four outcomes: what a blank, a missing return, a zero divisor and a condition make of a rule."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from ruantong.core.dossier import Dossier
from ruantong.core.regime import Regime
from ruantong.core.rules.edits import edited
from ruantong.core.rules.executors.columns import evaluate
from ruantong.core.rules.executors.columns_frame import frame_of
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.validation import validate
from tests.core.conftest import VECTORS
from tests.core.rules.trial import form6, monthly_dossier, only, rule_text, ruleset
from tests.differential.columns import results, stored_of

GIVEN: dict[str, Any] = json.loads((VECTORS / "outcomes.json").read_text("utf-8"))
CASES = [case for about, cases in GIVEN.items() if about != "about" for case in cases]


@pytest.mark.parametrize(("check", "others", "cells", "outcome"), CASES)
def test_one_rule(
    regime: Regime, check: str, others: dict[str, str], cells: dict[str, str], outcome: str
) -> None:
    """What the function says of a return, columns say of it too."""
    rules, dossier = ruleset(regime, rule_text(check, **others)), monthly_dossier(regime, cells)
    assert only(validate(rules, dossier)) == outcome
    (columns,) = results(evaluate(rules, frame_of(rules, [stored_of(regime, dossier)])))
    names = ("pass", "fail", "not_applicable", "not_evaluated")
    assert columns["counts"] == [name == outcome for name in names]


def test_a_missing_return_makes_a_rule_inapplicable(regime: Regime) -> None:
    trial = ruleset(regime, rule_text("[2020.C] = 上期[2020.A]"))
    dossier = monthly_dossier(regime, {"2020.C": "5"})
    assert only(validate(trial, dossier)) == "not_applicable"
    before = form6(regime, {"2020": "4"})
    assert only(validate(trial, replace(dossier, previous=before))) == "fail"
    assert only(validate(trial, replace(dossier, previous={}))) == "not_applicable"


def test_a_rule_that_may_do_without_the_other_return_still_needs_it(regime: Regime) -> None:
    trial = ruleset(regime, rule_text("[2020.A] = 5 或 上年[2020.A] = 5"))
    assert only(validate(trial, monthly_dossier(regime, {"2020": "5"}))) == "not_applicable"


def test_rules_of_a_form_that_is_not_due_do_not_apply(
    monthly: RuleSet, monthly_ok: Dossier
) -> None:
    off_list = edited(monthly_ok, {"unit.lists": frozenset()})
    wrong = edited(off_list, {"7.3023.A": 1})
    assert validate(monthly, wrong).counts == validate(monthly, off_list).counts
    assert validate(monthly, wrong).passed
    assert not validate(monthly, edited(monthly_ok, {"7.3023.A": 1})).passed


def test_a_due_form_that_was_not_filled_is_judged_as_blank(
    monthly: RuleSet, monthly_ok: Dossier
) -> None:
    report = validate(monthly, edited(monthly_ok, {"7": None}))
    assert [finding.key for finding in report.errors] == ["R7-07"]


def test_form_5_follows_the_answer_in_form_1(annual: RuleSet, annual_ok: Dossier) -> None:
    told_no = validate(annual, edited(annual_ok, {"1.R07.A": "2"}))
    assert [finding.key for finding in told_no.errors] == ["R1-14"]
    not_filled = validate(annual, edited(annual_ok, {"5": None}))
    assert {finding.rule for finding in not_filled.errors} == {"R1-14", "R5-02"}


def test_total_is_the_same_whatever_is_filled(
    monthly: RuleSet, monthly_ok: Dossier, regime: Regime
) -> None:
    empty = monthly_dossier(regime, {})
    totals = {
        validate(monthly, dossier).counts.total
        for dossier in (
            monthly_ok,
            empty,
            replace(empty, forms={}),
            edited(monthly_ok, {"previous": None, "year_ago": None}),
        )
    }
    assert totals == {len(monthly.instances)}


def test_each_line_is_an_instance_and_no_line_is_one_that_does_not_apply(
    annual: RuleSet, annual_ok: Dossier
) -> None:
    rules = {i.rule.id for i in annual.instances if i.rule.row_group == "lines"}
    lines = len(annual_ok.forms["4"].rows["lines"])
    full = validate(annual, annual_ok).counts.total
    none = validate(annual, edited(annual_ok, {"4.lines": ()})).counts.total
    assert full - none == len(rules) * (lines - 1)


def test_the_register_is_known_on_the_platform_only(annual: RuleSet, annual_ok: Dossier) -> None:
    def found(unique: bool | None) -> tuple[int, list[str]]:
        report = validate(annual, edited(annual_ok, {"unit.uscc_unique": unique}))
        return report.counts.not_applicable, [finding.key for finding in report.findings]

    unknown, _ = found(None)
    assert found(True) == (unknown - 1, [])
    assert found(False) == (unknown - 1, ["R1-02"])


def test_zero_return_passes(monthly: RuleSet, regime: Regime) -> None:
    rows = [i for i in regime.form["6"].indicators if not i.title]
    zeros = {
        f"{row.code}.{column}": "0" for row in rows for column in row.columns if column in "ABC"
    }
    report = validate(monthly, monthly_dossier(regime, zeros))
    assert report.passed
    assert report.queries == ()
    # Without revenue and without people nobody can form the ratios.
    assert {finding.rule for finding in report.findings} == {"R6-19", "R6-20", "R6-21"}
