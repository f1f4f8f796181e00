"""Rows that a form has no more: what was filed in them stays readable, and nothing is judged by it."""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.core.forms_json import parse_forms
from ruantong.core.periods import Period
from ruantong.registry.survey.packs import regimes
from ruantong.returns.reading.changes import changes_between
from ruantong.returns.sheets.build import sheet_of
from ruantong.returns.templatetags.sheet import sheet_row

REGIME = regimes()["miit_software_2021"]
FORM = REGIME.form["5"]
FILED: dict[str, Any] = {
    "5": {"cells": {"5020": {"A": "500.00"}, "5021": {"A": "123.00"}, "5022": {"A": "377.00"}}}
}


def shown(content: dict[str, Any], *, editable: bool = False) -> str:
    sheet = sheet_of(REGIME, FORM, content, editable=editable, period=Period.parse("2023"))
    return "".join(sheet_row(sheet, row) for row in sheet.rows)


def test_what_was_filed_is_shown_by_its_name() -> None:
    text = shown(FILED)
    assert "基础软件与开发框架（算法库、训练平台）（已停用）" in text
    assert "123.00" in text


@pytest.mark.parametrize(("content", "editable"), [({}, False), (FILED, True)])
def test_nobody_is_asked_for_it_again(content: dict[str, Any], editable: bool) -> None:
    assert "已停用" not in shown(content, editable=editable)


def test_it_is_no_fault_and_no_figure_of_the_return() -> None:
    forms, faults = parse_forms(REGIME, Period.parse("2023"), FILED)
    assert faults == []
    assert forms["5"].value("5021", "A") is None
    assert forms["5"].value("5022", "A") is not None


def test_a_later_submission_without_it_says_so() -> None:
    later = {"5": {"cells": {"5020": {"A": "500.00"}, "5022": {"A": "500.00"}}}}
    found = {c.name: (c.was, c.now) for c in changes_between(REGIME, FILED, later)}
    name = next(name for name in found if "已停用" in name)
    assert found[name] == ("123.00", "")
