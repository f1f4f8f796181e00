"""Computations as a pack or a draft states them, completed by the form they are for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ruantong.core.regime import ColumnRole, Computation, Form


def with_columns(
    steps: Iterable[Computation], forms: Mapping[str, Form]
) -> tuple[Computation, ...]:
    """A computation that names no column is for the column of the period (role ``current``)."""
    return tuple(
        step if step.columns else replace(step, columns=_current(forms.get(step.form)))
        for step in steps
    )


def _current(form: Form | None) -> tuple[str, ...]:
    columns = form.columns if form else ()
    return tuple(column.key for column in columns if column.role is ColumnRole.CURRENT)
