"""Rule against regime: a syntax tree becomes a checked tree, or a list of what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from operator import mul

from ruantong.core.regime import Regime
from ruantong.core.rules.language import syntax
from ruantong.core.rules.language.functions import FUNCTIONS
from ruantong.core.rules.language.measures import measure_of_sides
from ruantong.core.rules.language.names import NameFault, Place, resolve_name
from ruantong.core.rules.language.syntax import Pos, Syntax
from ruantong.core.rules.language.tolerance import Tolerance, Unrelaxable, relaxed
from ruantong.core.rules.language.tree import (
    Add,
    And,
    Cell,
    Compare,
    Const,
    Divide,
    HeadCell,
    Iff,
    Implies,
    Multiply,
    Node,
    Not,
    Or,
    Parameter,
    PeriodNumber,
    RowCell,
    TextCompare,
    TextConst,
    UniqueInRegister,
    UnitFact,
    kind_of,
    walk,
)
from ruantong.core.values import shown

#: Divisions in one expression; keeps cross-multiplied comparisons short.
MAX_DIVISIONS = 16
_KIND_NAMES = {"number": "数", "text": "文本或代码", "logic": "判断", "column": "一整栏"}


def constant(node: Node) -> Fraction | None:
    """The value of a number that names no data, parameters at what they are now; else None."""
    match node:
        case Const() | Parameter():
            return Fraction(node.units, 10**node.scale)
        case Add():
            values = [constant(term) for _, term in node.terms]
            signs = [sign for sign, _ in node.terms]
            known = [value for value in values if value is not None]
            if len(known) < len(values):
                return None
            return sum(map(mul, signs, known), Fraction())
        case Multiply() | Divide():
            left, right = constant(node.left), constant(node.right)
            if left is None or right is None:
                return None
            return left * right if isinstance(node, Multiply) else left / right
    return None


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
    measure = regime.survey.measures.get(name, "")
    return Parameter(name, int(whole + fraction), len(fraction), measure)


def resolve(
    regime: Regime,
    place: Place,
    expression: Syntax,
    findings: Findings,
    *,
    want: str = "logic",
    tolerance: Tolerance = (0, 0),
    automatic: frozenset[str] = frozenset(),
) -> Node | None:
    """The checked tree, or None after faults. ``automatic`` are the cells 自动值 may name."""
    resolver = Resolver(regime, place, findings, automatic)
    try:
        node = relaxed(resolver.wanted(expression, want), tolerance)
    except _Refused:
        return None
    except Unrelaxable as fault:
        resolver.refuse(expression.pos, fault.message)
        return None
    if sum(isinstance(item, Divide) for item in walk(node)) > MAX_DIVISIONS:
        resolver.refuse(expression.pos, f"除法过多，一个表达式至多{MAX_DIVISIONS}次")
        return None
    return None if findings.faults else node


class Resolver:
    def __init__(
        self,
        regime: Regime,
        place: Place,
        findings: Findings,
        automatic: frozenset[str],
    ) -> None:
        self.regime = regime
        self.place = place
        self._findings = findings
        self.automatic = automatic

    def refuse(self, pos: Pos, message: str) -> _Refused:
        self._findings.faults.add((pos.line, pos.column, message))
        return _Refused()

    def wanted(self, item: Syntax, want: str) -> Node:
        node = self.any(item)
        kind = kind_of(node)
        if kind != want:
            wanted, found = _KIND_NAMES[want], _KIND_NAMES[kind]
            raise self.refuse(item.pos, f"此处应为{wanted}，却是{found}")
        return node

    def all(self, items: tuple[Syntax, ...], want: str) -> tuple[Node, ...]:
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

    def any(self, item: Syntax) -> Node:
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
                nodes = self.all(tuple(term for _, term in item.terms), "number")
                signs = (sign for sign, _ in item.terms)
                return Add(tuple(zip(signs, nodes, strict=True)))
            case syntax.Product():
                left, right = self.all((item.left, item.right), "number")
                if item.operator == "*":
                    return Multiply(left, right)
                if constant(right) == 0:
                    raise self.refuse(item.pos, "除数是0")
                return Divide(left, right)
            case syntax.Chain():
                return self._chain(item)
        return self._logic(item)

    def _ref(self, item: syntax.Ref) -> Node:
        try:
            return resolve_name(self.regime, self.place, item)
        except NameFault as fault:
            raise self.refuse(fault.pos, fault.message) from None

    def _name(self, item: syntax.Name) -> Node:
        if item.word == "信用代码唯一":
            return UniqueInRegister()
        if item.word == "报送区县":
            return UnitFact("district")
        if item.word in {"m", "年度"}:
            return PeriodNumber("months" if item.word == "m" else "year")
        if item.word in self.regime.options:
            return TextConst(self.regime.options[item.word])
        parameter = parameter_of(self.regime, item.word)
        if parameter is None:
            known = "、".join(["m", *self.regime.parameters, *self.regime.options])
            raise self.refuse(item.pos, f"没有参数“{shown(item.word)}”，现有：{known}")
        return parameter

    def _logic(self, item: syntax.Logic) -> Node:
        nodes = self.all(item.operands, "logic")
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
                nodes.append(self.any(operand))
            except _Refused:
                refused = True
        if refused:
            raise _Refused
        pairs = zip(item.operators, nodes[:-1], nodes[1:], strict=True)
        parts = tuple(self._compare(item.pos, *pair) for pair in pairs)
        return parts[0] if len(parts) == 1 else And(parts)

    def _compare(self, pos: Pos, operator: str, left: Node, right: Node) -> Node:
        left, right = _as_code(left, right), _as_code(right, left)
        kinds = {kind_of(left), kind_of(right)}
        if kinds == {"number"}:
            compare = Compare(operator, left, right)
            measure = measure_of_sides(compare, lambda a, b: self._mixed(pos, a, b))
            return replace(compare, measure=measure)
        if kinds == {"text"}:
            if operator not in {"=", "!="}:
                raise self.refuse(pos, "文本或代码只能比较是否相等（= 或 ≠）")
            self._known_codes(pos, left, right)
            return TextCompare(operator, left, right)
        named = "和".join(_KIND_NAMES[kind_of(node)] for node in (left, right))
        raise self.refuse(pos, f"不能比较{named}，两边应同为数或同为文本")

    def _mixed(self, pos: Pos, left: str, right: str) -> None:
        self._findings.warnings.add((pos.line, pos.column, f"计量单位不一致：{left}与{right}"))

    def _known_codes(self, pos: Pos, left: Node, right: Node) -> None:
        for node, other in ((left, right), (right, left)):
            if isinstance(other, TextConst) and other.value:
                self.known_code(pos, node, other.value)

    def known_code(self, pos: Pos, node: Node, code: str) -> None:
        key = self._code_list_of(node)
        code_list = self.regime.code_lists.get(key) if key else None
        if code_list is not None and code not in code_list.by_code:
            raise self.refuse(pos, f"代码表“{code_list.name}”里没有代码“{shown(code)}”")

    def _code_list_of(self, node: Node) -> str | None:
        if isinstance(node, Cell):
            form = self.regime.form[node.form]
            return form.by_code[node.indicator].code_list or form.column[node.column].code_list
        if isinstance(node, HeadCell):
            fields = self.regime.form[node.form].head_fields
            return next(field.code_list for field in fields if field.key == node.key)
        if isinstance(node, RowCell):
            columns = self.regime.form[node.form].row_group[node.group].columns
            return next(column.code_list for column in columns if column.key == node.column)
        return None

    def _call(self, item: syntax.Call) -> Node:
        return FUNCTIONS[item.function].make(self, item)


def _as_code(node: Node, other: Node) -> Node:
    """A whole number beside a code means the code: ``[1表.R05] = 1``."""
    if isinstance(node, Const) and node.scale == 0 and kind_of(other) == "text":
        return TextConst(str(node.units))
    return node
