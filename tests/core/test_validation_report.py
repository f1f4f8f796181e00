"""The report: counts that add up, what passes, what still needs an explanation, its JSON form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruantong.core.dossier import Dossier, FormData
from ruantong.core.interchange import parse_document
from ruantong.core.pack import load_packs
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Kind, Regime
from ruantong.core.rules.edits import edited
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from ruantong.core.validation import Report, validate

ROOT = Path(__file__).parents[2]
REGIMES: Mapping[str, Regime] = load_packs(ROOT / "packs")
REGIME = REGIMES["miit_software_2021"]
RULESETS = {f: compile_rules(REGIME, f) for f in (Frequency.MONTHLY, Frequency.ANNUAL)}
BASES = {
    frequency: parse_document(
        (ROOT / "tests" / "vectors" / f"{frequency}_ok.json").read_text(), REGIMES
    ).dossier
    for frequency in RULESETS
}


@pytest.mark.parametrize("frequency", RULESETS)
def test_consistent_returns_pass(frequency: Frequency) -> None:
    report = validate(RULESETS[frequency], BASES[frequency])
    assert report.passed
    assert report.findings == ()
    assert report.counts.pass_ > 200


@pytest.mark.parametrize("frequency", RULESETS)
def test_parameters_of_the_2024_edition_too(frequency: Frequency) -> None:
    period = {"monthly": "2025-05", "annual": "2024"}[frequency]
    text = (ROOT / "tests" / "vectors" / f"{frequency}_ok.json").read_text()
    data = {**json.loads(text), "regime": "miit_software_2024", "period": period}
    document = parse_document(json.dumps(data), REGIMES)
    ruleset = compile_rules(document.regime, frequency)
    assert validate(ruleset, document.dossier).findings == ()
    assert ruleset.hash != RULESETS[frequency].hash


def broken() -> Report:
    edits = {"6.2020.A": 570100, "6.2110.A": 1000, "6.2112.A": 0}
    return validate(RULESETS[Frequency.MONTHLY], edited(BASES[Frequency.MONTHLY], edits))


def test_errors_block_and_queries_ask() -> None:
    report = broken()
    assert not report.passed
    assert [finding.key for finding in report.errors] == ["R6-01:A", "R6-18"]
    assert {finding.key for finding in report.queries} >= {"R6-34"}
    unknown = [finding.key for finding in report.findings if finding.outcome == "not_evaluated"]
    assert unknown == ["R6-19", "R6-20"]


def test_open_queries_are_those_without_explanation() -> None:
    report = broken()
    keys = [finding.key for finding in report.queries]
    assert [f.key for f in report.open_queries(())] == keys
    assert [f.key for f in report.open_queries({"R6-34"})] == [k for k in keys if k != "R6-34"]
    assert report.open_queries(keys) == ()


def test_a_query_alone_does_not_block() -> None:
    base = BASES[Frequency.MONTHLY]
    report = validate(RULESETS[Frequency.MONTHLY], edited(base, {"6.2110.A": 1000, "6.2110.C": 0}))
    assert [finding.key for finding in report.queries] == ["R6-34"]


def test_json_form() -> None:
    found = broken().to_dict()
    assert list(found) == ["regime", "ruleset", "passed", "counts", "findings"]
    assert found["regime"] == "miit_software_2021"
    assert found["ruleset"].startswith("sha256:")
    counts = found["counts"]
    assert list(counts) == ["pass", "fail", "not_applicable", "not_evaluated", "total"]
    assert counts["total"] == sum(value for key, value in counts.items() if key != "total")
    first = found["findings"][0]
    assert list(first) == [
        "rule", "severity", "outcome", "cells", "left", "right", "difference", "message",
    ]  # fmt: skip
    assert (first["rule"], first["severity"], first["outcome"]) == ("R6-01", "error", "fail")
    assert first["cells"] == [f"6.{code}.A" for code in (2020, 2021, 2022, 2023, 2024)]
    assert (first["left"], first["right"], first["difference"]) == ("5701.00", "5700.00", "1.00")
    json.dumps(found)


def test_findings_tell_their_rule() -> None:
    first = broken().findings[0]
    assert (first.title, first.certainty, first.instance) == (
        "软件业务收入合计等于四类收入之和",
        "S",
        "A",
    )
    assert "审核关系" in first.origin


def test_the_hash_names_the_meaning_of_the_rules() -> None:
    again = compile_rules(REGIME, Frequency.MONTHLY)
    assert again.hash == RULESETS[Frequency.MONTHLY].hash


def cells(ruleset: RuleSet, form: str) -> list[tuple[str, str, bool]]:
    rows = [row for row in ruleset.regime.form[form].indicators if not row.title]
    return [(row.code, key, row.kind is Kind.NUMBER) for row in rows for key in row.columns]


NUMBERS = st.none() | st.integers(-(10**15) + 1, 10**15 - 1) | st.integers(-5, 500)
TEXTS = (
    st.none()
    | st.sampled_from(["", "1", "2", "6513", "错", "500112", "E10101"])
    | st.text(max_size=5)
)


@st.composite
def forms(draw: st.DrawFn, ruleset: RuleSet) -> dict[str, FormData]:
    result: dict[str, FormData] = {}
    for form in ruleset.regime.forms_for(ruleset.frequency):
        if draw(st.booleans()):
            continue
        content: dict[str, dict[str, Any]] = {}
        places = cells(ruleset, form.code)
        chosen = draw(st.lists(st.sampled_from(places), max_size=15)) if places else []
        for code, key, number in chosen:
            calendar = form.by_code[code].kind in {Kind.YEAR, Kind.MONTH}
            value = NUMBERS if number or calendar else TEXTS
            content.setdefault(code, {})[key] = draw(value)
        rows = {
            group.key: tuple(
                {
                    column.key: draw(NUMBERS if column.kind is Kind.NUMBER else TEXTS)
                    for column in group.columns
                }
                for _ in range(draw(st.integers(0, 3)))
            )
            for group in form.row_groups
        }
        head = {field.key: draw(st.sampled_from(["1", "2"])) for field in form.head_fields}
        result[form.code] = FormData(head, content, rows)
    return result


@st.composite
def dossiers(draw: st.DrawFn) -> tuple[RuleSet, Dossier]:
    frequency = draw(st.sampled_from(list(RULESETS)))
    ruleset, base = RULESETS[frequency], BASES[frequency]
    period = {"monthly": ["2024-02", "2024-03", "2024-12"], "annual": ["2023"]}[frequency]
    unit = edited(
        base,
        {
            "unit.lists": draw(st.sampled_from([frozenset(), frozenset({"form7"})])),
            "unit.uscc_unique": draw(st.sampled_from([None, True, False])),
        },
    ).unit
    other = st.none() | forms(ruleset)
    return ruleset, Dossier(
        Period.parse(draw(st.sampled_from(period))),
        unit,
        draw(forms(ruleset)),
        draw(other),
        draw(other),
        draw(st.none() | forms(RULESETS[Frequency.MONTHLY])),
    )


@settings(max_examples=150)
@given(dossiers())
def test_counts_add_up_and_nothing_raises(drawn: tuple[RuleSet, Dossier]) -> None:
    ruleset, dossier = drawn
    report = validate(ruleset, dossier)
    counts = report.counts
    assert counts.pass_ >= 0
    assert counts.pass_ + counts.fail + counts.not_applicable + counts.not_evaluated == counts.total
    assert len(report.findings) == counts.fail + counts.not_evaluated
    assert len({finding.key for finding in report.findings}) == len(report.findings)
    assert all(finding.message for finding in report.findings)
