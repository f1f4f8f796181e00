"""A finding: what one rule says of one return, from the judgement through storage to the screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ruantong.core.certainty import Certainty
from ruantong.core.regime import Severity

UNKNOWN = "unknown"  # the level of what could not be judged


class Outcome(StrEnum):
    """What came of one rule instance; findings hold only these two kinds."""

    FAIL = "fail"
    NOT_EVALUATED = "not_evaluated"


@dataclass(frozen=True)
class Finding:
    """One instance that failed or could not be judged.

    ``key`` is stable from one validation to the next: explanations are tied to it. ``left``,
    ``right``, ``difference`` are canonical decimals (texts for codes), None where there are none.
    ``diagnosis`` is what the unit and copy guard suspects, ``because`` the key of what it waits for;
    both are known when it is stored. ``certainty`` is None in reports kept before it was told.
    """

    key: str
    rule: str
    severity: Severity
    outcome: Outcome
    cells: tuple[str, ...]
    message: str
    instance: str = ""
    left: str | None = None
    right: str | None = None
    difference: str | None = None
    title: str = ""
    certainty: Certainty | None = None
    origin: str = ""
    diagnosis: str = ""
    because: str = ""

    @property
    def failed(self) -> bool:
        return self.outcome is Outcome.FAIL

    @property
    def level(self) -> str:
        """How it is listed and marked: error, query or unknown (未能判定)."""
        return self.severity.value if self.failed else UNKNOWN

    def to_dict(self) -> dict[str, Any]:
        """The finding in the interchange report."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "outcome": self.outcome.value,
            "cells": list(self.cells),
            "left": self.left,
            "right": self.right,
            "difference": self.difference,
            "message": self.message,
        }

    def stored(self) -> dict[str, Any]:
        """The finding as drafts, revisions and follow-ups keep it; :func:`findings_of` reads it."""
        return {
            **self.to_dict(),
            "key": self.key,
            "instance": self.instance,
            "title": self.title,
            "certainty": self.certainty.value if self.certainty else "",
            "origin": self.origin,
            "diagnosis": self.diagnosis,
            "because": self.because,
        }


def findings_of(report: Mapping[str, Any] | None) -> tuple[Finding, ...]:
    """The findings of a stored report, failing ones first as stored."""
    return tuple(_read(raw) for raw in (report or {}).get("findings", ()))


def _read(raw: Mapping[str, Any]) -> Finding:
    rule, instance = str(raw.get("rule") or ""), str(raw.get("instance") or "")
    return Finding(
        key=str(raw.get("key") or ":".join(filter(None, (rule, instance)))),
        rule=rule,
        severity=Severity(raw.get("severity") or Severity.ERROR),
        outcome=Outcome.FAIL if raw.get("outcome") == "fail" else Outcome.NOT_EVALUATED,
        cells=tuple(raw.get("cells", ())),
        message=str(raw.get("message") or ""),
        instance=instance,
        left=raw.get("left"),
        right=raw.get("right"),
        difference=raw.get("difference"),
        title=str(raw.get("title") or ""),
        certainty=Certainty(raw["certainty"]) if raw.get("certainty") else None,
        origin=str(raw.get("origin") or ""),
        diagnosis=str(raw.get("diagnosis") or ""),
        because=str(raw.get("because") or ""),
    )
