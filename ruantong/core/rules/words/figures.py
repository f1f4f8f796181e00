"""Figures in a sentence: values, the arithmetic that leads to them, limits as one says them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from string import ascii_lowercase

from ruantong.core.regime import ColumnRole
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.lower import lower_logic, lower_number, lower_text
from ruantong.core.rules.words.names import Figure, Names
from ruantong.core.rules.words.pieces import Apart, Number, Piece, Text, chosen, joined
from ruantong.core.rules.words.printing import decimal
from ruantong.core.rules.words.templates import WORDS, say

#: Places shown of a ratio that has no finite or no short decimal form.
RATIO_PLACES = 4
#: Sums of more terms are told by their first one.
_MOST_TERMS = 3
HUNDRED = t.Const(100, 0)

Fixed = t.Const | t.Parameter


@dataclass(frozen=True)
class Figures:
    """Figures in one sentence; ``sure``: each of them has a value wherever the sentence is said."""

    names: Names
    sure: bool = True

    # values --------------------------------------------------------------------------------

    def number(self, node: t.Node) -> Piece:
        """A number as it stands in a sentence."""
        value = self.value(node, places_of(node))
        if isinstance(node, t.Cell | t.RowCell | t.RowSum):
            return chosen([(ops.Blank(node), say("blank"))], value)
        return value

    def value(self, node: t.Node, least: int, most: int | None = None) -> Piece:
        """A decimal with at least so many places."""
        ratio = lower_number(node)
        number = Number(ratio, least, max(least, RATIO_PLACES) if most is None else most)
        return number if self.sure else chosen([(ratio.guard, say("no value"))], number)

    def apart(self, left: t.Node, right: t.Node, least: int, most: int | None = None) -> Piece:
        """How far apart two figures are."""
        most = max(least, RATIO_PLACES) if most is None else most
        return Apart(lower_number(left), lower_number(right), least, most)

    def percent(self, node: t.Node) -> Piece:
        """A ratio as a percentage with two places."""
        return joined([self.value(t.Multiply(node, HUNDRED), 2, 2), "%"])

    def whole_percent(self, node: t.Node) -> Piece:
        """A limit as it is written: 50%, 2.5%."""
        if isinstance(node, Fixed):
            return f"{_written(fraction(node) * 100)}%"
        return joined([self.value(t.Multiply(node, HUNDRED), 0), "%"])

    def text(self, node: t.Node) -> Piece:
        """A text or code in quotes, a code with its name."""
        codes = self.names.code_list(node)
        value = lower_text(node)
        quoted = say("quoted", text=Text(value, codes.key if codes else ""))
        return chosen([(is_empty(value), say("blank"))], quoted)

    # expressions ---------------------------------------------------------------------------

    def expression(self, node: t.Node) -> Piece:
        """An expression with names and numbers: ``软件产品收入(2021) 40.00 + …``."""
        match node:
            case t.Const() | t.Parameter():
                return constant(node)
            case t.PeriodNumber():
                return say(f"{node.which} value", value=self.number(node))
            case t.Add():
                return joined([self._term(node, at) for at in range(len(node.terms))], " ")
            case t.Multiply():
                return say("times", left=self._factor(node.left), right=self._factor(node.right))
            case t.Divide():
                return say("divided", left=self._factor(node.left), right=self._divisor(node.right))
            case t.Applied():
                return applied(node, self.expression)
            case t.Extreme():
                which = "larger of" if node.which == "max" else "smaller of"
                items = joined(map(self.expression, node.operands), WORDS["between extremes"])
                return say(which, items=items)
            case t.Round():
                places = str(node.places)
                return say("rounded", text=self._factor(node.operand), places=places)
            case t.Choice():
                return self.number(node)
        return self.named(node)

    def named(self, node: t.Node) -> Piece:
        """A figure after its name."""
        return say("with name", name=self.names.name(node), value=self.number(node))

    def _term(self, node: t.Add, at: int) -> Piece:
        sign, term = node.terms[at]
        text = self._factor(term)
        if at:
            return say("plus" if sign > 0 else "minus", term=text)
        return text if sign > 0 else say("negative", term=text)

    def _factor(self, node: t.Node) -> Piece:
        return self._bracketed(node, isinstance(node, t.Add))

    def _divisor(self, node: t.Node) -> Piece:
        return self._bracketed(node, isinstance(node, t.Add | t.Multiply | t.Divide))

    def _bracketed(self, node: t.Node, brackets: bool) -> Piece:
        text = self.expression(node)
        return say("bracketed", text=text) if brackets else text

    # figures as one says them ----------------------------------------------------------------

    def figure(self, node: t.Node) -> Piece:
        """A figure with its name; an expression with its value."""
        if isinstance(node, Fixed):
            return self.expression(node)
        if isinstance(node, Figure):
            return self.named(node)
        value = self.value(node, places_of(node))
        return self.limit(node, value, lambda told: told or self.with_result(node, value))

    def with_result(self, node: t.Node, value: Piece) -> Piece:
        """The arithmetic and what it comes to."""
        return say("with result", expression=self.expression(node), value=value)

    def limit(self, node: t.Node, value: Piece, end: Callable[[Piece], Piece]) -> Piece:
        """A limit as one says it: …的1.5倍（15.00）, …的30%（3.00）, the larger of two by its name.

        ``end`` finishes it, or says what has no such words (it is given nothing).
        """
        match node:
            case t.Extreme():
                return _by_operand(node, lambda item: end(self.figure(item)))
            case t.Multiply(left=base, right=t.Const() as factor):
                times = fraction(factor)
                return _by_operand(base, lambda item: end(self._part(item, times, value)))
        return end(self.converted(node, value))

    def _part(self, base: t.Node, times: Fraction, result: Piece) -> Piece:
        if isinstance(base, Fixed):
            return result
        if not isinstance(base, Figure) or times <= 0:
            return ""
        slots = {"name": self.names.name(base), "value": self.number(base), "result": result}
        if times > 1:
            return say("some times", times=_written(times), **slots)
        return say("some per cent", rate=f"{_written(times * 100)}%", **slots)

    def converted(self, node: t.Node, value: Piece) -> Piece:
        """An amount in another currency: … 按 6.4 折合 64.00."""
        match node:
            case t.Multiply(left=base, right=t.Parameter(measure=measure) as rate) if measure:
                key = "converted sum" if isinstance(base, t.Add) else "converted"
                amount, shown = self.expression(base), self.expression(rate)
                return say(key, amount=amount, rate=shown, value=value)
        return ""

    def in_short(self, node: t.Node, value: Piece) -> Piece:
        """A sum of many cells by its first one, where it only says under what condition."""
        if not isinstance(node, t.Add) or len(node.terms) <= _MOST_TERMS:
            return ""
        if not all(sign > 0 and isinstance(term, Figure) for sign, term in node.terms):
            return ""
        first, count = self.names.name(node.terms[0][1]), str(len(node.terms))
        return say("long sum", name=first, count=count, value=value)

    def size(self, node: t.Node) -> Piece:
        """A month's figure (what was cumulated less what had been before), or an expression."""
        match node:
            case t.Add(terms=((1, t.Cell() as upto), (-1, t.Cell() as before))) if (
                upto.when, upto.form, upto.indicator,
            ) == (before.when, before.form, before.indicator):  # fmt: skip
                if self.names.column(before).role is ColumnRole.PREVIOUS:
                    month = "this month" if upto.when == t.CURRENT else "last month"
                    name = self.names.regime.form[upto.form].by_code[upto.indicator].name
                    return say(month, name=name, value=self.value(node, places_of(node)))
        return self.expression(node)


