"""Forms as PDF: the official head and foot, what was filed and nothing else, in every state."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from django.utils.html import escape

from ruantong.core.lifecycle import State
from ruantong.gateways import clock
from ruantong.registry.survey.packs import regimes
from ruantong.returns.models import Return, Revision
from ruantong.returns.moving import actions
from ruantong.returns.paper import typesetting
from ruantong.returns.paper.documents import blank_pdf
from ruantong.trail.models import TrailEntry
from tests import people
from tests.passing import seen
from tests.returns import story
from tests.returns.pdfs import fonts_of, pdf, squeezed, text_of

pytestmark = pytest.mark.django_db
FORMS = [(key, form.code) for key, regime in regimes().items() for form in regime.forms]


@pytest.fixture
def client() -> Client:
    return people.signed_in(people.alice())


def address(ret: Return, code: str = "6") -> str:
    return f"/returns/{ret.pk}/{code}/form.pdf"


def printed(client: Client, ret: Return, query: str = "") -> str:
    return text_of(pdf(client.get(address(ret) + query)))


def test_a_draft_is_printed_as_one_with_the_official_head_and_foot(client: Client) -> None:
    text = printed(client, story.fill(story.opened()))
    for said in (
        "软件和信息技术服务业企业月报表", "软统企6表", "制定机关：工业和信息化部", "批准机关：国家统计局",
        "批准文号：国统制〔2021〕136号", "有效期至：2024年10月31日", people.make_unit().uscc,
        people.make_unit().name, "2024年1—5月", "计量单位：万元、万美元、人、%", "300.50", "1,000",
        "单位负责人：", "统计负责人：", "填表人：", "联系电话", "报出日期：", "单位公章", "第1页共1页",
        "草稿未上报",
    ):  # fmt: skip
        assert said in text, said
    assert "内容校验值" not in text


def test_the_typeface_is_in_the_file(client: Client) -> None:
    fonts = set(fonts_of(pdf(client.get(address(story.opened())))))
    assert fonts
    assert all(embedded for _, embedded in fonts)


def test_a_submission_is_printed_with_its_number_and_hash(client: Client) -> None:
    ret = story.submitted(story.opened())
    revision = Revision.objects.get(owner=ret)
    text = printed(client, ret)
    assert "草稿" not in text
    for said in ("第1次上报", revision.content_hash, "已上报", "单位负责人：甲负责"):
        assert said in text, said


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.DISTRICT_RETURNED, "已退回"),
        (State.CITY_RETURNED, "已退回"),
        (State.FORWARDED, "区县已上报"),
        (State.ACCEPTED, "市级已通过"),
    ],
)
def test_the_state_stands_across_a_submission(client: Client, state: State, said: str) -> None:
    ret = story.brought_to(state, story.opened())
    assert said in printed(client, ret, "?revision=1")


def test_what_was_taken_back_or_replaced_says_so(client: Client) -> None:
    ret = story.submitted(story.opened())
    actions.withdraw(ret.pk, actor=people.alice())
    assert "已撤回" in printed(client, ret, "?revision=1")
    ret = story.submitted(ret, {**story.GOOD, "6.2010.A": "1001"})
    assert "已撤回" in printed(client, ret, "?revision=1")
    assert "1,001" in printed(client, ret)
    assert "1,001" not in printed(client, ret, "?revision=1")


def test_a_submission_there_is_not_has_no_pdf(client: Client) -> None:
    assert client.get(address(story.opened()) + "?revision=1").status_code == 404


def named(name: str) -> tuple[Client, Return]:
    """A respondent of a unit of this name, and its return."""
    unit = people.make_unit(name=name)
    return people.signed_in(people.alice(unit)), story.opened(unit)


def test_what_is_typed_is_never_markup() -> None:
    name = '#panic("x") [甲] $x^2$ \\@ *粗* _斜_ <标> `码` // 行 /* 段 */ = 题 - 项 ~ #{1+1} "引" \\u{41}'
    assert squeezed(name) in printed(*named(name))


def test_long_words_stay_on_the_page() -> None:
    name = "重庆" + "软件信息技术" * 8 + "W" * 60
    client, ret = named(name)
    reader = pdf(client.get(address(ret)))
    assert squeezed(name) in text_of(reader)
    assert max(len(line) for line in reader.pages[0].extract_text().splitlines()) < len(name)


@pytest.mark.parametrize(("edition", "code"), FORMS)
def test_every_form_of_every_edition_has_a_blank(edition: str, code: str) -> None:
    regime = regimes()[edition]
    form = regime.form[code]
    answer = people.signed_in(people.alice()).get(f"/blanks/{edition}/{code}.pdf")
    text = text_of(pdf(answer))
    for said in (
        form.name, form.number, form.issued_by_label, regime.validity.approval_number, form.note,
        form.unit_text, *(row.label for row in form.indicators), *(field.name for field in regime.foot),
    ):  # fmt: skip
        assert squeezed(said) in text, said
    assert ("依据公开资料还原" in text) >= (not form.official)
    assert "草稿" not in text


def test_the_page_of_blanks_leads_to_each() -> None:
    page = people.signed_in(people.bo()).get("/blanks/").content.decode()
    assert all(f"/blanks/{edition}/{code}.pdf" in page for edition, code in FORMS)


def test_an_edition_there_is_not_has_no_blank(client: Client) -> None:
    assert client.get("/blanks/none/6.pdf").status_code == 404
    assert client.get("/blanks/miit_software_2021/99.pdf").status_code == 404


def test_without_a_chinese_typeface_the_page_says_what_is_missing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "family", lambda: "")
    answer = client.get(address(story.opened()))
    assert answer.status_code < 500
    assert escape("服务器上没有中文字体") in answer.content.decode()


def test_several_are_made_at_the_same_time() -> None:
    regime = next(iter(regimes().values()))
    with ThreadPoolExecutor(4) as threads, clock.at("2024-06-13"):
        made = list(threads.map(lambda form: blank_pdf(regime, form), regime.forms))
    assert all(each.content.startswith(b"%PDF-") for each in made)


def test_the_print_page_leads_to_the_pdf_of_the_same_submission(client: Client) -> None:
    ret = story.submitted(story.opened())
    page = client.get(f"/returns/{ret.pk}/6/print/?revision=1").content.decode()
    assert f"{address(ret)}?revision=1" in page


# ---- the archive of a submission ---------------------------------------------------------------

EXPLAINED = "从业人员工资含年终奖金，一次发放"


@pytest.fixture
def explained() -> Return:
    """Submitted with a query that had to be explained."""
    ret = story.validated(story.opened(), story.DOUBTFUL)
    alice = people.alice(ret.unit)
    for finding in story.report_of(ret)["findings"]:
        story.explain(ret.pk, actor=alice, finding_key=finding["key"], text=EXPLAINED)
    actions.validate(ret.pk, actor=alice)
    story.submit(ret, alice)
    return story.fresh(ret)


def test_the_archive_holds_forms_explanations_and_receipt(
    client: Client, explained: Return
) -> None:
    revision = Revision.objects.get(owner=explained)
    entry = TrailEntry.objects.get(pk=revision.trail_number)
    reader = pdf(client.get(f"/returns/{explained.pk}/archive/1.pdf"))
    text = text_of(reader)
    for said in (
        "软件和信息技术服务业企业月报表", "软统企6表", "上报回执", EXPLAINED, "R6-19",
        revision.content_hash, revision.ruleset, f"第{revision.trail_number}条", entry.hash,
        revision.due_reason, "甲负责", "艾丽丝", "核对办法", f"共{len(reader.pages)}页",
    ):  # fmt: skip
        assert squeezed(said) in text, said


def test_every_submission_keeps_its_own_archive(client: Client) -> None:
    ret = story.submitted(story.opened())
    actions.send_back(ret.pk, actor=people.bo(), target="6.2090.A", reason=story.REASON)
    story.submitted(ret, {"6.2090.A": "98", "6.2080.A": "302"})
    first, second = (text_of(pdf(client.get(f"/returns/{ret.pk}/archive/{n}.pdf"))) for n in (1, 2))
    assert "98.00" not in first
    assert "已有更新的上报" in first
    assert "98.00" in second
    assert client.get(f"/returns/{ret.pk}/archive/3.pdf").status_code == 404


def test_receipt_and_history_lead_to_the_archive(client: Client, explained: Return) -> None:
    wanted = f"/returns/{explained.pk}/archive/1.pdf"
    for page in ("receipt/1/", "history/"):
        assert wanted in client.get(f"/returns/{explained.pk}/{page}").content.decode()


@pytest.mark.parametrize("address", ["form/6.pdf", "archive.pdf"])
def test_a_desk_takes_the_submission_it_reads_and_leaves_an_entry(address: str) -> None:
    ret = story.submitted(story.opened())
    bo, chen = people.signed_in(people.bo()), people.signed_in(people.chen())
    assert "300.50" in text_of(pdf(bo.get(f"/desk/{ret.pk}/{address}")))
    acts = TrailEntry.objects.filter(actor="bo").values_list("act", flat=True)
    assert {"return.read", "file.export"} <= set(acts)
    assert chen.get(f"/city/{ret.pk}/{address}").status_code == 404
    actions.forward(seen(ret.pk), actor=people.bo())
    assert "300.50" in text_of(pdf(chen.get(f"/city/{ret.pk}/{address}")))
    assert address in bo.get(f"/desk/{ret.pk}/").content.decode()
    assert people.signed_in(people.eve()).get(f"/desk/{ret.pk}/{address}").status_code == 404
