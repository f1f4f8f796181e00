"""A judgement that did not pass → one Chinese sentence with the arithmetic, and its two sides.

Generated from the checked tree alone: a rule needs no message of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ruantong.core.regime import ColumnRole, Kind, Regime, Severity
from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language.tree import (
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
    IsBlank,
    MagnitudeSlip,
    Node,
    Not,
    OnList,
    Or,
    RowCell,
    RowSum,
    SameColumns,
    TextCompare,
    walk,
)
from ruantong.core.rules.words.facts import Facts, least_places, turned
from ruantong.core.rules.words.phrases import Phrases, is_simple, places_of, show
from ruantong.core.rules.words.rounding import rounding_remark
from ruantong.core.rules.words.spoken import MUST, flow, is_deviation, spoken

_SLIPS = (10, 100, 1000, 10000)


@dataclass(frozen=True)
class Explained:
    """The sentence, and both sides with their distance as canonical decimals (or texts)."""

    message: str
    left: str | None = None
    right: str | None = None
    difference: str | None = None


def explain_failure(regime: Regime, instance: Instance, situation: Situation) -> Explained:
    """Why a rule failed. The dossier must be one for which it does fail."""
    return _Explainer(regime, situation, instance).failure()


def explain_unknown(regime: Regime, instance: Instance, situation: Situation) -> Explained:
    """Why a rule could not be judged: a blank cell or a divisor that is zero."""
    return _Explainer(regime, situation, instance).unknown()


class _Explainer:
    def __init__(self, regime: Regime, situation: Situation, instance: Instance) -> None:
        self._regime = regime
        self._situation = situation
        self._instance = instance
        trees = tuple(t for t in (instance.check, instance.condition) if t is not None)
        self._words = Phrases(regime, situation, instance.rule.form, trees)
        self._facts = Facts(regime, situation, self._words)

    def failure(self) -> Explained:
        # The condition comes first in the sentence, so it is worded first.
        before = self._line() + self._condition()
        told = self._told(self._instance.check)
        remark = rounding_remark(self._instance, self._situation)
        message = f"{before}{told.message}{self._instance.rule.hint}{remark}".replace(" （", "（")
        return Explained(message, told.left, told.right, told.difference)

    def unknown(self) -> Explained:
        return Explained(f"{self._line()}无法判定：{self._obstacle()}。")

    # what comes before -----------------------------------------------------------------------

    def _line(self) -> str:
        """Which line of a list a row rule speaks of."""
        rule = self._instance.rule
        if not rule.row_group:
            return ""
        rows = self._situation.rows(rule.form, rule.row_group)
        number = next((n for n, row in enumerate(rows, 1) if row is self._situation.row), 0)
        code = self._situation.row.get("code")
        name = self._directory_name(str(code)) if code else ""
        return f"第{number}行（{code}{name}）：" if code else f"第{number}行："

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
        told = [self._facts.fact(part) for part in parts if self._worth_telling(part, parts)]
        return _when("、".join(told)) if told else ""

    def _worth_telling(self, node: Node, parts: tuple[Node, ...]) -> bool:
        """Not so for technical preconditions: months, options, figures the check shows anyway."""
        cells = _cells(node)
        if not cells:
            return any(isinstance(item, FormFilled | OnList) for item in walk(node))
        elsewhere = _cells(self._instance.check)
        if isinstance(node, Not) and isinstance(node.operand, IsBlank):
            elsewhere |= {cell for part in parts if part is not node for cell in _cells(part)}
        return not cells <= elsewhere

    # why false -------------------------------------------------------------------------------

    def _told(self, node: Node) -> Explained:
        """Sentence for a judgement that is false."""
        match node:
            case Compare():
                return self._compare(node)
            case And():
                false = (item for item in node.operands if self._situation.judge(item) is False)
                return self._told(next(false, node.operands[0]))
            case Implies():
                before = self._facts.fact(node.condition)
                told = self._told(node.consequence)
                return Explained(
                    f"{_when(before)}{told.message}", told.left, told.right, told.difference
                )
            case Or():
                return self._alternatives(node)
            case Not():
                return self._negated(node.operand)
            case Iff():
                left, right = self._facts.side(node.left), self._facts.side(node.right)
                return Explained(f"{left}，但{right}，两者应当一致。")
            case TextCompare():
                return self._texts(node)
        return Explained(self._facts.sentence(node))

    def _compare(self, written: Compare) -> Explained:
        node = turned(written)
        sides = self._sides(node)
        return Explained(f"{self._spoken(node) or self._related(node)}。", *sides)

    def _spoken(self, node: Compare) -> str | None:
        rule = self._instance.rule
        asked = rule.severity is Severity.QUERY
        return spoken(self._words, node, asked=asked, hint=bool(rule.hint))

    def _related(self, node: Compare) -> str:
        """Both sides with their values, and how far apart they are."""
        subject = self._facts.subject(node.left, node)
        if _never_negative(node):
            return f"{subject}，不应为负数"
        told = f"{subject}，{MUST[node.operator]}{self._facts.object(node)}"
        threshold = node.operator != "=" and isinstance(node.right, Const)
        if node.operator != "!=" and not threshold:
            distance = abs(self._known(node.left) - self._known(node.right))
            shown = self._facts.shown(distance, node, least_places(node))
            measure = f" {node.measure}" if node.measure and "%" not in shown else ""
            told += f"，相差 {shown}{measure}"
        if node.tolerance[0]:
            slack = Fraction(node.tolerance[0], 10 ** node.tolerance[1])
            told += f"（允许误差 {show(slack, 0)}）"
        return told

    def _known(self, side: Node) -> Fraction:
        """What a side of a comparison that holds or fails is worth: something."""
        return self._situation.number(side) or Fraction()

    def _sides(self, node: Compare | MagnitudeSlip) -> tuple[str, str, str]:
        """Both sides and their distance as canonical decimals."""
        left, right = self._known(node.left), self._known(node.right)
        least = max(places_of(node.left), places_of(node.right))
        return show(left, least), show(right, least), show(abs(left - right), least)

    def _alternatives(self, node: Or) -> Explained:
        first = next((item for item in node.operands if isinstance(item, Compare)), None)
        sides = self._sides(first) if first else (None, None, None)
        if first and is_deviation(self._words, turned(first)):
            # the other ways out are for small amounts: the deviation is what is asked about
            return Explained(self._compare(first).message, *sides)
        own = [item for item in node.operands if _cells(item)]
        if len(own) == 1:
            return self._told(own[0])
        shown = [self._alternative(item) for item in node.operands]
        return Explained(f"应至少满足一项，但都不满足：{'；'.join(shown)}。", *sides)

    def _alternative(self, node: Node) -> str:
        """A false alternative: what it is and what was wanted."""
        if not isinstance(node, Compare):
            return self._told(node).message.rstrip("。")
        shown = turned(node)
        subject = self._facts.counted(shown.left, shown) or self._facts.subject(shown.left, shown)
        return f"{subject}（{MUST[shown.operator]}{self._facts.object(shown)}）"

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
            case Not():
                return self._told(node.operand)
            case Or():
                true = (item for item in node.operands if self._situation.judge(item) is True)
                return self._negated(next(true, node.operands[0]))
        return Explained(f"不应出现：{self._facts.fact(node)}。")

    def _missing(self, cell: Cell | HeadCell | RowCell) -> str:
        name = self._words.name(cell)
        if isinstance(cell, HeadCell):
            return f"{name}未选择。"
        return f"{name}为空；没有发生额请填 0。" if self._is_amount(cell) else f"{name}未填写。"

    def _is_amount(self, cell: Cell | RowCell) -> bool:
        """Whether a zero would mean that nothing happened (a nanometre size cannot be zero)."""
        if isinstance(cell, RowCell):
            return False
        form = self._regime.form[cell.form]
        extra = form.column[cell.column].role is ColumnRole.EXTRA
        return form.by_code[cell.indicator].kind is Kind.NUMBER and not extra

    def _slip(self, node: MagnitudeSlip) -> Explained:
        left, right = self._known(node.left), self._known(node.right)
        large, small = (
            (node.left, node.right) if abs(left) >= abs(right) else (node.right, node.left)
        )
        times = max(left / right, right / left)
        near = min(_SLIPS, key=lambda size: max(times / size, size / times))
        shown = show(Fraction(round(times * 100), 100), 0)
        close = "" if shown == str(near) else f"接近 {near} 倍，"
        return Explained(
            f"{self._size(large)} 约为 {self._size(small)} 的 {shown} 倍，"
            f"{close}疑似计量单位填错（元、千元、万元）。",
            *self._sides(node),
        )

    def _size(self, node: Node) -> str:
        return flow(self._words, node) or self._words.expression(node)

    def _texts(self, node: TextCompare) -> Explained:
        left, right = self._situation.text(node.left), self._situation.text(node.right)
        if node.operator == "=" and isinstance(node.right, Cell) and node.right.when != CURRENT:
            before = self._words.moment(node.right)
            told = f"{self._facts.fact(node)}，与{before}的{self._words.text(node.right)}不一致。"
            return Explained(told, left, right)
        must = "应为" if node.operator == "=" else "不应为"
        return Explained(
            f"{self._facts.fact(node)}，{must}{self._facts.wanted(node)}。", left, right
        )

    # why unknown -----------------------------------------------------------------------------

    def _obstacle(self) -> str:
        """The blank cells or zero divisors that stand in the way."""
        if self._instance.rule.blank == "non_null":
            blanks = [cell for cell in self._instance.named if self._situation.is_blank(cell)]
            if blanks:
                return f"{'、'.join(self._words.name(cell) for cell in blanks)}为空"
        trees = [tree for tree in (self._instance.check, self._instance.condition) if tree]
        divisors = [d for tree in trees for d in map(_divisor, walk(tree)) if d is not None]
        # One that is 0 comes before those that cannot be computed because of it.
        for wanted in (0, None):
            for divisor in divisors:
                if self._situation.number(divisor) == wanted:
                    whole = Compare("=", divisor, divisor)
                    return f"除数{self._facts.subject(divisor, whole)}"
        return "自动计算所需的数据不全或除数为 0"


def _when(facts: str) -> str:
    """Half a sentence: under what condition."""
    return f"{facts}{' ' if facts[-1:].isascii() else ''}时，"


def _never_negative(node: Compare) -> bool:
    zero = isinstance(node.right, Const) and not node.right.units
    return node.operator == ">=" and zero and is_simple(node.left)


def _divisor(node: Node) -> Node | None:
    return node.right if isinstance(node, Divide | MagnitudeSlip) else None


def _cells(tree: Node) -> set[Node]:
    return {item for item in walk(tree) if isinstance(item, Cell | HeadCell | RowCell | RowSum)}
