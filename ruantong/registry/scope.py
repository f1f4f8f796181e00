"""Who is in scope: the kinds of the survey in force, with the thresholds of its parameters."""

from __future__ import annotations

from decimal import Decimal

from ruantong.core.survey import ScopeKind
from ruantong.registry.codes import edition


def kinds() -> tuple[ScopeKind, ...]:
    """The kinds in the order of the pack, parameters filled in as percentages."""
    regime = edition()
    shares = {name: _percent(value) for name, value in regime.parameters.items()}
    return tuple(
        ScopeKind(kind.key, kind.label, kind.text.format(**shares)) for kind in regime.survey.scopes
    )


def note() -> str:
    """What the city says about thresholds."""
    return edition().survey.scope_note


def label(key: str) -> str:
    """Short name of a kind; the key itself when unknown."""
    return {kind.key: kind.label for kind in edition().survey.scopes}.get(key, key)


def _percent(share: str) -> str:
    return f"{(Decimal(share) * 100).normalize():f}%"
