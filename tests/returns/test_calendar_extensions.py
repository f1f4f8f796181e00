"""个别延期: a later date for one unit alone."""

from __future__ import annotations

from datetime import date

import pytest

from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit
from ruantong.returns.calendar import due_on
from ruantong.returns.errors import Refused
from ruantong.returns.models import Revision, UnitExtension
from ruantong.returns.moving.actions_calendar import extend_unit, rule
from ruantong.returns.pages.queries import cards_for
from ruantong.trail.models import TrailEntry
from tests import people
from tests.returns.story import MAY, fresh, opened, submitted

pytestmark = pytest.mark.django_db

WHY = "火灾，财务资料正在恢复"
EIGHTEENTH = date(2024, 6, 18)


def day(number: int) -> date:
    return date(2024, 6, number)


def extend(unit: ReportingUnit, on: date = EIGHTEENTH, why: str = WHY) -> UnitExtension:
    return extend_unit(unit, MAY, on, why, actor=people.chen())


def test_only_that_unit_gets_the_later_date() -> None:
    mine, other = opened(people.make_unit(1)), opened(people.make_unit(2))
    extend(mine.unit)
    assert (fresh(mine).due_on, fresh(other).due_on) == (day(18), day(12))
    assert (due_on(MAY, mine.unit), due_on(MAY, other.unit), due_on(MAY)) == (
        day(18),
        day(12),
        day(12),
    )


def test_the_card_says_why() -> None:
    ret = opened()
    extend(ret.unit)
    card = cards_for(people.alice())[0]
    assert card.left == "还有8天"
    assert card.reason == (
        "市级同意本单位延期（2024年6月10日）：截止日期由2024年6月12日延至2024年6月18日（星期二）。"
        f"理由：{WHY}。"
    )


@pytest.mark.parametrize(
    ("moment", "late"), [("2024-06-18T23:59:59", False), ("2024-06-19T00:00:01", True)]
)
def test_lateness_of_the_unit_follows_it(moment: str, late: bool) -> None:
    ret = opened()
    extend(ret.unit)
    with clock.at(moment):
        revision = Revision.objects.get(owner=submitted(ret))
    assert (revision.late, revision.due_on) == (late, day(18))
    assert WHY in revision.due_reason


def test_a_neighbour_is_late_all_the_same() -> None:
    mine, other = opened(people.make_unit(1)), opened(people.make_unit(2))
    extend(mine.unit)
    with clock.at("2024-06-14"):
        assert not submitted(mine).late
        assert submitted(other).late


def test_it_counts_for_a_return_opened_later() -> None:
    unit = people.make_unit()
    extend(unit)
    assert opened(unit).due_on == day(18)


def test_the_later_of_ruling_and_extension_holds() -> None:
    mine, other = opened(people.make_unit(1)), opened(people.make_unit(2))
    extend(mine.unit, day(18))
    rule(MAY, "enterprise", day(14), "全市停电顺延两日", actor=people.chen())
    assert (fresh(mine).due_on, fresh(other).due_on) == (day(18), day(14))
    rule(MAY, "enterprise", day(20), "全市停电再次顺延", actor=people.chen())
    assert (fresh(mine).due_on, due_on(MAY, mine.unit)) == (day(20), day(20))


def test_a_second_extension_supersedes_the_first() -> None:
    ret = opened()
    extend(ret.unit, day(18))
    extend(ret.unit, day(25))
    assert fresh(ret).due_on == due_on(MAY, ret.unit) == day(25)
    assert UnitExtension.objects.count() == 2


def test_the_trail_tells_of_it() -> None:
    unit = opened().unit
    extend(unit)
    entry = TrailEntry.objects.get(act="calendar.extend")
    assert (entry.subject, entry.data["before"], entry.data["after"]) == (
        f"unit:{unit.pk}",
        "2024-06-12",
        "2024-06-18",
    )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CITY])
def test_nobody_but_the_city_extends(role: Role) -> None:
    unit = people.make_unit()
    with pytest.raises(Refused, match="只有市级管理员可以批准个别延期"):
        extend_unit(unit, MAY, day(18), WHY, actor=people.EVERYONE[role]())
    assert not UnitExtension.objects.exists()


@pytest.mark.parametrize(
    ("on", "why", "said"),
    [
        (day(12), WHY, "应晚于这一天，现为2024年6月12日"),
        (day(10), WHY, "不得早于规定日期"),
        (date(2026, 6, 18), WHY, "请核对年份"),
        (day(18), "　火 灾", "不少于5个字"),
    ],
)
def test_what_is_wrong_with_an_extension_is_said(on: date, why: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        extend(people.make_unit(), on, why)
    assert said in refused.value.message


def test_a_day_gone_by_is_no_extension() -> None:
    with clock.at("2024-06-25"), pytest.raises(Refused, match="已经过去"):
        extend(people.make_unit(), day(18))


def test_a_submitted_return_needs_none() -> None:
    ret = submitted(opened())
    with pytest.raises(Refused, match=r"已上报（.*），不需要延期"):
        extend(ret.unit)
