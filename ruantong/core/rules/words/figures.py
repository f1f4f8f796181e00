"""Figures in a sentence: values, the arithmetic that leads to them, limits as one says them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from ruantong.core.regime import ColumnRole
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.lower import lower_logic, lower_number, lower_text
from ruantong.core.rules.words.names import Figure, code_list, column_of
from ruantong.core.rules.words.pieces import Part, Piece, chosen, joined
from ruantong.core.rules.words.printing import decimal
from ruantong.core.rules.words.speaking import WORDS, Speaker, Way, ways

#: Places result of a ratio that has no finite or no short decimal form.
RATIO_PLACES = 4
#: Sums of more terms are told by their first one.
_MOST_TERMS = 3
#: How the terms of a sum are told apart: the sign of the first, then those of the others.
_SIGNS = {
    "written": ({1: "", -1: "－"}, {1: "＋", -1: "－"}),
    "told": ({1: "", -1: "−"}, {1: " + ", -1: " − "}),
}

Fixed = t.Const | t.Parameter


# ---- values ------------------------------------------------------------------------------------


def shown(speaker: Speaker, node: t.Node) -> Piece:
    """A value with the places of its cells."""
    return value(speaker, node, places_of(node))


def value(speaker: Speaker, node: t.Node, least: int, most: int | None = None) -> Piece:
    """A decimal with at least so many places."""
    ratio = lower_number(node)
    found = Part("number", (ratio, least, max(least, RATIO_PLACES) if most is None else most))
    return found if speaker.sure else chosen([(ratio.guard, WORDS["no_value"])], found)


def apart(left: t.Node, right: t.Node, least: int, most: int = RATIO_PLACES) -> Part:
    """How far apart two figures are."""
    return Part("apart", (lower_number(left), lower_number(right), least, max(least, most)))


def number(speaker: Speaker, node: t.Node) -> Piece:
    """A number as it stands in a sentence."""
    found = shown(speaker, node)
    if isinstance(node, t.Cell | t.RowCell | t.RowSum):
        return chosen([(ops.Blank(node), WORDS["blank"])], found)
    return found


def percent(speaker: Speaker, node: t.Node) -> Piece:
    """A ratio as a percentage with two places."""
    return joined([value(speaker, hundredfold(node), 2, 2), "%"])


def whole_percent(speaker: Speaker, node: t.Node) -> Piece:
    """A limit as it is written: 50%, 2.5%."""
    if isinstance(node, Fixed):
        return f"{_written(fraction(node) * 100)}%"
    return joined([value(speaker, hundredfold(node), 0), "%"])


def text(speaker: Speaker, node: t.Node) -> Piece:
    """A text or code in quotes, a code with its name."""
    content = lower_text(node)
    quoted = speaker.words("quoted", text=coded(speaker, node))
    return chosen([(is_empty(content), WORDS["blank"])], quoted)


def coded(speaker: Speaker, node: t.Node) -> Part:
    """A text, or a code with its name."""
    codes = code_list(speaker, node)
    return plain_text(node, codes.key if codes else "")


def plain_text(node: t.Node, codes: str = "") -> Part:
    """A text as it is; a code of the list ``codes`` with its name."""
    return Part("text", (lower_text(node), codes))


def is_empty(content: ops.Text) -> ops.Logic:
    """Whether a text holds nothing."""
    return make.text_test(ops.AMONG, content, ("",))


# ---- arithmetic --------------------------------------------------------------------------------


def _expression(way: str) -> Way:
    """An expression, ``told`` with its figures or ``written`` without."""

    def said(speaker: Speaker, node: t.Node) -> Piece:
        if not isinstance(node, t.Add):
            return speaker.template(way, node)
        first, others = _SIGNS[way]
        signs = [first[node.terms[0][0]], *(others[sign] for sign, _ in node.terms[1:])]
        terms = [speaker.say(f"{way}_factor", term) for _, term in node.terms]
        return joined(part for pair in zip(signs, terms, strict=True) for part in pair)

    return said


def figure(speaker: Speaker, node: t.Node) -> Piece:
    """A figure with its name; an expression with its value."""
    if isinstance(node, Fixed | Figure):
        return speaker.say("told", node)
    result = shown(speaker, node)
    otherwise = speaker.words("with_result", node, value=result)
    return limit(speaker, node, result, lambda words: words or otherwise)


def limit(speaker: Speaker, node: t.Node, result: Piece, end: Callable[[Piece], Piece]) -> Piece:
    """A limit as one says it: …的1.5倍（15.00）, …的30%（3.00）, the larger of two by its name.

    ``result``: its value. ``end`` finishes it, or says what has no such words (it is given nothing).
    """
    match node:
        case t.Extreme():
            return by_operand(node, lambda item: end(figure(speaker, item)))
        case t.Multiply(base, t.Const() as factor):
            times = fraction(factor)
            return by_operand(base, lambda item: end(_share_of(speaker, item, times, result)))
    return end(converted(speaker, node, result))


def _share_of(speaker: Speaker, base: t.Node, times: Fraction, result: Piece) -> Piece:
    if isinstance(base, Fixed):
        return result
    if not isinstance(base, Figure) or times <= 0:
        return ""
    key = "some_times" if times > 1 else "some_per_cent"
    rate = f"{_written(times * 100)}%"
    return speaker.words(key, base, times=_written(times), rate=rate, value=result)


def converted(speaker: Speaker, node: t.Node, result: Piece) -> Piece:
    """An amount in another currency: … 按 6.4 折合 64.00."""
    match node:
        case t.Multiply(base, t.Parameter() as rate) if rate.measure:
            key = "converted_sum" if isinstance(base, t.Add) else "converted"
            return speaker.words(key, node, value=result)
    return ""


def in_short(speaker: Speaker, node: t.Node, result: Piece) -> Piece:
    """A sum of many cells by its first one, where it only says under what condition."""
    if not isinstance(node, t.Add) or len(node.terms) <= _MOST_TERMS:
        return ""
    if not all(sign > 0 and isinstance(term, Figure) for sign, term in node.terms):
        return ""
    first, count = speaker.say("name", node.terms[0][1]), str(len(node.terms))
    return speaker.words("long_sum", name=first, count=count, value=result)


def size(speaker: Speaker, node: t.Node) -> Piece:
    """A month's figure (what was cumulated less what had been before), or an expression."""
    match node:
        case t.Add(((1, t.Cell() as upto), (-1, t.Cell() as before))):
            same = [(c.when, c.form, c.indicator) for c in (upto, before)]
            if same[0] == same[1] and column_of(speaker, before).role is ColumnRole.PREVIOUS:
                key = "this_month" if upto.when == t.CURRENT else "last_month"
                return speaker.words(key, upto, value=shown(speaker, node))
    return speaker.say("told", node)


