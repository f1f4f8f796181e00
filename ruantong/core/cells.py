"""One cell of a regime: where it is, what it may hold, its value from text and back.

Reading refuses only what cannot be kept (letters in a number, too many decimals, an unknown code
of a closed list). Whether a kept value is right (sign, check digit, telephone number, a code of an
open list) is for the rules to say, so that a draft can always be saved.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from ruantong.core.cellref import CellRef, parse_ref
from ruantong.core.code_lists import CodeItem, CodeList
from ruantong.core.dossier import Value
from ruantong.core.identifiers import normalise_identifier, normalise_phone
from ruantong.core.limits import CELL, EMAIL, MOBILE, PHONE
from ruantong.core.options import option_meant, options_meant
from ruantong.core.phones import parse_phone
from ruantong.core.regime import Column, Form, HeadField, Indicator, Kind, Regime, RowGroup
from ruantong.core.text import one_line, text_fault
from ruantong.core.values import ValueFault, format_number, parse_number, shown

CODE_SEPARATOR = ";"
_IDENTIFIERS = (Kind.USCC, Kind.ORG_CODE)
_LONGEST = {Kind.PHONE: PHONE, Kind.MOBILE: MOBILE, Kind.EMAIL: EMAIL}


@dataclass(frozen=True)
class CellSpec:
    """What one cell may hold. ``title`` names it on screen, in full.

    ``own_limit``: the most characters the pack allows its text, 0 where the kind decides.
    """

    title: str
    kind: Kind
    decimals: int = 0
    code_list: CodeList | None = None
    open_codes: bool = False
    own_limit: int = 0

    @property
    def longest(self) -> int:
        """The most characters of its text."""
        return self.own_limit or _LONGEST.get(self.kind, CELL)


def cell_spec(regime: Regime, form: Form, indicator: Indicator, column: Column) -> CellSpec:
    """The cell of a row and a column of an edition."""
    spec = row_specs(regime, form, indicator).get(column.key)
    return spec or _cell_spec(regime, form, indicator, column)


def row_specs(regime: Regime, form: Form, indicator: Indicator) -> Mapping[str, CellSpec]:
    """The cells of a row by column, worked out once for an edition."""
    row = form.code, indicator.code
    specs: dict[str, CellSpec] | None = regime.worked_out.get(row)
    if specs is None:
        specs = regime.worked_out[row] = {
            key: _cell_spec(regime, form, indicator, form.column[key])
            for key in indicator.columns
            if key in form.column
        }
    return specs


def _cell_spec(regime: Regime, form: Form, indicator: Indicator, column: Column) -> CellSpec:
    """A column with a kind of its own decides the kind."""
    own = column.kind is not Kind.NUMBER
    code_list = column.code_list if own else indicator.code_list
    parts = [form.number, indicator.code, indicator.name]
    if len(form.columns) > 1:
        parts.append(column.name)
    return CellSpec(
        title=" ".join(parts),
        kind=column.kind if own else indicator.kind,
        decimals=form.decimals_of(indicator, column.key),
        code_list=regime.code_lists[code_list] if code_list else None,
        open_codes=column.open_codes if own else indicator.open_codes,
        own_limit=0 if own else indicator.longest,
    )


def head_spec(regime: Regime, form: Form, field: HeadField) -> CellSpec:
    """A question in the head of a form."""
    codes = regime.code_lists[field.code_list]
    return CellSpec(f"{form.number} {field.name}", Kind.CODE, code_list=codes)


def row_spec(regime: Regime, form: Form, group: RowGroup, line: int, column: Column) -> CellSpec:
    """The cell of a repeating line, counted from 1."""
    return CellSpec(
        title=f"{form.number} {group.name}第{line}行 {column.name}",
        kind=column.kind,
        decimals=group.decimals if column.decimals is None else column.decimals,
        code_list=regime.code_lists[column.code_list] if column.code_list else None,
        open_codes=column.open_codes,
    )


def spec_of(regime: Regime, cell_ref: str) -> CellSpec:
    """The cell behind ``6.2020.A``, ``6.head.embedded`` or ``4.lines[3].1``.

    Raises ``ValueFault`` (unknown_cell) when the regime has no such cell to fill.
    """
    ref = parse_ref(cell_ref)
    form = regime.form.get(ref.form) if ref else None
    spec = _spec_in(regime, form, ref) if ref and form else None
    if spec is None:
        raise ValueFault("unknown_cell", f"本制度没有单元格“{shown(cell_ref)}”")
    return spec


def _spec_in(regime: Regime, form: Form, ref: CellRef) -> CellSpec | None:
    if ref.head:
        fields = (field for field in form.head_fields if field.key == ref.head)
        return next((head_spec(regime, form, field) for field in fields), None)
    if ref.group:
        group = form.row_group.get(ref.group)
        if group is None or not 1 <= ref.line <= group.maximum:
            return None
        columns = (column for column in group.columns if column.key == ref.column)
        return next((row_spec(regime, form, group, ref.line, column) for column in columns), None)
    row = form.by_code.get(ref.indicator)
    if row is None or ref.column not in row.columns:
        return None
    return cell_spec(regime, form, row, form.column[ref.column])


def read_value(spec: CellSpec, raw: object) -> Value:
    """A cell's value from its text; None for blank. Raises ``ValueFault`` with a Chinese reason."""
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise ValueFault("not_text", f"应为带引号的文字，现为{shown(str(raw))}；数也须加引号")
    if spec.kind is Kind.NUMBER:
        return parse_number(raw, decimals=spec.decimals, negative=True)
    text = _clean(raw, spec.longest)
    if not text:
        return None
    if spec.kind is Kind.YEAR:
        return _whole(text.removesuffix("年"), 1800, 2100, "四位数的年份，如2008")
    if spec.kind is Kind.MONTH:
        return _whole(text.removesuffix("月"), 1, 12, "1至12的月份")
    if spec.kind is Kind.CODE:
        return _code(spec, text)
    if spec.kind is Kind.CODES:
        return _codes(spec, text)
    if spec.kind is Kind.MOBILE:
        return normalise_phone(text)
    if spec.kind is Kind.PHONE and (phone := parse_phone(text)):
        return str(phone)
    if spec.kind in _IDENTIFIERS:
        identifier = normalise_identifier(text)
        return identifier.replace("-", "") if spec.kind is Kind.ORG_CODE else identifier
    return text if spec.kind is Kind.TEXT else unicodedata.normalize("NFKC", text)


