"""The tour of common mistakes: from the sign-in page to the cause on the screen, in one look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ruantong.demo.tour import MISTAKES
from tests.browser import steps
from tests.browser.server import Platform, demo_platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Visitor


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A small demo city of its own: other tests type into the returns of the stops."""
    with demo_platform(tmp_path_factory.mktemp("tour"), "2024-06-10") as platform:
        yield platform


def stop(page: Page, title: str) -> None:
    """One click on the sign-in page."""
    page.goto("/login/")
    page.get_by_role("button", name=title, exact=True).click()
    steps.ready(page)


def asked_about(page: Page, ref: str) -> Locator:
    """The table cell when it is marked as one that may be wrong."""
    return page.locator("td.is-suspect", has=page.locator(f'[id="{ref}"]'))


def test_the_sign_in_page_lists_every_mistake(demo: Platform, visitor: Visitor) -> None:
    page = visitor(demo)
    page.goto("/login/")
    for mistake in MISTAKES:
        expect(page.get_by_role("button", name=mistake.title, exact=True)).to_be_visible()


def test_a_slip_of_the_unit_comes_before_its_consequences(demo: Platform, visitor: Visitor) -> None:
    page = visitor(demo)
    stop(page, "工资总额按元填成了万元")
    guard = page.locator(".guard")
    expect(guard).to_contain_text("疑似单位错")
    expect(guard).to_contain_text("约为其10000倍，可能把元填成了万元")
    expect(guard).to_be_in_viewport(ratio=1)
    expect(asked_about(page, "6.2111.A")).to_be_in_viewport(ratio=1)
    expect(page.locator("td.is-suspect")).to_have_count(1)
    first = page.locator("li.finding").first
    message = first.locator(".finding__message")
    expect(message).to_be_in_viewport(ratio=1)
    expect(message).to_contain_text("从业人员工资总额(2111)")
    per_head = re.compile(r"人均月从业人员工资总额为 [\d,.]+ 万元，超过 10 万元")
    expect(page.locator(".finding__message").filter(has_text=per_head)).to_have_count(1)
    # what follows from the slip is mended, not explained
    expect(first.get_by_label("填写说明")).to_be_hidden()
    first.get_by_text("确属实际情况的，填写说明").click()
    expect(first.get_by_label("填写说明")).to_be_visible()


def test_forms_that_disagree_are_shown_where_the_lines_stand(
    demo: Platform, visitor: Visitor
) -> None:
    page = visitor(demo)
    stop(page, "3表与4表不一致")
    expect(asked_about(page, "4.lines[1].1")).to_be_in_viewport(ratio=1)
    expect(page.locator(".tabs [aria-current]")).to_have_text(re.compile("软统企4表.*待核对"))
    expect(page.locator("#repair")).to_contain_text("可能是这些指标填错")
    said = page.locator(".finding__message").first
    expect(said).to_contain_text("软件产品收入(A1)")
    expect(said).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="软统企3表 A1 软件产品收入").click()
    expect(steps.cell(page, "3.A1.A")).to_be_focused()


@pytest.mark.parametrize("title", ["漏填必填项", "设备总数与分项之和差1"])
def test_the_cell_far_down_comes_into_view_after_the_audit(
    demo: Platform, visitor: Visitor, title: str
) -> None:
    mistake = next(each for each in MISTAKES if each.title == title)
    page = visitor(demo)
    stop(page, title)
    steps.validate(page)
    # a figure is asked about; a required cell left blank is itself what is wrong
    marked = page.locator("td.is-suspect, td.is-error")
    wrong = marked.and_(page.locator("td", has=page.locator(f'[id="{mistake.cell}"]')))
    expect(wrong).to_be_in_viewport(ratio=1)
    expect(page.locator("#findings-title")).to_be_in_viewport(ratio=1)
    page.evaluate("window.scrollTo(0, 0)")
    steps.type_cells(page, {mistake.cell: "7"})
    expect(page.locator("td.is-suspect")).to_have_count(0)


def test_on_a_narrow_screen_the_result_itself_stays_in_view(
    demo: Platform, visitor: Visitor
) -> None:
    page = visitor(demo)
    page.set_viewport_size({"width": 1000, "height": 768})
    stop(page, "累计数填成了当月数")
    steps.validate(page)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#findings-title")).to_be_in_viewport(ratio=1)
    expect(page.locator(".guard")).to_be_in_viewport(ratio=1)
