"""What may be typed where, and the values the platform itself keeps up to date in a draft."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ruantong.core.applicability import forms_due, unlisted
from ruantong.core.cellref import CellRef, form_of, parse_ref
from ruantong.core.dossier import Dossier, FormData, Forms
from ruantong.core.interchange import CellFault, parse_forms
from ruantong.core.periods import Period
from ruantong.core.regime import ColumnRole, Form, Regime
from ruantong.core.rules.automatic import automatic_values
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.text import storable
from ruantong.core.values import format_number, shown
from ruantong.returns.cells import cell_name, name_within
from ruantong.returns.content import LONGEST_TEXT, FormsJson, copied, get, put
from ruantong.returns.errors import Refused
from ruantong.returns.judging.dossiers import Comparisons, carried, load
from ruantong.returns.models import Return
from ruantong.returns.regimes import regime_of, ruleset_of


@dataclass(frozen=True)
class Settled:
    """A draft's content with the platform's own cells brought up to date.

    ``dossier`` has the return's own forms only; ``compared`` waits to be read until rules need it.
    ``platform`` are those cells by reference (automatic values and columns brought over),
    ``computed`` the automatic ones among them; ``due`` are the codes of the forms owed.
    ``aside`` is what was typed into a form of a list that the unit has left since: it stays in the
    draft, and is neither judged nor submitted.
    """

    forms: FormsJson
    dossier: Dossier
    compared: Comparisons
    faults: tuple[CellFault, ...]
    platform: Mapping[str, str]
    computed: frozenset[str]
    due: frozenset[str]
    aside: FormsJson = field(default_factory=dict)

    @property
    def kept(self) -> FormsJson:
        """What the draft keeps."""
        return {**self.forms, **self.aside}

    def news(self, before: Mapping[str, Any]) -> dict[str, str]:
        """What a page has to show: automatic values, and columns brought over anew."""
        return {
            ref: text
            for ref, text in self.platform.items()
            if ref in self.computed or get(before, CellRef.parse(ref)) != text
        }


def settle(
    ret: Return,
    forms_json: Mapping[str, Any],
    overridden: Collection[str],
    compared: Comparisons,
) -> Settled:
    """Bring over earlier values and compute automatic ones, except where ``overridden``."""
    regime, ruleset = regime_of(ret), ruleset_of(ret)
    forms: FormsJson = copied(forms_json)
    loaded = load(ret, forms)
    left = unlisted(regime, loaded.dossier.unit.lists)
    if aside := {code: content for code, content in forms.items() if code in left}:
        forms = {code: content for code, content in forms.items() if code not in left}
        loaded = load(ret, forms)
    dossier, faults = loaded.dossier, loaded.faults
    due = forms_due(regime, dossier.period, lists=dossier.unit.lists, forms=dossier.forms)
    brought = carried(due, compared)
    platform = {**brought.locked, **_without(brought.offered, overridden)}
    if any(get(forms, CellRef.parse(ref)) != text for ref, text in platform.items()):
        for ref, text in platform.items():
            put(forms, CellRef.parse(ref), text)
        parsed, found = parse_forms(regime, dossier.period, forms)
        dossier, faults = replace(dossier, forms=parsed), tuple(found)
    computed, dossier = _compute(regime, ruleset, dossier, {*overridden, *brought.locked})
    for ref, text in computed.items():
        put(forms, CellRef.parse(ref), text)
    return Settled(
        forms=forms,
        dossier=dossier,
        compared=compared,
        faults=faults,
        platform={**platform, **computed},
        computed=frozenset(computed),
        due=frozenset(form.code for form in due),
        aside=aside,
    )


def _without(values: Mapping[str, str], left_out: Collection[str]) -> dict[str, str]:
    return {ref: text for ref, text in values.items() if ref not in left_out}


def _compute(
    regime: Regime, ruleset: RuleSet, dossier: Dossier, fixed: Collection[str]
) -> tuple[dict[str, str], Dossier]:
    """Texts of the automatic cells that are not ``fixed``, and the dossier with their values.

    They are taken out first: one that still stands there would count as the respondent's own.
    """
    own = {
        formula.ref
        for formula in ruleset.formulas
        if formula.ref not in fixed and form_of(formula.ref) in dossier.forms
    }
    blanked = replace(dossier, forms=_with_values(dossier.forms, dict.fromkeys(own)))
    found = automatic_values(ruleset, blanked)
    values = {ref: found[ref] for ref in own}
    texts = {ref: _printed(regime, CellRef.parse(ref), value) for ref, value in values.items()}
    return texts, replace(dossier, forms=_with_values(dossier.forms, values))


def _printed(regime: Regime, ref: CellRef, value: int | None) -> str:
    form = regime.form[ref.form]
    return format_number(value, form.decimals_of(form.by_code[ref.indicator], ref.column))


def _with_values(forms: Forms, values: Mapping[str, int | None]) -> Forms:
    changed: dict[str, FormData] = dict(forms)
    for text, value in values.items():
        ref = CellRef.parse(text)
        changed[ref.form] = changed[ref.form].with_value(ref, value)
    return changed


# ---- what may be typed -------------------------------------------------------------------------


def writable(regime: Regime, period: Period, text: str, locked: Collection[str]) -> CellRef:
    """The cell a respondent may type into, or ``Refused`` saying why it cannot be."""
    ref = parse_ref(text)
    form = regime.form.get(ref.form) if ref else None
    if ref is None or form is None or ref.group or not name_within(form, ref):
        raise Refused(f"没有“{shown(text)}”这个单元格，应为本报表的单元格，如“6.2010.A”。")
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
    if not reason and text in locked:
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
