"""The grid behaves as a spreadsheet does: one step per act, typing replaces, a caret only on demand."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ruantong.demo.names import PASSWORD
from tests.browser import steps

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visitor
    from tests.browser.server import Platform

# What the respondent put into the cells, row by row: references change when lines come and go.
SHEET = """() => [...document.querySelectorAll("tr")].map((row) =>
    [...row.querySelectorAll("td > input:not([type=hidden]):not([readonly]):not([data-platform]), td > select")]
        .map((control) => control.value.replaceAll(/(?<=[0-9]),(?=[0-9]{3})/g, "")))
    .filter((texts) => texts.length > 0)"""
TYPED = "[data-grid] td > input:not([readonly]):not([type=hidden]):not([data-platform]):visible"
MONTHLY = ("qy0012", "2024年1—5月")
ANNUAL = ("qy0014", "2023年")


def at_form(platform: Platform, visitor: Visitor, who: tuple[str, str], number: str = "") -> Page:
    """A form of an enterprise that is still filing."""
    name, period = who
    page = visitor(platform)
    steps.sign_in(page, name, PASSWORD)
    page.locator("li.card").filter(has_text=period).get_by_role("link").first.click()
    if number:
        page.get_by_role("link", name=number).first.click()
    steps.ready(page)
    return page


def texts(page: Page) -> list[list[str]]:
    return [list(row) for row in page.evaluate(SHEET)]


def filled(page: Page) -> list[list[str]]:
    """Without blank lines, which the platform does not keep."""
    return [row for row in texts(page) if any(row)]


def some_cell(page: Page, chance: random.Random) -> str:
    cells = page.locator(TYPED)
    return str(cells.nth(chance.randrange(min(cells.count(), 40))).get_attribute("id"))


def type_something(page: Page, chance: random.Random) -> None:
    steps.cell(page, some_cell(page, chance)).focus()
    page.keyboard.type(str(chance.randrange(1, 99_999)))
    page.keyboard.press(chance.choice(["Enter", "Tab", "ArrowDown", "Shift+Enter"]))


def paste_something(page: Page, chance: random.Random) -> None:
    rows = [[str(chance.randrange(999)) for _ in range(2)] for _ in range(3)]
    steps.paste(page, some_cell(page, chance), "\n".join("\t".join(row) for row in rows))


def add_a_line(page: Page, chance: random.Random) -> None:
    page.get_by_role("button", name="增加一行").click()


def remove_a_line(page: Page, chance: random.Random) -> None:
    buttons = page.locator("[data-remove]")
    buttons.nth(chance.randrange(buttons.count())).click()


ACTS = {
    "软统企6表": [type_something, paste_something],
    "软统企4表": [type_something, paste_something, add_a_line, remove_a_line, remove_a_line],
}


@pytest.mark.parametrize(("who", "number"), [(MONTHLY, "软统企6表"), (ANNUAL, "软统企4表")])
def test_any_acts_and_as_many_steps_back_and_forth(
    demo: Platform, visitor: Visitor, who: tuple[str, str], number: str
) -> None:
    page = at_form(demo, visitor, who, number)
    chance = random.Random(20240610)
    before = filled(page)
    states = [texts(page)]
    for _ in range(25):
        chance.choice(ACTS[number])(page, chance)
        now = texts(page)
        if now != states[-1]:
            states.append(now)
    assert len(states) > 15
    focus_anywhere = [
        lambda: page.get_by_role("button", name="键盘操作").focus(),
        lambda: page.evaluate("document.activeElement.blur()"),
        lambda: page.locator(TYPED).nth(1).focus(),
    ]
    for state in reversed(states[:-1]):
        chance.choice(focus_anywhere)()
        page.keyboard.press("Control+z")
        assert texts(page) == state
    for key, state in zip(["Control+y", "Control+Shift+Z"] * 50, states[1:], strict=False):
        chance.choice(focus_anywhere)()
        page.keyboard.press(key)
        assert texts(page) == state
    for _ in states[1:]:
        page.keyboard.press("Control+z")
    steps.saved(page)
    page.reload()
    steps.ready(page)
    assert filled(page) == before  # and that is what the platform was told


def test_a_step_back_gives_an_automatic_cell_back_to_the_platform(
    demo: Platform, visitor: Visitor
) -> None:
    page = at_form(demo, visitor, ("qy0007", "2024年1—5月"))
    total = page.locator("input[data-platform]").first
    ref, computed = str(total.get_attribute("id")), total.input_value()
    steps.type_cells(page, {ref: "123456"})
    steps.saved(page)
    page.reload()
    steps.ready(page)
    expect(page.locator(f'input[data-platform][id="{ref}"]')).to_have_count(0)
    steps.cell(page, ref).fill("98765")
    steps.saved(page)
    page.keyboard.press("Control+z")
    expect(steps.cell(page, ref)).to_have_value("123456.00")  # in hand, the respondent's own
    steps.type_cells(page, {ref: ""})
    expect(steps.cell(page, ref)).to_have_value(computed)
    steps.type_cells(page, {ref: "1"})
    steps.saved(page)
    page.keyboard.press("Control+z")
    expect(steps.cell(page, ref)).to_have_value(computed)
    steps.saved(page)
    page.reload()
    expect(page.locator(f'input[data-platform][id="{ref}"]')).to_have_value(computed)


def test_typing_replaces_what_a_cell_holds(demo: Platform, visitor: Visitor) -> None:
    page = at_form(demo, visitor, ("qy0008", "2024年1—5月"))
    place = steps.cell(page, "6.2050.A")
    steps.type_cells(page, {"6.2050.A": "500", "6.2051.A": "600"})
    place.click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(place).to_have_value("7.00")
    expect(steps.cell(page, "6.2051.A")).to_be_focused()
    page.keyboard.press("ArrowUp")  # moves on, because the whole cell is taken
    page.keyboard.type("8")
    page.keyboard.press("ArrowDown")
    expect(place).to_have_value("8.00")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    expect(place).to_have_value("")


def test_f2_a_second_click_and_a_double_click_edit(demo: Platform, visitor: Visitor) -> None:
    page = at_form(demo, visitor, ("qy0008", "2024年1—5月"))
    place, other = steps.cell(page, "6.2050.A"), steps.cell(page, "6.2051.A")
    steps.type_cells(page, {"6.2050.A": "500"})

    def by_f2() -> None:
        place.focus()
        page.keyboard.press("F2")

    def by_second_click() -> None:
        place.click()
        page.wait_for_timeout(700)  # longer than a double click
        place.click()

    for begin in (by_f2, by_second_click, place.dblclick):
        other.focus()
        begin()
        page.keyboard.press("Home")
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        page.keyboard.type("7")
        for key in ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft"):
            page.keyboard.press(key)
        expect(place).to_be_focused()
        expect(place).to_have_value("5007.00")
        page.keyboard.press("Escape")
        expect(place).to_have_value("500.00")
        page.keyboard.press("ArrowRight")  # out of the text again
        expect(place).not_to_be_focused()


def test_escape_restores_what_the_cell_held(demo: Platform, visitor: Visitor) -> None:
    page = at_form(demo, visitor, ("qy0008", "2024年1—5月"))
    steps.type_cells(page, {"6.2050.A": "500"})
    steps.cell(page, "6.2050.A").click()
    page.keyboard.type("9")
    page.keyboard.press("Escape")
    expect(steps.cell(page, "6.2050.A")).to_have_value("500.00")
    page.keyboard.press("Tab")
    steps.saved(page)
    page.reload()
    expect(steps.cell(page, "6.2050.A")).to_have_value("500.00")


def test_a_cell_of_two_lines_is_not_glued_to_another_number(
    demo: Platform, visitor: Visitor
) -> None:
    page = at_form(demo, visitor, ("qy0009", "2024年1—5月"))
    steps.type_cells(page, {"6.2050.A": "500"})
    steps.paste(page, "6.2050.A", '"12\n345"\t5')  # of a block it is left out, and named
    expect(page.locator("[data-paste-report]")).to_contain_text("“12 / 345”不是数字")
    assert steps.figures(page, "6.2050.A", "6.2050.B") == ["500.00", "5.00"]
    steps.paste(page, "6.2050.A", '"12\n345"\n')
    page.keyboard.press("Tab")
    expect(steps.cell(page, "6.2050.A")).to_have_value("12 / 345")
    expect(page.locator('[id="fault-6.2050.A"]')).to_contain_text("不是数字")
    page.keyboard.press("Control+z")
    expect(steps.cell(page, "6.2050.A")).to_have_value("500.00")


def test_a_rectangle_is_copied_filled_and_cleared(demo: Platform, visitor: Visitor) -> None:
    page = at_form(demo, visitor, ("qy0008", "2024年1—5月"))
    refs = ("6.2050.A", "6.2050.B", "6.2051.A", "6.2051.B", "6.2051.D")
    steps.type_cells(page, dict(zip(refs[:4], ("1234.5", "2", "3", "4"), strict=True)))
    before = steps.figures(page, *refs)
    steps.cell(page, "6.2050.A").focus()
    for key in ("ArrowDown", *["ArrowRight"] * 3):
        page.keyboard.press(f"Shift+{key}")
    expect(page.get_by_role("status").filter(has_text="已选 2 行 × 4 列")).to_be_visible()
    page.keyboard.press("Control+c")
    block = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert [row.split("\t")[:2] for row in block] == [["1234.50", "2.00"], ["3.00", "4.00"]]
    page.keyboard.press("Control+d")
    filled = steps.figures(page, *refs)
    assert filled[:4] == ["1234.50", "2.00", "1234.50", "2.00"]
    page.keyboard.press("Delete")
    assert steps.figures(page, *refs)[:4] == [""] * 4
    for state in (filled, before):
        page.keyboard.press("Control+z")
        assert steps.figures(page, *refs) == state
    steps.cell(page, "6.2051.B").hover()
    page.mouse.down()
    steps.cell(page, "6.2050.A").hover()
    page.mouse.up()
    expect(page.get_by_role("status").filter(has_text="已选 2 行 × 2 列")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("已选")).to_have_count(0)
    assert steps.figures(page, *refs) == before


def test_the_rest_is_filled_with_0_in_one_step(demo: Platform, visitor: Visitor) -> None:
    page = at_form(demo, visitor, ("qy0010", "2024年1—5月"))
    steps.type_cells(page, {"6.2050.A": "", "6.2051.B": "", "6.2110.A": "8"})
    before = texts(page)
    automatic = page.locator("input[data-platform], td input[readonly]")
    computed = automatic.evaluate_all("cells => cells.map(({ id }) => id)")
    page.get_by_role("button", name="其余填0").click()
    expect(
        page.get_by_role("status").filter(has_text=re.compile("已在[0-9]+个空白格填0"))
    ).to_be_visible()
    assert steps.figures(page, "6.2050.A", "6.2051.B", "6.2110.A") == ["0.00", "0.00", "8.00"]
    assert automatic.evaluate_all("cells => cells.map(({ id }) => id)") == computed
    steps.saved(page)
    page.keyboard.press("Control+z")
    assert texts(page) == before


def test_a_paste_over_other_figures_is_shown_before(demo: Platform, visitor: Visitor) -> None:
    page = at_form(demo, visitor, ("qy0009", "2024年1—5月"))
    refs = ("6.2050.A", "6.2051.A", "6.2080.A")
    steps.type_cells(page, dict(zip(refs, ("5000", "6", ""), strict=True)))
    before = steps.figures(page, *refs)
    page.evaluate("navigator.clipboard.writeText('7000\\n很多\\n9')")
    steps.cell(page, refs[0]).focus()
    page.keyboard.press("Control+V")
    preview = page.get_by_role("dialog", name="核对要粘贴的内容")
    expect(preview.get_by_role("row", name=re.compile("2050 .*5,000.00 7,000.00"))).to_be_visible()
    refused = preview.get_by_role("row", name=re.compile("2051 .*不能采用：“很多”不是数字，应填写"))
    expect(refused).to_be_visible()
    assert steps.figures(page, *refs) == before
    preview.get_by_role("button", name="取消").click()
    assert steps.figures(page, *refs) == before
    steps.paste(page, refs[0], "7000\n很多\n9")
    expect(page.locator("[data-paste-report]")).to_contain_text("很多")
    assert [float(text) for text in steps.figures(page, *refs)] == [7000, 6, 9]
    page.keyboard.press("Control+z")
    assert [float(text or 0) for text in steps.figures(page, *refs)] == [5000, 6, 0]


def test_money_is_typed_in_another_unit(demo: Platform, visitor: Visitor) -> None:
    page = at_form(demo, visitor, ("qy0011", "2024年1—5月"))
    refs = ("6.2050.A", "6.2051.A", "6.2080.A", "6.2112.A")
    steps.type_cells(page, {"6.2080.A": "77"})
    page.get_by_label("录入和粘贴金额按").select_option("元")
    steps.type_cells(page, {"6.2050.A": "1,234,5600", "6.2051.A": "12345.67", "6.2112.A": "12"})
    steps.type_cells(page, {"6.2050.A": "12,345,600"})
    assert steps.figures(page, *refs) == ["1234.56", "12345.67元", "77.00", "12"]
    expect(page.locator('[id="fault-6.2051.A"]')).to_contain_text("12345.67")
    steps.cell(page, "6.2080.A").focus()  # what was copied here is pasted as the same amount
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    steps.paste(page, "6.2050.A", "20000\n30000")
    assert steps.figures(page, *refs)[1:3] == ["3.00", "77.00"]
    steps.saved(page)
    page.reload()
    steps.ready(page)
    expect(page.get_by_label("录入和粘贴金额按")).to_have_value("元")
    assert steps.figures(page, *refs) == ["2.00", "3.00", "77.00", "12"]


def test_the_last_cell_is_kept_when_the_tab_is_closed(demo: Platform, visitor: Visitor) -> None:
    page = at_form(demo, visitor, ("qy0010", "2024年1—5月"))
    other = page.context.new_page()
    other.goto(page.url)
    steps.cell(page, "6.2050.A").focus()
    page.keyboard.type("31")
    page.close()
    place = steps.cell(other, "6.2050.A")
    for _ in range(40):  # the closed page waits for no answer, so nobody tells when it has arrived
        other.reload()
        if place.input_value() == "31.00":
            break
    expect(place).to_have_value("31.00")


def test_nothing_speaks_of_a_conflict_once_the_choice_is_made(
    demo: Platform, visitor: Visitor
) -> None:
    page = at_form(demo, visitor, ("qy0011", "2024年1—5月"))
    other = page.context.new_page()
    other.goto(page.url)
    steps.ready(other)
    steps.type_cells(page, {"6.2050.A": "1"})
    steps.saved(page)
    steps.type_cells(other, {"6.2050.A": "2"})
    other.get_by_role("button", name="采用已保存的").click()
    steps.saved(other)
    expect(other.locator("[data-conflicts]")).to_be_hidden()
    expect(steps.cell(other, "6.2050.A")).to_have_value("1.00")
    expect(other.get_by_text("在别处也改过")).to_have_count(0)
