"""A blank cell that must be filled, and a form nobody has touched, are one thing to do each."""

from __future__ import annotations

import re

import pytest

from ruantong.core.lifecycle import State
from ruantong.returns.models import Return
from ruantong.returns.moving import actions
from tests import people
from tests.returns import story
from tests.returns.story import GOOD

pytestmark = pytest.mark.django_db


def panel(ret: Return, where: str = "6/") -> str:
    """The result of 数据审核 on a page, in words."""
    page = people.signed_in(people.alice()).get(f"/returns/{ret.pk}/{where}").content.decode()
    found = re.search(r'<section class="findings" id="findings".*?</section>', page, re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", found[0]))


def fails(ret: Return) -> set[str]:
    return {f["key"] for f in story.report_of(ret)["findings"] if f["outcome"] == "fail"}


def test_a_blank_required_cell_is_one_finding() -> None:
    ret = story.validated(story.opened(), {**GOOD, "6.2010.A": ""})
    assert {"R6-35:2010", "R6-02:A"} <= fails(ret), "the verdicts stay as they are"
    said = panel(ret)
    assert "还差1处" in said
    assert "主营业务收入(2010)本年本期累计为空" in said
    assert "软件业务收入合计(2020)" not in said
    counts = story.report_of(ret)["counts"]
    parts = ("pass", "fail", "not_applicable", "not_evaluated")
    assert sum(counts[part] for part in parts) == counts["total"]


def test_what_fails_whatever_is_filled_in_is_told_beside_the_blank_cell() -> None:
    # without 2090 nothing is known of profits; 2051 above 2050 is wrong all the same
    ret = story.validated(story.opened(), {**GOOD, "6.2090.A": "", "6.2051.A": "700"})
    said = panel(ret)
    assert "利润总额(2090)本年本期累计为空" in said
    assert "硬件成本(2051)本年本期累计为 700.00" in said
    assert "还差2处" in said


def test_a_form_nobody_has_touched_is_unfilled_and_no_list_of_errors() -> None:
    ret = story.opened()
    actions.save(ret.pk, actor=people.alice(), version=0, cells={})
    actions.validate(ret.pk, actor=people.alice())
    assert story.fresh(ret).lifecycle is State.FAILED
    said = panel(ret)
    assert "本期报表还没有填完：软统企6表未填" in said
    assert "还差1处" in said
    assert "为空" not in said
    page = people.signed_in(people.alice()).get(f"/returns/{ret.pk}/6/").content.decode()
    assert re.search(r"软统企6表<span[^>]*>未填</span>", page)
    assert 'class="num is-error' not in page


def test_what_is_left_to_do_comes_before_the_counts() -> None:
    said = panel(story.validated(story.opened(), {**GOOD, "6.2010.A": "1"}))
    assert said.index("还差") < said.index("不适用")


def test_an_explained_query_is_not_counted_as_failed() -> None:
    ret = story.validated(story.opened(), story.DOUBTFUL)
    assert "未通过1" in panel(ret)
    story.explain(
        ret.pk, actor=people.alice(), finding_key="R6-19", text="本月集中发放上年度绩效工资"
    )
    actions.validate(ret.pk, actor=people.alice())
    said = panel(ret)
    assert "未通过" not in said
    assert "已说明1" in said
    page = people.signed_in(people.alice()).get(f"/returns/{ret.pk}/6/").content.decode()
    assert "is-query" not in page.split("</table>")[0], "its cells are not marked any more"
