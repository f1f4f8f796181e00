"""What is proven wrong is not released, and what is released was proposed by somebody else."""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.accounts.access import Refused
from ruantong.returns.models import RuleRelease
from ruantong.rulelab import drafts, publishing
from ruantong.rulelab.models import DraftText, ReleaseProposal
from ruantong.trail.models import TrailEntry
from tests import people
from tests.desks.pages import text_of, words
from tests.returns.story import opened
from tests.rulelab.bench import JUNE, STRICT, WHY, latest, published, released, written

pytestmark = pytest.mark.django_db

HEAD = "级别 {level}\n来源 G\n范围 表内\n"
# R6-02 demands 2010 >= 2020
AGAINST_R6_02 = (
    "[R6-90] 收入小于软件收入\n" + HEAD.format(level="强制性") + "公式 [2010.A] < [2020.A]\n"
)
NEVER_HOLDS = "[R6-90] 不可能\n" + HEAD + "条件 [2010.A] > 5\n公式 [2010.A] < 5\n"
PARAMETRIC = "[R6-90] 系数\n" + HEAD.format(level="强制性") + "条件 m > 0\n公式 m × usd > 10\n"


def proposed(saved: DraftText, **fields: Any) -> ReleaseProposal:
    given = {"number": saved.number, "first": "2024-06", "reason": WHY, **fields}
    return publishing.propose_release(saved.draft_id, actor=people.chen(), **given)


def test_nobody_releases_what_they_proposed() -> None:
    proposal = proposed(written())
    with pytest.raises(Refused, match="提请人以外的另一名市级管理员"):
        publishing.release_proposal(proposal.pk, actor=people.chen())
    answer = people.signed_in(people.chen()).post(f"/rules/proposals/{proposal.pk}/release/")
    assert answer.status_code == 422
    assert not RuleRelease.objects.exists()
    release = publishing.release_proposal(proposal.pk, actor=people.ding())
    assert release.published_by == people.ding()
    entries = TrailEntry.objects.filter(act__in=("rules.propose", "rules.publish"))
    assert [(e.act, e.actor) for e in entries.order_by("number")] == [
        ("rules.propose", "chen"), ("rules.publish", "ding"),
    ]  # fmt: skip
    assert entries.get(act="rules.publish").data["proposed_by"] == "chen"


def test_a_proposal_is_decided_once() -> None:
    proposal = proposed(written())
    publishing.release_proposal(proposal.pk, actor=people.ding())
    with pytest.raises(Refused, match="已发布"):
        publishing.release_proposal(proposal.pk, actor=people.ding())
    with pytest.raises(Refused, match="已发布"):
        publishing.decline_proposal(proposal.pk, actor=people.ding(), reason="与会商纪要不一致")
    assert RuleRelease.objects.count() == 1


def test_a_proposed_draft_stands_still_until_it_comes_back() -> None:
    saved = written()
    proposal = proposed(saved)
    with pytest.raises(Refused, match="先撤回提请"):
        drafts.save_draft(saved.draft_id, actor=people.chen(), number=2, text="别的")
    with pytest.raises(Refused, match="待另一名"):
        proposed(saved)
    publishing.decline_proposal(proposal.pk, actor=people.chen())
    assert ReleaseProposal.objects.get().state == ReleaseProposal.State.WITHDRAWN
    drafts.save_draft(
        saved.draft_id, actor=people.chen(), number=2, text=STRICT.replace("0.5", "0.6")
    )
    proposed(latest(saved.draft))


def test_the_other_officer_returns_a_draft_with_a_reason_that_is_read() -> None:
    saved = written()
    proposal = proposed(saved)
    ding = people.signed_in(people.ding())
    bare = ding.post(f"/rules/proposals/{proposal.pk}/decline/", {"reason": "不行"})
    assert bare.status_code == 422
    assert "不行" in text_of(bare)
    why = "与六月会商纪要确定的比例不一致"
    ding.post(f"/rules/proposals/{proposal.pk}/decline/", {"reason": why})
    page = words(people.signed_in(people.chen()).get(f"/rules/drafts/{saved.draft_id}/"))
    assert why in page
    assert "丁市级" in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (AGAINST_R6_02, "互相矛盾"),
        (NEVER_HOLDS.format(level="强制性"), "必然不符"),
    ],
)
def test_a_draft_nobody_could_file_by_is_refused_wherever_it_is_put_forward(
    text: str, said: str
) -> None:
    saved = written(text)
    with pytest.raises(Refused, match=f"已证明.*{said}"):
        proposed(saved)
    with pytest.raises(Refused, match=f"已证明.*{said}"):
        published(texts={"6": text})
    chen = people.signed_in(people.chen())
    address = f"/rules/drafts/{saved.draft_id}/propose/"
    page = text_of(chen.get(address))
    assert said in page
    assert 'name="reason"' not in page
    given = {"number": "2", "first": "2024-06", "reason": WHY}
    assert chen.post(address, given).status_code == 422
    assert not ReleaseProposal.objects.exists()
    assert not RuleRelease.objects.exists()


def test_a_query_that_always_asks_is_told_and_may_be_released() -> None:
    saved = written(NEVER_HOLDS.format(level="核实性"))
    chen = people.signed_in(people.chen())
    page = text_of(chen.get(f"/rules/drafts/{saved.draft_id}/propose/"))
    assert "必然不符" in page
    assert 'name="reason"' in page
    released(saved)


def test_a_contradiction_that_came_about_meanwhile_stops_the_release() -> None:
    proposal = proposed(
        written("[R6-91] 甲\n" + HEAD.format(level="强制性") + "公式 [2113.A] >= 3\n")
    )
    other = "[R6-92] 乙\n" + HEAD.format(level="强制性") + "公式 [2113.A] <= 2\n"
    published(JUNE, texts={"6": other})
    with pytest.raises(Refused, match="互相矛盾"):
        publishing.release_proposal(proposal.pk, actor=people.ding())
    page = text_of(people.signed_in(people.ding()).get(f"/rules/proposals/{proposal.pk}/"))
    assert f"/rules/proposals/{proposal.pk}/release/" not in page
    assert "请退回修改" in page


def test_a_parameter_that_makes_rules_contradict_is_refused() -> None:
    saved = written(PARAMETRIC, parameters="usd = 0.1")
    with pytest.raises(Refused, match="必然不符"):
        proposed(saved)


def test_a_contradiction_with_a_release_that_begins_later_is_refused() -> None:
    from ruantong.core.periods import Period

    later = "[R6-92] 乙\n" + HEAD.format(level="强制性") + "公式 [2113.A] <= 2\n"
    published(Period.parse("2024-07"), texts={"6": later})
    with pytest.raises(Refused, match="互相矛盾"):
        proposed(written("[R6-91] 甲\n" + HEAD.format(level="强制性") + "公式 [2113.A] >= 3\n"))


def test_a_period_opened_meanwhile_asks_for_a_decision() -> None:
    saved = written()
    proposal = proposed(saved, first="2024-05")
    opened()
    with pytest.raises(Refused, match="2024年1—5月已经开放"):
        publishing.release_proposal(proposal.pk, actor=people.ding())
