"""What is watched of a return: the figures that its score is made of."""

from __future__ import annotations

from ruantong.core.cellref import CellRef
from ruantong.core.content import FormsJson, get
from ruantong.core.regime import ColumnRole, Form, Indicator, Nature, Regime
from ruantong.core.selective.score import Watched
from ruantong.core.selective_method import Method
from ruantong.core.values import ValueFault, parse_number


def watched_of(
    regime: Regime, method: Method, forms: FormsJson, year_ago: FormsJson | None
) -> dict[str, Watched]:
    """The watched cells of what was filed. A form with a column of last year says itself what it was;
    for another one the return of that year does (``year_ago``).
    """
    found: dict[str, Watched] = {}
    for text in method.cells:
        ref = CellRef.parse(text)
        form = regime.form.get(ref.form)
        row = form.by_code.get(ref.indicator) if form else None
        if form is None or row is None or ref.form not in forms:
            continue
        ago, last = _column(form, ColumnRole.YEAR_AGO), _column(form, ColumnRole.PREVIOUS)
        found[text] = Watched(
            now=_value(row, forms, ref),
            before=_value(row, forms, ref, ago) if ago else _value(row, year_ago or {}, ref),
            last=_value(row, forms, ref, last) if last and _only_rises(row) else None,
        )
    return found


def _column(form: Form, role: ColumnRole) -> str:
    return next((each.key for each in form.columns if each.role is role), "")


def _only_rises(row: Indicator) -> bool:
    """A cumulative amount that cannot fall within a year."""
    return row.nature is Nature.FLOW and not row.negative


def _value(row: Indicator, forms: FormsJson, ref: CellRef, column: str = "") -> int | None:
    place = CellRef(ref.form, ref.indicator, column or ref.column)
    try:
        return parse_number(get(forms, place), decimals=row.decimals, negative=True)
    except ValueFault:
        return None
