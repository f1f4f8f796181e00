"""Who is in scope: the kinds of the survey in force, with the thresholds of its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from ruantong.core.scope import MAIN, PLACES, Assessment, assess
from ruantong.core.survey import ScopeKind
from ruantong.core.values import parse_number
from ruantong.registry.survey.codes import edition


def kinds() -> tuple[ScopeKind, ...]:
    """The kinds in the order of the pack, parameters filled in as percentages."""
    regime = edition()
    shares = {name: _percent(value) for name, value in regime.parameters.items()}
    return tuple(replace(kind, text=kind.text.format(**shares)) for kind in regime.survey.scopes)


def assessed(chosen: str, stated: Mapping[str, str]) -> Assessment | None:
    """The assessment of stated figures as they are kept (text by kind); None where there are none."""
    if not stated:
        return None
    regime = edition()
    figures = {
        key: value
        for key, text in stated.items()
        if (value := parse_number(text, decimals=PLACES)) is not None
    }
    survey = regime.survey
    return assess(kinds(), regime.parameters, chosen, figures, survey.scope_whole, unit_of_money())


def figures() -> dict[str, str]:
    """The revenues that are asked for, by the key they are kept under."""
    survey = edition().survey
    return {MAIN: survey.scope_whole} | {
        kind.key: kind.figure for kind in survey.scopes if kind.figure
    }


def unit_of_money() -> str:
    """The unit in which they are stated."""
    money = edition().survey.money
    return money[0].unit if money else ""


def note() -> str:
    """What the newest notice says about thresholds."""
    notices = edition().notices
    return notices[-1].scope_note if notices else ""


def label(key: str) -> str:
    """Short name of a kind; the key itself when unknown."""
    return {kind.key: kind.label for kind in edition().survey.scopes}.get(key, key)


def _percent(share: str) -> str:
    return f"{(Decimal(share) * 100).normalize():f}%"
