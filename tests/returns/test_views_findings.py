"""The result of 数据审核: grouped by level, every finding leads to where it can be mended."""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.core.pack import load_packs
from ruantong.core.pack_paths import packs_dir
from ruantong.returns.judging.findings import MOST_LINKS, Outcome, outcome_of

REGIME = load_packs(packs_dir())["miit_software_2021"]
REASON = "本期集中发放上年度项目奖金，人均工资上升"


def finding(rule: str, *cells: str, severity: str = "error", **given: str) -> dict[str, Any]:
    return {
        "key": f"{rule}:A", "rule": rule, "severity": severity, "outcome": "fail",
        "cells": list(cells), "message": f"{rule}的说明", **given,
    }  # fmt: skip


def outcome(*findings: dict[str, Any], passed: bool = False, **explained: str) -> Outcome:
    report = {"findings": list(findings), "counts": {"fail": len(findings)}}
    texts = {key.replace("_", "-") + ":A": text for key, text in explained.items()}
    found = outcome_of(REGIME, report, texts, passed=passed)
    assert found is not None
    return found


def test_levels_come_in_the_order_of_their_weight() -> None:
    found = outcome(
        finding("R6-08", "6.2042.A", outcome="not_evaluated"),
        finding("R6-19", "6.2111.A", severity="query"),
        finding("R6-02", "6.2010.A"),
    )
    assert [group.level for group in found.groups] == ["error", "query", "unknown"]
    assert (found.errors, found.open_queries, found.blocked) == (1, 1, True)


def test_an_explained_query_is_no_longer_in_the_way() -> None:
    query = finding("R6-19", "6.2111.A", severity="query")
    assert outcome(query, R6_19="属实").open_queries == 1
    told = outcome(query, R6_19=REASON)
    assert (told.open_queries, told.unpassed, told.blocked) == (0, 0, False)
    assert [group.level for group in told.groups] == ["explained"]


def test_what_could_not_be_judged_is_not_in_the_way() -> None:
    assert not outcome(finding("R6-08", "6.2042.A", outcome="not_evaluated")).blocked


def test_cells_are_named_in_full_and_shortly() -> None:
    (view,) = outcome(finding("R6-02", "6.2010.A")).groups[0].findings
    assert view.links[0].name == "软统企6表 2010 主营业务收入（本年本期累计）"
    assert view.links[0].short == "2010 主营业务收入（本年本期累计）"


def test_cells_come_with_their_figures_in_earlier_returns() -> None:
    report = {
        "findings": [finding("R6-02", "6.2010.A", "6.2020.A")],
        "earlier": {"6.2010.A": [["上期", "8000.00"], ["上年同期", "8800.00"]]},
    }
    found = outcome_of(REGIME, report, {}, passed=False)
    assert found is not None
    first, second = found.groups[0].findings[0].links
    assert first.earlier == (("上期", "8000.00"), ("上年同期", "8800.00"))
    assert second.earlier == ()


def test_a_finding_without_a_cell_leads_to_the_form_of_its_rule() -> None:
    (view,) = outcome(finding("R1-08")).groups[0].findings
    assert [(link.form, link.ref, link.name) for link in view.links] == [("1", "", "软统企1表")]
    assert outcome(finding("R1-08")).of_form("1") == (view,)


@pytest.mark.parametrize("count", [1, MOST_LINKS, MOST_LINKS + 1, 25])
def test_many_cells_are_folded_and_none_is_left_out(count: int) -> None:
    cells = [f"6.{row.code}.A" for row in REGIME.form["6"].indicators if not row.title][:count]
    (view,) = outcome(finding("R6-30", *cells)).groups[0].findings
    assert (*view.first_links, *view.more_links) == view.links
    assert len(view.first_links) <= MOST_LINKS
    assert len(view.more_links) != 1


def test_findings_of_the_form_at_hand_come_first() -> None:
    found = outcome(
        finding("R2-18", "2.B00.A"), finding("R3-21", "3.A0.A"), finding("R2-06", "2.B01.A")
    )
    ordered = found.beginning_with("3").groups[0].findings
    assert [view.finding.rule for view in ordered] == ["R3-21", "R2-18", "R2-06"]


def test_a_reference_nobody_knows_does_no_harm() -> None:
    (view,) = outcome(finding("R9-99", "9.1.A", "x")).groups[0].findings
    assert [link.name for link in view.links] == ["9.1.A", "x"]


def test_no_report_has_no_outcome() -> None:
    assert outcome_of(REGIME, None, {}, passed=False) is None
