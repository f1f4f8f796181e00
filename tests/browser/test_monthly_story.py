"""The notice from start to end for a month: 注册, 填报, 审核, 退回, 重报, 上报市级, 汇总."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from ruantong.demo import names
from tests.browser import steps

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visitor
    from tests.browser.server import Platform

USCC = names.uscc(9001)
UNIT = "浏览器测试一号软件有限公司（虚构）"
# Form 6 in the order of its rows: A, B, C. 2020 and 2024.A, 2042.A are the platform's own (§7:
# 10000, 3000 and 4000 give 2700, 5700 and 135). The planted error: 基础软件 above 软件产品.
FORM_6 = """\
10,000.00\t9000\t7900
\t\t
1200\t1100\t950
1300\t150\t120
３００\t280\t240
1500\t1300\t1180
200\t180\t150
100\t90\t80
600\t500\t450
0\t0\t0
0\t0\t0
300\t270\t230
0\t0\t0
\t2400\t2100
0\t0\t0
500\t460\t390
\t120\t104
0\t0\t0
6000\t5400\t4740
4000\t3600\t3150
2500\t2300\t2000
1500\t900\t1160
500\t450\t390
1200\t1100\t950
100\t95\t99
8.5"""
FORM_7 = """\
120\t100
40\t35
500\t440
300\t250
0\t0
0\t0
0\t0
0\t0
0\t0
0\t0
150\t140
0\t0
50\t50"""


def test_from_registration_to_the_main_indicators_table(june: Platform, visitor: Visitor) -> None:
    admin, city, district = visitor(june), visitor(june), visitor(june)
    steps.staff(june, admin, city, district)
    steps.open_period(city, "2024-05")

    enterprise = visitor(june)
    steps.register(
        enterprise, june, name="ceshi01", unit=UNIT, uscc=USCC.lower(), phone="16000000001"
    )
    expect(enterprise.get_by_text("待审批").first).to_be_visible()
    steps.approve(admin, UNIT, annual="2024年年报", monthly="2024年1—5月")
    _put_on_the_form_7_list(city)

    steps.sign_out(enterprise)
    steps.sign_in(enterprise, "16000000001")
    _fill_with_an_error(enterprise)
    _refused_then_corrected(enterprise)
    _query_explained(enterprise)
    steps.submit(enterprise)
    expect(enterprise.locator(".receipt").get_by_text("按时")).to_be_visible()

    _district_returns(district)
    _corrected_again(enterprise)
    _district_forwards(district)
    _city_accepts_and_aggregates(city)


def _put_on_the_form_7_list(city: Page) -> None:
    city.goto("/city/rosters/?list=form7")
    city.get_by_label("统一社会信用代码", exact=True).fill(USCC)
    city.get_by_label("自哪一期起").select_option(label="2024年1—5月")
    city.get_by_label("原因").fill("工业互联网平台重点企业")
    city.get_by_role("button", name="列入7表重点企业名单").click()
    expect(city.get_by_text("自2024年1—5月起列入7表重点企业名单，以前各期不变")).to_be_visible()
    city.get_by_role("button", name="确认列入7表重点企业名单").click()
    expect(city.get_by_role("cell", name=UNIT, exact=True)).to_be_visible()


def _fill_with_an_error(page: Page) -> None:
    """Form 6 by paste, form 7 by paste and keyboard; the platform computes 2020, 2024 and 2042."""
    expect(page.get_by_text("6月12日").first).to_be_visible()
    page.locator("li.card").filter(has_text="2024年1—5月").get_by_role("link").first.click()
    steps.ready(page)
    steps.cell(page, "6.head.embedded").select_option("1")
    steps.paste(page, "6.2010.A", FORM_6)
    expect(page.locator("[data-paste-report]")).to_contain_text("已粘贴")
    steps.saved(page)
    for ref, value in (("6.2020.A", "5700.00"), ("6.2024.A", "2700.00"), ("6.2042.A", "135.00")):
        steps.shows(page, ref, value)
    expect(steps.cell(page, "6.20212.A")).to_have_value("300.00")
    steps.open_form(page, "软统企7表")
    steps.paste(page, "7.3021.A", FORM_7)
    steps.saved(page)
    steps.cell(page, "7.3023.B").fill("430")
    page.keyboard.press("ArrowDown")
    expect(steps.cell(page, "7.202301.B")).to_be_focused()
    steps.type_cells(page, {"7.202308.B": "140", "7.202310.B": "40"})
    steps.saved(page)
    steps.open_form(page, "软统企6表")


def _refused_then_corrected(page: Page) -> None:
    steps.validate(page)
    expect(page.get_by_text("审核未通过").first).to_be_visible()
    error = page.locator("li.finding").filter(has_text="R6-03")
    expect(error).to_contain_text("1,200.00")
    error.get_by_role("link").first.click()
    page.get_by_role("button", name="确定上报").click()
    expect(page.get_by_text("还不能上报")).to_be_visible()
    page.get_by_role("link", name="返回本期总览").click()
    steps.open_form(page, "软统企6表")
    steps.type_cells(page, {"6.20211.A": "200"})
    steps.saved(page)
    steps.validate(page)
    expect(page.locator("li.finding").filter(has_text="R6-03")).to_have_count(0)


def _query_explained(page: Page) -> None:
    """R6-28: profits two thirds above last year's have to be explained."""
    query = page.locator("li.finding").filter(has_text="R6-28")
    expect(query).to_have_count(1)
    query.get_by_label("填写说明").fill("ok")
    expect(query.locator(".explain__state")).to_contain_text("过于简单")
    why = "本年确认软件退税和两项政府补助，利润同比增长较快。"
    query.get_by_label("填写说明").fill(why)
    expect(query.locator(".explain__state")).to_contain_text("已保存")
    # it has saved itself: another page and back, and it is still there
    page.get_by_role("link", name="本期总览").first.click()
    expect(page.get_by_label("填写说明")).to_have_value(why)
    page.get_by_label("填写说明").fill(f"{why}退税批复附后。")
    page.get_by_role("button", name="数据审核").click()  # typed and not waited for
    expect(page.get_by_label("填写说明")).to_have_value(f"{why}退税批复附后。")
    expect(page.get_by_text("审核通过").first).to_be_visible()


