"""填写说明: bound to a query of the last 数据审核, and saying something."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import State
from ruantong.returns.errors import Conflict, Refused
from ruantong.returns.models import Draft, Explanation, Return
from ruantong.returns.moving import actions
from ruantong.trail.models import TrailEntry
from tests import people
from tests.returns import story
from tests.returns.story import DOUBTFUL, GOOD, brought_to, fresh, opened, validated

pytestmark = pytest.mark.django_db
TEXT = "本月集中发放上年度绩效工资"


def explain(ret: Return, key: str = "R6-19", text: str = TEXT) -> None:
    story.explain(ret.pk, actor=people.alice(), finding_key=key, text=text)


@pytest.mark.parametrize("text", ["无", "正确", "属实", "abcdefgh", "12345678", "无无无无无"])
def test_a_text_that_says_nothing_is_kept_and_explains_nothing(text: str) -> None:
    ret = validated(opened(), DOUBTFUL)
    explain(ret, text=text)
    assert Explanation.objects.get(owner=ret).text == text, "what is typed is never thrown away"
    actions.validate(ret.pk, actor=people.alice())
    assert fresh(ret).lifecycle is State.FAILED
    assert story.report_of(ret)["unexplained"] == ["R6-19"]


def test_a_long_text_is_kept_whole_and_told_with_its_count() -> None:
    ret, text = validated(opened(), DOUBTFUL), "业务" * 669 + "多"
    explain(ret, text=text)
    assert Explanation.objects.get(owner=ret).text == text
    page = people.signed_in(people.alice()).get(f"/returns/{ret.pk}/6/").content.decode()
    assert "有1339个字" in page
    assert text in page
    actions.validate(ret.pk, actor=people.alice())
    assert fresh(ret).lifecycle is State.FAILED


def test_the_typing_between_two_checks_is_one_row_and_one_entry() -> None:
    ret = validated(opened(), DOUBTFUL)
    for end in range(2, len(TEXT)):
        explain(ret, text=TEXT[:end])
    assert Explanation.objects.get(owner=ret).text == TEXT[: len(TEXT) - 1]
    assert TrailEntry.objects.filter(act="return.explain").count() == 1
    actions.validate(ret.pk, actor=people.alice())
    explain(ret, text=f"{TEXT}，已核对工资表")
    assert Explanation.objects.filter(owner=ret).count() == 2, "what was counted stays"


def test_two_windows_that_explain_the_same_query_are_asked_which_text_stays() -> None:
    ret = validated(opened(), DOUBTFUL)
    version = story.version_of(ret)
    explain(ret, text=TEXT)
    with pytest.raises(Conflict) as raised:
        actions.save(
            ret.pk, actor=people.alice(), version=version, cells={"note:R6-19": "另有原因，见附件"}
        )
    (conflict,) = raised.value.conflicts
    assert (conflict.cell, conflict.typed, conflict.stored) == (
        "note:R6-19",
        "另有原因，见附件",
        TEXT,
    )
    actions.save(
        ret.pk,
        actor=people.alice(),
        version=raised.value.version,
        cells={"note:R6-19": "另有原因，见附件"},
    )
    assert Explanation.objects.filter(owner=ret).last().text == "另有原因，见附件"  # type: ignore[union-attr]


def test_an_explanation_that_is_emptied_voids_the_passing() -> None:
    ret = validated(opened(), DOUBTFUL)
    explain(ret)
    actions.validate(ret.pk, actor=people.alice())
    assert fresh(ret).lifecycle is State.PASSED
    explain(ret, text=f"{TEXT}，属实")
    assert fresh(ret).lifecycle is State.PASSED, "it still says why"
    explain(ret, text="")
    assert fresh(ret).lifecycle is State.DRAFTING


def test_explaining_leaves_the_cells_and_their_check_alone() -> None:
    ret = validated(opened(), DOUBTFUL)
    before = Draft.objects.get(owner=ret)
    explain(ret)
    after = Draft.objects.get(owner=ret)
    assert (after.forms, fresh(ret).state) == (before.forms, "failed")
    assert after.report_version == after.version, "the check still holds"


@pytest.mark.parametrize("key", ["R6-99:A", "", "x" * 100])
def test_a_key_of_no_rule_is_refused(key: str) -> None:
    ret = validated(opened(), DOUBTFUL)
    with pytest.raises(Refused, match="没有“"):
        explain(ret, key)


def test_an_error_cannot_be_explained_away() -> None:
    ret = validated(opened(), {**GOOD, "6.2010.A": "1"})
    with pytest.raises(Refused, match="须改正数据"):
        explain(ret, "R6-02:A")


def test_a_submitted_return_is_not_explained_any_more() -> None:
    with pytest.raises(Refused, match="待区县审核"):
        explain(brought_to(State.SUBMITTED, opened()))


def test_the_trail_knows_which_finding_was_explained() -> None:
    explain(validated(opened(), DOUBTFUL))
    assert TrailEntry.objects.get(act="return.explain").data == {"finding": "R6-19"}
