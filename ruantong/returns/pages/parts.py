"""What stands on the filing pages: tabs, faults, and why a return came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ruantong.core.content import filled, form_in
from ruantong.core.lifecycle import Role
from ruantong.core.regime import ColumnRole, Form, Regime
from ruantong.returns.judging.starting import starting_columns
from ruantong.returns.models import ReviewAct

_BROUGHT = frozenset({ColumnRole.PREVIOUS, ColumnRole.YEAR_AGO})


@dataclass(frozen=True)
class FaultLine:
    """A text that could not be understood, with a link to its cell."""

    cell: str
    form: str
    name: str
    message: str


@dataclass(frozen=True)
class Tab:
    """A form of the return with how far it is: blank, started, complete or faulty.

    ``filled_by``: the others who fill it, where the reader does not.
    """

    form: Form
    status: str
    status_label: str
    current: bool = False
    filled_by: str = ""

    def to_check(self) -> Tab:
        """The tab of a form without findings on which a cell is asked about all the same."""
        if self.status == "faulty":
            return self
        return replace(self, status="faulty", status_label="待核对")


@dataclass(frozen=True)
class Returned:
    """Why a return came back, and what the reason is bound to."""

    reason: str
    target: str
    target_name: str
    target_form: str
    act: ReviewAct

    @property
    def by(self) -> str:
        """区县 or 市级."""
        return "区县" if self.act.role == Role.DISTRICT.value else "市级"


def filled_in(regime: Regime, form: Form, forms: Mapping[str, Any]) -> int:
    """How many cells of a form the respondent itself has filled: what was brought over, and the
    columns a return starts with, are apart.
    """
    started = starting_columns(regime, form)
    own = {
        column.key
        for column in form.columns
        if column.role not in _BROUGHT and not column.computed and column.key not in started
    }
    automatic = {(row.code, key) for row in form.indicators for key in row.automatic}
    return sum(
        bool(ref.group) or (ref.column in own and (ref.indicator, ref.column) not in automatic)
        for ref, _ in filled({form.code: form_in(forms, form.code)})
    )
