"""Random drafts tried on random returns: in columns and one by one, the same outcome of every rule."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Any

import pytest

from ruantong.core.periods import Frequency
from ruantong.core.rules.language.faults import RuleTextError
from ruantong.core.rules.overlay import changed, read_draft
from ruantong.core.rules.ruleset import RuleSet, changed_rules, compile_rules
from ruantong.rulelab.columns_trial import columnar_trial_of
from ruantong.rulelab.trial import OUTCOMES, trial_of
from tests.differential.columns import stored
from tests.differential.returns import EDITIONS, Sample, regimes, ruleset, samples_of

EDITION = "miit_software_2021"
MONTHLY, ANNUAL = Frequency.MONTHLY, Frequency.ANNUAL
HEAD = "[{id}] 草案\n级别 {level}\n来源 G\n范围 跨期\n"
ROWS = ("2010", "2020", "2021", "2050", "2051", "2080", "2110")
DRAFTS = 4


@cache
def drawn(frequency: Frequency) -> list[Sample]:
    assert (EDITION, frequency) in EDITIONS
    return list(samples_of(EDITION, frequency, 60, seed="drafts"))


def number(draw: Random, cells: Sequence[str], depth: int = 2) -> str:
    kind = draw.randint(0, 9 if depth else 6)
    if kind < 5:
        return draw.choice(cells)
    if kind < 7:
        return draw.choice(["0", "1", "0.5", "1.3", "120", "0.0001"])
    if kind == 7:
        return f"{draw.choice(cells)} ÷ {draw.choice(cells)}"
    if kind == 8:
        return f"绝对值({number(draw, cells, depth - 1)})"
    sides = (number(draw, cells, depth - 1) for _ in range(2))
    return "(" + draw.choice([" + ", " - ", " × "]).join(sides) + ")"


def judgement(draw: Random, cells: Sequence[str], *, joined: bool = True) -> str:
    if joined and draw.random() < 0.3:
        sides = (judgement(draw, cells, joined=False) for _ in range(2))
        return f"({next(sides)}) {draw.choice('且或')} ({next(sides)})"
    if draw.random() < 0.15:
        single = [cell for cell in cells if cell.endswith("]")]
        return f"{draw.choice(['为空', '已填'])}({draw.choice(single)})"
    operator = draw.choice(["=", "≠", ">", ">=", "<", "<="])
    return f"{number(draw, cells)} {operator} {number(draw, cells)}"


def rule(draw: Random, rule_id: str, cells: Sequence[str], more: str = "") -> str:
    """One rule that the language accepts; about one in three has a condition."""
    while (text := drawn_rule(draw, rule_id, cells, more)) and not accepted(text):
        pass
    return text


def accepted(text: str) -> bool:
    """Products of many cells are refused, because no column could hold them."""
    base = ruleset(EDITION, ANNUAL if "逐行" in text or "4表" in text else MONTHLY)
    form = "4" if base.frequency is ANNUAL else "6"
    try:
        compile_rules(changed(base.regime, read_draft(text, form).rules), base.frequency)
    except RuleTextError:
        return False
    return True


def drawn_rule(draw: Random, rule_id: str, cells: Sequence[str], more: str) -> str:
    text = HEAD.format(id=rule_id, level=draw.choice(["强制性", "核实性"])) + more
    if draw.random() < 0.3:
        text += f"条件 {judgement(draw, cells)}\n"
    text += f"公式 {judgement(draw, cells)}\n"
    return text + draw.choice(["", "空值 不判\n", "空值 按零\n"])


def monthly_draft(draw: Random) -> tuple[str, dict[str, Any]]:
    """New and changed rules, one taken out, now and then another parameter."""
    cells = [f"{when}[{row}.A]" for when in ("", "", "上期", "上年") for row in ROWS]
    ids = ("R6-02", "R6-13", "R6-20", "R6-33", "R6-90", "R6-91", "R6-92")
    rest: dict[str, Any] = {"removed": draw.choice([["R6-01"], ["R6-34", "R7-01"]])}
    if draw.random() < 0.5:
        rest["parameters"] = {"usd": draw.choice(["7.2", "0.5", "600.0"])}
    return "\n".join(rule(draw, each, cells) for each in ids), rest


def annual_draft(draw: Random) -> tuple[str, dict[str, Any]]:
    """Rules of form 4: over whole returns with sums by prefix, and line by line."""
    whole = ["[2表.B01]", "[2表.B06]", '合计([4表.1], "E1")', "上年[2表.B01]", "行数([4表.code])"]
    lines = ["[行.1]", "[行.2]", "[行.4]", "上年行[1]", "[2表.B01]"]
    text = [rule(draw, each, whole) for each in ("R4-90", "R4-91")]
    text += [rule(draw, each, lines, "逐行 lines\n") for each in ("R4-03", "R4-92", "R4-93")]
    return "\n".join(text), {"removed": ["R4-02"]}


def outcomes_seen(base: RuleSet, form: str, text: str, rest: dict[str, Any]) -> set[str]:
    """Holds both ways of judging against each other, before and with the draft."""
    parsed = read_draft(text, form)
    after = compile_rules(changed(base.regime, parsed.rules, **rest), base.frequency)
    names = changed_rules(base, after)
    returns = drawn(base.frequency)
    seen = set()
    for rules in (base, after):
        one_by_one, columns = trial_of(rules, names), columnar_trial_of(rules, names)
        expected = {
            name: [one_by_one.outcome(name, each.dossier) for each in returns] for name in names
        }
        assert columns.outcomes([stored(each) for each in returns]) == expected, text
        seen |= {outcome for some in expected.values() for outcome in some}
    return seen


def test_monthly_drafts() -> None:
    seen = set()
    for seed in range(DRAFTS):
        draft = monthly_draft(Random(f"monthly/{seed}"))
        seen |= outcomes_seen(ruleset(EDITION, MONTHLY), "6", *draft)
    assert seen == set(OUTCOMES)


def test_annual_drafts_with_lines() -> None:
    seen = set()
    for seed in range(DRAFTS):
        draft = annual_draft(Random(f"annual/{seed}"))
        seen |= outcomes_seen(ruleset(EDITION, ANNUAL), "4", *draft)
    assert seen == set(OUTCOMES)


@pytest.mark.parametrize("count", [0, 1])
def test_none_and_one_return(count: int) -> None:
    base = ruleset(EDITION, MONTHLY)
    few = [stored(each) for each in drawn(MONTHLY)[:count]]
    found = columnar_trial_of(base, ["R6-01", "R9-99"]).outcomes(few)
    assert {name: len(outcomes) for name, outcomes in found.items()} == {
        "R6-01": count,
        "R9-99": count,
    }
    assert regimes()[EDITION] is base.regime


def test_what_is_remembered_for_some_rules_is_not_used_for_others() -> None:
    # Both look at the same cells, so that only the rules tell their plans apart.
    text = "\n".join(
        HEAD.format(id=name, level="强制性") + f"公式 [2010.A] {operator} [2050.A]\n"
        for name, operator in (("R6-90", ">="), ("R6-91", "<"))
    )
    base = ruleset(EDITION, MONTHLY)
    after = compile_rules(changed(base.regime, read_draft(text, "6").rules), MONTHLY)
    returns = drawn(MONTHLY)
    for name in ("R6-90", "R6-91"):
        expected = [trial_of(after, [name]).outcome(name, one.dossier) for one in returns]
        found = columnar_trial_of(after, [name]).outcomes([stored(one) for one in returns])
        assert found == {name: expected}
