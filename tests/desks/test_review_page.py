"""The review page: what it shows, and that no field of it could take a figure."""

from __future__ import annotations

import pytest

from ruantong.core.lifecycle import ACTION_LABELS, Action, State
from ruantong.gateways import clock
from ruantong.returns.judging.beside import earlier_for
from ruantong.returns.models import PeriodOpening, Return, Revision
from ruantong.returns.moving import actions
from tests import people
from tests.desks.pages import controls, get, may_return, text_of, words
from tests.passing import seen
from tests.returns.story import (
    APRIL,
    GOOD,
    MAY,
    brought_to,
    earlier,
    explained,
    forwarded,
    opened,
    submitted,
)

pytestmark = pytest.mark.django_db

BECAUSE = "本月起新签技术服务合同，人员由外包转为自有"
# Words, and the choice of what they are about.
ALLOWED = {
    "csrfmiddlewaretoken", "form", "revision", "target", "text", "action", "name-text", "unlock-text",
    "back-target", "back-cell", "back-text", "opinion-target", "opinion-cell", "opinion-text",
}  # fmt: skip


def doubtful(serial: int = 1, because: str = BECAUSE) -> Return:
    """A submission with explained queries."""
    return explained(may_return(serial), because)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.FORWARDED, State.LOCKED])
@pytest.mark.parametrize("reviewer", ["bo", "chen", "dai"])
def test_no_control_takes_a_value(state: State, reviewer: str) -> None:
    ret = brought_to(state, may_return())
    url = {"bo": "/desk/", "chen": "/city/", "dai": "/association/"}[reviewer]
    page = get(getattr(people, reviewer)(), f"{url}{ret.pk}/")
    given = controls(page) if page.status_code == 200 else []
    own = [name for action, name in given if str(ret.pk) in action]
    assert set(own) <= ALLOWED
    outside = {action for action, _ in given if str(ret.pk) not in action}
    assert outside <= {"/logout/"}


@pytest.mark.parametrize(
    ("state", "words_of_buttons"),
    [
        (State.SUBMITTED, {"审核通过并上报市级", "退回企业"}),
        (State.CITY_RETURNED_TO_DISTRICT, {"审核通过并上报市级", "退回企业"}),
        (State.FORWARDED, set()),
        (State.ACCEPTED, set()),
    ],
)
def test_the_district_may_do_what_the_table_allows(
    state: State, words_of_buttons: set[str]
) -> None:
    ret = brought_to(state, may_return())
    text = text_of(get(people.bo(), f"/desk/{ret.pk}/"))
    for label in ("审核通过并上报市级", "退回企业"):
        assert (f">{label}</button>" in text) is (label in words_of_buttons)
    assert ("本级没有可办理的事项" in text) is (not words_of_buttons)


def test_the_official_words_of_the_acts_are_on_the_buttons() -> None:
    ret = forwarded(may_return())
    text = text_of(get(people.chen(), f"/city/{ret.pk}/"))
    for action in (Action.ACCEPT, Action.SEND_BACK_TO_DISTRICT):
        assert f">{ACTION_LABELS[action]}</button>" in text


def test_findings_come_with_sentence_explanation_and_cells() -> None:
    ret = doubtful()
    page = words(get(people.bo(), f"/desk/{ret.pk}/"))
    assert "从业人员工资总额" in page
    assert f"填写说明 {BECAUSE}" in page
    assert f'href="?form=6#{"6.2111.A"}"' in text_of(get(people.bo(), f"/desk/{ret.pk}/"))


