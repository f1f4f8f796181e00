"""After 数据审核: the respondent, and nobody else, is asked which figures may be wrong."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from ruantong.registry.survey.packs import regimes
from ruantong.returns.models import Return
from ruantong.returns.moving import actions
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


@pytest.mark.django_db
def test_an_error_is_followed_by_the_question_with_links_to_the_cells(client: Client) -> None:
    ret = story.validated(story.opened(), {**GOOD, "6.2010.A": "1"})
    for text in (block(client, ret), block(client, ret, "")):
        assert QUESTION in text
        assert 'data-goto="6.2010.A"' in text
        assert "范围" not in text
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
def test_the_question_is_that_of_the_figures_as_they_are_now(client: Client) -> None:
    ret = story.validated(story.opened(), {**GOOD, "6.2010.A": "1"})
    first = block(client, ret)
    assert block(client, ret) == first
    other = story.validated(ret, {**GOOD, "6.2021.A": "999999"})
    second = block(client, other)
    assert second != first
    assert 'data-goto="6.2021.A"' in second
    assert block(client, story.validated(other, {**GOOD, "6.2010.A": "1"})) == first


@pytest.mark.django_db
def test_a_text_that_cannot_be_read_comes_first(client: Client) -> None:
    ret = story.opened()
    story.fill(ret, {**GOOD, "6.2090.A": "约一百", "6.2010.A": "1"})
    actions.validate(ret.pk, actor=people.alice())
    assert block(client, ret) == ""


MISTAKES = [
    {"6.2010.A": "1"},
    {"6.20211.A": "99999"},
    {"6.2010.A": "1", "6.2022.A": "3"},
    {"6.2050.A": "7", "6.2051.A": "4123.45"},
    {"6.2010.A": "", "6.2051.A": "700"},
    {"6.2112.A": "-1"},
]


@pytest.mark.django_db
@pytest.mark.parametrize("mistakes", MISTAKES)
def test_the_question_holds_no_figure_at_all(client: Client, mistakes: dict[str, str]) -> None:
    """Not even a bound: within a hair of the answer it would be typed in unseen."""
    text = block(client, story.validated(story.opened(), {**GOOD, **mistakes}))
    words = re.sub(r"<[^>]*>", " ", text)
    assert QUESTION in words
    assert re.findall(r"[0-9][0-9,]*\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+", words) == []
    assert "范围" not in words
    # whole numbers are codes and names of indicators, which the page shows for every reader
    names = " ".join(i.code + i.name for i in regimes()[REGIME].form["6"].indicators)
    titles = " ".join(rule.title for rule in regimes()[REGIME].rules)
    numbers = re.findall(r"[0-9]+", words)
    assert [n for n in numbers if n not in names and n not in titles] == []
