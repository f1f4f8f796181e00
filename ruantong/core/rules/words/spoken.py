"""Comparisons as a person says them: growth, shares, averages per head, distances, times and per cent.

They follow the checked tree, so a threshold that is changed is told as it now stands. A relation
without one of these shapes keeps its arithmetic (``explain``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from ruantong.core.regime import ColumnRole
from ruantong.core.rules.language.tree import (
    CURRENT,
    PREVIOUS,
    YEAR_AGO,
    Absolute,
    Add,
    Cell,
    Compare,
    Const,
    Divide,
    Extreme,
    Multiply,
    Node,
    Parameter,
    PeriodNumber,
    RowCell,
    walk,
)
from ruantong.core.rules.words.phrases import Phrases, is_simple, percent, places_of, show

MUST = {
    "=": "应等于", "!=": "不应为", ">=": "应不小于", "<=": "应不大于", ">": "应大于", "<": "应小于",
}  # fmt: skip
#: Sums of more terms are told by their first one.
_MOST_TERMS = 3


@dataclass(frozen=True)
class Said:
    """What is the case, the limit that it breaks, and the figures behind it. No limit: a change for
    which there is no percentage.
    """

    statement: str
    limit: str
    figures: str = ""


def spoken(words: Phrases, node: Compare, *, asked: bool, hint: bool) -> str | None:
    """Why a comparison is false, without the stop; None: its shape has no words of its own.

    ``asked``: the relation asks (核实性), with the rule's own ``hint`` what to look at.
    """
    said = next((found for told in _SHAPES if (found := told(words, node))), None)
    if said is None:
        return None
    end = "" if hint or not asked else "，请核实"
    if not said.limit:
        return f"{said.statement}，变动过大{end}"
    return f"{said.statement}，{_verb(words, node, asked=asked)}{said.limit}{end}{said.figures}"


def is_deviation(words: Phrases, node: Compare) -> bool:
    """Whether a comparison says how far a figure may be from another: growth, or a share of it."""
    return _deviation(words, node) is not None


def as_percent(node: Compare) -> bool:
    """Whether a ratio of like things is held against a fixed number."""
    sides = (node.left, node.right)
    fixed = any(isinstance(side, Const | Parameter) and side.scale <= 2 for side in sides)
    if node.measure or not fixed:
        return False
    return any(isinstance(item, Divide) for side in sides for item in walk(side))


def share(words: Phrases, node: Compare) -> str | None:
    """``x / y`` against a percentage: x占y的12.50%."""
    side = node.left
    if not (as_percent(node) and isinstance(side, Divide)):
        return None
    if not (is_simple(side.left) and is_simple(side.right)):
        return None
    return f"{words.called(side.left)}占{words.called(side.right)}的{_rate(words, node)}"


def converted(words: Phrases, node: Node, shown: str) -> str | None:
    """An amount in another currency: … 按 6.4 折合 64.00."""
    match node:
        case Multiply(left=base, right=Parameter(measure=measure) as rate) if measure:
            total = "合计" if isinstance(base, Add) else ""
            return f"{words.expression(base)} {total}按 {words.expression(rate)} 折合 {shown}"
    return None


def multiple(words: Phrases, node: Node, shown: str) -> str | None:
    """A limit as one says it: …的1.5倍（15.00）, …的30%（3.00）, the larger of two by its own name."""
    match node:
        case Extreme():
            return _figure(words, _bare(words, node))
        case Multiply(left=left, right=Const() as factor):
            base, times = _bare(words, left), _fraction(factor)
            if isinstance(base, Const | Parameter):
                return shown
            if not is_simple(base) or times <= 0:
                return None
            said = f"{show(times, 0)}倍" if times > 1 else whole_percent(times)
            return f"{words.name(base)} {words.number(base)} 的{said}（{shown}）"
    return converted(words, node, shown)


def in_short(words: Phrases, node: Node, shown: str) -> str | None:
    """A sum of many cells by its first one, where it only says under what condition."""
    if not isinstance(node, Add) or len(node.terms) <= _MOST_TERMS:
        return None
    if not all(sign > 0 and is_simple(term) for sign, term in node.terms):
        return None
    return f"{words.name(node.terms[0][1])}等{len(node.terms)}项合计为 {shown}"


def flow(words: Phrases, node: Node) -> str | None:
    """This month's figure: what was cumulated less what had been cumulated a month before."""
    match node:
        case Add(terms=((1, Cell() as upto), (-1, Cell() as before))) if (
            upto.when,
            upto.form,
            upto.indicator,
        ) == (before.when, before.form, before.indicator):
            columns = words.regime.form[upto.form].column
            if columns[before.column].role is not ColumnRole.PREVIOUS:
                return None
            month = "本月数" if upto.when == CURRENT else "上月数"
            name = words.regime.form[upto.form].by_code[upto.indicator].name
            return f"{name}{month} {show(_known(words, node), places_of(node))}"
    return None


def whole_percent(value: Fraction) -> str:
    """A limit as it is written: 50%, 2.5%."""
    return f"{show(value * 100, 0)}%"


# shapes --------------------------------------------------------------------------------------------


