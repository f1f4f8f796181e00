"""即时核对: while one types the page itself tells what does not hold, and 数据审核 has the last word."""

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
    from playwright.sync_api import Locator, Page, Route

    from tests.browser.conftest import Visitor
    from tests.browser.server import Platform


@pytest.fixture(scope="module")
def spring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The small demo city on 10 March 2024: January–February and the year 2023 are being filed."""
    with demo_platform(tmp_path_factory.mktemp("spring"), "2024-03-10") as platform:
        yield platform


def at_form(page: Page, form: str) -> None:
    """The first account's form, ready for typing, with its rules at hand."""
    steps.sign_in(page, "qy0001", PASSWORD)
    period = "2024年1—2月" if form in {"6", "7"} else "2023年年报"
    page.locator("li.card").filter(has_text=period).get_by_role("link", name="本期总览").click()
    with page.expect_response(re.compile(r"/rules/[0-9a-f]{64}\.json")):
        page.get_by_role("link", name=re.compile(f"^软统企{form}表")).first.click()
    steps.ready(page)


def live(page: Page) -> Locator:
    return page.locator("[data-live]")


def of_rule(page: Page, key: str) -> Locator:
    return page.locator(f'[id="live-{key}"] .finding__message')


def td(page: Page, ref: str) -> Locator:
    return page.locator("td", has=page.locator(f'[id="{ref}"]'))


def test_a_wrong_figure_is_told_without_the_platform(spring: Platform, visitor: Visitor) -> None:
    page = visitor(spring)
    at_form(page, "6")
    page.route("**/save", lambda route: route.abort())
    right = steps.cell(page, "6.20211.A").input_value()
    whole = steps.cell(page, "6.2021.A").input_value()
    total = steps.cell(page, "6.2020.A").input_value()
    steps.type_cells(page, {"6.20211.A": "900000"})
    expect(live(page)).to_contain_text("即时核对")
    expect(live(page)).to_contain_text("尚未数据审核")
    expect(of_rule(page, "R6-03:A")).to_contain_text(f"软件产品收入(2021)本年本期累计为 {whole}")
    expect(of_rule(page, "R6-03:A")).to_contain_text("900,000.00")
    expect(td(page, "6.20211.A")).to_have_class(re.compile(r"is-error.*is-live"))
    # the automatic cell follows, and the message beside it is read out with the cell
    steps.type_cells(page, {"6.2021.A": "990001"})
    expect(steps.cell(page, "6.2020.A")).not_to_have_value(total)
    expect(of_rule(page, "R6-03:A")).to_have_count(0)
    steps.cell(page, "6.2020.A").focus()
    expect(page.locator("[data-explain-line]")).to_contain_text("软件业务收入合计(2020)")
    steps.type_cells(page, {"6.2021.A": whole, "6.20211.A": right})
    expect(steps.cell(page, "6.2020.A")).to_have_value(total)
    expect(td(page, "6.20211.A")).not_to_have_class(re.compile("is-error"))


def test_the_words_are_those_of_the_audit_and_its_result_stays(
    spring: Platform, visitor: Visitor
) -> None:
    page = visitor(spring)
    at_form(page, "6")
    steps.type_cells(page, {"6.20211.A": "800000", "6.2051.A": "700000", "6.2112.A": "3"})
    expect(of_rule(page, "R6-03:A")).to_be_visible()
    expect(of_rule(page, "R6-19")).to_contain_text("平均用工人数 3，")
    told = dict(messages(page, "live-"))
    assert len(told) >= 4
    steps.validate(page)
    expect(live(page)).to_be_hidden()
    found = dict(messages(page, "finding-"))
    assert {key: found.get(key) for key in told} == told
    # a new change brings it back, above the result that still stands there
    steps.type_cells(page, {"6.2112.A": "4"})
    expect(live(page)).to_be_visible()
    expect(page.locator("#findings")).to_be_visible()
    expect(page.locator("#findings")).to_have_class(re.compile("is-stale"))


