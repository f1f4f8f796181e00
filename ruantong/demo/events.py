"""The life of a return as review acts and trail entries, in the words of the actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Action, Role, State, decide
from ruantong.demo.lives import Act
from ruantong.demo.rows import Note, submissions
from ruantong.demo.stories import Story
from ruantong.trail.record import TrailAct

# What the respondent does while typing leaves no ReviewAct: nobody else may know of it.
_TYPING = frozenset({Action.SAVE, Action.VALIDATE_PASS, Action.VALIDATE_FAIL})


@dataclass(frozen=True, slots=True)
class Event(TrailAct):
    """A future entry of the trail; ``revision``: the submission whose ``trail_number`` it gives."""

    revision: int = 0


@dataclass(frozen=True)
class Life:
    """The acts of one return, and who takes each. ``first_revision`` is the key of submission 1."""

    pk: int
    story: Story
    actors: Mapping[Role, User]
    ruleset: str
    first_revision: int
    due: datetime

    def review_acts(self) -> list[tuple[Any, ...]]:
        """What everybody who may see the return reads in its history (without the key)."""
        number = 0
        acts = []
        for act in self.story.acts:
            number += act.action is Action.SUBMIT
            if act.action in _TYPING:
                continue
            actor = self.actors[act.role]
            acts.append(
                (
                    self.pk,
                    number,
                    act.action.value,
                    actor.pk,
                    actor.role,
                    act.at,
                    act.target,
                    act.reason,
                )
            )
        return acts

    def events(self, explanations: Iterable[Note], remarks: Iterable[Note]) -> list[Event]:
        """Every act as the trail tells it."""
        subject = f"return:{self.pk}"
        found: list[Event] = []
        state = State.NOT_STARTED
        version = number = 0
        for act in self.story.acts:
            before = state
            state = decide(state, act.action, act.role).state or state
            version += act.action is Action.SAVE
            number += act.action is Action.SUBMIT
            said = self._said(act, before, state, version, number)
            name = "validate" if act.action in _TYPING - {Action.SAVE} else act.action.value
            revision = self.first_revision + number - 1 if act.action is Action.SUBMIT else 0
            actor = self.actors[act.role]
            found.append(Event(act.at, actor, f"return.{name}", subject, said, revision))
        for note in explanations:
            told = {"finding": note.target}
            found.append(Event(note.at, note.author, "return.explain", subject, told))
        for note in remarks:
            told = {"target": note.target, "text": note.text}
            found.append(Event(note.at, note.author, "return.remark", subject, told))
        return found

    def _said(
        self, act: Act, before: State, state: State, version: int, number: int
    ) -> dict[str, Any]:
        match act.action:
            case Action.SAVE:
                return {"version": version, "was": before.value}
            case Action.VALIDATE_PASS | Action.VALIDATE_FAIL:
                passed = act.action is Action.VALIDATE_PASS
                return {"version": version, "passed": passed, "ruleset": self.ruleset}
            case Action.SUBMIT:
                filing = self.story.filings[number - 1]
                return {
                    "revision": number,
                    "content_hash": filing.content_hash,
                    "ruleset": filing.ruleset,
                    "late": submissions(self.story)[0] > self.due,
                }
        reason = {"target": act.target, "reason": act.reason} if act.reason else {}
        return {"revision": number, "state": state.value, **reason}
