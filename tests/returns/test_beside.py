"""What other returns say beside a form: marked with its source, and taken by the respondent alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ruantong.core.cellref import CellRef
from ruantong.core.content import get
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit
from ruantong.returns.filing.drafts import draft_for
from ruantong.returns.models import Draft, Return, Revision
from ruantong.returns.moving import actions
from ruantong.returns.pages.page import Filing
from tests import people
from tests.registry.test_people import colleague
from tests.returns.story import (
    APRIL,
    GOOD,
    MAY_LAST_YEAR,
    earlier,
    fill,
    opened,
    submit,
    version_of,
)
from tests.returns.test_carried import begun_from, registered_as

pytestmark = pytest.mark.django_db
DECEMBER, YEAR, LAST = Period.parse("2023-12"), Period.parse("2023"), Period.parse("2022")
TITLE = "2023年1—12月月报"


@pytest.fixture
def unit() -> ReportingUnit:
    return people.make_unit()


@pytest.fixture
def annual(unit: ReportingUnit) -> Return:
    """Of a unit that has filed December."""
    earlier(unit, DECEMBER)
    return opened(unit, YEAR)


@pytest.fixture
def client(unit: ReportingUnit) -> Client:
    return people.signed_in(people.alice(unit))


def page(client: Client, ret: Return, code: str) -> str:
    return client.get(f"/returns/{ret.pk}/{code}/").content.decode()


def row_of(html: str, code: str) -> str:
    """The row of a grid with this code."""
    return next(row for row in html.split("<tr>") if f'<td class="sheet__code">{code}</td>' in row)


def cell_of(html: str, ref: str) -> str:
    """The table cell that holds a control."""
    return next(part for part in html.split("<td") if f'id="{ref}"' in part)


def filed(unit: ReportingUnit, period: Period, forms: dict[str, Any]) -> Return:
    """An earlier return with the content of a submission."""
    ret = opened(unit, period)
    Revision.objects.create(
        owner=ret, number=1, forms=forms, report={}, content_hash="sha256:0", regime=ret.regime,
        ruleset="sha256:0", submitted_at=clock.now(), submitted_by=people.alice(unit),
        due_on=period.last_day, late=False, trail_number=1,
    )  # fmt: skip
    Return.objects.filter(pk=ret.pk).update(revision=1, state="submitted")
    return ret


# ---- December beside the annual forms ------------------------------------------------------------


def test_december_stands_beside_with_its_period_and_submission(
    client: Client, annual: Return
) -> None:
    html = page(client, annual, "2")
    assert TITLE in html
    assert "第1次上报" in html
    assert "1,000.00" in row_of(html, "B01")
    assert TITLE not in page(client, annual, "1"), "no figure of that form is in a month"


def test_nothing_of_december_becomes_a_cell_by_itself(client: Client, annual: Return) -> None:
    page(client, annual, "2")
    assert set(begun_from(annual)) <= {"1"}


def test_one_cell_is_taken_by_the_act_of_its_respondent(client: Client, annual: Return) -> None:
    assert 'name="take" value="2.B01.A"' in row_of(page(client, annual, "2"), "B01")
    post = {"version": str(version_of(annual)), "take": "2.B01.A", "2.B00.A": "1200"}
    answer = client.post(f"/returns/{annual.pk}/2/", post)
    assert answer["Location"].endswith("#2.B01.A")
    cells = Draft.objects.get(owner=annual).forms["2"]["cells"]
    assert cells == {"B01": {"A": "1000.00"}, "B00": {"A": "1200.00"}}
    told = cell_of(page(client, annual, "2"), "2.B01.A")
    assert "is-given" in told
    assert f"同{TITLE}（第1次上报）" in told


def test_a_figure_that_means_something_else_or_is_computed_is_only_shown(
    client: Client, annual: Return
) -> None:
    for form, code in (("2", "D01"), ("3", "A4")):
        row = row_of(page(client, annual, form), code)
        assert "sheet__month" in row
        assert 'name="take"' not in row
        sent = {"version": str(version_of(annual)), "take": f"{form}.{code}.A"}
        client.post(f"/returns/{annual.pk}/{form}/", sent)
        kept = draft_for(people.alice(annual.unit), annual)
        assert not get(kept.forms, CellRef.parse(f"{form}.{code}.A"))


def test_who_does_not_fill_a_form_takes_nothing_into_it(annual: Return) -> None:
    bound = colleague(annual.unit, forms=["3"])
    client = people.signed_in(bound)
    assert TITLE in (html := page(client, annual, "2"))
    assert 'name="take"' not in html
    client.post(f"/returns/{annual.pk}/2/", {"version": "0", "take": "2.B01.A"})
    assert not get(draft_for(bound, annual).forms, CellRef.parse("2.B01.A"))


# ---- what a return starts with, marked with its source -------------------------------------------


def test_columns_of_earlier_returns_name_the_submission_they_come_from(
    unit: ReportingUnit, client: Client
) -> None:
    april = earlier(unit, APRIL)
    earlier(unit, MAY_LAST_YEAR, {**GOOD, "6.2010.A": "900"})
    alice = people.alice(unit)
    actions.withdraw(april.pk, actor=alice)
    fill(april, {"6.2051.A": "1"})
    actions.validate(april.pk, actor=alice)
    submit(april, alice)
    ret = opened(unit)
    html = page(client, ret, "6")
    assert 'title="由2024年1—4月月报（第2次上报）带出"' in cell_of(html, "6.2010.C")
    assert 'title="沿用2023年1—5月月报（第1次上报）"' in cell_of(html, "6.2010.B")
    described = cell_of(html, "6.2010.C").split('aria-describedby="')[1].split('"')[0]
    assert f'<span id="{described}">由2024年1—4月月报（第2次上报）带出</span>' in html
    fill(ret, {"6.2010.B": "901"})
    changed = cell_of(page(client, ret, "6"), "6.2010.B")
    assert "is-given" not in changed
    assert "title=" not in changed


def test_form_7_starts_with_the_sizes_filed_last_and_no_figure() -> None:
    unit = people.make_unit(form7_from="2024-02")
    filed(unit, APRIL, {"7": {"cells": {"3011": {"A": "5.00", "N": "28"}}}})
    ret = opened(unit)
    alice = people.alice(unit)
    assert draft_for(alice, ret).forms["7"]["cells"]["3011"] == {"N": "28"}
    html = page(people.signed_in(alice), ret, "7")
    assert 'title="沿用2024年1—4月月报（第1次上报）"' in cell_of(html, "7.3011.N")
    tab = next(tab for tab in Filing(alice, ret.pk).tabs() if tab.form.code == "7")
    assert tab.status == "blank", "nobody has filled anything yet"


def test_form_1_starts_with_what_was_filed_last_year_or_stated_at_registration(
    unit: ReportingUnit, client: Client
) -> None:
    registered_as(unit, phone="13900000009", email="me@example.cn")
    filed(unit, LAST, {"1": {"cells": {"102": {"A": "去年的名称"}}}})
    ret = opened(unit, YEAR)
    html = page(client, ret, "1")
    assert begun_from(ret)["1"]["cells"] == {"102": {"A": "去年的名称"}}
    assert 'title="沿用2022年年报（第1次上报）"' in cell_of(html, "1.102.A")


def test_the_first_return_starts_with_the_contact_the_enterprise_stated(
    unit: ReportingUnit, client: Client
) -> None:
    registered_as(unit, phone="13900000009", email="me@example.cn")
    ret = opened(unit, YEAR)
    cells = begun_from(ret)["1"]["cells"]
    assert (cells["203.mobile"], cells["203.email"]) == (
        {"A": "13900000009"},
        {"A": "me@example.cn"},
    )
    assert 'title="沿用注册时所填的资料"' in cell_of(page(client, ret, "1"), "1.203.mobile.A")


# ---- lines of last year --------------------------------------------------------------------------

PAST = [
    {"code": "E10102", "1": "120.00", "3": "840", "7": "注"},
    {"code": "E20503", "1": "80.00"},
]


def test_lines_of_last_year_are_listed_in_one_act_without_amounts(
    unit: ReportingUnit, client: Client
) -> None:
    filed(unit, LAST, {"4": {"rows": {"lines": PAST}}})
    ret = opened(unit, YEAR)
    assert "上年有2行没有列入" in page(client, ret, "4")
    assert "4" not in begun_from(ret), "they are listed by an act, never by themselves"
    sent = {"version": "0", "start": "lines", "4.lines[1].code": "E20503", "4.lines[1].1": "90"}
    client.post(f"/returns/{ret.pk}/4/", sent)
    lines = Draft.objects.get(owner=ret).forms["4"]["rows"]["lines"]
    assert lines == [{"code": "E20503", "1": "90.00"}, {"code": "E10102"}]
    html = page(client, ret, "4")
    assert "列入上年各行" not in html
    assert "120.00" in html, "last year's amount stands beside"
    assert 'title="沿用2022年年报（第1次上报）"' in cell_of(html, "4.lines[2].code")
