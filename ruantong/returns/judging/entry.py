"""What may be typed where."""

from __future__ import annotations

from typing import Any

from ruantong.core.cellref import CellRef, parse_ref
from ruantong.core.content import LONGEST_TEXT
from ruantong.core.periods import Period
from ruantong.core.regime import ColumnRole, Form, Regime
from ruantong.core.text import storable
from ruantong.core.values import shown
from ruantong.returns.cells import cell_name, name_within
from ruantong.returns.errors import Refused
from ruantong.returns.judging.dossiers import Comparisons, carried
from ruantong.returns.models import Return
from ruantong.returns.regimes import regime_of


def writable(regime: Regime, period: Period, text: str, compared: Comparisons) -> CellRef:
    """The cell a respondent may type into, or ``Refused`` saying why it cannot be."""
    ref = parse_ref(text)
    form = regime.form.get(ref.form) if ref else None
    if ref is None or form is None or ref.group or not name_within(form, ref):
        raise Refused(f"没有“{shown(text)}”这个单元格，应为本报表的单元格，写作“表.指标.栏”。")
    if form.frequency is not period.frequency:
        raise Refused(
            f"{form.number}不是{period.frequency.label}的表，不能填写单元格“{shown(text)}”。"
        )
    if ref.head:
        return ref
    indicator = form.by_code[ref.indicator]
    if indicator.title or ref.column not in indicator.columns:
        raise Refused(f"{form.number} {indicator.name}没有“{shown(ref.column)}”栏，不能填写。")
    reason = _read_only(regime, form, ref, period)
    before = form.column[ref.column].role is ColumnRole.PREVIOUS
    if not reason and before and compared.previous is not None:
        reason = "由上一期报表带出，如有差错请先更正上一期报表"
    if reason:
        raise Refused(f"{cell_name(regime, text)}不能填写：{reason}。")
    return ref


def _read_only(regime: Regime, form: Form, ref: CellRef, period: Period) -> str:
    """Why nobody types into this cell; empty when the respondent may."""
    indicator, column = form.by_code[ref.indicator], form.column[ref.column]
    if column.computed:
        return f"“{column.name}”栏由平台计算"
    if ref.column in indicator.automatic and not indicator.overridable:
        return "由平台自动计算"
    if column.role is ColumnRole.PREVIOUS and regime.before(period) is None:
        return f"{period.label}是本年首期，没有上期累计"
    return ""


def read_only_cells(ret: Return, compared: Comparisons) -> frozenset[str]:
    """References the respondent cannot type into, for screens and for filling templates."""
    regime, period = regime_of(ret), ret.parsed_period
    forms = regime.forms_for(period.frequency)
    fixed = {
        str(ref)
        for form in forms
        for indicator in form.indicators
        if not indicator.title
        for column in indicator.columns
        if _read_only(
            regime, form, ref := CellRef(form.code, indicator=indicator.code, column=column), period
        )
    }
    return frozenset(fixed | set(carried(forms, compared).locked))


def overridable(form: Form, ref: CellRef) -> bool:
    """The platform offers a value here and the respondent may put another (R6-07, R6-25)."""
    if not ref.indicator:
        return False
    indicator, column = form.by_code[ref.indicator], form.column[ref.column]
    return (indicator.overridable and ref.column in indicator.automatic) or (
        column.role is ColumnRole.YEAR_AGO
    )


def checked_text(name: str, raw: Any) -> str:
    """Typed text without surrounding blanks, to be kept even where it is no value of its cell.

    ``Refused`` when it cannot be kept at all; one odd character must not stop all other cells.
    """
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise Refused(f"{name}的内容应为文字，现为{shown(str(raw))}。")
    text = storable(raw.strip())
    if len(text) > LONGEST_TEXT:
        raise Refused(
            f"{name}的内容有{len(text)}个字符，每格至多{LONGEST_TEXT}个字符，请精简后再保存。"
        )
    return text
