"""Rows of many returns at once, as the actions would have left them; the trail comes at the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from itertools import count
from typing import Any

from django.db import connection

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.demo import rows
from ruantong.demo.bulk import Table, settle_sequences
from ruantong.demo.events import Event, Life
from ruantong.demo.lives import Schedule
from ruantong.demo.stories import Story
from ruantong.gateways.clock import SHANGHAI
from ruantong.registry.models import ReportingUnit
from ruantong.returns.models import Draft, Explanation, Remark, Return, ReviewAct, Revision
from ruantong.trail.models import TrailEntry
from ruantong.trail.record import record_all


class Cast:
    """Who acts: a respondent per unit, an officer per district, one account for other roles."""

    def __init__(
        self,
        respondents: Mapping[int, User],
        officers: Mapping[str, User],
        others: Mapping[Role, User],
    ) -> None:
        self.respondents = respondents  # by unit id
        self.officers = officers  # by district code
        self.others = others

    def of(self, unit: ReportingUnit) -> dict[Role, User]:
        """The account that takes each role's steps for this unit."""
        return {
            **self.others,
            Role.RESPONDENT: self.respondents[unit.pk],
            Role.DISTRICT: self.officers[unit.district_id],
        }


class Writer:
    """Writes returns in batches and remembers what the trail must tell."""

    def __init__(
        self,
        cast: Cast,
        schedules: Mapping[str, Schedule],
        rulesets: Mapping[str, str],
        events: list[Event],
    ) -> None:
        self.cast, self.schedules, self.rulesets, self.events = cast, schedules, rulesets, events
        self.returns = Table(Return, *rows.RETURN)
        self.revisions = Table(Revision, *rows.REVISION)
        self.drafts = Table(Draft, *rows.DRAFT)
        self.acts = Table(ReviewAct, *rows.ACT)
        self.explanations = Table(Explanation, "id", "owner", "finding_key", "text", "author", "at")
        self.remarks = Table(Remark, "id", "owner", "target", "text", "author", "role", "at")
        self.keys = {
            table: count(table.first_free())
            for table in (
                self.returns,
                self.revisions,
                self.acts,
                self.explanations,
                self.remarks,
            )
        }
        self.late_from = {
            period: datetime.combine(schedule.due, time.max, SHANGHAI)
            for period, schedule in schedules.items()
        }

    def write(self, told: Iterable[tuple[ReportingUnit, list[Story]]]) -> int:
        """Insert the returns of some units with all that belongs to them; answers how many."""
        batch: dict[Table, list[tuple[Any, ...]]] = {
            table: [] for table in (*self.keys, self.drafts)
        }
        for unit, stories in told:
            actors = self.cast.of(unit)
            for story in stories:
                self._collect(batch, unit, actors, story)
        for table, collected in batch.items():
            table.insert(collected)
        return len(batch[self.returns])

    def _collect(
        self,
        batch: dict[Table, list[tuple[Any, ...]]],
        unit: ReportingUnit,
        actors: Mapping[Role, User],
        story: Story,
    ) -> None:
        schedule = self.schedules[story.period]
        respondent, officer = actors[Role.RESPONDENT], actors[Role.DISTRICT]
        pk = next(self.keys[self.returns])
        batch[self.returns].append(rows.return_row(pk, unit, story, schedule))
        first = 0
        if story.filings:
            first = next(self.keys[self.revisions])
            for _ in story.filings[1:]:
                next(self.keys[self.revisions])
        batch[self.revisions] += rows.revision_rows(first, pk, story, schedule, respondent)
        if (draft := rows.draft_row(pk, story, respondent)) is not None:
            batch[self.drafts].append(draft)
        told = rows.explanations(story, respondent)
        asked = rows.remarks(pk, story, respondent, officer)
        batch[self.explanations] += [
            (next(self.keys[self.explanations]), pk, n.target, n.text, n.author.pk, n.at)
            for n in told
        ]
        batch[self.remarks] += [
            (next(self.keys[self.remarks]), pk, n.target, n.text, n.author.pk, n.author.role, n.at)
            for n in asked
        ]
        late_from = self.late_from[story.period]
        life = Life(pk, story, actors, self.rulesets[story.period], first, late_from)
        batch[self.acts] += [(next(self.keys[self.acts]), *act) for act in life.review_acts()]
        self.events += life.events(told, asked)

    def write_trail(self) -> int:
        """Record all events in the order of time and give the submissions their numbers."""
        self.events.sort(key=lambda event: event.at)
        entries = record_all(self.events, insert=_insert_entries)
        numbered = zip(entries, self.events, strict=True)
        numbers = [(entry.number, event.revision) for entry, event in numbered if event.revision]
        table = self.revisions.name
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET trail_number = %s WHERE id = %s",  # noqa: S608
                numbers,
            )
        settle_sequences(*self.keys)
        return len(self.events)


def _insert_entries(entries: list[TrailEntry]) -> None:
    fields = [field.name for field in TrailEntry._meta.concrete_fields]
    rows = ([getattr(entry, name) for name in fields] for entry in entries)
    data = fields.index("data")
    Table(TrailEntry, *fields).insert(
        (*row[:data], json.dumps(row[data], ensure_ascii=False), *row[data + 1 :]) for row in rows
    )
