"""What the platform brings over: 上期累计 cannot be typed, 去年同期累计 can be adjusted."""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.core.identifiers import organisation_code
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.registry.models import Registration, ReportingUnit
from ruantong.returns.filing.drafts import draft_for
from ruantong.returns.judging.dossiers import comparisons_of
from ruantong.returns.judging.entry import read_only_cells
from ruantong.returns.judging.starting import prefill
from ruantong.returns.judging.typed import read
from ruantong.returns.models import Draft, Return, Revision
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions import Refused
from tests import people
from tests.returns.story import (
    APRIL,
    GOOD,
    MAY_LAST_YEAR,
    earlier,
    explain,
    fill,
    fresh,
    opened,
    report_of,
    submit,
    validated,
    version_of,
)

pytestmark = pytest.mark.django_db
LESS = {**GOOD, "6.2010.A": "800", "6.2111.A": "160", "6.2090.A": "0"}


def row(ret: Return, code: str) -> dict[str, Any]:
    return dict(draft_for(people.alice(ret.unit), fresh(ret)).forms["6"]["cells"].get(code, {}))


def begun_from(ret: Return) -> Any:
    return prefill(ret, comparisons_of(ret))


def test_before_the_first_save_the_draft_shows_what_was_filed_before() -> None:
    unit = people.make_unit()
    earlier(unit, MAY_LAST_YEAR, LESS)
    earlier(unit, APRIL)
    ret = opened(unit)
    assert row(ret, "2010") == {"B": "800.00", "C": "1000.00"}
    assert row(ret, "2020") == {"B": "400.50", "C": "400.50"}
    assert begun_from(ret)["6"]["head"] == {"embedded": "2"}
    assert not Draft.objects.filter(owner=ret).exists(), "looking saves nothing"


def test_column_c_cannot_be_typed_when_the_previous_return_exists() -> None:
    unit = people.make_unit()
    earlier(unit, APRIL)
    ret = opened(unit)
    with pytest.raises(Refused, match="主营业务收入（本年上期累计）不能填写：由上一期报表带出"):
        fill(ret, {"6.2010.C": "1000"})
    fill(ret, {"6.2010.A": "1200"})
    assert row(ret, "2010") == {"A": "1200.00", "C": "1000.00"}
    assert "6.2010.C" in read_only_cells(ret, comparisons_of(ret))


def test_column_c_is_typed_when_there_is_no_previous_return() -> None:
    ret = fill(opened(), {"6.2010.C": "700"})
    assert row(ret, "2010") == {"C": "700.00"}
    assert "6.2010.C" not in read_only_cells(ret, comparisons_of(ret))


def test_in_the_first_period_of_a_year_there_is_no_column_c() -> None:
    with clock.at("2024-03-05"):
        ret = opened(period=Period.parse("2024-02"))
        with pytest.raises(Refused, match="本年首期，没有上期累计"):
            fill(ret, {"6.2010.C": "1"})
        assert "6.2010.C" in read_only_cells(ret, comparisons_of(ret))


def test_a_correction_of_the_previous_return_reaches_the_draft() -> None:
    unit = people.make_unit()
    april = earlier(unit, APRIL)
    ret = fill(opened(unit), {**GOOD, "6.2010.A": "1200"})
    alice = people.alice(unit)
    actions.withdraw(april.pk, actor=alice)
    fill(april, {"6.2010.A": "1010"})
    actions.validate(april.pk, actor=alice)
    for finding in report_of(april)["unexplained"]:
        explain(april.pk, actor=alice, finding_key=finding, text="调整收入确认口径所致")
    actions.validate(april.pk, actor=alice)
    assert row(ret, "2010")["C"] == "1000.00", "not before it is submitted"
    submit(april, alice)
    result = actions.save(ret.pk, actor=alice, version=version_of(ret), cells={"6.2051.A": "1"})
    assert result.automatic["6.2010.C"] == "1010.00"
    assert row(ret, "2010")["C"] == "1010.00"


