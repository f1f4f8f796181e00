"""Every page that a role can reach by links, and those behind buttons and keys: looked at by axe, used by
the keyboard alone, at 1366 px, at 390 px and at 200 % zoom; a new page is tried by itself.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from ruantong.demo.names import PASSWORD
from tests.browser import axe, behind, keyboard, reflow, steps

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visitor
    from tests.browser.server import Platform

pytestmark = pytest.mark.browser
# demo account ("" is a visitor) → the fewest kinds of pages that its links lead to
ROLES = {
    "": 5, "qy0001": 18, "qx500112": 14, "shiji": 20, "xiehui": 8, "yuanqu": 6,
    "xitong": 10, "anquan": 6, "shenji": 6,
}  # fmt: skip
# pages that look the same to every role are tried narrow once
SAME_FOR_ALL = ("manual", "accounts:", "second_factor:", "questions", "help_row", "desks:calendar")
NARROW: set[str] = set()


def narrow_faults(page: Page, kind: str) -> list[str]:
    if kind in NARROW:
        return []
    if kind.startswith(SAME_FOR_ALL):
        NARROW.add(kind)
    return reflow.faults(page)


def kind_of(address: str) -> str:
    """The name of the view behind an address, "" for what is no page."""
    parts = urlsplit(address)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return ""
    is_file = "export=" in parts.query or name.endswith(("_ics", "_sheet", "template", "licence"))
    return "" if is_file else name


@pytest.mark.parametrize("name", ROLES)
def test_no_page_of_a_role_has_a_fault(visitor: Visitor, demo: Platform, name: str) -> None:
    page = visitor(demo)
    if name:
        steps.sign_in(page, name, PASSWORD)
    waiting, seen, faults = deque(["/" if name else "/login/"]), set[str](), list[str]()
    while waiting:
        address = waiting.popleft()
        if not (kind := kind_of(address)) or kind in seen:
            continue
        seen.add(kind)
        try:
            answer = page.goto(address)
        except Error as fault:
            if "Download is starting" not in fault.message:
                raise
            continue  # a file
        if answer is None or answer.status >= 400:
            faults.append(f"{address}: {answer and answer.status}")
            continue
        found = (*axe.faults(page), *keyboard.faults(page), *narrow_faults(page, kind))
        faults += [f"{kind} {address}: {fault}" for fault in found]
        links = page.locator("a[href^='/'], a[href^='?']").evaluate_all(
            "links => links.map(link => link.pathname + link.search)"
        )
        waiting.extend(links)
    assert not faults, "\n".join(faults)
    assert len(seen) >= ROLES[name], seen


@pytest.mark.parametrize("name", behind.TOURS)
def test_no_page_behind_a_button_has_a_fault(visitor: Visitor, demo: Platform, name: str) -> None:
    page = visitor(demo)
    if name:
        steps.sign_in(page, name, PASSWORD)
    faults = [
        f"{place}: {fault}"
        for place in behind.TOURS[name](page, demo)
        for fault in (*axe.faults(page), *reflow.faults(page))
    ]
    assert not faults, "\n".join(faults)


def test_what_a_narrow_screen_loses_is_found(visitor: Visitor, demo: Platform) -> None:
    page = visitor(demo)
    page.set_content(
        "<style>header, p { position: fixed; inset: 0; width: 300px; height: 90px; margin: 0 } p { z-index: 1 }</style>"
        "<header><button>甲</button></header><p></p><div style='width: 500px'>乙</div>"
        "<div style='width: 90px; overflow: hidden'><i style='display: block; width: 95px'>丙</i></div>"
    )
    page.set_viewport_size(reflow.NARROW["390 px"])
    assert [fault.partition(":")[0] for fault in page.evaluate(reflow.FAULTS, 9)] == [
        "scrolls sideways", "cut", "covered",
    ]  # fmt: skip


def test_what_the_keyboard_cannot_do_is_found(visitor: Visitor, demo: Platform) -> None:
    page = visitor(demo)
    page.set_content(
        "<button style='outline: none'>甲</button><input name='trap'><button>乙</button>"
    )
    page.locator("input").evaluate(
        "box => box.addEventListener('keydown', event => event.preventDefault())"
    )
    assert keyboard.faults(page) == ["not reached: button 乙", "focus not seen: button 甲"]
