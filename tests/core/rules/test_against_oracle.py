"""The generated function gives the verdicts of an independent, slow reading of the same rules."""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from ruantong.core.dossier import Dossier, FormData, Forms
from ruantong.core.regime import Kind
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.validation import Report, validate
from tests.core.rules import oracle
from tests.core.rules.oracle_trees import NUMERIC

RETURNS = int(os.environ.get("RUANTONG_DIFFERENTIAL", "300"))


@pytest.mark.parametrize("kind", ["valid", "slips", "garbage", "blanks", "extremes"])
def test_monthly_returns(monthly: RuleSet, monthly_ok: Dossier, kind: str) -> None:
    compare(monthly, monthly_ok, kind)


@pytest.mark.parametrize("kind", ["valid", "slips", "garbage", "blanks", "extremes"])
def test_annual_returns(annual: RuleSet, annual_ok: Dossier, kind: str) -> None:
    compare(annual, annual_ok, kind)


def compare(ruleset: RuleSet, base: Dossier, kind: str) -> None:
    draw = random.Random(f"{ruleset.frequency}{kind}")
    for _ in range(RETURNS // 10):
        dossier = disturbed(ruleset, base, kind, draw)
        report = validate(ruleset, dossier)
        expected = list(oracle.verdicts(ruleset.regime, dossier))
        assert counts(report) == Counter(outcome for _, outcome in expected)
        told = {finding.key: finding.outcome.value for finding in report.findings}
        assert told == {
            key: outcome for key, outcome in expected if outcome in {"fail", "not_evaluated"}
        }


def counts(report: Report) -> Counter[str]:
    found = report.counts
    return +Counter(
        {
            "pass": found.pass_,
            "fail": found.fail,
            "not_applicable": found.not_applicable,
            "not_evaluated": found.not_evaluated,
        }
    )


def disturbed(ruleset: RuleSet, base: Dossier, kind: str, draw: random.Random) -> Dossier:
    """A return of one kind: from consistent to nonsense, with other returns now and then missing."""
    share = {"valid": 0.0, "slips": 0.03, "garbage": 1.0, "blanks": 0.4, "extremes": 0.2}[kind]
    facts: dict[str, Any] = {
        "lists": draw.choice([base.unit.lists, frozenset()]),
        "uscc_unique": draw.choice([None, True, False]),
        "district": draw.choice(["500112", "500190", "500101"]),
    }
    dossier = replace(base, unit=replace(base.unit, **facts))
    for name in ("forms", "previous", "year_ago", "december"):
        forms = getattr(dossier, name)
        if forms is not None and name != "forms" and draw.random() < 0.15:
            dossier = replace(dossier, **{name: None})  # type: ignore[arg-type]
        elif forms is not None:
            changed = _forms(ruleset, forms, kind, share, draw)
            dossier = replace(dossier, **{name: changed})  # type: ignore[arg-type]
    return dossier


def _forms(
    ruleset: RuleSet, forms: Forms, kind: str, share: float, draw: random.Random
) -> dict[str, FormData]:
    result: dict[str, FormData] = {}
    for code, data in forms.items():
        if draw.random() < 0.03:
            continue
        form = ruleset.regime.form[code]
        cells = {key: dict(row) for key, row in data.cells.items()}
        for indicator in form.indicators:
            for column in () if indicator.title else indicator.columns:
                if draw.random() >= share:
                    continue
                number = (indicator.kind if column in "ABC" else Kind.NUMBER) in NUMERIC
                now = cells.get(indicator.code, {}).get(column)
                value = _number(now, kind, draw) if number else _text(ruleset, draw)
                cells.setdefault(indicator.code, {})[column] = value
        head = dict(data.head)
        for key in head:
            head[key] = draw.choice(["1", "2", "1"])
        rows = {key: _rows(ruleset, lines, kind, share, draw) for key, lines in data.rows.items()}
        result[code] = FormData(head, cells, rows)
    return result


def _rows(ruleset: RuleSet, lines: Any, kind: str, share: float, draw: random.Random) -> Any:
    lines = [dict(line) for line in lines if draw.random() >= share / 2]
    for line in lines:
        for key in list(line):
            if draw.random() < share:
                numeric = isinstance(line[key], int)
                line[key] = _number(line[key], kind, draw) if numeric else _text(ruleset, draw)
    if lines and draw.random() < share:
        lines.append(dict(draw.choice(lines)))
    return tuple(lines)


def _number(now: Any, kind: str, draw: random.Random) -> int | None:
    now = now if isinstance(now, int) else 0
    if kind == "blanks":
        return draw.choice([None, None, 0, now])
    if kind == "extremes":
        return draw.choice([10**15 - 1, -(10**15) + 1, 0, 1, now])
    if kind == "garbage":
        return draw.choice([None, 0, draw.randint(-(10**7), 10**7), draw.randint(0, 500)])
    return draw.choice([now * 10, now // 10, now + 1, now - 1, now * 1000, -now, None, 0])


def _text(ruleset: RuleSet, draw: random.Random) -> str | None:
    items = ruleset.regime.code_lists[draw.choice(sorted(ruleset.regime.code_lists))].items
    return draw.choice(
        [None, "", "1", "2", "不存在", "91500112MA5U00003P", draw.choice(items).code]
    )
