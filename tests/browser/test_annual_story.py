"""The same chain for a year: forms 1 to 5 of an embedded-software enterprise with AI business."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from ruantong.core.dossier import FormData
from ruantong.core.interchange import forms_to_json
from ruantong.core.periods import Period
from ruantong.core.values import format_number
from ruantong.demo.annual import annual_forms
from ruantong.demo.facts import form1
from ruantong.demo.months import Books
from ruantong.demo.profile import Profile, make_profile
from ruantong.returns.regimes import regime_for_period
from tests.browser import steps

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visitor
    from tests.browser.server import Platform

YEAR = Period.parse("2023")
REGIME = regime_for_period(YEAR)
_LINE_COLUMNS = ("code", "1", "2", "3", "4", "5", "6", "7")


def _enterprise() -> Profile:
    profile = make_profile(
        9002, seed=1, district="500103", division="500103", base_year=2024, kind="embedded",
        typical=True,
    )  # fmt: skip
    return replace(profile, hardware_filled=True)


def _content(profile: Profile) -> dict[str, Any]:
    """What the enterprise will type, consistent throughout."""
    forms: dict[str, FormData] = annual_forms(Books(profile), YEAR.year)
    employees, revenue = forms["3"].value("D1", "A"), forms["2"].value("B00", "A")
    assert isinstance(employees, int)
    assert isinstance(revenue, int)
    first = form1(profile, employees=employees, revenue=revenue)
    return forms_to_json(REGIME, {"1": first, **forms})


def test_from_registration_to_the_annual_table(march: Platform, visitor: Visitor) -> None:
    admin, city, district, enterprise = (visitor(march) for _ in range(4))
    steps.staff(march, admin, city, district)
    steps.open_period(city, "2023")
    profile = _enterprise()
    forms = _content(profile)
    steps.register(
        enterprise,
        march,
        name="niandu01",
        unit=profile.name,
        uscc=profile.uscc,
        phone="16000000021",
    )
    steps.approve(admin, profile.name, annual="2023年年报", monthly="2024年1—2月")
    enterprise.goto("/")
    enterprise.locator("li.card").filter(has_text="2023年年报").get_by_role("link").first.click()
    steps.ready(enterprise)

    _fill_form_1(enterprise, forms["1"])
    _fill_column(enterprise, "2", forms["2"])
    _plant_in_form_4(enterprise, forms["4"])
    _fill_column(enterprise, "3", forms["3"])
    steps.shows(enterprise, "3.A4.A", forms["3"]["cells"]["A4"]["A"])
    _fill_column(enterprise, "5", forms["5"])
    enterprise.get_by_label("06 政务与城市治理").check()
    steps.saved(enterprise)
    _refused_corrected_explained(enterprise, forms)
    steps.submit(enterprise)

    _returned_and_corrected(district, enterprise, profile.name)
    district.goto("/desk/?period=2023")
    district.get_by_role("link", name=profile.name).click()
    district.get_by_role("button", name="审核通过并上报市级").click()
    city.goto("/city/returns/?period=2023")
    city.get_by_role("link", name=profile.name).click()
    city.get_by_role("button", name="市级审核通过").click()
    _table_shows_the_year(city, forms)


def _fill_form_1(page: Page, form: dict[str, Any]) -> None:
    """The register has filled in what it knows; the rest is typed and chosen."""
    expect(steps.cell(page, "1.109.A")).to_have_value(form["cells"]["109"]["A"])
    known = {"109", "102", "101", "103.industry", "106.division"}
    cells = {f"1.{code}.A": row["A"] for code, row in form["cells"].items() if code not in known}
    steps.type_cells(page, cells)
    product = form["rows"]["products"][0]
    page.get_by_role("button", name="增加一行").click()
    steps.type_cells(page, {"1.products[1].name": product["name"]})
    steps.type_cells(page, {"1.products[1].field": product["field"]})
    steps.saved(page)
    # 是否有人工智能业务 brings form 5 in; nothing typed around that moment may get lost
    page.reload()
    for ref, text in cells.items():
        steps.shows(page, ref, text)
    expect(steps.cell(page, "1.products[1].field")).to_have_value(product["field"])


def _fill_column(page: Page, code: str, form: dict[str, Any]) -> None:
    """A column of figures from a spreadsheet in one paste; computed cells are left blank in it."""
    steps.open_form(page, f"软统企{code}表")
    rows = [row for row in REGIME.form[code].indicators if not row.title]
    texts = [
        "" if row.automatic or row.code == "5095" else form["cells"].get(row.code, {}).get("A", "")
        for row in rows
    ]
    steps.paste(page, f"{code}.{rows[0].code}.A", "\n".join(texts))
    steps.saved(page)


def _plant_in_form_4(page: Page, form: dict[str, Any]) -> None:
    """Lines from a spreadsheet; the first is one 万元 more than form 3 will say."""
    steps.open_form(page, "软统企4表")
    lines = [dict(line) for line in form["rows"]["lines"]]
    lines[0]["1"] = _more(lines[0]["1"])
    block = "\n".join("\t".join(line.get(key, "") for key in _LINE_COLUMNS) for line in lines)
    page.get_by_role("button", name="增加一行").click()
    steps.paste(page, "4.lines[1].code", block)
    steps.saved(page)
    name = REGIME.code_lists["directory"].by_code[lines[0]["code"]].name
    expect(page.locator('[data-name-of="4.lines[1].code"]')).to_contain_text(name)


def _more(amount: str) -> str:
    return format_number(int(amount.replace(".", "")) + 100, 2)


def _refused_corrected_explained(page: Page, forms: dict[str, Any]) -> None:
    steps.open_form(page, "软统企2表")
    profit = int(forms["2"]["cells"]["B24"]["A"].replace(".", ""))
    steps.type_cells(page, {"2.B25.A": format_number(profit // 2, 2)})
    steps.saved(page)
    steps.validate(page)
    expect(page.locator("li.finding").filter(has_text="R3-12").first).to_be_visible()
    page.locator("li.finding").filter(has_text="R3-12").first.get_by_role(
        "link", name="软统企3表"
    ).first.click()
    steps.open_form(page, "软统企4表")
    steps.type_cells(page, {"4.lines[1].1": forms["4"]["rows"]["lines"][0]["1"]})
    steps.saved(page)
    steps.validate(page)
    expect(page.locator("li.finding").filter(has_text="R3-12")).to_have_count(0)
    query = page.locator("li.finding").filter(has_text="R2-12")
    query.get_by_label("填写说明").fill("本年补缴以前年度企业所得税，税额高于当年应纳税额。")
    expect(query.locator(".explain__state")).to_contain_text("已保存")
    steps.validate(page)
    expect(page.get_by_text("审核通过").first).to_be_visible()


def _returned_and_corrected(district: Page, enterprise: Page, unit: str) -> None:
    district.goto("/desk/?period=2023")
    district.get_by_role("link", name=unit).click()
    steps.send_back(district, "3.W1.A", "有效软件著作权量与登记证书清单不符，请核对后重报。")
    enterprise.goto("/")
    card = enterprise.locator("li.card").filter(has_text="2023年年报")
    expect(card).to_contain_text("软件著作权量与登记证书清单不符")
    card.get_by_role("link").first.click()
    steps.open_form(enterprise, "软统企3表")
    steps.type_cells(enterprise, {"3.W1.A": "31"})
    steps.saved(enterprise)
    steps.validate(enterprise)
    steps.submit(enterprise)


def _table_shows_the_year(page: Page, forms: dict[str, Any]) -> None:
    """A unit without a return of the year before counts as new: a level, but no growth."""
    page.goto("/tables/main/2023/?unit=exact")
    table = steps.main_table(page)
    total = f"{forms['3']['cells']['A0']['A']}"
    assert table["单位个数"][0] == "1"
    level, base, newcomers, growth = table["软件业务收入合计"]
    assert level.replace(",", "") == total
    assert newcomers.replace(",", "") == total
    assert (base, growth) in {("0.00", "-"), ("", "-"), ("", "")}
