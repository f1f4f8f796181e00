"""Pages that no link leads to: what a button or a key shows.

Each is left before it is confirmed, so that the city stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from playwright.sync_api import FilePayload, expect

from ruantong.core.identifiers import make_uscc
from ruantong.demo.names import PASSWORD
from tests.browser import steps
from tests.registry.workbooks import book, row

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.server import Platform

Tour = Callable[["Page", "Platform"], Iterator[str]]
PHONE = "16000009991"
REASON = "浏览器测试用的原因"


def press(page: Page, name: str) -> None:
    """The first button of that name."""
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def workbook(content: bytes) -> FilePayload:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "填报.xlsx", "mimeType": kind, "buffer": content}


def sent_empty(page: Page) -> None:
    """The form of the page, sent as an old browser sends it: unchecked."""
    page.locator("main form:not(.filters)").first.evaluate(
        "form => { form.noValidate = true; form.requestSubmit() }"
    )
    expect(page.locator(".error-summary").first).to_be_visible()


def of_a_visitor(page: Page, platform: Platform) -> Iterator[str]:
    page.goto("/login/code/")
    page.get_by_label("注册手机号").fill("16000000018")
    press(page, "获取验证码")
    yield "code to sign in"
    page.goto("/register/")
    page.get_by_label("手机号").fill(PHONE)
    press(page, "获取验证码")
    yield "code of an applicant"
    page.get_by_label("短信验证码").fill(platform.code_for(PHONE))
    press(page, "确认")
    yield "registration"
    sent_empty(page)
    yield "registration with faults"
    page.goto("/register/scope/")
    yield "scope"
    page.goto("/nowhere/")
    yield "no such page"


def of_an_enterprise(page: Page, platform: Platform) -> Iterator[str]:
    page.get_by_role("link", name="继续修改").click()
    steps.open_form(page, "软统企2表")
    page.locator(".def > summary").first.click()
    yield "help at a row"
    page.locator(".def > summary").first.click()
    press(page, "键盘操作")
    yield "keys"
    page.get_by_text("表头", exact=True).click()
    yield "head of the form"
    page.get_by_text("表头", exact=True).click()
    page.locator("[data-grid] td > input:not([readonly])").first.press("F4")
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "history chart"
    press(page, "关闭")
    figures = page.locator("[data-grid] td > input[data-decimals]:not([readonly])")
    block = "\n".join("7" * 12)
    page.evaluate("text => navigator.clipboard.writeText(text)", block)
    figures.first.focus()
    page.keyboard.press("Control+V")
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "paste"
    press(page, "取消")
    steps.open_form(page, "软统企4表")
    steps.validate(page)
    yield "findings"
    page.get_by_role("link", name="本期总览").first.click()
    page.get_by_role("link", name="上传Excel").click()
    page.get_by_label("Excel文件").set_input_files(workbook(book(["不是报表"])))
    press(page, "上传并预览")
    yield "workbook"
    page.goto("/account/phone/")
    page.get_by_label("手机号").fill("16000009992")
    page.get_by_label("当前密码").fill(PASSWORD)
    press(page, "获取验证码")
    yield "new phone"
    page.goto("/account/password/")
    sent_empty(page)
    yield "password with faults"


def of_a_district(page: Page, platform: Platform) -> Iterator[str]:
    page.goto("/desk/")
    press(page, "本页全部待审核")
    yield "passing many"
    page.goto("/desk/")
    page.get_by_role("link", name="逐份审核").click()
    page.get_by_text("退回企业", exact=True).first.click()
    yield "sending back"
    press(page, "退回企业")
    yield "sending back with faults"
    page.goto("/contacts/")
    press(page, "保存")
    yield "contacts with faults"
    page.goto("/units/")
    page.locator("tbody a").first.click()
    unit = page.url
    press(page, "更名…")
    yield "renaming with faults"
    page.goto(unit)
    page.get_by_label("新的单位详细名称").fill("更名后的软件有限公司")
    page.get_by_label("原因").first.fill(REASON)
    press(page, "更名…")
    yield "renaming"


def of_the_city(page: Page, platform: Platform) -> Iterator[str]:
    page.goto("/city/periods/")
    page.get_by_label("报告期", exact=True).fill("2024-06")
    press(page, "查看应报单位")
    yield "opening"
    page.goto("/city/scans/")
    page.get_by_label("依据").fill(REASON)
    press(page, "公布…")
    yield "scans"
    page.goto("/city/rosters/coverage/")
    page.get_by_label("移出").first.check()
    page.get_by_label("原因").fill(REASON)
    press(page, "试算所勾选的")
    yield "coverage tried"
    press(page, "调整名录…")
    yield "coverage"
    page.goto("/city/rosters/import/")
    page.get_by_label("名录文件").set_input_files(
        workbook(book(row(make_uscc("91500105MA5U9931")), row("坏代码", industry="9999")))
    )
    press(page, "上传并预览")
    yield "roster"
    page.goto("/calendar/2024/")
    press(page, "公布…")
    yield "ruling with faults"


def of_the_system(page: Page, platform: Platform) -> Iterator[str]:
    page.goto("/admin/accounts/new/")
    sent_empty(page)
    yield "account with faults"
    page.goto("/admin/accounts/")
    page.locator("tbody a").first.click()
    press(page, "停用…")
    yield "account"


TOURS: dict[str, Tour] = {
    "": of_a_visitor,
    "qy0018": of_an_enterprise,
    "qx500112": of_a_district,
    "shiji": of_the_city,
    "xitong": of_the_system,
}
