"""Why a judgement is false, and what is the case: sentences about everything but figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ruantong.core.regime import ColumnRole, Kind
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering.lower import SLIP_RANGES, lower_logic, lower_text
from ruantong.core.rules.words.comparing import Comparing, turned
from ruantong.core.rules.words.figures import Figures, absolute
from ruantong.core.rules.words.names import Names
from ruantong.core.rules.words.pieces import Fault, Given, Piece, Sides, Text, chosen, joined
from ruantong.core.rules.words.spoken import change_of
from ruantong.core.rules.words.templates import WORDS, say

Told = Callable[[t.Node], Piece]


@dataclass(frozen=True)
class Failing:
    """Sentences about judgements whose truth is known when they are said."""

    comparing: Comparing

    @property
    def figures(self) -> Figures:
        return self.comparing.figures

    @property
    def names(self) -> Names:
        return self.comparing.names

    # what is the case --------------------------------------------------------------------------

    def fact(self, node: t.Node, holds: bool = True) -> Piece:
        """What is the case where a judgement is true, or false: half a sentence."""
        match node:
            case t.TextCompare():
                return self._is(node.left)
            case t.OneOf() | t.StartsWith() | t.InCodeList() | t.Matches():
                return self._is(node.operand)
            case t.Compare():
                shown = turned(node)
                return self.comparing.counted(shown) if holds else self.comparing.not_so(shown)
            case t.Not():
                return self.fact(node.operand, not holds)
            case t.Iff():
                return joined([self._side(node.left), self._side(node.right)], WORDS["list"])
            case t.Implies() if holds:
                refuted = lower_logic(t.Not(node.condition))
                without = self.fact(node.condition, False)
                return chosen([(refuted, without)], self.fact(node.consequence))
            case t.Implies():
                parts = (self.fact(node.condition), self.fact(node.consequence, False))
                return joined(parts, WORDS["list"])
            case t.And() | t.Or():
                if isinstance(node, t.And) is holds:
                    every = (self.fact(part, holds) for part in node.operands)
                    return joined(every, WORDS["list"])
                return first(node.operands, holds, lambda part: self.fact(part, holds))
        return self._predicate(node, holds)

    def _is(self, text: t.Node) -> Piece:
        return say("is", name=self.names.name(text), value=self.figures.text(text))

    def _side(self, node: t.Node) -> Piece:
        """What is the case on one side of 当且仅当."""
        if isinstance(node, t.Compare):
            return self.comparing.subject(turned(node))
        return chosen([(lower_logic(node), self.fact(node))], self.fact(node, False))

    def _predicate(self, node: t.Node, holds: bool) -> Piece:
        match node:
            case t.FormFilled():
                number = self.names.regime.form[node.form].number
                return say("form filled" if holds else "form not filled", form=number)
            case t.OnList():
                roster = self.names.regime.survey.roster_name(node.name)
                return say("on roster" if holds else "not on roster", roster=roster)
            case t.IsBlank():
                name = self.names.name(node.operand)
                return say("cell blank" if holds else "cell filled", name=name)
            case t.IsWhole():
                return self._alone(node.operand)
            case t.SameColumns():
                return say("columns alike" if holds else "columns not alike")
            case t.UniqueInRows():
                return say("line unique" if holds else "line not unique")
            case t.UniqueInRegister():
                return say("credit code unique" if holds else "credit code not unique")
        return say("magnitudes apart" if holds else "magnitudes not apart")

    def _alone(self, node: t.Node) -> Piece:
        """A figure that is compared with nothing."""
        return self.comparing.subject(t.Compare("=", node, node))

    # why false -----------------------------------------------------------------------------------

    def false(self, node: t.Node, *, sides: bool = True) -> Piece:
        """Why a judgement is false, without the stop; ``sides``: with what stands beside it."""
        match node:
            case t.Compare():
                beside = self.comparing.beside(turned(node)) if sides else ""
                return joined([self.comparing.false(node), beside])
            case t.And():
                return first(node.operands, False, lambda part: self.false(part, sides=sides))
            case t.Implies():
                before = say("when", facts=self.fact(node.condition))
                return joined([before, self.false(node.consequence, sides=sides)])
            case t.Or():
                return self._alternatives(node, sides)
            case t.Not():
                return self._true(node.operand, sides)
            case t.Iff():
                left, right = self._side(node.left), self._side(node.right)
                return say("disagree", left=left, right=right)
            case t.TextCompare():
                beside = Sides(Text(lower_text(node.left)), Text(lower_text(node.right)))
                return joined([self._other_text(node), beside if sides else ""])
        return self._not_so(node)

    def _alternatives(self, node: t.Or, sides: bool) -> Piece:
        compared = next((item for item in node.operands if isinstance(item, t.Compare)), None)
        beside = self.comparing.beside(compared) if compared and sides else ""
        if compared and change_of(turned(compared)):
            # the other ways out are for small amounts: the change is what is asked about
            return joined([self.comparing.false(compared), beside])
        own = [item for item in node.operands if cells_of(item)]
        if len(own) == 1:
            return self.false(own[0], sides=sides)
        parts = joined(map(self._alternative, node.operands), WORDS["semicolon"])
        return joined([say("no alternative", parts=parts), beside])

    def _alternative(self, node: t.Node) -> Piece:
        """A false alternative: what it is and what was wanted."""
        if isinstance(node, t.Compare):
            return self.comparing.alternative(turned(node))
        return self.false(node, sides=False)

    def _true(self, node: t.Node, sides: bool) -> Piece:
        """Why something that is the case should not be."""
        match node:
            case t.IsBlank():
                return self._missing(node.operand)
            case t.SameColumns():
                column = self.names.regime.form[node.form].column
                left, right = column[node.left].name, column[node.right].name
                return say("copied column", left=left, right=right)
            case t.MagnitudeSlip():
                beside = self.comparing.beside(node) if sides else ""
                return joined([self._slip(node), beside])
            case t.Not():
                return self.false(node.operand, sides=sides)
            case t.Or():
                return first(node.operands, True, lambda part: self._true(part, sides))
        return say("never", fact=self.fact(node))

    def _missing(self, cell: t.Cell | t.HeadCell | t.RowCell) -> Piece:
        name = self.names.name(cell)
        if isinstance(cell, t.HeadCell):
            return say("not chosen", name=name)
        # a zero says that nothing happened (a nanometre size cannot be zero)
        if isinstance(cell, t.Cell) and self.names.column(cell).role is not ColumnRole.EXTRA:
            row = self.names.regime.form[cell.form].by_code[cell.indicator]
            if row.kind is Kind.NUMBER:
                return say("no amount", name=name)
        return say("not filled", name=name)

    def _slip(self, node: t.MagnitudeSlip) -> Piece:
        left, right = node.left, node.right
        larger = t.Compare(">=", absolute(left), absolute(right))
        return chosen([(lower_logic(larger), self._times(left, right))], self._times(right, left))

    def _times(self, large: t.Node, small: t.Node) -> Piece:
        """How many times the one is the other, and to which power of ten that is near."""
        times = t.Divide(large, small)
        shown = t.Round(times, 2)
        cases = []
        for low, high in SLIP_RANGES:
            size = (low + high) // 2
            exactly = lower_logic(t.Compare("=", shown, t.Const(size, 0)))
            near = chosen([(exactly, "")], say("near", size=str(size)))
            cases.append((lower_logic(t.Compare("<=", times, t.Const(high, 0))), near))
        return say(
            "wrong unit",
            large=self.figures.size(large),
            small=self.figures.size(small),
            times=self.figures.value(shown, 0),
            near=chosen(cases[:-1], cases[-1][1]),
            units=f"（{units}）" if (units := self.names.regime.survey.unit_slips) else "",
        )

    # why a predicate is false ----------------------------------------------------------------------

    def _other_text(self, node: t.TextCompare) -> Piece:
        right = node.right
        if node.operator == "=" and isinstance(right, t.Cell) and right.when != t.CURRENT:
            before, text = self.names.moment(right), self.figures.text(right)
            return say("differs from before", fact=self._is(node.left), before=before, text=text)
        key = "should be" if node.operator == "=" else "should not be"
        return say(key, fact=self._is(node.left), wanted=self._wanted(node))

    def _wanted(self, node: t.TextCompare) -> Piece:
        """The right side of a comparison of texts."""
        right = node.right
        if isinstance(right, t.TextConst):
            return self.names.code(node.left, right.value) if right.value else say("left blank")
        if isinstance(right, t.Cell | t.HeadCell | t.RowCell | t.UnitFact):
            name, value = self.names.name(right), self.figures.text(right)
            other = say("of another cell", name=name, value=value)
        else:
            empty = lower_logic(t.OneOf(right, ("",)))
            other = chosen([(empty, say("left blank"))], self.figures.text(right))
        codes = self.names.code_list(node.left)
        if codes is None:
            return other
        known = lower_logic(t.InCodeList(right, codes.key, False))
        return chosen([(known, say("quoted", text=Text(lower_text(right), codes.key)))], other)

    def _not_so(self, node: t.Node) -> Piece:
        """Why a predicate on a text, a line or a form is false."""
        match node:
            case t.OneOf():
                each = (self.names.code(node.operand, value) for value in node.values)
                codes = joined(each, WORDS["list"])
                wanted = say("one of", codes=codes) if len(node.values) > 1 else codes
                return say("should be", fact=self.fact(node), wanted=wanted)
            case t.StartsWith():
                prefixes = WORDS["list"].join(node.prefixes)
                return say("should begin", fact=self.fact(node), prefixes=prefixes)
            case t.InCodeList():
                return self._no_code(node)
            case t.Matches():
                fault = Fault(lower_text(node.operand), node.format)
                return say("misformed", name=self.names.name(node.operand), fault=fault)
            case t.UniqueInRows(column):
                cell = t.RowCell(t.CURRENT, column.form, column.group, column.column, text=True)
                code = Text(lower_text(cell))
                return say("repeated line", name=self.names.name(cell), value=code)
            case t.UniqueInRegister():
                return say("repeated credit code", value=Given("uscc"))
            case t.IsWhole():
                return say("not whole", subject=self._alone(node.operand))
            case t.IsBlank(cell):
                text = isinstance(cell, t.HeadCell) or cell.text
                value = self.figures.text(cell) if text else self.figures.number(cell)
                return say("not blank", name=self.names.name(cell), value=value)
            case t.FormFilled():
                return say("form wanted", fact=self.fact(node, False))
            case t.OnList():
                return say("roster wanted", fact=self.fact(node, False))
            case t.SameColumns():
                return say("columns should be alike")
        return say("magnitudes should differ")

    def _no_code(self, node: t.InCodeList) -> Piece:
        name = self.names.regime.code_lists[node.code_list].name
        no_code = say("no code", fact=self.fact(node), name=name)
        if not node.leaf:
            return no_code
        known = lower_logic(t.InCodeList(node.operand, node.code_list, False))
        return chosen([(known, say("no leaf", fact=self.fact(node), name=name))], no_code)


def first(parts: Sequence[t.Node], truth: bool, told: Told) -> Piece:
    """The first of the parts that has this truth value; one of them has."""
    *others, last = parts
    wanted = (part if truth else t.Not(part) for part in others)
    cases = [(lower_logic(node), told(part)) for node, part in zip(wanted, others, strict=True)]
    return chosen(cases, told(last))


def cells_of(tree: t.Node) -> set[t.Node]:
    """The cells that a judgement looks at."""
    cells = t.Cell | t.HeadCell | t.RowCell | t.RowSum
    return {item for item in t.walk(tree) if isinstance(item, cells)}
