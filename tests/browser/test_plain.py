"""The page tells the truth without its scripts: switched off, blocked, broken, or failing at work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ruantong.demo.names import PASSWORD
from tests.browser import steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

    from tests.browser.server import Platform

STATUS = "[data-status]"
CELL = "6.2113.A"
FINGERPRINT = re.compile(r"\.[0-9a-f]{12}")
PLAIN = "填好后请点“保存”，本页不自动保存"


@pytest.fixture
def alone(chromium: Browser, demo: Platform) -> Iterator[Page]:
    """A visitor whose scripts may throw."""
    context = chromium.new_context(base_url=demo.address, locale="zh-CN")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def at_form_6(page: Page, name: str) -> str:
    """The enterprise's monthly form; answers with its address."""
    steps.sign_in(page, name, PASSWORD)
    page.locator("li.card").filter(has_text="2024年1—5月").get_by_role("link").first.click()
    found = re.match(r".*/returns/[0-9]+/", page.url)
    assert found
    page.goto(found[0] + "6/")
    expect(page.locator(STATUS)).to_be_visible()
    return page.url


def stored(page: Page, address: str) -> str:
    """What the platform holds of the cell."""
    found = re.search(rf'<input id="{CELL}"[^>]* value="([^"]*)"', page.request.get(address).text())
    assert found
    return found[1]


def modules(page: Page, address: str) -> list[str]:
    """Every script of the form page, in the order they are asked for."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("/static/js/")[2]))
    page.goto(address)
    steps.ready(page)
    page.wait_for_load_state("networkidle")
    return sorted({name for name in asked if name.endswith(".js")})


def types_and_is_told_the_truth(page: Page, address: str, text: str) -> bool:
    """Whatever the bar says of the typed text is so, and 保存 saves it; True where it saves by itself."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    steps.cell(page, CELL).fill(text)
    steps.cell(page, CELL).press("Tab")
    bar = page.locator(STATUS)
    expect(bar).to_contain_text(re.compile("已自动保存|不自动保存|自动保存已停止"))
    live = "已自动保存" in bar.inner_text()
    assert live == (stored(page, address) == text), bar.inner_text()
    assert live == page.locator("[data-undo]").is_visible() or "停止" in bar.inner_text()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text(re.compile("^已保存")).first).to_be_visible()
    assert stored(page, address) == text
    return live


def test_every_module_blocked_in_turn(alone: Page) -> None:
    page = alone
    address = at_form_6(page, "qy0013")
    names = modules(page, address)
    assert len(names) > 20
    live = {}
    for number, name in enumerate(names):
        pattern = re.compile(rf"/static/js/{re.escape(name)}")
        page.route(pattern, lambda route: route.abort())
        live[FINGERPRINT.sub("", name)] = types_and_is_told_the_truth(page, address, f"{number}.50")
        page.unroute(pattern)
    assert not live["sheet.js"]
    assert not live["grid.js"]
    assert live["live.js"]  # the check beside the form has no part in saving


@pytest.mark.parametrize(
    ("name", "text"),
    [("sheet.js", "61.25"), ("typing.js", "62.25"), ("acts.js", "63.25"), ("live.js", "64.25")],
)
def test_a_module_the_browser_cannot_read(alone: Page, name: str, text: str) -> None:
    page = alone
    address = at_form_6(page, "qy0013")
    broken = "export const a = ]:-;"
    page.route(
        re.compile(rf"/static/js/{name.replace('.js', FINGERPRINT.pattern + '.js')}"),
        lambda route: route.fulfill(body=broken, content_type="text/javascript"),
    )
    assert types_and_is_told_the_truth(page, address, text) == (name == "live.js")


def test_a_script_that_fails_while_one_types(alone: Page) -> None:
    page = alone
    address = at_form_6(page, "qy0013")

    def failing(route: Route) -> None:
        source = "export function growth() { throw new Error('fails'); }"
        route.fulfill(body=source, content_type="text/javascript")

    page.route(re.compile(rf"/static/js/growth{FINGERPRINT.pattern}.js"), failing)
    page.goto(address)
    steps.ready(page)
    steps.type_cells(page, {"6.2010.A": "123.25"})
    expect(page.locator(STATUS)).to_contain_text("自动保存已停止")
    steps.cell(page, CELL).fill("88.25")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    assert stored(page, address) == "88.25"


def test_a_browser_too_old_for_the_scripts_keeps_the_plain_form(alone: Page) -> None:
    page = alone
    address = at_form_6(page, "qy0013")
    page.add_init_script("delete Element.prototype.replaceChildren")
    assert not types_and_is_told_the_truth(page, address, "99.25")


def test_a_month_is_filed_without_scripts(chromium: Browser, demo: Platform) -> None:
    context = chromium.new_context(base_url=demo.address, locale="zh-CN", java_script_enabled=False)
    context.set_default_timeout(30_000)
    page = context.new_page()
    try:
        address = at_form_6(page, "qy0004")
        bar = page.locator(STATUS)
        expect(bar).to_contain_text(PLAIN)
        for name in ("撤销", "恢复", "键盘操作"):
            expect(page.get_by_role("button", name=name)).to_be_hidden()
        expect(page.get_by_text("即时核对")).to_be_hidden()

        total = steps.cell(page, "6.2010.A")
        right = total.input_value()
        total.fill("0.01")
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.get_by_text("已保存。")).to_be_visible()
        page.get_by_role("button", name="数据审核").click()
        expect(
            page.get_by_role("heading", name=re.compile("^审核未通过，还差[0-9]+处$"))
        ).to_be_visible()
        page.goto(address)
        expect(total).to_have_value("0.01")
        total.fill(right)
        page.get_by_role("button", name="数据审核").click()
        _explain_what_is_asked(page)
        expect(page.get_by_role("heading", name="审核通过", exact=True)).to_be_visible()
        steps.submit(page)
    finally:
        context.close()


def _explain_what_is_asked(page: Page) -> None:
    """填写说明 of everything asked; 数据审核 keeps them as it keeps the cells."""
    page.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true; })")
    boxes = page.get_by_label("填写说明")
    for number in range(boxes.count()):
        boxes.nth(number).fill("本期订单集中交付，收入确认较多，与合同一致。")
    page.get_by_role("button", name="数据审核").click()