def _deviation(words: Phrases, node: Compare) -> Said | None:
    """``|x ÷ y − 1| < p`` and ``|x − y| < |y| × p``: by how much x is above or below y."""
    match node:
        case Compare(
            left=Absolute(
                operand=Add(terms=((1, Divide(left=one, right=other)), (-1, Const() as c)))
            ),
            right=Const() as limit,
        ) if _fraction(c) == 1:
            pass
        case Compare(
            left=Absolute(operand=Add(terms=((1, one), (-1, other)))),
            right=Multiply(left=base, right=Const() as limit),
        ) if other in (base, getattr(base, "operand", None)):
            pass
        case _:
            return None
    if not (is_simple(one) and is_simple(other)):
        return None
    now, before = words.situation.number(one), words.situation.number(other)
    if now is None or before is None:
        return None
    since = _since(words, one, other)
    if before <= 0:  # a percentage of nothing, or of a loss, says nothing
        was = words.moment(other) if since else words.called(other)
        return Said(f"{words.called(one)}为 {words.number(one)}，{was}为 {words.number(other)}", "")
    rate = now / before - 1
    up, down = ("增长", "下降") if since else ("多", "少")
    statement = (
        f"{words.called(one)}{since or f'比{words.called(other)}'}"
        f"{up if rate > 0 else down}{percent(abs(rate))}"
    )
    return Said(statement, whole_percent(_fraction(limit)), _behind(words, one, other))


def _share(words: Phrases, node: Compare) -> Said | None:
    told = share(words, node) if node.operator not in {"=", "!="} else None
    if told is None or not isinstance(node.left, Divide):
        return None
    limit = whole_percent(_known(words, node.right))
    return Said(told, limit, _behind(words, node.left.left, node.left.right))


def _per_head(words: Phrases, node: Compare) -> Said | None:
    """``amount ÷ people`` and ``amount ÷ people ÷ months``."""
    above, _, below = node.measure.partition("/")
    if below != "人" or not isinstance(node.right, Const):
        return None
    match node.left:
        case Divide(
            left=Divide(left=one, right=heads), right=PeriodNumber(which="months") as months
        ):
            each, more = "人均月", f"，{words.expression(months)}"
        case Divide(left=one, right=heads):
            each, more = "人均", ""
        case _:
            return None
    if not (is_simple(one) and is_simple(heads)):
        return None
    value = show(_known(words, node.left), places_of(node.left))
    limit = f" {show(_known(words, node.right), 0)} {above}"
    figures = _behind(words, one, heads).removesuffix("）") + f"{more}）"
    return Said(f"{each}{words.called(one)}为 {value} {above}", limit, figures)


def _distance(words: Phrases, node: Compare) -> Said | None:
    """``|x − y| <= …``: how far apart two figures are."""
    match node.left:
        case Absolute(operand=Add(terms=((1, one), (-1, other)))) if node.measure:
            pass
        case _:
            return None
    value = show(_known(words, node.left), places_of(node.left))
    apart = f"{_figure(words, one)} 与 {_figure(words, other)} 相差 {value} {node.measure}"
    return Said(apart, spaced(_figure(words, node.right)))


_SHAPES: tuple[Callable[[Phrases, Compare], Said | None], ...] = (
    _deviation,
    _share,
    _per_head,
    _distance,
)


# parts ---------------------------------------------------------------------------------------------


def _verb(words: Phrases, node: Compare, *, asked: bool) -> str:
    if not asked or node.operator in {"=", "!="}:
        return MUST[node.operator]
    reached = _known(words, node.left) == _known(words, node.right)
    if node.operator in {"<", "<="}:
        return "达到" if reached else "超过"
    return "没有超过" if reached else "低于"


def _rate(words: Phrases, node: Compare) -> str:
    """A ratio in per cent, with more places where two would hide that the limit is missed."""
    value, limit = _known(words, node.left), _known(words, node.right)
    told = percent(value)
    return whole_percent(value) if value != limit and told == percent(limit) else told


def _since(words: Phrases, one: Node, other: Node) -> str:
    """同比, 比上期 or 比上年 where both are the same indicator; else empty."""
    monthly = words.situation.dossier.period.frequency == "monthly"
    match one, other:
        case Cell(), Cell() if (one.form, one.indicator) == (other.form, other.indicator):
            role = words.regime.form[other.form].column[other.column].role
            if other.when == YEAR_AGO or (other.when == CURRENT and role is ColumnRole.YEAR_AGO):
                return "同比" if monthly else "比上年"
            if other.when == PREVIOUS or (other.when == CURRENT and role is ColumnRole.PREVIOUS):
                return "比上期" if monthly else "比上年"
        case RowCell(), RowCell() if one.column == other.column and other.when != CURRENT:
            return "比上年"
    return ""


def _behind(words: Phrases, one: Node, other: Node) -> str:
    """Both figures, by column or by return where they are the same indicator."""
    same = bool(_since(words, one, other))
    told = (
        f"{words.moment(node) if same else words.called(node)} {words.number(node)}"
        for node in (one, other)
    )
    return f"（{'，'.join(told)}）"


def _figure(words: Phrases, node: Node) -> str:
    """A figure with its name; an expression with its value."""
    if isinstance(node, Const | Parameter):
        return words.expression(node)
    if is_simple(node):
        return f"{words.name(node)} {words.number(node)}"
    value = show(_known(words, node), places_of(node))
    return multiple(words, node, value) or f"{words.expression(node)} = {value}"


def spaced(text: str) -> str:
    """With a blank between a Chinese word and a figure or a sign."""
    return f" {text}" if text[:1].isascii() else text


def _bare(words: Phrases, node: Node) -> Node:
    """What an absolute value or a choice of the larger comes down to."""
    match node:
        case Extreme():
            value = words.situation.number(node)
            return next(n for n in node.operands if words.situation.number(n) == value)
        case Absolute():
            return node.operand
    return node


def _known(words: Phrases, side: Node) -> Fraction:
    return words.situation.number(side) or Fraction()


def _fraction(node: Const) -> Fraction:
    return Fraction(node.units, 10**node.scale)
