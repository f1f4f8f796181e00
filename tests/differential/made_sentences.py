"""Sentences of made-up rules (``made`` in tests/vectors/sentences.json): every turn that the packs' rules do not take.

All rules of a frequency stand in one rule set; a case looks at its own rule alone. ``rule`` holds
attributes of its rule (条件, 空值 …), ``before`` a computation that it needs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from ruantong.core.periods import Frequency
from ruantong.core.rules.language.text import parse_rules
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from tests.core.rules.trial import rule_text
from tests.differential.returns import Sample, regimes
from tests.differential.written import SENTENCES, sample_of

REGIME = "miit_software_2021"


def cases() -> list[dict[str, Any]]:
    """The cases as written."""
    found: list[dict[str, Any]] = json.loads(SENTENCES.read_text("utf-8"))["made"]
    return found


def rule_id(number: int) -> str:
    """The number of a case's rule."""
    return f"R9-{number + 1:03}"


@cache
def rulesets() -> Mapping[Frequency, RuleSet]:
    """The rules of all cases by frequency."""
    regime = regimes()[REGIME]
    texts: dict[str, list[str]] = {}
    for number, case in enumerate(cases()):
        rule = rule_text(case["check"], **case.get("rule", {}))
        own = case.get("before", "") + rule.replace("R9-01", rule_id(number))
        texts.setdefault(case["form"], []).append(own)
    parsed = [parse_rules("\n".join(t), file=f"{f}.rules", form=f) for f, t in texts.items()]
    made = replace(
        regime,
        rules=tuple(rule for one in parsed for rule in one.rules),
        computations=tuple(each for one in parsed for each in one.computations),
    )
    return {f: compile_rules(made, f) for f in (Frequency.MONTHLY, Frequency.ANNUAL)}


def samples() -> list[Sample]:
    """The return of each case."""
    return [sample_of(number, {"set": {}, **case}) for number, case in enumerate(cases())]
