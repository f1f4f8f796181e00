"""Trying single rules: a regime with only the given rules, and monthly returns of a few cells."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ruantong.core.dossier import Dossier, FormData, UnitFacts
from ruantong.core.interchange import parse_forms
from ruantong.core.periods import Period
from ruantong.core.regime import Regime
from ruantong.core.rules.language.faults import RuleTextError
from ruantong.core.rules.language.text import parse_rules
from ruantong.core.rules.ruleset import RuleSet, automatic_values, compile_rules
from ruantong.core.validation import Report, validate

HEAD = "[{id}] 试验\n级别 强制性\n来源 I\n范围 表内\n"
MAY = Period.parse("2024-05")
UNIT = UnitFacts("91500112MA5U00003P", "示例软件有限公司", "500112")


def vectors(name: str) -> dict[str, Any]:
    """A file of cases, which may be about more than one language or program."""
    path = Path(__file__).parents[2] / "vectors" / f"{name}.json"
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def rule_text(check: str, rule_id: str = "R9-01", **attributes: str) -> str:
    """A rule with the given 公式 and other attributes (条件=…, 列=…), 强制性 unless they say 级别."""
    lines = [f"公式 {check}", *(f"{name} {value}" for name, value in attributes.items())]
    head, rest = HEAD.format(id=rule_id), "\n".join(lines) + "\n"
    return (head.replace("级别 强制性\n", "") if "级别" in rest else head) + rest


def rules_text(*checks: str, **attributes: str) -> str:
    """Rules R9-01, R9-02 …, all with these attributes."""
    numbered = enumerate(checks, 1)
    return "\n".join(rule_text(check, f"R9-{n:02}", **attributes) for n, check in numbered)


def with_slack(regime: Regime, check: str, slack: str, form: str = "6", **others: str) -> list[str]:
    """The line that gives a rule a tolerance, or none where the formula cannot have one."""
    try:
        ruleset(regime, rule_text(check, 容差=slack, **others), form)
    except RuleTextError:
        return []
    return [f"容差 {slack}"]


def ruleset(regime: Regime, text: str, form: str = "6") -> RuleSet:
    """Only these rules and computations, compiled for the form's frequency."""
    parsed = parse_rules(text, file=f"{form}.rules", form=form)
    tried = replace(regime, rules=parsed.rules, computations=parsed.computations)
    return compile_rules(tried, regime.form[form].frequency)


def judged(
    regime: Regime, check: str, cells: Mapping[str, str | None], **attributes: str
) -> Report:
    """Report of one rule of form 6 on a return that holds only column A of the given cells."""
    return validate(ruleset(regime, rule_text(check, **attributes)), monthly_dossier(regime, cells))


def monthly_dossier(
    regime: Regime, cells: Mapping[str, str | None], *, embedded: str = "2", **others: Any
) -> Dossier:
    """A return with form 6 for 1–5月; keys are ``2020`` (column A) or ``2020.B``."""
    return Dossier(MAY, UNIT, form6(regime, cells, embedded=embedded), **others)


def form6(
    regime: Regime, cells: Mapping[str, str | None], *, embedded: str = "2"
) -> dict[str, FormData]:
    """Forms of a return with form 6 alone."""
    content: dict[str, dict[str, str | None]] = {}
    for key, value in cells.items():
        indicator, _, column = key.partition(".")
        content.setdefault(indicator, {})[column or "A"] = value
    given = {"6": {"head": {"embedded": embedded}, "cells": content}}
    forms, faults = parse_forms(regime, MAY, given)
    assert faults == []
    return dict(forms)


def only(report: Report) -> str:
    """The outcome of a rule with one instance."""
    counts = report.counts
    assert counts.total == 1
    named = {
        "pass": counts.pass_,
        "fail": counts.fail,
        "not_applicable": counts.not_applicable,
        "not_evaluated": counts.not_evaluated,
    }
    return next(name for name, count in named.items() if count)


def apply_automatic(ruleset: RuleSet, dossier: Dossier) -> Dossier:
    """The dossier with its automatic cells filled: always where the respondent may not change
    them, else only where blank. A cell that cannot be computed keeps what it holds if it may be
    changed and becomes blank if not.
    """
    values = automatic_values(ruleset, dossier)
    forms: dict[str, FormData] = dict(dossier.forms)
    for formula in ruleset.formulas:
        code, _, rest = formula.ref.partition(".")
        indicator, _, column = rest.rpartition(".")
        form = forms.get(code)
        if form is None:
            continue
        held = form.value(indicator, column)
        if formula.overridable and held is not None:
            continue
        value = values[formula.ref]
        if value != held:
            row = {**form.cells.get(indicator, {}), column: value}
            forms[code] = replace(form, cells={**form.cells, indicator: row})
    return replace(dossier, forms=forms)
