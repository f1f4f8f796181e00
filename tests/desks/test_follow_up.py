"""A correction of an earlier period reaches every later return that used its figures."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.urls import reverse

from ruantong.core.lifecycle import State
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit
from ruantong.returns.models import FollowUp, Return, Revision
from ruantong.returns.moving import actions
from ruantong.returns.moving.follow_up import follow_through, lock_users, users_of
from ruantong.trail.models import TrailEntry
from ruantong.trail.record import record
from tests import people
from tests.desks.pages import get, text_of, unit_in, words
from tests.passing import seen
from tests.returns.story import (
    APRIL,
    GOOD,
    MAY_LAST_YEAR,
    REASON,
    explain,
    fill,
    fresh,
    opened,
    submit,
)

pytestmark = pytest.mark.django_db

HEADS = {"6.head.embedded", "6.2112.A"}
WHY = "本月合同按完工进度集中确认，属实际情况"
STANDS = "更正只涉及分类，本期累计经核对凭证无误"


def scaled(percent: int, cells: dict[str, str] = GOOD) -> dict[str, str]:
    """The same house at an earlier month or a year before."""
    return {
        ref: text if ref in HEADS else f"{float(text) * percent / 100:.2f}"
        for ref, text in cells.items()
    }


def file(ret: Return, cells: dict[str, str], *, month: str = "2024-06") -> Return:
    """Filed by the unit's respondent, every query explained."""
    alice = people.alice(ret.unit)
    with clock.at(f"{month}-10"):
        fill(ret, cells, actor=alice)
        for finding in actions.validate(ret.pk, actor=alice).queries:
            explain(ret.pk, actor=alice, finding_key=finding.key, text=WHY)
        report = actions.validate(ret.pk, actor=alice)
        assert report.passed, [f.message for f in report.errors]
        submit(ret, alice)
    return fresh(ret)


def april_of(unit: ReportingUnit) -> Return:
    with clock.at("2024-05-10"):
        return file(opened(unit, APRIL), scaled(80), month="2024-05")


def corrected(ret: Return, **cells: str) -> Return:
    """Withdrawn and filed again with other figures."""
    actions.withdraw(ret.pk, actor=people.alice(ret.unit))
    return file(fresh(ret), cells)


@pytest.fixture
def unit() -> ReportingUnit:
    return unit_in()


@pytest.fixture
def two_months(unit: ReportingUnit) -> tuple[Return, Return]:
    april = april_of(unit)
    return april, file(opened(unit), GOOD)


def waiting(ret: Return) -> FollowUp:
    return FollowUp.objects.get(owner=ret, resolved_at=None)


def test_the_next_month_is_judged_again_with_what_changed(
    two_months: tuple[Return, Return],
) -> None:
    april, may = two_months
    stored = Revision.objects.values().get(owner=may)
    corrected(april, **{"6.2022.A": "85"})
    found = waiting(may)
    told = {c["ref"]: (c["was"], c["now"], c["cell"], c["held"]) for c in found.changes}
    # 2020 is the sum of 2021, 2022 and others
    assert told == {
        "6.2022.A": ("80.00", "85.00", "6.2022.C", "80.00"),
        "6.2020.A": ("320.40", "325.40", "6.2020.C", "320.40"),
    }
    assert {finding["rule"] for finding in found.new} >= {"R6-24"}
    assert found.errors >= 1
    assert Revision.objects.values().get(owner=may) == stored
    entry = TrailEntry.objects.get(act="return.follow_up", subject=f"return:{may.pk}")
    assert entry.data["source"] == f"return:{april.pk}"


def test_filing_in_order_and_a_correction_of_nothing_used_leave_nothing_behind(
    two_months: tuple[Return, Return],
) -> None:
    april, _ = two_months
    assert not FollowUp.objects.exists()
    corrected(april)
    assert not FollowUp.objects.exists()


def test_a_correction_that_is_taken_back_settles_itself(
    two_months: tuple[Return, Return],
) -> None:
    april, may = two_months
    corrected(april, **{"6.2022.A": "85"})
    corrected(fresh(april), **{"6.2022.A": "80"})
    assert not FollowUp.objects.filter(owner=may, resolved_at=None).exists()


def test_two_corrections_are_told_as_one_difference_from_what_was_used(
    two_months: tuple[Return, Return],
) -> None:
    april, may = two_months
    corrected(april, **{"6.2022.A": "85"})
    corrected(fresh(april), **{"6.2022.A": "84"})
    told = {c["ref"]: (c["was"], c["now"]) for c in waiting(may).changes}
    assert told["6.2022.A"] == ("80.00", "84.00")


