"""Half-sentences of an explanation: what is the case, and what a text or code should have been."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ruantong.core.regime import Regime
from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.language.formats import FORMATS
from ruantong.core.rules.language.tree import (
    CURRENT,
    And,
    Cell,
    Compare,
    Const,
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
    UnitFact,
)
from ruantong.core.rules.words.phrases import Phrases, is_simple, percent, places_of, show
from ruantong.core.rules.words.spoken import (
    as_percent,
    converted,
    in_short,
    multiple,
    share,
    spaced,
    whole_percent,
)

_IS = {"=": "等于", "!=": "不等于", ">=": "不小于", "<=": "不大于", ">": "大于", "<": "小于"}
TURNED = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}
ROSTERS = {"form7": "7表重点企业名单", "monthly": "月报名录"}


@dataclass
class Facts:
    """Wording of one instance's sides, conditions and predicates."""

    regime: Regime
    situation: Situation
    words: Phrases

    # sides of a comparison -------------------------------------------------------------------

    def shown(self, value: Fraction, node: Compare, least: int) -> str:
        """A side's value: a percentage for ratios of like things, else a decimal."""
        return percent(value) if as_percent(node) else show(value, least)

    def subject(self, side: Node, node: Compare) -> str:
        """A side as the beginning of a sentence, with its value."""
        value = self.situation.number(side) or Fraction()
        if isinstance(side, Const | Parameter):
            return self._fixed(value, node)
        if is_simple(side):
            number = self.words.number(side)
            return f"{self.words.name(side)}为{'' if number == '空' else ' '}{number}"
        shown = self.shown(value, node, least_places(node))
        told = share(self.words, node) if side is node.left else None
        told = told or converted(self.words, side, shown)
        return told or f"{self.words.expression(side)} = {shown}"

    def object(self, node: Compare) -> str:
        """The right side as the end of a sentence."""
        side = node.right
        value = self.situation.number(side) or Fraction()
        if isinstance(side, Const | Parameter):
            return (
                spaced(self._fixed(value, node))
                if not as_percent(node)
                else self._fixed(value, node)
            )
        if is_simple(side):
            return f"{self.words.name(side)} {self.words.number(side)}"
        shown = self.shown(value, node, least_places(node))
        told = multiple(self.words, side, shown)
        return spaced(told) if told else f" {self.words.expression(side)} = {shown}"

    def _fixed(self, value: Fraction, node: Compare) -> str:
        return whole_percent(value) if as_percent(node) else show(value, 0)

    # what is the case ------------------------------------------------------------------------

    def fact(self, node: Node) -> str:
        """What is the case, of a judgement known to be true or false: half a sentence."""
        match node:
            case TextCompare() | OneOf() | StartsWith() | InCodeList() | Matches():
                side = node.left if isinstance(node, TextCompare) else node.operand
                return f"{self.words.name(side)}为{self.words.text(side)}"
            case Compare():
                shown = turned(node)
                told = self.counted(shown.left, shown) or self.subject(shown.left, shown)
                if self.situation.judge(node):
                    return told
                return f"{told}、并非{_IS[shown.operator]}{self.object(shown)}"
            case Not():
                return self.fact(node.operand)
            case Iff():
                return f"{self.side(node.left)}、{self.side(node.right)}"
            case And() | Or() | Implies():
                return "、".join(map(self.fact, self._deciding(node)))
        there = self.situation.judge(node) is True
        return _FACTS[type(node)](self, node, there)

    def counted(self, side: Node, node: Compare) -> str | None:
        """A long sum by its first cell."""
        value = self.situation.number(side) or Fraction()
        return in_short(self.words, side, self.shown(value, node, least_places(node)))

    def _deciding(self, node: And | Or | Implies) -> tuple[Node, ...]:
        """The parts that make it true, or false: one that is enough, or all of them."""
        holds = self.situation.judge(node) is True
        if isinstance(node, Implies):
            refuted = self.situation.judge(node.condition) is False
            enough = node.condition if refuted else node.consequence
            return (enough,) if holds else (node.condition, node.consequence)
        if isinstance(node, And) is holds:
            return node.operands
        return next(
            ((part,) for part in node.operands if self.situation.judge(part) is holds),
            node.operands,
        )

    def side(self, node: Node) -> str:
        """What is the case on one side of 当且仅当."""
        if not isinstance(node, Compare):
            return self.fact(node)
        shown = turned(node)
        return self.subject(shown.left, shown)

    def filled(self, node: FormFilled, there: bool) -> str:
        """Whether a form was filled in."""
        return f"{self.regime.form[node.form].number}{'已' if there else '未'}填"

    def listed(self, node: OnList, there: bool) -> str:
        """Whether the unit is on a roster."""
        return f"本单位{'' if there else '不'}在{ROSTERS.get(node.name, node.name)}中"

    def blank(self, node: IsBlank, there: bool) -> str:
        """Whether a cell was left blank."""
        return f"{self.words.name(node.operand)}{'为空' if there else '已填'}"

    # what a text should have been --------------------------------------------------------------

    def wanted(self, node: TextCompare) -> str:
        """The right side of a comparison of texts."""
        code_list = self.words.code_list(node.left)
        item = code_list.by_code.get(self.situation.text(node.right)) if code_list else None
        if item is not None:
            return f"“{item.code} {item.name}”"
        value = self.words.text(node.right)
        if isinstance(node.right, Cell | HeadCell | RowCell | UnitFact):
            return f"{self.words.name(node.right)}{value}"
        return "空白" if value == "空" else value

    def sentence(self, node: Node) -> str:
        """Why a predicate on a text, a line or a form is false."""
        return _SENTENCES[type(node)](self, node)

    def _one_of(self, node: OneOf) -> str:
        code_list = self.words.code_list(node.operand)
        known = code_list.by_code if code_list else {}
        names = [f"“{v} {known[v].name}”" if v in known else f"“{v}”" for v in node.values]
        return f"{self.fact(node)}，应为{'、'.join(names)}{'之一' if len(names) > 1 else ''}。"

    def _starts_with(self, node: StartsWith) -> str:
        return f"{self.fact(node)}，应以{'、'.join(node.prefixes)}开头。"

    def _in_code_list(self, node: InCodeList) -> str:
        code_list = self.regime.code_lists[node.code_list]
        if node.leaf and self.situation.text(node.operand) in code_list.by_code:
            return f"{self.fact(node)}，不是末级代码，应选择“{code_list.name}”中的末级分类。"
        return f"{self.fact(node)}，应为“{code_list.name}”中的代码。"

    def _matches(self, node: Matches) -> str:
        fault = FORMATS[node.format](self.situation.text(node.operand)) or ""
        return f"{self.words.name(node.operand)}填写有误：{fault}。"

    def _unique_row(self, node: UniqueInRows) -> str:
        column = node.column
        name = self.words.name(RowCell(CURRENT, column.form, column.group, column.column))
        return f"{name}“{self.situation.row.get(column.column)}”与其他行重复，应一类一行。"

    def _unique(self, node: UniqueInRegister) -> str:
        return f"统一社会信用代码“{self.situation.dossier.unit.uscc}”已被其他单位使用，应当唯一。"

    def _whole(self, node: IsWhole) -> str:
        return f"{self.subject(node.operand, Compare('=', node.operand, node.operand))}，应为整数。"

    def _is_blank(self, node: IsBlank) -> str:
        cell = node.operand
        text = isinstance(cell, HeadCell) or cell.text
        value = self.words.text(cell) if text else f" {self.words.number(cell)}"
        return f"{self.words.name(cell)}已填{value}，应为空。"


