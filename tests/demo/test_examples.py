"""A city of some size shows nil returns, a correction under way and an explanation offered again."""

from __future__ import annotations

import pytest

from ruantong.accounts.models import User
from ruantong.demo.city import CityOptions, make_city
from ruantong.demo.examples import CORRECTING, DORMANT, REPEATING
from ruantong.gateways import clock
from ruantong.returns.models import Return
from ruantong.returns.pages.page import Filing
from ruantong.trail.models import TrailEntry
from ruantong.trail.record import walked

pytestmark = pytest.mark.django_db
OPTIONS = CityOptions(units=REPEATING, years=1, small=True)


def filing(number: int) -> Filing:
    user = User.objects.get(username=f"qy{number:04}")
    ret = Return.objects.get(unit__memberships__user=user, period="2024-05")
    return Filing(user, ret.pk)


def test_each_of_the_three_shows_what_it_is_there_for() -> None:
    make_city(OPTIONS, progress=lambda _: None)
    with clock.at(OPTIONS.clock):
        nil = filing(DORMANT)
        assert nil.ret.nil
        assert nil.ret.state == "submitted"
        told = filing(CORRECTING).correction_told()
        assert told is not None
        assert told["changed"] == 1
        outcome = filing(REPEATING).outcome
        assert outcome is not None
        offered = [view for group in outcome.groups for view in group.findings if view.offered]
        assert [view.finding.key for view in offered] == ["R6-19"]
    assert walked(TrailEntry.objects.order_by("number"))[0] is None