def test_the_same_month_of_the_next_year_is_judged_again(unit: ReportingUnit) -> None:
    with clock.at("2023-06-10"):
        last_year = file(opened(unit, MAY_LAST_YEAR), scaled(90), month="2023-06")
    may = file(opened(unit), GOOD)
    corrected(last_year, **{"6.2022.A": "95"})
    found = waiting(may)
    assert ("6.2022.A", "6.2022.B") in {(c["ref"], c["cell"]) for c in found.changes}
    assert "R6-25" in {finding["rule"] for finding in found.new}


def test_an_earlier_month_filed_late_for_the_first_time_is_followed_through_too(
    unit: ReportingUnit,
) -> None:
    with clock.at("2024-05-10"):
        april = opened(unit, APRIL)
    may = file(opened(unit), {**GOOD, "6.2010.C": "700"})
    file(april, scaled(80))
    assert "6.2010.A" in {change["ref"] for change in waiting(may).changes}


def annual(unit: ReportingUnit, year: str, **figures: str) -> Return:
    """An annual return as it was filed, with some figures of form 2."""
    moment = clock.now()
    ret, _ = Return.objects.get_or_create(
        unit=unit, period=year, defaults={
            "frequency": "annual", "regime": "miit_software_2021", "state": "accepted",
            "district_code": unit.district_id, "due_on": moment.date(), "state_since": moment,
        },
    )  # fmt: skip
    with transaction.atomic():
        entry = record("return.submit", f"return:{ret.pk}", actor=people.alice(unit))
    number = ret.revision + 1
    Revision.objects.create(
        owner=ret, number=number, forms={"2": {"cells": {c: {"A": t} for c, t in figures.items()}}},
        report={}, content_hash="sha256:0", regime=ret.regime, ruleset="sha256:0",
        submitted_at=moment, submitted_by=people.alice(unit), due_on=moment.date(), due_reason="",
        late=False, trail_number=entry.number,
    )  # fmt: skip
    Return.objects.filter(pk=ret.pk).update(revision=number)
    return fresh(ret)


def test_the_annual_return_is_judged_again_when_december_is_corrected(unit: ReportingUnit) -> None:
    with clock.at("2024-01-10"):
        december = file(opened(unit, Period.parse("2023-12")), GOOD, month="2024-01")
    year = annual(unit, "2023", B01="1000.00")
    corrected(december, **{"6.2010.A": "1500"})
    found = waiting(year)
    assert [
        (c["ref"], c["was"], c["now"], c["cell"]) for c in found.changes if c["cell"] == ""
    ] == [("6.2010.A", "1000.00", "1500.00", "")]
    assert any("2.B01.A" in finding["cells"] for finding in found.new)
    assert "2023年1—12月更正后" in words(get(people.alice(), "/returns/"))


def test_the_next_years_return_is_judged_again_when_a_year_is_corrected(
    unit: ReportingUnit,
) -> None:
    annual(unit, "2022", B01="900.00")
    next_year = annual(unit, "2023", B01="1000.00")
    source = annual(unit, "2022", B01="100.00")
    again = Revision.objects.get(owner=source, number=2)
    with transaction.atomic():
        follow_through(again, lock_users(source), people.alice(), clock.now())
    found = waiting(next_year)
    assert [(c["ref"], c["was"], c["now"]) for c in found.changes] == [
        ("2.B01.A", "900.00", "100.00")
    ]
    assert any("2.B01.A" in finding["cells"] for finding in found.new)


def test_who_looks_at_whom() -> None:
    assert users_of(Period.parse("2023-12")) == {"2024-12": ("year_ago",), "2023": ("december",)}
    assert users_of(Period.parse("2023")) == {"2024": ("previous", "year_ago")}
    assert users_of(Period.parse("2024-02")) == {"2025-02": ("year_ago",), "2024-03": ("previous",)}


def test_enterprise_and_district_are_told_and_can_list_it(
    two_months: tuple[Return, Return],
) -> None:
    april, may = two_months
    assert "前期更正后" not in words(get(people.alice(), "/returns/"))
    corrected(april, **{"6.2022.A": "85"})
    said = "2024年1—4月更正后，本表有2处需要核对"
    assert said in words(get(people.alice(), "/returns/"))
    assert said.replace("，", "（第2次上报，2024-06-10 09:00），") in words(
        get(people.alice(), f"/returns/{may.pk}/")
    )
    desk = words(get(people.bo(), "/desk/", corrected="True"))
    assert "前期更正待核对" in desk
    page = words(get(people.bo(), f"/desk/{may.pk}/"))
    assert "前期更正后须核对" in page
    assert "85.00" in page
    assert text_of(get(people.bo(), "/desk/", export="csv")).count("待核对") == 1
    assert "没有符合条件的报表" in words(
        get(people.bo(), "/desk/", corrected="True", period="2024-04")
    )


