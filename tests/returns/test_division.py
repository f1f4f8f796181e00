"""分表填报 and 确定上报: who of the enterprise writes which form, and who submits."""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.accounts import access
from ruantong.accounts.models import User
from ruantong.core.periods import Period
from ruantong.core.posts import Post, Submitters
from ruantong.registry.models import Membership, ReportingUnit
from ruantong.registry.people import persons
from ruantong.returns.errors import Refused
from ruantong.returns.models import Draft, Explanation, Return
from ruantong.returns.moving import actions
from tests import people
from tests.registry.test_people import colleague
from tests.returns import story

pytestmark = pytest.mark.django_db

CELL = "6.2010.A"


@pytest.fixture
def ret() -> Return:
    unit = people.make_unit()
    people.alice(unit)
    return story.opened(unit)


def saved(ret: Return, actor: User, **sent: Any) -> Any:
    version = story.version_of(ret)
    return actions.save(ret.pk, actor=actor, version=version, **{"cells": {}, **sent})


def test_whoever_is_bound_to_a_form_writes_it(ret: Return) -> None:
    bound = colleague(ret.unit, forms=["6"])
    saved(ret, bound, cells={CELL: "1000"})
    assert Draft.objects.get(owner=ret).forms["6"]


@pytest.mark.parametrize(
    "sent",
    [
        {"cells": {CELL: "1000"}},
        {"cells": {CELL: ""}},
        {"cells": {"6.head.embedded": "2"}},
        {"cells": {"2.103.A": "1", CELL: "1"}},
    ],
)
def test_a_form_of_others_is_not_written_in_any_way(ret: Return, sent: dict[str, Any]) -> None:
    story.fill(ret)
    before = Draft.objects.get(owner=ret)
    bound = colleague(ret.unit, forms=["7"])
    with pytest.raises(Refused):
        saved(ret, bound, **sent)
    after = Draft.objects.get(owner=ret)
    assert (after.forms, after.version) == (before.forms, before.version)


def test_the_refusal_names_who_fills_the_form(ret: Return) -> None:
    bound = colleague(ret.unit, forms=["7"])
    with pytest.raises(Refused, match="软统企6表由艾丽丝填报"):
        saved(ret, bound, cells={CELL: "1000"})


def test_lines_of_a_form_of_others_are_not_written() -> None:
    unit = people.make_unit()
    people.alice(unit)
    annual = story.opened(unit, period=Period.parse("2023"))
    bound = colleague(unit, forms=["2"])
    with pytest.raises(Refused, match="4表"):
        saved(annual, bound, rows={"4.lines": []})
    with pytest.raises(Refused, match="4表"):
        saved(annual, bound, rows={"4.lines": [{"code": "1"}]})


def test_the_autosave_and_the_posted_sheet_go_through_the_same_door(ret: Return) -> None:
    story.fill(ret)
    before = Draft.objects.get(owner=ret).forms
    bound = colleague(ret.unit, forms=["7"])
    client = people.signed_in(bound)
    version = story.version_of(ret)
    sent = client.post(
        f"/returns/{ret.pk}/save",
        {"version": version, "cells": {CELL: "999"}},
        content_type="application/json",
    )
    assert sent.status_code == 422
    assert "由艾丽丝填报" in sent.json()["message"]
    client.post(f"/returns/{ret.pk}/6/", {"version": version, "act": "save", CELL: "999"})
    client.post(f"/returns/{ret.pk}/6/", {"version": version, "act": "resolve", CELL: "999"})
    assert Draft.objects.get(owner=ret).forms == before


def test_the_form_of_others_is_read_and_says_who_fills_it(ret: Return) -> None:
    story.fill(ret)
    client = people.signed_in(colleague(ret.unit, forms=["7"]))
    page = client.get(f"/returns/{ret.pk}/6/").content.decode()
    assert "本表由艾丽丝填报，您只能查看" in page
    assert "1000.00" in page or "1,000.00" in page or "1000" in page
    assert f'name="{CELL}"' not in page
    assert "由艾丽丝填报" in client.get(f"/returns/{ret.pk}/").content.decode()
    own = people.signed_in(people.alice(ret.unit)).get(f"/returns/{ret.pk}/6/").content.decode()
    assert f'name="{CELL}"' in own
    assert "您只能查看" not in own


# ---- 填写说明 --------------------------------------------------------------------------------------

ASKED = "note:R6-19"


