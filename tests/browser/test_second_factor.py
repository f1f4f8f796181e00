"""双因素登录 in Chromium: an app's codes, a passkey of a virtual authenticator, recovery codes, keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyotp
import pytest
from playwright.sync_api import expect

from tests.browser import axe, steps
from tests.browser.server import Platform, new_platform

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visitor

NEW_PASSWORD = steps.PASSWORD


@pytest.fixture
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """An empty platform under 等保三级, by a name: passkeys need one."""
    with new_platform(tmp_path_factory.mktemp("guarded"), "2024-06-10") as platform:
        yield replace(platform, address=platform.address.replace("127.0.0.1", "localhost"))


def first_step(page: Page, name: str, password: str) -> None:
    """登录 with the password alone."""
    page.goto("/login/")
    page.get_by_label("用户名", exact=False).first.fill(name)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def new_password(page: Page) -> None:
    """The first password, after which the platform asks for a second factor."""
    for box in page.locator("main input[type=password]").all():
        box.fill(NEW_PASSWORD)
    page.get_by_role("button", name="保存新密码").click()
    expect(page.get_by_role("heading", name="请先启用双因素登录")).to_be_visible()


def virtual_key(page: Page) -> tuple[Any, str]:
    """A security key that verifies its user, plugged into this browser."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "usb", "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]


def recovery_codes(page: Page) -> list[str]:
    expect(page.get_by_role("heading", name="请保存您的恢复码")).to_be_visible()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    assert axe.faults(page) == []
    return codes


def leave_and_return(page: Page) -> None:
    """退出, then the password again: the second factor is asked."""
    steps.sign_out(page)
    first_step(page, "guanli", NEW_PASSWORD)
    expect(page.get_by_role("heading", name="双因素登录", exact=True)).to_be_visible()


def test_app_and_recovery_code(visitor: Visitor, guarded: Platform) -> None:
    page = visitor(guarded)
    first_step(page, "guanli", guarded.secret)
    new_password(page)
    page.goto("/admin/accounts/")
    expect(page.get_by_role("heading", name="请先启用双因素登录")).to_be_visible()
    assert axe.faults(page) == []
    page.get_by_role("link", name="启用动态口令").click()
    picture = page.get_by_alt_text("动态口令二维码", exact=False)
    assert picture.evaluate("image => image.complete && image.naturalWidth > 50")
    key = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("应用显示的6位数字").fill("000000")
    page.get_by_role("button", name="启用动态口令").click()
    expect(page.get_by_text("动态口令“000000”不正确").first).to_be_visible()
    assert page.locator(".secret").inner_text().replace(" ", "") == key, "the same key, still"
    assert axe.faults(page) == []
    used = pyotp.TOTP(key).now()
    page.get_by_label("应用显示的6位数字").fill(used)
    page.get_by_role("button", name="启用动态口令").click()
    codes = recovery_codes(page)
    page.get_by_role("link", name="已保存，继续").click()
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()

    leave_and_return(page)
    box = page.get_by_label("动态口令或恢复码")
    box.fill(used)
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("验证码不正确").first).to_be_visible()
    expect(page.get_by_role("navigation", name="主导航")).to_have_count(0)
    assert axe.faults(page) == []
    page.get_by_label("动态口令或恢复码").fill(codes[0])
    page.keyboard.press("Enter")
    expect(page.get_by_text("您用恢复码登录，还剩9个")).to_be_visible()


def test_passkey(visitor: Visitor, guarded: Platform) -> None:
    page = visitor(guarded)
    devtools, key = virtual_key(page)
    first_step(page, "guanli", guarded.secret)
    new_password(page)
    page.get_by_role("link", name="登记通行密钥").click()
    assert axe.faults(page) == []
    page.get_by_label("设备名称").fill("办公室安全密钥")
    page.get_by_role("button", name="登记通行密钥").click()
    recovery_codes(page)
    page.get_by_role("link", name="已保存，继续").click()
    made = devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    assert [each["rpId"] for each in made] == ["localhost"]

    leave_and_return(page)
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()
    page.goto("/account/second-factor/")
    expect(page.get_by_role("cell", name="办公室安全密钥", exact=True)).to_be_visible()
    assert axe.faults(page) == []

    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    leave_and_return(page)
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page.get_by_text("没有完成", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="使用通行密钥")).to_be_focused()
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    devtools.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page.get_by_text("没有完成", exact=False)).to_be_visible()
    expect(page).to_have_url(re.compile("/login/second-factor/"))


def test_with_the_keyboard_alone(visitor: Visitor, guarded: Platform) -> None:
    """Tab, typing and Enter: set up an app, see the codes, come back in."""
    page = visitor(guarded)
    first_step(page, "guanli", guarded.secret)
    new_password(page)
    tab_to(page, "启用动态口令")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="启用动态口令")).to_be_visible()
    key = page.locator(".secret").inner_text().replace(" ", "")
    tab_to(page, "应用显示的6位数字")
    page.keyboard.type(pyotp.TOTP(key).now())
    page.keyboard.press("Enter")
    codes = recovery_codes(page)
    tab_to(page, "已保存，继续")
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()
    tab_to(page, "退出")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/login/$"))
    first_step(page, "guanli", NEW_PASSWORD)
    expect(page.get_by_role("heading", name="双因素登录", exact=True)).to_be_visible()
    tab_to(page, "动态口令或恢复码")
    page.keyboard.type(codes[4])
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()


def tab_to(page: Page, words: str) -> None:
    """Tab until what is called ``words`` has the focus; its outline is seen."""
    named = (
        "() => { const at = document.activeElement; "
        "return (at.labels?.[0] ?? (at.matches('a, button') ? at : null))?.textContent ?? ''; }"
    )
    for _ in range(40):
        page.keyboard.press("Tab")
        if words in page.evaluate(named):
            style = "getComputedStyle(document.activeElement)"
            shown = page.evaluate(
                f"{style}.outlineStyle !== 'none' || {style}.boxShadow !== 'none'"
            )
            assert shown, words
            return
    raise AssertionError(f"Tab does not reach {words}")
