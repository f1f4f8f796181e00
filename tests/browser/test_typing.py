"""Typing into a form: two windows, no network, a session that ended, and bad input."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ruantong.demo.names import PASSWORD
from tests.browser import steps

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visitor
    from tests.browser.server import Platform

STATUS = "[data-status]"


def at_form_6(platform: Platform, visitor: Visitor, name: str) -> Page:
    """The enterprise's monthly form of the period in filing."""
    page = visitor(platform)
    steps.sign_in(page, name, PASSWORD)
    page.locator("li.card").filter(has_text="2024年1—5月").get_by_role("link").first.click()
    steps.ready(page)
    return page


def test_two_windows_merge_and_ask_where_they_meet(demo: Platform, visitor: Visitor) -> None:
    first = at_form_6(demo, visitor, "qy0003")
    second = first.context.new_page()
    second.goto(first.url)
    steps.ready(second)
    steps.type_cells(first, {"6.2010.A": "100", "6.2050.A": "40"})
    steps.saved(first)
    steps.type_cells(second, {"6.2080.A": "20"})
    steps.saved(second)
    expect(steps.cell(second, "6.2010.A")).to_have_value("100.00")  # the other window's

    steps.type_cells(first, {"6.2050.A": "45"})
    steps.saved(first)
    steps.type_cells(second, {"6.2050.A": "50"})
    box = second.locator("[data-conflicts]")
    expect(box).to_contain_text("另一个窗口")
    expect(box).to_contain_text("2050 主营业务成本")
    expect(box.get_by_role("button", name=re.compile("采用已保存的 45"))).to_be_visible()
    box.get_by_role("button", name=re.compile("保留本页填的 50")).click()
    steps.saved(second)
    second.reload()
    expect(steps.cell(second, "6.2050.A")).to_have_value("50.00")
    expect(steps.cell(second, "6.2080.A")).to_have_value("20.00")


def test_without_network_nothing_typed_is_lost(demo: Platform, visitor: Visitor) -> None:
    page = at_form_6(demo, visitor, "qy0002")
    page.context.set_offline(True)
    steps.type_cells(page, {"6.2113.A": "7.77"})
    expect(page.locator(STATUS)).to_contain_text("网络不通")
    page.context.set_offline(False)
    steps.saved(page)
    page.reload()
    expect(steps.cell(page, "6.2113.A")).to_have_value("7.77")


def test_a_session_that_ended_keeps_what_was_typed(demo: Platform, visitor: Visitor) -> None:
    page = at_form_6(demo, visitor, "qy0002")
    page.wait_for_load_state("networkidle")  # an answer under way would renew the session
    page.context.clear_cookies()
    steps.type_cells(page, {"6.2113.A": "8.88"})
    expect(page.locator(STATUS)).to_contain_text("登录已超时")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="在新窗口重新登录").click()
    again = opened.value
    steps.sign_in(again, "qy0002", PASSWORD)
    page.bring_to_front()
    expect(page.locator(STATUS)).to_contain_text("已自动保存")
    page.reload()
    expect(steps.cell(page, "6.2113.A")).to_have_value("8.88")


BAD = (
    ("6.2010.A", "一百万", "不是数字"),
    ("6.2010.A", "12a", "不是数字"),
    ("6.2010.A", "1.234", "3位小数"),
    ("6.2010.A", "1000000000000000", "超出可填范围"),
    ("6.2010.A", "1,23", "千分位"),
    ("6.2112.A", "12.5", "整数"),
)


def test_bad_input_is_named_beside_its_cell_and_kept(demo: Platform, visitor: Visitor) -> None:
    page = at_form_6(demo, visitor, "qy0005")
    for ref, text, words in BAD:
        steps.type_cells(page, {ref: text})
        fault = page.locator(f'[id="fault-{ref}"]')
        expect(fault).to_contain_text(words)
        expect(steps.cell(page, ref)).to_have_value(text)
    steps.saved(page)
    page.reload()  # the platform keeps it as typed and says so again
    expect(steps.cell(page, "6.2010.A")).to_have_value("1,23")
    expect(page.locator("[data-faults]")).to_contain_text("千分位")
    steps.ready(page)
    steps.validate(page)
    expect(page.get_by_text("审核未通过").first).to_be_visible()
    steps.type_cells(page, {"6.2010.A": "-5", "6.2112.A": "12"})
    steps.saved(page)
    steps.validate(page)
    negative = page.locator("li.finding").filter(has_text="R6-17").first
    expect(negative).to_contain_text("2010")
    good = {"6.2010.A": "１，２３４，５６７．８０", "6.2112.A": " 12 "}
    steps.type_cells(page, good)
    steps.saved(page)
    expect(steps.cell(page, "6.2010.A")).to_have_value("1,234,567.80")
    expect(steps.cell(page, "6.2112.A")).to_have_value("12")
    expect(page.locator('[id="fault-6.2010.A"]')).to_have_count(0)


@pytest.mark.parametrize(
    "path", ["/returns/999999/", "/returns/1/9/", "/desk/", "/tables/main/2019-13/"]
)
def test_addresses_that_are_not_for_this_person(
    demo: Platform, visitor: Visitor, path: str
) -> None:
    page = visitor(demo)
    steps.sign_in(page, "qy0003", PASSWORD)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status in {400, 403, 404}
    expect(page.locator("h1")).to_be_visible()
    assert re.search("[一-龥]", page.locator("h1").inner_text())


def test_a_wrong_uscc_is_explained_on_registration(demo: Platform, visitor: Visitor) -> None:
    page = visitor(demo)
    steps.register(
        page, demo, name="cuowu01", unit="某公司", uscc="9Y500000DEM00009AB", phone="16000009999"
    )
    expect(page.locator(".error-summary")).to_contain_text("统一社会信用代码")
    expect(page.get_by_label("单位详细名称")).to_have_value("某公司")
