"""Operators and functions of the rule language: what each takes and the node it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from operator import mul

from ruantong.core.regime import ColumnRole, Kind
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.formats import FORMATS
from ruantong.core.rules.language.measures import measure_of_sides
from ruantong.core.rules.language.names import NUMERIC, code_list_of
from ruantong.core.rules.language.statement import Scope
from ruantong.core.rules.language.syntax import Call, Number, Syntax
from ruantong.core.values import shown

# What an operand has to be; a quoted text and a number may have to be written as they stand.
NUMBER, TEXT, LOGIC, COLUMN, ANY, UNDIVIDED, QUOTED, WRITTEN = (
    "number", "text", "logic", "column", "any", "undivided", "quoted", "written",
)  # fmt: skip
KIND_NAMES = {NUMBER: "数", TEXT: "文本或代码", LOGIC: "判断", COLUMN: "一整栏"}

#: The scope, what is written, and the operands: nodes, quoted texts or (``WRITTEN``) syntax.
Make = Callable[..., t.Node]


@dataclass(frozen=True)
class Operator:
    """The least and most operands, the kind of each (the last one for all that follow), the node."""

    least: int
    most: int
    takes: tuple[str, ...]
    make: Make


def _node(kind: Callable[..., t.Node]) -> Make:
    """A node of the operands as they are."""
    return lambda scope, call, *operands: kind(*operands)


def _nodes(kind: Callable[[tuple[t.Node, ...]], t.Node]) -> Make:
    """A node of all operands."""
    return lambda scope, call, *operands: kind(operands)


def _applied(name: str) -> Make:
    """A function of any numbers, under the name of its meaning."""
    return lambda scope, call, *operands: t.Applied(name, operands)


def divided(node: t.Node) -> bool:
    """Whether there is a division in it."""
    return any(isinstance(inner, t.Divide) for inner in t.walk(node))


def _whole_number(scope: Scope, item: Syntax, least: int, most: int) -> int:
    if not isinstance(item, Number) or item.scale or not least <= item.units <= most:
        raise scope.refuse(item, f"此处应为{least}至{most}的整数")
    return item.units


# ---- arithmetic --------------------------------------------------------------------------------


def _sum(scope: Scope, call: Call, *terms: t.Node) -> t.Node:
    signs = (1, *(1 if sign == "+" else -1 for sign in call.signs))
    return t.Add(tuple(zip(signs, terms, strict=True)))


def _negative(scope: Scope, call: Call, operand: t.Node) -> t.Node:
    return t.Add(((-1, operand),))


def _divide(scope: Scope, call: Call, left: t.Node, right: t.Node) -> t.Node:
    if constant(right) == 0:
        raise scope.refuse(call, "除数是0")
    return t.Divide(left, right)


def constant(node: t.Node) -> Fraction | None:
    """The value of a number that names no data, parameters at what they are now; else None."""
    match node:
        case t.Const() | t.Parameter():
            return Fraction(node.units, 10**node.scale)
        case t.Add() | t.Pair():
            values = [value for item in node.below if (value := constant(item)) is not None]
            if len(values) < len(node.below):
                return None
            if isinstance(node, t.Add):
                return sum(map(mul, (sign for sign, _ in node.terms), values), Fraction())
            left, right = values
            return left * right if isinstance(node, t.Multiply) else left / right
    return None


def _round(scope: Scope, call: Call, operand: t.Node, places: Syntax) -> t.Node:
    return t.Round(operand, _whole_number(scope, places, 0, 6))


def _row_sum(scope: Scope, call: Call, column: t.RowColumn, *prefixes: str) -> t.Node:
    group = scope.regime.form[column.form].row_group[column.group]
    spec = group.column[column.column]
    if spec.kind is not Kind.NUMBER:
        raise scope.refuse(call, f"“{spec.name}”不是数，不能合计")
    _known_prefixes(scope, call, column, prefixes)
    scale, measure = group.decimals_of(spec.key), spec.unit_of_measure or ""
    return t.RowSum(column.form, column.group, column.column, prefixes, scale, measure)


def _row_count(scope: Scope, call: Call, column: t.RowColumn, *prefixes: str) -> t.Node:
    _known_prefixes(scope, call, column, prefixes)
    return t.RowCount(column.form, column.group, prefixes)


def _known_prefixes(
    scope: Scope, call: Call, column: t.RowColumn, prefixes: tuple[str, ...]
) -> None:
    columns = scope.regime.form[column.form].row_group[column.group].column
    key = columns["code"].code_list if "code" in columns else None
    codes = scope.regime.code_lists[key].by_code if key else {}
    for prefix in prefixes:
        if codes and not any(code.startswith(prefix) for code in codes):
            raise scope.refuse(call, f"目录里没有以“{shown(prefix)}”开头的代码")


def _automatic(scope: Scope, call: Call, cell: t.Node) -> t.Node:
    if not isinstance(cell, t.Cell) or cell.ref not in scope.statement.automatic:
        raise scope.refuse(call, "“自动值”只能用于写了“计算”的数据项")
    return t.AutoValue(cell.form, cell.indicator, cell.column, cell.scale, cell.measure)


def _slice(scope: Scope, call: Call, operand: t.Node, start: Syntax, stop: Syntax) -> t.Node:
    first = _whole_number(scope, start, 1, 200)
    return t.Slice(operand, first, _whole_number(scope, stop, first, 200))


def _choice(scope: Scope, call: Call, *nodes: t.Node) -> t.Node:
    if len(nodes) % 2 == 0:
        raise scope.refuse(call, "“选择”应写作选择(条件1, 值1, 条件2, 值2, …, 其余的值)")
    *given, default = nodes
    kinds = (LOGIC, t.kind_of(default)) * (len(given) // 2)
    wrong = [
        mismatch(scope, item, kind, node)
        for item, kind, node in zip(call.operands[:-1], kinds, given, strict=True)
        if t.kind_of(node) != kind
    ]
    if wrong:
        raise wrong[0]
    if any(map(divided, (*given[1::2], default))):
        raise scope.refuse(call, "“选择”的值里不能有除法")
    cases: list[tuple[t.Node, t.Node]] = []
    for condition, value in zip(given[::2], given[1::2], strict=True):
        known = _decided(condition)
        if known:
            default = value
            break
        if known is None:
            cases.append((condition, value))
    return t.Choice(tuple(cases), default) if cases else default


def _decided(condition: t.Node) -> bool | None:
    """The answer where an option of the edition gives it: no question to put to a return."""
    match condition:
        case t.TextCompare(operator, t.TextConst(option), t.TextConst(value)):
            return (option == value) is (operator == "=")
    return None


def mismatch(scope: Scope, item: Syntax, wanted: str, node: t.Node) -> Exception:
    """What to raise for an operand of another kind."""
    if wanted == COLUMN:
        return scope.refuse(item, "此处应为明细行的一栏，写作[表.栏]")
    found = KIND_NAMES[t.kind_of(node)]
    return scope.refuse(item, f"此处应为{KIND_NAMES[wanted]}，却是{found}")


# ---- judgements --------------------------------------------------------------------------------


def _compare(scope: Scope, call: Call, *nodes: t.Node) -> t.Node:
    pairs = zip(call.signs, nodes[:-1], nodes[1:], strict=True)
    parts = tuple(_pair(scope, call, *pair) for pair in pairs)
    return parts[0] if len(parts) == 1 else t.And(parts)


def _pair(scope: Scope, call: Call, sign: str, one: t.Node, other: t.Node) -> t.Node:
    left, right = _as_code(one, other), _as_code(other, one)
    kinds = {t.kind_of(left), t.kind_of(right)}
    if kinds == {NUMBER}:
        compare = t.Compare(sign, left, right)
        measure = measure_of_sides(
            compare,
            lambda one, other: scope.statement.warn(f"计量单位不一致：{one}与{other}", call.pos),
        )
        return replace(compare, measure=measure)
    if kinds != {TEXT}:
        named = "和".join(KIND_NAMES[t.kind_of(node)] for node in (left, right))
        raise scope.refuse(call, f"不能比较{named}，两边应同为数或同为文本")
    if sign not in {"=", "!="}:
        raise scope.refuse(call, "文本或代码只能比较是否相等（= 或 ≠）")
    for node, value in ((left, right), (right, left)):
        if isinstance(value, t.TextConst) and value.value:
            _known_code(scope, call, node, value.value)
    return t.TextCompare(sign, left, right)


def _as_code(node: t.Node, other: t.Node) -> t.Node:
    """A whole number beside a code means the code: ``[1表.R05] = 1``."""
    if isinstance(node, t.Const) and node.scale == 0 and t.kind_of(other) == TEXT:
        return t.TextConst(str(node.units))
    return node


def _known_code(scope: Scope, call: Call, node: t.Node, code: str) -> None:
    key = code_list_of(scope, node)
    code_list = scope.regime.code_lists.get(key) if key else None
    if code_list is not None and code not in code_list.by_code:
        raise scope.refuse(call, f"代码表“{code_list.name}”里没有代码“{shown(code)}”")


def _blank(scope: Scope, call: Call, node: t.Node) -> t.Node:
    if not isinstance(node, t.Cell | t.HeadCell | t.RowCell):
        raise scope.refuse(call, f"“{call.operator}”只能用于一个数据项")
    return t.IsBlank(node) if call.operator == "为空" else t.Not(t.IsBlank(node))


def _form_filled(scope: Scope, call: Call, code: str) -> t.Node:
    form = scope.regime.form.get(code)
    if form is None:
        raise scope.refuse(call, f"没有“{shown(code)}表”")
    own = (column.key for column in form.columns if column.role is ColumnRole.CURRENT)
    return t.FormFilled(code, tuple(own))


def _one_of(scope: Scope, call: Call, node: t.Node, *values: str) -> t.Node:
    for value in values:
        _known_code(scope, call, node, value)
    return t.OneOf(node, values)


def _starts_with(scope: Scope, call: Call, node: t.Node, *prefixes: str) -> t.Node:
    return t.StartsWith(node, prefixes)


def _in_code_list(scope: Scope, call: Call, node: t.Node, key: str) -> t.Node:
    if key not in scope.regime.code_lists:
        known = "、".join(sorted(scope.regime.code_lists))
        raise scope.refuse(call, f"没有代码表“{shown(key)}”，现有：{known}")
    return t.InCodeList(node, key, leaf=call.operator == "末级代码")


def _matches(scope: Scope, call: Call, node: t.Node, name: str) -> t.Node:
    if name not in FORMATS:
        raise scope.refuse(call, f"没有格式“{shown(name)}”，现有：{'、'.join(FORMATS)}")
    return t.Matches(node, name)


def _same_columns(scope: Scope, call: Call, left: str, right: str) -> t.Node:
    form = scope.regime.form[scope.place.form]
    for key in (left, right):
        if key not in form.column:
            raise scope.refuse(call, f"{form.number}没有“{shown(key)}”栏")
    rows = [i for i in form.indicators if left in i.columns and right in i.columns]
    return t.SameColumns(form.code, tuple(i.code for i in rows if not i.title), left, right)


def _unique(scope: Scope, call: Call, column: t.RowColumn) -> t.Node:
    if scope.place.group != column.group:
        raise scope.refuse(call, "“不重复”只能用在“逐行”的规则里")
    group = scope.regime.form[column.form].row_group[column.group]
    if group.column[column.column].kind in NUMERIC:
        raise scope.refuse(call, "“不重复”只能用于代码或文本的一栏，不能用于数值")
    return t.UniqueInRows(column)


#: As many as an expression may have tokens.
_MANY = 2000

#: Every operator and function of the language. One of numbers that operations can say needs a row here,
#: one in ``lowering/lower.py`` (what it means) and one in ``words/sentences.toml`` (how it is said).
OPERATORS: Mapping[str, Operator] = {
    "+": Operator(2, _MANY, (NUMBER,), _sum),
    "-": Operator(1, 1, (NUMBER,), _negative),
    "*": Operator(2, 2, (NUMBER,), _node(t.Multiply)),
    "/": Operator(2, 2, (NUMBER,), _divide),
    "=": Operator(2, _MANY, (ANY,), _compare),
    "且": Operator(2, _MANY, (LOGIC,), _nodes(t.And)),
    "或": Operator(2, _MANY, (LOGIC,), _nodes(t.Or)),
    "非": Operator(1, 1, (LOGIC,), _node(t.Not)),
    "若": Operator(2, 2, (LOGIC,), _node(t.Implies)),
    "当且仅当": Operator(2, 2, (LOGIC,), _node(t.Iff)),
    "绝对值": Operator(1, 1, (NUMBER,), _applied("Absolute")),
    "最大": Operator(2, 20, (UNDIVIDED,), _nodes(partial(t.Extreme, "max"))),
    "最小": Operator(2, 20, (UNDIVIDED,), _nodes(partial(t.Extreme, "min"))),
    "四舍五入": Operator(2, 2, (NUMBER, WRITTEN), _round),
    "合计": Operator(2, 20, (COLUMN, QUOTED), _row_sum),
    "行数": Operator(1, 20, (COLUMN, QUOTED), _row_count),
    "自动值": Operator(1, 1, (NUMBER,), _automatic),
    "子串": Operator(3, 3, (TEXT, WRITTEN), _slice),
    "选择": Operator(3, 21, (ANY,), _choice),
    "为空": Operator(1, 1, (ANY,), _blank),
    "已填": Operator(1, 1, (ANY,), _blank),
    "表已填": Operator(1, 1, (QUOTED,), _form_filled),
    "整数": Operator(1, 1, (NUMBER,), _node(t.IsWhole)),
    "属于": Operator(2, 60, (TEXT, QUOTED), _one_of),
    "开头是": Operator(2, 60, (TEXT, QUOTED), _starts_with),
    "在代码表": Operator(2, 2, (TEXT, QUOTED), _in_code_list),
    "末级代码": Operator(2, 2, (TEXT, QUOTED), _in_code_list),
    "匹配": Operator(2, 2, (TEXT, QUOTED), _matches),
    "全同": Operator(2, 2, (QUOTED,), _same_columns),
    "不重复": Operator(1, 1, (COLUMN,), _unique),
    "在名录": Operator(1, 1, (QUOTED,), _node(t.OnList)),
    "量级错位": Operator(2, 2, (UNDIVIDED,), _node(t.MagnitudeSlip)),
}
