"""What came last is what was done last, though the machine's clock was set back in between."""

from __future__ import annotations

import pytest

from ruantong.gateways import clock
from ruantong.returns.judging.audit import explanation_texts, explanations_of
from ruantong.returns.models import Return
from ruantong.returns.moving import actions
from tests import people
from tests.returns import story

pytestmark = pytest.mark.django_db
EARLIER = "2024-06-10T08:00:00"  # the tests of this folder begin at nine


def returned_before_it_was_sent() -> Return:
    ret = story.submitted(story.opened())
    with clock.at(EARLIER):
        actions.send_back(ret.pk, actor=people.bo(), target="6.2090.A", reason=story.REASON)
    return story.fresh(ret)


@pytest.mark.parametrize("address", ["/returns/", "/returns/{}/", "/returns/{}/history/"])
def test_the_reason_of_a_return_is_shown(address: str) -> None:
    ret = returned_before_it_was_sent()
    page = people.signed_in(people.alice()).get(address.format(ret.pk)).content.decode()
    assert story.REASON in page


def test_the_newest_explanation_counts() -> None:
    ret = story.opened()
    story.validated(ret, story.DOUBTFUL)
    first, second = "本月一次性发放上年度奖金", "本月补发前三个月的工资"
    story.explain(ret.pk, actor=people.alice(), finding_key="R6-19:A", text=first)
    with clock.at(EARLIER):
        story.explain(ret.pk, actor=people.alice(), finding_key="R6-19:A", text=second)
    assert explanation_texts(ret)["R6-19:A"] == second
    assert explanations_of(ret)["R6-19:A"].text == second


def test_what_is_asked_about_a_newer_submission_stays_with_the_district() -> None:
    ret = story.submitted(story.opened())
    actions.forward({ret.pk: 1}, actor=people.bo())
    actions.send_back_to_enterprise(
        ret.pk, actor=people.chen(), target="6.2090.A", reason=story.REASON
    )
    ret = story.submitted(story.fresh(ret), {**story.GOOD, "6.2113.A": "1"})
    question = "请核对本表所填的应付职工薪酬"
    with clock.at(EARLIER):
        actions.remark(ret.pk, actor=people.bo(), target="6.2113.A", text=question)
    assert question in people.signed_in(people.bo()).get(f"/desk/{ret.pk}/").content.decode()
    city = people.signed_in(people.chen())
    assert question not in city.get(f"/city/{ret.pk}/").content.decode()
    actions.forward({ret.pk: 2}, actor=people.bo())
    assert question in city.get(f"/city/{ret.pk}/").content.decode()