def _by_operand(node: t.Node, told: Callable[[t.Node], Piece]) -> Piece:
    """By what an absolute value or a choice of the larger comes down to."""
    match node:
        case t.Extreme():
            *others, last = node.operands
            cases = [(lower_logic(t.Compare("=", item, node)), told(item)) for item in others]
            return chosen(cases, told(last))
        case t.Applied("Absolute", (operand,)):
            return told(operand)
    return told(node)


def absolute(operand: t.Node) -> t.Applied:
    """The size of a number."""
    return t.Applied("Absolute", (operand,))


def applied(node: t.Applied, said: Callable[[t.Node], Piece]) -> Piece:
    """A function with its arguments as they are said."""
    return say(node.function, **dict(zip(ascii_lowercase, map(said, node.arguments), strict=False)))


def is_empty(text: ops.Text) -> ops.Logic:
    """Whether a text holds nothing."""
    return make.text_test(ops.AMONG, text, ("",))


def places_of(*nodes: t.Node) -> int:
    """Decimal places to show at least: those of the cells in the expressions."""
    cells = (item for node in nodes for item in t.walk(node))
    held = (cell for cell in cells if isinstance(cell, t.Cell | t.RowCell | t.RowSum | t.AutoValue))
    return max((cell.scale for cell in held), default=0)


def fraction(node: Fixed) -> Fraction:
    return Fraction(node.units, 10**node.scale)


def constant(node: Fixed) -> str:
    """A constant as it stands in a sentence."""
    return _written(fraction(node))


def _written(value: Fraction) -> str:
    return decimal(value, 0, RATIO_PLACES)
