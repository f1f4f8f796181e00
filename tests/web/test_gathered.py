"""Rows beside a row come with it in one query, the same on both databases."""

from __future__ import annotations

import pytest
from django.db.models import OuterRef

from ruantong.registry.models import ReportingUnit, RosterEntry
from ruantong.web.gathered import apart, gathered
from tests import people

pytestmark = pytest.mark.django_db


def test_each_row_gets_those_of_its_own() -> None:
    full = people.make_unit(1, form7_from="2024-03")
    bare = people.make_unit(2, annual_from="", monthly_from="")
    entries = RosterEntry.objects.filter(unit=OuterRef("pk"))
    told = gathered(entries, "unit", "roster", "first_period", "last_period")
    found = dict(ReportingUnit.objects.annotate(told=told).values_list("pk", "told"))
    assert sorted(apart(found[full.pk])) == [
        ["annual", "2020", ""],
        ["form7", "2024-03", ""],
        ["monthly", "2020-02", ""],
    ]
    assert apart(found[bare.pk]) == []