def test_a_submission_on_outdated_figures_is_refused() -> None:
    unit = people.make_unit()
    april = earlier(unit, APRIL)
    ret = opened(unit)
    alice = people.alice(unit)
    validated(ret, {**GOOD, "6.2010.A": "1200", "6.2090.A": "300", "6.2111.A": "240"})
    for key in report_of(ret)["unexplained"]:
        explain(ret.pk, actor=alice, finding_key=key, text="新签合同集中确认收入")
    actions.validate(ret.pk, actor=alice)
    assert fresh(ret).state == "passed"
    revision = Revision.objects.get(owner=april)
    changed = {**revision.forms["6"]["cells"], "2010": {"A": "999.00"}}
    forms = {"6": {**revision.forms["6"], "cells": changed}}
    type(revision).objects.filter(pk=revision.pk).update(forms=forms)
    with pytest.raises(Refused, match="重新数据审核"):
        submit(ret, alice)


def test_column_b_can_be_adjusted_and_given_back() -> None:
    unit = people.make_unit()
    earlier(unit, MAY_LAST_YEAR, LESS)
    ret = fill(opened(unit), {"6.2010.B": "850"})
    assert row(ret, "2010")["B"] == "850.00"
    fill(ret, {"6.2010.A": "1"})
    assert row(ret, "2010")["B"] == "850.00", "an adjustment stays"
    fill(ret, {"6.2010.B": ""})
    assert row(ret, "2010")["B"] == "800.00"


def test_only_the_latest_submission_of_the_same_unit_is_compared_with() -> None:
    unit, other = people.make_unit(1), people.make_unit(2)
    earlier(other, APRIL)
    assert comparisons_of(opened(unit)).previous is None
    april = earlier(unit, APRIL, LESS)
    alice = people.alice(unit)
    actions.withdraw(april.pk, actor=alice)
    fill(april, GOOD)
    actions.validate(april.pk, actor=alice)
    ret = opened(unit)
    dossier = read(ret, {}, lambda: comparisons_of(ret)).dossier
    assert dossier.previous is not None
    assert dossier.previous["6"].value("2010", "A") == 80000


def registered_as(unit: ReportingUnit, **stated: str) -> None:
    """The application that brought the unit onto the platform."""
    Registration.objects.create(
        uscc=unit.uscc,
        district=unit.district,
        user=people.person(f"applied{unit.pk}", Role.RESPONDENT, "申请人"),
        unit=unit,
        status=Registration.APPROVED,
        applied_at=clock.now(),
        decided_at=clock.now(),
        **{"unit_name": unit.name, "division_code": "500103", "industry_code": "6513"} | stated,
    )


def test_an_annual_return_starts_from_what_the_enterprise_registered() -> None:
    unit = people.make_unit()
    with clock.at("2023-02-01"):
        registered_as(unit, unit_name="自己所填的名称")
        begun = begun_from(opened(unit, Period.parse("2022")))["1"]["cells"]
    assert begun["109"] == {"A": unit.uscc}
    assert begun["102"] == {"A": "自己所填的名称"}
    assert begun["101"] == {"A": organisation_code(unit.uscc).replace("-", "")}
    assert begun["106.division"] == {"A": "500103"}


def test_what_an_officer_writes_into_the_register_becomes_no_cell_of_a_form() -> None:
    """It is told beside the form, to the respondent and to the reviewer."""
    listed, unit = people.make_unit(1), people.make_unit(2)
    with clock.at("2023-02-01"):
        registered_as(unit)
        ReportingUnit.objects.filter(pk=unit.pk).update(name="改写的名称", industry_code="6531")
        nothing = begun_from(opened(listed, Period.parse("2022")))["1"]["cells"]
        ret = opened(unit, Period.parse("2022"))
        page = people.signed_in(people.alice(unit)).get(f"/returns/{ret.pk}/1/").content.decode()
    assert set(nothing) == {"109", "101"}, "of a unit that the city listed only its code is known"
    assert begun_from(ret)["1"]["cells"]["102"] == {"A": unit.name}
    assert f"表中“{unit.name}”，名录“改写的名称”" in page
    assert "表中“6513 应用软件开发”，名录“6531 信息系统集成服务”" in page
    assert "本表有2处与单位名录不同" in page
