"""A reminder holds no figure and nothing of a return: asked when the wording is loaded, and when it is sent."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ruantong.core.periods import Period
from ruantong.followup import wording
from ruantong.followup.models import Reminder
from ruantong.followup.wording import ContentFault, Facts, read, words
from tests import people
from tests.followup.owing import letters, rule, sent, unit_with, worked

SOURCE = Path(wording.__file__).with_name("wording.toml")
FACTS = Facts("某某软件有限公司", Period.parse("2024-05"), date(2024, 6, 12), date(2024, 6, 9))


def source() -> dict[str, Any]:
    return tomllib.loads(SOURCE.read_text(encoding="utf-8"))


TELLING = (
    "{unit}的营业收入为{revenue}，请上报。",
    "{period}请按1200万元填报。",
    "{period}营业收入请填写五百万元。",
    "{period}请在上期基础上增加６%。",
    "{owner.impact}",
)


def test_a_wording_with_a_figure_or_another_place_is_refused_when_it_is_loaded() -> None:
    for text in TELLING:
        given = source()
        given["after"]["text"] = text
        with pytest.raises(ContentFault):
            read(given)


def test_a_wording_that_is_missing_is_named() -> None:
    given = source()
    del given["last"]
    with pytest.raises(ContentFault, match="last"):
        read(given)


def test_every_kind_says_period_and_day() -> None:
    for kind in wording.KINDS:
        said = words(FACTS, kind=kind)
        assert "2024年1—5月" in said.title
        assert "2024年6月12日" in said.text


def test_an_addition_with_a_value_is_refused() -> None:
    with pytest.raises(ContentFault):
        words(FACTS, note="营业收入应填写为1200万元")


@pytest.mark.django_db
def test_an_addition_that_came_past_the_page_is_not_sent() -> None:
    alice = people.alice()
    ret = unit_with(1, alice)
    made = rule(channels=())
    Reminder.objects.create(
        owner=ret, occasion=made.occasion, rule=made, channel="site", recipient=alice,
        note="营业收入应填写为1200万元", made_at=made.changed_at, due_at=made.changed_at,
    )  # fmt: skip
    worked("2024-06-09T09:05:00")
    assert sent(ret) == [("site", Reminder.FAILED)]
    assert letters(alice) == []
