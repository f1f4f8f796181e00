"""应报情况: one answer to what a unit owes and why, in lists and on its page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ruantong.accounts.access import Refused
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.registry.models import Absence, ReportingUnit, RosterEntry
from ruantong.registry.units import actions as actions_units
from ruantong.returns.moving.expected import expected_units, standing
from tests import people

pytestmark = pytest.mark.django_db
YEARS = range(2023, 2025)
PERIODS = [Period.parse(str(year)) for year in YEARS] + [
    Period.parse(f"{year}-{month:02}") for year in YEARS for month in range(2, 13)
]


@pytest.fixture(autouse=True)
def _in_december() -> Any:
    with clock.at("2024-12-10"):
        yield


def leave(unit: ReportingUnit, on: str, **how: Any) -> ReportingUnit:
    return actions_units.leave(
        unit.pk, actor=people.chen(), on=date.fromisoformat(on), reason="已办理注销登记", **how
    )


def rejoin(unit: ReportingUnit, on: str = "") -> ReportingUnit:
    day = date.fromisoformat(on) if on else None
    return actions_units.rejoin(unit.pk, actor=people.chen(), reason="恢复正常经营了", on=day)


def owed(unit: ReportingUnit) -> list[str]:
    """By the lists; the answer about the one unit has to be the same, with a reason."""
    found = []
    for period in PERIODS:
        listed = expected_units(period).filter(pk=unit.pk).exists()
        alone = standing(ReportingUnit.objects.get(pk=unit.pk), period)
        assert (alone.owes, bool(alone.because)) == (listed, True), period
        found += [str(period)] if listed else []
    return found


def test_a_unit_that_came_back_owes_nothing_of_the_time_between() -> None:
    unit = people.make_unit(1, monthly_from="2023-02", annual_from="2023")
    leave(unit, "2023-05-20")
    rejoin(unit, "2024-03-01")
    found = [period for period in owed(unit) if period < "2024-04"]
    assert found == ["2024", "2023-02", "2023-03", "2023-04", "2024-03"]
    assert standing(unit, Period.parse("2023-08")).because == (
        "已于2023年5月20日退出名录（注销、停业），2024年3月1日恢复"
    )


def test_a_leaving_that_was_a_mistake_leaves_no_gap() -> None:
    unit = people.make_unit(1, monthly_from="2023-02", annual_from="2023")
    before = owed(unit)
    leave(unit, "2023-05-20")
    rejoin(unit)
    assert owed(unit) == before
    leave(unit, "2023-05-20")  # and it may leave on the same day again
    assert "2023-05" not in owed(unit)


@pytest.mark.parametrize(
    ("first", "last"),
    [("2023-02", ""), ("2023-06", "2023-09"), ("2024-02", ""), ("2023-06", "2023-05")],
)
def test_lists_and_page_agree_about_every_span(first: str, last: str) -> None:
    unit = people.make_unit(1, monthly_from="", annual_from="")
    RosterEntry.objects.create(unit=unit, roster="monthly", first_period=first, last_period=last)
    assert owed(unit) == [
        str(p) for p in PERIODS if "-" in str(p) and first <= str(p) <= (last or "9999")
    ]


def test_whoever_is_merged_names_the_unit_it_goes_into() -> None:
    unit, other = people.make_unit(1), people.make_unit(2)
    with pytest.raises(Refused, match="应写明并入的单位"):
        leave(unit, "2024-05-20", kind=Absence.MERGED)
    with pytest.raises(Refused, match="另一家在册单位"):
        leave(unit, "2024-05-20", kind=Absence.MERGED, merged_into=unit)
    leave(unit, "2024-05-20", kind=Absence.MERGED, merged_into=other)
    page = people.signed_in(people.chen()).get(f"/units/{unit.pk}/").content.decode()
    assert f"被合并，并入“{other.name}”" in page


def test_a_return_before_the_leaving_is_asked_back() -> None:
    unit = people.make_unit(1)
    leave(unit, "2024-05-20")
    with pytest.raises(Refused, match="恢复日期2024年5月1日早于2024年5月20日"):
        rejoin(unit, "2024-05-01")
    with pytest.raises(Refused, match="不晚于今天"):
        rejoin(unit, "2025-01-01")


def test_the_history_of_a_unit_says_from_when_why_and_by_whom() -> None:
    unit = people.make_unit(1, name="旧名公司")
    chen = people.chen()
    actions_units.rename_unit(
        unit.pk, actor=chen, name="新名公司", on=date(2024, 3, 1), reason="办理了变更登记"
    )
    actions_units.move_unit(
        unit.pk,
        actor=chen,
        district=people.eve().district_code,
        on=date(2024, 6, 3),
        reason="注册地址已经迁移",
    )
    actions_units.remove_from_roster(
        unit.pk,
        actor=chen,
        roster="monthly",
        first=Period.parse("2024-11"),
        reason="不再是重点企业",
    )
    leave(unit, "2024-12-01")
    page = people.signed_in(chen).get(f"/units/{unit.pk}/").content.decode()
    history = page[page.index('id="history"') :]
    for told in (
        "2024年3月1日", "“旧名公司”改为“新名公司”", "办理了变更登记", "由渝中区变更为江北区",
        "2024年1—11月起", "月报名录", "2024年12月1日", "注销、停业", "陈市级",
    ):  # fmt: skip
        assert told in history, told


def test_the_page_gives_each_period_its_reason_and_its_forms() -> None:
    unit = people.make_unit(1, monthly_from="2024-06", form7_from="2024-09")
    alice = people.signed_in(people.alice(unit))
    page = alice.get(f"/units/{unit.pk}/owed/?year=2024").content.decode()
    assert "自2024年1—6月起才列入月报名录" in page
    assert "不填：自2024年1—9月起才列入7表重点企业名单" in page
    assert "视填报内容：有人工智能业务时" in page
    only = alice.get(f"/units/{unit.pk}/owed/?year=2024&owes=yes").content.decode()
    assert "才列入月报名录" not in only
    sheet = alice.get(f"/units/{unit.pk}/owed/?year=2024&export=csv").content.decode("utf-8-sig")
    assert "软统企7表应填（自2024年1—9月起列入7表重点企业名单）" in sheet


def test_the_list_is_sorted_searched_and_exported_as_it_is_shown() -> None:
    unit = people.make_unit(1, monthly_from="2024-06")
    alice = people.signed_in(people.alice(unit))
    address = f"/units/{unit.pk}/owed/?year=2024"
    page = alice.get(f"{address}&kind=monthly&sort=period").content.decode()
    assert page.index("2024年1—2月</th>") < page.index("2024年1—12月</th>")
    assert "2024年度</th>" not in page
    found = alice.get(f"{address}&q=才列入&export=csv").content.decode("utf-8-sig")
    assert "2024年1—2月" in found
    assert "2024年1—7月" not in found
    assert "不能按“x”排序" in alice.get(f"{address}&sort=x").content.decode()


def test_the_history_of_a_unit_is_exported() -> None:
    unit = people.make_unit(1, name="旧名公司")
    chen = people.chen()
    actions_units.rename_unit(
        unit.pk, actor=chen, name="新名公司", on=date(2024, 3, 1), reason="办理了变更登记"
    )
    client = people.signed_in(chen)
    assert "export=csv" in client.get(f"/units/{unit.pk}/").content.decode()
    file = client.get(f"/units/{unit.pk}/?export=csv").content.decode("utf-8-sig")
    for told in ("2024年3月1日", "“旧名公司”改为“新名公司”", "办理了变更登记", "陈市级"):
        assert told in file
    assert people.signed_in(people.eve()).get(f"/units/{unit.pk}/?export=csv").status_code == 404


def test_nobody_else_reads_it() -> None:
    unit = people.make_unit(1)
    people.alice(unit)
    for who, answer in (
        (people.bo(), 200), (people.chen(), 200), (people.eve(), 404), (people.dai(), 403),
        (people.pei(), 403), (people.sun(), 403),
    ):  # fmt: skip
        got = people.signed_in(who).get(f"/units/{unit.pk}/owed/").status_code
        assert got == answer, who.username
