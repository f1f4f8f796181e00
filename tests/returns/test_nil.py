"""零报: a unit without any business files it in one act, and it counts apart everywhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ruantong.core.content import cells
from ruantong.core.lifecycle import State
from ruantong.core.periods import Period
from ruantong.desks.lists.districts import progress_of, total_of
from ruantong.desks.lists.rows import standings
from ruantong.gateways import clock
from ruantong.returns.models import Return, Revision
from ruantong.returns.moving import actions
from ruantong.returns.moving.actions import NotFound, Refused
from ruantong.trail.models import TrailEntry
from tests import people
from tests.desks.pages import text_of
from tests.passing import seen
from tests.returns import story
from tests.returns.test_walk import LESS

pytestmark = pytest.mark.django_db
REASON = "公司今年三月起停业，尚未恢复经营"
NOTHING = {ref: "0" for ref in story.GOOD if ref != "6.head.embedded"}


def filed_nil(ret: Return, **changes: Any) -> Revision:
    given = {
        "actor": people.alice(ret.unit),
        "signatories": story.SIGNED,
        "reason": REASON,
        "version": story.version_of(ret),
        **changes,
    }
    return actions.submit_nil(ret.pk, **given)


def own(revision: Revision) -> dict[str, str]:
    """The cells of the period itself."""
    return {ref: text for ref, text in cells(revision.forms) if ref.endswith(".A")}


def test_one_act_files_nothing_and_seals_who_says_so_and_why() -> None:
    ret = story.opened()
    revision = filed_nil(ret)
    ret = story.fresh(ret)
    assert (ret.lifecycle, ret.revision, ret.nil) == (State.SUBMITTED, 1, True)
    assert {text.rstrip("0") for text in own(revision).values()} <= {"", "0."}
    assert len(own(revision)) >= len(NOTHING)
    said = {each["key"]: each["text"] for each in revision.explanations}
    assert said["nil"] == REASON
    entry = TrailEntry.objects.get(number=revision.trail_number)
    assert (entry.act, entry.data["content_hash"]) == ("return.submit_nil", revision.content_hash)


def test_asked_twice_it_is_filed_once() -> None:
    ret = story.opened()
    first = filed_nil(ret)
    assert filed_nil(ret, version=0) == first
    assert Revision.objects.count() == 1


def test_it_is_the_respondents_alone() -> None:
    ret = story.opened()
    for actor in (people.bo(), people.chen()):
        with pytest.raises((Refused, NotFound)):
            filed_nil(ret, actor=actor)
    with pytest.raises(Refused, match="无业务的原因"):
        filed_nil(ret, reason="无")
    with pytest.raises(Refused, match="统计负责人"):
        filed_nil(ret, signatories={**story.SIGNED, "statistics_head": ""})
    assert story.fresh(ret).lifecycle is State.NOT_STARTED


def test_figures_already_typed_are_not_overwritten() -> None:
    ret = story.fill(story.opened())
    with pytest.raises(Refused, match="请先清空"):
        filed_nil(ret)
    story.fill(ret, NOTHING)
    assert filed_nil(ret).nil


def test_a_cumulation_does_not_fall_to_nil_unless_it_is_corrected() -> None:
    unit = people.make_unit()
    march = story.earlier(unit, Period.parse("2024-03"), {**story.GOOD, **LESS})
    may = story.opened(unit)
    with pytest.raises(Refused, match=r"2024年1—3月已上报.*不会减为0") as refused:
        filed_nil(may)
    assert not any(text in refused.value.message for text in LESS.values())
    alice = people.alice(unit)
    actions.withdraw(march.pk, actor=alice)
    story.fill(story.fresh(march), NOTHING)
    filed_nil(march)
    assert filed_nil(may).nil


def test_last_years_figures_are_no_hindrance() -> None:
    unit = people.make_unit()
    story.earlier(unit, story.MAY_LAST_YEAR, {**story.GOOD, **LESS})
    revision = filed_nil(story.opened(unit))
    assert dict(cells(revision.forms))["6.2010.B"] == "780.00"
    asked = {finding["key"] for finding in revision.report["findings"]}
    told = {each["key"]: each["text"] for each in revision.explanations}
    assert {told[key] for key in asked & told.keys()} <= {REASON}


def test_the_annual_return_asks_for_more_than_figures() -> None:
    unit = people.make_unit()
    with clock.at("2024-02-01"):
        annual = story.opened(unit, Period.parse("2023"))
        with pytest.raises(Refused, match="不能零报"):
            filed_nil(annual)


def test_it_can_be_taken_back_before_review_and_an_ordinary_one_filed_instead() -> None:
    ret = story.opened()
    filed_nil(ret)
    actions.withdraw(ret.pk, actor=people.alice())
    ret = story.submitted(story.fresh(ret))
    assert (ret.revision, ret.nil) == (2, False)


# ---- counted and told apart ---------------------------------------------------------------------


def test_it_counts_apart_from_missing_and_from_ordinary_returns() -> None:
    nil, ordinary, missing = (people.make_unit(number) for number in (1, 2, 3))
    returns = [story.opened(unit) for unit in (nil, ordinary, missing)]
    filed_nil(returns[0])
    story.submitted(returns[1])
    [standing] = standings(people.bo(), [story.MAY])
    counts = standing.counts
    assert (counts.total, counts.missing, counts.filed, counts.nil) == (3, 1, 2, 1)
    assert total_of(progress_of(story.MAY)).counts.nil == 0  # the city has not been sent it
    actions.forward(seen(returns[0].pk), actor=people.bo())
    total = total_of(progress_of(story.MAY)).counts
    assert (total.nil, total.forwarded) == (1, 1)
    bo = people.signed_in(people.bo())
    assert "nil=True" in text_of(bo.get("/desk/?period=2024-05"))
    listed = text_of(bo.get("/desk/?period=2024-05&nil=True&export=csv"))
    assert nil.name in listed
    assert ordinary.name not in listed
    assert (
        "零报" in text_of(bo.get(f"/units/{nil.pk}/owed/?year=2024&export=csv")).split("\n", 1)[1]
    )
    chen = people.signed_in(people.chen())
    assert "零报" in text_of(chen.get("/city/?period=2024-05&export=csv"))
    assert REASON in text_of(bo.get(f"/desk/{returns[0].pk}/"))


def test_nobody_learns_of_one_that_is_not_his_to_read() -> None:
    ret = story.opened(people.make_unit(1, park=people.PARK))
    filed_nil(ret)
    listed = "/city/returns/?period=2024-05&nil=True&export=csv"
    assert ret.unit.name not in text_of(people.signed_in(people.chen()).get(listed))
    assert "零报" not in text_of(people.signed_in(people.pei()).get("/park/?period=2024-05"))
    actions.withdraw(ret.pk, actor=people.alice(ret.unit))
    bo = people.signed_in(people.bo())
    assert ret.unit.name not in text_of(bo.get("/desk/?period=2024-05&nil=True&export=csv"))


# ---- the page -----------------------------------------------------------------------------------


def test_the_page_repeats_period_and_consequence_and_has_one_button() -> None:
    ret = story.opened()
    client = people.signed_in(people.alice())
    assert f"/returns/{ret.pk}/nil" in text_of(client.get(f"/returns/{ret.pk}/"))
    page = text_of(client.get(f"/returns/{ret.pk}/nil"))
    for words in ("2024年1—5月", "列入区县的零报名单", "可以撤回", "确认本期无业务并上报"):
        assert words in page
    answer = posted(client, ret, mobile="")
    assert answer.status_code == 422
    assert REASON in text_of(answer)
    answer = posted(client, ret)
    assert answer.status_code == 302
    receipt = text_of(client.get(answer["Location"]))
    assert "确认本期无业务" in receipt
    assert REASON in receipt


def posted(client: Client, ret: Return, **changes: str) -> Any:
    sent = {**story.SIGNED, "reason": REASON, "version": str(story.version_of(ret)), **changes}
    return client.post(f"/returns/{ret.pk}/nil", sent)
