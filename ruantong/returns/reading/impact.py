"""How much a submission weighs in the totals: shown by desks, and first among equals in their queue.

Which cell counts, and what it is called in lists, is data of the pack (``headlines``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ruantong.core.cellref import CellRef, parse_ref
from ruantong.core.cells import spec_of
from ruantong.core.content import get
from ruantong.core.periods import Frequency
from ruantong.core.regime import Regime
from ruantong.core.values import ValueFault, parse_number


def impact_cell(regime: Regime, frequency: Frequency) -> str:
    """The reference of the cell that counts; empty when the edition names none."""
    headline = regime.survey.headline(frequency)
    return headline.cell if headline else ""


def impact_name(regime: Regime, frequency: Frequency) -> str:
    """Name and unit of that cell as the head of a column; empty when the edition names none."""
    headline = regime.survey.headline(frequency)
    if headline is None:
        return ""
    place = CellRef.parse(headline.cell)
    return f"{headline.name}（{regime.form[place.form].by_code[place.indicator].unit_of_measure}）"


def impact_decimals(regime: Regime, frequency: Frequency) -> int:
    """Decimal places in which :func:`impact_of` counts."""
    cell = impact_cell(regime, frequency)
    return spec_of(regime, cell).decimals if cell else 0


def impact_of(regime: Regime, frequency: Frequency, forms: Mapping[str, Any]) -> int | None:
    """Value of that cell as an integer in its last decimal place; None when it is blank."""
    ref = parse_ref(impact_cell(regime, frequency))
    if ref is None:
        return None
    try:
        decimals = impact_decimals(regime, frequency)
        return parse_number(get(forms, ref), decimals=decimals, negative=True)
    except ValueFault:
        return None
