"""A relation that rounding from yuan may break says so, where it blocks; server and browser alike."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ruantong.core.dossier import Dossier
from ruantong.core.interchange import parse_forms
from ruantong.core.periods import Period
from ruantong.core.regime import Regime
from ruantong.core.rules.executors.browser_document import rules_json
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.rules.words.speaking import WORDS
from ruantong.core.validation import validate
from tests.core.rules.trial import MAY, UNIT, rule_text, ruleset
from tests.differential.compare import run_node
from tests.differential.returns import Sample

SUM = "[2021.A] >= [20211.A] + [20212.A]"


def said(regime: Regime, check: str, cells: dict[str, str], **attributes: str) -> str:
    """The message of a rule that fails, the same on the server and in the browser."""
    text = rule_text(check, **attributes)
    if "级别" in attributes:
        text = text.replace("级别 强制性\n", "", 1)
    forms = {"6": {"head": {"embedded": "2"}, "cells": {c: {"A": v} for c, v in cells.items()}}}
    return told(regime, ruleset(regime, text), MAY, forms)


def told(regime: Regime, rules: RuleSet, period: Period, forms: dict[str, Any]) -> str:
    """The only message, by the server and by the browser."""
    read, faults = parse_forms(regime, period, forms)
    assert faults == []
    dossier = Dossier(period, UNIT, read)
    (finding,) = validate(rules, dossier).findings
    unit = {"uscc": UNIT.uscc, "name": UNIT.name, "district": UNIT.district, "lists": []}
    document = {
        "regime": regime.key, "period": str(period), "forms": forms, "previous": None,
        "year_ago": None, "december": None, "unit": {**unit, "uscc_unique": None},
    }  # fmt: skip
    sample = Sample(1, "rounding", regime.key, period.frequency, document, dossier, ())
    key = f"{regime.key}-{period.frequency}"
    (browser,) = run_node({key: rules_json(rules)}, [sample.line()])
    assert json.loads(json.dumps(browser["findings"]))[0][-1] == finding.message
    return finding.message


@pytest.mark.parametrize(
    ("check", "cells", "remarked"),
    [
        (SUM, {"2021": "10.00", "20211": "5.00", "20212": "5.01"}, True),
        (SUM, {"2021": "10.00", "20211": "5.00", "20212": "5.02"}, False),
        # of two figures the larger one stays at least as large
        (SUM, {"2021": "10.00", "20211": "10.01"}, False),
        ("[2010.A] >= [2020.A]", {"2010": "10.00", "2020": "10.01"}, False),
        (
            "[2020.A] = [2021.A] + [2022.A] + [2023.A]",
            {"2020": "9.00", "2021": "3.00", "2022": "3.01", "2023": "3.01"},
            True,
        ),
        ("[2020.A] = [2021.A] + [2022.A]", {"2020": "6.03", "2021": "3.00", "2022": "3.01"}, False),
        # counted, not rounded
        ("[2112.A] + 1 <= [2112.A] + [2112.A]", {"2112": "0"}, False),
        # converted by a rate
        (
            "[2021.A] >= ([2041.A] + [2042.A]) × usd",
            {"2021": "6.39", "2041": "1", "2042": "0"},
            False,
        ),
        ("[2021.A] <= 5 且 " + SUM, {"2021": "4.00", "20211": "2.00", "20212": "2.01"}, True),
    ],
)
def test_a_gap_that_rounding_explains_is_remarked(
    regime: Regime, check: str, cells: dict[str, str], remarked: bool
) -> None:
    assert said(regime, check, cells).endswith(WORDS["rounding"]) is remarked


@pytest.mark.parametrize(
    ("lines", "remarked"),
    [
        ([("E101010000", "5.00"), ("E101020000", "5.01")], True),
        # what is not in the sum: lines of other kinds, and lines without a figure
        ([("E101010000", "10.01"), ("E201010000", "1.00"), ("E201020000", "1.00")], False),
        ([("E101010000", "10.01"), ("E101020000", ""), ("E101030000", "")], False),
    ],
)
def test_lines_that_a_sum_does_not_take_are_not_counted(
    regime: Regime, lines: list[tuple[str, str]], remarked: bool
) -> None:
    rules = ruleset(regime, rule_text('[A1] = 合计([4表.1], "E1")'), "3")
    rows = [{"code": code, "1": amount} for code, amount in lines]
    forms = {"3": {"cells": {"A1": {"A": "10.00"}}}, "4": {"rows": {"lines": rows}}}
    message = told(regime, rules, Period.parse("2023"), forms)
    assert message.endswith(WORDS["rounding"]) is remarked


def test_a_relation_with_a_tolerance_and_a_query_have_ways_of_their_own(regime: Regime) -> None:
    cells = {"2021": "10.00", "20211": "5.00", "20212": "5.02"}
    assert WORDS["rounding"] not in said(regime, SUM, cells, 容差="0.01")
    cells["20212"] = "5.01"
    assert WORDS["rounding"] not in said(regime, SUM, cells, 级别="核实性")


def test_the_remark_tells_no_figure() -> None:
    assert not any(character.isdigit() for character in WORDS["rounding"])
