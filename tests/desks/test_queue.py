"""From one waiting return to the next, the heaviest first."""

from __future__ import annotations

import pytest

from ruantong.desks.lists.queue import place_of, waiting
from ruantong.returns.moving import actions
from tests import people
from tests.desks.pages import may_return
from tests.desks.test_nothing_before_submission import HEAVY
from tests.passing import seen
from tests.returns.story import forwarded, fresh, submitted

pytestmark = pytest.mark.django_db


def test_the_queue_is_ordered_by_weight_and_then_by_age() -> None:
    first, heavy, last = (may_return(n) for n in (1, 2, 3))
    for ret, cells in ((first, None), (heavy, HEAVY), (last, None)):
        submitted(ret, *([cells] if cells else []))
    may_return(4)
    submitted(may_return(5, people.EVE_DISTRICT))
    bo = people.bo()
    assert waiting(bo, "2024-05") == [heavy.pk, first.pk, last.pk]
    place = place_of(bo, fresh(first))
    assert (place.number, place.total, place.before, place.after) == (2, 3, heavy.pk, last.pk)


def test_a_return_that_left_is_followed_by_the_head_of_the_queue() -> None:
    gone, other = submitted(may_return(1)), submitted(may_return(2))
    bo = people.bo()
    actions.forward(seen(gone.pk), actor=bo)
    place = place_of(bo, fresh(gone))
    assert (place.number, place.total, place.before, place.after) == (0, 1, None, other.pk)


def test_each_desk_has_its_own_queue() -> None:
    ret = forwarded(may_return(1))
    assert waiting(people.bo(), "2024-05") == []
    assert waiting(people.chen(), "2024-05") == [ret.pk]
    assert waiting(people.dai(), "2024-05") == [ret.pk]
    actions.accept(seen(ret.pk), actor=people.chen())
    assert waiting(people.chen(), "2024-05") == []
    assert waiting(people.dai(), "2024-05") == [ret.pk]
