"""The three ways in: password, phone with a code, the city's single sign-on with its log-out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ruantong.core.identifiers import make_uscc
from tests.browser import steps
from tests.browser.server import Platform, new_platform
from tests.cas.server import PASSWORD, cas_server

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visitor

UNIT, PHONE, USCC = "三种登录软件有限公司", "16000000077", make_uscc("91500103MA5U7777")


@pytest.fixture(scope="module")
def cas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The city's single sign-on, which knows one person."""
    said = {"creditCode": USCC, "unitName": UNIT, "realName": "三登录", "mobile": PHONE}
    people = {"sandl": {"password": PASSWORD, "attributes": said}}
    with cas_server(tmp_path_factory.mktemp("cas"), people) as address:
        yield address


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory, cas: str) -> Iterator[Platform]:
    """A platform behind it."""
    folder = tmp_path_factory.mktemp("portal")
    with new_platform(folder, "2024-06-10", RUANTONG_CAS=cas) as platform:
        yield platform


def by_single_sign_on(page: Page, *, password: bool = True) -> None:
    """From the entrance of the notice to the CAS server, and back."""
    page.goto("/login/")
    page.get_by_role("link", name="统一身份认证", exact=True).click()
    way = page.locator("ol.flow").first.locator("li")
    expect(way).to_have_text(
        ["重庆市经济和信息化大数据应用平台", "运行监测类", "重庆市软件和信息技术服务业运行监测平台"]
    )
    page.get_by_role("link", name="到统一身份认证登录").click()
    if password:
        page.locator("input[name=username]").fill("sandl")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("button[type=submit]").click()


def test_the_three_ways_in(portal: Platform, cas: str, visitor: Visitor) -> None:
    page, admin, other = visitor(portal), visitor(portal), visitor(portal)
    # first entry by single sign-on: nobody is known, what is known stands in the form
    by_single_sign_on(page)
    expect(page.get_by_label("手机号")).to_have_value(PHONE)
    steps.prove_phone(page, portal, PHONE)
    expect(page.get_by_label("统一社会信用代码")).to_have_value(USCC)
    expect(page.get_by_label("单位详细名称")).to_have_value(UNIT)
    steps.fill_registration(page, name="sandl", unit=UNIT, uscc=USCC)
    expect(page.get_by_text("注册申请已提交")).to_be_visible()
    steps.first_sign_in(admin, "guanli", portal.secret)
    steps.approve(admin, UNIT, annual="2024年年报", monthly="2024年1—5月")
    page.goto("/")
    expect(page.get_by_role("heading", name="我的报表")).to_be_visible()

    # password, in another browser
    steps.sign_in(other, "sandl")
    expect(other.get_by_role("heading", name="我的报表")).to_be_visible()
    steps.sign_out(other)

    # phone with a code
    other.get_by_role("link", name="手机验证码登录").click()
    other.get_by_label("注册手机号").fill(PHONE)
    other.get_by_role("button", name="获取验证码").click()
    other.get_by_label("短信验证码").fill(portal.code_for(PHONE, "登录验证码"))
    other.get_by_role("button", name="登录", exact=True).click()
    expect(other.get_by_role("heading", name="我的报表")).to_be_visible()

    # out here but not there: back in without a password
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", name="您已退出本平台")).to_be_visible()
    by_single_sign_on(page, password=False)
    expect(page.get_by_role("heading", name="我的报表")).to_be_visible()

    # out at the city's platform: this session is over, the one by code is not
    page.goto(f"{cas}/logout")
    page.goto("/")
    expect(page).to_have_url(re.compile("/login/"))
    other.reload()
    expect(other.get_by_role("heading", name="我的报表")).to_be_visible()