def said(ret: Return) -> str:
    row = Explanation.objects.filter(owner=ret, finding_key="R6-19").order_by("-pk").first()
    return row.text if row else ""


def test_whoever_fills_a_form_explains_what_touches_it(ret: Return) -> None:
    story.validated(ret, story.DOUBTFUL)
    bound = colleague(ret.unit, forms=["6"])
    page = people.signed_in(bound).get(f"/returns/{ret.pk}/6/").content.decode()
    assert f'name="{ASKED}"' in page
    saved(ret, bound, cells={ASKED: "本期按年度协议集中发放奖金"})
    assert said(ret)


@pytest.mark.parametrize("checked", [True, False])
def test_what_touches_only_forms_of_others_is_read_and_not_explained(
    ret: Return, checked: bool
) -> None:
    """Also while nothing is checked yet: the rule says which form it is about."""
    (story.validated if checked else story.fill)(ret, story.DOUBTFUL)
    saved(ret, people.alice(ret.unit), cells={ASKED: "本期按年度协议集中发放奖金"})
    bound = colleague(ret.unit, forms=["7"])
    with pytest.raises(Refused, match="软统企6表由艾丽丝填报"):
        saved(ret, bound, cells={ASKED: "另一种说法"})
    assert said(ret) == "本期按年度协议集中发放奖金"
    saved(ret, bound, cells={ASKED: said(ret)})  # sent along unchanged
    if checked:
        for address in ("6/", ""):
            page = people.signed_in(bound).get(f"/returns/{ret.pk}/{address}").content.decode()
            assert said(ret) in page, "others see what was said"
            assert f'name="{ASKED}"' not in page


# ---- 确定上报 --------------------------------------------------------------------------------------


def only(unit: ReportingUnit, who: Submitters) -> None:
    persons.set_submitters(unit.pk, actor=people.alice(unit), submitters=who)


def submitted(ret: Return, actor: User) -> Any:
    return actions.submit(
        ret.pk, actor=actor, signatories=story.SIGNED, version=story.version_of(ret)
    )


def test_by_default_everybody_submits(ret: Return) -> None:
    story.fill(ret)
    preparer = colleague(ret.unit)
    actions.validate(ret.pk, actor=preparer)
    assert submitted(ret, preparer).number == 1


def test_the_enterprise_may_leave_submitting_to_its_heads(ret: Return) -> None:
    story.fill(ret)
    preparer, alice = colleague(ret.unit), people.alice(ret.unit)
    only(ret.unit, Submitters.HEADS)
    actions.validate(ret.pk, actor=preparer)
    page = people.signed_in(preparer).get(f"/returns/{ret.pk}/submit").content.decode()
    assert "由统计负责人和单位负责人确定上报" in page
    with pytest.raises(Refused, match="由统计负责人和单位负责人确定上报"):
        submitted(ret, preparer)
    submitted(ret, alice)
    with pytest.raises(Refused, match="确定上报和撤回"):
        actions.withdraw(ret.pk, actor=preparer)
    assert actions.withdraw(ret.pk, actor=alice)


def test_only_the_head_of_the_unit_and_only_when_there_is_one(ret: Return) -> None:
    with pytest.raises(access.Refused, match="还没有单位负责人"):
        only(ret.unit, Submitters.UNIT_HEAD)
    story.fill(ret)
    head = colleague(ret.unit, Post.UNIT_HEAD)
    only(ret.unit, Submitters.UNIT_HEAD)
    actions.validate(ret.pk, actor=head)
    with pytest.raises(Refused, match="单位负责人确定上报"):
        submitted(ret, people.alice(ret.unit))
    assert submitted(ret, head).number == 1


def test_nothing_stays_unfiled_because_nobody_is_left(ret: Return) -> None:
    story.fill(ret)
    head, alice = colleague(ret.unit, Post.UNIT_HEAD), people.alice(ret.unit)
    only(ret.unit, Submitters.UNIT_HEAD)
    Membership.objects.filter(user=head).update(until=ret.state_since)
    actions.validate(ret.pk, actor=alice)
    assert submitted(ret, alice).number == 1


def test_signatories_come_from_the_posts(ret: Return) -> None:
    story.fill(ret)
    colleague(ret.unit, Post.UNIT_HEAD)
    alice = people.alice(ret.unit)
    actions.validate(ret.pk, actor=alice)
    page = people.signed_in(alice).get(f"/returns/{ret.pk}/submit").content.decode()
    assert 'name="unit_head" value="何志远"' in page
