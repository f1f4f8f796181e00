"""Names in brackets → cells of the regime: ``[2020]``, ``[2表.B01]``, 上期``[*.A]``, ``[行.1]``."""

from __future__ import annotations

from dataclasses import dataclass

from ruantong.core.regime import Column, Form, Indicator, Kind, RowGroup
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.statement import Refused, Scope
from ruantong.core.rules.language.syntax import Ref
from ruantong.core.values import shown

WHEN = {
    "": t.CURRENT,
    "上期": t.PREVIOUS,
    "上年": t.YEAR_AGO,
    "十二月": t.DECEMBER,
    "上年行": t.YEAR_AGO,
}
#: Kinds whose cells hold numbers; a year or a month is a whole number, everything else text.
NUMERIC = {Kind.NUMBER, Kind.YEAR, Kind.MONTH}

Named = t.Cell | t.HeadCell | t.RowCell | t.RowColumn


def resolve_name(scope: Scope, ref: Ref) -> Named:
    """The cell a bracket names at a place; raises ``Refused``."""
    return _Resolver(scope, ref).resolve()


def code_list_of(scope: Scope, node: object) -> str | None:
    """The code list whose codes a cell takes."""
    form = scope.regime.form
    match node:
        case t.Cell():
            row = form[node.form].by_code[node.indicator]
            return row.code_list or form[node.form].column[node.column].code_list
        case t.HeadCell():
            fields = form[node.form].head_fields
            return next(field.code_list for field in fields if field.key == node.key)
        case t.RowCell():
            return form[node.form].row_group[node.group].column[node.column].code_list
    return None


@dataclass(frozen=True)
class _Resolver:
    scope: Scope
    ref: Ref

    def _fault(self, message: str) -> Refused:
        return self.scope.refuse(self.ref, message)

    def resolve(self) -> Named:
        when, parts = self.ref.when, self.ref.parts
        if when == "上年行" or parts[0] == "行":
            return self._row_cell(parts[1:] if parts[0] == "行" else parts)
        named = parts[0] != "表头" and parts[0].endswith("表")
        form = self._form(parts[0].removesuffix("表") if named else self.scope.place.form)
        rest = parts[1:] if named else parts
        if not rest:
            raise self._fault(f"只写了表号，缺少指标代码：[{'.'.join(parts)}]")
        if rest[0] == "表头":
            return self._head(form, ".".join(rest[1:]))
        column = self._row_column(form, rest)
        if column and when:
            raise self._fault(f"明细行的整栏只有本期的，不能写“{when}”")
        return column or self._cell(form, rest)

    def _form(self, code: str) -> Form:
        form = self.scope.regime.form.get(code)
        if form is None:
            known = "、".join(f"{code}表" for code in self.scope.regime.form)
            raise self._fault(f"没有“{code}表”，现有：{known}")
        return form

    def _head(self, form: Form, key: str) -> t.HeadCell:
        keys = [field.key for field in form.head_fields]
        if self.ref.when:
            raise self._fault(f"表头只有本期的，不能写“{self.ref.when}”")
        if key not in keys:
            raise self._fault(f"{form.number}表头没有“{key}”，现有：{'、'.join(keys) or '无'}")
        return t.HeadCell(form.code, key)

    def _row_cell(self, rest: tuple[str, ...]) -> t.RowCell:
        place = self.scope.place
        form = self._form(place.form)
        group = form.row_group.get(place.group)
        if group is None:
            raise self._fault("[行.…]只能用在“逐行”的规则里")
        column = self._column_of(form, group, ".".join(rest))
        return t.RowCell(
            WHEN[self.ref.when],
            form.code,
            group.key,
            column.key,
            scale=group.decimals_of(column.key) if column.kind is Kind.NUMBER else 0,
            text=column.kind not in NUMERIC,
            measure=column.unit_of_measure or "",
        )

    def _column_of(self, form: Form, group: RowGroup, key: str) -> Column:
        if key not in group.column:
            known = "、".join(group.column)
            raise self._fault(f"{form.number}的行没有栏“{key}”，现有：{known}")
        return group.column[key]

    def _row_column(self, form: Form, rest: tuple[str, ...]) -> t.RowColumn | None:
        """``[4表.1]`` where form 4 has one kind of line, ``[1表.products.field]`` otherwise."""
        if len(rest) == 2 and rest[0] in form.row_group:
            group = form.row_group[rest[0]]
            return t.RowColumn(form.code, group.key, self._column_of(form, group, rest[1]).key)
        if len(rest) == 1 and len(form.row_groups) == 1 and rest[0] not in form.by_code:
            (group,) = form.row_groups
            return t.RowColumn(form.code, group.key, rest[0]) if rest[0] in group.column else None
        return None

    def _cell(self, form: Form, rest: tuple[str, ...]) -> t.Cell:
        if rest[0] == "*":
            if not self.scope.place.indicator:
                raise self._fault("[*]只能用在写了“指标”的规则里")
            rest = (*self.scope.place.indicator.split("."), *rest[1:])
        whole, head = ".".join(rest), ".".join(rest[:-1])
        row = form.by_code.get(whole) or form.by_code.get(head)
        if row is None:
            raise self._fault(f"{form.number}没有指标“{shown(whole)}”")
        if row.title:
            raise self._fault(f"{form.number}的{row.code}是标题行，没有数据")
        key = rest[-1] if row.code != whole else self._default_column(form, row)
        if key not in row.columns or key not in form.column:
            known = "、".join(row.columns)
            raise self._fault(f"{form.number}的指标{row.code}没有“{key}”栏，现有：{known}")
        column = form.column[key]
        kind = row.kind if column.kind is Kind.NUMBER else column.kind
        return t.Cell(
            WHEN[self.ref.when],
            form.code,
            row.code,
            key,
            scale=form.decimals_of(row, key) if kind is Kind.NUMBER else 0,
            text=kind not in NUMERIC,
            measure=column.unit_of_measure or row.unit_of_measure,
        )

    def _default_column(self, form: Form, row: Indicator) -> str:
        """The column of the place; else the only one there is."""
        here, known = self.scope.place.column, row.columns
        if here and here in known:
            return here
        if len(known) == 1:
            return known[0]
        raise self._fault(
            f"[{'.'.join(self.ref.parts)}]未写明栏，{form.number}的指标{row.code}有{'、'.join(known)}各栏"
        )
