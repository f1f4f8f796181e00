"""Why a comparison is false: as a person says it (``spoken``), or with its arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from ruantong.core.rules.language import tree as t
from ruantong.core.rules.words.figures import HUNDRED, Figures, Fixed, places_of
from ruantong.core.rules.words.names import Figure, Names
from ruantong.core.rules.words.pieces import Piece, Sides, joined
from ruantong.core.rules.words.spoken import Spoken, as_percent
from ruantong.core.rules.words.templates import IS, MUST, say

_TURNED = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}


@dataclass(frozen=True)
class Comparing:
    """Sentences about comparisons."""

    spoken: Spoken

    @property
    def figures(self) -> Figures:
        return self.spoken.figures

    @property
    def names(self) -> Names:
        return self.spoken.names

    def false(self, written: t.Compare) -> Piece:
        """Why it is false, without the stop."""
        node = turned(written)
        return self.spoken.said(node) or self._demand(node)

    def beside(self, node: t.Compare | t.MagnitudeSlip) -> Piece:
        """Both sides and their distance, beside the sentence."""
        least = places_of(node.left, node.right)
        left, right = node.left, node.right
        value = self.figures.value
        return Sides(
            value(left, least), value(right, least), self.figures.apart(left, right, least)
        )

    # both sides ------------------------------------------------------------------------------

    def subject(self, node: t.Compare) -> Piece:
        """The left side as the beginning of a sentence, with its value."""
        side = node.left
        if isinstance(side, Fixed):
            return self._fixed(side, node)
        if isinstance(side, Figure):
            return say("subject", name=self.names.name(side), value=self.figures.number(side))
        value = self._shown(side, node)
        told = self.spoken.share(node) or self.figures.converted(side, value)
        return told or self.figures.with_result(side, value)

    def object(self, node: t.Compare) -> Piece:
        """The right side as the end of a sentence."""
        side = node.right
        if isinstance(side, Fixed):
            limit = self._fixed(side, node)
            return limit if as_percent(node) else say("spaced", text=limit)
        if isinstance(side, Figure):
            return self.figures.named(side)
        value = self._shown(side, node)
        spelled = joined([" ", self.figures.with_result(side, value)])

        def end(told: Piece) -> Piece:
            return say("spaced", text=told) if told else spelled

        return self.figures.limit(side, value, end)

    def counted(self, node: t.Compare) -> Piece:
        """The left side, a long sum by its first cell."""
        return self.figures.in_short(node.left, self._shown(node.left, node)) or self.subject(node)

    def not_so(self, node: t.Compare) -> Piece:
        """What is the case where a comparison is false."""
        operator, limit = IS[node.operator], self.object(node)
        return say("is not", subject=self.counted(node), is_=operator, limit=limit)

    def alternative(self, node: t.Compare) -> Piece:
        """What is the case, and what was wanted."""
        must, limit = MUST[node.operator], self.object(node)
        return say("alternative", subject=self.counted(node), must=must, limit=limit)

    def _shown(self, side: t.Node, node: t.Compare) -> Piece:
        """A value: a percentage for ratios of like things, else a decimal."""
        if as_percent(node):
            return self.figures.percent(side)
        return self.figures.value(side, places_of(node.left, node.right))

    def _fixed(self, side: Fixed, node: t.Compare) -> Piece:
        return self.figures.whole_percent(side) if as_percent(node) else self.figures.figure(side)

    def _demand(self, node: t.Compare) -> Piece:
        """Both sides with their values, and how far apart they are."""
        subject = self.subject(node)
        zero = isinstance(node.right, t.Const) and not node.right.units
        if node.operator == ">=" and zero and isinstance(node.left, Figure):
            return say("never negative", subject=subject)
        slack = t.Const(*node.tolerance)
        return say(
            "demanded",
            subject=subject,
            must=MUST[node.operator],
            limit=self.object(node),
            distance=self._apart(node),
            allowance=say("allowance", value=self.figures.figure(slack)) if slack.units else "",
        )

    def _apart(self, node: t.Compare) -> Piece:
        threshold = node.operator != "=" and isinstance(node.right, t.Const)
        if node.operator == "!=" or threshold:
            return ""
        if as_percent(node):
            left, right = t.Multiply(node.left, HUNDRED), t.Multiply(node.right, HUNDRED)
            value = joined([self.figures.apart(left, right, 2, 2), "%"])
        else:
            value = self.figures.apart(node.left, node.right, places_of(node.left, node.right))
        if node.measure:
            return say("apart with unit", value=value, measure=node.measure)
        return say("apart", value=value)


def turned(node: t.Compare) -> t.Compare:
    """``1 <= x`` is told as x ≥ 1: the sentence begins with what the respondent filled in."""
    if isinstance(node.left, t.Const) and not isinstance(node.right, t.Const):
        operator = _TURNED.get(node.operator, node.operator)
        return t.Compare(operator, node.right, node.left, node.tolerance, node.measure)
    return node
