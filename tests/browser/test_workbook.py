"""A month filed by Excel: downloaded, filled in, stored by LibreOffice, sent in, looked at, taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import load_workbook
from playwright.sync_api import expect

from ruantong.demo.names import PASSWORD
from tests.browser import steps
from tests.libreoffice import converted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Visitor
    from tests.browser.server import Platform

FIGURES = {
    "主营业务收入": 2200.5,
    "2. 信息技术服务收入": 1600,
    "利润总额": -123.45,
    "平均用工人数": 41,
}
REFS = ("6.2010.A", "6.2022.A", "6.2090.A", "6.2112.A")


def test_a_month_is_filed_by_excel(demo: Platform, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor(demo)
    steps.sign_in(page, "qy0003", PASSWORD)
    page.locator("li.card").filter(has_text="2024年1—5月").get_by_role("link").first.click()
    page.get_by_role("link", name="本期总览").or_(
        page.get_by_role("link", name="2024年1—5月")
    ).first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载Excel", exact=True).click()
    mine = tmp_path / "mine.xlsx"
    download.value.save_as(mine)
    book = load_workbook(mine)
    for row in book["软统企6表"].iter_rows():
        if (label := row[0].value) in FIGURES:
            row[3].value = FIGURES[label]
        elif label == "费用总额":
            row[3].value = "一千"
    book.save(mine)
    (ods,) = converted([mine], "ods", tmp_path / "ods")
    (stored,) = converted([ods], "xlsx", tmp_path / "xlsx")

    page.get_by_role("link", name="上传Excel", exact=True).click()
    page.get_by_label("Excel文件").set_input_files(stored)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("heading", name="将采用（4格）")).to_be_visible()
    expect(page.get_by_role("heading", name="不能采用（1格）")).to_be_visible()
    expect(page.get_by_text("不是数字，应填写数字，至多2位小数")).to_be_visible()
    page.get_by_role("button", name="采用", exact=True).click()
    expect(page.get_by_text("已采用预览中的4处修改")).to_be_visible()
    page.get_by_role("link", name="软统企6表").first.click()
    steps.ready(page)
    assert [text.replace(",", "") for text in steps.figures(page, *REFS)] == [
        "2200.50", "1600.00", "-123.45", "41",
    ]  # fmt: skip
