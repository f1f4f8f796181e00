"""One story as the rows of its tables, each as the actions would have left it."""

from __future__ import annotations

from datetime import datetime, timedelta

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Action
from ruantong.demo import words
from ruantong.demo.lives import Schedule
from ruantong.demo.stories import EXPLAINED_BEFORE, Story
from ruantong.registry.models import ReportingUnit
from ruantong.returns.models import Draft, Explanation, Remark, Return, Revision
from ruantong.returns.regimes import regime_for_period

_TAKEN_BACK = frozenset({Action.SEND_BACK_TO_DISTRICT, Action.SEND_BACK_TO_ENTERPRISE})


def return_row(unit: ReportingUnit, story: Story, schedule: Schedule) -> Return:
    """The return in the state its life leads to."""
    submits = submissions(story)
    numbers = reviewed_numbers(story)
    moved = [act.at for act in story.acts if act.action is not Action.CROSS_CHECK]
    latest = story.filings[-1] if story.filings else None
    return Return(
        unit=unit,
        period=story.period,
        frequency=schedule.period.frequency.value,
        regime=regime_for_period(schedule.period).key,
        district_code=unit.district_id,
        state=story.state.value,
        due_on=schedule.due,
        late=bool(submits) and submits[-1].date() > schedule.due,
        revision=len(submits),
        forwarded_revision=numbers.get(Action.FORWARD, 0),
        accepted_revision=numbers.get(Action.ACCEPT, 0),
        submitted_at=submits[-1] if submits else None,
        state_since=moved[-1] if moved else schedule.opened,
        open_queries=len(latest.explanations) if latest else 0,
        impact=latest.impact if latest else None,
    )


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


def revisions(ret: Return, story: Story, schedule: Schedule, respondent: User) -> list[Revision]:
    """Every submission; ``trail_number`` is known only when the whole trail is."""
    return [
        Revision(
            owner=ret,
            number=number,
            forms=filing.forms,
            report=filing.report,
            explanations=filing.explanations,
            signatories=filing.signatories,
            content_hash=filing.content_hash,
            regime=ret.regime,
            ruleset=filing.report["ruleset"],
            submitted_at=at,
            submitted_by=respondent,
            due_on=schedule.due,
            due_reason=schedule.due_reason,
            late=at.date() > schedule.due,
            draft_version=saves_before(story, at),
            trail_number=0,
        )
        for number, (filing, at) in enumerate(
            zip(story.filings, submissions(story), strict=True), start=1
        )
    ]


def saves_before(story: Story, moment: datetime) -> int:
    """Version of the draft at a moment: how often it was saved until then."""
    return sum(act.action is Action.SAVE and act.at <= moment for act in story.acts)


def draft(ret: Return, story: Story, respondent: User) -> Draft | None:
    """The draft as last saved; None before the first save."""
    if story.draft is None:
        return None
    saves = [act.at for act in story.acts if act.action is Action.SAVE]
    return Draft(
        owner=ret,
        forms=story.draft.forms,
        version=len(saves),
        overridden=story.draft.overridden,
        report=story.draft.report,
        report_version=len(saves) if story.draft.report is not None else None,
        updated_at=saves[-1],
        updated_by=respondent,
    )


def explanations(ret: Return, story: Story, respondent: User) -> list[Explanation]:
    """What was written before the submission, or before a 数据审核 that passed."""
    told: dict[str, Explanation] = {}
    for filing in story.filings:
        for said in filing.explanations:
            told.setdefault(
                said["key"],
                Explanation(
                    owner=ret,
                    finding_key=said["key"],
                    text=said["text"],
                    author=respondent,
                    at=datetime.fromisoformat(said["at"]),
                ),
            )
    for key, text in story.explained.items():
        at = story.acts[-1].at - EXPLAINED_BEFORE
        told.setdefault(
            key, Explanation(owner=ret, finding_key=key, text=text, author=respondent, at=at)
        )
    return list(told.values())


def remarks(ret: Return, story: Story, respondent: User, officer: User) -> list[Remark]:
    """On every third explained return the district asks and the enterprise answers."""
    if not story.filings or not story.filings[-1].explanations or ret.pk % 3:
        return []
    forwarded = [act.at for act in story.acts if act.action is Action.FORWARD]
    if not forwarded:
        return []
    submitted = max(at for at in submissions(story) if at < forwarded[-1])
    key = story.filings[-1].explanations[0]["key"]
    step = (forwarded[-1] - submitted) / 3
    choice = ret.pk // 3 % len(words.QUESTIONS)
    asked = ((officer, words.QUESTIONS[choice], 1), (respondent, words.ANSWERS[choice], 2))
    return [
        Remark(
            owner=ret,
            target=key,
            text=text,
            author=author,
            role=author.role,
            at=submitted + max(step * place, timedelta(seconds=place)),
        )
        for author, text, place in asked
    ]
