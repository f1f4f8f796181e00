"""填报历史: every submission, what changed between two, and everything that was said."""

from __future__ import annotations

import pytest
from django.test import Client

from ruantong.returns.models import Remark, Return
from ruantong.returns.moving import actions
from tests import people
from tests.desks.pages import text_of
from tests.returns import story

pytestmark = pytest.mark.django_db
ANSWER = "已与财务核对，系收回以前年度坏账"


@pytest.fixture
def ret() -> Return:
    """Submitted, sent back by the district, corrected and submitted again."""
    ret = story.submitted(story.opened())
    actions.send_back(ret.pk, actor=people.bo(), target="6.2090.A", reason=story.REASON)
    return story.submitted(ret, {"6.2090.A": "98", "6.2080.A": "302"})


@pytest.fixture
def client() -> Client:
    return people.signed_in(people.alice())


def page(client: Client, ret: Return, query: str = "") -> str:
    answer = client.get(f"/returns/{ret.pk}/history/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_both_submissions_and_the_reason_between_them_are_there(
    client: Client, ret: Return
) -> None:
    text = page(client, ret)
    assert "第1次" in text
    assert "第2次" in text
    assert story.REASON in text
    assert "退回企业" in text


def test_the_last_two_submissions_are_compared_cell_by_cell(client: Client, ret: Return) -> None:
    text = page(client, ret)
    assert "<del>100.00</del>" in text
    assert "<ins>98.00</ins>" in text
    assert "2080 费用总额（本年本期累计）" in text
    assert "2010 主营业务收入（本年本期累计）" not in text


def test_any_two_can_be_compared_also_backwards(client: Client, ret: Return) -> None:
    assert "<del>98.00</del>" in page(client, ret, "?a=2&b=1")
    assert "完全相同" in page(client, ret, "?a=2&b=2")


@pytest.mark.parametrize("query", ["?a=99&b=x", "?a=-1", "?a=9999999999999", "?a=²"])
def test_unknown_submissions_fall_back_to_the_last_two(
    client: Client, ret: Return, query: str
) -> None:
    assert "<del>100.00</del>" in page(client, ret, query)


def test_a_first_submission_has_nothing_to_compare_with(client: Client) -> None:
    ret = story.submitted(story.opened())
    assert "两次上报之间的变化" not in page(client, ret)


def test_a_reviewers_question_is_answered_in_its_thread(client: Client, ret: Return) -> None:
    actions.remark(
        ret.pk, actor=people.bo(), target="6.2110.A", text="研发经费与上年口径是否一致？"
    )
    text = page(client, ret)
    assert "研发经费与上年口径是否一致？" in text
    assert "请答复" in text
    client.post(f"/returns/{ret.pk}/answer", {"target": "6.2110.A", "text": ANSWER})
    assert Remark.objects.filter(owner=ret, role="respondent").get().text == ANSWER
    assert ANSWER in page(client, ret)


@pytest.mark.parametrize("target", ["", "6.9999.A", "<x>"])
def test_an_answer_to_nothing_is_refused(client: Client, ret: Return, target: str) -> None:
    client.post(f"/returns/{ret.pk}/answer", {"target": target, "text": ANSWER})
    assert not Remark.objects.exists()


def test_the_difference_is_told_exactly_and_only_for_numbers(client: Client, ret: Return) -> None:
    text = page(client, ret)
    rows = {row.partition("<td>")[2][:200]: row for row in text.split("<tr>")}
    profit = next(row for row in rows.values() if "2090 利润总额" in row and "<del>" in row)
    assert '<td class="num">-2.00</td>' in profit


def test_one_form_and_everything_that_did_not_change_can_be_chosen(
    client: Client, ret: Return
) -> None:
    everything = page(client, ret, "?show=all&form=6")
    assert "2010 主营业务收入（本年本期累计）" in everything
    assert "2处不同" in everything
    assert "<del>100.00</del>" in page(client, ret, "?form=7")  # not in these submissions


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_differences_are_taken_away_as_a_file(client: Client, ret: Return, kind: str) -> None:
    answer = client.get(f"/returns/{ret.pk}/history/?a=1&b=2&export={kind}")
    assert "attachment" in answer.headers["Content-Disposition"]
    text = text_of(answer)
    for part in ("2090 利润总额", "100.00", "98.00", "-2", "软统企6表"):
        assert part in text
    assert "2010 主营业务收入" not in text


def test_a_thread_begins_with_what_the_finding_said(client: Client) -> None:
    ret = story.validated(story.opened(), story.DOUBTFUL)
    for key in story.report_of(ret)["unexplained"]:
        story.explain(ret.pk, actor=people.alice(), finding_key=key, text=ANSWER)
    actions.validate(ret.pk, actor=people.alice())
    story.submit(ret, people.alice())
    threads = page(client, ret).partition('id="threads"')[2]
    assert threads.index("890.00") < threads.index(ANSWER)
