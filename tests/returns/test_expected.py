"""Who is expected: leaving the roster, a list or the world retires what is open, and no rate falls."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruantong.core.lifecycle import EDITABLE, State
from ruantong.core.periods import Period
from ruantong.desks.lists.districts import Progress, progress_of
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit, RosterEntry
from ruantong.registry.units import actions as actions_units
from ruantong.returns.models import Draft, Return
from ruantong.returns.moving import actions
from ruantong.trail.models import TrailEntry
from tests import people
from tests.desks.pages import get, may_return, text_of, words
from tests.passing import seen
from tests.returns.story import (
    APRIL,
    GOOD,
    MAY,
    brought_to,
    fill,
    fresh,
    opened,
    submit,
    submitted,
    validated,
)  # fmt: skip

pytestmark = pytest.mark.django_db

OPEN = [state for state in State if state in EDITABLE]
CLOSED = [state for state in State if state not in EDITABLE and state is not State.RETIRED]
IN_MAY = date(2024, 5, 20)


def leave(unit: ReportingUnit, on: date = IN_MAY) -> None:
    actions_units.leave(unit.pk, actor=people.bo(), on=on, reason="已办理注销登记")


def row() -> Progress:
    return next(each for each in progress_of(MAY) if each.code == people.BO_DISTRICT)


@pytest.mark.parametrize("state", OPEN, ids=str)
def test_what_is_open_is_retired_with_the_reason_and_comes_back(state: State) -> None:
    ret = brought_to(state, may_return(1))
    kept = Draft.objects.filter(owner=ret).values_list("forms", flat=True).first()
    leave(ret.unit)
    ret = fresh(ret)
    assert ret.lifecycle is State.RETIRED
    assert ret.retired_because == "单位已于2024年5月20日退出名录：已办理注销登记"
    assert TrailEntry.objects.filter(act="return.retire", subject=f"return:{ret.pk}").count() == 1
    with pytest.raises(actions.Refused, match="无须报送"):
        actions.save(ret.pk, actor=people.alice(), version=0, cells={"6.2010.A": "1"})
    actions_units.rejoin(ret.unit_id, actor=people.bo(), reason="误办退出，予以恢复")
    ret = fresh(ret)
    untouched = state is State.NOT_STARTED
    assert ret.lifecycle is (State.NOT_STARTED if untouched else State.DRAFTING)
    assert ret.retired_because == ""
    assert Draft.objects.filter(owner=ret).values_list("forms", flat=True).first() == kept


@pytest.mark.parametrize("state", CLOSED, ids=str)
def test_what_was_filed_goes_on_as_it_is(state: State) -> None:
    ret = brought_to(state, may_return(1))
    leave(ret.unit)
    assert fresh(ret).lifecycle is state


def test_a_period_that_ended_before_is_still_owed() -> None:
    unit = people.make_unit()
    with clock.at("2024-05-05"):
        april = opened(unit, APRIL)
    may = opened(unit)
    leave(unit)
    assert (fresh(april).lifecycle, fresh(may).lifecycle) == (State.NOT_STARTED, State.RETIRED)


def test_leaving_the_monthly_list_retires_from_the_period_it_says_and_coming_back_revives() -> None:
    unit = people.make_unit()
    with clock.at("2024-05-05"):
        april = fill(opened(unit, APRIL))
    may = fill(opened(unit))
    annual = opened(unit, Period.parse("2023"))
    act: dict[str, Any] = {"actor": people.chen(), "roster": "monthly", "first": MAY}
    actions_units.remove_from_roster(unit.pk, reason="不再是月报单位", **act)
    assert fresh(may).retired_because == "自2024年1—5月起移出月报名录：不再是月报单位"
    assert fresh(april).lifecycle is State.DRAFTING
    assert fresh(annual).lifecycle is State.NOT_STARTED
    actions_units.add_to_roster(unit.pk, reason="核实后重新列入", **act)
    assert fresh(may).lifecycle is State.DRAFTING


def test_opening_again_puts_right_what_left_without_its_return() -> None:
    ret = may_return(1)
    other = may_return(2)
    RosterEntry.objects.filter(unit=ret.unit, roster="monthly").update(last_period="2024-04")
    actions.open_period(MAY, actor=people.chen())
    assert (fresh(ret).lifecycle, fresh(other).lifecycle) == (State.RETIRED, State.NOT_STARTED)
    RosterEntry.objects.filter(unit=ret.unit, roster="monthly").update(last_period="")
    actions.open_period(MAY, actor=people.chen())
    assert fresh(ret).lifecycle is State.NOT_STARTED


def test_enterprise_district_and_city_read_the_reason_and_count_nothing() -> None:
    ret, other = may_return(1), may_return(2)
    leave(ret.unit)
    because = "单位已于2024年5月20日退出名录：已办理注销登记"
    home = words(get(people.alice(ret.unit), "/returns/"))
    assert "待报报表（0）" in home
    assert because in home
    overview = words(get(people.alice(ret.unit), f"/returns/{ret.pk}/"))
    assert because in overview
    assert "审核通过" not in overview
    desk = words(get(people.bo(), "/desk/"))
    assert "应报1家" in desk
    assert "另有1家无须报送" in desk
    assert because in desk
    assert because in words(get(people.bo(), f"/desk/{ret.pk}/"))
    assert because in text_of(get(people.bo(), "/desk/", export="csv", group="retired"))
    missing = words(get(people.chen(), "/city/missing/"))
    assert other.unit.name in missing
    assert ret.unit.name not in missing
    assert because in words(get(people.chen(), "/city/missing/", group="retired"))
    assert row().due == 1


def test_leaving_the_form_7_list_takes_the_form_out_of_what_is_open_only() -> None:
    unit = people.make_unit(form7_from="2024-02")
    seven = {"7.3011.A": "12.00", "7.3011.B": "10.50", "7.3011.N": "28"}
    ret = fill(opened(unit), {**GOOD, **seven, "7.3012.A": "多少"})
    alice = people.alice()
    report = actions.validate(ret.pk, actor=alice)
    assert any(cell.startswith("7.") for finding in report.findings for cell in finding.cells)
    act: dict[str, Any] = {"actor": people.chen(), "roster": "form7", "first": MAY}
    actions_units.remove_from_roster(unit.pk, reason="不再是重点企业", **act)
    assert "软统企7表" not in words(get(alice, f"/returns/{ret.pk}/"))
    assert "应报的表有变化，请重新“数据审核”" in words(get(alice, "/returns/"))
    report = actions.validate(ret.pk, actor=alice)
    assert report.passed
    revision = submit(ret, alice)
    assert list(revision.forms) == ["6"]
    assert Draft.objects.get(owner=ret).forms["7"]["cells"]["3011"]["A"] == "12.00"


ACTS = ("missing", "filling", "in time", "late", "sent back", "forwarded", "accepted")


def live(kind: str, ret: Return) -> None:
    match kind:
        case "filling":
            fill(ret, actor=people.alice(ret.unit))
        case "in time" | "late":
            with clock.at("2024-06-14" if kind == "late" else "2024-06-10"):
                submitted(ret, actor=people.alice(ret.unit))
        case "sent back":
            submitted(ret, actor=people.alice(ret.unit))
            actions.send_back(
                ret.pk, actor=people.bo(), target="6.2090.A", reason="利润变化较大，请核实原因"
            )
        case "forwarded" | "accepted":
            submitted(ret, actor=people.alice(ret.unit))
            actions.forward(seen(ret.pk), actor=people.bo())
            if kind == "accepted":
                actions.accept(seen(ret.pk), actor=people.chen())


def rates(progress: Progress) -> list[Fraction | None]:
    pairs = ((progress.counts.forwarded, progress.due), (progress.on_time, progress.decided))
    return [Fraction(part, whole) if whole else None for part, whole in pairs]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    kinds=st.lists(st.sampled_from(ACTS), min_size=1, max_size=5),
    leaving=st.lists(st.sampled_from(("close", "delist", "close and return")), max_size=5),
    day=st.sampled_from(("2024-06-10", "2024-06-20")),
)
def test_closing_a_unit_never_lowers_a_rate(kinds: list[str], leaving: list[str], day: str) -> None:
    with transaction.atomic():
        returns = [may_return(number) for number in range(1, len(kinds) + 1)]
        for kind, ret in zip(kinds, returns, strict=True):
            live(kind, ret)
        with clock.at(day):
            before = rates(row())
            for how, ret in zip(leaving, returns, strict=False):
                _goes(how, ret.unit)
                after = rates(row())
                for was, now in zip(before, after, strict=True):
                    assert now is None or was is None or now >= was or how == "close and return"
                before = after
        transaction.set_rollback(True)


def _goes(how: str, unit: ReportingUnit) -> None:
    if how == "delist":
        actions_units.remove_from_roster(
            unit.pk, actor=people.chen(), roster="monthly", first=MAY, reason="不再是月报单位"
        )
        return
    leave(unit)
    if how == "close and return":
        actions_units.rejoin(unit.pk, actor=people.bo(), reason="误办退出，予以恢复")


def test_validated_work_is_taken_up_again_by_validating_again() -> None:
    ret = validated(may_return(1))
    leave(ret.unit)
    actions_units.rejoin(ret.unit_id, actor=people.bo(), reason="误办退出，予以恢复")
    actions.validate(ret.pk, actor=people.alice())
    assert fresh(ret).lifecycle is State.PASSED
