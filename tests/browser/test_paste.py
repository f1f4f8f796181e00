"""A pasted block lands where its rows belong, or is refused; no control is ever blanked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ruantong.demo.names import PASSWORD
from tests.browser import steps

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visitor
    from tests.browser.server import Platform

REPORT = "[data-paste-report]"
MONTHLY, ANNUAL = ("qy0003", "2024年1—5月"), ("qy0014", "2023年")
# form 6 as the ministry prints it: name, unit, code, figure, and title rows without a figure
PRINTED = """\
指标名称\t计量单位\t代码\t本年本期累计\t去年同期累计
甲\t乙\t丙\t1\t2
主营业务收入\t万元\t2010\t￥2,200.00\t
（一）按业务类型分列\t——\t——\t——\t——
其中 1. 软件产品收入\t万元\t2021\t60.00\t
其中基础软件收入\t万元\t20211\t-\t
硬件成本\t万元\t2051\t30.00\t
利润总额\t万元\t2090\t（123.45）\t
平均用工人数\t人\t2112\t41\t
单位负责人：\t\t\t\t"""
ACCOUNTING = "￥1,234.00\r\n(123.45)\r\n-\r\n—\r\n1 234.56\r\n１２３。５\r\n1.2E+03\r\n12%\r\n"


def at_form(platform: Platform, visitor: Visitor, who: tuple[str, str], number: str) -> Page:
    name, period = who
    page = visitor(platform)
    steps.sign_in(page, name, PASSWORD)
    page.locator("li.card").filter(has_text=period).get_by_role("link").first.click()
    page.get_by_role("link", name=number).first.click()
    steps.ready(page)
    return page


def test_the_printed_sheet_lands_by_its_codes(demo: Platform, visitor: Visitor) -> None:
    page = at_form(demo, visitor, MONTHLY, "软统企6表")
    steps.type_cells(page, {"6.2010.B": "77"})
    steps.paste(page, "6.2080.A", PRINTED)
    expect(page.locator(REPORT)).to_contain_text("按代码")
    expect(page.locator(REPORT)).to_contain_text("原有内容保留")
    refs = ("6.2010.A", "6.2021.A", "6.20211.A", "6.2051.A", "6.2090.A", "6.2112.A", "6.2010.B")
    wanted = ["2200.00", "60.00", "0.00", "30.00", "-123.45", "41", "77.00"]
    assert steps.figures(page, *refs) == wanted
    steps.saved(page)
    page.reload()
    assert steps.figures(page, *refs) == wanted


def test_a_column_with_title_rows_is_counted_as_printed(demo: Platform, visitor: Visitor) -> None:
    page = at_form(demo, visitor, MONTHLY, "软统企6表")
    printed = page.locator("table[data-layout] tbody tr").evaluate_all(
        "rows => rows.map((row, at) => row.classList.contains('sheet__title') ? '' : `${at + 1}`)"
    )
    steps.paste(page, "6.2010.A", "\n".join(printed))
    rows = page.locator("table[data-layout] tbody tr")
    for code in ("2010", "2021", "20225", "2041", "2050", "2090", "2112"):
        place = rows.evaluate_all(
            f"rows => rows.findIndex((row) => row.querySelector('[id=\"6.{code}.A\"]')) + 1"
        )
        assert steps.figures(page, f"6.{code}.A")[0].split(".")[0] == str(place)


def test_the_whole_column_of_form_7_begins_at_its_title_row(
    demo: Platform, visitor: Visitor
) -> None:
    page = at_form(demo, visitor, MONTHLY, "软统企7表")
    cells = page.locator("table[data-layout] tbody tr").evaluate_all(
        "rows => rows.map((row) => row.querySelector('input[id$=\".A\"]')?.id ?? '')"
    )
    assert cells[0] == ""
    assert cells.count("") == 2
    figures = {ref: str(100 + place) for place, ref in enumerate(cells) if ref}
    steps.paste(page, "7.3011.A", "\n".join(figures.get(ref, "") for ref in cells))
    got = steps.figures(page, *figures)
    assert [text.removesuffix(".00") for text in got] == list(figures.values())
    steps.paste(page, "7.3012.A", "\n".join(figures.values()))  # one row too low
    expect(page.locator(REPORT)).to_contain_text("没有粘贴")
    assert steps.figures(page, *figures) == got


def test_an_unclear_block_is_refused_and_nothing_changes(demo: Platform, visitor: Visitor) -> None:
    page = at_form(demo, visitor, MONTHLY, "软统企6表")
    steps.type_cells(page, {"6.2021.A": "5"})
    for block in ("见附件\t#REF!\n=SUM(A1)\t12", "甲\t1\n乙\t2\n丙\t3"):
        steps.paste(page, "6.2021.A", block)
        expect(page.locator(REPORT)).to_contain_text("没有看懂")
        expect(page.locator(REPORT)).to_contain_text("没有粘贴")
        assert steps.figures(page, "6.2021.A") == ["5.00"]


def test_accounting_formats_are_read_or_named(demo: Platform, visitor: Visitor) -> None:
    page = at_form(demo, visitor, MONTHLY, "软统企6表")
    refs = [f"6.{code}.A" for code in ("20221", "20222", "20223", "20224", "20225", "2023")]
    steps.type_cells(page, {"6.20231.A": "1"})
    steps.paste(page, refs[0], ACCOUNTING, seen="科学记数")
    assert steps.figures(page, *refs) == ["1234.00", "-123.45", "0.00", "0.00", "1234.56", "123.50"]
    assert steps.figures(page, "6.20231.A") == ["1.00"]  # what cannot be taken leaves its cell
    expect(page.locator(REPORT)).to_contain_text("百分号")


@pytest.mark.parametrize("text", ["私人控股", "3", "3 私人控股", "３－私人控股 ", "私人控股（3）"])
def test_a_choice_is_understood_in_every_spelling(
    demo: Platform, visitor: Visitor, text: str
) -> None:
    page = at_form(demo, visitor, ANNUAL, "软统企1表")
    steps.cell(page, "1.206.A").select_option("1")
    steps.paste(page, "1.206.A", text)
    expect(steps.cell(page, "1.206.A")).to_have_value("3")
    steps.saved(page)
    page.reload()
    expect(steps.cell(page, "1.206.A")).to_have_value("3")


def test_an_unknown_choice_leaves_what_was_chosen(demo: Platform, visitor: Visitor) -> None:
    page = at_form(demo, visitor, ANNUAL, "软统企1表")
    steps.cell(page, "1.206.A").select_option("5")
    steps.cell(page, "1.220.A").select_option("1")
    steps.paste(page, "1.206.A", "火星控股")
    expect(page.locator('[id="fault-1.206.A"]')).to_contain_text("火星控股")
    steps.paste(page, "1.205.A", "私营有限责任公司\n火星控股\n")
    expect(steps.cell(page, "1.205.A")).to_have_value("173")
    expect(steps.cell(page, "1.206.A")).to_have_value("5")
    expect(page.locator(REPORT)).to_contain_text("火星控股")
    boxes = page.locator('input[type=checkbox][name="1.221.place.A"]:checked')
    steps.paste(page, "1.221.year.A", "2019\n深圳证券交易所、3")
    assert boxes.evaluate_all("boxes => boxes.map((box) => box.value)") == ["2", "3"]
    steps.paste(page, "1.221.year.A", "2020\n月球交易所")
    assert boxes.evaluate_all("boxes => boxes.map((box) => box.value)") == ["2", "3"]
    steps.saved(page)
    page.reload()
    expect(steps.cell(page, "1.206.A")).to_have_value("5")
    expect(steps.cell(page, "1.220.A")).to_have_value("1")
    assert boxes.evaluate_all("boxes => boxes.map((box) => box.value)") == ["2", "3"]
    page.keyboard.press("Control+z")


def test_the_question_in_the_head_is_pasted_into(demo: Platform, visitor: Visitor) -> None:
    page = at_form(demo, visitor, MONTHLY, "软统企6表")
    head = steps.cell(page, "6.head.embedded")
    steps.paste(page, "6.head.embedded", "是")
    expect(head).to_have_value("1")
    steps.paste(page, "6.head.embedded", "也许")
    expect(head).to_have_value("1")
    expect(page.locator('[id="fault-6.head.embedded"]')).to_contain_text("也许")
    page.keyboard.press("Control+z")
    expect(head).not_to_have_value("1")


def test_lines_are_filled_by_their_codes(demo: Platform, visitor: Visitor) -> None:
    page = at_form(demo, visitor, ANNUAL, "软统企4表")
    first = steps.cell(page, "4.lines[1].code").input_value()
    assert first
    new = page.locator("#directory-items [data-choose]").evaluate_all(
        "items => items.map((item) => item.dataset.choose)"
    )[-2:]
    steps.paste(
        page,
        "4.lines[1].1",
        f"软件分类名称\t软件代码\t本年收入\n甲\t乙\t1\n某类\t{new[0]}\t11\n另类\t{first}\t12\n三\t{new[1]}\t13",
    )
    expect(steps.cell(page, "4.lines[1].1")).to_have_value("12.00")
    codes = page.locator('[data-lines="4.lines"] input[name$=".code"]')
    typed = codes.evaluate_all("inputs => inputs.map((input) => input.value).filter(Boolean)")
    assert typed[0] == first
    assert typed[-2:] == new
