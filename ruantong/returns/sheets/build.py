"""From a form of the regime and the stored figures to what the screens show (:class:`Sheet`).

Used by the respondent's page, the print view and, read-only, by the desks:
``{% include "returns/_sheet.html" with sheet=sheet %}``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.core.growth import pop_method
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import (
    Column,
    ColumnRole,
    Computation,
    Form,
    HeadField,
    Indicator,
    Kind,
    Nature,
    Regime,
)
from ruantong.returns.judging.findings import MOST_MARKED, Finding, findings_of
from ruantong.returns.judging.growth import (
    growth_texts,
    last_month,
    pop_formula,
    yoy_formula,
)
from ruantong.returns.sheets.cells import (
    Context,
    FormsJson,
    content_of,
    heads_of,
    sheet_column,
    stored,
    text_of,
)
from ruantong.returns.sheets.lines import lines_of
from ruantong.returns.sheets.model import Sheet, SheetCell, SheetHead, SheetItem, SheetRow

__all__ = ["Sheet", "SheetCell", "SheetRow", "sheet_of"]

RECONSTRUCTED = "依据公开资料还原，待以官方表式校准"
_GROWTH = frozenset({ColumnRole.YOY, ColumnRole.POP})


def sheet_of(
    regime: Regime,
    form: Form,
    forms_json: FormsJson,
    *,
    previous_json: FormsJson | None = None,
    year_ago_json: FormsJson | None = None,
    report: Mapping[str, Any] | None = None,
    editable: bool = False,
    period: Period | None = None,
    faults: Mapping[str, str] | None = None,
    compared_with: FormsJson | None = None,
    spare_lines: int = 0,
    locked: Collection[str] | None = None,
    suspects: Collection[str] = (),
    overridden: Collection[str] = (),
    quiet: Collection[str] = (),
) -> Sheet:
    """Lay out ``form``. The JSON arguments are the ``forms`` of drafts and revisions.

    ``faults`` are messages by cell reference for texts that could not be understood;
    ``compared_with`` marks what differs from that content; ``spare_lines`` empty lines follow the
    filled ones where lines may be added; ``locked`` are the cells that cannot be typed into;
    ``suspects`` are marked as cells that may be wrong; ``overridden`` are the automatic cells that
    hold the respondent's own value; ``quiet`` are findings that mark no cell.
    """
    by_cell: dict[str, list[Finding]] = {}
    for finding in findings_of(report):
        told = finding.key not in quiet and len(finding.cells) <= MOST_MARKED
        for ref in finding.cells if told else ():
            by_cell.setdefault(ref, []).append(finding)
    context = Context(
        regime=regime,
        form=form,
        now=content_of(forms_json, form),
        previous=content_of(previous_json, form),
        year_ago=content_of(year_ago_json, form),
        findings=by_cell,
        editable=editable,
        period=period,
        faults=faults or {},
        other=None if compared_with is None else content_of(compared_with, form),
        spare_lines=spare_lines,
        locked=frozenset(locked or ()),
        suspects=frozenset(suspects),
        overridden=frozenset(overridden),
        growth=growth_texts(regime, form, period, forms_json, previous_json),
    )
    itemised = any(indicator.group for indicator in form.indicators)
    reference = "" if itemised else _reference_title(form)
    return Sheet(
        regime=regime,
        form=form,
        layout="items" if itemised else "grid" if form.indicators else "lines",
        editable=editable,
        columns=tuple(sheet_column(column) for column in form.columns),
        rows=() if itemised else tuple(_row(context, i) for i in form.indicators),
        items=_items(context) if itemised else (),
        lines=tuple(lines_of(context, g) for g in form.row_groups if g.group is None),
        heads=tuple(_head(context, head) for head in form.head_fields),
        lists=context.lists,
        notices=_notices(regime, form),
        reference=reference,
    )


def _notices(regime: Regime, form: Form) -> tuple[str, ...]:
    """What is reconstructed: the form itself, and the code lists it uses."""
    text = regime.texts.get("reconstructed", RECONSTRUCTED)
    notices = [] if form.official else [f"{form.number}：{text}"]
    used = {
        *(indicator.code_list for indicator in form.indicators),
        *(column.code_list for group in form.row_groups for column in group.columns),
    }
    lists = [regime.code_lists[key] for key in sorted(key for key in used if key)]
    if names := [code_list.name for code_list in lists if not code_list.official]:
        notices.append(f"{'、'.join(names)}：{regime.texts.get('placeholder_list', text)}")
    return tuple(notices)


# ---- last year's or last period's value in a light column --------------------------------------


def _reference_title(form: Form) -> str:
    """Title of the extra column: a form without a column of its own for the earlier value."""
    roles = {column.role for column in form.columns}
    if not form.indicators:
        return ""
    if form.frequency is Frequency.ANNUAL:
        return "" if ColumnRole.YEAR_AGO in roles else "上年"
    if ColumnRole.PREVIOUS in roles:
        return ""
    natures = {row.nature for row in form.indicators if row.nature is not None}
    return "上期累计" if natures == {Nature.FLOW} else "上期"


def _reference(context: Context, indicator: Indicator) -> str:
    key = _column_key(context.form, ColumnRole.CURRENT)
    if key not in indicator.columns:
        return ""
    annual = context.form.frequency is Frequency.ANNUAL
    return stored(context.year_ago if annual else context.previous, indicator.code, key)


def _column_key(form: Form, role: ColumnRole) -> str:
    return next((column.key for column in form.columns if column.role is role), "")


# ---- rows and cells ----------------------------------------------------------------------------


def _row(context: Context, indicator: Indicator) -> SheetRow:
    columns = () if indicator.title else context.form.columns
    return SheetRow(
        code=indicator.code,
        label=indicator.label,
        name=indicator.name,
        level=indicator.level,
        title=indicator.title,
        unit_of_measure=indicator.unit_of_measure,
        definition=indicator.definition,
        certainty=indicator.certainty.value,
        cells=tuple(_cell(context, indicator, column) for column in columns),
        reference=_reference(context, indicator),
    )


def _cell(context: Context, indicator: Indicator, column: Column) -> SheetCell:
    if column.key not in indicator.columns:
        return SheetCell(present=False, column=column.key)
    form = context.form
    automatic = column.key in indicator.automatic
    growth = _growth(context, indicator, column) if column.computed else {}
    text = growth.pop("text", stored(context.now, indicator.code, column.key))
    ref = CellRef(form.code, indicator=indicator.code, column=column.key)
    overridable = automatic and indicator.overridable and not column.computed
    return context.cell(
        ref,
        kind=indicator.kind if column.kind is Kind.NUMBER else column.kind,
        text=text,
        code_list=column.code_list or indicator.code_list,
        decimals=form.decimals_of(indicator, column.key),
        negative=indicator.negative or bool(growth),
        role=column.role.value,
        computed=column.computed or automatic,
        overridable=overridable,
        filled=overridable and str(ref) not in context.overridden,
        carried=column.role is ColumnRole.PREVIOUS and str(ref) in context.locked,
        formula=_formula(context, indicator, column),
        was=None if growth else context.was(indicator.code, column.key, text),
        **growth,
    )


def _growth(context: Context, indicator: Indicator, column: Column) -> dict[str, Any]:
    """同比 or 环比 of a row: its text now, and what the page needs to recompute it."""
    form = context.form
    if column.role not in _GROWTH:
        return {}
    ref = str(CellRef(form.code, indicator=indicator.code, column=column.key))
    found: dict[str, Any] = {"growth": "none", "text": context.growth.get(ref, "")}
    yoy = column.role is ColumnRole.YOY
    method = "yoy" if yoy else pop_method(context.regime, indicator)
    if not method or indicator.nature is Nature.RATE:
        return found
    if not yoy and (context.period is None or context.regime.before(context.period) is None):
        return found
    now = _column_key(form, ColumnRole.CURRENT)
    base = _column_key(form, ColumnRole.YEAR_AGO if yoy else ColumnRole.PREVIOUS)
    past = {
        column.key: stored(context.previous, indicator.code, column.key) for column in form.columns
    }
    return {
        **found,
        "growth": method,
        "now_ref": str(CellRef(form.code, indicator=indicator.code, column=now)),
        "base_ref": str(CellRef(form.code, indicator=indicator.code, column=base)),
        "last_month": "" if yoy else last_month(form, indicator, past),
        "profit": indicator.profit,
    }


def _formula(context: Context, indicator: Indicator, column: Column) -> str:
    if column.role is ColumnRole.YOY:
        return yoy_formula(context.form)
    if column.role is ColumnRole.POP:
        return pop_formula(context.form, pop_method(context.regime, indicator))
    for computation in context.regime.computations:
        same = (computation.form, computation.indicator) == (context.form.code, indicator.code)
        if same and column.key in computation.columns:
            return _computation_text(computation)
    return ""


def _computation_text(computation: Computation) -> str:
    cases = "；".join(
        f"当 {condition}：{expression}" if condition else expression
        for condition, expression in computation.cases
    )
    return f"自动计算：{cases}" + ("，结果不小于0" if computation.floor_zero else "")


# ---- form 1 and the head -----------------------------------------------------------------------


def _items(context: Context) -> tuple[SheetItem, ...]:
    grouped: dict[str, list[Indicator]] = {}
    for indicator in context.form.indicators:
        grouped.setdefault(indicator.group or indicator.code, []).append(indicator)
    return tuple(_item(context, code, members) for code, members in grouped.items())


def _item(context: Context, code: str, members: list[Indicator]) -> SheetItem:
    first = members[0]
    return SheetItem(
        code=code,
        name=first.label,
        definition=first.definition,
        rows=tuple(_row(context, member) for member in members if not member.title),
        lines=tuple(lines_of(context, g) for g in context.form.row_groups if g.group == code),
    )


def _head(context: Context, head: HeadField) -> SheetHead:
    ref = str(CellRef(context.form.code, head=head.key))
    text = text_of(heads_of(context.now), head.key)
    was = text if context.other is None else text_of(heads_of(context.other), head.key)
    return SheetHead(
        ref=ref,
        name=head.name,
        text=text,
        options=context.regime.code_lists[head.code_list].items,
        editable=context.editable,
        fault=context.faults.get(ref, ""),
        findings=tuple(finding.key for finding in context.findings.get(ref, [])),
        was=was if was != text else None,
    )
