"""The whole monthly and annual returns of the pack's vectors, typed cell by cell and submitted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ruantong.core.content import cells, content_hash
from ruantong.core.lifecycle import Role, State
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit, RosterEntry
from ruantong.returns.filing.drafts import draft_for
from ruantong.returns.judging.dossiers import comparisons_of
from ruantong.returns.judging.entry import read_only_cells
from ruantong.returns.models import Return, Revision
from ruantong.returns.moving import actions
from ruantong.returns.regimes import regime_of
from tests import people
from tests.returns.story import (
    explain,
    fresh,
    opened,
    report_of,
    submit,
)

pytestmark = pytest.mark.django_db
VECTORS = Path(__file__).parents[1] / "vectors"
DAY_AFTER = {"2024-05": "2024-06-05", "2023": "2024-03-01"}


def document(name: str) -> dict[str, Any]:
    return dict(json.loads((VECTORS / name).read_text(encoding="utf-8")))


def the_unit(doc: dict[str, Any]) -> ReportingUnit:
    unit = people.make_unit(1, district_code=doc["unit"]["district"])
    unit.uscc, unit.name = doc["unit"]["uscc"], doc["unit"]["name"]
    unit.save()
    if "form7" in doc["unit"]["lists"]:
        RosterEntry.objects.create(unit=unit, roster="form7", first_period="2022-02")
    return unit


def filed(unit: ReportingUnit, period: Period | None, forms: dict[str, Any] | None) -> None:
    """A submission of an earlier period, as if it had been made then."""
    if period is None or not forms:
        return
    moment = clock.now()
    ret = Return.objects.create(
        unit=unit, period=str(period), frequency=period.frequency.value, revision=1,
        regime="miit_software_2021", district_code=unit.district_id, state="locked",
        due_on=moment.date(), state_since=moment,
    )  # fmt: skip
    Revision.objects.create(
        owner=ret, number=1, forms=forms, report={}, content_hash="sha256:0", regime=ret.regime,
        ruleset="sha256:0", submitted_at=moment, submitted_by=people.alice(unit),
        due_on=moment.date(), due_reason="", late=False, trail_number=1,
    )  # fmt: skip


def typed_and_validated(doc: dict[str, Any]) -> Return:
    """Earlier returns filed, every cell a respondent may type typed, every line of form 4."""
    unit, period = the_unit(doc), Period.parse(doc["period"])
    filed(unit, period.previous(2), doc.get("previous"))
    if period.previous(2) != period.year_ago():
        filed(unit, period.year_ago(), doc.get("year_ago"))
    filed(unit, period.december(), doc.get("december"))
    ret, alice = opened(unit, period), people.alice(unit)
    fixed = read_only_cells(ret, comparisons_of(ret))
    wanted = dict(cells(doc["forms"]))
    plain = {ref: text for ref, text in wanted.items() if ref not in fixed and "[" not in ref}
    lines = {
        f"{code}.{group}": rows
        for code, content in doc["forms"].items()
        for group, rows in content.get("rows", {}).items()
    }
    result = actions.save(ret.pk, actor=alice, version=0, cells=plain, rows=lines)
    assert result.faults == ()
    report = actions.validate(ret.pk, actor=alice)
    assert [f.message for f in report.errors] == []
    for key in report_of(ret)["unexplained"]:
        explain(ret.pk, actor=alice, finding_key=key, text="样例数据为演示而设，按实填报")
    actions.validate(ret.pk, actor=alice)
    return fresh(ret)


@pytest.mark.parametrize("name", ["monthly_ok.json", "annual_ok.json"])
def test_a_whole_return_passes_and_is_submitted_as_it_stands_in_the_document(name: str) -> None:
    doc = document(name)
    with clock.at(DAY_AFTER[doc["period"]]):
        ret = typed_and_validated(doc)
        assert ret.state == State.PASSED
        revision = submit(ret, people.alice(ret.unit))
    wanted, kept = dict(cells(doc["forms"])), dict(cells(revision.forms))
    assert {ref: kept.get(ref) for ref in wanted} == wanted
    assert set(revision.forms) == set(doc["forms"])
    assert revision.content_hash == content_hash(
        regime_of(ret).key, ret.period, revision.facts, revision.forms, revision.explanations,
        revision.signatories,
    )  # fmt: skip


def test_form_1_starts_from_last_years() -> None:
    doc = document("annual_ok.json")
    with clock.at("2024-03-01"):
        unit = the_unit(doc)
        filed(unit, Period.parse("2022"), doc["forms"])
        ret = opened(unit, Period.parse("2023"))
        forms = draft_for(people.alice(unit), ret).forms
    assert forms["1"] == doc["forms"]["1"]
    assert set(forms) == {"1"}, "figures are never carried into a new year"


def test_the_companys_number_is_checked_against_the_register() -> None:
    doc = document("annual_ok.json")
    with clock.at("2024-03-01"):
        other = people.make_unit(9)
        ret = typed_and_validated(doc)
        alice = people.alice(ret.unit)
        cell = {"1.109.A": other.uscc}
        actions.save(ret.pk, actor=alice, version=ret.own_draft.version, cells=cell)
        report = actions.validate(ret.pk, actor=alice)
    assert any(finding.rule == "R1-02" for finding in report.errors)


def test_a_reviewer_is_told_where_form_1_differs_from_the_register() -> None:
    doc = document("annual_ok.json")
    with clock.at("2024-03-01"):
        ret = typed_and_validated(doc)
        ReportingUnit.objects.filter(pk=ret.unit_id).update(name="名录上的名称")
        submit(ret, people.alice(ret.unit))
        officer = people.person(
            "officer", Role.DISTRICT, "审核员", district_code=ret.district_code, phone="13800000077"
        )
        page = people.signed_in(officer).get(f"/desk/{ret.pk}/?form=1").content.decode()
        actions.forward({ret.pk: 1}, actor=officer)
        analyst = people.signed_in(people.dai()).get(f"/association/{ret.pk}/?form=1")
    assert f"表中“{doc['unit']['name']}”，名录“名录上的名称”" in page
    assert analyst.status_code == 200
    assert "名录上的名称" not in analyst.content.decode()


def test_form_1_under_another_edition_starts_with_its_own_codes() -> None:
    """2021版 takes the old classes of registration, 2024版 those of 2023."""
    doc = document("annual_ok.json")
    with clock.at("2025-03-01"):
        unit = the_unit(doc)
        filed(unit, Period.parse("2023"), doc["forms"])
        ret = opened(unit, Period.parse("2024"))
        forms = draft_for(people.alice(unit), ret).forms
    assert doc["forms"]["1"]["cells"]["205"] == {"A": "173"}
    assert forms["1"]["cells"]["205"] == {"A": "112"}
    assert forms["1"]["cells"]["206"] == doc["forms"]["1"]["cells"]["206"]