def turned(node: Compare) -> Compare:
    """``1 <= x`` is told as x ≥ 1: the sentence begins with what the respondent filled in."""
    if isinstance(node.left, Const) and not isinstance(node.right, Const):
        operator = TURNED.get(node.operator, node.operator)
        return Compare(operator, node.right, node.left, node.tolerance, node.measure)
    return node


def least_places(node: Compare) -> int:
    """Decimal places shown at least on both sides of a comparison."""
    return max(places_of(node.left), places_of(node.right))


_SENTENCES: Mapping[type, Callable[[Facts, Any], str]] = {
    OneOf: Facts._one_of,
    StartsWith: Facts._starts_with,
    InCodeList: Facts._in_code_list,
    Matches: Facts._matches,
    UniqueInRows: Facts._unique_row,
    UniqueInRegister: Facts._unique,
    IsWhole: Facts._whole,
    IsBlank: Facts._is_blank,
    FormFilled: lambda facts, node: f"{facts.fact(node)}，应当填报。",
    OnList: lambda facts, node: f"{facts.fact(node)}，应在名录中。",
    SameColumns: lambda facts, node: "两栏应完全相同。",
    MagnitudeSlip: lambda facts, node: "两数之比应为整数量级。",
}

_FACTS: Mapping[type, Callable[[Facts, Any, bool], str]] = {
    FormFilled: Facts.filled,
    OnList: Facts.listed,
    IsBlank: Facts.blank,
    IsWhole: lambda facts, node, there: facts.subject(
        node.operand, Compare("=", node.operand, node.operand)
    ),
    SameColumns: lambda facts, node, there: f"两栏{'' if there else '不'}完全相同",
    UniqueInRows: lambda facts, node, there: f"代码{'不' if there else ''}与其他行重复",
    UniqueInRegister: lambda facts, node, there: f"统一社会信用代码{'' if there else '不'}唯一",
    MagnitudeSlip: lambda facts, node, there: f"两数{'' if there else '没有'}相差若干数量级",
}
