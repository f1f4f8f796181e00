"""The cells of a form that accounts can feed: amounts of money the enterprise itself types."""

from __future__ import annotations

from dataclasses import dataclass

from ruantong.core.regime import ColumnRole, Form, Kind, Regime
from ruantong.returns.ledger.reading import YUAN
from ruantong.returns.sheets.model import Sheet
from ruantong.returns.workbook.units import of_a_kind


@dataclass(frozen=True)
class Target:
    """``text``: what stands in the return."""

    ref: str
    code: str
    label: str
    unit: str
    text: str


def offered(regime: Regime, form: Form) -> bool:
    """Whether the pack says anything of a balance for this form."""
    return any(proposal.form == form.code for proposal in regime.ledger)


def targets_of(sheet: Sheet) -> list[Target]:
    return [
        Target(cell.ref, row.code, row.label, row.unit_of_measure, cell.text)
        for row in sheet.rows
        for cell in row.cells
        if cell.present
        and not cell.computed
        and cell.kind is Kind.NUMBER
        and cell.role == ColumnRole.CURRENT.value
        and of_a_kind(row.unit_of_measure, YUAN)
    ]
