"""The form page leads: the act that comes next is the dark button, and the head stands once."""

from __future__ import annotations

import re

import pytest

from ruantong.core.periods import Period
from ruantong.registry.survey.packs import regimes
from ruantong.returns.models import Return
from ruantong.returns.sheets.build import sheet_of
from tests import people
from tests.returns import story

pytestmark = pytest.mark.django_db


def html(ret: Return, place: str = "6/") -> str:
    answer = people.signed_in(people.alice()).get(f"/returns/{ret.pk}/{place}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def dark(text: str) -> list[str]:
    """The acts whose buttons are dark."""
    buttons = re.findall(r"<button class=\"([^\"]*)\"[^>]*data-act[^>]*>([^<]+)<", text)
    assert len(buttons) >= 2
    return [words for classes, words in buttons if "btn--primary" in classes]


def test_the_dark_button_follows_the_step() -> None:
    ret = story.opened()
    assert dark(html(ret)) == ["保存"]
    assert dark(html(ret, "")) == []
    story.fill(ret)
    assert dark(html(ret)) == dark(html(ret, "")) == ["数据审核"]
    story.validated(ret)
    assert dark(html(ret)) == dark(html(ret, "")) == ["确定上报"]
    story.fill(ret, {"6.2010.A": "1"})
    assert dark(html(ret)) == ["数据审核"]


def test_what_the_audit_found_is_to_be_audited_again() -> None:
    ret = story.opened()
    story.validated(ret, {"6.2010.A": "-5"})
    assert dark(html(ret)) == ["数据审核"]


def test_the_form_is_named_once_on_the_screen_and_whole_on_paper() -> None:
    ret = story.opened()
    text = html(ret)
    assert len(re.findall(r"<h1[ >]", text)) == 1
    paper = text[text.index("print-only--block") : text.index("form-line no-print")]
    for said in (
        "表号",
        "制定机关",
        "批准机关",
        "批准文号",
        "有效期至",
        "组织机构代码",
        ret.unit.name,
    ):
        assert said in paper


def test_the_foot_starts_from_last_time() -> None:
    unit = people.make_unit()
    story.submitted(story.opened(unit, Period.parse("2024-04")))
    ret = story.opened(unit)
    foot = html(ret).split('class="form-foot"')[1]
    for name in ("unit_head", "statistics_head", "preparer", "mobile"):
        assert f"<dd>{story.SIGNED[name]}</dd>" in foot
    assert "报出日期：</dt><dd>　</dd>" in foot


def test_codes_of_last_year_are_told_by_name() -> None:
    regime = regimes()["miit_software_2021"]
    row = next(row for row in regime.form["5"].indicators if row.code_list == "ai_fields")
    item = next(item for item in regime.code_lists["ai_fields"].items if item.leaf)
    past = {"5": {"cells": {row.code: {"A": f"{item.code};没有的代码"}}}}
    sheet = sheet_of(regime, regime.form["5"], {}, year_ago_json=past, period=Period.parse("2023"))
    shown = next(each for each in sheet.rows if each.code == row.code)
    assert shown.reference == f"{item.name}、没有的代码"


def test_a_cell_tells_the_head_of_its_column_to_a_narrow_screen() -> None:
    text = html(story.opened())
    heads = re.findall(r'<td class="cell[^>]*data-head="([^"]+)"[^>]*><input[^>]*id="6.2010', text)
    assert heads[:2] == ["本年本期累计", "去年同期累计"]
