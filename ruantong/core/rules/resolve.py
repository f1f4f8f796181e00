"""Rule against regime: a syntax tree becomes a checked tree, or a list of what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ruantong.core.regime import ColumnRole, Kind, Regime
from ruantong.core.rules import syntax
from ruantong.core.rules.formats import FORMATS
from ruantong.core.rules.measures import PARAMETER_MEASURES, measure_of_sides
from ruantong.core.rules.names import NameFault, Place, resolve_name
from ruantong.core.rules.syntax import Pos, Syntax
from ruantong.core.rules.tree import (
    Absolute,
    Add,
    And,
    AutoValue,
    Cell,
    Choice,
    Compare,
    Const,
    Divide,
    Extreme,
    FormFilled,
    HeadCell,
    Iff,
    Implies,
    InCodeList,
    IsBlank,
    IsWhole,
    MagnitudeSlip,
    Matches,
    Multiply,
    Node,
    Not,
    OneOf,
    OnList,
    Or,
    Parameter,
    PeriodNumber,
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
    UniqueInRegister,
    UniqueInRows,
    UnitFact,
    is_logic,
    is_text,
    walk,
)
from ruantong.core.values import shown

#: Divisions in one expression; keeps cross-multiplied comparisons short.
MAX_DIVISIONS = 16
_KIND_NAMES = {"number": "数", "text": "文本或代码", "logic": "判断", "column": "一整栏"}


@dataclass
class Findings:
    """What checking one expression found: faults refuse it, warnings are for its author."""

    faults: set[tuple[int, int, str]] = field(default_factory=set)
    warnings: set[tuple[int, int, str]] = field(default_factory=set)


class _Refused(Exception):
    """An operand already reported; stops at the nearest place that can go on without it."""


def parameter_of(regime: Regime, name: str) -> Parameter | None:
    """A parameter of the edition as an exact number."""
    text = regime.parameters.get(name)
    if text is None:
        return None
    whole, _, fraction = text.partition(".")
    measure = PARAMETER_MEASURES.get(name, "")
    return Parameter(name, int(whole + fraction), len(fraction), measure)


def resolve(
    regime: Regime,
    place: Place,
    expression: Syntax,
    findings: Findings,
    *,
    want: str = "logic",
    tolerance: tuple[int, int] = (0, 0),
    automatic: frozenset[str] = frozenset(),
) -> Node | None:
    """The checked tree, or None after faults. ``automatic`` are the cells 自动值 may name."""
    resolver = _Resolver(regime, place, findings, tolerance, automatic)
    try:
        node = resolver.wanted(expression, want)
    except _Refused:
        return None
    if sum(isinstance(item, Divide) for item in walk(node)) > MAX_DIVISIONS:
        resolver.refuse(expression.pos, f"除法过多，一个表达式至多{MAX_DIVISIONS}次")
        return None
    return None if findings.faults else node


class _Resolver:
    def __init__(
        self,
        regime: Regime,
        place: Place,
        findings: Findings,
        tolerance: tuple[int, int],
        automatic: frozenset[str],
    ) -> None:
        self._regime = regime
        self._place = place
        self._findings = findings
        self._tolerance = tolerance
        self._automatic = automatic

    def refuse(self, pos: Pos, message: str) -> _Refused:
        self._findings.faults.add((pos.line, pos.column, message))
        return _Refused()

    def wanted(self, item: Syntax, want: str) -> Node:
        node = self._any(item)
        kind = _kind(node)
        if kind != want:
            wanted, found = _KIND_NAMES[want], _KIND_NAMES[kind]
            raise self.refuse(item.pos, f"此处应为{wanted}，却是{found}")
        return node

    def _all(self, items: tuple[Syntax, ...], want: str) -> tuple[Node, ...]:
        """Resolve each operand, so that the faults of all are reported."""
        nodes: list[Node] = []
        refused = False
        for item in items:
            try:
                nodes.append(self.wanted(item, want))
            except _Refused:
                refused = True
        if refused:
            raise _Refused
        return tuple(nodes)

    def _any(self, item: Syntax) -> Node:
        match item:
            case syntax.Number():
                return Const(item.units, item.scale)
            case syntax.Text():
                return TextConst(item.value)
            case syntax.Ref():
                return self._ref(item)
            case syntax.Name():
                return self._name(item)
            case syntax.Call():
                return self._call(item)
            case syntax.Negative():
                return Add(((-1, self.wanted(item.operand, "number")),))
            case syntax.Sum():
                nodes = self._all(tuple(term for _, term in item.terms), "number")
                signs = (sign for sign, _ in item.terms)
                return Add(tuple(zip(signs, nodes, strict=True)))
            case syntax.Product():
                left, right = self._all((item.left, item.right), "number")
                if item.operator == "*":
                    return Multiply(left, right)
                if isinstance(right, Const) and right.units == 0:
                    raise self.refuse(item.pos, "除数是0")
                return Divide(left, right)
            case syntax.Chain():
                return self._chain(item)
        return self._logic(item)

    def _ref(self, item: syntax.Ref) -> Node:
        try:
            return resolve_name(self._regime, self._place, item)
        except NameFault as fault:
            raise self.refuse(fault.pos, fault.message) from None

    def _name(self, item: syntax.Name) -> Node:
        if item.word == "信用代码唯一":
            return UniqueInRegister()
        if item.word == "报送区县":
            return UnitFact("district")
        if item.word in {"m", "年度"}:
            return PeriodNumber("months" if item.word == "m" else "year")
        if item.word in self._regime.options:
            return TextConst(self._regime.options[item.word])
        parameter = parameter_of(self._regime, item.word)
        if parameter is None:
            known = "、".join(["m", *self._regime.parameters, *self._regime.options])
            raise self.refuse(item.pos, f"没有参数“{shown(item.word)}”，现有：{known}")
        return parameter

    def _logic(self, item: syntax.Logic) -> Node:
        nodes = self._all(item.operands, "logic")
        if item.operator == "and":
            return And(nodes)
        if item.operator == "or":
            return Or(nodes)
        if item.operator == "not":
            return Not(nodes[0])
        return Implies(*nodes) if item.operator == "if" else Iff(*nodes)

    def _chain(self, item: syntax.Chain) -> Node:
        nodes: list[Node] = []
        refused = False
        for operand in item.operands:
            try:
                nodes.append(self._any(operand))
            except _Refused:
                refused = True
        if refused:
            raise _Refused
        pairs = zip(item.operators, nodes[:-1], nodes[1:], strict=True)
        parts = tuple(self._compare(item.pos, *pair) for pair in pairs)
        return parts[0] if len(parts) == 1 else And(parts)

    def _compare(self, pos: Pos, operator: str, left: Node, right: Node) -> Node:
        left, right = _as_code(left, right), _as_code(right, left)
        kinds = {_kind(left), _kind(right)}
        if kinds == {"number"}:
            compare = Compare(operator, left, right, self._tolerance)
            measure = measure_of_sides(compare, lambda a, b: self._mixed(pos, a, b))
            return Compare(operator, left, right, self._tolerance, measure)
        if kinds == {"text"}:
            if operator not in {"=", "!="}:
                raise self.refuse(pos, "文本或代码只能比较是否相等（= 或 ≠）")
            self._known_codes(pos, left, right)
            return TextCompare(operator, left, right)
        named = "和".join(_KIND_NAMES[_kind(node)] for node in (left, right))
        raise self.refuse(pos, f"不能比较{named}，两边应同为数或同为文本")

    def _mixed(self, pos: Pos, left: str, right: str) -> None:
        self._findings.warnings.add((pos.line, pos.column, f"计量单位不一致：{left}与{right}"))

    def _known_codes(self, pos: Pos, left: Node, right: Node) -> None:
        for node, other in ((left, right), (right, left)):
            if isinstance(other, TextConst) and other.value:
                self._known_code(pos, node, other.value)

    def _known_code(self, pos: Pos, node: Node, code: str) -> None:
        key = self._code_list_of(node)
        code_list = self._regime.code_lists.get(key) if key else None
        if code_list is not None and code not in code_list.by_code:
            raise self.refuse(pos, f"代码表“{code_list.name}”里没有代码“{shown(code)}”")

    def _code_list_of(self, node: Node) -> str | None:
        if isinstance(node, Cell):
            form = self._regime.form[node.form]
            return form.by_code[node.indicator].code_list or form.column[node.column].code_list
        if isinstance(node, HeadCell):
            fields = self._regime.form[node.form].head_fields
            return next(field.code_list for field in fields if field.key == node.key)
        if isinstance(node, RowCell):
            columns = self._regime.form[node.form].row_group[node.group].columns
            return next(column.code_list for column in columns if column.key == node.column)
        return None

    # functions -----------------------------------------------------------------------------

    def _call(self, item: syntax.Call) -> Node:
        return _FUNCTIONS[item.function](self, item)

    def _literal(self, item: Syntax) -> str:
        if not isinstance(item, syntax.Text):
            raise self.refuse(item.pos, "此处应为引号中的文本")
        return item.value

    def _integer(self, item: Syntax, least: int, most: int) -> int:
        if not isinstance(item, syntax.Number) or item.scale or not least <= item.units <= most:
            raise self.refuse(item.pos, f"此处应为{least}至{most}的整数")
        return item.units

    def _row_column(self, item: Syntax) -> RowColumn:
        node = self._any(item)
        if not isinstance(node, RowColumn):
            raise self.refuse(item.pos, "此处应为明细行的一栏，如[4表.1]")
        return node

    def _absolute(self, item: syntax.Call) -> Node:
        return Absolute(self.wanted(item.arguments[0], "number"))

    def _extreme(self, item: syntax.Call) -> Node:
        nodes = self._all(item.arguments, "number")
        if any(isinstance(inner, Divide) for node in nodes for inner in walk(node)):
            raise self.refuse(item.pos, f"“{item.function}”的参数里不能有除法")
        return Extreme("max" if item.function == "最大" else "min", nodes)

    def _round(self, item: syntax.Call) -> Node:
        return Round(
            self.wanted(item.arguments[0], "number"), self._integer(item.arguments[1], 0, 6)
        )

    def _row_sum(self, item: syntax.Call) -> Node:
        column = self._row_column(item.arguments[0])
        group = self._regime.form[column.form].row_group[column.group]
        spec = next(spec for spec in group.columns if spec.key == column.column)
        if spec.kind is not Kind.NUMBER:
            raise self.refuse(item.pos, f"“{spec.name}”不是数，不能合计")
        return RowSum(
            column.form,
            column.group,
            column.column,
            self._prefixes(item, column),
            scale=group.decimals if spec.decimals is None else spec.decimals,
            measure=spec.unit_of_measure or "",
        )

    def _row_count(self, item: syntax.Call) -> Node:
        column = self._row_column(item.arguments[0])
        return RowCount(column.form, column.group, self._prefixes(item, column))

    def _prefixes(self, item: syntax.Call, column: RowColumn) -> tuple[str, ...]:
        prefixes = tuple(self._literal(argument) for argument in item.arguments[1:])
        group = self._regime.form[column.form].row_group[column.group]
        key = next((c.code_list for c in group.columns if c.key == "code"), None)
        code_list = self._regime.code_lists.get(key) if key else None
        for prefix in prefixes:
            if code_list and not any(code.startswith(prefix) for code in code_list.by_code):
                raise self.refuse(item.pos, f"目录里没有以“{shown(prefix)}”开头的代码")
        return prefixes

    def _auto_value(self, item: syntax.Call) -> Node:
        cell = self.wanted(item.arguments[0], "number")
        if not isinstance(cell, Cell) or cell.ref not in self._automatic:
            raise self.refuse(item.pos, "“自动值”只能用于写了“计算”的数据项")
        return AutoValue(cell.form, cell.indicator, cell.column, cell.scale, cell.measure)

    def _slice(self, item: syntax.Call) -> Node:
        start = self._integer(item.arguments[1], 1, 200)
        stop = self._integer(item.arguments[2], start, 200)
        return Slice(self.wanted(item.arguments[0], "text"), start, stop)

    def _choice(self, item: syntax.Call) -> Node:
        if len(item.arguments) % 2 == 0:
            raise self.refuse(item.pos, "“选择”应写作选择(条件1, 值1, 条件2, 值2, …, 其余的值)")
        default = self._any(item.arguments[-1])
        kind = _kind(default)
        conditions = self._all(item.arguments[0:-1:2], "logic")
        values = self._all(item.arguments[1::2], kind)
        if any(isinstance(inner, Divide) for v in (*values, default) for inner in walk(v)):
            raise self.refuse(item.pos, "“选择”的值里不能有除法")
        return Choice(tuple(zip(conditions, values, strict=True)), default)

    def _blank(self, item: syntax.Call) -> Node:
        node = self._any(item.arguments[0])
        if not isinstance(node, Cell | HeadCell | RowCell):
            raise self.refuse(item.pos, f"“{item.function}”只能用于一个数据项")
        return IsBlank(node) if item.function == "为空" else Not(IsBlank(node))

    def _form_filled(self, item: syntax.Call) -> Node:
        code = self._literal(item.arguments[0])
        form = self._regime.form.get(code)
        if form is None:
            raise self.refuse(item.pos, f"没有“{shown(code)}表”")
        own = (ColumnRole.CURRENT,)
        return FormFilled(code, tuple(c.key for c in form.columns if c.role in own))

    def _whole(self, item: syntax.Call) -> Node:
        return IsWhole(self.wanted(item.arguments[0], "number"))

    def _one_of(self, item: syntax.Call) -> Node:
        node = self.wanted(item.arguments[0], "text")
        values = tuple(self._literal(argument) for argument in item.arguments[1:])
        for value in values:
            self._known_code(item.pos, node, value)
        return OneOf(node, values)

    def _starts_with(self, item: syntax.Call) -> Node:
        node = self.wanted(item.arguments[0], "text")
        return StartsWith(node, tuple(self._literal(argument) for argument in item.arguments[1:]))

    def _in_code_list(self, item: syntax.Call) -> Node:
        key = self._literal(item.arguments[1])
        if key not in self._regime.code_lists:
            known = "、".join(sorted(self._regime.code_lists))
            raise self.refuse(item.pos, f"没有代码表“{shown(key)}”，现有：{known}")
        leaf = item.function == "末级代码"
        return InCodeList(self.wanted(item.arguments[0], "text"), key, leaf)

    def _matches(self, item: syntax.Call) -> Node:
        name = self._literal(item.arguments[1])
        if name not in FORMATS:
            raise self.refuse(item.pos, f"没有格式“{shown(name)}”，现有：{'、'.join(FORMATS)}")
        return Matches(self.wanted(item.arguments[0], "text"), name)

    def _same_columns(self, item: syntax.Call) -> Node:
        left, right = (self._literal(argument) for argument in item.arguments)
        form = self._regime.form[self._place.form]
        for key in (left, right):
            if key not in form.column:
                raise self.refuse(item.pos, f"{form.number}没有“{shown(key)}”栏")
        rows = [i for i in form.indicators if left in i.columns and right in i.columns]
        return SameColumns(form.code, tuple(i.code for i in rows if not i.title), left, right)

    def _unique(self, item: syntax.Call) -> Node:
        column = self._row_column(item.arguments[0])
        if self._place.group != column.group:
            raise self.refuse(item.pos, "“不重复”只能用在“逐行”的规则里")
        return UniqueInRows(column)

    def _on_list(self, item: syntax.Call) -> Node:
        return OnList(self._literal(item.arguments[0]))

    def _slip(self, item: syntax.Call) -> Node:
        nodes = self._all(item.arguments, "number")
        if any(isinstance(inner, Divide) for node in nodes for inner in walk(node)):
            raise self.refuse(item.pos, "“量级错位”的参数里不能有除法")
        return MagnitudeSlip(*nodes)


_FUNCTIONS: Mapping[str, Callable[[_Resolver, syntax.Call], Node]] = {
    "绝对值": _Resolver._absolute,
    "最大": _Resolver._extreme,
    "最小": _Resolver._extreme,
    "四舍五入": _Resolver._round,
    "合计": _Resolver._row_sum,
    "行数": _Resolver._row_count,
    "自动值": _Resolver._auto_value,
    "子串": _Resolver._slice,
    "选择": _Resolver._choice,
    "为空": _Resolver._blank,
    "已填": _Resolver._blank,
    "表已填": _Resolver._form_filled,
    "整数": _Resolver._whole,
    "属于": _Resolver._one_of,
    "开头是": _Resolver._starts_with,
    "在代码表": _Resolver._in_code_list,
    "末级代码": _Resolver._in_code_list,
    "匹配": _Resolver._matches,
    "全同": _Resolver._same_columns,
    "不重复": _Resolver._unique,
    "在名录": _Resolver._on_list,
    "量级错位": _Resolver._slip,
}


def _kind(node: Node) -> str:
    if isinstance(node, RowColumn):
        return "column"
    if is_logic(node):
        return "logic"
    return "text" if is_text(node) else "number"


def _as_code(node: Node, other: Node) -> Node:
    """A whole number beside a code means the code: ``[1表.R05] = 1``."""
    if isinstance(node, Const) and node.scale == 0 and is_text(other):
        return TextConst(str(node.units))
    return node
