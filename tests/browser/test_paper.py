"""What is printed fits the paper: every column of lists, tables and reviews on A4 landscape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ruantong.demo.names import PASSWORD
from tests.browser.conftest import Visitor
from tests.browser.server import Platform, demo_platform
from tests.browser.steps import sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# A4 landscape less the margins of print.css, in CSS pixels
MARGINS = 20 / 25.4 * 96
PAPER = (int(297 / 25.4 * 96 - MARGINS), int((210 - 24) / 25.4 * 96))
A4 = (595, 842)  # points
PAGES = [
    ("qx500112", "/desk/", ["单位", "上报时间", "占比"]),
    ("qx500112", "/desk/missing/", ["单位", "联系人"]),
    ("shiji", "/city/", ["报送区县", "无须报送"]),
    ("shiji", "/city/returns/", ["单位", "报送区县", "占比"]),
    ("shiji", "/tables/main/2024-04/", ["指标名称", "同比增减%"]),
    ("shiji", "/tables/main/2024-04/districts/", ["区县", "利润总额", "人数"]),
    ("shiji", "/tables/main/2024-04/trace/software_revenue/", ["单位", "拉动"]),
    ("shiji", "/units/", ["单位详细名称", "状态"]),
    ("shenji", "/admin/trail/", ["对象", "哈希"]),
]
CUT = """() => [...document.querySelectorAll('main *')].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width && box.right > document.documentElement.clientWidth + 1
        && !each.closest('.visually-hidden, svg');
}).map(each => `${each.tagName} ${each.className} ${each.textContent.trim().slice(0, 20)}`)"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder: Path = tmp_path_factory.mktemp("paper")
    with demo_platform(folder, "2024-06-10") as platform:
        yield platform


def on_paper(page: Page, address: str) -> None:
    page.goto(address)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER[0], "height": PAPER[1]})
    assert page.evaluate(CUT) == [], address


def sheets(page: Page) -> list[tuple[int, int]]:
    """Width and height in points of each sheet that would leave the printer."""
    page.emulate_media(media="print")
    boxes = re.findall(
        rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", page.pdf(prefer_css_page_size=True)
    )
    return [(round(float(width)), round(float(height))) for width, height in boxes]


@pytest.mark.parametrize(
    ("address", "across"),
    [
        ("/desk/", True),
        ("/desk/missing/", True),
        ("/manual/", False),
    ],
)
def test_lists_lie_across_the_sheet_and_reading_matter_stands_upright(
    city: Platform, visitor: Visitor, address: str, across: bool
) -> None:
    page = visitor(city)
    sign_in(page, "qx500112", PASSWORD)
    page.goto(address)
    printed = sheets(page)
    assert printed
    size = (A4[1], A4[0]) if across else A4
    assert all(
        max(abs(got - wanted) for got, wanted in zip(sheet, size, strict=True)) <= 1
        for sheet in printed
    ), printed


def test_a_printed_page_of_a_list_says_which_it_is(city: Platform, visitor: Visitor) -> None:
    page = visitor(city)
    sign_in(page, "shenji", PASSWORD)
    page.goto("/admin/trail/")
    note = page.get_by_text("只打印了第1页")
    assert not note.is_visible()
    page.emulate_media(media="print")
    assert note.is_visible()


@pytest.mark.parametrize("name", sorted({user for user, _, _ in PAGES}))
def test_lists_and_tables_are_not_cut(city: Platform, visitor: Visitor, name: str) -> None:
    page = visitor(city)
    sign_in(page, name, PASSWORD)
    for user, address, heads in PAGES:
        if user != name:
            continue
        on_paper(page, address)
        shown = " ".join(page.locator("thead th:visible").all_inner_texts())
        assert [head for head in heads if head not in shown.replace("\n", "")] == [], address
        assert page.locator(".btn:visible, .nav:visible, input[type=checkbox]:visible").count() == 0
        page.emulate_media(media="screen")


def test_names_are_not_squeezed(city: Platform, visitor: Visitor) -> None:
    page = visitor(city)
    sign_in(page, "qx500112", PASSWORD)
    on_paper(page, "/desk/")
    width = sheets(page)[0][0] * 96 / 72 - MARGINS
    page.set_viewport_size({"width": int(width), "height": PAPER[1]})
    lines = page.locator("tbody .unit a").evaluate_all(
        "found => found.map(each => [each.textContent.trim(), each.getClientRects().length])"
    )
    assert lines
    assert [name for name, count in lines if count > (1 if len(name) <= 16 else 2)] == []


def test_a_review_keeps_all_columns_of_the_form(city: Platform, visitor: Visitor) -> None:
    page = visitor(city)
    sign_in(page, "qx500112", PASSWORD)
    page.goto("/desk/?group=review")
    address = page.locator("tbody .unit a").first.get_attribute("href")
    assert address is not None
    on_paper(page, address)
    last = page.locator("table.sheet thead th:visible").last
    assert "环比" in last.inner_text()
