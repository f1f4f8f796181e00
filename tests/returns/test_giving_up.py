"""A correction that turns out needless is given up: the submission stands again as it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from ruantong.core.lifecycle import State
from ruantong.gateways import clock
from ruantong.returns.models import Draft, FollowUp, Return, Revision
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions import Conflict, Refused
from ruantong.returns.reading.access import readable_revision
from ruantong.trail.models import TrailEntry
from tests import people
from tests.desks.pages import text_of
from tests.passing import seen
from tests.returns import story
from tests.returns.test_walk import LESS

pytestmark = pytest.mark.django_db
CHANGED = {"6.2022.A": "120"}
TITLE = "已修改、尚未重新上报"
Life = Callable[[Return], object]


def withdrawn(ret: Return) -> None:
    story.submitted(ret)
    actions.withdraw(ret.pk, actor=people.alice())


def sent_back(ret: Return) -> None:
    story.brought_to(State.DISTRICT_RETURNED, ret)


def sent_back_after_acceptance(ret: Return) -> None:
    story.accepted(ret)
    _by_the_city(ret)


def sent_back_after_unlocking(ret: Return) -> None:
    story.locked(ret)
    actions.unlock(ret.pk, actor=people.chen(), reason=story.REASON)
    _by_the_city(ret)


def withdrawn_after_a_return(ret: Return) -> None:
    sent_back(ret)
    story.submitted(ret, {"6.2022.A": "110"})
    actions.withdraw(ret.pk, actor=people.alice())


def _by_the_city(ret: Return) -> None:
    reason = {"target": "6.2090.A", "reason": story.REASON}
    actions.send_back_to_enterprise(ret.pk, actor=people.chen(), **reason)


WAYS: list[tuple[Life, State]] = [
    (withdrawn, State.SUBMITTED),
    (sent_back, State.DISTRICT_RETURNED),
    (sent_back_after_acceptance, State.CITY_RETURNED),
    (sent_back_after_unlocking, State.CITY_RETURNED),
    (withdrawn_after_a_return, State.SUBMITTED),
]


def given_up(ret: Return, **changes: Any) -> Return:
    given = {"actor": people.alice(), "version": story.version_of(ret), **changes}
    actions.give_up(ret.pk, **given)
    return story.fresh(ret)


def standing(ret: Return) -> dict[str, Any]:
    """Everything of a return that others look at."""
    row: dict[str, Any] = {**Return.objects.values().get(pk=ret.pk)}
    return row


@pytest.mark.parametrize(("life", "state"), WAYS)
def test_the_submission_stands_again_as_it_was(life: Life, state: State) -> None:
    ret = story.opened()
    life(ret)
    revision = Revision.objects.filter(owner=ret).last()
    assert revision is not None
    story.validated(story.fresh(ret), CHANGED)
    ret = given_up(ret)
    draft = Draft.objects.get(owner=ret)
    assert (ret.lifecycle, ret.revision) == (state, revision.number)
    assert draft.forms == revision.forms
    kept = Revision.objects.get(owner=ret, number=revision.number)
    assert kept.content_hash == revision.content_hash
    officer = readable_revision(people.bo(), ret)
    assert officer is not None
    assert officer.number == revision.number
    assert TrailEntry.objects.filter(act__startswith="return.give_up").count() == 1


def test_after_a_withdrawal_nothing_of_its_place_in_review_has_changed() -> None:
    ret = story.submitted(story.opened())
    before = standing(ret)
    with clock.at("2024-06-20"):  # long past the deadline
        actions.withdraw(ret.pk, actor=people.alice())
        story.fill(story.fresh(ret), CHANGED)
        given_up(ret)
    assert standing(ret) == before
    [outcome] = actions.forward(seen(ret.pk), actor=people.bo())
    assert outcome.moved


def test_what_was_sent_back_keeps_its_reason_and_can_be_worked_on_again() -> None:
    ret = story.opened()
    sent_back(ret)
    story.fill(story.fresh(ret), CHANGED)
    given_up(ret)
    page = text_of(people.signed_in(people.alice()).get(f"/returns/{ret.pk}/"))
    assert story.REASON in page
    assert TITLE not in page
    assert story.submitted(story.fresh(ret), CHANGED).revision == 2


def test_the_explanations_are_those_that_were_submitted() -> None:
    ret = story.validated(story.opened(), story.DOUBTFUL)
    alice = people.alice()
    for key in story.report_of(ret)["unexplained"]:
        story.explain(ret.pk, actor=alice, finding_key=key, text="本月集中发放上年度绩效工资")
    actions.validate(ret.pk, actor=alice)
    story.submit(ret, alice)
    actions.withdraw(ret.pk, actor=alice)
    story.explain(ret.pk, actor=alice, finding_key="R6-19", text="改为另外一种说法的说明文字")
    given_up(ret)
    actions.withdraw(ret.pk, actor=alice)
    actions.validate(ret.pk, actor=alice)
    again = story.submit(ret, alice)
    told = {said["key"]: said["text"] for said in again.explanations}
    assert told["R6-19"] == "本月集中发放上年度绩效工资"


def test_own_values_stay_own_values() -> None:
    unit = people.make_unit()
    story.earlier(unit, story.MAY_LAST_YEAR, {**story.GOOD, **LESS})
    ret = story.opened(unit)
    alice = people.alice()
    story.validated(ret, {**story.GOOD, "6.2010.B": "790"})
    for key in story.report_of(ret)["unexplained"]:
        story.explain(ret.pk, actor=alice, finding_key=key, text="上年同期数按审计报告调整")
    actions.validate(ret.pk, actor=alice)
    story.submit(ret, alice)
    own = Draft.objects.get(owner=ret).overridden
    actions.withdraw(ret.pk, actor=people.alice())
    story.fill(story.fresh(ret), {"6.2010.B": ""})
    given_up(ret)
    assert "6.2010.B" in own
    assert Draft.objects.get(owner=ret).overridden == own


def test_a_page_that_still_shows_the_correction_overwrites_nothing_unseen() -> None:
    ret = story.opened()
    sent_back(ret)
    story.fill(story.fresh(ret), CHANGED)
    shown = story.version_of(ret)
    given_up(ret)
    with pytest.raises(Conflict):
        actions.save(ret.pk, actor=people.alice(), version=shown, cells={"6.2022.A": "130"})


def test_what_somebody_typed_meanwhile_is_not_thrown_away_unseen() -> None:
    ret = story.opened()
    withdrawn(ret)
    shown = story.version_of(ret)
    story.fill(story.fresh(ret), CHANGED)
    with pytest.raises(Refused, match="又有修改"):
        given_up(ret, version=shown)
    assert story.fresh(ret).lifecycle is State.DRAFTING


def test_a_first_draft_has_nothing_to_go_back_to() -> None:
    ret = story.fill(story.opened())
    with pytest.raises(Refused, match="没有可以恢复"):
        given_up(ret)
    with pytest.raises(Refused):
        given_up(story.submitted(ret))


def test_a_correction_of_april_meanwhile_is_followed_through_to_may() -> None:
    unit = people.make_unit()
    april = story.earlier(unit, story.APRIL, {**story.GOOD, **LESS})
    may = story.submitted(story.opened(unit))
    actions.withdraw(may.pk, actor=people.alice())
    actions.withdraw(april.pk, actor=people.alice())
    story.submitted(story.fresh(april), {"6.2080.A": "231"})
    assert not FollowUp.objects.exists()
    given_up(may)
    found = FollowUp.objects.get()
    assert (found.owner_id, found.source_id, found.source_revision) == (may.pk, april.pk, 2)
    actions.withdraw(may.pk, actor=people.alice())
    given_up(may)
    assert FollowUp.objects.count() == 1


# ---- what people see ----------------------------------------------------------------------------


def test_it_is_said_above_every_tab_and_on_the_card_until_it_is_over() -> None:
    ret = story.opened()
    withdrawn(ret)
    alice, bo = people.signed_in(people.alice()), people.signed_in(people.bo())
    assert "已撤回、尚未重新上报" in text_of(alice.get("/returns/"))
    story.fill(story.fresh(ret), CHANGED)
    pages = [f"/returns/{ret.pk}/{page}" for page in ("", "6/", "history/")]
    assert all(TITLE in text_of(alice.get(page)) for page in (*pages, "/returns/"))
    told = text_of(bo.get(f"/desk/{ret.pk}/"))
    assert "企业正在修改本表，尚未重新上报" in told
    assert "120.00" not in told
    page = text_of(alice.get(f"/returns/{ret.pk}/give-up"))
    assert {"120.00", "100.00"} <= set(re.findall(r"[0-9.]+", page))
    answer = alice.post(f"/returns/{ret.pk}/give-up", {"version": story.version_of(ret)})
    assert answer.status_code == 302
    assert not any("尚未重新上报" in text_of(alice.get(page)) for page in (*pages, "/returns/"))
    assert "尚未重新上报" not in text_of(bo.get(f"/desk/{ret.pk}/"))
    assert "已撤回" not in text_of(alice.get(f"/returns/{ret.pk}/receipt/1/"))
