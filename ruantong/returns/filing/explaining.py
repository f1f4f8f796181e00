"""填写说明 while it is typed: kept like a cell, whatever it says; whether it counts is judged later.

It travels with the cells of a save as ``"note:R6-19:A"``, so that it has their queue, their versions
and their conflicts (ADR 0048). A text that says too little or is too long is kept, told, and does not
explain anything yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ruantong.accounts.models import User
from ruantong.core.regime import Regime, Severity
from ruantong.core.values import shown
from ruantong.gateways import clock
from ruantong.returns.errors import Refused
from ruantong.returns.judging.audit import explanations_of
from ruantong.returns.models import Draft, Explanation, Return
from ruantong.returns.moving.moves import subject_of
from ruantong.returns.reasons import cleaned
from ruantong.trail.record import record

NOTE = "note:"
_LONGEST_KEY = 60
#: Kept although it is too long to count; beyond it nobody typed it.
_MOST_KEPT = 20_000


def is_note(key: str) -> bool:
    """Whether a key of a save is an explanation and no cell."""
    return key.startswith(NOTE)


def note_name(regime: Regime, key: str) -> str:
    """“人均月工资在0.2至10万元之间”的填写说明."""
    rule_id = key.removeprefix(NOTE).partition(":")[0]
    title = next((rule.title for rule in regime.rules if rule.id == rule_id), rule_id)
    return f"“{title}”的填写说明"


def typed_notes(regime: Regime, cells: Mapping[str, Any]) -> dict[str, str]:
    """The explanations among what a page sends; ``Refused`` names what cannot be one."""
    found: dict[str, str] = {}
    for key, raw in cells.items():
        rule_id = key.removeprefix(NOTE).partition(":")[0]
        severity = next((rule.severity for rule in regime.rules if rule.id == rule_id), None)
        if severity is None or len(key) > _LONGEST_KEY:
            raise Refused(f"没有“{shown(key.removeprefix(NOTE))}”这一项审核关系，不能填写说明。")
        if severity is not Severity.QUERY:
            raise Refused("强制性审核未通过的，须改正数据，不能以填写说明代替。")
        if not isinstance(raw, str):
            raise Refused(f"{note_name(regime, key)}应为文字，现为{shown(str(raw))}。")
        if len(raw) > _MOST_KEPT:
            raise Refused(f"{note_name(regime, key)}有{len(raw)}个字，请精简后再保存。")
        found[key] = cleaned(raw)
    return found


def notes_before(notes: Mapping[str, str], unanswered: Any) -> dict[str, list[Any]]:
    """What the same page sent of these explanations without having heard that it arrived."""
    given = unanswered if isinstance(unanswered, Mapping) else {}
    sent = {key: given.get(key) for key in notes}
    return {
        key: [cleaned(text) for text in texts if isinstance(text, str)]
        for key, texts in sent.items()
        if isinstance(texts, list)
    }


def stored_notes(ret: Return) -> dict[str, str]:
    """The newest explanations as a save knows them."""
    return {f"{NOTE}{key}": row.text for key, row in explanations_of(ret).items()}


def write_notes(ret: Return, draft: Draft, actor: User, notes: Mapping[str, str]) -> None:
    """Keep explanations that changed. What a 数据审核 has counted stays as a row of its own; the
    typing between two of them is one row, and one entry of the trail.
    """
    counted = str((draft.report or {}).get("at", ""))
    newest = explanations_of(ret)
    now = clock.now()
    for key, text in notes.items():
        finding = key.removeprefix(NOTE)
        row = newest.get(finding)
        if row is not None and row.author_id == actor.pk and _is_after(row.at, counted):
            Explanation.objects.filter(pk=row.pk).update(text=text, at=now)
            continue
        Explanation.objects.create(owner=ret, finding_key=finding, text=text, author=actor, at=now)
        record("return.explain", subject_of(ret), actor=actor, finding=finding)


def _is_after(at: datetime, counted: str) -> bool:
    return bool(counted) and at > datetime.fromisoformat(counted)
