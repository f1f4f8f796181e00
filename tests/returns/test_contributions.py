"""What is kept for the city's tables is at any time what the accepted revisions say."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from ruantong.cli import main
from ruantong.core.interchange import parse_forms
from ruantong.core.lifecycle import State
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.outputs.collect import NATIONAL, collect
from ruantong.returns.errors import Refused
from ruantong.returns.models import AcceptedFigures, Return, Revision
from ruantong.returns.moving import actions
from ruantong.returns.moving.contributions import deviations, rebuild
from ruantong.returns.reading.access import COUNTED
from ruantong.returns.regimes import regime_of
from tests import people
from tests.passing import seen
from tests.returns.story import APRIL, GOOD, MAY, REASON, accepted, fresh, opened, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with clock.at("2024-06-10"):
        yield


def from_revisions(period):
    """The figures of the table as they stand in whole returns, read anew."""
    found = {}
    for ret in Return.objects.filter(period=str(period), state__in=COUNTED):
        revision = Revision.objects.get(owner=ret, number=ret.accepted_revision)
        form = parse_forms(regime_of(ret), period, revision.forms)[0]["6"]
        found[ret.pk] = (revision.number, revision.content_hash, form.value("2020", "A"))
    return found


def from_contributions(period):
    collected = collect(period)
    return {
        c.return_id: (c.revision, collected.hashes[c.return_id], c.current["software_revenue"])
        for c in collected.contributions
    }


class City(RuleBasedStateMachine):
    """Three returns that are filed, accepted, opened again and corrected in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.clock = clock.at("2024-06-10")
        self.clock.__enter__()
        self.returns = [
            opened(people.make_unit(1)),
            opened(people.make_unit(2)),
            opened(people.make_unit(3), APRIL),
        ]

    def teardown(self) -> None:
        self.clock.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    which = st.integers(0, 2)

    @rule(which=which, products=st.sampled_from(["300.50", "310.50", "299.99"]))
    def file_or_correct(self, which: int, products: str) -> None:
        ret = fresh(self.returns[which])
        if ret.lifecycle in {State.NOT_STARTED, State.DRAFTING, State.CITY_RETURNED}:
            with suppress(Refused):  # a figure that has to be explained first stays a draft
                submitted(ret, {**GOOD, "6.2021.A": products})

    @rule()
    def review_all(self) -> None:
        pks = [ret.pk for ret in self.returns]
        actions.forward(seen(*pks), actor=people.bo())
        actions.accept(seen(*pks), actor=people.chen())

    @rule(which=which, to_enterprise=st.booleans())
    def reopen(self, which: int, to_enterprise: bool) -> None:
        ret = fresh(self.returns[which])
        if ret.lifecycle is State.LOCKED:
            actions.unlock(ret.pk, actor=people.chen(), reason=REASON)
        elif ret.lifecycle in {State.ACCEPTED, State.FORWARDED}:
            back = (
                actions.send_back_to_enterprise if to_enterprise else actions.send_back_to_district
            )
            back(ret.pk, actor=people.chen(), target="6.2090.A", reason=REASON)

    @rule(period=st.sampled_from([MAY, APRIL]))
    def report(self, period) -> None:
        if Return.objects.filter(period=str(period), state=State.ACCEPTED.value).exists():
            actions.lock(period, actor=people.chen())

    @invariant()
    def the_table_is_that_of_the_revisions(self) -> None:
        for period in (MAY, APRIL):
            assert from_contributions(period) == from_revisions(period)
        assert list(deviations()) == []


def test_after_any_acts_the_table_is_that_of_the_accepted_revisions() -> None:
    run_state_machine_as_test(
        City,
        settings=settings(
            max_examples=6,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"figures": {"6": {"cells": {"2010": {"A": 1}}}}}, "不一致"),
        ({"revision": 7}, "不一致"),
        ({"layout": "of another day"}, "指标已改变"),
    ],
)
def test_a_contribution_that_was_tampered_with_is_found_and_made_anew(change, reason, capsys):
    ret = accepted(opened())
    AcceptedFigures.objects.update(**change)
    assert main(["contributions", "verify"]) == 1
    told = capsys.readouterr().out
    assert f"报表{ret.pk}（2024-05）" in told
    assert reason in told
    assert main(["contributions", "rebuild"]) == 0
    assert main(["contributions", "verify"]) == 0


def test_a_missing_and_a_superfluous_contribution_are_found():
    first, second = accepted(opened(people.make_unit(1))), accepted(opened(people.make_unit(2)))
    AcceptedFigures.objects.filter(owner=first).delete()
    Return.objects.filter(pk=second.pk).update(state=State.FORWARDED.value, accepted_revision=0)
    assert {each.return_id for each in deviations()} == {first.pk, second.pk}
    assert rebuild() == 1
    assert list(deviations()) == []


def test_figures_kept_for_other_tables_are_taken_from_the_revision_without_a_write():
    accepted(opened())
    right = collect(MAY).contributions
    AcceptedFigures.objects.update(layout="of another day", figures={})
    with CaptureQueriesContext(connection) as queries:
        assert collect(MAY).contributions == right
    assert not [q for q in queries if not q["sql"].startswith("SELECT")]


def test_a_table_asks_as_much_with_many_years_as_with_one():
    accepted(opened())
    chen = people.signed_in(people.chen())
    chen.get("/tables/main/2024-05/")
    with CaptureQueriesContext(connection) as few:
        assert chen.get("/tables/main/2024-05/").status_code == 200
    for period in ("2024-02", "2023-05", "2022-05"):
        with clock.at(f"{period[:4]}-06-10" if period[5:] == "05" else "2024-03-10"):
            ret = opened(period=Period.parse(period))
            Return.objects.filter(pk=ret.pk).update(state=State.ACCEPTED.value)
    with CaptureQueriesContext(connection) as many:
        assert chen.get("/tables/main/2024-05/").status_code == 200
    assert len(many) == len(few)
    assert not [q for q in many if "returns_revision" in q["sql"]]


def test_the_national_view_reads_no_revision_either():
    accepted(opened())
    with CaptureQueriesContext(connection) as queries:
        assert len(collect(MAY, NATIONAL).contributions) == 1
    assert not [q for q in queries if "returns_revision" in q["sql"]]
