"""变更报送区县 from a day on: each period is reviewed by the district that its end lies in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from ruantong.accounts.access import Refused
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit
from ruantong.registry.units import actions as actions_units
from ruantong.registry.units.districts import district_at, remember_district
from ruantong.returns.models import Return
from ruantong.returns.moving.actions import open_period
from tests import people
from tests.returns.story import APRIL, MAY, submitted

pytestmark = pytest.mark.django_db
OLD, NEW, THIRD = people.BO_DISTRICT, people.EVE_DISTRICT, "500106"


@pytest.fixture
def unit() -> Iterator[ReportingUnit]:
    with clock.at("2024-06-10"):
        unit = people.make_unit()
        people.alice(unit)
        yield unit


def move(unit: ReportingUnit, on: str, to: str = NEW) -> None:
    actions_units.move_unit(
        unit.pk, actor=people.chen(), district=to, on=date.fromisoformat(on), reason="迁入新址办公"
    )
    unit.refresh_from_db()


def reviewing(unit: ReportingUnit, period: Period) -> str:
    return Return.objects.get(unit=unit, period=str(period)).district_code


def test_periods_opened_later_go_to_the_district_of_their_end(unit: ReportingUnit) -> None:
    move(unit, "2024-05-20")
    for period in (APRIL, MAY):
        open_period(period, actor=people.chen())
    assert (reviewing(unit, APRIL), reviewing(unit, MAY)) == (OLD, NEW)


def test_what_nobody_has_seen_goes_along_and_what_was_filed_stays(unit: ReportingUnit) -> None:
    for period in (APRIL, MAY):
        open_period(period, actor=people.chen())
    submitted(Return.objects.get(unit=unit, period=str(APRIL)))
    bo, eve = people.signed_in(people.bo()), people.signed_in(people.eve())
    move(unit, "2024-04-15")
    assert (reviewing(unit, APRIL), reviewing(unit, MAY)) == (OLD, NEW)
    filed = Return.objects.get(unit=unit, period=str(APRIL)).pk
    assert bo.get(f"/desk/{filed}/").status_code == 200
    assert eve.get(f"/desk/{filed}/").status_code == 404
    assert unit.name in eve.get("/desk/missing/?period=2024-05").content.decode()
    assert unit.name not in bo.get("/desk/missing/?period=2024-05").content.decode()


def test_a_period_that_ended_before_stays_though_nobody_has_filed_it(unit: ReportingUnit) -> None:
    open_period(APRIL, actor=people.chen())
    move(unit, "2024-05-01")
    assert reviewing(unit, APRIL) == OLD


def test_who_moves_twice_has_three_spans(unit: ReportingUnit) -> None:
    move(unit, "2024-03-10")
    move(unit, "2024-05-10", OLD)
    for text in ("2024-02", "2024-03", "2024-04", "2024-05"):
        open_period(Period.parse(text), actor=people.chen())
    found = [reviewing(unit, Period.parse(f"2024-0{month}")) for month in (2, 3, 4, 5)]
    assert found == [OLD, NEW, NEW, OLD]


def test_a_day_to_come_or_before_the_last_move_is_refused(unit: ReportingUnit) -> None:
    with pytest.raises(Refused, match="不晚于今天"):
        move(unit, "2024-07-01")
    move(unit, "2024-05-10")
    with pytest.raises(Refused, match="早于"):
        move(unit, "2024-05-10", OLD)


def test_the_owed_page_and_the_history_say_it(unit: ReportingUnit) -> None:
    move(unit, "2024-05-20")
    chen = people.signed_in(people.chen())
    file = chen.get(f"/units/{unit.pk}/owed/?year=2024&kind=monthly&export=csv")
    lines = file.content.decode("utf-8-sig").splitlines()
    for period, district in (("2024年1—4月", "渝中区"), ("2024年1—5月", "江北区")):
        [line] = [line for line in lines if line.startswith((period, f'"{period}'))]
        assert district in line
    page = chen.get(f"/units/{unit.pk}/").content.decode()
    assert "2024年5月20日" in page[page.index('id="history"') :]


def test_a_second_move_on_the_same_day_leaves_the_first_district_in_charge(
    unit: ReportingUnit,
) -> None:
    remember_district(unit, NEW, on=date(2024, 5, 20))
    remember_district(unit, THIRD, on=date(2024, 5, 20))
    unit.save()
    assert district_at(unit, date(2024, 5, 19)) == OLD
    assert district_at(unit, date(2024, 5, 20)) == THIRD