def by_operand(node: t.Node, said: Callable[[t.Node], Piece]) -> Piece:
    """By what an absolute value or a choice of the larger comes down to."""
    match node:
        case t.Extreme():
            *others, last = node.operands
            cases = [(lower_logic(t.Compare("=", item, node)), said(item)) for item in others]
            return chosen(cases, said(last))
        case t.Applied("Absolute", (operand,)):
            return said(operand)
    return said(node)


def absolute(operand: t.Node) -> t.Node:
    """The size of a number."""
    return t.Applied("Absolute", (operand,))


def hundredfold(node: t.Node) -> t.Node:
    return t.Multiply(node, t.Const(100, 0))


def places_of(*nodes: t.Node) -> int:
    """Decimal places to show at least: those of the cells in the expressions."""
    cells = (item for node in nodes for item in t.walk(node))
    scaled = (c for c in cells if isinstance(c, t.Cell | t.RowCell | t.RowSum | t.AutoValue))
    return max((cell.scale for cell in scaled), default=0)


def fraction(node: Fixed) -> Fraction:
    return Fraction(node.units, 10**node.scale)


def constant(_: Speaker, node: Fixed) -> str:
    """A constant as it stands in a sentence."""
    return _written(fraction(node))


def _written(exact: Fraction) -> str:
    return decimal(exact, 0, RATIO_PLACES)


WAYS: Mapping[str, Way] = {
    **ways(constant, number, shown, whole_percent, figure, text),
    "parameter": lambda _, node: f"（{node.words}）",
    "told": _expression("told"),
    "written": _expression("written"),
}
