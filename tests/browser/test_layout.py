"""How a form lies on the screen: what is in view on opening, and that nothing moves under the hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ruantong.demo.names import PASSWORD
from tests.browser import steps
from tests.browser.server import demo_platform

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Visitor
    from tests.browser.server import Platform

# Rows of the form that are whole in view, between its sticky head and what covers the foot.
ROWS = """() => {
  const foot = document.querySelector("[data-dock]").getBoundingClientRect().top;
  const head = document.querySelector(".sheet thead th").getBoundingClientRect().bottom;
  return [...document.querySelectorAll(".sheet tbody tr")].map((row) => row.getBoundingClientRect())
    .filter(({top, bottom, height}) => height > 0 && top >= head - 1 && bottom <= Math.min(foot, innerHeight)).length;
}"""
# What moved without anybody's doing, as the browser reckons it.
WATCH = """window.moved = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
}).observe({type: "layout-shift", buffered: true});"""


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The small demo city on 10 March 2025, on the later edition."""
    with demo_platform(tmp_path_factory.mktemp("later"), "2025-03-10") as platform:
        yield platform


def forms_of(page: Page, who: str, period: str, numbers: str) -> Iterator[str]:
    """Opens forms of an enterprise one after another, each until its live check stands."""
    steps.sign_in(page, who, PASSWORD)
    card = page.locator("li.card").filter(has_text=period)
    card.get_by_role("link", name="本期总览").click()
    overview = page.url
    for number in numbers:
        page.goto(f"{overview}{number}/")
        steps.ready(page)
        expect(page.locator("#live:visible, #findings:not([data-stale])").first).to_be_visible()
        yield number


def test_eighteen_rows_are_in_view_and_nothing_moves(
    demo: Platform, later: Platform, visitor: Visitor
) -> None:
    for platform, who, period, numbers in (
        (demo, "qy0003", "2024年1—5月", "6"),
        (demo, "qy0014", "2023年", "23"),
        (later, "qy0003", "2025年1—2月", "6"),
        (later, "qy0003", "2024年", "23"),
    ):
        page = visitor(platform)
        page.add_init_script(WATCH)
        for number in forms_of(page, who, period, numbers):
            assert page.evaluate(ROWS) >= 18, (who, number)
            assert page.evaluate("window.moved") <= 0.02, (who, number)
            page.evaluate("window.scrollTo(0, 0)")
            assert page.evaluate("scrollX + document.documentElement.scrollWidth") <= 1366


def test_the_hand_is_on_the_next_cell_to_fill_in(demo: Platform, visitor: Visitor) -> None:
    page = visitor(demo)
    for _ in forms_of(page, "qy0003", "2024年1—5月", "6"):
        [first, *_] = page.locator(NUMBERS).evaluate_all(BLANK)
        expect(steps.cell(page, first)).to_be_focused()
        page.goto(page.url + "#6.2022.B")
        page.reload()
        expect(steps.cell(page, "6.2022.B")).to_be_focused()


# What a thumb cannot hit: controls smaller than 24 px, buttons lower than 44 px. Links within a text
# are as high as their line (WCAG 2.5.8 leaves them out), and a box counts with its label.
SMALL = """() => [...document.querySelectorAll("main :is(button, input, select, textarea, summary, .btn)")]
  .filter((each) => each.checkVisibility() && !each.matches("[readonly], [type=checkbox], [type=hidden]"))
  .map((each) => ({box: each.getBoundingClientRect(), least: each.matches("button, .btn") ? 44 : 24, each}))
  .filter(({box, least}) => box.height < least - 0.1 || box.width < 24)
  .map(({each, box}) => `${each.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Whether the cell in hand is what one sees at its place.
HIDDEN = """(cell) => { const {left, top, width, height} = cell.getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + height / 2) !== cell; }"""
NUMBERS = "[data-grid] td input[inputmode=decimal]:not([readonly]):not([data-platform])"
BLANK = "cells => cells.filter((cell) => !cell.value).map((cell) => cell.id)"


def fits_a_hand(page: Page) -> None:
    assert page.evaluate(WIDER) == 0, page.url
    assert page.evaluate(SMALL) == [], page.url


def test_a_month_is_filed_on_a_phone(chromium: Browser, later: Platform) -> None:
    context = chromium.new_context(
        base_url=later.address, locale="zh-CN", viewport={"width": 390, "height": 844},
        device_scale_factor=2, has_touch=True, is_mobile=True,
    )  # fmt: skip
    context.set_default_timeout(30_000)
    page = context.new_page()
    try:
        steps.sign_in(page, "qy0004", PASSWORD)
        fits_a_hand(page)
        card = page.locator("li.card").filter(has_text="2025年1—2月")
        card.get_by_role("link", name="本期总览").tap()
        expect(page.get_by_role("heading", name="办理情况")).to_be_attached()
        fits_a_hand(page)
        steps.open_form(page, "软统企6表")
        fits_a_hand(page)

        texts = dict(
            page.locator(NUMBERS).evaluate_all("all => all.map((one) => [one.id, one.value])")
        )
        filed = {ref: text for ref, text in texts.items() if text}
        assert len(filed) > 15
        for ref, text in {**filed, "6.2010.A": "0.01"}.items():
            steps.cell(page, ref).tap()
            assert not steps.cell(page, ref).evaluate(HIDDEN), ref
            steps.cell(page, ref).fill(text)
        name, box = page.get_by_text("主营业务收入", exact=True), steps.cell(page, "6.2010.A")
        top = "(each) => each.getBoundingClientRect().top"
        assert name.evaluate(top) < box.evaluate(top)

        page.get_by_role("button", name="数据审核").tap()
        expect(page.get_by_role("heading", name=re.compile("^审核未通过"))).to_be_in_viewport()
        fits_a_hand(page)
        steps.cell(page, "6.2010.A").fill(filed["6.2010.A"])
        page.get_by_role("button", name="数据审核").tap()
        expect(page.get_by_role("heading", name="审核通过", exact=True)).to_be_in_viewport()
        steps.submit(page)
        fits_a_hand(page)
    finally:
        context.close()
