"""The generated function is made of our own words only, whatever a pack's author writes."""

from __future__ import annotations

import io
import keyword
import re
import tokenize

from ruantong.core.regime import Regime
from ruantong.core.rules.language import runtime
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.validation import validate
from tests.core.rules.trial import monthly_dossier, only, rule_text, ruleset

VARIABLE = re.compile(r"[afkrsvwz][0-9]+")
OWN = {
    "run", "cur", "prev", "ago", "dec", "due", "lists", "unique", "district", "months", "year",
    "na", "extra", "out", "say", "append", "t", "i", "n", "get", "cells", "head", "rows", "row",
    "old", "olds", "len", "enumerate", "abs", "max", "min", "bool", "startswith", "round_half_up",
    "EMPTY", "MISSING",
}  # fmt: skip


def foreign_words(source: str) -> set[str]:
    """Names in a source that are neither ours nor Python's, and texts that are not empty."""
    found = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        word = token.string
        if token.type == tokenize.STRING and word != "''":
            found.add(word)
        if token.type == tokenize.NAME and not (
            keyword.iskeyword(word) or word in OWN or VARIABLE.fullmatch(word)
        ):
            found.add(word)
    return found - set(vars(runtime))


def test_no_word_of_the_packs(monthly: RuleSet, annual: RuleSet) -> None:
    assert foreign_words(monthly.source) == foreign_words(annual.source) == set()


def test_hostile_text_stays_a_value(regime: Regime) -> None:
    hostile = "'+__import__('os').abort()+'"
    trial = ruleset(regime, rule_text(f'属于(报送区县, "{hostile}", "500112")'))
    assert "import" not in trial.source
    assert only(validate(trial, monthly_dossier(regime, {}))) == "pass"
