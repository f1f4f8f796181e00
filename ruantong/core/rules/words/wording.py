"""What a rule demands, in one Chinese sentence without figures: made from the checked tree.

Lists, sheets and comparisons of rules show it beside the rule's own text.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ruantong.core.dossier import Dossier, UnitFacts
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime
from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language.tree import (
    Absolute,
    Add,
    And,
    Choice,
    Compare,
    Const,
    Divide,
    Extreme,
    FormFilled,
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
    Round,
    SameColumns,
    StartsWith,
    TextCompare,
    TextConst,
    UniqueInRegister,
)
from ruantong.core.rules.words.facts import ROSTERS, TURNED
from ruantong.core.rules.words.phrases import Phrases, show
from ruantong.core.rules.words.spoken import MUST

_IS = {"=": "等于", "!=": "不等于", ">=": "不小于", "<=": "不大于", ">": "大于", "<": "小于"}
_OPPOSITE = {"=": "!=", "!=": "=", ">=": "<", "<": ">=", "<=": ">", ">": "<="}
_NOBODY = UnitFacts("", "", "")
_SHOWN = 8


def sentence_of(regime: Regime, instances: Sequence[Instance]) -> str:
    """What a rule (all its instances) demands of a return; ends with 。"""
    first = instances[0]
    said = _Wording(regime, first).rule()
    return f"{said}{_repeated(regime, instances)}。"


def _repeated(regime: Regime, instances: Sequence[Instance]) -> str:
    """Over which columns, indicators or lines the rule is repeated."""
    rule = instances[0].rule
    form = regime.form[rule.form]
    told: list[str] = []
    if rule.row_group:
        told.append(f"逐行判断{form.row_group[rule.row_group].name}")
    if rule.indicators:
        codes = list(dict.fromkeys(_indicator(each) for each in instances))
        more = f"等{len(codes)}项" if len(codes) > _SHOWN else ""
        told.append(f"逐项判断{'、'.join(codes[:_SHOWN])}{more}")
    if len(rule.columns) > 1:
        told.append(f"逐栏判断{'、'.join(form.column[key].name for key in rule.columns)}")
    return f"（{'，'.join(told)}）" if told else ""


def _indicator(instance: Instance) -> str:
    rule = instance.rule
    parts = instance.label.split(".")
    if rule.part:
        parts = parts[1:]
    return parts[0] if parts else ""


class _Wording:
    def __init__(self, regime: Regime, instance: Instance) -> None:
        self._regime = regime
        self._instance = instance
        rule = instance.rule
        frequency = regime.form[rule.form].frequency
        year = next((s.first.year for s in regime.serves if s.frequency is frequency), 2024)
        number = 0 if frequency is Frequency.ANNUAL else 1
        dossier = Dossier(Period(frequency, year, number), _NOBODY, {})
        trees = tuple(t for t in (instance.check, instance.condition) if t is not None)
        # the columns a rule is repeated over are named once, at the end
        named = len(rule.columns) > 1
        self._words = Phrases(regime, Situation(regime, dossier), rule.form, trees, named)

    def rule(self) -> str:
        before = ""
        if self._instance.condition is not None:
            before = f"如果{self._fact(self._instance.condition)}，则"
        text = f"{before}{self._demand(self._instance.check)}"
        rule, code = self._instance.rule, _indicator(self._instance)
        if not rule.indicators or code not in self._regime.form[rule.form].by_code:
            return text
        name = self._regime.form[rule.form].by_code[code].name
        return text.replace(f"{name}({code})", "该项")

    # judgements --------------------------------------------------------------------------------

    def _demand(self, node: Node) -> str:
        """As something that ought to be."""
        match node:
            case Compare():
                return self._compared(node, MUST)
            case TextCompare():
                return self._texts(node, MUST)
            case And():
                return "；并且".join(map(self._demand, node.operands))
            case Or():
                return "应至少满足一项：" + "；".join(map(self._fact, node.operands))
            case Implies():
                return f"如果{self._fact(node.condition)}，则{self._demand(node.consequence)}"
            case Iff():
                return f"“{self._fact(node.left)}”与“{self._fact(node.right)}”应当一致"
            case Not(operand=IsBlank() as blank):
                return f"{self._name(blank.operand)}应填写"
            case Not():
                return f"不应出现：{self._fact(node.operand)}"
            case IsBlank():
                return f"{self._name(node.operand)}应为空"
        return f"应当：{self._fact(node)}"

    def _fact(self, node: Node) -> str:
        """As something that is so."""
        match node:
            case Compare():
                return self._compared(node, _IS)
            case TextCompare():
                return self._texts(node, {"=": "为", "!=": "不为"})
            case And():
                told = [item for item in node.operands if not _settled(item)]
                return "且".join(map(self._part, told))
            case Or():
                return "或".join(map(self._part, node.operands))
            case Not(operand=Compare() as turned):
                return self._compared(
                    Compare(
                        _OPPOSITE[turned.operator], turned.left, turned.right, turned.tolerance
                    ),
                    _IS,
                )
            case Not(operand=IsBlank() as blank):
                return f"{self._name(blank.operand)}已填"
            case Not():
                return f"并非{self._part(node.operand)}"
            case Implies():
                return f"{self._part(node.condition)}时{self._part(node.consequence)}"
            case Iff():
                return f"{self._part(node.left)}当且仅当{self._part(node.right)}"
        return self._predicate(node)

    def _part(self, node: Node) -> str:
        text = self._fact(node)
        return f"（{text}）" if isinstance(node, And | Or | Implies | Iff) else text

    def _predicate(self, node: Node) -> str:
        match node:
            case IsBlank():
                return f"{self._name(node.operand)}为空"
            case OneOf():
                return f"{self._name(node.operand)}为{'或'.join(node.values)}"
            case StartsWith():
                return f"{self._name(node.operand)}以{'或'.join(node.prefixes)}开头"
            case InCodeList():
                name = self._regime.code_lists[node.code_list].name
                return f"{self._name(node.operand)}是“{name}”中的{'末级' if node.leaf else ''}代码"
            case Matches():
                return f"{self._name(node.operand)}符合{node.format}的格式"
            case IsWhole():
                return f"{self._expression(node.operand)}为整数"
            case SameColumns():
                column = self._regime.form[node.form].column
                return f"各项{column[node.left].name}与{column[node.right].name}完全相同"
            case MagnitudeSlip():
                left, right = self._expression(node.left), self._expression(node.right)
                return f"{left}与{right}相差约10、100、1000或10000倍"
        return self._known(node)

    def _known(self, node: Node) -> str:
        """What the platform knows without looking at figures."""
        match node:
            case FormFilled():
                return f"{self._regime.form[node.form].number}已填"
            case OnList():
                return f"本单位在{ROSTERS.get(node.name, node.name)}中"
            case UniqueInRegister():
                return "统一社会信用代码不与其他单位重复"
        return "本行代码不与其他行重复"

    def _compared(self, node: Compare, verbs: dict[str, str]) -> str:
        slack = ""
        if node.tolerance[0]:
            slack = f"（允许误差{show(Fraction(node.tolerance[0], 10 ** node.tolerance[1]), 0)}）"
        operator, left, right = node.operator, node.left, node.right
        if isinstance(left, Const) and not isinstance(right, Const):
            operator, left, right = TURNED.get(operator, operator), right, left
        return f"{self._expression(left)}{verbs[operator]}{self._expression(right)}{slack}"

    def _texts(self, node: TextCompare, verbs: dict[str, str]) -> str:
        return f"{self._name(node.left)}{verbs[node.operator]}{self._text(node)}"

    def _text(self, node: TextCompare) -> str:
        if not isinstance(node.right, TextConst):
            return self._name(node.right)
        code_list = self._words.code_list(node.left)
        item = code_list.by_code.get(node.right.value) if code_list else None
        return f"“{node.right.value} {item.name}”" if item else f"“{node.right.value}”"

    # figures -----------------------------------------------------------------------------------

    def _name(self, node: Node) -> str:
        return f"“{node.value}”" if isinstance(node, TextConst) else self._words.name(node)

    def _expression(self, node: Node) -> str:
        match node:
            case Const():
                return show(Fraction(node.units, 10**node.scale), 0)
            case Parameter():
                return f"{show(Fraction(node.units, 10**node.scale), 0)}（{node.name}）"
            case Add():
                return self._added(node)
            case Multiply():
                return f"{self._factor(node.left)}×{self._factor(node.right)}"
            case Divide():
                return f"{self._factor(node.left)}÷{self._divisor(node.right)}"
            case Absolute():
                return f"|{self._expression(node.operand)}|"
            case Extreme():
                which = "大" if node.which == "max" else "小"
                return f"（{'与'.join(map(self._expression, node.operands))}中较{which}者）"
            case Round():
                return f"{self._factor(node.operand)}（保留{node.places}位小数）"
            case Choice():
                return "按条件取定的值"
        return self._name(node)

    def _added(self, node: Add) -> str:
        parts: list[str] = []
        for sign, term in node.terms:
            text = self._factor(term)
            mark = "＋" if parts else ""
            parts.append(f"{mark if sign > 0 else '－'}{text}")
        return "".join(parts)

    def _factor(self, node: Node) -> str:
        text = self._expression(node)
        return f"（{text}）" if isinstance(node, Add | Divide) else text

    def _divisor(self, node: Node) -> str:
        text = self._factor(node)
        return f"（{text}）" if isinstance(node, Multiply) else text


def _settled(node: Node) -> bool:
    """A choice of method that the edition has made: nothing the respondent can see."""
    return isinstance(node, TextCompare) and {type(node.left), type(node.right)} == {TextConst}
