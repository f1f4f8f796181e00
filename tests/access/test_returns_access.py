"""Role × state × own or other: who sees a return, its draft, its submissions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import Http404

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role, State
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit
from ruantong.returns.filing.drafts import draft_for
from ruantong.returns.models import Return
from ruantong.returns.moving import actions
from ruantong.returns.reading.access import (
    of_returns,
    of_submissions,
    readable_revision,
    return_for,
    returns_visible_to,
    revisions_for,
)
from tests import people
from tests.returns.story import GOOD, brought_to, fresh, opened, submitted

pytestmark = pytest.mark.django_db
SUBMITTED_STATES = set(State) - {
    State.NOT_STARTED, State.DRAFTING, State.FAILED, State.PASSED, State.RETIRED,
}  # fmt: skip
BEYOND_DISTRICT = SUBMITTED_STATES - {State.SUBMITTED, State.DISTRICT_RETURNED}


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    with clock.at("2024-06-10"):
        yield


def own_unit() -> ReportingUnit:
    return people.make_unit(1, park=people.PARK)


def mallory() -> User:
    """A respondent of another unit of the same district."""
    user = people.person("mallory", Role.RESPONDENT, "马洛里", phone="13800000099")
    people.join(user, people.make_unit(2))
    return user


def other_park() -> User:
    return people.person("par", Role.PARK, "帕园区", park="两江软件园", phone="13800000098")


OWN = {
    "respondent": lambda: people.alice(own_unit()),
    "district": people.bo,
    "city": people.chen,
    "association": people.dai,
    "park": people.pei,
}
OTHERS = {
    "other unit": mallory,
    "other district": people.eve,
    "other park": other_park,
    "system": people.sun,
    "security": people.mi,
    "audit": people.an,
}

ALL_SEEN = of_returns(lambda seen: seen.order_by("pk"))
ALL_READ = of_submissions(lambda seen: seen.order_by("pk"))


READERS = {
    "respondent": SUBMITTED_STATES,
    "district": SUBMITTED_STATES,
    "city": BEYOND_DISTRICT,
    "association": BEYOND_DISTRICT,
}


@pytest.mark.parametrize("state", State)
def test_what_is_seen(state: State) -> None:
    ret = brought_to(state, opened(own_unit()))
    everybody = {who: made() for who, made in {**OWN, **OTHERS}.items()}
    for who, actor in everybody.items():
        visible = list(returns_visible_to(actor).order_by("pk"))
        assert ALL_SEEN(actor) == visible, who
        assert ALL_READ(actor) == list(revisions_for(actor).order_by("pk")), who
        assert (ret in visible) == (who in OWN), who
        assert found(return_for, actor, ret.pk) == (ret if who in OWN else None), who
        draft = found(draft_for, actor, ret)
        assert (draft and draft.owner) == (ret if who == "respondent" else None), who
        read = readable_revision(actor, ret) is not None
        assert read == (state in READERS.get(who, ())), who


def found(ask: Callable[..., Any], *given: object) -> Any:
    """What is answered; None for what the asker may not know to exist."""
    try:
        return ask(*given)
    except Http404:
        return None


def test_the_city_reads_the_forwarded_submission_until_the_next_is_forwarded() -> None:
    ret = brought_to(State.CITY_RETURNED, opened(own_unit()))
    submitted(ret, {**GOOD, "6.2113.A": "1"})
    ret = fresh(ret)
    seen = {who: readable_revision(OWN[who](), ret) for who in ("district", "city", "association")}
    assert {who: r.number for who, r in seen.items() if r} == {
        "district": 2,
        "city": 1,
        "association": 1,
    }
    assert readable_revision(people.chen(), ret, 2) is None
    assert readable_revision(people.bo(), ret, 1) is not None
    actions.forward({ret.pk: 2}, actor=people.bo())
    latest = readable_revision(people.chen(), fresh(ret))
    assert latest is not None
    assert latest.number == 2


@pytest.mark.parametrize("number", [0, -1, 2, 99])
def test_there_is_no_submission_of_that_number(number: int) -> None:
    ret = brought_to(State.SUBMITTED, opened(own_unit()))
    assert readable_revision(people.bo(), ret, number) is None


@pytest.mark.parametrize("pk", ["", "x", None, "1 or 1=1", "-1", "0", 10**30, "１", "1e3", [], 1.5])
def test_an_id_that_is_none_finds_nothing(pk: object) -> None:
    opened(own_unit())
    with pytest.raises(Http404):
        return_for(people.chen(), pk)


def test_a_membership_that_ended_shows_nothing_and_a_stopped_account_neither() -> None:
    ret = brought_to(State.SUBMITTED, opened(own_unit()))
    alice, bo, chen = people.alice(own_unit()), people.bo(), people.chen()
    alice.memberships.update(until=clock.now())
    for user in (bo, chen):
        user.is_active = False
    for user in (alice, bo, chen):
        assert not returns_visible_to(user).exists()
        assert not ALL_SEEN(user)
        assert readable_revision(user, ret) is None
        with pytest.raises(Http404):
            draft_for(user, ret)


def test_an_officer_without_an_area_sees_nothing() -> None:
    opened(people.make_unit(1))
    nobody = User(username="x", role=Role.PARK.value, park="")
    assert not returns_visible_to(nobody).exists()
    assert not ALL_SEEN(nobody)


def test_looking_at_a_draft_creates_nothing() -> None:
    ret = opened(own_unit())
    draft_for(people.alice(own_unit()), ret)
    assert not Return.objects.filter(own_draft__isnull=False).exists()
