"""Names and numbers in Chinese: the words from which an explanation is put together."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ruantong.core.regime import CodeList, ColumnRole, Form, Regime
from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.language.tree import (
    CURRENT,
    DECEMBER,
    PREVIOUS,
    YEAR_AGO,
    Absolute,
    Add,
    AutoValue,
    Cell,
    Choice,
    Const,
    Divide,
    Extreme,
    HeadCell,
    Multiply,
    Node,
    Parameter,
    PeriodNumber,
    Round,
    RowCell,
    RowCount,
    RowSum,
    Slice,
    UnitFact,
    walk,
)
from ruantong.core.values import format_number, round_half_up

#: Places shown of a ratio that has no finite or no short decimal form.
RATIO_PLACES = 4


@dataclass
class Phrases:
    """Wording for one instance; a column all its cells share is named only once."""

    regime: Regime
    situation: Situation
    form: str
    trees: tuple[Node, ...]
    _said: bool = False

    # names ---------------------------------------------------------------------------------

    def name(self, node: Node) -> str:
        """A cell by name and code, with return, form and column where they are not obvious."""
        match node:
            case Cell():
                return self._cell(node)
            case HeadCell():
                return f"“{self._head(node)}”"
            case RowCell():
                past = "上年同类行的" if node.when != CURRENT else ""
                return past + self._row_column(node.form, node.group, node.column)
            case RowSum():
                return self._row_sum(node)
            case RowCount():
                group = self.regime.form[node.form].row_group[node.group].name
                return f"{self._of_form(node.form)}{group}{self._classes(node.prefixes)}的行数"
            case AutoValue():
                return "自动计算值"
            case UnitFact():
                return "报送区县"
            case PeriodNumber():
                return "报告期月数" if node.which == "months" else "报告期年份"
            case Slice():
                return f"{self.name(node.operand)}第{node.start}—{node.stop}位"
        return "按制度判定的代码" if isinstance(node, Choice) else "计算值"

    def _cell(self, node: Cell) -> str:
        form = self.regime.form[node.form]
        name = form.by_code[node.indicator].name
        return (
            f"{self._of_return(node)}{self._of_form(node.form)}{name}({node.indicator})"
            f"{self._column(form, node)}"
        )

    def called(self, node: Node) -> str:
        """A figure as one says it, without its code: a column only where it is not the current one."""
        if not isinstance(node, Cell):
            return self.name(node)
        form = self.regime.form[node.form]
        column = form.column[node.column]
        tail = "" if column.role is ColumnRole.CURRENT else column.name
        return f"{self._of_return(node)}{self._of_form(node.form)}{form.by_code[node.indicator].name}{tail}"

    def moment(self, node: Node) -> str:
        """The return or the column a figure stands in, where its name has been said."""
        if isinstance(node, Cell) and (node.when == CURRENT or self._is_aside(node)):
            return self._of_return(node) + self.regime.form[node.form].column[node.column].name
        if isinstance(node, Cell):
            return self._of_return(node)
        return "本年" if isinstance(node, RowCell) and node.when == CURRENT else "上年同类行"

    def _is_aside(self, node: Cell) -> bool:
        return self.regime.form[node.form].column[node.column].role is not ColumnRole.CURRENT

    def _of_return(self, node: Cell) -> str:
        return {
            PREVIOUS: self._previous(),
            YEAR_AGO: self._year_ago(),
            DECEMBER: "1—12月月报",
            CURRENT: "",
        }[node.when]

    def _previous(self) -> str:
        return "上期报表" if self.situation.dossier.period.frequency == "monthly" else "上年"

    def _year_ago(self) -> str:
        return "上年同期" if self.situation.dossier.period.frequency == "monthly" else "上年"

    def _of_form(self, code: str) -> str:
        return "" if code == self.form else f"{code}表"

    def _column(self, form: Form, node: Cell) -> str:
        if len(form.columns) == 1 or (self._said and self._one_column):
            return ""
        if node.when != CURRENT and form.column[node.column].role is ColumnRole.CURRENT:
            return ""
        self._said = True
        return form.column[node.column].name

    @cached_property
    def _one_column(self) -> bool:
        cells = (n for tree in self.trees for n in walk(tree) if isinstance(n, Cell))
        return len({(cell.form, cell.when, cell.column) for cell in cells}) == 1

    def _head(self, node: HeadCell) -> str:
        fields = self.regime.form[node.form].head_fields
        return next(item.name for item in fields if item.key == node.key)

    def _row_column(self, form: str, group: str, key: str) -> str:
        columns = self.regime.form[form].row_group[group].columns
        return next(c.name.removeprefix("其中：") for c in columns if c.key == key)

    def _row_sum(self, node: RowSum) -> str:
        column = self._row_column(node.form, node.group, node.column)
        return f"{self._of_form(node.form)}{self._classes(node.prefixes)}各行{column}合计"

    def _classes(self, prefixes: tuple[str, ...]) -> str:
        return "、".join(prefixes) + ("类" if prefixes else "")

    # values --------------------------------------------------------------------------------

    def number(self, node: Node) -> str:
        """A number as it stands in a sentence."""
        if isinstance(node, Cell | RowCell | RowSum) and self.situation.is_blank(node):
            return "空"
        value = self.situation.number(node)
        return "无法计算" if value is None else show(value, places_of(node))

    def text(self, node: Node) -> str:
        """A text or code in quotes, a code with its name."""
        value = self.situation.text(node)
        if not value:
            return "空"
        code_list = self.code_list(node)
        item = code_list.by_code.get(value) if code_list else None
        return f"“{value} {item.name}”" if item else f"“{value}”"

    def code_list(self, node: Node) -> CodeList | None:
        """The list a code cell chooses from."""
        key: str | None = None
        if isinstance(node, Cell):
            form = self.regime.form[node.form]
            key = form.by_code[node.indicator].code_list or form.column[node.column].code_list
        elif isinstance(node, HeadCell):
            fields = self.regime.form[node.form].head_fields
            key = next(item.code_list for item in fields if item.key == node.key)
        elif isinstance(node, RowCell):
            columns = self.regime.form[node.form].row_group[node.group].columns
            key = next(column.code_list for column in columns if column.key == node.column)
        return self.regime.code_lists.get(key) if key else None

    # expressions ---------------------------------------------------------------------------

    def expression(self, node: Node) -> str:
        """An expression with names and numbers: ``软件产品收入(2021) 40.00 + …``."""
        match node:
            case Const() | Parameter():
                return show(Fraction(node.units, 10**node.scale), 0)
            case PeriodNumber():
                return f"{self.number(node)}{'个月' if node.which == 'months' else '年'}"
            case Add():
                return self._add(node)
            case Multiply():
                return f"{self._factor(node.left)} × {self._factor(node.right)}"
            case Divide():
                return f"{self._factor(node.left)} ÷ {self._divisor(node.right)}"
            case Absolute():
                return f"|{self.expression(node.operand)}|"
            case Extreme():
                which = "大" if node.which == "max" else "小"
                items = " 与 ".join(self.expression(item) for item in node.operands)
                return f"（{items} 中较{which}者）"
            case Round():
                return f"{self._factor(node.operand)}（保留{node.places}位小数）"
            case Choice():
                return self.number(node)
        return f"{self.name(node)} {self.number(node)}"

    def _add(self, node: Add) -> str:
        parts: list[str] = []
        for sign, term in node.terms:
            text = self._term(term)
            if parts:
                parts.append(f"{'+' if sign > 0 else '−'} {text}")
            else:
                parts.append(text if sign > 0 else f"−{text}")
        return " ".join(parts)

    def _term(self, node: Node) -> str:
        text = self.expression(node)
        return f"({text})" if isinstance(node, Add) else text

    def _factor(self, node: Node) -> str:
        text = self.expression(node)
        return f"({text})" if isinstance(node, Add) else text

    def _divisor(self, node: Node) -> str:
        text = self.expression(node)
        return f"({text})" if isinstance(node, Add | Multiply | Divide) else text


def is_simple(node: Node) -> bool:
    """Whether a node is one figure with a name of its own."""
    return isinstance(node, Cell | RowCell | RowSum | RowCount | AutoValue | HeadCell)


def places_of(node: Node) -> int:
    """Decimal places to show at least: those of the cells in the expression."""
    cells = (item for item in walk(node) if isinstance(item, Cell | RowCell | RowSum | AutoValue))
    return max((cell.scale for cell in cells), default=0)


def show(value: Fraction, least: int) -> str:
    """Canonical decimal with at least ``least`` places; a long one is cut to ratio places."""
    above, below = value.numerator, value.denominator
    most = max(least, RATIO_PLACES)
    for places in range(least, most + 1):
        scaled, rest = divmod(above * 10**places, below)
        if rest == 0:
            return format_number(scaled, places)
    return format_number(round_half_up(above * 10**most, below), most)


def percent(value: Fraction) -> str:
    """A ratio as a percentage with two places."""
    return format_number(round_half_up(value.numerator * 10**4, value.denominator), 2) + "%"
