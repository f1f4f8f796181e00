"""The ``forms`` object of the interchange format: to typed values and back.

It comes from outside and is treated as hostile: nothing in it raises, and nothing in it is
dropped without a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.core.cells import (
    CellSpec,
    cell_spec,
    head_spec,
    print_value,
    read_value,
    row_spec,
    row_specs,
    spec_of,
)
from ruantong.core.content import CELLS, HEAD, ROWS
from ruantong.core.dossier import FormData, Forms, Value
from ruantong.core.periods import Period
from ruantong.core.regime import Form, Indicator, Regime, RowGroup
from ruantong.core.values import ValueFault, shown

_SECTIONS = (HEAD, CELLS, ROWS)
_MOST_FAULTS = 1000


@dataclass(frozen=True)
class CellFault:
    """One cell whose text could not be kept: reference, text as typed, Chinese sentence."""

    cell: str
    raw: str
    message: str


def parse_forms(
    regime: Regime, period: Period, forms_json: object
) -> tuple[Forms, list[CellFault]]:
    """Typed values of the ``forms`` object; blanks are left out, faulty cells are faults.

    Columns the platform computes for display (同比、环比) are read and dropped.
    """
    reader = _Reader(regime, period)
    return reader.forms(forms_json), reader.faults[:_MOST_FAULTS]


def amended(
    regime: Regime,
    period: Period,
    forms: Forms,
    faults: Iterable[CellFault],
    texts: Mapping[str, str],
) -> tuple[Forms, list[CellFault]]:
    """Values and faults after some cells got other texts, as if all had been read again."""
    reader = _Reader(regime, period)
    changed = dict(forms)
    for text_ref, text in texts.items():
        ref = CellRef.parse(text_ref)
        value = reader.value(ref, spec_of(regime, text_ref), text)
        if value is not None or ref.form in changed:
            changed[ref.form] = changed.get(ref.form, FormData()).with_value(ref, value)
    return changed, [*(fault for fault in faults if fault.cell not in texts), *reader.faults]


def forms_to_json(regime: Regime, forms: Forms) -> dict[str, Any]:
    """The same values as canonical text, in the order of the regime; blanks are left out."""
    return {
        form.code: _form_to_json(regime, form, forms[form.code])
        for form in regime.forms
        if form.code in forms
    }


def normalise_cell(regime: Regime, cell_ref: str, raw: str | None) -> str:
    """Canonical text of one typed cell, ``""`` for blank; raises ``ValueFault``."""
    spec = spec_of(regime, cell_ref)
    return print_value(spec, read_value(spec, raw)) or ""


def _form_to_json(regime: Regime, form: Form, data: FormData) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if data.head:
        result[HEAD] = dict(data.head)
    cells = {}
    for row in form.indicators:
        texts = {
            key: print_value(cell_spec(regime, form, row, form.column[key]), value)
            for key in row.columns
            if (value := data.value(row.code, key)) is not None
        }
        if texts:
            cells[row.code] = texts
    if cells:
        result[CELLS] = cells
    rows = {
        group.key: [_line_to_json(regime, form, group, line) for line in data.rows[group.key]]
        for group in form.row_groups
        if data.rows.get(group.key)
    }
    if rows:
        result[ROWS] = rows
    return result


def _line_to_json(
    regime: Regime, form: Form, group: RowGroup, line: Mapping[str, Value]
) -> dict[str, str | None]:
    return {
        column.key: print_value(row_spec(regime, form, group, 1, column), line[column.key])
        for column in group.columns
        if line.get(column.key) is not None
    }


class _Reader:
    """Walks a ``forms`` object once, collecting values and faults."""

    def __init__(self, regime: Regime, period: Period) -> None:
        self.regime, self.period = regime, period
        self.faults: list[CellFault] = []

    def fault(self, cell: str, raw: object, message: str) -> None:
        self.faults.append(CellFault(cell, _quoted(raw), message))

    def forms(self, given: object) -> dict[str, FormData]:
        forms: dict[str, FormData] = {}
        for code, content in self._items("forms", given):
            form = self.regime.form.get(code)
            cell = shown(code)
            if form is None:
                known = "、".join(self.regime.form)
                self.fault(cell, content, f"没有表“{cell}”，应为：{known}")
            elif form.frequency is not self.period.frequency:
                due, own = self.period.frequency.label, form.frequency.label
                self.fault(cell, content, f"{form.number}是{own}的表，不属于本期{due}")
            else:
                forms[code] = self._form(form, content)
        return forms

    def _form(self, form: Form, content: object) -> FormData:
        sections: dict[str, object] = {}
        for name, section in self._items(form.code, content):
            if name in _SECTIONS:
                sections[name] = section
            else:
                cell = _within(form.code, name)
                expected = "、".join(_SECTIONS)
                self.fault(cell, section, f"不认识的键“{shown(name)}”，应为：{expected}")
        return FormData(
            head=self._head(form, sections.get(HEAD)),
            cells=self._cells(form, sections.get(CELLS)),
            rows=self._rows(form, sections.get(ROWS)),
        )

    def _head(self, form: Form, given: object) -> dict[str, str]:
        fields = {field.key: field for field in form.head_fields}
        head: dict[str, str] = {}
        for key, raw in self._items(f"{form.code}.head", given):
            cell = CellRef(form.code, head=shown(key))
            if key not in fields:
                self.fault(str(cell), raw, f"{form.number}表头没有“{shown(key)}”一项")
                continue
            spec = head_spec(self.regime, form, fields[key])
            value = self.value(cell, spec, raw)
            if value is not None:
                head[key] = str(value)
        return head

    def _cells(self, form: Form, given: object) -> dict[str, dict[str, Value]]:
        cells: dict[str, dict[str, Value]] = {}
        for code, columns in self._items(f"{form.code}.cells", given):
            row = form.by_code.get(code)
            if code in form.retired:
                continue  # filed once, and read where it was filed; nothing is judged by it
            if row is None:
                place = _within(form.code, code)
                self.fault(place, columns, f"{form.number}没有指标“{shown(code)}”")
            elif row.title:
                place = _within(form.code, code)
                self.fault(place, columns, f"{form.number} {row.label}是标题行，不填数")
            elif found := self._row(form, row, columns):
                cells[code] = found
        return cells

    def _row(self, form: Form, row: Indicator, given: object) -> dict[str, Value]:
        """The values of one row. Nearly all that is ever read goes through here, so names are only
        put together for a fault.
        """
        found: dict[str, Value] = {}
        specs = row_specs(self.regime, form, row)
        for key, raw in self._items(lambda: _within(form.code, row.code), given):
            spec = specs.get(key)
            if spec is None:
                cell = CellRef(form.code, row.code, shown(key))
                self.fault(str(cell), raw, self._no_column(form, row.code, key))
                continue
            try:
                value = read_value(spec, raw)
            except ValueFault as fault:
                self._unread(CellRef(form.code, row.code, key), spec, raw, fault)
                continue
            if value is not None and not form.column[key].computed:
                found[key] = value
        return found

    @staticmethod
    def _no_column(form: Form, code: str, key: str) -> str:
        allowed = "、".join(form.by_code[code].columns)
        if key in form.column:
            name = form.column[key].name
            return f"{form.number} {code}不填“{name}（{key}）”，该行的栏为：{allowed}"
        return f"{form.number}没有栏“{shown(key)}”，{code}的栏为：{allowed}"

    def _rows(self, form: Form, given: object) -> dict[str, tuple[dict[str, Value], ...]]:
        rows: dict[str, tuple[dict[str, Value], ...]] = {}
        for key, lines in self._items(f"{form.code}.rows", given):
            group = form.row_group.get(key)
            cell = _within(form.code, key)
            if group is None:
                self.fault(cell, lines, f"{form.number}没有明细“{shown(key)}”")
            elif lines is None:
                continue
            elif not isinstance(lines, list):
                self.fault(cell, lines, f"{group.name}应为若干行的列表")
            else:
                if len(lines) > group.maximum:
                    message = f"{group.name}有{len(lines)}行，应不超过{group.maximum}行"
                    self.fault(cell, f"{len(lines)}行", message)
                read = [
                    self._line(form, group, number, line)
                    for number, line in enumerate(lines[: group.maximum], start=1)
                ]
                if filled := tuple(line for line in read if line):
                    rows[key] = filled
        return rows

    def _line(self, form: Form, group: RowGroup, number: int, given: object) -> dict[str, Value]:
        columns = {column.key: column for column in group.columns}
        line: dict[str, Value] = {}
        place = CellRef(form.code, group=group.key, line=number)
        for key, raw in self._items(str(place), given):
            cell = replace(place, column=shown(key))
            if key not in columns:
                expected = "、".join(columns)
                self.fault(str(cell), raw, f"{group.name}没有栏“{shown(key)}”，应为：{expected}")
                continue
            spec = row_spec(self.regime, form, group, number, columns[key])
            value = self.value(cell, spec, raw)
            if value is not None:
                line[key] = value
        return line

    def value(self, cell: CellRef, spec: CellSpec, raw: object) -> Value:
        try:
            return read_value(spec, raw)
        except ValueFault as fault:
            self._unread(cell, spec, raw, fault)
            return None

    def _unread(self, cell: CellRef, spec: CellSpec, raw: object, fault: ValueFault) -> None:
        self.fault(str(cell), raw, f"{spec.title}：{fault.message}")

    def _items(self, place: str | Callable[[], str], given: object) -> Iterator[tuple[str, object]]:
        """Pairs of a JSON object; null is an empty one, anything else a fault."""
        if given is None:
            return
        if not isinstance(given, Mapping):
            where = place if isinstance(place, str) else place()
            self.fault(where, given, f"“{where}”应为对象 {{…}}，现为{_quoted(given)}")
            return
        for key, item in given.items():
            yield str(key), item


def _within(form: str, key: str) -> str:
    """A place of the document that is no cell."""
    return f"{form}.{shown(key)}"


def _quoted(raw: object) -> str:
    """What stood in the cell, short enough to show; containers only by their kind."""
    if raw is None:
        return ""
    if isinstance(raw, Mapping):
        return "{…}"
    return "[…]" if isinstance(raw, list) else shown(str(raw))
