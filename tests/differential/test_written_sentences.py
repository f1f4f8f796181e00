"""What is said of every relation that fails, word for word: by the platform and by the browser."""

from __future__ import annotations

import re

from ruantong.core.periods import Frequency
from ruantong.core.regime import Severity
from tests.differential.compare import browser_outcomes
from tests.differential.outcomes import python_outcomes
from tests.differential.returns import ruleset
from tests.differential.written import cases, sample_of

SAMPLES = [sample_of(number, case) for number, case in enumerate(cases())]
REGIME = "miit_software_2021"
#: Signs of a formula: nobody speaks so to a respondent.
FORMULA = re.compile(r"[|｜×÷]|中较[大小]者|左边|右边|不应出现|并非")


def _said(findings: list[list[object]], key: str) -> object:
    return next((finding[-1] for finding in findings if finding[0] == key), None)


def test_the_platform_says_it_so() -> None:
    told = [
        _said([list(f) for f in python_outcomes(sample).findings], case["rule"])
        for sample, case in zip(SAMPLES, cases(), strict=True)
    ]
    assert told == [case["says"] for case in cases()]


def test_the_browser_says_it_so() -> None:
    results = browser_outcomes(SAMPLES)
    told = [
        _said(result["findings"], case["rule"])
        for result, case in zip(results, cases(), strict=True)
    ]
    assert told == [case["says"] for case in cases()]


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
