"""A finding names the cells of its own return; whatever fails has a sentence."""

from __future__ import annotations

import re

from ruantong.core.dossier import Dossier
from ruantong.core.findings import Finding
from ruantong.core.rules.edits import edited
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.validation import validate
from ruantong.rulelab.cases import find_cases


def finding(ruleset: RuleSet, dossier: Dossier, key: str) -> Finding:
    return next(f for f in validate(ruleset, dossier).findings if f.key == key)


def test_copied_columns(monthly: RuleSet, monthly_ok: Dossier) -> None:
    rows = monthly_ok.forms["6"].cells
    copied = {f"6.{code}.C": row["A"] for code, row in rows.items() if "C" in row}
    found = finding(monthly, edited(monthly_ok, copied), "R6-30")
    assert "6.2010.A" in found.cells


def test_cells_are_those_of_the_current_return(monthly: RuleSet, monthly_ok: Dossier) -> None:
    found = finding(monthly, edited(monthly_ok, {"6.2010.C": 1}), "R6-24:2010")
    assert found.cells == ("6.2010.C",)


def test_cells_of_a_line_and_of_the_head(annual: RuleSet, annual_ok: Dossier) -> None:
    line = finding(annual, edited(annual_ok, {"4.lines[2].1": 100}), "R4-01:2")
    assert line.cells == ("4.lines[2].1", "4.lines[2].2")
    estimate = finding(annual, edited(annual_ok, {"3.A4.A": 1}), "R3-15:2.A4")
    assert estimate.cells == ("3.A4.A",)


def test_every_failing_case_has_a_sentence(
    monthly: RuleSet, annual: RuleSet, monthly_ok: Dossier, annual_ok: Dossier
) -> None:
    for ruleset, base in ((monthly, monthly_ok), (annual, annual_ok)):
        cases = [case for case in find_cases(ruleset, base) if case.outcome == "fail"]
        assert cases
        for case in cases:
            for found in validate(ruleset, edited(base, case.edits)).findings:
                assert re.fullmatch(r"[^\n]{8,600}。", found.message), found.message
                assert not re.search(r"None|无法判定：除数为|Fraction", found.message), (
                    found.message
                )
