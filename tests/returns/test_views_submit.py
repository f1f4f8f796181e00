"""确定上报: sign, be told the law, get a receipt; 撤回 while nobody has reviewed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from ruantong.core.lifecycle import State
from ruantong.gateways import clock
from ruantong.returns.models import Explanation, Return, Revision
from ruantong.returns.moving import actions
from tests import people
from tests.returns import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def ret() -> Return:
    return story.opened()


@pytest.fixture
def client() -> Client:
    return people.signed_in(people.alice())


def submit(client: Client, ret: Return, **changes: Any) -> Any:
    content = {**story.SIGNED, "version": story.version_of(ret), **changes}
    return client.post(f"/returns/{ret.pk}/submit", content)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def main_act(text: str) -> str:
    """What the page's one primary button says."""
    (said,) = re.findall(r'class="btn btn--primary"[^>]*>([^<]*)<', text)
    return str(said)


def test_before_validation_one_is_told_what_is_missing(client: Client, ret: Return) -> None:
    story.fill(ret)
    text = page(client, f"/returns/{ret.pk}/submit")
    assert "还不能上报" in text
    assert main_act(text) == "数据审核"
    assert "表尾签署" not in text


def test_open_findings_are_counted(client: Client, ret: Return) -> None:
    story.validated(ret, story.DOUBTFUL)
    text = page(client, f"/returns/{ret.pk}/submit")
    assert "还有1项核实性问题待填写说明" in text
    assert main_act(text) == "填写说明", "another 数据审核 would find the same"


def test_the_page_names_the_law_and_starts_from_the_account(client: Client, ret: Return) -> None:
    story.validated(ret)
    text = page(client, f"/returns/{ret.pk}/submit")
    assert "《中华人民共和国统计法》" in text
    assert 'value="艾丽丝"' in text
    assert 'value="13800000001"' in text


def test_signatories_of_last_time_are_proposed(client: Client) -> None:
    unit = people.make_unit()
    changed = {"6.2010.A": "780", "6.2021.A": "240", "6.2022.A": "80", "6.2050.A": "470"}
    changed |= {"6.2080.A": "230", "6.2090.A": "80", "6.2110.A": "80", "6.2111.A": "160"}
    story.earlier(unit, story.APRIL, {**story.GOOD, **changed})
    ret = story.validated(story.opened(unit))
    assert 'value="甲负责"' in page(client, f"/returns/{ret.pk}/submit")


def test_a_receipt_follows_with_everything_that_proves_the_filing(
    client: Client, ret: Return
) -> None:
    story.validated(ret)
    answer = submit(client, ret)
    assert answer["Location"] == f"/returns/{ret.pk}/receipt/1/"
    revision = Revision.objects.get(owner=ret)
    text = page(client, answer["Location"])
    for said in (
        revision.content_hash, revision.ruleset, f"第 {revision.trail_number} 条", "按时",
        "2024年6月12日", "甲负责", "乙统计", "丙填表", "待区县审核", ret.unit.uscc,
    ):  # fmt: skip
        assert said in text


def test_a_late_filing_is_called_late(client: Client, ret: Return) -> None:
    with clock.at("2024-06-13"):
        story.validated(ret)
        assert "上报后标记为迟报" in page(client, f"/returns/{ret.pk}/submit")
        submit(client, ret)
        assert "<strong>迟报</strong>" in page(client, f"/returns/{ret.pk}/receipt/1/")


def test_sending_twice_gives_the_same_receipt(client: Client, ret: Return) -> None:
    story.validated(ret)
    version = story.version_of(ret)
    first, second = submit(client, ret, version=version), submit(client, ret, version=version)
    assert first["Location"] == second["Location"]
    assert Revision.objects.filter(owner=ret).count() == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"unit_head": ""}, "请填写单位负责人"),
        ({"mobile": "", "phone": ""}, "请填写联系电话"),
        ({"mobile": "12"}, "12"),
        ({"version": "0"}, "请刷新页面"),
        ({"version": "x"}, "请刷新页面"),
    ],
)
def test_what_lacks_is_named_and_what_was_typed_stays(
    client: Client, ret: Return, changes: dict[str, str], told: str
) -> None:
    story.validated(ret)
    answer = submit(client, ret, **{"statistics_head": "新负责人", **changes})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert told in text
    assert 'value="新负责人"' in text
    assert story.fresh(ret).lifecycle is State.PASSED


def test_a_failed_return_is_not_submitted_by_a_made_up_request(client: Client, ret: Return) -> None:
    story.validated(ret, {**story.GOOD, "6.2010.A": "1"})
    assert submit(client, ret).status_code == 422
    assert story.fresh(ret).lifecycle is State.FAILED


