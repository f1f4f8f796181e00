"""From a form of the regime and the stored figures to what the screens show (:class:`Sheet`).

Used by the respondent's page, the print view and, read-only, by the desks:
``{% include "returns/_sheet.html" with sheet=sheet %}``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.core.content import form_in, head_of, row_of, row_texts, text_of
from ruantong.core.findings import Finding, findings_of
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import (
    Column,
    ColumnRole,
    Form,
    HeadField,
    Indicator,
    Nature,
    Regime,
)
from ruantong.returns.judging.findings import MOST_MARKED
from ruantong.returns.judging.growth import (
    last_month,
)
from ruantong.returns.judging.starting import NOTHING_BESIDE, Beside
from ruantong.returns.sheets.cells import Context, named, sheet_column
from ruantong.returns.sheets.lines import lines_of
from ruantong.returns.sheets.model import (
    Sheet,
    SheetCell,
    SheetHead,
    SheetItem,
    SheetMonth,
    SheetRow,
)
from ruantong.returns.sheets.plan import column_key, plan_of
from ruantong.web.templatetags.addresses import address

__all__ = ["Sheet", "SheetCell", "SheetRow", "sheet_of"]

RECONSTRUCTED = "依据公开资料还原，待以官方表式校准"


def sheet_of(
    regime: Regime,
    form: Form,
    forms_json: Mapping[str, Any],
    *,
    previous_json: Mapping[str, Any] | None = None,
    year_ago_json: Mapping[str, Any] | None = None,
    report: Mapping[str, Any] | None = None,
    editable: bool = False,
    period: Period | None = None,
    faults: Mapping[str, str] | None = None,
    compared_with: Mapping[str, Any] | None = None,
    spare_lines: int = 0,
    locked: Collection[str] | None = None,
    suspects: Collection[str] = (),
    overridden: Collection[str] = (),
    quiet: Collection[str] = (),
    growth: Mapping[str, str] | None = None,
    beside: Beside = NOTHING_BESIDE,
) -> Sheet:
    """Lay out ``form``. The JSON arguments are the ``forms`` of drafts and revisions.

    ``faults`` are messages by cell reference for texts that could not be understood;
    ``compared_with`` marks what differs from that content; ``spare_lines`` empty lines follow the
    filled ones where lines may be added; ``locked`` are the cells that cannot be typed into;
    ``suspects`` are marked as cells that may be wrong; ``overridden`` are the automatic cells that
    hold the respondent's own value; ``quiet`` are findings that mark no cell; ``growth`` is
    what stands in the growth columns, by cell, ``beside`` what other returns say of them.
    """
    by_cell: dict[str, list[Finding]] = {}
    for finding in findings_of(report):
        told = finding.key not in quiet and len(finding.cells) <= MOST_MARKED
        for ref in finding.cells if told else ():
            by_cell.setdefault(ref, []).append(finding)
    context = Context(
        regime=regime,
        form=form,
        now=form_in(forms_json, form.code),
        previous=form_in(previous_json, form.code),
        year_ago=form_in(year_ago_json, form.code),
        findings=by_cell,
        editable=editable,
        period=period,
        faults=faults or {},
        other=None if compared_with is None else form_in(compared_with, form.code),
        spare_lines=spare_lines,
        locked=frozenset(locked or ()),
        suspects=frozenset(suspects),
        overridden=frozenset(overridden),
        plan=plan_of(
            regime, form, has_previous=period is not None and regime.before(period) is not None
        ),
        growth=growth or {},
        beside=beside,
    )
    itemised = any(indicator.group for indicator in form.indicators)
    reference = "" if itemised else _reference_title(form)
    return Sheet(
        regime=regime,
        form=form,
        layout="items" if itemised else "grid" if form.indicators else "lines",
        editable=editable,
        columns=tuple(sheet_column(column) for column in form.columns),
        rows=() if itemised else tuple(_rows(context)),
        items=_items(context) if itemised else (),
        lines=tuple(lines_of(context, g) for g in form.row_groups if g.group is None),
        heads=tuple(_head(context, head) for head in form.head_fields),
        lists=context.lists,
        notices=_notices(regime, form),
        reference=reference,
        month=beside.december.label if beside.december else "",
        month_submission=beside.december.submission if beside.december else "",
        origins={number: told for told, number in context.told.items()},
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
    key = column_key(context.form, ColumnRole.CURRENT)
    if key not in indicator.columns:
        return ""
    annual = context.form.frequency is Frequency.ANNUAL
    past = row_of(context.year_ago if annual else context.previous, indicator.code)
    return named(context.regime.code_lists.get(indicator.code_list or ""), text_of(past, key))


def _month(context: Context, indicator: Indicator) -> SheetMonth | None:
    """December's figure; it can be put into a cell that one types into and that means the same."""
    column = column_key(context.form, ColumnRole.CURRENT)
    ref = str(CellRef(context.form.code, indicator.code, column))
    december = context.beside.december
    if december is None or ref not in december.cells:
        return None
    text, pair = december.cells[ref]
    typed = context.editable and column not in indicator.automatic
    take = ref if typed and pair.same else ""
    return SheetMonth(text, take, indicator.name, pair.note)


# ---- rows and cells ----------------------------------------------------------------------------


def _rows(context: Context) -> Iterator[SheetRow]:
    for indicator in context.form.indicators:
        yield _row(context, indicator)
    if not context.editable:
        yield from _retired_rows(context)


def _retired_rows(context: Context) -> Iterator[SheetRow]:
    """What was filed in rows that the form has no more."""
    for code, name in context.form.retired.items():
        texts = row_texts(context.now, code)
        if any(texts.values()):
            cells = tuple(
                SheetCell(
                    ref=str(CellRef(context.form.code, indicator=code, column=column.key)),
                    column=column.key,
                    text=texts.get(column.key, ""),
                )
                for column in context.form.columns
            )
            yield SheetRow(code=code, label=f"{name}（已停用）", name=name, level=1, cells=cells)


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
        definition_source=indicator.definition_source,
        mistakes=indicator.mistakes,
        help=address("help_row", context.regime.key, context.form.code, indicator.code),
        certainty=indicator.certainty.value,
        cells=tuple(_cell(context, indicator, column) for column in columns),
        reference=_reference(context, indicator),
        month=_month(context, indicator),
    )


def _cell(context: Context, indicator: Indicator, column: Column) -> SheetCell:
    plan = context.plan.get((indicator.code, column.key))
    if plan is None:
        return SheetCell(present=False, column=column.key)
    still = plan.given
    ref = still["ref"]
    own: dict[str, Any] = {}
    if "growth" in still:
        text = context.growth.get(ref, "")
        if plan.last_month:
            past = row_texts(context.previous, indicator.code)
            own["last_month"] = last_month(context.form, indicator, past)
    else:
        text = text_of(row_of(context.now, indicator.code), column.key)
        own["was"] = context.was(indicator.code, column.key, text)
    return context.planned(
        plan,
        text=text,
        filled=still["overridable"] and ref not in context.overridden,
        carried=column.role is ColumnRole.PREVIOUS and ref in context.locked,
        **own,
    )


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
    text = text_of(head_of(context.now), head.key)
    was = text if context.other is None else text_of(head_of(context.other), head.key)
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
