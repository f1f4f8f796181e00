"""What people do at the screens, in the words they find there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyotp
from playwright.sync_api import expect

from ruantong.web.templatetags.ui import amount
from tests.registry.forms import PDF

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.server import Platform

PASSWORD = "tongji-2024-yushui"
DISTRICT = "渝中区"
# recovery codes of a person at a platform, as its pages showed them
RECOVERY: dict[tuple[str, str], list[str]] = {}


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """登录 with user name (or phone) and password."""
    page.goto("/login/")
    page.get_by_label("用户名", exact=False).first.fill(name)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).not_to_have_url(re.compile("/login/(?!second-factor)"))
    page.wait_for_load_state()
    if page.get_by_role("heading", name="双因素登录").is_visible():
        page.get_by_label("动态口令或恢复码").fill(
            RECOVERY[page.url.split("/login/")[0], name].pop()
        )
        page.get_by_role("button", name="确认", exact=True).click()
        expect(page).not_to_have_url(re.compile("/login/"))


def set_up_app(page: Page, name: str) -> None:
    """启用动态口令, where the page asks for it; later 登录 use the recovery codes it gives."""
    page.get_by_role("link", name="启用动态口令").click()
    key = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("应用显示的6位数字").fill(pyotp.TOTP(key).now())
    page.get_by_role("button", name="启用动态口令").click()
    expect(page.get_by_role("heading", name="请保存您的恢复码")).to_be_visible()
    platform = page.url.split("/account/")[0]
    RECOVERY[platform, name] = page.locator(".codes code").all_inner_texts()
    page.get_by_role("link", name="已保存，继续").click()


def first_sign_in(page: Page, name: str, secret: str) -> None:
    """First 登录 with the one-time secret, replaced by the person's own password."""
    sign_in(page, name, secret)
    own_password(page, name)


def activate(page: Page, platform: Platform, name: str, phone: str, number: str) -> None:
    """激活账户 with the number from the administrator and the code on the phone."""
    page.goto("/login/")
    page.get_by_role("link", name="激活账户").click()
    page.get_by_label("激活码").fill(number)
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_label("短信验证码").fill(platform.code_for(phone))
    page.get_by_role("button", name="激活").click()
    own_password(page, name)


def own_password(page: Page, name: str) -> None:
    """请设置您自己的密码, and the second factor where the policy wants one."""
    expect(page.get_by_role("heading", name="请设置您自己的密码")).to_be_visible()
    boxes = page.locator("main input[type=password]")
    for number in range(boxes.count()):
        boxes.nth(number).fill(PASSWORD)
    page.get_by_role("button", name="保存新密码").click()
    expect(page).not_to_have_url(re.compile("first-password"))
    page.wait_for_load_state()
    if page.get_by_role("heading", name="请先启用双因素登录").is_visible():
        set_up_app(page, name)


def sign_out(page: Page) -> None:
    """退出."""
    page.get_by_role("button", name="退出").click()
    expect(page).to_have_url(re.compile("/login/"))


def assign(admin: Page, role: str, name: str, phone: str, district: str = "") -> str:
    """The system administrator assigns an account, or proposes it where two people are needed.

    The activation number that the page shows; "" for a proposal.
    """
    admin.goto("/admin/accounts/new/")
    admin.get_by_label("角色").select_option(label=role)
    if district:
        admin.get_by_label("报送区县", exact=False).select_option(label=district)
    admin.get_by_label("用户名").fill(name)
    admin.get_by_label("姓名").fill(f"浏览器测试{role}")
    admin.get_by_label("手机号").fill(phone)
    admin.get_by_role("button", name="分配账户").click()
    expect(admin).not_to_have_url(re.compile("/accounts/new/"))
    shown = re.search(r"激活码：([a-z0-9-]+)", admin.content())
    return shown[1] if shown else ""


def staff(platform: Platform, admin: Page, city: Page, district: Page) -> None:
    """The first administrator comes in and assigns a city and a district account."""
    first_sign_in(admin, "guanli", platform.secret)
    for page, role, name, phone, area in (
        (city, "市级管理员", "shi01", "16000000011", ""),
        (district, "区县管理员", "qu01", "16000000012", DISTRICT),
    ):
        if number := assign(admin, role, name, phone, area):
            activate(page, platform, name, phone, number)
        else:
            first_sign_in(page, name, platform.confirm_at_server(name))


def register(
    page: Page, platform: Platform, *, name: str, unit: str, uscc: str, phone: str
) -> None:
    """用户注册 of an enterprise: the phone with its code, then the form."""
    page.goto("/register/")
    prove_phone(page, platform, phone)
    fill_registration(page, name=name, unit=unit, uscc=uscc)


def prove_phone(page: Page, platform: Platform, phone: str) -> None:
    """The code goes to the phone, and its holder types it."""
    page.get_by_label("手机号").fill(phone)
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_label("短信验证码").fill(platform.code_for(phone))
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text(f"{phone}（已验证）")).to_be_visible()