def test_a_submission_is_withdrawn_after_one_question_and_its_receipt_says_so(
    client: Client, ret: Return
) -> None:
    story.submitted(ret)
    assert f'href="/returns/{ret.pk}/withdraw"' in page(client, f"/returns/{ret.pk}/receipt/1/")
    assert "确定撤回第1次上报吗" in page(client, f"/returns/{ret.pk}/withdraw")
    assert story.fresh(ret).lifecycle is State.SUBMITTED, "asking changes nothing"
    answer = client.post(f"/returns/{ret.pk}/withdraw")
    assert story.fresh(ret).lifecycle is State.DRAFTING
    assert Revision.objects.filter(owner=ret).count() == 1
    receipt = page(client, answer["Location"])
    assert "2024年6月10日" in receipt
    assert "由艾丽丝撤回" in receipt


def test_the_figures_that_are_sealed_stand_on_the_page(client: Client, ret: Return) -> None:
    story.validated(ret)
    text = page(client, f"/returns/{ret.pk}/submit")
    sealed = re.search(r'<section class="panel sealed".*?</section>', text, re.DOTALL)
    assert sealed
    words = re.sub(r"<[^>]*>", " ", sealed[0])
    filed = story.fresh(ret).own_draft.forms["6"]["cells"]
    for code in ("2010", "2020", "2090", "2111", "2112"):
        assert f"{float(filed[code]['A']):,.2f}" in words or filed[code]["A"] in words, code
    assert "<input" not in sealed[0]


def test_all_faults_of_the_foot_are_told_at_once_and_nothing_typed_is_lost(
    client: Client, ret: Return
) -> None:
    story.validated(ret)
    foot = {"unit_head": "", "statistics_head": "乙统计", "preparer": "", "mobile": "12345"}
    answer = client.post(f"/returns/{ret.pk}/submit", {**foot, "version": story.version_of(ret)})
    assert answer.status_code == 422
    text = answer.content.decode()
    for key in ("unit_head", "preparer", "mobile"):
        assert f'id="sign-{key}-error"' in text, key
    assert 'id="sign-statistics_head-error"' not in text
    assert 'value="乙统计"' in text
    assert 'value="12345"' in text


def test_once_forwarded_it_is_not_withdrawn(client: Client, ret: Return) -> None:
    story.forwarded(ret)
    text = client.post(f"/returns/{ret.pk}/withdraw", follow=True).content.decode()
    assert "不能执行“撤回”" in text
    assert 'action="/returns/1/withdraw"' not in text


def test_a_receipt_that_does_not_exist_is_not_found(client: Client, ret: Return) -> None:
    story.submitted(ret)
    assert client.get(f"/returns/{ret.pk}/receipt/2/").status_code == 404


# ---- explanations ------------------------------------------------------------------------------

REASON = "本期集中发放上年度项目奖金，人均工资上升"


def key_of(ret: Return) -> str:
    """The one query of the last 数据审核."""
    (finding,) = story.report_of(ret)["findings"]
    return str(finding["key"])


def test_a_query_is_explained_in_place_and_then_passes(client: Client, ret: Return) -> None:
    story.validated(ret, story.DOUBTFUL)
    note = f"note:{key_of(ret)}"
    assert f'name="{note}"' in page(client, f"/returns/{ret.pk}/6/")
    sent = {"version": story.version_of(ret), "cells": {note: "属实"}}
    answer = client.post(f"/returns/{ret.pk}/save", sent, content_type="application/json").json()
    assert answer["values"] == {note: "属实"}
    assert "过于简单" in answer["unexplained"][note]
    sent = {"version": answer["version"], "cells": {note: REASON}}
    answer = client.post(f"/returns/{ret.pk}/save", sent, content_type="application/json").json()
    assert answer["unexplained"] == {}
    assert "请重新数据审核" in page(client, f"/returns/{ret.pk}/6/")
    actions.validate(ret.pk, actor=people.alice())
    assert story.fresh(ret).lifecycle is State.PASSED


@pytest.mark.parametrize("act", ["save", "validate", "submit"])
@pytest.mark.parametrize("where", ["6/", ""])
def test_without_script_every_button_carries_the_explanations(
    client: Client, ret: Return, where: str, act: str
) -> None:
    story.validated(ret, story.DOUBTFUL)
    content = {"act": act, "version": story.version_of(ret), f"note:{key_of(ret)}": REASON}
    assert client.post(f"/returns/{ret.pk}/{where}", content).status_code == 302
    assert Explanation.objects.get(owner=ret).text == REASON
    assert (story.fresh(ret).lifecycle is State.PASSED) is (act == "validate")


@pytest.mark.parametrize("where", ["6/", ""])
def test_an_explanation_that_meets_another_window_comes_back(
    client: Client, ret: Return, where: str
) -> None:
    story.validated(ret, story.DOUBTFUL)
    key, version = key_of(ret), story.version_of(ret)
    story.explain(ret.pk, actor=people.alice(), finding_key=key, text=REASON)
    mine = "本期新增外包人员，工资一次性结算"
    content = {"act": "save", "version": version, f"note:{key}": mine}
    answer = client.post(f"/returns/{ret.pk}/{where}", content)
    assert answer.status_code in {409, 422}
    assert mine in answer.content.decode()
    assert REASON in answer.content.decode()
    assert Explanation.objects.get(owner=ret).text == REASON
