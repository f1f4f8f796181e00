"""A month from the books: the balance is sent in, its accounts confirmed, previewed, taken, saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from ruantong.demo.balances import balance_file
from ruantong.demo.names import PASSWORD
from tests.browser import axe, reflow, steps

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Visitor
    from tests.browser.server import Platform


def test_a_month_is_taken_from_the_books(demo: Platform, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor(demo)
    steps.sign_in(page, "qy0001", PASSWORD)
    page.locator("li.card").filter(has_text="2024年1—5月").get_by_role("link").first.click()
    page.get_by_role("link", name="软统企6表").first.click()
    page.get_by_role("link", name="从科目余额表取数").click()
    books = tmp_path / "余额表.csv"
    books.write_bytes(balance_file(books.name))
    page.get_by_label("科目余额表").set_input_files(books)
    page.get_by_role("button", name="上传并对照").click()
    expect(page.get_by_text("6个指标标有“建议”")).to_be_visible()
    page.get_by_text("全部科目和对应的指标").click()
    assert axe.faults(page) == []
    assert reflow.faults(page) == []
    page.get_by_label("主营业务收入第1项科目").fill("600101 软件产品")
    page.get_by_label("主营业务收入第2项科目").fill("信息技术服务")
    page.get_by_role("button", name="确认全部建议并保存").click()
    expect(page.get_by_text("已保存对应关系第1版，6个指标")).to_be_visible()
    page.get_by_role("button", name="逐格预览").click()
    expect(page.get_by_role("heading", name="将采用（6格）")).to_be_visible()
    expect(page.get_by_text("＋600102 信息技术服务 本年累计贷方发生额")).to_be_visible()
    assert axe.faults(page) == []
    page.get_by_role("button", name="采用", exact=True).click()
    expect(page.get_by_text("已采用预览中的6处修改")).to_be_visible()
    page.get_by_role("link", name="软统企6表").first.click()
    steps.ready(page)
    taken = [text.replace(",", "") for text in steps.figures(page, "6.2010.A", "6.2090.A")]
    assert taken == ["1100.10", "413.48"]
