"""A unit that moved: its earlier return was filed with another district, which alone reads it."""

from __future__ import annotations

import pytest
from django.db import transaction

from ruantong.core.aggregation import aggregate, aggregate_by_district, growth_text
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.outputs.collect import collect
from ruantong.registry.models import ReportingUnit
from ruantong.returns.models import Return, Revision
from ruantong.returns.moving import contributions
from ruantong.trail.record import record
from tests import people
from tests.desks.pages import text_of

pytestmark = pytest.mark.django_db
BEFORE, NOW = Period.parse("2022"), Period.parse("2023")
MAIN = "software_revenue"


def filed(unit: ReportingUnit, period: Period, district: str, figure: str) -> None:
    """An accepted annual return with a figure in 3.A0, without the forms around it."""
    moment, alice = clock.now(), people.alice(unit)
    ret = Return.objects.create(
        unit=unit, period=str(period), frequency="annual", regime="miit_software_2021",
        state="accepted", district_code=district, due_on=moment.date(), state_since=moment,
        revision=1, forwarded_revision=1, accepted_revision=1,
    )  # fmt: skip
    with transaction.atomic():
        entry = record("return.submit", f"return:{ret.pk}", actor=alice)
    Revision.objects.create(
        owner=ret, number=1, forms={"3": {"cells": {"A0": {"A": figure}}}}, report={},
        facts={"uscc": unit.uscc, "name": unit.name, "district_name": district},
        content_hash="sha256:0", regime=ret.regime, ruleset="sha256:0", submitted_at=moment,
        submitted_by=alice, due_on=moment.date(), due_reason="", late=False,
        trail_number=entry.number,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def moved() -> None:
    """One unit that stayed, one that came from the other district."""
    people.eve()
    stayed = people.make_unit(1, district_code=people.EVE_DISTRICT)
    filed(stayed, BEFORE, people.EVE_DISTRICT, "1000.00")
    filed(stayed, NOW, people.EVE_DISTRICT, "1100.00")
    came = people.make_unit(2, district_code=people.EVE_DISTRICT)
    filed(came, BEFORE, people.BO_DISTRICT, "73194682.51")
    filed(came, NOW, people.EVE_DISTRICT, "80000000.00")
    contributions.rebuild()


@pytest.mark.parametrize("page", ["", f"trace/{MAIN}/"])
@pytest.mark.parametrize("query", [{"unit": "exact"}, {"export": "csv"}, {"export": "xlsx"}])
def test_the_new_district_does_not_learn_what_was_filed_with_the_old_one(
    page: str, query: dict[str, str]
) -> None:
    client = people.signed_in(people.eve())
    answer = text_of(client.get(f"/tables/main/2023/{page}", query)).replace(",", "")
    assert "81100" in answer or "80000000" in answer  # its own of this year
    assert "73194682.51" not in answer
    assert "73195682.51" not in answer
    city = people.signed_in(people.chen()).get(f"/tables/main/2023/{page}", query)
    shown = text_of(city).replace(",", "")
    assert "73194682.51" in shown or "73195682.51" in shown or not page


def test_a_unit_is_new_to_its_district_and_the_same_for_the_city() -> None:
    own = collect(NOW, district=people.EVE_DISTRICT)
    whole = collect(NOW)
    lines = {
        "own": aggregate(own.table, own.contributions),
        "of it": aggregate_by_district(whole.table, whole.contributions)[people.EVE_DISTRICT],
        "city": aggregate(whole.table, whole.contributions),
    }
    told = {
        name: [(r.base, r.newcomers, growth_text(r)) for r in found if r.row.key == MAIN]
        for name, found in lines.items()
    }
    assert told == {
        "own": [(100000, 8000000000, "10.0")],
        "of it": [(100000, 8000000000, "10.0")],
        "city": [(7319568251, 0, "9.3")],
    }
