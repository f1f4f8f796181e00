"""Bulk inserts that leave the tables as the actions would have; the trail is chained at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.demo import rows
from ruantong.demo.events import Event, Life
from ruantong.demo.lives import Act, Schedule
from ruantong.demo.stories import Story
from ruantong.registry.models import ReportingUnit
from ruantong.returns.models import Draft, Explanation, Remark, Return, ReviewAct, Revision
from ruantong.trail.models import TrailEntry
from ruantong.trail.record import chain

_BATCH = 500


@dataclass(frozen=True)
class Cast:
    """Who acts: a respondent per unit, an officer per district, one account for other roles."""

    respondents: Mapping[int, User]  # by unit id
    officers: Mapping[str, User]  # by district code
    others: Mapping[Role, User]

    def actor(self, act: Act, unit: ReportingUnit) -> User:
        """The account that takes this step for this unit."""
        if act.role is Role.RESPONDENT:
            return self.respondents[unit.pk]
        if act.role is Role.DISTRICT:
            return self.officers[unit.district_id]
        return self.others[act.role]


@dataclass
class Writer:
    """Writes returns in batches and remembers what the trail must tell."""

    cast: Cast
    schedules: Mapping[str, Schedule]
    rulesets: Mapping[str, str]  # hash by period
    events: list[Event] = field(default_factory=list)

    def write(self, told: Iterable[tuple[ReportingUnit, list[Story]]]) -> int:
        """Insert the returns of some units with all that belongs to them; answers how many."""
        pairs = [(unit, story) for unit, stories in told for story in stories]
        returns = [
            rows.return_row(unit, story, self.schedules[story.period]) for unit, story in pairs
        ]
        Return.objects.bulk_create(returns, batch_size=_BATCH)
        revisions: list[Revision] = []
        acts: list[ReviewAct] = []
        drafts: list[Draft] = []
        explanations: list[Explanation] = []
        remarks: list[Remark] = []
        for ret, (unit, story) in zip(returns, pairs, strict=True):
            respondent = self.cast.respondents[unit.pk]
            made = rows.revisions(ret, story, self.schedules[story.period], respondent)
            told_here = rows.explanations(ret, story, respondent)
            asked = rows.remarks(ret, story, respondent, self.cast.officers[unit.district_id])
            if (draft := rows.draft(ret, story, respondent)) is not None:
                drafts.append(draft)
            actors = {act.role: self.cast.actor(act, unit) for act in story.acts}
            life = Life(ret, story, actors, self.rulesets[story.period])
            acts += life.review_acts()
            self.events += life.events(made, told_here, asked)
            revisions += made
            explanations += told_here
            remarks += asked
        Revision.objects.bulk_create(revisions, batch_size=_BATCH)
        ReviewAct.objects.bulk_create(acts, batch_size=_BATCH)
        Draft.objects.bulk_create(drafts, batch_size=_BATCH)
        Explanation.objects.bulk_create(explanations, batch_size=_BATCH)
        Remark.objects.bulk_create(remarks, batch_size=_BATCH)
        _keep_keys_only(revisions)
        return len(returns)

    def write_trail(self) -> int:
        """Chain all events in the order of time and give the submissions their numbers."""
        self.events.sort(key=lambda event: event.at)
        numbers: list[tuple[int, int]] = []
        batch: list[TrailEntry] = []
        last: TrailEntry | None = None
        for event in self.events:
            last = chain(
                last,
                at=event.at,
                actor=event.actor.username if event.actor else "system",
                role=event.actor.role if event.actor else "system",
                act=event.act,
                subject=event.subject,
                data=event.data,
            )
            batch.append(last)
            if event.submission is not None:
                numbers.append((last.number, event.submission.pk))
            if len(batch) == 20 * _BATCH:
                TrailEntry.objects.bulk_create(batch, batch_size=_BATCH)
                batch = []
        TrailEntry.objects.bulk_create(batch, batch_size=_BATCH)
        table = connection.ops.quote_name(Revision._meta.db_table)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET trail_number = %s WHERE id = %s",  # noqa: S608
                numbers,
            )
        return last.number if last else 0


def _keep_keys_only(revisions: Iterable[Revision]) -> None:
    """Events hold on to revisions until the end; their contents need not stay in memory."""
    for revision in revisions:
        revision.forms, revision.report = {}, {}
