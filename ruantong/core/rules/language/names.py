"""Names in brackets → cells of the regime: ``[2020]``, ``[2表.B01]``, 上期``[*.A]``, ``[行.1]``."""

from __future__ import annotations

from dataclasses import dataclass

from ruantong.core.regime import Column, Form, Kind, Regime, RowGroup
from ruantong.core.rules.language.syntax import Pos, Ref
from ruantong.core.rules.language.tree import (
    CURRENT,
    DECEMBER,
    PREVIOUS,
    YEAR_AGO,
    Cell,
    HeadCell,
    RowCell,
    RowColumn,
)
from ruantong.core.values import shown

WHEN = {"": CURRENT, "上期": PREVIOUS, "上年": YEAR_AGO, "十二月": DECEMBER, "上年行": YEAR_AGO}
#: Kinds whose cells hold numbers; a year or a month is a whole number, everything else text.
NUMERIC = {Kind.NUMBER, Kind.YEAR, Kind.MONTH}

Named = Cell | HeadCell | RowCell | RowColumn


@dataclass(frozen=True)
class Place:
    """What one instance of a rule iterates over: its form, a column, an indicator, a line."""

    form: str
    column: str = ""
    indicator: str = ""
    group: str = ""


class NameFault(ValueError):
    """A name that stands for nothing; ``pos`` says where."""

    def __init__(self, pos: Pos, message: str) -> None:
        super().__init__(message)
        self.pos = pos
        self.message = message


def resolve_name(regime: Regime, place: Place, ref: Ref) -> Named:
    """The cell a bracket names at a place; raises ``NameFault``."""
    return _Resolver(regime, place, ref).resolve()


class _Resolver:
    def __init__(self, regime: Regime, place: Place, ref: Ref) -> None:
        self._regime = regime
        self._place = place
        self._ref = ref

    def _fault(self, message: str) -> NameFault:
        return NameFault(self._ref.pos, message)

    def resolve(self) -> Named:
        when, parts = self._ref.when, self._ref.parts
        if when == "上年行" or parts[0] == "行":
            return self._row_cell(parts[1:] if parts[0] == "行" else parts)
        named = parts[0] != "表头" and parts[0].endswith("表")
        form = self._form(parts[0].removesuffix("表") if named else self._place.form)
        rest = parts[1:] if named else parts
        if not rest:
            raise self._fault(f"只写了表号，缺少指标代码：[{'.'.join(parts)}]")
        if rest[0] == "表头":
            return self._head(form, rest[1:])
        column = self._row_column(form, rest)
        if column and when:
            raise self._fault(f"明细行的整栏只有本期的，不能写“{when}”")
        return column or self._cell(form, rest)

    def _form(self, code: str) -> Form:
        form = self._regime.form.get(code)
        if form is None:
            known = "、".join(f"{code}表" for code in self._regime.form)
            raise self._fault(f"没有“{code}表”，现有：{known}")
        return form

    def _head(self, form: Form, rest: tuple[str, ...]) -> HeadCell:
        keys = [field.key for field in form.head_fields]
        if self._ref.when:
            raise self._fault(f"表头只有本期的，不能写“{self._ref.when}”")
        if len(rest) != 1 or rest[0] not in keys:
            raise self._fault(
                f"{form.number}表头没有“{'.'.join(rest)}”，现有：{'、'.join(keys) or '无'}"
            )
        return HeadCell(form.code, rest[0])

    def _row_cell(self, rest: tuple[str, ...]) -> RowCell:
        form = self._form(self._place.form)
        group = form.row_group.get(self._place.group)
        if group is None:
            raise self._fault("[行.…]只能用在“逐行”的规则里")
        column = self._column_of(form, group, rest)
        return RowCell(
            WHEN[self._ref.when],
            form.code,
            group.key,
            column.key,
            scale=_row_decimals(group, column),
            text=column.kind not in NUMERIC,
            measure=column.unit_of_measure or "",
        )

    def _column_of(self, form: Form, group: RowGroup, rest: tuple[str, ...]) -> Column:
        columns = {column.key: column for column in group.columns}
        if len(rest) != 1 or rest[0] not in columns:
            known = "、".join(columns)
            raise self._fault(f"{form.number}的行没有栏“{'.'.join(rest)}”，现有：{known}")
        return columns[rest[0]]

    def _row_column(self, form: Form, rest: tuple[str, ...]) -> RowColumn | None:
        """``[4表.1]`` where form 4 has one kind of line, ``[1表.products.field]`` otherwise."""
        if len(rest) == 2 and rest[0] in form.row_group:
            group = form.row_group[rest[0]]
            return RowColumn(form.code, group.key, self._column_of(form, group, rest[1:]).key)
        if len(rest) == 1 and len(form.row_groups) == 1 and rest[0] not in form.by_code:
            group = form.row_groups[0]
            if any(column.key == rest[0] for column in group.columns):
                return RowColumn(form.code, group.key, rest[0])
        return None

    def _cell(self, form: Form, rest: tuple[str, ...]) -> Cell:
        if rest[0] == "*":
            if not self._place.indicator:
                raise self._fault("[*]只能用在写了“指标”的规则里")
            rest = (*self._place.indicator.split("."), *rest[1:])
        whole, head = ".".join(rest), ".".join(rest[:-1])
        if whole in form.by_code:
            indicator, column = form.by_code[whole], ""
        elif head in form.by_code:
            indicator, column = form.by_code[head], rest[-1]
        else:
            raise self._fault(f"{form.number}没有指标“{shown(whole)}”")
        if indicator.title:
            raise self._fault(f"{form.number}的{indicator.code}是标题行，没有数据")
        if not column:
            column = self._default_column(form, indicator.code, indicator.columns)
        if column not in indicator.columns or column not in form.column:
            columns = "、".join(indicator.columns)
            raise self._fault(
                f"{form.number}的指标{indicator.code}没有“{column}”栏，现有：{columns}"
            )
        kind = (
            indicator.kind if form.column[column].kind is Kind.NUMBER else form.column[column].kind
        )
        return Cell(
            WHEN[self._ref.when],
            form.code,
            indicator.code,
            column,
            scale=form.decimals_of(indicator, column) if kind is Kind.NUMBER else 0,
            text=kind not in NUMERIC,
            measure=form.column[column].unit_of_measure or indicator.unit_of_measure,
        )

    def _default_column(self, form: Form, code: str, columns: tuple[str, ...]) -> str:
        if self._place.column and self._place.column in columns:
            return self._place.column
        if len(columns) == 1:
            return columns[0]
        raise self._fault(
            f"[{'.'.join(self._ref.parts)}]未写明栏，{form.number}的指标{code}有{'、'.join(columns)}各栏"
        )


def _row_decimals(group: RowGroup, column: Column) -> int:
    if column.kind is not Kind.NUMBER:
        return 0
    return group.decimals if column.decimals is None else column.decimals
