"""What a rule demands is said in one sentence a respondent can follow, however the rule is built.

The sentences are ``demanded`` in tests/vectors/sentences.json.
"""

from __future__ import annotations

import json

from ruantong.core.regime import Regime
from ruantong.core.rules.words.demands import sentence_of
from tests.core.conftest import VECTORS
from tests.core.rules.trial import rule_text, ruleset


def test_every_rule_demands_what_is_written(regime: Regime) -> None:
    cases = json.loads((VECTORS / "sentences.json").read_text("utf-8"))["demanded"]
    other = []
    for case in cases:
        rules = ruleset(
            regime, rule_text(case["check"], **case.get("rule", {})), case.get("form", "6")
        )
        said = sentence_of(rules.regime, rules.instances)
        other += [(said, case)] if said != case["says"] else []
    assert other == []
    assert cases


def test_the_part_of_a_rule_is_no_indicator(regime: Regime) -> None:
    text = rule_text("[*.A] >= 0", 指标="2010 2020")
    parts = text.replace("[R9-01]", "[R9-01 之1]") + text.replace("[R9-01]", "[R9-01 之2]")
    rules = ruleset(regime, parts)
    second = [each for each in rules.instances if each.rule.part == rules.instances[-1].rule.part]
    whole = ruleset(regime, text)
    assert sentence_of(rules.regime, second) == sentence_of(whole.regime, whole.instances)