def messages(page: Page, prefix: str) -> list[tuple[str, str]]:
    """Finding key and message of every listed finding that is wrong, open groups only."""
    groups = page.locator(
        "section:has(.findings__head) details:is(.is-error, .is-query) li.finding"
    )
    found = []
    for item in groups.all():
        name = item.get_attribute("id") or ""
        if name.startswith(prefix):
            text = item.locator(".finding__message").text_content() or ""
            found.append((name.removeprefix(prefix), text.strip()))
    return found


def test_what_is_not_yet_filled_is_no_mistake_yet(spring: Platform, visitor: Visitor) -> None:
    page = visitor(spring)
    at_form(page, "6")
    steps.type_cells(page, {"6.2010.A": ""})
    unfilled = live(page).locator("details.is-unfilled")
    expect(unfilled).to_contain_text("相关单元格还没填")
    expect(unfilled).not_to_have_attribute("open", re.compile(".*"))
    expect(td(page, "6.2010.A")).not_to_have_class(re.compile("is-error"))
    steps.type_cells(page, {"6.2010.A": "abc"})
    expect(live(page).locator("details.is-unknown")).to_contain_text("暂时不能判定")


def test_an_answer_to_an_older_save_does_not_stop_the_computing(
    spring: Platform, visitor: Visitor
) -> None:
    page = visitor(spring)
    at_form(page, "6")
    others = steps.figures(page, *(f"6.{code}.A" for code in ("2022", "2023", "2024")))
    rest = sum(float(text or 0) for text in others)

    total = steps.cell(page, "6.2020.A")
    steps.type_cells(page, {"6.2021.A": "100"})
    expect(total).to_have_value(f"{100 + rest:,.2f}")
    steps.saved(page)

    def older(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        body["automatic"]["6.2020.A"] = f"{100 + rest:.2f}"
        route.fulfill(response=answer, json=body)

    page.route("**/save", older)
    with page.expect_response("**/save"):
        steps.type_cells(page, {"6.2021.A": "200"})
    page.wait_for_timeout(600)
    expect(total).to_have_value(f"{200 + rest:,.2f}")
    page.route("**/save", lambda route: route.abort())
    steps.type_cells(page, {"6.2021.A": "300"})
    expect(total).to_have_value(f"{300 + rest:,.2f}")


def test_lines_are_judged_where_they_stand(spring: Platform, visitor: Visitor) -> None:
    page = visitor(spring)
    at_form(page, "4")
    table = page.locator('table[data-lines="4.lines"]')
    page.get_by_role("button", name="增加一行").click()
    count = table.locator("tr[data-line]").count()
    line = f"4.lines[{count}]"
    code = steps.cell(page, "4.lines[1].code").input_value()
    steps.type_cells(page, {f"{line}.code": code, f"{line}.1": "1", f"{line}.2": "5"})
    expect(of_rule(page, f"R4-01:{count}")).to_contain_text(f"第{count}行")
    expect(of_rule(page, f"R4-03:{count}")).to_contain_text("与其他行重复")
    expect(td(page, f"{line}.2")).to_have_class(re.compile("is-error"))
    # a line above taken out: the finding moves up with its line
    table.locator("tr[data-line]").nth(1).locator("[data-remove]").click()
    expect(of_rule(page, f"R4-01:{count - 1}")).to_contain_text(f"第{count - 1}行")
    expect(td(page, f"4.lines[{count - 1}].2")).to_have_class(re.compile("is-error"))
    # a line emptied in place: the platform does not count it, and neither does the list
    blank = {f"4.lines[2].{column}": "" for column in ("code", "1", "2")}
    steps.type_cells(page, blank)
    expect(of_rule(page, f"R4-01:{count - 2}")).to_contain_text(f"第{count - 2}行")
    expect(td(page, f"4.lines[{count - 1}].2")).to_have_class(re.compile("is-error"))


def test_the_page_works_where_it_cannot_be_had(spring: Platform, visitor: Visitor) -> None:
    page = visitor(spring)
    page.route(
        re.compile(r"/rules/[0-9a-f]{64}"), lambda route: route.fulfill(status=500, body="no")
    )
    at_form(page, "6")
    steps.type_cells(page, {"6.20211.A": "900000"})
    steps.saved(page)
    expect(live(page)).to_be_hidden()
