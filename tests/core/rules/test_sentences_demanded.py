"""What a rule demands, and how a cell is computed, is said in one sentence a respondent can follow.

The sentences are ``demanded`` and ``computed`` in tests/vectors/sentences.json.
"""

from __future__ import annotations

from ruantong.core.periods import Frequency
from ruantong.core.regime import Regime
from ruantong.core.rules.formula import compile_formulas
from ruantong.core.rules.words.sentences import computation_of, sentence_of
from tests.core.rules.trial import rule_text, ruleset, vectors


def test_every_rule_demands_what_is_written(regime: Regime) -> None:
    cases = vectors("sentences")["demanded"]
    other = []
    for case in cases:
        rules = ruleset(
            regime, rule_text(case["check"], **case.get("rule", {})), case.get("form", "6")
        )
        said = sentence_of(rules.regime, rules.instances)
        other += [(said, case)] if said != case["says"] else []
    assert other == []
    assert cases


def test_how_automatic_cells_are_worked_out_is_said_in_words(regime: Regime) -> None:
    formulas = [f for frequency in Frequency for f in compile_formulas(regime, frequency)[0]]
    said = {formula.ref: computation_of(regime, formula) for formula in formulas}
    assert said == vectors("sentences")["computed"]


def test_the_part_of_a_rule_is_no_indicator(regime: Regime) -> None:
    text = rule_text("[*.A] >= 0", 指标="2010 2020")
    parts = text.replace("[R9-01]", "[R9-01 之1]") + text.replace("[R9-01]", "[R9-01 之2]")
    rules = ruleset(regime, parts)
    second = [each for each in rules.instances if each.rule.part == rules.instances[-1].rule.part]
    whole = ruleset(regime, text)
    assert sentence_of(rules.regime, second) == sentence_of(whole.regime, whole.instances)
