"""Which forms a unit owes in a period: the ``applies`` sentence of each form, evaluated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ruantong.core.cellref import CellRef, parse_ref
from ruantong.core.dossier import Forms
from ruantong.core.periods import Period
from ruantong.core.regime import Form, Regime

_LISTED = re.compile(r"listed ([a-z][a-z0-9_]*)")
_CELL = re.compile(r"cell (\S+) = (\S+)")

SENTENCES = "always、listed 名录 或 cell 表.指标.栏 = 代码"


@dataclass(frozen=True)
class CellIs:
    """The form is owed when another form's cell holds this code (5表 when 1.R07.A = 1)."""

    cell: CellRef
    value: str


@dataclass(frozen=True)
class Listed:
    """The form is owed by the units on a roster kept by the city (7表)."""

    roster: str


@lru_cache(maxsize=256)
def parse_applies(text: str) -> CellIs | Listed | None:
    """Read an ``applies`` sentence; None means always; ``ValueError`` for anything else."""
    if text == "always":
        return None
    if listed := _LISTED.fullmatch(text):
        return Listed(listed[1])
    if (match := _CELL.fullmatch(text)) and (cell := parse_ref(match[1])) and cell.indicator:
        return CellIs(cell, match[2])
    raise ValueError(text)


def is_due(form: Form, *, lists: frozenset[str], forms: Forms) -> bool:
    """Does the unit owe this form, given its rosters and what it filed so far?"""
    condition = parse_applies(form.applies)
    if condition is None:
        return True
    if isinstance(condition, Listed):
        return condition.roster in lists
    other = forms.get(condition.cell.form)
    value = other.at(condition.cell) if other else None
    return value is not None and str(value) == condition.value


def unlisted(regime: Regime, lists: frozenset[str]) -> frozenset[str]:
    """Codes of the forms that only units on a list owe, of a unit that is on none of those lists."""
    conditions = ((form.code, parse_applies(form.applies)) for form in regime.forms)
    return frozenset(
        code for code, when in conditions if isinstance(when, Listed) and when.roster not in lists
    )


def forms_due(
    regime: Regime, period: Period, *, lists: frozenset[str], forms: Forms
) -> tuple[Form, ...]:
    """The forms of the period's frequency that the unit owes, in printed order."""
    return tuple(
        form
        for form in regime.forms_for(period.frequency)
        if is_due(form, lists=lists, forms=forms)
    )
