"""下载Excel: what stands in the workbook of a return."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from ruantong.core.periods import Period
from ruantong.returns.models import Return
from tests import people
from tests.returns.story import GOOD, earlier, fill, opened, submitted

pytestmark = pytest.mark.django_db
ANNUAL = Period.parse("2023")


def book_of(ret: Return, form: str = "") -> Any:
    address = f"/returns/{ret.pk}/{form + '/' if form else ''}workbook.xlsx"
    answer = people.signed_in(people.alice(ret.unit)).get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return load_workbook(io.BytesIO(answer.content))


def visible(book: Any) -> list[str]:
    return [page.title for page in book.worksheets if page.sheet_state == "visible"]


def row_named(page: Any, label: str) -> list[Any]:
    return next(list(row) for row in page.iter_rows() if label in [cell.value for cell in row])


def everything(page: Any) -> str:
    return "\n".join(
        str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None
    )


def test_a_month_has_head_cells_and_foot_of_the_official_form() -> None:
    earlier(people.make_unit(), Period.parse("2024-04"), {**GOOD, "6.2010.A": "800"})
    book = book_of(fill(opened()))
    page = book["软统企6表"]
    assert visible(book) == ["软统企6表"]
    told = everything(page)
    for part in (
        "软件和信息技术服务业企业月报表", "表号：软统企6表", "制定机关：工业和信息化部",
        "批准机关：国家统计局", "批准文号：国统制〔2021〕136号", "有效期至：2024年10月31日",
        "单位详细名称：测试软件1号有限公司", "报告期：2024年1—5月", "计量单位：万元、万美元、人、%",
        "单位负责人：", "填表人：",
    ):  # fmt: skip
        assert part in told
    heads = [cell.value for cell in row_named(page, "指标名称")]
    assert heads[:6] == ["指标名称", "计量单位", "代码", "本年本期累计", "去年同期累计", "本年上期累计"]  # fmt: skip
    income = row_named(page, "主营业务收入")
    assert [cell.value for cell in income[1:6]] == ["万元", "2010", 1000, None, 800]
    assert income[0].comment.text.startswith("从事本单位主要经营业务")
    # typed into, never typed into, computed
    assert [cell.protection.locked for cell in income[3:8]] == [False, False, True, True, True]
    assert page.protection.sheet
    assert income[3].number_format == "#,##0.00"
    assert row_named(page, "是否有嵌入式系统软件业务")[1].value == "2 否"


def test_what_may_be_typed_is_checked_by_the_spreadsheet() -> None:
    book = book_of(opened(period=ANNUAL))
    rules = {page.title: page.data_validations.dataValidation for page in book.worksheets}
    numbers = [each for each in rules["软统企2表"] if each.type == "custom"]
    assert all("ROUND" in each.formula1 for each in numbers)
    typed = row_named(book["软统企2表"], "营业收入")[3].coordinate
    assert any(typed in each.sqref for each in numbers)
    choices = [each for each in rules["软统企1表"] if each.type == "list"]
    lists = book["代码表"]
    assert lists.sheet_state == "hidden"
    first = {each.formula1 for each in choices}
    assert all(source.startswith(("'代码表'!$", "代码表!$")) for source in first)
    assert "1 是" in everything(lists)


def test_a_year_has_every_form_with_items_and_lines_and_says_what_is_not_official() -> None:
    ret = opened(period=ANNUAL)
    book = book_of(ret)
    assert visible(book) == ["软统企1表", "软统企2表", "软统企3表", "软统企4表"]
    first, lines = book["软统企1表"], book["软统企4表"]
    assert row_named(first, "统一社会信用代码")[2].value == ret.unit.uscc
    assert row_named(first, "法定代表人")[0].value == "201"
    assert "占位代码" in everything(first)
    heads = row_named(lines, "序号")
    assert [cell.value for cell in heads[:3]] == ["序号", "软件代码", "本年收入（万元）"]
    one = next(row for row in lines.iter_rows() if row[0].value == 1)
    assert [cell.protection.locked for cell in one[:3]] == [True, False, False]


def test_one_form_alone_and_nothing_to_type_in_once_it_is_filed() -> None:
    ret = submitted(opened())
    book = book_of(ret, "6")
    page = book["软统企6表"]
    assert visible(book) == ["软统企6表"]
    assert all(cell.protection.locked for row in page.iter_rows() for cell in row)
    assert "第1次上报" in everything(page)


def test_a_text_like_a_formula_stays_a_text() -> None:
    ret = opened(period=ANNUAL)
    fill(ret, {"1.201.A": "=1+1"})
    cell = row_named(book_of(ret)["软统企1表"], "法定代表人")[2]
    assert (cell.data_type, cell.value) == ("s", "=1+1")
