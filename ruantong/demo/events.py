"""The life of a return as review acts and trail entries, in the words of the actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Action, Role, State, decide
from ruantong.demo.lives import Act
from ruantong.demo.stories import Story
from ruantong.returns.models import Explanation, Remark, Return, ReviewAct, Revision

# What the respondent does while typing leaves no ReviewAct: nobody else may know of it.
_TYPING = frozenset({Action.SAVE, Action.VALIDATE_PASS, Action.VALIDATE_FAIL})


@dataclass
class Event:
    """One future trail entry; ``submission``: it becomes the ``trail_number`` of that revision."""

    at: datetime
    actor: User | None
    act: str
    subject: str
    data: dict[str, Any]
    submission: Revision | None = None


@dataclass(frozen=True)
class Life:
    """The acts of one return, and who takes each."""

    ret: Return
    story: Story
    actors: Mapping[Role, User]
    ruleset: str

    def review_acts(self) -> list[ReviewAct]:
        """What everybody who may see the return reads in its history."""
        number = 0
        acts = []
        for act in self.story.acts:
            number += act.action is Action.SUBMIT
            if act.action in _TYPING:
                continue
            actor = self.actors[act.role]
            acts.append(
                ReviewAct(
                    owner=self.ret,
                    revision=number,
                    action=act.action.value,
                    actor=actor,
                    role=actor.role,
                    at=act.at,
                    target=act.target,
                    reason=act.reason,
                )
            )
        return acts

    def events(
        self,
        revisions: Sequence[Revision],
        explanations: Sequence[Explanation],
        remarks: Sequence[Remark],
    ) -> list[Event]:
        """Every act as the trail tells it."""
        subject = f"return:{self.ret.pk}"
        found: list[Event] = []
        state = State.NOT_STARTED
        version = number = 0
        for act in self.story.acts:
            before = state
            state = decide(state, act.action, act.role).state or state
            version += act.action is Action.SAVE
            number += act.action is Action.SUBMIT
            said = self._said(act, before, state, version, number, revisions)
            name = "validate" if act.action in _TYPING - {Action.SAVE} else act.action.value
            submission = revisions[number - 1] if act.action is Action.SUBMIT else None
            found.append(
                Event(act.at, self.actors[act.role], f"return.{name}", subject, said, submission)
            )
        for explanation in explanations:
            told = {"finding": explanation.finding_key}
            found.append(Event(explanation.at, explanation.author, "return.explain", subject, told))
        for remark in remarks:
            told = {"target": remark.target, "text": remark.text}
            found.append(Event(remark.at, remark.author, "return.remark", subject, told))
        return found

    def _said(
        self,
        act: Act,
        before: State,
        state: State,
        version: int,
        number: int,
        revisions: Sequence[Revision],
    ) -> dict[str, Any]:
        match act.action:
            case Action.SAVE:
                return {"version": version, "was": before.value}
            case Action.VALIDATE_PASS | Action.VALIDATE_FAIL:
                passed = act.action is Action.VALIDATE_PASS
                return {"version": version, "passed": passed, "ruleset": self.ruleset}
            case Action.SUBMIT:
                made = revisions[number - 1]
                return {
                    "revision": number,
                    "content_hash": made.content_hash,
                    "ruleset": made.ruleset,
                    "late": made.late,
                }
        reason = {"target": act.target, "reason": act.reason} if act.reason else {}
        return {"revision": number, "state": state.value, **reason}