def _district_returns(page: Page) -> None:
    page.goto("/desk/?period=2024-05")
    page.get_by_role("link", name=UNIT).click()
    expect(page.get_by_text("本年确认软件退税")).to_be_visible()
    steps.send_back(page, "6.2113.A", "请改为12.5")  # an official may not say which figure
    expect(page.locator(".error-summary")).to_contain_text("数")
    page.get_by_label("退回原因").fill("订单同比增长与软件业务收入走势差异较大，请核对后重报。")
    page.get_by_role("button", name="退回企业").click()
    expect(page.get_by_text("区县退回").first).to_be_visible()


def _corrected_again(page: Page) -> None:
    page.goto("/")
    card = page.locator("li.card").filter(has_text="2024年1—5月")
    expect(card).to_contain_text("订单同比增长与软件业务收入走势差异较大")
    expect(card).to_contain_text("2113 订单同比增长")
    card.get_by_role("link").first.click()
    steps.ready(page)
    steps.type_cells(page, {"6.2113.A": "12.5"})
    steps.saved(page)
    steps.validate(page)
    steps.submit(page)
    expect(page.get_by_text("第2次上报")).to_be_visible()


def _district_forwards(page: Page) -> None:
    page.goto("/desk/?period=2024-05")
    page.get_by_role("link", name=UNIT).click()
    expect(page.get_by_text("8.50").first).to_be_visible()  # what it was before the correction
    page.get_by_role("button", name="审核通过并上报市级").click()
    expect(page.get_by_text("区县已上报").first).to_be_visible()


def _city_accepts_and_aggregates(page: Page) -> None:
    page.goto("/city/returns/?period=2024-05")
    page.get_by_role("link", name=UNIT).click()
    page.get_by_role("button", name="市级审核通过").click()
    page.goto("/tables/main/2024-05/?unit=exact")
    # 5700 against 5070 of the same return's 去年同期累计: 12.4 per cent
    table = steps.main_table(page)
    assert table["单位个数"][0] == "1"
    assert table["软件业务收入合计"] == ["5,700.00", "5,070.00", "12.4"]
    assert table["软件业务出口"] == ["135.00", "120.00", "12.5"]
    assert table["利润总额"] == ["1,500.00", "900.00", "66.7"]
    page.get_by_role("link", name="汇总上报…").click()
    expect(page.get_by_text("市级已通过的1份报表将被锁定")).to_be_visible()
    page.get_by_role("button", name="确认汇总上报").click()
    expect(page.get_by_text("报表已锁定，共1家单位")).to_be_visible()
    page.goto("/city/returns/?period=2024-05")
    expect(page.get_by_text("已汇总上报").first).to_be_visible()
