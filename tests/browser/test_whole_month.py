"""A month from its first figure to the receipt: what is carried, computed or 0 need not be typed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from ruantong.demo.names import PASSWORD
from tests.browser import steps

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
TEXTS = "boxes => boxes.map(box => box.value)"


def test_a_month_takes_25_numbers_and_3_minutes_of_typing(demo: Platform, visitor: Visitor) -> None:
    page = visitor(demo)
    steps.sign_in(page, NAME, PASSWORD)
    page.get_by_role("link", name="2024年1—5月").first.press("Enter")
    page.get_by_role("link", name="撤回").press("Enter")
    page.get_by_role("button", name="确定撤回").press("Enter")
    page.get_by_text("已撤回，可以修改").wait_for()
    page.get_by_role("link", name="我的报表").first.press("Enter")
    page.locator("li.card").filter(has_text="2024年1—5月").get_by_role("link").first.press("Enter")
    steps.ready(page)
    figures = page.evaluate(TO_FILL)
    for ref, _ in figures:
        steps.cell(page, ref).press("Delete")
    steps.saved(page)
    numbers, keys = typed_in(page, figures)
    page.get_by_role("button", name="其余填0").press("Enter")
    steps.saved(page)
    now = steps.figures(page, *(ref for ref, _ in figures))
    assert [Decimal(text or 0) for text in now] == [Decimal(text or 0) for _, text in figures]
    page.get_by_role("button", name="数据审核").press("Enter")
    expect(page.locator("#findings")).to_be_visible()
    keys += sum(map(len, page.locator("textarea[data-note]").evaluate_all(TEXTS)))
    steps.submit(page)
    assert 0 < numbers <= MOST_NUMBERS
    assert keys * PER_KEY <= MOST_SECONDS, f"{numbers} numbers, {keys} keys"


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
