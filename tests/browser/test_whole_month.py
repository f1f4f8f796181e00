"""A month from signing in to the receipt by the keyboard alone: what is carried, computed or 0 need not be
typed, and a screen reader is told which cell it is in, what is wrong with it, and what has been done.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from ruantong.demo.names import PASSWORD
from tests.browser import axe, steps

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visitor
    from tests.browser.server import Platform

MOST_NUMBERS, MOST_SECONDS = 25, 180
PER_KEY = Decimal("0.3")  # seconds; forty words a minute
NAME = "qy0016"  # has filed May and takes it back: its figures are typed anew, from nothing
# Cells of the period that a respondent fills, with what stands in them.
TO_FILL = """() => [...document.querySelectorAll('[data-grid] td > input[data-decimals]')]
    .filter(cell => cell.id.endsWith('.A') && !cell.readOnly && !cell.dataset.platform)
    .map(cell => [cell.id, cell.value.replaceAll(',', '')])"""
# Each cell one types in: its name, unit and head as the eye finds them.
SEEN = """() => [...document.querySelectorAll('[data-grid] td > input[data-decimals]:not([data-growth])')].map(cell => [
    cell.closest('tr').querySelector('.sheet__code').textContent,
    cell.closest('td').dataset.head, cell.closest('tr').querySelector('.sheet__unit').textContent])"""
TEXTS = "boxes => boxes.map(box => box.value)"
# What has the focus, and the card it is on.
IN_HAND = """() => { const here = document.activeElement
    const name = here.ariaLabel ?? here.labels?.[0]?.textContent ?? here.textContent
    return name + (here.closest(".card a")?.closest(".card").querySelector("h3").textContent ?? "") }"""
FURTHEST = 90  # stops of Tab from one thing to the next


def test_a_month_takes_25_numbers_and_3_minutes_of_typing(demo: Platform, visitor: Visitor) -> None:
    page = visitor(demo)
    page.goto("/login/")
    reach(page, "用户名")
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/returns/")
    press(page, "2024年1—5月")
    press(page, "撤回")
    press(page, "确定撤回")
    page.get_by_text("已撤回，可以修改").wait_for()
    press(page, "我的报表")
    press(page, "2024年1—5月")
    steps.ready(page)
    told = page.locator("main").aria_snapshot()
    boxes = re.findall(r'- textbox "([^"]+)"', told)
    for words in page.evaluate(SEEN):
        assert any(all(word in box for word in words) for box in boxes), words
    for landmark in ("banner", "main", "contentinfo"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    figures = page.evaluate(TO_FILL)
    for ref, _ in figures:
        steps.cell(page, ref).press("Delete")
    steps.saved(page)
    numbers, keys = typed_in(page, figures)
    steps.cell(page, figures[0][0]).focus()
    page.keyboard.press("F4")
    expect(page.get_by_role("dialog", name="历史走势")).to_be_visible()
    page.keyboard.press("Escape")
    expect(steps.cell(page, figures[0][0])).to_be_focused()
    reach(page, "其余填0", "Shift+Tab")
    page.keyboard.press("Enter")
    steps.saved(page)
    expect(page.get_by_role("status").filter(has_text=re.compile("已自动保存"))).to_have_count(1)
    now = steps.figures(page, *(ref for ref, _ in figures))
    assert [Decimal(text or 0) for text in now] == [Decimal(text or 0) for _, text in figures]

    wrong = figures[0][0]
    right = steps.figures(page, wrong)[0]
    steps.cell(page, wrong).focus()
    page.keyboard.type("0.01")
    page.keyboard.press("Tab")
    press(page, "数据审核", back=True)
    expect(page.get_by_role("status").filter(has_text="未通过")).to_be_visible()
    expect(steps.cell(page, wrong)).to_have_accessible_description(re.compile("应不小于"))
    assert axe.faults(page) == []
    steps.cell(page, wrong).focus()
    page.keyboard.type(right)
    page.keyboard.press("Tab")
    steps.saved(page)
    press(page, "数据审核", back=True)
    expect(page.get_by_role("status").filter(has_text="通过")).to_be_visible()
    keys += sum(map(len, page.locator("textarea[data-note]").evaluate_all(TEXTS)))
    press(page, "确定上报", back=True)
    expect(page.get_by_role("heading", name="确定上报", exact=True)).to_be_visible()
    press(page, "确定上报")
    expect(page.get_by_role("heading", name="上报回执")).to_be_visible()
    assert 0 < numbers <= MOST_NUMBERS
    assert keys * PER_KEY <= MOST_SECONDS, f"{numbers} numbers, {keys} keys"


def reach(page: Page, name: str, key: str = "Tab") -> None:
    """Go on with Tab to what has that name."""
    for _ in range(FURTHEST):
        page.keyboard.press(key)
        if name in page.evaluate(IN_HAND):
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def press(page: Page, name: str, *, back: bool = False) -> None:
    """Go to what has that name, and on to the page it leads to."""
    reach(page, name, "Shift+Tab" if back else "Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def typed_in(page: Page, figures: list[tuple[str, str]]) -> tuple[int, int]:
    """How many figures that are not 0 were typed, and with how many keys."""
    numbers = keys = 0
    for ref, text in figures:
        if Decimal(text or 0):
            steps.cell(page, ref).focus()
            page.keyboard.type(text)
            page.keyboard.press("Enter")
            numbers, keys = numbers + 1, keys + len(text) + 1
    return numbers, keys
