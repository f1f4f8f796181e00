"""What the unit and copy guard noticed is a hint to ask about: a sentence, never a figure."""

from __future__ import annotations

import re
from html import unescape

import pytest

from ruantong.core.lifecycle import State
from ruantong.returns.models import Return, Revision
from ruantong.returns.moving import actions
from tests import people
from tests.desks.pages import get, may_return, text_of, words
from tests.passing import seen
from tests.returns.story import (
    APRIL,
    DOUBTFUL,
    GOOD,
    earlier,
    explain,
    fill,
    forwarded,
    fresh,
    submit,
    submitted,
)

pytestmark = pytest.mark.django_db
WHY = "本月集中确认大额项目收入，已核对合同"
#: Four months of the same business, but a tenth of the research; only the guard sees anything in it.
SMALLER = {
    **GOOD, "6.2010.A": "800", "6.2021.A": "240", "6.2022.A": "80", "6.2050.A": "480",
    "6.2080.A": "24", "6.2090.A": "80", "6.2110.A": "80", "6.2111.A": "160",
}  # fmt: skip


def slipped(before: dict[str, str] = SMALLER, now: dict[str, str] = GOOD) -> Return:
    """A submission in which some figures are ten times what they were before."""
    ret = may_return()
    earlier(ret.unit, APRIL, before)
    fill(ret, now)
    alice = people.alice(ret.unit)
    for finding in actions.validate(ret.pk, actor=alice).findings:
        if finding.severity.value == "query":
            explain(ret.pk, actor=alice, finding_key=finding.key, text=WHY)
    actions.validate(ret.pk, actor=alice)
    submit(ret, alice)
    return fresh(ret)


def question_in(page: str) -> str:
    found = re.search(r'<textarea id="ask-6\.2080\.A"[^>]*>([^<]*)</textarea>', page)
    assert found
    return unescape(found[1])


def test_the_district_reads_it_and_may_ask_with_it() -> None:
    ret = slipped()
    page = get(people.bo(), f"/desk/{ret.pk}/")
    assert "疑似单位错 费用总额（2080）与上期相比约为其10倍" in words(page)
    question = question_in(text_of(page))
    answer = people.signed_in(people.bo()).post(
        f"/desk/{ret.pk}/ask/", {"target": "6.2080.A", "text": question}
    )
    assert answer.status_code == 302, words(answer)
    assert ret.remarks.get().target == "6.2080.A"
    asked = get(people.alice(ret.unit), f"/returns/{ret.pk}/history/")
    assert "与上期相比约为其10倍" in words(asked)


def test_a_question_with_a_figure_is_not_sent_and_stays_under_its_hint() -> None:
    ret = slipped()
    answer = people.signed_in(people.bo()).post(
        f"/desk/{ret.pk}/ask/", {"target": "6.2080.A", "text": "请改为10万元"}
    )
    assert answer.status_code == 422
    assert question_in(text_of(answer)) == "请改为10万元"
    assert not ret.remarks.exists()


def test_what_is_told_beside_a_finding_is_no_hint_of_its_own() -> None:
    ret = slipped({**SMALLER, "6.2080.A": "240", "6.2111.A": "71", "6.2112.A": "14"}, DOUBTFUL)
    stored = Revision.objects.get(owner=ret).report
    sentences = {f["diagnosis"] for f in stored["findings"]} - {""}
    assert sentences
    page = words(get(people.bo(), f"/desk/{ret.pk}/"))
    for sentence in sentences:
        assert f"疑似填错 {sentence}" in page
        assert f"疑似单位错 {sentence}" not in page


def test_city_and_association_read_it_too_once_it_is_forwarded() -> None:
    ret = slipped()
    assert "疑似单位错" not in words(get(people.chen(), f"/city/{ret.pk}/"))
    actions.forward(seen(ret.pk), actor=people.bo())
    assert fresh(ret).lifecycle is State.FORWARDED
    for reader, desk in ((people.chen(), "city"), (people.dai(), "association")):
        assert "疑似单位错 费用总额（2080）" in words(get(reader, f"/{desk}/{ret.pk}/"))


def test_nothing_suspicious_nothing_said() -> None:
    page = words(get(people.bo(), f"/desk/{submitted(may_return()).pk}/"))
    assert "疑似" not in page
    assert "没有需要核实的项目" in page


def test_no_respondent_of_another_unit_comes_near_it() -> None:
    ret = forwarded(may_return())
    assert get(people.alice(people.make_unit(9)), f"/desk/{ret.pk}/").status_code in {403, 404}
