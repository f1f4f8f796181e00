"""Every rule of regime §10.1–§10.7 has a passing and a failing case that turn out as said."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from ruantong.core.dossier import Dossier
from ruantong.core.interchange import parse_document
from ruantong.core.periods import Frequency
from ruantong.core.regime import Regime, Severity
from ruantong.core.rules.edits import edited
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from ruantong.core.validation import validate
from ruantong.rulelab.cases import FAILS, PASS, Case, RuleJudge, find_cases
from tests.core.conftest import VECTORS

SECTIONS = {"R6": 35, "R7": 10, "R1": 15, "R2": 19, "R3": 21, "R4": 9, "R5": 10}
RESERVED = {"R2-01", "R2-02", "R2-03"}
ALL_IDS = {f"{form}-{n:02}" for form, last in SECTIONS.items() for n in range(1, last + 1)}
OFFICIAL = {
    *(f"R6-{n:02}" for n in (1, 2, 3, 4, 6, 7, 8)),
    "R1-08", "R1-11", "R2-04", "R2-05",
    *(f"R3-{n:02}" for n in range(1, 15)),
    "R4-01", "R4-02", "R4-05",
}  # fmt: skip


def document(name: str, **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text())
    return {**data, **changes}


def written_cases(base: str) -> list[dict[str, Any]]:
    cases = json.loads((VECTORS / "rule_cases.json").read_text())["cases"]
    return [case for case in cases if case["base"] == base]


def apply(data: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    """The interchange document with the case's cells changed."""
    for ref, value in case.get("set", {}).items():
        form, _, place = ref.partition(".")
        indicator, _, column = place.rpartition(".")
        if place == "rows":
            data["forms"][form]["rows"]["lines"] = value
        elif indicator == "head":
            data["forms"][form]["head"][column] = value
        else:
            data["forms"][form]["cells"].setdefault(indicator, {})[column] = value
    if "copy" in case:
        form, source, target = case["copy"]
        for row in data["forms"][form]["cells"].values():
            if target in row:
                row[target] = row[source]
    return data


@dataclass(frozen=True)
class CaseProblem:
    """A rule without a case, or a case that does not turn out as said."""

    rule: str
    part: str
    message: str


def run_cases(ruleset: RuleSet, base: Dossier, cases: Sequence[Case]) -> list[CaseProblem]:
    """Every case that turns out otherwise, and every rule that lacks one of the two."""
    problems: list[CaseProblem] = []
    rules = {(rule.id, rule.part): rule for rule in ruleset.rules}
    for case in cases:
        rule = rules.get((case.rule, case.part))
        if rule is None:
            problems.append(CaseProblem(case.rule, case.part, "没有这条规则"))
            continue
        found = RuleJudge(ruleset, rule).outcome(edited(base, case.edits))
        if found != case.outcome:
            problems.append(CaseProblem(case.rule, case.part, f"应为{case.outcome}，实为{found}"))
    have = {(case.rule, case.part, case.outcome) for case in cases}
    problems += [
        CaseProblem(rule_id, part, f"没有{outcome}的例子")
        for rule_id, part in rules
        for outcome in (PASS, FAILS)
        if (rule_id, part, outcome) not in have
    ]
    return problems


def check(
    regimes: Mapping[str, Regime], ruleset: RuleSet, base: Dossier, name: str, **changes: Any
) -> list[str]:
    """What is still missing or wrong after the found and the written cases."""
    problems = run_cases(ruleset, base, find_cases(ruleset, base))
    done = set()
    for written in written_cases(name):
        dossier = parse_document(
            json.dumps(apply(document(name, **changes), written)), regimes
        ).dossier
        case = Case(written["rule"], written["part"], written["outcome"], {})
        found = run_cases(ruleset, dossier, [case])
        wrong = [p for p in found if (p.rule, p.part) == (case.rule, case.part)]
        assert not any("应为" in problem.message for problem in wrong), wrong
        done.add((case.rule, case.part, f"没有{case.outcome}的例子"))
    return [
        f"{p.rule}/{p.part} {p.message}"
        for p in problems
        if (p.rule, p.part, p.message) not in done
    ]


def test_monthly_rules(
    regimes: Mapping[str, Regime], monthly: RuleSet, monthly_ok: Dossier
) -> None:
    # Its one passing figure is not found by trying; see test_the_average_is_compared_as_it_stands.
    assert check(regimes, monthly, monthly_ok, "monthly_ok") == ["R6-27/2 没有pass的例子"]


@pytest.mark.parametrize(("filed", "failed"), [(204, []), (203, ["R6-27:2.2112"])])
def test_the_average_is_compared_as_it_stands(
    monthly: RuleSet, monthly_ok: Dossier, filed: int, failed: list[str]
) -> None:
    found = validate(monthly, edited(monthly_ok, {"6.2112.E": filed})).findings
    assert [one.key for one in found] == failed


def test_cumulative_method(regime: Regime, monthly_ok: Dossier) -> None:
    other = replace(regime, options={**regime.options, "pop_method": "cumulative"})
    ruleset = compile_rules(other, Frequency.MONTHLY)
    found = {(c.part, c.outcome) for c in find_cases(ruleset, monthly_ok) if c.rule == "R6-27"}
    assert found == {("1", "pass"), ("1", "fail"), ("2", "fail")}


def test_annual_rules(regimes: Mapping[str, Regime], annual: RuleSet, annual_ok: Dossier) -> None:
    assert check(regimes, annual, annual_ok, "annual_ok") == []


def test_annual_rules_of_the_2024_edition(regimes: Mapping[str, Regime]) -> None:
    changes = {"regime": "miit_software_2024", "period": "2024"}
    data = document("annual_ok", **changes)
    base = parse_document(json.dumps(data), regimes).dossier
    ruleset = compile_rules(regimes["miit_software_2024"], Frequency.ANNUAL)
    assert check(regimes, ruleset, base, "annual_ok", **changes) == []


@pytest.mark.parametrize("key", ["miit_software_2021", "miit_software_2024"])
def test_every_id_of_the_regime_is_there(regimes: Mapping[str, Regime], key: str) -> None:
    regime = regimes[key]
    assert {rule.id for rule in regime.rules} == ALL_IDS - RESERVED
    assert set(regime.reserved_rules) == RESERVED


def test_official_relations_are_marked_as_seen(regime: Regime) -> None:
    seen = {rule.id for rule in regime.rules if rule.certainty == "S"}
    assert seen == OFFICIAL
    assert all(rule.origin for rule in regime.rules if rule.certainty == "S")


def test_only_the_growth_rules_are_computations(regime: Regime) -> None:
    computed = {rule.id for rule in regime.rules if rule.severity is Severity.COMPUTED}
    assert computed == {"R6-26", "R6-27"}


def test_data_resources_bind_from_the_2024_edition_on(regimes: Mapping[str, Regime]) -> None:
    parts = {
        key: [rule.check for rule in regime.rules if rule.id == "R2-09"]
        for key, regime in regimes.items()
    }
    assert parts["miit_software_2021"] == ["[A01] <= [A09]"]
    assert parts["miit_software_2024"] == ["[A01] <= [A09]", "[A091] + [A092] + [A093] <= [A09]"]
