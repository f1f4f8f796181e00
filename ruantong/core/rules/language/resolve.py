"""Rule against regime: a syntax tree becomes a checked tree, or a list of what is wrong with it."""

from __future__ import annotations

from typing import Any

from ruantong.core.regime import Regime
from ruantong.core.rules.language import operators as o
from ruantong.core.rules.language import syntax as s
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.faults import SyntaxFault
from ruantong.core.rules.language.grammar import parse
from ruantong.core.rules.language.names import resolve_name
from ruantong.core.rules.language.statement import Refused, Scope, Statement
from ruantong.core.rules.language.tolerance import Tolerance, Unrelaxable, relaxed
from ruantong.core.values import shown

#: Divisions in one expression; keeps cross-multiplied comparisons short.
MAX_DIVISIONS = 16
_WORDS = {
    "m": t.PeriodNumber("months"),
    "年度": t.PeriodNumber("year"),
    "报送区县": t.UnitFact("district"),
    "信用代码唯一": t.UniqueInRegister(),
}


def read(statement: Statement, what: str, text: str) -> s.Syntax | None:
    """An expression by the name of its position; None after a fault."""
    try:
        return parse(text, statement.start(what))
    except SyntaxFault as fault:
        statement.refuse(fault.message, fault.pos)
        return None


def resolve(
    scope: Scope, expression: s.Syntax, *, want: str = "logic", tolerance: Tolerance = (0, 0)
) -> t.Node | None:
    """The checked tree of what ``want`` says, or None after faults."""
    try:
        node = relaxed(_operand(scope, expression, want), tolerance)
    except Refused:
        return None
    except Unrelaxable as fault:
        scope.refuse(expression, str(fault))
        return None
    if sum(isinstance(item, t.Divide) for item in t.walk(node)) > MAX_DIVISIONS:
        scope.refuse(expression, f"除法过多，一个表达式至多{MAX_DIVISIONS}次")
    return None if scope.statement.faults else node


def _operand(scope: Scope, item: s.Syntax, kind: str) -> Any:
    """An operand as an operator takes it."""
    if kind == o.WRITTEN:
        return item
    if kind == o.QUOTED:
        if not isinstance(item, s.Text):
            raise scope.refuse(item, "此处应为引号中的文本")
        return item.value
    node = _node(scope, item)
    wanted = o.NUMBER if kind == o.UNDIVIDED else kind
    if wanted not in {o.ANY, t.kind_of(node)}:
        raise o.mismatch(scope, item, wanted, node)
    return node


def _node(scope: Scope, item: s.Syntax) -> t.Node:
    match item:
        case s.Number():
            return t.Const(item.units, item.scale)
        case s.Text():
            return t.TextConst(item.value)
        case s.Ref():
            return resolve_name(scope, item)
        case s.Name():
            return _word(scope, item)
        case s.Call():
            return _call(scope, item)
    raise TypeError(type(item).__name__)


def _call(scope: Scope, call: s.Call) -> t.Node:
    """Every operand is looked at, so that the faults of all are reported."""
    operator = o.OPERATORS[call.operator]
    operands: list[Any] = []
    refused: Refused | None = None
    for at, item in enumerate(call.operands):
        try:
            kind = operator.takes[min(at, len(operator.takes) - 1)]
            operands.append(_operand(scope, item, kind))
        except Refused as fault:
            refused = fault
    if refused:
        raise refused
    if o.UNDIVIDED in operator.takes and any(map(o.divided, operands)):
        raise scope.refuse(call, f"“{call.operator}”的参数里不能有除法")
    return operator.make(scope, call, *operands)


def _word(scope: Scope, item: s.Name) -> t.Node:
    regime, word = scope.regime, item.word
    if word in _WORDS:
        return _WORDS[word]
    if word in regime.options:
        return t.TextConst(regime.options[word])
    parameter = parameter_of(regime, word)
    if parameter is None:
        known = "、".join(["m", *regime.parameters, *regime.options])
        raise scope.refuse(item, f"没有参数“{shown(word)}”，现有：{known}")
    return parameter


def parameter_of(regime: Regime, name: str) -> t.Parameter | None:
    """A parameter of the edition as an exact number."""
    text = regime.parameters.get(name)
    if text is None:
        return None
    measure = regime.survey.measures.get(name, "")
    return t.Parameter(name, regime.parameter_names.get(name, ""), *decimal(text), measure)


def decimal(text: str) -> tuple[int, int]:
    """An exact decimal as units and scale."""
    whole, _, fraction = text.partition(".")
    return int(whole + fraction), len(fraction)
