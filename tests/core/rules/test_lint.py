"""The linter proves what was planted, and says nothing of rules that are all right.

The cases are tests/vectors/lint.json.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ruantong.core.periods import Frequency
from ruantong.core.regime import Regime
from ruantong.core.rules.linting.lint import LintReport, lint
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from tests.core.rules.trial import rules_text, ruleset, vectors

CASES = vectors("lint")["cases"]


def linted(
    regime: Regime, *rules: str, level: str | None = None, form: str = "6", **_: Any
) -> LintReport:
    return lint(ruleset(regime, rules_text(*rules, **{"级别": level} if level else {}), form))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.get("why") or case["rules"][0])
def test_what_is_found(regime: Regime, case: dict[str, Any]) -> None:
    report = linted(regime, *case["rules"], **case)
    assert [[each.kind, *each.rules] for each in report.findings] == case["finds"]
    assert list(report.undecided) == case.get("undecided", [])
    messages = [each.message for each in report.findings]
    assert messages == case.get("says", messages)
    for each in report.findings:
        stops = each.kind in {"contradiction", "always_fails"} and case.get("level") != "核实性"
        assert each.blocking is each.message.endswith("，报表将无法上报") is stops


#: Reviewed: bounds at zero that official relations imply as soon as the parts are not negative, and zeros
#: of an export whose revenue is zero (R6-09, R3-15). They stay, because they name the cell that is
#: wrong, and hold where the parts are blank.
REVIEWED = {
    Frequency.MONTHLY: {"R6-09", "R6-17", "R7-02"},
    Frequency.ANNUAL: {"R2-05", "R3-15", "R3-16", "R5-10"},
}


@pytest.mark.parametrize("key", ["miit_software_2021", "miit_software_2024"])
@pytest.mark.parametrize("frequency", [Frequency.MONTHLY, Frequency.ANNUAL])
def test_the_real_packs_have_only_reviewed_findings(
    regimes: Mapping[str, Regime], key: str, frequency: Frequency
) -> None:
    report = lint(compile_rules(regimes[key], frequency))
    assert report.undecided == ()
    assert {each.kind for each in report.findings} == {"redundant"}
    assert {each.rules[0] for each in report.findings} == REVIEWED[frequency]


def test_a_part_of_the_rules_can_be_asked_about(monthly: RuleSet) -> None:
    report = lint(monthly, {"R6-01"})
    assert report.findings == ()
    assert report.pairs < lint(monthly).pairs


def test_pairs_beyond_the_limit_are_undecided_and_not_passed(
    regime: Regime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ruantong.core.rules.linting.lint.MOST_PAIRS", 1)
    report = linted(regime, "[2010.A] >= 5", "[2010.A] >= 4", "[2010.A] <= 3")
    assert report.pairs == 1
    assert set(report.undecided) == {"R9-01", "R9-02", "R9-03"}
