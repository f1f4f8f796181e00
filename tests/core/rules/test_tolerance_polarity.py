"""A tolerance follows what a formula demands, however it is written, or the rule is refused."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass, replace
from typing import Any

import pytest

from ruantong.core.dossier import Dossier
from ruantong.core.interchange import parse_forms
from ruantong.core.periods import Frequency
from ruantong.core.regime import Regime
from ruantong.core.rules.executors.browser_document import rules_json
from ruantong.core.rules.executors.columns import evaluate
from ruantong.core.rules.language.faults import RuleTextError
from ruantong.core.rules.language.text import parse_rules
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from tests.core.rules.trial import MAY, UNIT, rule_text
from tests.differential.columns import frame, results
from tests.differential.compare import run_node
from tests.differential.outcomes import outcomes_of
from tests.differential.returns import Sample


@dataclass(frozen=True)
class Twin:
    """Two texts that say the same."""

    one: str
    other: str


class Twins:
    """Draws pairs of logically equal judgements over a few cells."""

    CELLS = ("[2010.A]", "[2020.A]", "[2090.A]", "3", "[2010.A] - [2020.A]", "[2112.A] / [2090.A]")
    OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
    TURNED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def twin(self, depth: int) -> Twin:
        draw = self.draw
        if depth == 0 or draw.random() < 0.25:
            return self._compare()
        a, b = self.twin(depth - 1), self.twin(depth - 1)
        return draw.choice((
            Twin(f"({a.one} 且 {b.one})", f"非 (非 {a.other} 或 非 {b.other})"),
            Twin(f"({a.one} 或 {b.one})", f"(若 非 {b.other} 则 {a.other})"),
            Twin(f"(若 {a.one} 则 {b.one})", f"(若 非 {b.other} 则 非 {a.other})"),
            Twin(f"(若 {a.one} 则 {b.one})", f"(非 {a.other} 或 {b.other})"),
            Twin(f"({a.one} 当且仅当 {b.one})",
                 f"((若 {a.other} 则 {b.other}) 且 (若 {b.other} 则 {a.other}))"),
            Twin(f"非 {a.one}", f"(若 {a.other} 则 [表头.embedded] <> [表头.embedded])"),
        ))  # fmt: skip

    def _compare(self) -> Twin:
        draw = self.draw
        if draw.random() < 0.2:
            return Twin('([表头.embedded] = "1")', '(非 [表头.embedded] <> "1")')
        left, right = draw.sample(self.CELLS, 2)
        operator = draw.choice(("=", "<>", "<", "<=", ">", ">="))
        one = f"({left} {operator} {right})"
        return draw.choice((
            Twin(one, f"({right} {self.TURNED[operator]} {left})"),
            Twin(one, f"(非 {left} {self.OPPOSITE[operator]} {right})"),
            Twin(f"({left} = {right})", f"({left} <= {right} 且 {left} >= {right})"),
            Twin(one, f"(非 非 {one})"),
        ))  # fmt: skip


def compiled(regime: Regime, texts: list[str], tolerance: str) -> RuleSet | None:
    """Rules R9-01 … of these formulas; None when one is refused."""
    attributes = {"容差": tolerance} if tolerance else {}
    blocks = (
        rule_text(text, **attributes, 空值="按零").replace("R9-01", f"R9-{at:03}")
        for at, text in enumerate(texts, 1)
    )
    try:
        parsed = parse_rules("\n".join(blocks), file="6.rules", form="6")
        return compile_rules(
            replace(regime, rules=parsed.rules, computations=()), Frequency.MONTHLY
        )
    except RuleTextError:
        return None


def returns(regime: Regime, count: int) -> list[Sample]:
    """Figures that lie within a tolerance of each other more often than not."""
    draw = random.Random(count)
    near = ("0", "-0.1", "0.1", "0.11", "2.9", "2.89", "3", "3.1", "3.11", None, "7")
    found = []
    for number in range(count):
        cells = {code: {"A": draw.choice(near)} for code in ("2010", "2020", "2090")}
        cells["2112"] = {"A": draw.choice(("0", "3", "9"))}
        forms = {"6": {"head": {"embedded": draw.choice("12")}, "cells": cells}}
        document: dict[str, Any] = {
            **dict.fromkeys(("previous", "year_ago", "december")),
            "regime": regime.key,
            "period": str(MAY),
            "forms": forms,
            "unit": {**asdict(UNIT), "lists": []},
        }
        read, faults = parse_forms(regime, MAY, forms)
        assert faults == []
        dossier = Dossier(MAY, UNIT, read)
        monthly = Frequency.MONTHLY
        found.append(Sample(number, "near", regime.key, monthly, document, dossier, ()))
    return found


def said_by_all(rules: RuleSet, drawn: list[Sample]) -> dict[str, list[dict[str, list[int]]]]:
    """By executor, the outcomes of each rule for each return."""
    key = f"{rules.regime.key}-{rules.frequency}"
    browser = run_node({key: rules_json(rules)}, [one.line() for one in drawn])
    columns = results(evaluate(rules, frame(rules, drawn)))
    return {
        "server": [dict(outcomes_of(rules, one.dossier).rules) for one in drawn],
        "browser": [dict(one["rules"]) for one in browser],
        "columns": [one["rules"] for one in columns],
    }


@pytest.mark.parametrize("tolerance", ["", "0.1"])
def test_equal_texts_give_equal_verdicts_in_all_three_executors(
    regime: Regime, tolerance: str
) -> None:
    draw = Twins(7)
    pairs: list[tuple[str, str]] = []
    refused = 0
    for _ in range(300):
        twin = draw.twin(draw.draw.choice((0, 1, 1, 2, 3)))
        sets = [compiled(regime, [text], tolerance) for text in (twin.one, twin.other)]
        accepted = {one is not None for one in sets}
        assert len(accepted) == 1, twin
        if accepted == {True}:
            pairs.append((twin.one, twin.other))
        else:
            refused += 1
    assert len(pairs) >= 40
    assert (refused > 0) is bool(tolerance)

    rules = compiled(regime, [text for pair in pairs for text in pair], tolerance)
    assert rules is not None
    seen: set[tuple[int, ...]] = set()
    for executor, told in said_by_all(rules, returns(regime, 60)).items():
        for one in told:
            for at, pair in enumerate(pairs):
                first, second = one[f"R9-{2 * at + 1:03}"], one[f"R9-{2 * at + 2:03}"]
                assert first == second, (executor, pair)
                seen.add(tuple(first))
    assert len(seen) >= 3  # passes, failures, and what cannot be judged
