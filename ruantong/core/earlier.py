"""Figures of earlier returns behind a cell: what an explanation shows beside the figure at fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ruantong.core.cellref import CellRef, parse_ref
from ruantong.core.cells import row_spec
from ruantong.core.dossier import Dossier, Forms, Value
from ruantong.core.periods import Frequency
from ruantong.core.regime import ColumnRole, Form, Kind, Regime
from ruantong.core.values import format_number


@dataclass(frozen=True)
class Earlier:
    """``label`` says of which return (上期, 上年同期, 上年), ``text`` is its canonical decimal."""

    label: str
    text: str


def earlier_values(regime: Regime, dossier: Dossier, ref: str) -> tuple[Earlier, ...]:
    """The figure of ``ref`` in the returns this one is compared with; none for texts and codes.

    A cell carried over from another return (本年上期累计, 去年同期累计) is shown beside the cell
    it repeats. A line is found again by its code.
    """
    place = parse_ref(ref)
    form = regime.form.get(place.form) if place else None
    if place is None or form is None:
        return ()
    if place.group:
        return tuple(_of_line(regime, dossier, form, place))
    return tuple(_of_cell(dossier, form, place))


def _of_cell(dossier: Dossier, form: Form, place: CellRef) -> Iterator[Earlier]:
    code, key = place.indicator, place.column
    indicator, column = form.by_code.get(code), form.column.get(key)
    if indicator is None or column is None or indicator.kind is not Kind.NUMBER:
        return
    own = next((c.key for c in form.columns if c.role is ColumnRole.CURRENT), key)
    places = form.decimals_of(indicator, key)
    for label, forms, roles in _returns(dossier):
        if column.role in roles and forms and form.code in forms:
            repeats = column.role in {ColumnRole.PREVIOUS, ColumnRole.YEAR_AGO}
            yield from _told(label, forms[form.code].value(code, own if repeats else key), places)


def _returns(dossier: Dossier) -> Iterator[tuple[str, Forms | None, set[ColumnRole]]]:
    """The returns to look in, by name, and the columns for which they tell something."""
    both = {ColumnRole.CURRENT, ColumnRole.EXTRA}
    if dossier.period.frequency is Frequency.ANNUAL:
        yield "上年", dossier.year_ago, both
        return
    yield "上期", dossier.previous, {*both, ColumnRole.PREVIOUS}
    yield "上年同期", dossier.year_ago, {*both, ColumnRole.YEAR_AGO}


def _of_line(regime: Regime, dossier: Dossier, form: Form, place: CellRef) -> Iterator[Earlier]:
    mine, past = dossier.forms.get(form.code), (dossier.year_ago or {}).get(form.code)
    kind = form.row_group[place.group]
    if mine is None or past is None or not kind.line_key:
        return
    column = next((one for one in kind.columns if one.key == place.column), None)
    code = mine.at(replace(place, column=kind.line_key))
    same = [r for r in past.rows.get(place.group, ()) if code and r.get(kind.line_key) == code]
    if column is not None and column.kind is Kind.NUMBER and same:
        spec = row_spec(regime, form, kind, place.line, column)
        yield from _told("上年", same[-1].get(place.column), spec.decimals)


def _told(label: str, value: Value, places: int) -> Iterator[Earlier]:
    if isinstance(value, int):
        yield Earlier(label, format_number(value, places))