def test_a_question_stands_in_the_thread_of_its_finding() -> None:
    ret = doubtful()
    client = people.signed_in(people.bo())
    key = Revision.objects.get(owner=ret).explanations[0]["key"]
    response = client.post(
        f"/desk/{ret.pk}/ask/", {"target": key, "text": "外包转自有涉及哪些岗位？", "form": "6"}
    )
    assert response["Location"] == f"/desk/{ret.pk}/?form=6#finding-{key}"
    actions.remark(ret.pk, actor=people.alice(), target=key, text="主要是测试和运维岗位")
    page = words(get(people.bo(), f"/desk/{ret.pk}/"))
    assert page.index("外包转自有涉及哪些岗位？") < page.index("主要是测试和运维岗位")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("请改为120万元", "请勿写明企业应填报的数值"),
        ("", "这个字段是必填项"),
        ("嗯", "请写明原因"),
    ],
)
def test_a_question_that_is_not_sent_stays_on_the_page(text: str, said: str) -> None:
    ret = doubtful()
    key = Revision.objects.get(owner=ret).explanations[0]["key"]
    response = people.signed_in(people.bo()).post(
        f"/desk/{ret.pk}/ask/", {"target": key, "text": text}
    )
    assert response.status_code == 422
    assert text in text_of(response)
    assert (said if text else "请写明要问什么。") in words(response)
    assert not ret.remarks.exists()


def test_a_question_about_a_finding_the_return_does_not_have_is_not_sent() -> None:
    ret = submitted(may_return())
    response = people.signed_in(people.bo()).post(
        f"/desk/{ret.pk}/ask/", {"target": "R6-01:A", "text": "请说明原因是什么"}
    )
    assert response.status_code == 422
    assert "这条审核发现不在本报表中" in words(response)


def test_only_what_changed_since_the_own_last_decision_is_listed() -> None:
    ret = submitted(may_return())
    actions.send_back(ret.pk, actor=people.bo(), target="6.2090.A", reason="利润变化大，请核实")
    submitted(ret, {**GOOD, "6.2090.A": "101"})
    page = words(get(people.bo(), f"/desk/{ret.pk}/"))
    assert "与本级上次办理的第1版相比，改动1处" in page
    assert "2090 利润总额（本年本期累计） 100.00 101.00" in page
    actions.forward(seen(ret.pk), actor=people.bo())
    page = words(get(people.bo(), f"/desk/{ret.pk}/"))
    assert "自本级上次办理（第2版）以来没有改动" in page
    # the city has not decided yet: everything is new to it
    assert "本级上次办理" not in words(get(people.chen(), f"/city/{ret.pk}/"))


def test_the_previous_period_is_beside_the_figures() -> None:
    unit = may_return().unit
    april = earlier(unit, APRIL, {**GOOD, "6.2010.A": "777.77"})
    ret = forwarded(opened(unit, MAY))
    assert "777.77" in text_of(get(people.bo(), f"/desk/{ret.pk}/"))
    # as its own return it is the district's alone until it was forwarded
    filed = Revision.objects.get(owner=ret)
    assert earlier_for(people.bo(), ret, filed).previous is not None
    assert earlier_for(people.chen(), ret, filed).previous is None
    assert earlier_for(people.eve(), ret, filed).previous is None
    actions.forward(seen(april.pk), actor=people.bo())
    assert earlier_for(people.chen(), ret, filed).previous is not None


def test_a_late_submission_says_so_with_the_reason_of_the_day() -> None:
    ret = may_return()
    with clock.at("2024-06-13"):
        submitted(ret)
        page = words(get(people.bo(), f"/desk/{ret.pk}/"))
    assert "迟报" in page
    assert "规定日期2024年6月12日（星期三）" in page


def test_signatories_are_shown_to_the_district_and_not_to_the_association() -> None:
    ret = forwarded(may_return())
    assert "丙填表" in words(get(people.bo(), f"/desk/{ret.pk}/"))
    assert "丙填表" not in words(get(people.dai(), f"/association/{ret.pk}/"))


def test_an_unknown_form_opens_the_first_one() -> None:
    ret = submitted(may_return())
    for form in ("99", "7", "../x"):
        page = get(people.bo(), f"/desk/{ret.pk}/", form=form)
        assert 'id="6.2010.A"' in text_of(page)


def test_a_period_after_the_edition_shows_the_decision_of_the_city() -> None:
    ret = submitted(may_return())
    PeriodOpening.objects.filter(pk="2024-05").update(decision="依据部里通知延用")
    page = words(get(people.bo(), f"/desk/{ret.pk}/"))
    assert "本期晚于制度有效期，依据市级决定使用：依据部里通知延用" in page
