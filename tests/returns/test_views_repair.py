"""After 数据审核: the respondent, and nobody else, is asked which figures may be wrong."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from ruantong.core.rules.repair import Problem, RepairAdvice
from ruantong.core.rules.repair_parts import Repair, RepairCell
from ruantong.registry.packs import regimes
from ruantong.returns import actions
from ruantong.returns.models import Return
from ruantong.returns.repairing import shown
from tests import people
from tests.returns import story
from tests.returns.story import GOOD

REGIME = "miit_software_2021"
QUESTION = "可能是这些指标填错，请核对原始资料："


@pytest.fixture
def client() -> Client:
    return people.signed_in(people.alice())


def block(client: Client, ret: Return, form: str = "6") -> str:
    """The question on a form's page, or on the overview; empty when it is not asked."""
    answer = client.get(f"/returns/{ret.pk}/{form}/" if form else f"/returns/{ret.pk}/")
    found = re.search(
        r'<div class="repair".*?(?=<details|</section>)', answer.content.decode(), re.DOTALL
    )
    return found[0] if found else ""


def asked(cell: RepairCell) -> str:
    """The note beside the only cell of a repair of R6-03."""
    advice = RepairAdvice((Problem(("R6-03:A",), (Repair((cell,), 1000),), True),), ())
    return shown(regimes()[REGIME], advice).questions[0].choices[0].cells[0].note


@pytest.mark.django_db
def test_an_error_is_followed_by_the_question_with_links_to_the_cells(client: Client) -> None:
    ret = story.validated(story.opened(), {**GOOD, "6.2010.A": "1"})
    for text in (block(client, ret), block(client, ret, "")):
        assert QUESTION in text
        assert 'data-goto="6.2010.A"' in text
        assert "使审核关系成立的范围：不小于" in text
        assert "6.2020.A" not in text, "the platform computes it"


@pytest.mark.django_db
def test_nothing_is_asked_when_all_holds_or_after_an_edit(client: Client) -> None:
    ret = story.validated(story.opened())
    assert block(client, ret) == ""
    other = story.validated(ret, {**GOOD, "6.2010.A": "1"})
    assert block(client, other)
    version = story.version_of(other)
    actions.save(other.pk, actor=people.alice(), version=version, cells={"6.2010.A": "2"})
    assert block(client, other) == ""


@pytest.mark.django_db
def test_a_text_that_cannot_be_read_comes_first(client: Client) -> None:
    ret = story.opened()
    story.fill(ret, {**GOOD, "6.2090.A": "约一百", "6.2010.A": "1"})
    actions.validate(ret.pk, actor=people.alice())
    assert block(client, ret) == ""


def test_a_range_is_told_and_a_single_figure_never() -> None:
    ref = "6.2021.A"
    assert asked(RepairCell(ref, 100, 5_000, None)).endswith("：不小于 50.00")
    assert asked(RepairCell(ref, 100, None, 123_400)).endswith("：不大于 1,234.00")
    assert asked(RepairCell(ref, 9, 100, 400)).endswith("：1.00 至 4.00")
    assert asked(RepairCell(ref, 9, 12_345, 12_345)) == ""
    assert asked(RepairCell(ref, 9, 123_450, 123_452)) == "", "as good as a figure"
    assert asked(RepairCell(ref, None, 12_345, 12_345)) == "还没有填写"
