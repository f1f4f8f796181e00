"""What is said of relations that fail, word for word: by the platform and by the browser.

The words stand in tests/vectors/sentences.json and in no other test.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ruantong.core.periods import Frequency
from ruantong.core.regime import Severity
from ruantong.core.rules.executors.browser_document import rules_json
from tests.differential import made_sentences as made
from tests.differential.compare import browser_outcomes, run_node
from tests.differential.outcomes import outcomes_of, python_outcomes
from tests.differential.returns import ruleset
from tests.differential.written import cases, sample_of

REGIME = "miit_software_2021"
#: Signs of a formula: nobody speaks so to a respondent.
FORMULA = re.compile(r"[|｜×÷]|中较[大小]者|左边|右边|不应出现|并非")
SAMPLES = [sample_of(number, case) for number, case in enumerate(cases())]


def _same(case: dict[str, Any], findings: Sequence[Sequence[Any]], rule: str) -> bool:
    """Whether the first finding of a rule, or of an instance, says what is written."""
    own = (f for f in findings if f[0] == rule or f[0].partition(":")[0] == rule)
    *_, left, right, difference, message = next(own, (None,) * 4)
    wanted = [case["says"], *case.get("sides", (left, right, difference))]
    return [message, left, right, difference] == wanted


def test_the_platform_says_it_so() -> None:
    other = [
        case
        for sample, case in zip(SAMPLES, cases(), strict=True)
        if not _same(case, python_outcomes(sample).findings, case["rule"])
    ]
    assert other == []


def test_the_browser_says_it_so() -> None:
    results = browser_outcomes(SAMPLES)
    other = [
        case
        for result, case in zip(results, cases(), strict=True)
        if not _same(case, result["findings"], case["rule"])
    ]
    assert other == []


def test_the_platform_says_it_so_of_made_up_rules() -> None:
    other = []
    for number, (case, sample) in enumerate(zip(made.cases(), made.samples(), strict=True)):
        findings = outcomes_of(made.rulesets()[sample.frequency], sample.dossier).findings
        if not _same(case, findings, made.rule_id(number)):
            other.append(case)
    assert other == []


def test_the_browser_says_it_so_of_made_up_rules() -> None:
    rules = {f"{made.REGIME}-{f}": rules_json(one) for f, one in made.rulesets().items()}
    results = run_node(rules, [sample.line() for sample in made.samples()])
    other = [
        case
        for number, (case, result) in enumerate(zip(made.cases(), results, strict=True))
        if not _same(case, result["findings"], made.rule_id(number))
    ]
    assert other == []


def test_every_relation_a_respondent_can_break_has_its_sentence() -> None:
    written = {case["rule"].partition(":")[0] for case in cases()}
    rules = [
        rule
        for frequency in (Frequency.MONTHLY, Frequency.ANNUAL)
        for rule in ruleset(REGIME, frequency).rules
    ]
    # columns the platform computes are never typed, so nobody is told of them
    assert {r.id for r in rules if r.severity is not Severity.COMPUTED} == written


def test_no_sentence_speaks_in_formulas() -> None:
    assert [case["says"] for case in cases() if FORMULA.search(case["says"])] == []
