"""The form page works as an ordinary web form: shows, keeps, validates, and loses nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from ruantong.core.lifecycle import EDITABLE, Role, State
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.returns.models import Draft, Return
from ruantong.returns.moving import actions
from tests import people
from tests.returns import story

pytestmark = pytest.mark.django_db
SEPARATED = {"6.2010.A": "1,234,567.50", "6.2021.A": "-12,345.00"}


@pytest.fixture
def ret() -> Return:
    return story.opened()


@pytest.fixture
def client() -> Client:
    return people.signed_in(people.alice())


def address(ret: Return, code: str = "6") -> str:
    return f"/returns/{ret.pk}/{code}/"


def page(client: Client, ret: Return, code: str = "6", query: str = "") -> str:
    answer = client.get(address(ret, code) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, ret: Return, **fields: Any) -> Any:
    content = {"version": story.version_of(ret), "act": "save", **fields}
    return client.post(address(ret), content)


def draft(ret: Return) -> dict[str, Any]:
    forms: dict[str, Any] = Draft.objects.get(owner=ret).forms
    return forms


def control(text: str, ref: str) -> str:
    """The tag of the input with this id."""
    found = re.search(rf'<(?:input|select)[^>]* ?id="{re.escape(ref)}"[^>]*>', text)
    assert found, ref
    return found[0]


def test_the_official_head_and_foot_are_on_the_page(client: Client, ret: Return) -> None:
    text = page(client, ret)
    for said in (
        "软统企6表", "工业和信息化部", "国家统计局", "国统制〔2021〕136号", "2024年10月31日",
        ret.unit.uscc, ret.unit.name, "2024年1—5月", "计量单位：万元、万美元、人、%",
        "是否有嵌入式系统软件业务", "单位负责人", "统计负责人", "填表人", "报出日期",
    ):  # fmt: skip
        assert said in text


def test_the_buttons_have_the_words_of_the_notice(client: Client, ret: Return) -> None:
    buttons = re.findall(r"<button[^>]*data-act[^>]*>([^<]+)</button>", page(client, ret))
    assert buttons == ["保存", "数据审核", "确定上报"]


def test_every_cell_has_a_name_and_computed_ones_are_read_only(client: Client, ret: Return) -> None:
    text = page(client, ret)
    assert 'aria-label="2010 主营业务收入（本年本期累计）；万元"' in control(text, "6.2010.A")
    assert 'aria-label="2010 主营业务收入（同比（%））"' in control(text, "6.2010.D")
    assert " readonly" in control(text, "6.2020.A")
    assert " readonly" in control(text, "6.2010.D")
    assert " readonly" not in control(text, "6.2024.A")


def test_saving_keeps_canonical_texts(client: Client, ret: Return) -> None:
    answer = post(client, ret, **{"6.2010.A": "１，２３４．５", "6.2021.A": "1,000"})
    assert answer.status_code == 302
    cells = draft(ret)["6"]["cells"]
    assert (cells["2010"]["A"], cells["2021"]["A"]) == ("1234.50", "1000.00")


def test_what_is_not_understood_is_kept_and_told(client: Client, ret: Return) -> None:
    post(client, ret, **{"6.2010.A": "一千万", "6.2021.A": "5"})
    text = page(client, ret)
    assert 'value="一千万"' in control(text, "6.2010.A")
    assert 'aria-invalid="true"' in control(text, "6.2010.A")
    assert "“一千万”不是数字，应填写" in text
    assert draft(ret)["6"]["cells"]["2021"]["A"] == "5.00"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("12a", "不是数字"),
        ("1.234", "有3位小数"),
        ("1000000000000000", "超出可填范围"),
        ("1,23", "千分位逗号位置不对"),
        ("=SUM(A1)", "不是数字"),
        ("<b>1</b>", "&lt;b&gt;1&lt;/b&gt;"),
    ],
)
def test_bad_input_gets_its_sentence_beside_the_cell(
    client: Client, ret: Return, typed: str, told: str
) -> None:
    post(client, ret, **{"6.2010.A": typed})
    text = page(client, ret)
    assert 'id="fault-6.2010.A"' in text
    assert told in text
    assert "<b>1" not in text


def test_a_negative_amount_is_for_the_rules_to_judge(client: Client, ret: Return) -> None:
    post(client, ret, **{"6.2010.A": "-5", "act": "validate"})
    text = page(client, ret)
    assert 'value="-5.00"' in control(text, "6.2010.A")
    assert "R6-17" in text


def test_text_too_long_to_keep_is_refused_and_still_on_the_page(
    client: Client, ret: Return
) -> None:
    answer = post(client, ret, **{"6.2010.A": "9" * 4001, "6.2021.A": "7"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "至多4000个字符" in text
    assert 'value="7"' in control(text, "6.2021.A")
    assert not Draft.objects.filter(owner=ret).exists()


@pytest.mark.parametrize("version", ["", "abc", "-1", "999999999999999999999"])
def test_a_page_without_its_version_is_refused(client: Client, ret: Return, version: str) -> None:
    assert post(client, ret, **{"version": version, "6.2010.A": "1"}).status_code == 422


def test_fields_that_are_no_cells_of_the_form_are_ignored(client: Client, ret: Return) -> None:
    post(client, ret, **{"6.2010.A": "1", "6.9999.A": "5", "7.3011.A": "5", "6.2010.D": "5"})
    assert draft(ret) == {"6": {"cells": {"2010": {"A": "1.00"}}}}


def test_validation_saves_first_and_shows_its_result(client: Client, ret: Return) -> None:
    answer = post(client, ret, **{**story.GOOD, "6.2010.A": "1", "act": "validate"})
    assert answer["Location"].endswith("/6/#findings")
    text = page(client, ret)
    assert "审核未通过" in text
    assert "强制性审核未通过" in text
    assert "R6-02" in text
    assert 'href="#6.2010.A"' in text
    assert "finding-R6-02" in control(text, "6.2010.A")


def test_validation_that_finds_nothing_says_so(client: Client, ret: Return) -> None:
    post(client, ret, **{**story.GOOD, "act": "validate"})
    text = page(client, ret)
    assert "审核通过" in text
    assert "没有妨碍上报的问题" in text


def test_counts_shown_add_up(client: Client, ret: Return) -> None:
    post(client, ret, **{**story.GOOD, "act": "validate"})
    told = re.search(
        r"(?<!未)通过(\d+) · 不适用(\d+) · 未能判定(\d+)，共(\d+)项", page(client, ret)
    )
    assert told
    *parts, total = map(int, told.groups())
    assert sum(parts) == total > 0


def test_an_edit_after_validation_makes_its_result_old(client: Client, ret: Return) -> None:
    post(client, ret, **{**story.GOOD, "act": "validate"})
    post(client, ret, **{"6.2010.A": "1001"})
    text = page(client, ret)
    assert "审核结果已过期" in text
    assert "finding-R6" not in control(text, "6.2010.A")


def test_submitting_leads_to_the_page_where_one_signs(client: Client, ret: Return) -> None:
    answer = post(client, ret, **{**story.GOOD, "act": "submit"})
    assert answer["Location"] == f"/returns/{ret.pk}/submit"
    assert draft(ret)["6"]["cells"]["2010"]["A"] == "1000.00"


def test_two_windows_in_one_cell_are_told_and_the_respondent_chooses(
    client: Client, ret: Return
) -> None:
    post(client, ret, **{"6.2010.A": "1"})
    old = story.version_of(ret)
    post(client, ret, **{"6.2010.A": "2"})
    answer = post(client, ret, **{"version": old, "6.2010.A": "3", "6.2021.A": "9"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "另一个窗口改过同样的单元格" in text
    assert draft(ret)["6"]["cells"]["2010"]["A"] == "2.00"
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    kept = {"version": again["version"], "6.2010.A": "3", "6.2021.A": "9", "act": "resolve"}
    post(client, ret, **{**kept, "keep:6.2010.A": "stored"})
    assert draft(ret)["6"]["cells"] == {
        "2010": {"A": "2.00"},
        "2020": {"A": "9.00"},
        "2021": {"A": "9.00"},
    }
    post(client, ret, **{**kept, "version": story.version_of(ret), "keep:6.2010.A": "typed"})
    assert draft(ret)["6"]["cells"]["2010"]["A"] == "3.00"


def test_an_automatic_value_sent_back_unchanged_is_not_taken_for_ones_own(
    client: Client, ret: Return
) -> None:
    filled = {"6.head.embedded": "1", "6.2010.A": "10000", "6.2021.A": "3000", "6.2051.A": "4000"}
    post(client, ret, **filled)
    loaded = story.version_of(ret)
    assert draft(ret)["6"]["cells"]["2024"]["A"] == "2700.00"
    post(client, ret, **{"6.2010.A": "11000"})  # in another window
    as_loaded = {"6.2024.A": "2700.00", "auto:6.2024.A": "2700.00"}
    post(client, ret, **{"version": loaded, "6.2110.A": "5", **as_loaded})
    assert draft(ret)["6"]["cells"]["2024"]["A"] == "3600.00"
    post(client, ret, **{"6.2024.A": "1", "auto:6.2024.A": "3600.00"})
    assert draft(ret)["6"]["cells"]["2024"]["A"] == "1.00"


@pytest.mark.parametrize(
    "state", [s for s in State if s not in EDITABLE and s is not State.RETIRED]
)
def test_a_filed_return_is_shown_and_cannot_be_typed_into(
    client: Client, ret: Return, state: State
) -> None:
    story.brought_to(state, ret)
    text = page(client, ret)
    assert 'id="sheet-form"' not in text
    assert "1,000.00" in text
    answer = post(client, ret, **{"6.2010.A": "5", "act": "validate"})
    assert "不能再修改" in client.get(answer["Location"]).content.decode()
    assert draft(ret)["6"]["cells"]["2010"]["A"] == "1000.00"


def test_a_returned_return_shows_why_and_where(client: Client, ret: Return) -> None:
    story.brought_to(State.DISTRICT_RETURNED, ret)
    text = page(client, ret)
    assert f"区县退回：{story.REASON}" in text
    assert f'href="/returns/{ret.pk}/6/#6.2090.A"' in text


@pytest.mark.parametrize("code", ["1", "7", "99", "save-me"])
def test_a_form_that_is_not_owed_is_not_found(client: Client, ret: Return, code: str) -> None:
    assert client.get(address(ret, code)).status_code == 404


PAGES = ("", "6/", "6/print/", "submit", "history/", "receipt/1/")


@pytest.mark.parametrize("tail", PAGES)
def test_another_units_return_is_not_found(tail: str) -> None:
    foreign = story.submitted(story.opened(people.make_unit(9)), actor=_other())
    answer = people.signed_in(people.alice()).get(f"/returns/{foreign.pk}/{tail}")
    assert answer.status_code == 404


def _other() -> Any:
    user = people.person("zoe", Role.RESPONDENT, "佐伊", phone="13800000099")
    people.join(user, people.make_unit(9))
    return user


@pytest.mark.parametrize("tail", PAGES)
def test_reviewers_have_pages_of_their_own(ret: Return, tail: str) -> None:
    story.submitted(ret)
    for make in (people.bo, people.chen, people.dai, people.sun):
        assert people.signed_in(make()).get(f"/returns/{ret.pk}/{tail}").status_code == 403


def test_the_overview_lists_the_forms_and_how_far_they_are(client: Client, ret: Return) -> None:
    story.validated(ret, {**story.GOOD, "6.2010.A": "1"})
    text = client.get(f"/returns/{ret.pk}/").content.decode()
    assert "软件和信息技术服务业企业月报表" in text
    assert "处问题" in text
    assert f"/returns/{ret.pk}/6/#6.2010.A" in text


def test_validation_from_the_overview_starts_an_untouched_return(
    client: Client, ret: Return
) -> None:
    client.post(f"/returns/{ret.pk}/validate")
    assert story.fresh(ret).lifecycle is State.FAILED


def test_the_printed_form_has_no_fields_and_says_what_it_is(client: Client, ret: Return) -> None:
    story.fill(ret)
    text = client.get(f"/returns/{ret.pk}/6/print/").content.decode()
    assert "<input" not in text
    assert "未上报的草稿，不作为正式报表" in text
    story.submitted(ret)
    assert "内容校验值" in client.get(f"/returns/{ret.pk}/6/print/").content.decode()


def test_an_earlier_submission_can_be_read_again(client: Client, ret: Return) -> None:
    story.brought_to(State.DISTRICT_RETURNED, ret)
    story.submitted(ret, {"6.2090.A": "98", "6.2080.A": "302"})
    first, second = (page(client, ret, query=f"?revision={number}") for number in (1, 2))
    assert "第1次上报的内容" in first
    assert 'id="6.2090.A" tabindex="-1">100.00' in first
    assert 'id="6.2090.A" tabindex="-1">98.00' in second
    for query in ("?revision=3", "?revision=0", "?revision=x", "?revision=", "?revision=-1"):
        assert client.get(address(ret) + query).status_code == 404


def test_a_draft_is_printed_as_it_stands_also_after_a_return(client: Client, ret: Return) -> None:
    story.brought_to(State.DISTRICT_RETURNED, ret)
    story.fill(ret, {"6.2090.A": "97"})
    text = client.get(f"/returns/{ret.pk}/6/print/").content.decode()
    assert ">97.00</td>" in text
    assert "未上报的草稿" in text


def test_an_edition_used_after_its_validity_shows_the_decision(client: Client) -> None:
    people.make_unit()
    with clock.at("2024-12-05"):
        november = Period.parse("2024-11")
        actions.open_period(
            november, actor=people.chen(), decision="渝经信软件函〔2024〕1号同意沿用"
        )
        text = page(people.signed_in(people.alice()), Return.objects.get(period="2024-11"))
    assert "渝经信软件函〔2024〕1号同意沿用" in text


def test_amounts_come_with_separators_and_are_read_with_them(client: Client, ret: Return) -> None:
    post(client, ret, **{"6.2010.A": "1234567.5", "6.2021.A": "-12345"})
    text = page(client, ret)
    sent = {ref: re.search(r'value="([^"]*)"', control(text, ref)) for ref in SEPARATED}
    shown = {ref: found[1] for ref, found in sent.items() if found}
    assert shown == SEPARATED
    before = draft(ret), story.version_of(ret)
    post(client, ret, **shown)
    assert (draft(ret), story.version_of(ret)) == before  # as shown is as stored
    post(client, ret, **{"6.2010.A": "１，２３４，５６７"})
    assert draft(ret)["6"]["cells"]["2010"]["A"] == "1234567.00"


def test_the_rest_is_filled_with_0_without_script(client: Client, ret: Return) -> None:
    answer = post(client, ret, act="zeros", **{"6.2010.A": "5", "6.2021.A": "", "6.2024.A": ""})
    cells = draft(ret)["6"]["cells"]
    assert cells["2010"]["A"] == "5.00"
    assert cells["2021"]["A"] == cells["2050"]["A"] == "0.00"
    automatic = control(client.get(answer["Location"]).content.decode(), "6.2024.A")
    assert "data-platform" in automatic  # still for the platform to fill
    before = draft(ret)
    post(client, ret, act="zeros")
    assert draft(ret) == before
