"""A judgement that did not pass → one Chinese sentence with the arithmetic, and its two sides.

Generated from the checked tree alone: a rule needs no message of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ruantong.core.regime import Kind, Regime
from ruantong.core.rules.evaluate import Situation
from ruantong.core.rules.formats import FORMATS
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.phrases import Phrases, is_simple, percent, places_of, show
from ruantong.core.rules.tree import (
    CURRENT,
    And,
    Cell,
    Compare,
    Const,
    Divide,
    FormFilled,
    HeadCell,
    Iff,
    Implies,
    InCodeList,
    IsBlank,
    IsWhole,
    MagnitudeSlip,
    Matches,
    Node,
    Not,
    OneOf,
    OnList,
    Or,
    Parameter,
    RowCell,
    SameColumns,
    StartsWith,
    TextCompare,
    UniqueInRegister,
    UniqueInRows,
    walk,
)

_MUST = {
    "=": "应等于", "!=": "应不等于", ">=": "应不小于", "<=": "应不大于", ">": "应大于", "<": "应小于",
}  # fmt: skip
_TURNED = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}
_IS = {"=": "等于", "!=": "不等于", ">=": "不小于", "<=": "不大于", ">": "大于", "<": "小于"}


@dataclass(frozen=True)
class Explained:
    """The sentence, and both sides with their distance as canonical decimals (or texts)."""

    message: str
    left: str | None = None
    right: str | None = None
    difference: str | None = None


def explain_failure(regime: Regime, instance: Instance, situation: Situation) -> Explained:
    """Why a rule failed. The dossier must be one for which it does fail."""
    explainer = _Explainer(regime, situation, instance)
    return explainer.failure()


def explain_unknown(regime: Regime, instance: Instance, situation: Situation) -> Explained:
    """Why a rule could not be judged: a blank cell or a divisor that is zero."""
    explainer = _Explainer(regime, situation, instance)
    return Explained(explainer.framed(f"无法判定：{explainer.obstacle()}。", condition=False))


class _Explainer:
    def __init__(self, regime: Regime, situation: Situation, instance: Instance) -> None:
        self._regime = regime
        self._situation = situation
        self._instance = instance
        self._words = Phrases(regime, situation, instance.rule.form, instance.check)

    def failure(self) -> Explained:
        # The condition comes first in the sentence, so it is worded first.
        before = self._condition()
        told = self._told(self._instance.check)
        hint = self._instance.rule.hint
        message = f"{self._line()}{before}{told.message}{hint}"
        return Explained(message, told.left, told.right, told.difference)

    def framed(self, sentence: str, *, condition: bool) -> str:
        return f"{self._line()}{self._condition() if condition else ''}{sentence}"

    def _line(self) -> str:
        """Which line of a list a row rule speaks of."""
        rule = self._instance.rule
        if not rule.row_group:
            return ""
        rows = self._situation.rows(rule.form, rule.row_group)
        number = next((n for n, row in enumerate(rows, 1) if row is self._situation.row), 0)
        code = self._situation.row.get("code")
        item = self._directory_name(str(code)) if code else ""
        return f"第{number}行（{code}{item}）：" if code else f"第{number}行："

    def _directory_name(self, code: str) -> str:
        rule = self._instance.rule
        group = self._regime.form[rule.form].row_group[rule.row_group]
        key = next((column.code_list for column in group.columns if column.key == "code"), None)
        code_list = self._regime.code_lists.get(key) if key else None
        item = code_list.by_code.get(code) if code_list else None
        return f" {item.name}" if item else ""

    def _condition(self) -> str:
        tree = self._instance.condition
        if tree is None:
            return ""
        parts = tree.operands if isinstance(tree, And) else (tree,)
        # Technical preconditions (a divisor above zero) would only lengthen the sentence.
        told = [self._fact(part) for part in parts if self._worth_telling(part)]
        return f"{'、'.join(told)}时，" if told else ""

    def _worth_telling(self, node: Node) -> bool:
        named = {item.ref for item in walk(self._instance.check) if isinstance(item, Cell)}
        cells = [item for item in walk(node) if isinstance(item, Cell)]
        months = isinstance(node, Compare) and not cells
        return not months and not (cells and all(cell.ref in named for cell in cells))

    # why false -----------------------------------------------------------------------------

    def _told(self, node: Node) -> Explained:
        """Sentence for a judgement that is false."""
        match node:
            case Compare():
                return self._compare(node)
            case And():
                return self._told(self._first_false(node))
            case Implies():
                before = self._fact(node.condition)
                told = self._told(node.consequence)
                return Explained(
                    f"{before}时，{told.message}", told.left, told.right, told.difference
                )
            case Or():
                return self._alternatives(node)
            case Not():
                return self._negated(node.operand)
            case Iff():
                return Explained(
                    f"{self._fact(node.left)}，但{self._fact(node.right)}，两者应当一致。"
                )
            case TextCompare():
                return self._texts(node)
        return Explained(_SENTENCES[type(node)](self, node))

    def _first_false(self, node: And) -> Node:
        false = (item for item in node.operands if self._situation.judge(item) is False)
        return next(false, node.operands[0])

    def _compare(self, written: Compare) -> Explained:
        node = _turned(written)
        left, right = self._situation.number(node.left), self._situation.number(node.right)
        if left is None or right is None:
            return Explained(f"无法判定：{self.obstacle()}。")
        least = max(places_of(node.left), places_of(node.right))
        told = f"{self._subject(node.left, node)}，{_MUST[node.operator]}{self._object(node)}"
        gap = abs(left - right)
        threshold = node.operator != "=" and isinstance(node.right, Const)
        if node.operator != "!=" and not threshold:
            told += f"，相差 {self._shown(gap, node, least)}{self._measure(node)}"
        if node.tolerance[0]:
            slack = Fraction(node.tolerance[0], 10 ** node.tolerance[1])
            told += f"（允许误差 {show(slack, 0)}）"
        return Explained(f"{told}。", show(left, least), show(right, least), show(gap, least))

    def _measure(self, node: Compare) -> str:
        return "" if self._as_percent(node) or not node.measure else f" {node.measure}"

    @staticmethod
    def _as_percent(node: Compare) -> bool:
        """A ratio of like things against a fixed number reads best as a percentage."""
        sides = (node.left, node.right)
        fixed = any(isinstance(side, Const | Parameter) and side.scale <= 2 for side in sides)
        return (
            not node.measure
            and fixed
            and any(isinstance(n, Divide) for s in sides for n in walk(s))
        )

    def _shown(self, value: Fraction, node: Compare, least: int) -> str:
        return percent(value) if self._as_percent(node) else show(value, least)

    def _subject(self, side: Node, node: Compare) -> str:
        value = self._situation.number(side) or Fraction()
        least = max(places_of(node.left), places_of(node.right))
        if isinstance(side, Const | Parameter):
            return self._shown(value, node, 0)
        if is_simple(side):
            return f"{self._words.name(side)}为{_spaced(self._words.number(side))}"
        return f"{self._words.expression(side)} = {self._shown(value, node, least)}"

    def _object(self, node: Compare) -> str:
        side = node.right
        value = self._situation.number(side) or Fraction()
        least = max(places_of(node.left), places_of(node.right))
        if isinstance(side, Const | Parameter):
            return f" {self._shown(value, node, 0)}"
        if is_simple(side):
            return f"{self._words.name(side)} {self._words.number(side)}"
        return f" {self._words.expression(side)} = {self._shown(value, node, least)}"

    def _alternatives(self, node: Or) -> Explained:
        shown = [self._state(item) for item in node.operands]
        first = next((item for item in node.operands if isinstance(item, Compare)), None)
        sides = self._compare_sides(first)
        return Explained(f"应至少满足一项，但都不满足：{'；'.join(shown)}。", *sides)

    def _compare_sides(self, node: Compare | None) -> tuple[str | None, str | None, str | None]:
        if node is None:
            return None, None, None
        left, right = self._situation.number(node.left), self._situation.number(node.right)
        if left is None or right is None:
            return None, None, None
        least = max(places_of(node.left), places_of(node.right))
        return show(left, least), show(right, least), show(abs(left - right), least)

    def _state(self, node: Node) -> str:
        """A false alternative: what it is and what was wanted."""
        if isinstance(node, Compare):
            if self._situation.number(node.left) is None:
                return f"{self._words.expression(node.left)} 无法计算"
            return f"{self._subject(node.left, node)}（{_MUST[node.operator]}{self._object(node)}）"
        return self._told(node).message.rstrip("。")

    def _negated(self, node: Node) -> Explained:
        match node:
            case IsBlank():
                return Explained(self._missing(node.operand))
            case SameColumns():
                form = self._regime.form[node.form]
                left, right = form.column[node.left].name, form.column[node.right].name
                return Explained(f"各指标的{left}与{right}完全相同，疑似照抄，请核实。")
            case MagnitudeSlip():
                return self._slip(node)
            case Or():
                true = (item for item in node.operands if self._situation.judge(item) is True)
                return self._negated(next(true, node.operands[0]))
        return Explained(f"不应出现：{self._fact(node)}。")

    def _missing(self, cell: Cell | HeadCell | RowCell) -> str:
        name = self._words.name(cell)
        if isinstance(cell, HeadCell):
            return f"{name}未选择。"
        if isinstance(cell, Cell) and self._kind(cell) is Kind.NUMBER:
            return f"{name}为空；没有发生额请填 0。"
        return f"{name}未填写。"

    def _kind(self, cell: Cell) -> Kind:
        return self._regime.form[cell.form].by_code[cell.indicator].kind

    def _slip(self, node: MagnitudeSlip) -> Explained:
        left, right = self._situation.number(node.left), self._situation.number(node.right)
        if not left or not right:
            return Explained("无法判定：除数为 0。")
        times = left / right
        larger = times if times >= 1 else 1 / times
        near = min((10, 100, 1000, 10000), key=lambda size: max(larger / size, size / larger))
        turned = "" if times >= 1 else "（反过来看）"
        ratio = show(Fraction(round(larger * 100), 100), 0)
        least = max(places_of(node.left), places_of(node.right))
        return Explained(
            f"{self._words.expression(node.left)} 与 {self._words.expression(node.right)} "
            f"相比{turned}约为 {ratio} 倍，接近 {near} 倍，疑似计量单位填错（元、千元、万元）。",
            show(left, least),
            show(right, least),
            show(abs(left - right), least),
        )

    def _texts(self, node: TextCompare) -> Explained:
        must = "应为" if node.operator == "=" else "不应为"
        left, right = self._words.text(node.left), self._words.text(node.right)
        wanted = right if right != "空" else "空白"
        return Explained(
            f"{self._words.name(node.left)}为{left}，{must}{self._wanted(node, wanted)}。",
            self._situation.text(node.left),
            self._situation.text(node.right),
        )

    def _wanted(self, node: TextCompare, wanted: str) -> str:
        code_list = self._words.code_list(node.left)
        code = self._situation.text(node.right)
        item = code_list.by_code.get(code) if code_list else None
        if item is not None:
            return f"“{code} {item.name}”"
        if isinstance(node.right, Cell | HeadCell | RowCell):
            return f"{self._words.name(node.right)}{wanted}"
        return wanted

    # facts ---------------------------------------------------------------------------------

    def _fact(self, node: Node) -> str:
        """What is the case, as the first half of a sentence."""
        match node:
            case TextCompare():
                sign = "为" if node.operator == "=" else "不为"
                return f"{self._words.name(node.left)}{sign}{self._wanted(node, self._words.text(node.right))}"
            case Compare():
                if self._situation.judge(node):
                    return f"{self._subject(node.left, node)}"
                return f"{self._subject(node.left, node)}、并非{_IS[node.operator]}{self._object(node)}"
            case And():
                return "、".join(map(self._fact, node.operands))
            case Or():
                true = [item for item in node.operands if self._situation.judge(item)]
                return self._fact((true or list(node.operands))[0])
            case Not():
                return self._no_fact(node.operand)
        return _FACTS[type(node)](self, node)

    def _actual(self, node: Node) -> str:
        """What is really the case on one side of 当且仅当, be it true or false."""
        if isinstance(node, TextCompare):
            return f"{self._words.name(node.left)}为{self._words.text(node.left)}"
        if isinstance(node, Compare):
            return self._subject(node.left, node)
        return self._fact(node)

    def _no_fact(self, node: Node) -> str:
        if isinstance(node, IsBlank):
            return f"{self._words.name(node.operand)}已填"
        return f"并非{self._fact(node)}"

    def _filled(self, node: FormFilled) -> str:
        number = self._regime.form[node.form].number
        return f"{number}{'已' if self._situation.judge(node) else '未'}填"

    def _one_of_fact(self, node: OneOf) -> str:
        return f"{self._words.name(node.operand)}为{self._words.text(node.operand)}"

    def _listed(self, node: OnList) -> str:
        return f"本单位{'' if self._situation.judge(node) else '不'}在{_ROSTERS.get(node.name, node.name)}中"

    # predicates ----------------------------------------------------------------------------

    def _one_of(self, node: OneOf) -> str:
        code_list = self._words.code_list(node.operand)
        known = code_list.by_code if code_list else {}
        names = [f"“{v} {known[v].name}”" if v in known else f"“{v}”" for v in node.values]
        name, value = self._words.name(node.operand), self._words.text(node.operand)
        return f"{name}为{value}，应为{'、'.join(names)}之一。"

    def _starts_with(self, node: StartsWith) -> str:
        name, value = self._words.name(node.operand), self._words.text(node.operand)
        return f"{name}为{value}，应以{'、'.join(node.prefixes)}开头。"

    def _in_code_list(self, node: InCodeList) -> str:
        code_list = self._regime.code_lists[node.code_list]
        name, value = self._words.name(node.operand), self._words.text(node.operand)
        item = code_list.by_code.get(self._situation.text(node.operand))
        if node.leaf and item is not None:
            return f"{name}{value}不是末级代码，应选择“{code_list.name}”中的末级分类。"
        return f"{name}为{value}，应为“{code_list.name}”中的代码。"

    def _matches(self, node: Matches) -> str:
        fault = FORMATS[node.format](self._situation.text(node.operand)) or ""
        name = self._words.name(node.operand)
        return f"{name}填写有误：{fault}。"

    def _unique_row(self, node: UniqueInRows) -> str:
        column = node.column
        words = self._words.name(RowCell(CURRENT, column.form, column.group, column.column))
        return f"{words}“{self._situation.row.get(column.column)}”与其他行重复，应一类一行。"

    def _unique(self, node: UniqueInRegister) -> str:
        return f"统一社会信用代码“{self._situation.dossier.unit.uscc}”已被其他单位使用，应当唯一。"

    def _whole(self, node: IsWhole) -> str:
        return (
            f"{self._subject(node.operand, Compare('=', node.operand, node.operand))}，应为整数。"
        )

    def _is_blank(self, node: IsBlank) -> str:
        value = self._situation.raw(node.operand)
        return f"{self._words.name(node.operand)}已填“{value}”，应为空。"

    # why unknown ---------------------------------------------------------------------------

    def obstacle(self) -> str:
        """The blank cells or zero divisors that stand in the way."""
        trees = [tree for tree in (self._instance.check, self._instance.condition) if tree]
        if self._instance.rule.blank == "non_null":
            blanks = [cell for cell in self._instance.named if self._situation.is_blank(cell)]
            if blanks:
                return f"{'、'.join(self._words.name(cell) for cell in blanks)}为空"
        divisors = [
            node.right
            for tree in trees
            for node in walk(tree)
            if isinstance(node, Divide) and not self._situation.number(node.right)
        ]
        if divisors:
            return f"除数{self._subject(divisors[0], Compare('=', divisors[0], divisors[0]))}"
        return "自动计算所需的数据不全"


def _turned(node: Compare) -> Compare:
    """``1 <= x`` is told as x ≥ 1: the sentence begins with what the respondent filled in."""
    if isinstance(node.left, Const) and not isinstance(node.right, Const):
        operator = _TURNED.get(node.operator, node.operator)
        return Compare(operator, node.right, node.left, node.tolerance, node.measure)
    return node


def _spaced(value: str) -> str:
    return value if value == "空" else f" {value}"


_ROSTERS = {"form7": "软统企7表重点企业名录", "monthly": "月报名录"}

_SENTENCES: Mapping[type, Callable[[_Explainer, Any], str]] = {
    OneOf: _Explainer._one_of,
    StartsWith: _Explainer._starts_with,
    InCodeList: _Explainer._in_code_list,
    Matches: _Explainer._matches,
    UniqueInRows: _Explainer._unique_row,
    UniqueInRegister: _Explainer._unique,
    IsWhole: _Explainer._whole,
    IsBlank: _Explainer._is_blank,
    FormFilled: lambda explainer, node: f"{explainer._filled(node)}，应当填报。",
    OnList: lambda explainer, node: f"{explainer._listed(node)}，应在名录中。",
}

_FACTS: Mapping[type, Callable[[_Explainer, Any], str]] = {
    FormFilled: _Explainer._filled,
    OneOf: _Explainer._one_of_fact,
    OnList: _Explainer._listed,
    StartsWith: _Explainer._one_of_fact,
    IsBlank: lambda explainer, node: f"{explainer._words.name(node.operand)}为空",
    InCodeList: _Explainer._one_of_fact,
    Matches: _Explainer._one_of_fact,
    IsWhole: _Explainer._whole,
    SameColumns: lambda explainer, node: "两栏完全相同",
    UniqueInRows: lambda explainer, node: "代码不重复",
    UniqueInRegister: lambda explainer, node: "信用代码唯一",
    MagnitudeSlip: lambda explainer, node: "量级错位",
}
