"""Forwarding and accepting many at once: each is told what became of it, in few queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ruantong.core.lifecycle import State
from ruantong.gateways import clock
from ruantong.returns.models import Return, ReviewAct
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions import Refused
from ruantong.trail.models import TrailEntry
from ruantong.trail.record import walked
from tests import people
from tests.passing import seen
from tests.returns.story import MAY, brought_to, opened, submitted

pytestmark = pytest.mark.django_db


def three_hundred() -> list[int]:
    """Submitted returns of one district; how they came to be submitted is of no interest here."""
    first = people.make_unit(1)
    units = [people.make_unit(n) for n in range(2, 301)]
    actions.open_period(MAY, actor=people.chen())
    assert len(units) + 1 == 300
    Return.objects.update(state=State.SUBMITTED.value, revision=1, submitted_at=clock.now())
    assert first.returns.count() == 1
    return list(Return.objects.order_by("pk").values_list("pk", flat=True))


def test_three_hundred_are_forwarded_each_with_its_act_and_entry() -> None:
    pks = three_hundred()
    bo = people.bo()
    before = TrailEntry.objects.count()
    with CaptureQueriesContext(connection) as queries:
        outcomes = actions.forward(seen(*pks), actor=bo)
    assert all(outcome.moved for outcome in outcomes)
    assert [outcome.pk for outcome in outcomes] == pks
    assert Return.objects.filter(state="forwarded", forwarded_revision=1).count() == 300
    assert ReviewAct.objects.filter(action="forward", actor=bo, revision=1).count() == 300
    subjects = TrailEntry.objects.filter(number__gt=before).values_list("subject", flat=True)
    assert list(subjects) == [f"return:{pk}" for pk in pks]
    assert walked(TrailEntry.objects.all())[0] is None
    assert len(queries) <= 20, "queries do not grow with the number of returns"


def test_what_cannot_move_says_why_and_holds_up_nobody() -> None:
    good = submitted(opened(people.make_unit(1)))
    draft = brought_to(State.DRAFTING, opened(people.make_unit(2)))
    elsewhere = submitted(opened(people.make_unit(3, district_code=people.EVE_DISTRICT)))
    outcomes = actions.forward(seen(good.pk, draft.pk, elsewhere.pk, 99999), actor=people.bo())
    assert [outcome.moved for outcome in outcomes] == [True, False, False, False]
    assert "填报中" in outcomes[1].refusal
    assert outcomes[2].refusal == outcomes[3].refusal == "没有找到该报表，或您无权查看。"
    states = dict(Return.objects.values_list("pk", "state"))
    assert (states[good.pk], states[draft.pk], states[elsewhere.pk]) == (
        "forwarded", "drafting", "submitted",
    )  # fmt: skip


def test_the_same_return_twice_is_moved_once() -> None:
    ret = submitted(opened())
    assert len(actions.forward({ret.pk: 1, str(ret.pk): 1}, actor=people.bo())) == 1
    assert ReviewAct.objects.filter(action="forward").count() == 1


@pytest.mark.parametrize(
    ("pks", "message"),
    [
        ([], "没有选择报表"),
        (["x"], "编号不对"),
        ([-1], "编号不对"),
        ([10**30], "编号不对"),
        (range(1, 2002), "应不超过2000份"),
    ],
)
def test_a_broken_selection_is_refused(pks: list[object], message: str) -> None:
    with pytest.raises(Refused, match=message):
        actions.forward(dict.fromkeys(pks, 1), actor=people.bo())
