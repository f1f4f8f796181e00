"""What a reason, a question or an answer is bound to: a cell of the return or a rule."""

from __future__ import annotations

import re

from ruantong.core.cellref import CellRef, form_of, parse_ref
from ruantong.core.cells import spec_of
from ruantong.core.periods import Frequency
from ruantong.core.regime import ColumnRole, Regime
from ruantong.core.values import ValueFault, shown
from ruantong.returns.errors import Refused
from ruantong.returns.models import Return
from ruantong.returns.regimes import regime_of

_RULE = re.compile(r"(R[A-Z0-9]{1,3}-[0-9]{2,3})(?::[A-Za-z0-9_.]{1,40})?")


def checked_target(ret: Return, target: object) -> str:
    """A cell reference, a rule id ("R6-19") or a finding key ("R6-19:A"); ``Refused`` otherwise."""
    text = str(target or "").strip()
    if not text:
        raise Refused("请指明所针对的单元格或审核关系（“表.指标.栏”或规则编号）。")
    regime, frequency = regime_of(ret), Frequency(ret.frequency)
    if not (_is_rule(regime, frequency, text) or _is_cell(regime, frequency, text)):
        raise Refused(f"“{shown(text)}”不是本报表的单元格或审核关系，应为“表.指标.栏”或规则编号。")
    if fault := computed_fault(regime, text):
        raise Refused(fault)
    return text


def computed_fault(regime: Regime, ref: str) -> str | None:
    """Why a cell of a column that is only computed for display cannot be what a text is about.

    Nobody files it and nobody can correct it; what it is computed from can be named.
    """
    cell = parse_ref(ref)
    form = regime.form.get(cell.form) if cell else None
    column = form.column.get(cell.column) if form and cell and cell.indicator else None
    if form is None or cell is None or column is None or not column.computed:
        return None
    current = next((c.key for c in form.columns if c.role is ColumnRole.CURRENT), "")
    source = CellRef(form.code, indicator=cell.indicator, column=current)
    return f"“{shown(ref)}”的“{column.name}”由平台算出，企业不能填写；请改为针对据以算出的单元格，如{source}。"


def _is_rule(regime: Regime, frequency: Frequency, text: str) -> bool:
    match = _RULE.fullmatch(text)
    forms = {form.code for form in regime.forms_for(frequency)}
    return match is not None and any(
        rule.id == match[1] and rule.form in forms for rule in regime.rules
    )


def _is_cell(regime: Regime, frequency: Frequency, text: str) -> bool:
    form = regime.form.get(form_of(text))
    if form is None or form.frequency is not frequency:
        return False
    try:
        spec_of(regime, text)
    except ValueFault:
        return False
    return True


def rule_title(regime: Regime, target: str) -> str:
    """“R6-19 平均工资” for a rule or finding; empty when the target is no rule of the edition."""
    match = _RULE.fullmatch(target)
    for rule in regime.rules if match else ():
        if match and rule.id == match[1]:
            return f"{rule.id} {rule.title}"
    return ""
