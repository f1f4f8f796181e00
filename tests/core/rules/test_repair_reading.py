"""A rule read as a condition says of every change what the executor says after the change."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.rules import panel
from ruantong.core.dossier import Dossier, FormData, Value
from ruantong.core.rules.edits import edited
from ruantong.core.rules.linear.conditions import AtMost, Condition
from ruantong.core.rules.localisation.components import failing
from ruantong.core.rules.localisation.model import Model
from ruantong.core.rules.localisation.reading import condition_of
from ruantong.core.rules.ruleset import RuleSet
from tests.core.rules.repair_cases import COMPUTED, REPAIRS
from tests.core.rules.repair_truth import true
from tests.core.rules.test_repair_minimal import CELLS, computed
from tests.core.rules.trial import monthly_dossier, rule_text, ruleset, with_slack

POLICIES = ("部分按零", "不判", "按零")
CONDITIONS = (None, "[{c}] > 0.02", None, "已填([{c}])", None, "[2020] > [{b}]")
FIGURES = (None, None, *range(-2, 7), *range(7), 100, 150)
CHANGES = (*range(-2, 7), 100, 200, 170)


class _Figures(dict[str, int]):
    """What the cells of a return hold, some of them replaced."""

    def __init__(self, model: Model, replaced: Mapping[str, int] | None = None) -> None:
        super().__init__(replaced or {})
        self._model = model

    def __missing__(self, ref: str) -> int:
        return self._model.number(ref)


def read(rules: RuleSet, dossier: Dossier, line: int = 0, **told: Any) -> tuple[Model, Condition]:
    model = Model(rules, dossier, **told)
    return model, condition_of(model, rules.instances[0], line)


def agrees(model: Model, condition: Condition, changes: Mapping[str, int], line: int) -> None:
    """The condition against the executor, after a change."""
    after = Model(model.ruleset, model.settled(changes))
    holds = (0, line) not in failing(after.ruleset, after.dossier)
    assert true(condition, _Figures(after), changes) is holds


@pytest.mark.parametrize("check", REPAIRS["read"])
def test_a_rule_over_cells(check: str) -> None:
    draw = random.Random(check)
    for turn in range(18):
        cells = dict(zip("abc", draw.sample(CELLS, 3), strict=True))
        told = {"空值": POLICIES[turn % 3], "列": "A"}
        slack = ("", "0.01", "0.005", "0.1")[turn % 4]
        if asked := CONDITIONS[turn % 6]:
            told["条件"] = asked.format(**cells)
        formula = check.format(**cells)
        if slack and with_slack(panel.regime(), formula, slack, 列="A"):
            told["容差"] = slack
        rules = ruleset(panel.regime(), COMPUTED + rule_text(formula, **told))
        for _ in range(6):
            previous = {"6": FormData(cells={"2010": {"A": 3}})}
            empty = monthly_dossier(panel.regime(), {}, previous=previous)
            now = {f"6.{cell}.A": draw.choice(FIGURES) for cell in CELLS}
            dossier = computed(rules, edited(empty, now))
            model, condition = read(rules, dossier, typed=())
            changed = draw.sample(CELLS, draw.randrange(4))
            wanted = {f"6.{cell}.A": draw.choice(CHANGES) for cell in changed}
            agrees(model, condition, wanted, 0)


Line = Mapping[str, Value]
LINES: tuple[Line, ...] = (
    {"code": "E1", "1": 3, "2": 1},
    {"code": "E10101", "1": None, "2": 2},
    {"code": "E4", "1": 4},
    {"1": 7},
)
OLD: tuple[Line, ...] = ({"code": "E4", "1": 5}, {"code": "E1", "1": 9}, {"code": "E1", "1": 2})
LINE_CELLS = [f"4.lines[{line}].{column}" for line in (1, 2, 3, 4) for column in ("1", "2", "4")]


@pytest.mark.parametrize("case", REPAIRS["over_lines"], ids=lambda case: case["check"])
def test_a_rule_over_lines(case: dict[str, str]) -> None:
    form, check = case["form"], case["check"]
    draw = random.Random(check)
    by_line = {"逐行": "lines"} if form == "4" else {}
    for policy in POLICIES:
        rules = ruleset(panel.regime(), rule_text(check, 空值=policy, **by_line), form)
        for _ in range(8):
            values = {c: draw.randrange(9) for c in draw.sample(["B01", "B06"], draw.randrange(3))}
            dossier = annual(values)
            changed = draw.sample([*LINE_CELLS, "2.B01.A", "2.B06.A"], draw.randrange(4))
            changes = {ref: draw.randrange(-2, 10) for ref in changed}
            for line in range(1, 5) if by_line else (0,):
                model, condition = read(rules, dossier, line, typed=())
                agrees(model, condition, changes, line)


def test_a_line_that_last_year_did_not_have_is_not_held_to_it() -> None:
    rules = ruleset(panel.regime(), rule_text("[行.1] <= 上年行[1]", 逐行="lines"), "4")
    found = [read(rules, annual({}), line, typed=())[1] for line in (1, 2, 3, 4)]
    # E1 is held to the last of last year's lines E1, E4 to its own; E10101 and no code are new.
    held_to = AtMost((("4.lines[1].1", 1),), -2), AtMost((("4.lines[3].1", 1),), -5)
    assert found == [held_to[0], True, held_to[1], True]


@pytest.mark.parametrize(
    ("check", "when"),
    [
        ("[2010] >= 上期[2010.A]", "previous"),
        ("[2010] >= 上年[2010.A]", "year_ago"),
        ("[2010] >= [7表.3011.A]", "unit.lists"),
    ],
)
def test_a_rule_applies_only_with_the_returns_and_forms_it_names(check: str, when: str) -> None:
    rules = ruleset(panel.regime(), rule_text(check, 列="A"))
    dossier = monthly_dossier(panel.regime(), {"2010": "1"})
    assert read(rules, dossier)[1] is True
    there: Any = frozenset({"form7"}) if when == "unit.lists" else {"6": FormData()}
    assert read(rules, edited(dossier, {when: there}))[1] is not True
    if when != "unit.lists":
        assert read(rules, edited(dossier, {when: {"7": FormData()}}))[1] is True


def annual(values: Mapping[str, int]) -> Dossier:
    """An annual return with four lines and last year's."""
    clean = panel.annual(3)
    forms = {
        **clean.forms,
        "2": FormData(cells={code: {"A": value} for code, value in values.items()}),
        "4": FormData(rows={"lines": LINES}),
    }
    past = {"4": FormData(rows={"lines": OLD})}
    return replace(clean, forms=forms, previous=past, year_ago=past)