def fill_registration(page: Page, *, name: str, unit: str, uscc: str) -> None:
    """The boxes of the form that is open, and its button."""
    page.get_by_label("统一社会信用代码").fill(uscc)
    page.get_by_label("单位详细名称").fill(unit)
    page.get_by_label("报送区县").select_option(label=DISTRICT)
    page.get_by_label("注册地行政区划").select_option(label=DISTRICT)
    page.get_by_label("注册地址").fill("测试路1号")
    page.get_by_label("行业代码").fill("6513")
    page.get_by_role("radio", name="软件和信息技术服务").first.check()
    page.get_by_label("营业执照扫描件").set_input_files(
        {"name": "licence.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_label("填报人姓名").fill("测试填报员")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("再次输入密码").fill(PASSWORD)
    page.get_by_role("button", name="提交注册申请").click()


def approve(admin: Page, unit: str, *, annual: str, monthly: str) -> None:
    """注册审批: 批准, with the first periods the unit owes."""
    admin.goto("/admin/registrations/")
    admin.get_by_role("link", name=unit).click()
    admin.get_by_label("年报自哪一年起填报").select_option(label=annual)
    admin.get_by_label("月报自哪一期起填报").select_option(label=monthly)
    admin.get_by_role("button", name="批准", exact=True).click()
    admin.get_by_role("button", name="确认批准注册").click()


def open_period(city: Page, period: str) -> None:
    """开启报告期."""
    city.goto("/city/periods/")
    city.get_by_label("报告期", exact=True).fill(period)
    city.get_by_role("button", name="查看应报单位").click()
    city.get_by_role("button", name="开启报告期").click()
    expect(city.get_by_text("已开启，新增应报")).to_be_visible()


def cell(page: Page, ref: str) -> Locator:
    """The control of a cell by its reference."""
    return page.locator(f'[id="{ref}"]')


def figures(page: Page, *refs: str) -> list[str]:
    """What stands in cells, without the separators it is shown with."""
    return [cell(page, ref).input_value().replace(",", "") for ref in refs]


def shows(page: Page, ref: str, text: str) -> None:
    """An amount is shown with its thousands separated, any other text as it is."""
    place = cell(page, ref)
    shown = amount(text) if place.get_attribute("data-decimals") else text
    expect(place).to_have_value(shown)


def open_form(page: Page, number: str) -> None:
    """Go to a form by its tab and wait until the sheet listens."""
    page.get_by_role("link", name=number).first.click()
    ready(page)


def ready(page: Page) -> None:
    """The sheet's script is at work: its tools are shown."""
    expect(page.locator("[data-undo]")).to_be_visible()


def type_cells(page: Page, cells: dict[str, str]) -> None:
    """Type into cells one after another with the keyboard."""
    for ref, text in cells.items():
        place = cell(page, ref)
        if place.evaluate("element => element.tagName") == "SELECT":
            place.select_option(text)
        else:
            place.fill(text)
            place.press("Enter")


def paste(page: Page, ref: str, block: str, seen: str = "") -> None:
    """Ctrl+V of a block copied from a spreadsheet; what it would change is wanted."""
    page.evaluate("text => navigator.clipboard.writeText(text)", block)
    cell(page, ref).focus()
    page.keyboard.press("Control+V")
    if (preview := page.get_by_role("dialog")).is_visible():
        expect(preview).to_contain_text(seen)
        preview.get_by_role("button", name="全部采用").click()


def saved(page: Page) -> None:
    """Wait until the page says that everything is saved."""
    expect(page.locator("[data-status]")).to_contain_text(re.compile("已(自动)?保存"))


def validate(page: Page) -> None:
    """数据审核 from the sheet."""
    page.get_by_role("button", name="数据审核").click()
    expect(page.locator("#findings")).to_be_visible()


def submit(page: Page) -> None:
    """确定上报: from the sheet to the foot of the form to the receipt."""
    page.get_by_role("button", name="确定上报").click()
    expect(page.get_by_role("heading", name="确定上报", exact=True)).to_be_visible()
    for label, text in (
        ("单位负责人", "测试负责人"),
        ("统计负责人", "测试统计"),
        ("填表人", "测试填报员"),
    ):
        page.get_by_label(label).fill(text)
    page.get_by_label("联系电话（移动电话）").fill("16000000001")
    page.get_by_role("button", name="确定上报").click()
    expect(page.get_by_role("heading", name="上报回执")).to_be_visible()


def send_back(page: Page, cell_ref: str, reason: str) -> None:
    """退回企业 with a reason bound to a cell."""
    page.get_by_text("退回企业", exact=True).first.click()
    page.get_by_label("或针对单元格").first.fill(cell_ref)
    page.get_by_label("退回原因").fill(reason)
    page.get_by_role("button", name="退回企业").click()


def main_table(page: Page) -> dict[str, list[str]]:
    """The main-indicators table: cells by the name of the indicator, without its unit."""
    rows = page.locator("main table").first.locator("tbody tr")
    found = {}
    for number in range(rows.count()):
        name, _, *cells = [
            text.strip() for text in rows.nth(number).locator("th, td").all_inner_texts()
        ]
        found[name] = cells
    return found
