"""Comparisons as a person says them: growth, shares, averages per head, distances.

They follow the checked tree, so a threshold that is changed is told as it now stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from ruantong.core.regime import ColumnRole
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering.lower import lower_logic
from ruantong.core.rules.words.figures import Figures, Fixed, absolute, fraction, places_of
from ruantong.core.rules.words.names import Figure, Names
from ruantong.core.rules.words.pieces import Piece, chosen, joined
from ruantong.core.rules.words.templates import MUST, WORDS, say

ONE, ZERO = t.Const(1, 0), t.Const(0, 0)


@dataclass(frozen=True)
class Change:
    """``|one ÷ other − 1| < limit`` or ``|one − other| < |other| × limit``."""

    one: t.Node
    other: t.Node
    limit: t.Const


@dataclass(frozen=True)
class Spoken:
    """``asked``: of a relation that asks (核实性); ``please``: which ends with the request to check,
    because no hint of the rule's own follows.
    """

    figures: Figures
    asked: bool
    please: bool

    @property
    def names(self) -> Names:
        return self.figures.names

    def said(self, node: t.Compare) -> Piece:
        """Why a comparison is false; nothing if its shape has no words of its own."""
        change = change_of(node)
        if change:
            return self._changed(node, change)
        return self._compared_share(node) or self._per_head(node) or self._distance(node)

    def _spoken(
        self, node: t.Compare, statement: Piece, limit: Piece, figures: Piece = ""
    ) -> Piece:
        """What is the case, the limit that it breaks, and the figures behind it."""
        return say(
            "spoken",
            statement=statement,
            verb=self._verb(node),
            limit=limit,
            please=self._please(),
            figures=figures,
        )

    def _please(self) -> Piece:
        return say("please") if self.please else ""

    def _verb(self, node: t.Compare) -> Piece:
        if not self.asked or node.operator in {"=", "!="}:
            return MUST[node.operator]
        upper = node.operator in {"<", "<="}
        missed = say("exceeded" if upper else "below")
        if node.operator in {"<=", ">="}:
            return missed
        reached = lower_logic(t.Compare("=", node.left, node.right))
        return chosen([(reached, say("reached" if upper else "not exceeded"))], missed)

    def _changed(self, node: t.Compare, change: Change) -> Piece:
        """By how much one figure is above or below the other."""
        one, other = change.one, change.other
        called, since = self.names.called(one), self._since(one, other)
        gap = absolute(t.Add(((1, t.Divide(one, other)), (-1, ONE))))
        above = lower_logic(t.Compare(">", one, other))
        up, down = ("grew", "fell") if since else ("more", "less")
        statement = say(
            "changed",
            name=called,
            since=since or say("on other", name=self.names.called(other)),
            way=chosen([(above, say(up))], say(down)),
            rate=self.figures.percent(gap),
        )
        limit, behind = self.figures.whole_percent(change.limit), self._behind(one, other)
        # a percentage of nothing, or of a loss, says nothing
        nothing = lower_logic(t.Compare("<=", other, ZERO))
        without = say(
            "changed too much",
            name=called,
            value=self.figures.number(one),
            other=self.names.moment(other) if since else self.names.called(other),
            before=self.figures.number(other),
            please=self._please(),
        )
        return chosen([(nothing, without)], self._spoken(node, statement, limit, behind))

    def _compared_share(self, node: t.Compare) -> Piece:
        told = self.share(node) if node.operator not in {"=", "!="} else ""
        if not told or not isinstance(node.left, t.Divide):
            return ""
        behind = self._behind(node.left.left, node.left.right)
        return self._spoken(node, told, self.figures.whole_percent(node.right), behind)

    def share(self, node: t.Compare) -> Piece:
        """``x / y`` against a percentage: x占y的12.50%."""
        side = node.left
        if not (as_percent(node) and isinstance(side, t.Divide)):
            return ""
        if not (isinstance(side.left, Figure) and isinstance(side.right, Figure)):
            return ""
        # more places where two would hide that the limit is missed
        hidden = t.And(
            (
                t.Compare("!=", side, node.right),
                t.Compare("=", t.Round(side, 4), t.Round(node.right, 4)),
            )
        )
        exact, short = self.figures.whole_percent(side), self.figures.percent(side)
        one, other = self.names.called(side.left), self.names.called(side.right)
        rate = chosen([(lower_logic(hidden), exact)], short)
        return say("share", one=one, other=other, rate=rate)

    def _per_head(self, node: t.Compare) -> Piece:
        """``amount ÷ people`` and ``amount ÷ people ÷ months``."""
        above, _, below = node.measure.partition("/")
        if below != "人" or not isinstance(node.right, t.Const):
            return ""
        match node.left:
            case t.Divide(
                left=t.Divide(left=one, right=heads),
                right=t.PeriodNumber(which="months") as months,
            ):
                key, more = "per head and month", [self.figures.expression(months)]
            case t.Divide(left=one, right=heads):
                key, more = "per head", []
            case _:
                return ""
        if not (isinstance(one, Figure) and isinstance(heads, Figure)):
            return ""
        value = self.figures.value(node.left, places_of(node.left))
        statement = say(key, name=self.names.called(one), value=value, measure=above)
        limit = say("per head limit", limit=self.figures.figure(node.right), measure=above)
        return self._spoken(node, statement, limit, self._behind(one, heads, more))

    def _distance(self, node: t.Compare) -> Piece:
        """``|x − y| <= …``: how far apart two figures are."""
        match node.left:
            case t.Applied("Absolute", (t.Add(terms=((1, one), (-1, other))),)) if node.measure:
                value = self.figures.value(node.left, places_of(node.left))
                one_, other_ = self.figures.figure(one), self.figures.figure(other)
                apart = say("distance", one=one_, other=other_, value=value, measure=node.measure)
                limit = say("spaced", text=self.figures.figure(node.right))
                return self._spoken(node, apart, limit)
        return ""

    def _since(self, one: t.Node, other: t.Node) -> Piece:
        """同比, 比上期 or 比上年 where both are the same indicator; else nothing."""
        match one, other:
            case t.Cell(), t.Cell() if (one.form, one.indicator) == (other.form, other.indicator):
                role = self.names.column(other).role
                here = other.when == t.CURRENT
                if other.when == t.YEAR_AGO or (here and role is ColumnRole.YEAR_AGO):
                    return say("year on year" if self.names.within_year else "on last year")
                if other.when == t.PREVIOUS or (here and role is ColumnRole.PREVIOUS):
                    return say("on previous" if self.names.within_year else "on last year")
            case t.RowCell(), t.RowCell() if one.column == other.column and other.when != t.CURRENT:
                return say("on last year")
        return ""

    def _behind(self, one: t.Node, other: t.Node, more: list[Piece] | None = None) -> Piece:
        """Both figures, by column or by return where they are the same indicator."""
        name = self.names.moment if self._since(one, other) else self.names.called
        told = [
            say("figure behind", name=name(node), value=self.figures.number(node))
            for node in (one, other)
        ]
        return say("figures behind", figures=joined([*told, *(more or [])], WORDS["comma"]))


def as_percent(node: t.Compare) -> bool:
    """Whether a ratio of like things is held against a fixed number."""
    sides = (node.left, node.right)
    if node.measure or not any(isinstance(side, Fixed) and side.scale <= 2 for side in sides):
        return False
    return any(isinstance(item, t.Divide) for side in sides for item in t.walk(side))


def change_of(node: t.Compare) -> Change | None:
    """How far a figure may be from another: growth, or a share of it."""
    match node:
        case t.Compare(
            left=t.Applied(
                "Absolute",
                (t.Add(terms=((1, t.Divide(left=one, right=other)), (-1, t.Const() as c))),),
            ),
            right=t.Const() as limit,
        ) if fraction(c) == 1:
            pass
        case t.Compare(
            left=t.Applied("Absolute", (t.Add(terms=((1, one), (-1, other))),)),
            right=t.Multiply(left=base, right=t.Const() as limit),
        ) if base in (other, absolute(other)):
            pass
        case _:
            return None
    figures = isinstance(one, Figure) and isinstance(other, Figure)
    return Change(one, other, limit) if figures else None
