"""What the cells of a form are whatever is filed in them: worked out once for each edition.

Nothing in it comes from a return: it is shared by everybody's pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.core.code_lists import CodeItem, CodeList
from ruantong.core.growth import pop_method
from ruantong.core.regime import (
    Column,
    ColumnRole,
    Form,
    Indicator,
    Kind,
    Nature,
    Regime,
)
from ruantong.core.rules.formula import compile_formulas
from ruantong.core.rules.words.sentences import computation_of
from ruantong.returns.cells import name_within
from ruantong.returns.judging.growth import pop_formula, yoy_formula
from ruantong.returns.sheets.model import LONGEST_SELECT

_GROWTH = frozenset({ColumnRole.YOY, ColumnRole.POP})


@dataclass(frozen=True)
class CellPlan:
    """``given`` are the fields of its :class:`SheetCell`; ``code_list`` names the codes in its text,
    ``last_month``: it is computed from the previous month's own value.
    """

    given: Mapping[str, Any]
    code_list: CodeList | None
    last_month: bool = False


Plan = Mapping[tuple[str, str], CellPlan]  # by indicator and column


def plan_of(regime: Regime, form: Form, *, has_previous: bool) -> Plan:
    """The plan of a form; the first period of a year has no earlier one to be compared with."""
    key = "sheet", form.code, str(has_previous)
    plan: Plan | None = regime.worked_out.get(key)
    if plan is None:
        plan = regime.worked_out[key] = _plan(regime, form, has_previous)
    return plan


def _plan(regime: Regime, form: Form, has_previous: bool) -> Plan:
    formulas, _, _ = compile_formulas(regime, form.frequency)
    computed = {formula.ref: computation_of(regime, formula) for formula in formulas}
    return {
        (indicator.code, column.key): _cell(regime, form, indicator, column, has_previous, computed)
        for indicator in form.indicators
        if not indicator.title
        for column in form.columns
        if column.key in indicator.columns
    }


def _cell(
    regime: Regime,
    form: Form,
    indicator: Indicator,
    column: Column,
    has_previous: bool,
    computed: Mapping[str, str],
) -> CellPlan:
    ref = CellRef(form.code, indicator=indicator.code, column=column.key)
    automatic = column.key in indicator.automatic
    growth = _growth(regime, form, indicator, column, has_previous) if column.computed else {}
    last_month = growth.pop("last_month", False)
    code_list = regime.code_lists.get(column.code_list or indicator.code_list or "")
    options, list_key = choices(code_list)
    given: dict[str, Any] = {
        "ref": str(ref),
        "label": name_within(form, ref),
        "tail": "" if growth else tail(form, column, indicator.unit_of_measure),
        "column": column.key,
        "kind": indicator.kind if column.kind is Kind.NUMBER else column.kind,
        "decimals": form.decimals_of(indicator, column.key),
        "negative": indicator.negative or bool(growth),
        "role": column.role.value,
        "computed": column.computed or automatic,
        "overridable": automatic and indicator.overridable and not column.computed,
        "formula": _growth_formula(regime, form, indicator, column) or computed.get(str(ref), ""),
        "options": options,
        "list_key": list_key,
        **growth,
    }
    return CellPlan(given, code_list, last_month)


def tail(form: Form, column: Column, unit: str = "") -> str:
    """What follows the name of a cell when it is read aloud: the unit, of the row where the column has
    none, and the only column of a form, which the names of its cells leave out.
    """
    unit = column.unit_of_measure or unit
    head = f"；{column.name}" if len(form.columns) == 1 else ""
    return f"{head}；{unit}" if unit else ""


def choices(code_list: CodeList | None) -> tuple[tuple[CodeItem, ...], str]:
    """The items of a short code list, or the key of a long one."""
    if code_list is None:
        return (), ""
    leaves = tuple(item for item in code_list.items if item.leaf)
    return (leaves, "") if len(leaves) <= LONGEST_SELECT else ((), code_list.key)


def _growth(
    regime: Regime, form: Form, indicator: Indicator, column: Column, has_previous: bool
) -> dict[str, Any]:
    """同比 or 环比 of a row: what the page needs to recompute it."""
    if column.role not in _GROWTH:
        return {}
    yoy = column.role is ColumnRole.YOY
    method = "yoy" if yoy else pop_method(regime, indicator)
    if not method or indicator.nature is Nature.RATE or not (yoy or has_previous):
        return {"growth": "none"}
    now = column_key(form, ColumnRole.CURRENT)
    base = column_key(form, ColumnRole.YEAR_AGO if yoy else ColumnRole.PREVIOUS)
    return {
        "growth": method,
        "now_ref": str(CellRef(form.code, indicator=indicator.code, column=now)),
        "base_ref": str(CellRef(form.code, indicator=indicator.code, column=base)),
        "last_month": not yoy,
        "profit": indicator.profit,
    }


def column_key(form: Form, role: ColumnRole) -> str:
    return next((column.key for column in form.columns if column.role is role), "")


def _growth_formula(regime: Regime, form: Form, indicator: Indicator, column: Column) -> str:
    if column.role is ColumnRole.YOY:
        return yoy_formula(form)
    if column.role is ColumnRole.POP:
        return pop_formula(form, pop_method(regime, indicator))
    return ""
