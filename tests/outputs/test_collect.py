"""Which returns an aggregate is made of, and with which figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ruantong.core.aggregation import aggregate, growth_text, level_text
from ruantong.core.periods import Period
from ruantong.outputs import collect as collected_with
from ruantong.outputs.collect import CITY, NATIONAL, collect
from ruantong.returns.moving import actions
from ruantong.returns.regimes import regime_for_period
from tests import people
from tests.returns.story import GOOD, MAY, REASON, accepted, forwarded, opened

pytestmark = pytest.mark.django_db

LAST_YEAR = {"6.2010.B": "800", "6.2021.B": "200", "6.2022.B": "100", "6.2090.B": "50"}


def line(collected, key):
    lines = aggregate(collected.table, collected.contributions)
    return next(found for found in lines if found.row.key == key)


def test_only_returns_the_city_accepted_are_counted():
    accepted(opened(people.make_unit(1)))
    forwarded(opened(people.make_unit(2)))
    collected = collect(MAY)
    assert [c.unit for c in collected.contributions] == [people.make_unit(1).uscc]
    assert level_text(line(collected, "software_revenue"), published=False) == "400.50"


def test_the_figures_are_those_of_the_accepted_revision_and_not_of_a_later_draft():
    ret = accepted(opened())
    actions.send_back_to_enterprise(ret.pk, actor=people.chen(), target="6.2090.A", reason=REASON)
    assert collect(MAY).contributions == ()
    again = accepted(ret, {**GOOD, "6.2021.A": "310.50"})
    collected = collect(MAY)
    assert collected.contributions[0].revision == again.accepted_revision == 2
    assert level_text(line(collected, "software_revenue"), published=False) == "410.50"


def test_growth_comes_from_the_year_ago_column_of_the_same_returns():
    accepted(opened(), {**GOOD, **LAST_YEAR})
    revenue = line(collect(MAY), "software_revenue")
    assert level_text(revenue, published=False, base=True) == "300.00"
    assert growth_text(revenue) == "33.5"


def test_a_district_gets_only_its_own_returns():
    accepted(opened())
    assert len(collect(MAY, district=people.BO_DISTRICT).contributions) == 1
    assert collect(MAY, district=people.EVE_DISTRICT).contributions == ()


def test_the_national_view_leaves_out_small_units_and_says_how_many():
    accepted(opened(people.make_unit(1)))  # 1,000 万元 in five months: 2,400 a year, 40 % software
    small = {**GOOD, "6.2010.A": "800", "6.2050.A": "400"}  # 1,920 a year
    accepted(opened(people.make_unit(2)), small)
    assert len(collect(MAY, CITY).contributions) == 2
    national = collect(MAY, NATIONAL)
    assert [c.unit for c in national.contributions] == [people.make_unit(1).uscc]
    assert national.left_out == 1


def test_a_period_without_returns_is_empty():
    assert collect(Period.parse("2024-04")).contributions == ()


def test_the_citys_own_view_has_the_floors_of_the_notice(monkeypatch: pytest.MonkeyPatch):
    """In a year whose notice surveys from a revenue on, smaller units are left out and said so."""
    accepted(opened(people.make_unit(1)))
    accepted(
        opened(people.make_unit(2)), {**GOOD, "6.2010.A": "800", "6.2050.A": "400"}
    )  # 1,920 a year
    regime = regime_for_period(MAY)
    assert collected_with.views_of(MAY)[CITY] == "市级口径（全部单位）"
    before, now = regime.notices
    notice = replace(before, periods=now.periods)
    for ask in ("regime_for_period", "regime_in_force"):
        monkeypatch.setattr(collected_with, ask, lambda _: replace(regime, notices=(notice,)))
    assert collected_with.views_of(MAY)[CITY] == "市级口径（通知规定的门槛以上）"
    found = collect(MAY, CITY)
    assert ([c.unit for c in found.contributions], found.left_out) == (
        [people.make_unit(1).uscc],
        1,
    )
