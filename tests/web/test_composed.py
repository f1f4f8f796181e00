"""A query composed once answers like the same query composed each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import DateTimeField
from django.test.utils import CaptureQueriesContext

from ruantong.accounts.models import Session
from ruantong.registry.models import Membership, ReportingUnit
from ruantong.web.composed import Composed, ComposedUpdate, Given, numbered, one_of
from tests import people

pytestmark = pytest.mark.django_db
NOON = datetime(2024, 6, 10, 4, tzinfo=UTC)


def test_each_call_answers_for_its_own_values() -> None:
    named = Composed(lambda: ReportingUnit.objects.filter(name=Given("name")))
    first = people.make_unit()
    assert named(name=first.name) == [first]
    assert named(name="无此单位") == []
    first.name = "改名'软件%s"
    first.save()
    assert named(name="改名'软件%s") == [first]


def test_rows_come_with_their_relations_in_one_query() -> None:
    person = people.alice(people.make_unit())
    ours = Composed(
        lambda: Membership.objects.filter(user=Given("user")).select_related("unit", "user")
    )
    ours(user=0)
    with CaptureQueriesContext(connection) as asked:
        (row,) = ours(user=person.pk)
        assert (row.user.display_name, row.unit.uscc) == (person.display_name, row.unit.uscc)
        assert row.since == Membership.objects.get(pk=row.pk).since
    assert len(asked) == 2


def test_single_columns_and_a_lock() -> None:
    unit = people.make_unit()
    names = Composed(
        lambda: (
            ReportingUnit.objects.select_for_update()
            .filter(pk=Given("pk"))
            .values_list("name", flat=True)
        )
    )
    with transaction.atomic():
        assert names(pk=unit.pk) == [unit.name]


def test_a_column_is_one_of_several_values() -> None:
    units = [people.make_unit(number) for number in range(3)]
    two = Composed(lambda: ReportingUnit.objects.filter(one_of("pk", 2)).order_by("name"))
    for wanted in (units[:2], units[1:]):
        assert two(**numbered("pk", [unit.pk for unit in wanted])) == wanted
    assert Composed(lambda: ReportingUnit.objects.filter(one_of("pk", 0)))() == []


def test_what_nobody_may_see_is_empty_without_a_query() -> None:
    nothing = Composed(lambda: ReportingUnit.objects.filter(pk__in=(), name=Given("name")))
    with CaptureQueriesContext(connection) as asked:
        assert nothing(name="") == nothing(name="") == []
    assert not asked.captured_queries


def test_an_update_writes_by_the_field_and_counts_rows() -> None:
    Session.objects.create(key="a", began_at=NOON, seen_at=NOON, expires_at=NOON)
    later = ComposedUpdate(
        lambda: Session.objects.filter(key=Given("key"), expires_at=Given("was", DateTimeField())),
        lambda: {"expires_at": Given("then", DateTimeField())},
    )
    then = NOON + timedelta(hours=1)
    assert later(key="a", was=NOON, then=then) == 1
    assert later(key="a", was=NOON, then=then) == 0
    assert Session.objects.get().expires_at == then
