"""Whatever is pasted into a box goes in whole; too much is told, refused, and still there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser import steps

if TYPE_CHECKING:
    from tests.browser.conftest import Visitor
    from tests.browser.server import Platform

NAME = "重庆" + "两江新区数字经济" * 14 + "技术有限公司"


def test_a_name_that_is_too_long_is_not_cut(demo: Platform, visitor: Visitor) -> None:
    page = visitor(demo)
    page.goto("/register/")
    steps.prove_phone(page, demo, "16000008888")
    box = page.get_by_label("单位详细名称")
    text = NAME[:-6] + "（" * (121 - len(NAME)) + NAME[-6:]
    assert len(text) == 121
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    box.focus()
    page.keyboard.press("Control+V")
    expect(box).to_have_value(text)
    note = box.locator("xpath=following-sibling::*[1]")
    expect(note).to_contain_text("多出1个字")
    page.get_by_label("注册地址").fill("测试路1号")
    page.locator("form").last.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    expect(page.locator(".error-summary")).to_contain_text("单位详细名称")
    expect(page.locator(".error-summary")).to_contain_text("121")
    expect(box).to_have_value(text)
    box.fill(text[:-7] + text[-6:])
    expect(page.locator(".over-limit")).to_have_count(0)
