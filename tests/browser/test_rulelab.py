"""The city changes a rule: writes it wrongly, mends it, tries it on history, releases it, compares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from ruantong.demo.names import PASSWORD
from tests.browser import steps

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visitor
    from tests.browser.server import Platform

WRONG = """[R6-13] 主营业务成本不大于主营业务收入的三成
级别 强制性
来源 G
范围 表内
列 A
公式 [2050] <= [2010] × 甲乙
"""


def save(page: Page, text: str) -> None:
    page.get_by_label("审核关系", exact=True).fill(text)
    page.get_by_role("button", name="保存并检查").click()


def test_a_rule_is_written_tried_released_and_compared(demo: Platform, visitor: Visitor) -> None:
    page = visitor(demo)
    steps.sign_in(page, "shiji", PASSWORD)
    page.get_by_role("link", name="审核关系", exact=True).click()
    page.get_by_label("编号、名称、内容").fill("R6-13")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="R6-13").click()
    page.get_by_role("button", name="以此编写草案").click()

    save(page, WRONG)
    fault = page.get_by_role("alert")
    expect(fault).to_contain_text("第6行第23列：不认识的词“甲乙”")
    expect(fault.locator(".rule-line--faulty mark")).to_have_text("甲乙")
    expect(page.get_by_label("审核关系", exact=True)).to_have_value(WRONG)
    expect(page.get_by_role("link", name="提请发布…")).to_have_count(0)
    expect(page.get_by_role("button", name="试运行")).to_have_count(0)

    save(page, WRONG.replace("甲乙", "0.3"))
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".diff-new").last).to_contain_text("× 0.3")

    page.get_by_role("checkbox", name="2024年1—4月").check()
    page.get_by_role("button", name="试运行").click()
    # while the run goes on, the page asks for the next step by itself
    expect(page.locator("#progress")).to_have_count(0)
    failing = page.locator("tr", has_text="新增不符").filter(has=page.locator("td"))
    expect(failing.first).to_contain_text("主营业务成本(2050)本年本期累计为")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出CSV").click()
    assert "新增不符" in download.value.path().read_text("utf-8-sig")
    page.get_by_role("link", name="回到草案").click()

    page.get_by_role("link", name="提请发布…").click()
    page.get_by_label("施行起始期").fill("2024-05")
    page.get_by_label("修改依据").fill("会商后收紧成本与收入的关系")
    page.get_by_role("button", name="提请发布", exact=True).click()
    expect(page.get_by_text("2024年1—5月已经开放：请写明")).to_be_visible()
    page.get_by_label("施行起始期").fill("2024-06")
    page.get_by_role("button", name="提请发布", exact=True).click()
    expect(page.get_by_role("button", name="撤回提请")).to_be_visible()
    expect(page.get_by_role("button", name="发布", exact=True)).to_have_count(0)

    page = visitor(demo)
    steps.sign_in(page, "shiji2", PASSWORD)
    page.get_by_role("link", name="审核关系", exact=True).click()
    page.get_by_role("main").get_by_role("list").get_by_role("link").first.click()
    expect(page.get_by_text("本稿的试运行")).to_be_visible()
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page).to_have_url(re.compile(r"/rules/releases/\d+/$"))
    expect(page.get_by_role("main")).to_contain_text("会商后收紧成本与收入的关系")
    expect(page.locator(".diff-old").last).to_contain_text("容差")

    page.get_by_role("link", name="版本比较").click()
    expect(page.get_by_text("修改1条。")).to_be_visible()
    expect(page.locator(".diff-new").last).to_contain_text("[2050] <= [2010] × 0.3")
