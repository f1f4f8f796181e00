"""Drafts: every save is kept, faults are told with their place, nobody but the city writes."""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.accounts.access import Refused
from ruantong.core.lifecycle import Role
from ruantong.rulelab import drafts, publishing, runs
from ruantong.rulelab.models import DraftText, RuleDraft
from tests import people
from tests.rulelab.bench import EDITION, STRICT, WHY, checked, latest, released, written

pytestmark = pytest.mark.django_db


def test_a_faulty_text_is_kept_and_its_fault_is_told_with_line_and_column() -> None:
    text = STRICT.replace("[2050]", "[2050")
    saved = written(text)
    assert latest(saved.draft).text == text
    found = drafts.check_text(saved.draft, saved)
    assert not found.usable
    assert [(f.line, f.column) for f in found.faults] == [(6, 4)]


def test_every_saved_text_stays() -> None:
    saved = written()
    drafts.save_draft(saved.draft_id, actor=people.chen(), number=2, text="# 第三稿\n")
    texts = DraftText.objects.filter(draft=saved.draft).order_by("number")
    assert [text.text for text in texts] == ["", STRICT, "# 第三稿\n"]
    with pytest.raises(TypeError):
        saved.delete()


def test_a_text_written_on_an_older_one_is_refused_and_changes_nothing() -> None:
    saved = written()
    with pytest.raises(Refused, match="第2稿"):
        drafts.save_draft(saved.draft_id, actor=people.chen(), number=1, text="别的")
    assert latest(saved.draft).text == STRICT


def test_the_linter_speaks_of_the_draft_against_the_rules_in_force() -> None:
    text = STRICT.replace("[2050] <= [2010] × 0.5", "[2020] >= [2010] + 1")
    report = checked(text).report
    assert report is not None
    assert [(f.kind, set(f.rules)) for f in report.findings if f.kind == "contradiction"] == [
        ("contradiction", {"R6-02", "R6-13"})
    ]


def test_a_sound_draft_shows_what_it_changes() -> None:
    found = checked(parameters="usd = 7.2", removed="R6-34")
    assert found.usable
    assert {d.what: d.change for d in found.differences} == {
        "R6-13": "修改",
        "R6-34": "删去",
        "参数 usd": "修改",
    }


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "还是空的"),
        ({"removed": "R6-99"}, "R6-99"),
        ({"parameters": "floor_key = 3"}, "不能在此修改"),
        ({"parameters": "usd = 很多"}, "不是数字"),
    ],
)
def test_what_is_wrong_beside_the_text_is_told(fields: dict[str, str], said: str) -> None:
    found = checked(**fields)
    assert not found.usable
    assert said in found.others[0]


def test_a_parameter_line_that_says_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="参数名 = 数"):
        written(parameters="七点二")


def test_invisible_marks_of_a_copied_rule_do_not_stop_it() -> None:
    assert written("\ufeff" + STRICT.replace("[", "\u200e[")).text == STRICT


def test_a_title_is_never_cut() -> None:
    with pytest.raises(Refused, match="101个字，应不超过100个字"):
        drafts.create_draft(
            actor=people.chen(), title="题" * 101, regime_key="miit_software_2021", form="6"
        )


def test_a_huge_text_is_refused() -> None:
    with pytest.raises(Refused, match="过长"):
        written("x" * (drafts.LONGEST_TEXT + 1))


def test_a_published_draft_cannot_be_changed_or_published_again() -> None:
    saved = written()
    given: dict[str, Any] = {"number": 2, "first": "2024-06", "reason": WHY}
    release = released(saved)
    assert RuleDraft.objects.get(pk=saved.draft_id).release == release
    assert release.texts == {"6": STRICT}
    with pytest.raises(Refused, match="已发布"):
        drafts.save_draft(saved.draft_id, actor=people.chen(), number=2, text="别的")
    with pytest.raises(Refused, match="已经发布"):
        publishing.propose_release(saved.draft_id, actor=people.chen(), **given)


@pytest.mark.parametrize(
    ("first", "said"),
    [("2024", "月报"), ("2025-02", "制度版本"), ("六月", "不是报告期"), ("2024-01", "1月")],
)
def test_a_wrong_first_period_is_refused(first: str, said: str) -> None:
    saved = written()
    with pytest.raises(Refused, match=said):
        publishing.propose_release(
            saved.draft_id, actor=people.chen(), number=2, first=first, reason=WHY
        )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CITY])
def test_only_the_city_writes_tries_and_publishes(role: Role) -> None:
    saved, actor = written(), people.EVERYONE[role]()
    with pytest.raises(Refused, match="市级"):
        drafts.create_draft(actor=actor, title="收紧", regime_key=EDITION, form="6")
    with pytest.raises(Refused, match="市级"):
        drafts.save_draft(saved.draft_id, actor=actor, number=2, text="")
    with pytest.raises(Refused, match="市级"):
        runs.start_run(saved, actor=actor, periods=["2024-05"])
    with pytest.raises(Refused, match="市级"):
        publishing.propose_release(
            saved.draft_id, actor=actor, number=2, first="2024-06", reason=WHY
        )
