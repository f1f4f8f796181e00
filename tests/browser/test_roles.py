"""Every published account of the demo finds its own desk, and no page of it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ruantong.demo.accounts import accounts_table
from ruantong.demo.names import PASSWORD
from tests.browser import steps

if TYPE_CHECKING:
    from tests.browser.conftest import Visitor
    from tests.browser.server import Platform

HOMES = {
    "qy0001": "我的报表",
    "qx500112": "报表审核",
    "shiji": "全市进度",
    "xiehui": "校核",
    "yuanqu": "园区填报进度",
    "xitong": "注册审批",
    "anquan": "安全策略",
    "shenji": "操作日志",
}


@pytest.mark.parametrize("name", HOMES)
def test_everybody_comes_home(demo: Platform, visitor: Visitor, name: str) -> None:
    page = visitor(demo)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    steps.sign_in(page, name, PASSWORD)
    entries = page.get_by_role("navigation").first.get_by_role("link")
    expect(entries.first).to_contain_text(HOMES[name])
    for place in range(entries.count()):
        address = entries.nth(place).get_attribute("href") or ""
        answer = page.request.get(address)
        assert answer.status == 200, address
    for address in {
        entries.nth(place).get_attribute("href") or "" for place in range(entries.count())
    }:
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
    assert not problems
    assert name in accounts_table()
