"""Returns for the measurements: the panel's enterprises, one in ten with a mistake, some blanks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import polars as pl

from benchmarks.rules import panel
from ruantong.core.dossier import Dossier, FormData
from ruantong.core.interchange import forms_to_json
from ruantong.core.periods import Frequency
from ruantong.core.rules.executors.columns_frame import Frame, Stored, frame_of
from ruantong.core.rules.ruleset import RuleSet

#: Distinct returns that larger frames repeat.
DISTINCT = 600
#: Share of cells left blank, and of cells changed.
BLANK, CHANGED = 0.12, 0.004


@cache
def monthly_dossiers(count: int = DISTINCT) -> tuple[Dossier, ...]:
    """Monthly returns of enterprises in different months, with blanks and disturbed cells."""
    draw = random.Random(20240608)
    return tuple(_worn(panel.monthly(n % 150, 3 + n % 10), draw) for n in range(count))


@cache
def annual_dossiers(count: int = DISTINCT) -> tuple[Dossier, ...]:
    """Annual returns likewise."""
    draw = random.Random(20240320)
    return tuple(_worn(panel.annual(n % 150), draw) for n in range(count))


def _worn(dossier: Dossier, draw: random.Random) -> Dossier:
    forms = {code: _worn_form(form, draw) for code, form in dossier.forms.items()}
    return replace(dossier, forms=forms)


def _worn_form(form: FormData, draw: random.Random) -> FormData:
    cells = {}
    for code, row in form.cells.items():
        kept = {key: value for key, value in row.items() if draw.random() >= BLANK}
        for key, value in kept.items():
            if isinstance(value, int) and draw.random() < CHANGED:
                kept[key] = draw.choice([value + 1, value * 10, 0, -value])
        cells[code] = kept
    return replace(form, cells=cells)


def stored(dossiers: Sequence[Dossier]) -> list[Stored]:
    """The returns as they are stored."""
    regime = panel.regime()

    def text(forms: object) -> dict[str, object] | None:
        return None if forms is None else forms_to_json(regime, forms)  # type: ignore[arg-type]

    return [
        Stored(
            one.period, one.unit, text(one.forms) or {}, text(one.previous), text(one.year_ago),
            text(one.december),
        )
        for one in dossiers
    ]  # fmt: skip


def large(ruleset: RuleSet, frequency: Frequency, count: int) -> Frame:
    """A frame of that many returns: the distinct ones over and over."""
    dossiers = monthly_dossiers() if frequency is Frequency.MONTHLY else annual_dossiers()
    frame = frame_of(ruleset, stored(dossiers))
    times, distinct = -(-count // len(dossiers)), len(dossiers)
    wide = pl.concat([frame.wide] * times)[:count].rechunk()
    lines = {
        place: pl.concat(
            [
                some.with_columns((pl.col("return") + at * distinct).cast(pl.UInt32))
                for at in range(times)
            ]
        )
        .filter(pl.col("return") < count)
        .rechunk()
        for place, some in frame.lines.items()
    }
    return Frame(frame.ruleset, wide, lines)
