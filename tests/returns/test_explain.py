"""填写说明: bound to a query of the last 数据审核, and saying something."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import State
from ruantong.returns import actions
from ruantong.returns.actions import Refused
from ruantong.returns.models import Draft, Explanation, Return
from ruantong.trail.models import TrailEntry
from tests import people
from tests.returns.story import DOUBTFUL, GOOD, brought_to, fill, fresh, opened, validated

pytestmark = pytest.mark.django_db
TEXT = "本月集中发放上年度绩效工资"


def explain(ret: Return, key: str = "R6-19", text: str = TEXT) -> Explanation:
    return actions.explain(ret.pk, actor=people.alice(), finding_key=key, text=text)


@pytest.mark.parametrize(
    "text", ["", "无", "正确", "  ", "属实", "abcdefgh", "12345678", "无无无无无"]
)
def test_an_explanation_that_says_nothing_is_refused(text: str) -> None:
    ret = validated(opened(), DOUBTFUL)
    with pytest.raises(Refused, match=r"填写说明|没有写明原因"):
        explain(ret, text=text)
    assert not Explanation.objects.exists()


def test_the_newest_text_counts_and_the_older_stays() -> None:
    ret = validated(opened(), DOUBTFUL)
    explain(ret)
    explain(ret, text=f"{TEXT}，已核对工资表")
    assert Explanation.objects.filter(owner=ret).count() == 2


def test_explaining_leaves_the_cells_and_the_state_alone() -> None:
    ret = validated(opened(), DOUBTFUL)
    before = Draft.objects.get(owner=ret)
    explain(ret)
    after = Draft.objects.get(owner=ret)
    assert (after.forms, after.version, fresh(ret).state) == (
        before.forms,
        before.version,
        "failed",
    )


@pytest.mark.parametrize("key", ["R6-99:A", "", "R6-19:B", "x" * 100])
def test_a_key_that_was_not_found_is_refused(key: str) -> None:
    ret = validated(opened(), DOUBTFUL)
    with pytest.raises(Refused, match="最近一次数据审核没有"):
        explain(ret, key)


def test_an_error_cannot_be_explained_away() -> None:
    ret = validated(opened(), {**GOOD, "6.2010.A": "1"})
    with pytest.raises(Refused, match="须改正数据"):
        explain(ret, "R6-02:A")


def test_before_the_first_validation_there_is_nothing_to_explain() -> None:
    with pytest.raises(Refused, match="请先数据审核"):
        explain(fill(opened()))


def test_a_submitted_return_is_not_explained_any_more() -> None:
    with pytest.raises(Refused, match="待区县审核"):
        explain(brought_to(State.SUBMITTED, opened()))


def test_the_trail_knows_which_finding_was_explained() -> None:
    explain(validated(opened(), DOUBTFUL))
    assert TrailEntry.objects.get(act="return.explain").data == {"finding": "R6-19"}
