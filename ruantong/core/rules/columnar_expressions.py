"""Checked trees → Polars expressions: judgements. Null is what cannot be judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from ruantong.core.rules.columnar_exact import by_row
from ruantong.core.rules.columnar_needs import column_name
from ruantong.core.rules.columnar_numbers import (
    Judgement,
    TooWide,
    Whole,
    as_expression,
    both,
    constant,
    either,
    negated,
    unless,
)
from ruantong.core.rules.columnar_values import ZERO, Values
from ruantong.core.rules.formats import FORMATS
from ruantong.core.rules.runtime import SLIP_RANGES, same_text
from ruantong.core.rules.tree import (
    And,
    Compare,
    FormFilled,
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
    SameColumns,
    StartsWith,
    TextCompare,
    UniqueInRegister,
    UniqueInRows,
)


def _same_texts(pairs: pl.Series) -> pl.Series:
    """Equal texts are found by the column; only pairs that differ are folded."""
    sides = pairs.struct.unnest()
    found = [
        left == right or same_text(left, right)
        for left, right in zip(sides["left"], sides["right"], strict=True)
    ]
    return pl.Series(pairs.name, found, pl.Boolean)


class Translator(Values):
    """Writes judgements over what ``Values`` writes."""

    def judge(self, node: Node) -> Judgement:
        """A judgement node: null where it cannot be made."""
        if isinstance(node, Compare | IsWhole | MagnitudeSlip):
            try:
                return _ARITHMETIC[type(node)](self, node)
            except TooWide:
                return by_row(self._regime, node, self._formulas)
        match node:
            case TextCompare():
                same = self._same_text(node)
                return same if node.operator == "=" else negated(same)
            case And():
                return both(*map(self.judge, node.operands))
            case Or():
                return either(*map(self.judge, node.operands))
            case Not():
                return negated(self.judge(node.operand))
            case Implies():
                return either(negated(self.judge(node.condition)), self.judge(node.consequence))
            case Iff():
                left, right = self.judge(node.left), self.judge(node.right)
                if left is None or right is None:
                    return None
                return as_expression(left) == as_expression(right)
        return _PREDICATES[type(node)](self, node)

    def _same_text(self, node: TextCompare) -> Judgement:
        left, right = self.text(node.left), self.text(node.right)
        if isinstance(left, str):
            left, right = right, left
        if isinstance(left, str):
            return same_text(left, str(right))
        if isinstance(right, str):
            wanted = right
            return left.map_batches(
                lambda texts: texts.is_in(
                    [one for one in texts.unique() if same_text(one, wanted)]
                ),
                return_dtype=pl.Boolean,
            )
        return pl.struct(left.alias("left"), right.alias("right")).map_batches(
            _same_texts, return_dtype=pl.Boolean
        )

    def _compare(self, node: Compare) -> Judgement:
        left, right = self.number(node.left), self.number(node.right)
        units, places = node.tolerance if node.tolerance[0] else (0, 0)
        scale = max(left.scale, right.scale, places)
        slack = constant(units * 10 ** (scale - places))
        a, b = left.above.shifted(scale - left.scale), right.above.shifted(scale - right.scale)
        if left.plain and right.plain:
            return unless(left.guards + right.guards, _judged(node.operator, a, b, slack))
        gap = a.times(right.below).plus(b.times(left.below), -1)
        below = left.below.times(right.below)
        if not (left.positive and right.positive):
            gap = gap.times(left.below.sign().times(right.below.sign()))
        judged = _judged(node.operator, gap, ZERO, slack.times(below.absolute()))
        return unless(left.guards + right.guards, judged)

    def _whole(self, node: IsWhole) -> Judgement:
        value = self.number(node.operand)
        unit = value.below.shifted(value.scale)
        if isinstance(unit.code, int) and unit.code == 1:
            return unless(value.guards, True)
        rest = Whole(value.above.expression() % unit.expression(), unit.bound)
        return unless(value.guards, rest.compared("=", ZERO))

    def _slip(self, node: MagnitudeSlip) -> Judgement:
        left, right = self.number(node.left), self.number(node.right)
        scale = max(left.scale, right.scale)
        a = self.shared_value(left.above.shifted(scale - left.scale))
        b = self.shared_value(right.above.shifted(scale - right.scale))
        # Unlike signs are no slip, and 0 counts as positive.
        unlike = as_expression(_negative(a)) != as_expression(_negative(b))
        a, b = self.shared_value(a.absolute()), self.shared_value(b.absolute())
        small = self.shared_value(a.extreme(b, "min"))
        large = self.shared_value(a.extreme(b, "max"))
        within = (
            both(
                small.times(constant(low)).compared("<=", large),
                large.compared("<=", small.times(constant(high))),
            )
            for low, high in SLIP_RANGES
        )
        found = both(~unlike, small.compared(">", ZERO), either(*within))
        return unless((*left.guards, *right.guards, b.compared("=", ZERO)), found)

    def _starts_with(self, node: StartsWith) -> Judgement:
        text = self.text(node.operand)
        if isinstance(text, str):
            return text.startswith(node.prefixes)
        return either(*(text.str.starts_with(prefix) for prefix in node.prefixes))

    def _one_of(self, node: OneOf) -> Judgement:
        return self._among(node.operand, node.values)

    def _among(self, operand: Node, values: Sequence[str]) -> Judgement:
        text = self.text(operand)
        return text in values if isinstance(text, str) else text.is_in(list(values))

    def _in_code_list(self, node: InCodeList) -> Judgement:
        items = self._regime.code_lists[node.code_list].items
        codes = [item.code for item in items if item.leaf or not node.leaf]
        return self._among(node.operand, codes)

    def _matches(self, node: Matches) -> Judgement:
        fault, text = FORMATS[node.format], self.text(node.operand)
        if isinstance(text, str):
            return fault(text) is None

        def sound(texts: pl.Series) -> pl.Series:
            known = {one: fault(one) is None for one in texts.unique()}
            return pl.Series(texts.name, [known[one] for one in texts], pl.Boolean)

        return text.map_batches(sound, return_dtype=pl.Boolean)

    def _known(self, node: Node) -> Judgement:
        return pl.col(column_name(node))


_PREDICATES: Mapping[type, Callable[[Translator, Any], Judgement]] = {
    IsBlank: lambda translator, node: translator.is_blank(node.operand),
    OneOf: Translator._one_of,
    StartsWith: Translator._starts_with,
    InCodeList: Translator._in_code_list,
    Matches: Translator._matches,
    OnList: Translator._known,
    FormFilled: Translator._known,
    SameColumns: Translator._known,
    UniqueInRegister: lambda _translator, _node: pl.col("unique"),
    UniqueInRows: lambda _translator, node: ~pl.col(f"again:{node.column.column}"),
}
_ARITHMETIC: Mapping[type, Callable[[Translator, Any], Judgement]] = {
    Compare: Translator._compare,
    IsWhole: Translator._whole,
    MagnitudeSlip: Translator._slip,
}


def _negative(value: Whole) -> Judgement:
    return value.compared("<", ZERO)


def _judged(operator: str, left: Whole, right: Whole, slack: Whole) -> Judgement:
    if isinstance(slack.code, int) and slack.code == 0:
        return left.compared(operator, right)
    gap = left.plus(right, -1)
    if operator in {"=", "!="}:
        return gap.absolute().compared("<=" if operator == "=" else ">", slack)
    if operator in {">=", ">"}:
        return gap.plus(slack).compared(operator, ZERO)
    return gap.compared(operator, slack)