def print_value(spec: CellSpec, value: Value) -> str | None:
    """The canonical text of a value, as the interchange format carries it; None for blank."""
    if value is None:
        return None
    if isinstance(value, int) and spec.kind is Kind.NUMBER:
        return format_number(value, spec.decimals)
    return str(value)


def _clean(raw: str, longest: int) -> str:
    """One line of text; anything that cannot be stored or shown is refused."""
    text = one_line(raw)
    if fault := text_fault(text, longest):
        raise ValueFault("not_text", f"“{shown(text)}”的{fault}")
    return text


def _whole(text: str, lowest: int, highest: int, expected: str) -> int:
    digits = unicodedata.normalize("NFKC", text)
    if re.fullmatch(r"[0-9]{1,4}", digits) and lowest <= int(digits) <= highest:
        return int(digits)
    raise ValueFault("not_a_number", f"“{shown(text)}”不对，应填写{expected}")


def _code(spec: CellSpec, text: str) -> str:
    code = normalise_identifier(text)
    if spec.code_list is None:
        return code
    item = spec.code_list.by_code.get(code)
    if item is not None and (item.leaf or spec.open_codes):
        return code
    meant = option_meant(text, _leaves(spec.code_list))
    if meant is None and not spec.open_codes:
        raise _unknown(spec.code_list, code)
    return code if meant is None else meant


def _codes(spec: CellSpec, text: str) -> str | None:
    if spec.code_list is None:
        return None
    wanted, unknown = options_meant(text, _leaves(spec.code_list))
    if unknown and not spec.open_codes:
        raise _unknown(spec.code_list, unknown[0])
    order = [item.code for item in spec.code_list.items if item.code in wanted]
    return CODE_SEPARATOR.join(order + sorted(map(normalise_identifier, unknown))) or None


def _leaves(code_list: CodeList) -> list[CodeItem]:
    return [item for item in code_list.items if item.leaf]


def _unknown(code_list: CodeList, text: str) -> ValueFault:
    return ValueFault(
        "unknown_code",
        f"“{shown(text)}”不是“{code_list.name}”中的代码，应为{_choices(code_list)}",
    )


def _choices(code_list: CodeList) -> str:
    leaves = _leaves(code_list)
    if len(leaves) > 8:
        return f"该代码表{len(leaves)}个代码之一"
    return "、".join(f"{item.code} {item.name}" for item in leaves)