def test_the_city_learns_of_it_when_the_correction_was_forwarded(
    two_months: tuple[Return, Return],
) -> None:
    april, may = two_months
    bo, chen = people.bo(), people.chen()
    actions.forward(seen(april.pk, may.pk), actor=bo)
    actions.send_back_to_enterprise(april.pk, actor=chen, target="6.2022.A", reason=REASON)
    file(fresh(april), {"6.2022.A": "85"})
    assert "前期更正待核对" not in words(get(chen, "/city/returns/"))
    assert "85.00" not in words(get(chen, f"/city/{may.pk}/"))
    actions.forward(seen(april.pk), actor=bo)
    assert "前期更正待核对" in words(get(chen, "/city/returns/", corrected="True"))
    assert "85.00" in words(get(chen, f"/city/{may.pk}/"))
    [outcome] = actions.accept(seen(may.pk), actor=chen)
    assert "前期更正后" in outcome.refusal
    for outsider in (people.dai(), people.pei()):
        address = f"/association/{may.pk}/" if outsider.role == "association" else "/park/"
        assert "前期更正" not in words(get(outsider, address))


def test_a_broken_relation_does_not_pass_review_in_silence(
    two_months: tuple[Return, Return],
) -> None:
    april, may = two_months
    bo = people.bo()
    corrected(april, **{"6.2022.A": "85"})
    client = people.signed_in(bo)
    confirm = words(client.post("/desk/pass/?period=2024-05", {"scope": "chosen", "pk": [may.pk]}))
    assert "1家前期更正后待核对" in confirm
    [outcome] = actions.forward(seen(may.pk), actor=bo)
    assert not outcome.moved
    assert fresh(may).lifecycle is State.SUBMITTED
    found = waiting(may)
    for reason in ("", "啊", "请改为85万元"):
        given = {"follow_up": found.pk, "stands-text": reason}
        assert client.post(f"/desk/{may.pk}/stands/", given).status_code == 422
    client.post(f"/desk/{may.pk}/stands/", {"follow_up": found.pk, "stands-text": STANDS})
    settled = FollowUp.objects.get(pk=found.pk)
    assert (settled.resolution, settled.reason) == (FollowUp.STANDS, STANDS)
    assert STANDS in words(get(bo, f"/desk/{may.pk}/"))
    [outcome] = actions.forward(seen(may.pk), actor=bo)
    assert outcome.moved


def test_filing_the_later_return_again_settles_it(two_months: tuple[Return, Return]) -> None:
    april, may = two_months
    corrected(april, **{"6.2022.A": "85"})
    actions.withdraw(may.pk, actor=people.alice())
    assert "带入的2格已随之更新" in re.sub(
        r"\s", "", words(get(people.alice(), f"/returns/{may.pk}/"))
    )
    file(fresh(may), {})
    assert not FollowUp.objects.filter(owner=may, resolved_at=None).exists()
    assert FollowUp.objects.get(owner=may).resolution == FollowUp.RESUBMITTED
    latest = Revision.objects.get(owner=may, number=2)
    assert latest.forms["6"]["cells"]["2022"]["C"] == "85.00"
    assert "前期更正" not in words(get(people.bo(), "/desk/")).replace("前期更正 全部 待核对", "")


def test_a_saved_draft_says_that_what_was_brought_over_has_changed(unit: ReportingUnit) -> None:
    april = april_of(unit)
    may = fill(opened(unit), GOOD)
    corrected(april, **{"6.2022.A": "85"})
    for address in ("returns:overview", "returns:form"):
        args = [may.pk, "6"][: 2 if address.endswith("form") else 1]
        assert "格已随之更新" in words(get(people.alice(), reverse(address, args=args)))


def test_another_reviewer_cannot_settle_it(two_months: tuple[Return, Return]) -> None:
    april, may = two_months
    corrected(april, **{"6.2022.A": "85"})
    found = waiting(may)
    for user in (people.eve(), people.alice(), people.dai(), people.sun()):
        with pytest.raises(actions.NotFound):
            actions.let_stand(may.pk, found.pk, actor=user, reason=STANDS)
    with pytest.raises(actions.NotFound):
        actions.let_stand(april.pk, found.pk, actor=people.bo(), reason=STANDS)
