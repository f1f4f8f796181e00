"""One story as the rows of its tables, each as the actions would have left it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ruantong.accounts.models import User
from ruantong.core.content import WITH_FACTS
from ruantong.core.lifecycle import Action
from ruantong.demo import words
from ruantong.demo.lives import Schedule
from ruantong.demo.stories import EXPLAINED_BEFORE, Story
from ruantong.registry.models import ReportingUnit
from ruantong.returns.regimes import regime_for_period

RETURN = (
    "id", "unit", "period", "frequency", "regime", "district_code", "state", "due_on", "late",
    "revision", "forwarded_revision", "accepted_revision", "submitted_at", "state_since",
    "open_queries", "impact", "filed_name", "filed_park",
)  # fmt: skip
REVISION = (
    "id", "owner", "number", "forms", "report", "explanations", "signatories", "facts",
    "hash_form", "content_hash",
    "regime", "ruleset", "submitted_at", "submitted_by", "due_on", "due_reason", "late",
    "trail_number", "draft_version",
)  # fmt: skip
DRAFT = (
    "owner", "forms", "version", "touched", "overridden", "report", "report_version",
    "updated_at", "updated_by",
)  # fmt: skip
ACT = ("id", "owner", "revision", "action", "actor", "role", "at", "target", "reason")

_TAKEN_BACK = frozenset({Action.SEND_BACK_TO_DISTRICT, Action.SEND_BACK_TO_ENTERPRISE})


@dataclass(frozen=True)
class Note:
    """An explanation or a remark: what, by whom, when, on which finding."""

    target: str
    text: str
    author: User
    at: datetime


def return_row(pk: int, unit: ReportingUnit, story: Story, schedule: Schedule) -> tuple[Any, ...]:
    """The return in the state its life leads to, in the order of :data:`RETURN`."""
    submits = submissions(story)
    numbers = reviewed_numbers(story)
    moved = [act.at for act in story.acts if act.action is not Action.CROSS_CHECK]
    latest = story.filings[-1] if story.filings else None
    return (
        pk,
        unit.pk,
        story.period,
        schedule.period.frequency.value,
        regime_for_period(schedule.period).key,
        unit.district_id,
        story.state.value,
        schedule.due,
        first_is_late(story, schedule),
        len(submits),
        numbers.get(Action.FORWARD, 0),
        numbers.get(Action.ACCEPT, 0),
        submits[-1] if submits else None,
        moved[-1] if moved else schedule.opened,
        len(latest.explained) if latest else 0,
        latest.impact if latest else None,
        unit.name if latest else "",
        unit.park if latest else "",
    )


def first_is_late(story: Story, schedule: Schedule) -> bool:
    """迟报: the first submission came after the deadline."""
    return any(at.date() > schedule.due for at in submissions(story)[:1])


def submissions(story: Story) -> list[datetime]:
    """Moments of 确定上报."""
    return [act.at for act in story.acts if act.action is Action.SUBMIT]


def reviewed_numbers(story: Story) -> dict[Action, int]:
    """Revision numbers last forwarded and accepted; an acceptance taken back counts no more."""
    number = 0
    found: dict[Action, int] = {}
    for act in story.acts:
        if act.action is Action.SUBMIT:
            number += 1
        elif act.action in {Action.FORWARD, Action.ACCEPT}:
            found[act.action] = number
        elif act.action in _TAKEN_BACK:
            found[Action.ACCEPT] = 0
    return found


def revision_rows(
    first: int, owner: int, story: Story, schedule: Schedule, respondent: User
) -> list[tuple[Any, ...]]:
    """Every submission, in the order of :data:`REVISION`; ``trail_number`` comes at the end."""
    regime = regime_for_period(schedule.period).key
    return [
        (
            first + place,
            owner,
            place + 1,
            filing.forms,
            filing.report,
            filing.explanations,
            filing.signatories,
            filing.facts,
            WITH_FACTS,
            filing.content_hash,
            regime,
            filing.ruleset,
            at,
            respondent.pk,
            schedule.due,
            schedule.due_reason,
            first_is_late(story, schedule),
            0,
            saves_before(story, at),
        )
        for place, (filing, at) in enumerate(zip(story.filings, submissions(story), strict=True))
    ]


def saves_before(story: Story, moment: datetime) -> int:
    """Version of the draft at a moment: how often it was saved until then."""
    return sum(act.action is Action.SAVE and act.at <= moment for act in story.acts)


def draft_row(owner: int, story: Story, respondent: User) -> tuple[Any, ...] | None:
    """The draft as last saved, in the order of :data:`DRAFT`; None before the first save."""
    draft = story.draft
    if draft is None:
        return None
    saves = [act.at for act in story.acts if act.action is Action.SAVE]
    version = len(saves)
    reported = version if draft.report is not None else None
    at, author = saves[-1], respondent.pk
    return (owner, draft.forms, version, "{}", draft.overridden, draft.report, reported, at, author)


def explanations(story: Story, respondent: User) -> list[Note]:
    """What was written before the submission, or before a 数据审核 that passed."""
    told: dict[str, Note] = {}
    submits = submissions(story)
    for filing in story.filings:
        for key, text in filing.explained.items():
            told.setdefault(key, Note(key, text, respondent, submits[0] - EXPLAINED_BEFORE))
    for key, text in story.explained.items():
        at = story.acts[-1].at - EXPLAINED_BEFORE
        told.setdefault(key, Note(key, text, respondent, at))
    return list(told.values())


def remarks(pk: int, story: Story, respondent: User, officer: User) -> list[Note]:
    """On every third explained return the district asks and the enterprise answers."""
    if not story.filings or not story.filings[-1].explained or pk % 3:
        return []
    forwarded = [act.at for act in story.acts if act.action is Action.FORWARD]
    if not forwarded:
        return []
    submitted = max(at for at in submissions(story) if at < forwarded[-1])
    key = next(iter(story.filings[-1].explained))
    step = (forwarded[-1] - submitted) / 3
    choice = pk // 3 % len(words.QUESTIONS)
    asked = ((officer, words.QUESTIONS[choice], 1), (respondent, words.ANSWERS[choice], 2))
    return [
        Note(key, text, author, submitted + max(step * place, timedelta(seconds=place)))
        for author, text, place in asked
    ]
