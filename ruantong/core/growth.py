"""同比 and 环比 of a form, columns D and E of form 6 (rules R6-26 and R6-27), for screens and print.

Computed from unrounded values and rounded once. No figure where it would mislead: a blank, zero or
negative base; for profit a word tells the turn instead (扭亏、增亏、减亏).
"""

from __future__ import annotations

from dataclasses import dataclass

from ruantong.core.cellref import CellRef
from ruantong.core.dossier import Dossier, FormData
from ruantong.core.regime import Column, ColumnRole, Form, Indicator, Nature, Regime
from ruantong.core.values import format_number, round_half_up

#: What 环比 of a cumulated figure compares (the pack's option ``pop_method``).
MONTH, CUMULATIVE = "month", "cumulative"
#: What 环比 of an average or of a figure at the period's end compares: the two as they stand.
STANDING = "standing"


@dataclass(frozen=True)
class Growth:
    """One computed cell: ``value`` in its column's last place, or None; ``text`` to show."""

    value: int | None
    text: str


def growth_rate(now: int | None, base: int | None, places: int) -> int | None:
    """(now ÷ base − 1) × 100, rounded half up to ``places``; None without a positive base."""
    if now is None or base is None or base <= 0:
        return None
    return round_half_up((now - base) * 100 * 10**places, base)


def growth_columns(regime: Regime, dossier: Dossier) -> dict[str, Growth]:
    """Every 同比 and 环比 cell of the return's forms by reference (``6.2020.D``).

    Cells that are not computed are there with an empty text, or the word for a turn of profit.
    """
    found: dict[str, Growth] = {}
    for form in regime.forms_for(dossier.period.frequency):
        roles = {column.role: column for column in form.columns}
        for role, rate in ((ColumnRole.YOY, _year_on_year), (ColumnRole.POP, _period_on_period)):
            column = roles.get(role)
            if column is None or form.code not in dossier.forms:
                continue
            for row in form.indicators:
                if column.key in row.columns and row.nature is not None:
                    ref = CellRef(form.code, row.code, column.key)
                    found[str(ref)] = rate(regime, dossier, form, row, column)
    return found


def pop_method(regime: Regime, row: Indicator) -> str:
    """What 环比 of a row compares: ``month``, ``cumulative`` or ``standing``; "" for a ratio."""
    if row.nature is Nature.FLOW:
        return regime.options.get("pop_method", MONTH)
    return STANDING if row.nature in {Nature.AVERAGE, Nature.STOCK} else ""


def _value(data: FormData | None, form: Form, row: Indicator, role: ColumnRole) -> int | None:
    key = next((column.key for column in form.columns if column.role is role), None)
    value = data.value(row.code, key) if data and key else None
    return value if isinstance(value, int) else None


def _year_on_year(
    _regime: Regime, dossier: Dossier, form: Form, row: Indicator, column: Column
) -> Growth:
    if row.nature is Nature.RATE:
        return Growth(None, "")
    data = dossier.forms[form.code]
    now = _value(data, form, row, ColumnRole.CURRENT)
    base = _value(data, form, row, ColumnRole.YEAR_AGO)
    return _growth(now, base, row, form.decimals_of(row, column.key))


def _period_on_period(
    regime: Regime, dossier: Dossier, form: Form, row: Indicator, column: Column
) -> Growth:
    data = dossier.forms[form.code]
    now = _value(data, form, row, ColumnRole.CURRENT)
    before = _value(data, form, row, ColumnRole.PREVIOUS)
    places = form.decimals_of(row, column.key)
    method = pop_method(regime, row)
    if not method or regime.before(dossier.period) is None or now is None or before is None:
        return Growth(None, "")
    if method != MONTH:
        return _growth(now, before, row, places)
    past = (dossier.previous or {}).get(form.code)
    past_now = _value(past, form, row, ColumnRole.CURRENT)
    if past_now is None:
        return Growth(None, "")
    # The first period of a year has nothing before it: its own value is the month's value.
    past_before = _value(past, form, row, ColumnRole.PREVIOUS) or 0
    return _growth(now - before, past_now - past_before, row, places)


def _growth(now: int | None, base: int | None, row: Indicator, places: int) -> Growth:
    rate = growth_rate(now, base, places)
    if rate is not None:
        return Growth(rate, format_number(rate, places))
    if now is None or base is None or base >= 0 or not row.profit:
        return Growth(None, "")
    if now >= 0:
        return Growth(None, "扭亏")
    return Growth(None, "增亏" if now < base else "减亏" if now > base else "持平")
