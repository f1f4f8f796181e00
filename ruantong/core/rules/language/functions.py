"""Functions of the rule language: what each demands of its arguments and the node it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ruantong.core.regime import ColumnRole, Kind, Regime
from ruantong.core.rules.language import syntax
from ruantong.core.rules.language.formats import FORMATS
from ruantong.core.rules.language.names import NUMERIC, Place
from ruantong.core.rules.language.syntax import Pos, Syntax
from ruantong.core.rules.language.tree import (
    Applied,
    AutoValue,
    Cell,
    Choice,
    Divide,
    Extreme,
    FormFilled,
    HeadCell,
    InCodeList,
    IsBlank,
    IsWhole,
    MagnitudeSlip,
    Matches,
    Node,
    Not,
    OneOf,
    OnList,
    Round,
    RowCell,
    RowColumn,
    RowCount,
    RowSum,
    SameColumns,
    Slice,
    StartsWith,
    TextCompare,
    TextConst,
    UniqueInRows,
    kind_of,
    walk,
)
from ruantong.core.values import shown


class Resolver(Protocol):
    """What resolves the arguments of a function, and knows where the expression stands."""

    regime: Regime
    place: Place
    #: the cells that 自动值 may name
    automatic: frozenset[str]

    def refuse(self, pos: Pos, message: str) -> Exception:
        """Note a fault; what to raise."""

    def any(self, item: Syntax) -> Node:
        """The node of an argument. May raise what ``refuse`` gives, like those below."""

    def wanted(self, item: Syntax, want: str) -> Node:
        """The node of an argument that has to be a number, text or judgement."""

    def all(self, items: tuple[Syntax, ...], want: str) -> tuple[Node, ...]:
        """The nodes of several."""

    def known_code(self, pos: Pos, node: Node, code: str) -> None:
        """Refuse a code that the code list of a node does not have."""


Make = Callable[[Resolver, syntax.Call], Node]


def _literal(r: Resolver, item: Syntax) -> str:
    if not isinstance(item, syntax.Text):
        raise r.refuse(item.pos, "此处应为引号中的文本")
    return item.value


def _integer(r: Resolver, item: Syntax, least: int, most: int) -> int:
    if not isinstance(item, syntax.Number) or item.scale or not least <= item.units <= most:
        raise r.refuse(item.pos, f"此处应为{least}至{most}的整数")
    return item.units


def _row_column(r: Resolver, item: Syntax) -> RowColumn:
    node = r.any(item)
    if not isinstance(node, RowColumn):
        raise r.refuse(item.pos, "此处应为明细行的一栏，写作[表.栏]")
    return node


def _applied(name: str) -> Make:
    """A function of any numbers, under the name of its meaning."""
    return lambda r, item: Applied(name, r.all(item.arguments, "number"))


def _extreme(r: Resolver, item: syntax.Call) -> Node:
    nodes = r.all(item.arguments, "number")
    if any(isinstance(inner, Divide) for node in nodes for inner in walk(node)):
        raise r.refuse(item.pos, f"“{item.function}”的参数里不能有除法")
    return Extreme("max" if item.function == "最大" else "min", nodes)


def _round(r: Resolver, item: syntax.Call) -> Node:
    return Round(r.wanted(item.arguments[0], "number"), _integer(r, item.arguments[1], 0, 6))


def _row_sum(r: Resolver, item: syntax.Call) -> Node:
    column = _row_column(r, item.arguments[0])
    group = r.regime.form[column.form].row_group[column.group]
    spec = next(spec for spec in group.columns if spec.key == column.column)
    if spec.kind is not Kind.NUMBER:
        raise r.refuse(item.pos, f"“{spec.name}”不是数，不能合计")
    return RowSum(
        column.form,
        column.group,
        column.column,
        _prefixes(r, item, column),
        scale=group.decimals if spec.decimals is None else spec.decimals,
        measure=spec.unit_of_measure or "",
    )


def _row_count(r: Resolver, item: syntax.Call) -> Node:
    column = _row_column(r, item.arguments[0])
    return RowCount(column.form, column.group, _prefixes(r, item, column))


def _prefixes(r: Resolver, item: syntax.Call, column: RowColumn) -> tuple[str, ...]:
    prefixes = tuple(_literal(r, argument) for argument in item.arguments[1:])
    group = r.regime.form[column.form].row_group[column.group]
    key = next((c.code_list for c in group.columns if c.key == "code"), None)
    code_list = r.regime.code_lists.get(key) if key else None
    for prefix in prefixes:
        if code_list and not any(code.startswith(prefix) for code in code_list.by_code):
            raise r.refuse(item.pos, f"目录里没有以“{shown(prefix)}”开头的代码")
    return prefixes


def _auto_value(r: Resolver, item: syntax.Call) -> Node:
    cell = r.wanted(item.arguments[0], "number")
    if not isinstance(cell, Cell) or cell.ref not in r.automatic:
        raise r.refuse(item.pos, "“自动值”只能用于写了“计算”的数据项")
    return AutoValue(cell.form, cell.indicator, cell.column, cell.scale, cell.measure)


def _slice(r: Resolver, item: syntax.Call) -> Node:
    start = _integer(r, item.arguments[1], 1, 200)
    stop = _integer(r, item.arguments[2], start, 200)
    return Slice(r.wanted(item.arguments[0], "text"), start, stop)


def _choice(r: Resolver, item: syntax.Call) -> Node:
    if len(item.arguments) % 2 == 0:
        raise r.refuse(item.pos, "“选择”应写作选择(条件1, 值1, 条件2, 值2, …, 其余的值)")
    default = r.any(item.arguments[-1])
    kind = kind_of(default)
    conditions = r.all(item.arguments[0:-1:2], "logic")
    values = r.all(item.arguments[1::2], kind)
    if any(isinstance(inner, Divide) for v in (*values, default) for inner in walk(v)):
        raise r.refuse(item.pos, "“选择”的值里不能有除法")
    cases: list[tuple[Node, Node]] = []
    for condition, value in zip(conditions, values, strict=True):
        known = _decided(condition)
        if known:
            default = value
            break
        if known is None:
            cases.append((condition, value))
    return Choice(tuple(cases), default) if cases else default


def _decided(condition: Node) -> bool | None:
    """The answer where an option of the edition gives it: no question to put to a return."""
    match condition:
        case TextCompare(operator, TextConst(option), TextConst(value)):
            return (option == value) is (operator == "=")
    return None


def _blank(r: Resolver, item: syntax.Call) -> Node:
    node = r.any(item.arguments[0])
    if not isinstance(node, Cell | HeadCell | RowCell):
        raise r.refuse(item.pos, f"“{item.function}”只能用于一个数据项")
    return IsBlank(node) if item.function == "为空" else Not(IsBlank(node))


def _form_filled(r: Resolver, item: syntax.Call) -> Node:
    code = _literal(r, item.arguments[0])
    form = r.regime.form.get(code)
    if form is None:
        raise r.refuse(item.pos, f"没有“{shown(code)}表”")
    own = (ColumnRole.CURRENT,)
    return FormFilled(code, tuple(c.key for c in form.columns if c.role in own))


def _whole(r: Resolver, item: syntax.Call) -> Node:
    return IsWhole(r.wanted(item.arguments[0], "number"))


def _one_of(r: Resolver, item: syntax.Call) -> Node:
    node = r.wanted(item.arguments[0], "text")
    values = tuple(_literal(r, argument) for argument in item.arguments[1:])
    for value in values:
        r.known_code(item.pos, node, value)
    return OneOf(node, values)


def _starts_with(r: Resolver, item: syntax.Call) -> Node:
    node = r.wanted(item.arguments[0], "text")
    return StartsWith(node, tuple(_literal(r, argument) for argument in item.arguments[1:]))


def _in_code_list(r: Resolver, item: syntax.Call) -> Node:
    key = _literal(r, item.arguments[1])
    if key not in r.regime.code_lists:
        known = "、".join(sorted(r.regime.code_lists))
        raise r.refuse(item.pos, f"没有代码表“{shown(key)}”，现有：{known}")
    leaf = item.function == "末级代码"
    return InCodeList(r.wanted(item.arguments[0], "text"), key, leaf)


def _matches(r: Resolver, item: syntax.Call) -> Node:
    name = _literal(r, item.arguments[1])
    if name not in FORMATS:
        raise r.refuse(item.pos, f"没有格式“{shown(name)}”，现有：{'、'.join(FORMATS)}")
    return Matches(r.wanted(item.arguments[0], "text"), name)


def _same_columns(r: Resolver, item: syntax.Call) -> Node:
    left, right = (_literal(r, argument) for argument in item.arguments)
    form = r.regime.form[r.place.form]
    for key in (left, right):
        if key not in form.column:
            raise r.refuse(item.pos, f"{form.number}没有“{shown(key)}”栏")
    rows = [i for i in form.indicators if left in i.columns and right in i.columns]
    return SameColumns(form.code, tuple(i.code for i in rows if not i.title), left, right)


def _unique(r: Resolver, item: syntax.Call) -> Node:
    column = _row_column(r, item.arguments[0])
    if r.place.group != column.group:
        raise r.refuse(item.pos, "“不重复”只能用在“逐行”的规则里")
    columns = r.regime.form[column.form].row_group[column.group].columns
    if next(one for one in columns if one.key == column.column).kind in NUMERIC:
        raise r.refuse(item.pos, "“不重复”只能用于代码或文本的一栏，不能用于数值")
    return UniqueInRows(column)


def _on_list(r: Resolver, item: syntax.Call) -> Node:
    return OnList(_literal(r, item.arguments[0]))


def _slip(r: Resolver, item: syntax.Call) -> Node:
    nodes = r.all(item.arguments, "number")
    if any(isinstance(inner, Divide) for node in nodes for inner in walk(node)):
        raise r.refuse(item.pos, "“量级错位”的参数里不能有除法")
    return MagnitudeSlip(*nodes)


@dataclass(frozen=True)
class Function:
    """Least and most arguments, and the node that they make."""

    least: int
    most: int
    make: Make


#: Every function of the language. One of numbers that operations can say needs a row here, one in
#: ``lowering/lower.py`` (what it means) and one in ``words/templates.py`` (how it is said).
FUNCTIONS: Mapping[str, Function] = {
    "绝对值": Function(1, 1, _applied("Absolute")),
    "最大": Function(2, 20, _extreme),
    "最小": Function(2, 20, _extreme),
    "四舍五入": Function(2, 2, _round),
    "合计": Function(2, 20, _row_sum),
    "行数": Function(1, 20, _row_count),
    "自动值": Function(1, 1, _auto_value),
    "子串": Function(3, 3, _slice),
    "选择": Function(3, 21, _choice),
    "为空": Function(1, 1, _blank),
    "已填": Function(1, 1, _blank),
    "表已填": Function(1, 1, _form_filled),
    "整数": Function(1, 1, _whole),
    "属于": Function(2, 60, _one_of),
    "开头是": Function(2, 60, _starts_with),
    "在代码表": Function(2, 2, _in_code_list),
    "末级代码": Function(2, 2, _in_code_list),
    "匹配": Function(2, 2, _matches),
    "全同": Function(2, 2, _same_columns),
    "不重复": Function(1, 1, _unique),
    "在名录": Function(1, 1, _on_list),
    "量级错位": Function(2, 2, _slip),
}
