"""汇总 and 汇总上报: kept with their sources, never changed, only by the city."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import State
from ruantong.outputs import actions
from ruantong.outputs.models import AggregateRun
from ruantong.returns.models import Revision
from ruantong.returns.moving.actions import Refused
from ruantong.trail.models import TrailEntry
from tests import people
from tests.returns.story import MAY, accepted, forwarded, fresh, opened

pytestmark = pytest.mark.django_db


def test_an_aggregation_keeps_its_lines_and_the_revisions_they_came_from():
    ret = accepted(opened())
    made = actions.run(MAY, actor=people.chen())
    assert made.revisions == [[ret.pk, 1, Revision.objects.get(owner=ret).content_hash]]
    revenue = next(line for line in made.lines[""] if line["key"] == "software_revenue")
    assert revenue["current"] == "400.50"
    assert made.lines[people.BO_DISTRICT] == made.lines[""]
    assert fresh(ret).state == State.ACCEPTED
    entry = TrailEntry.objects.latest("number")
    assert (entry.act, entry.data["content_hash"]) == ("outputs.aggregate", made.content_hash)


def test_the_same_returns_give_the_same_content_hash_and_others_another():
    accepted(opened(people.make_unit(1)))
    first = actions.run(MAY, actor=people.chen())
    again = actions.run(MAY, actor=people.chen())
    accepted(opened(people.make_unit(2)))
    more = actions.run(MAY, actor=people.chen())
    assert first.content_hash == again.content_hash != more.content_hash


def test_reporting_locks_the_accepted_returns_and_no_others():
    done, waiting = accepted(opened(people.make_unit(1))), forwarded(opened(people.make_unit(2)))
    made = actions.report(MAY, actor=people.chen())
    assert made.final
    assert fresh(done).state == State.LOCKED
    assert fresh(waiting).state == State.FORWARDED


def test_a_failure_while_locking_keeps_no_aggregation(monkeypatch):
    accepted(opened())

    def fail(*_, **__):
        raise Refused("锁定失败")

    monkeypatch.setattr("ruantong.returns.moving.actions.lock", fail)
    with pytest.raises(Refused, match="锁定失败"):
        actions.report(MAY, actor=people.chen())
    assert not AggregateRun.objects.exists()


@pytest.mark.parametrize("who", [people.bo, people.dai, people.sun, people.alice])
def test_nobody_but_the_city_aggregates(who):
    accepted(opened())
    with pytest.raises(Refused, match="只有市级管理员"):
        actions.run(MAY, actor=who())


def test_nothing_to_aggregate_is_said():
    with pytest.raises(Refused, match="没有市级已通过的报表"):
        actions.run(MAY, actor=people.chen())


def test_an_unknown_view_is_refused():
    with pytest.raises(Refused, match="口径"):
        actions.run(MAY, actor=people.chen(), view="world")


def test_an_aggregation_is_never_changed_or_deleted():
    accepted(opened())
    made = actions.run(MAY, actor=people.chen())
    with pytest.raises(Exception, match=r"UNIQUE|duplicate"):
        made.save()
    with pytest.raises(TypeError, match="不可删除"):
        made.delete()
