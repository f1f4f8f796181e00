"""What a rule demands, in one Chinese sentence without figures: made from the checked tree.

Lists, sheets and comparisons of rules show it beside the rule's own text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import UnionType

from ruantong.core.regime import Regime
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.words.comparing import turned
from ruantong.core.rules.words.figures import applied, constant
from ruantong.core.rules.words.names import Names
from ruantong.core.rules.words.pieces import Join, Once, Piece, joined
from ruantong.core.rules.words.templates import IS, MUST, TEXT_IS, WORDS, say

_OPPOSITE = {"=": "!=", "!=": "=", ">=": "<", "<": ">=", "<=": ">", ">": "<="}
_SHOWN = 8


def sentence_of(regime: Regime, instances: Sequence[Instance]) -> str:
    """What a rule (all its instances) demands of a return; ends with 。"""
    text, repeated = _demand_of(regime, instances[0]), _repeated(regime, instances)
    return _plain(say("demand", text=text, repeated=repeated))


def _demand_of(regime: Regime, instance: Instance) -> str:
    rule, code = instance.rule, _indicator(instance)
    trees = tuple(tree for tree in (instance.check, instance.condition) if tree is not None)
    wording = _Wording(Names(regime, rule.form, trees))
    demand = wording.demand(instance.check)
    if instance.condition is not None:
        demand = say("if", condition=wording.fact(instance.condition), demand=demand)
    # the columns a rule is repeated over are named once, at the end
    text = _plain(demand, said=len(rule.columns) > 1)
    item = regime.form[rule.form].by_code.get(code) if rule.indicators else None
    if item is None:
        return text
    return text.replace(f"{item.name}({code})", WORDS["this item"])


def _repeated(regime: Regime, instances: Sequence[Instance]) -> Piece:
    """Over which columns, indicators or lines the rule is repeated."""
    rule = instances[0].rule
    form = regime.form[rule.form]
    told: list[Piece] = []
    if rule.row_group:
        told.append(say("every line", group=form.row_group[rule.row_group].name))
    if rule.indicators:
        codes = list(dict.fromkeys(map(_indicator, instances)))
        many = "every indicator of many" if len(codes) > _SHOWN else "every indicator"
        told.append(say(many, codes=_list(codes[:_SHOWN]), count=str(len(codes))))
    if len(rule.columns) > 1:
        columns = _list(form.column[key].name for key in rule.columns)
        told.append(say("every column", columns=columns))
    return say("repeated", over=joined(told, WORDS["comma"])) if told else ""


def _list(names: Iterable[str]) -> str:
    return WORDS["list"].join(names)


def _indicator(instance: Instance) -> str:
    rule = instance.rule
    parts = instance.label.split(".")
    if rule.part:
        parts = parts[1:]
    return parts[0] if parts else ""


def _plain(piece: Piece, said: bool = False) -> str:
    """A sentence without figures; ``said``: what is said once has been said."""

    def text(part: Piece) -> str:
        nonlocal said
        match part:
            case Once():
                before, said = said, True
                return "" if before else part.text
            case Join():
                return part.between.join(map(text, part.parts))
            case str():
                return part
        raise TypeError(type(part).__name__)

    return text(piece)


@dataclass(frozen=True)
class _Wording:
    names: Names

    # judgements --------------------------------------------------------------------------------

    def demand(self, node: t.Node) -> Piece:
        """As something that ought to be."""
        match node:
            case t.Compare():
                return self._compared(node, MUST)
            case t.TextCompare():
                return self._texts(node, MUST)
            case t.And():
                return joined(map(self.demand, node.operands), WORDS["and demand"])
            case t.Or():
                parts = joined(map(self.fact, node.operands), WORDS["semicolon"])
                return say("one of demands", parts=parts)
            case t.Implies():
                demand = self.demand(node.consequence)
                return say("if", condition=self.fact(node.condition), demand=demand)
            case t.Iff():
                return say("agree", left=self.fact(node.left), right=self.fact(node.right))
            case t.Not(operand=t.IsBlank() as blank):
                return say("must be filled", name=self._name(blank.operand))
            case t.Not():
                return say("never", fact=self.fact(node.operand))
            case t.IsBlank():
                return say("must be blank", name=self._name(node.operand))
        return say("must hold", fact=self.fact(node))

    def fact(self, node: t.Node) -> Piece:
        """As something that is so."""
        match node:
            case t.Compare():
                return self._compared(node, IS)
            case t.TextCompare():
                return self._texts(node, TEXT_IS)
            case t.And():
                told = [item for item in node.operands if not _settled(item)]
                return joined(map(self._part, told), WORDS["and"])
            case t.Or():
                return joined(map(self._part, node.operands), WORDS["or"])
            case t.Not(operand=t.Compare() as other):
                return self._compared(replace(other, operator=_OPPOSITE[other.operator]), IS)
            case t.Not(operand=t.IsBlank() as blank):
                return say("cell filled", name=self._name(blank.operand))
            case t.Not():
                return say("not", fact=self._part(node.operand))
            case t.Implies():
                condition, consequence = self._part(node.condition), self._part(node.consequence)
                return say("then", condition=condition, consequence=consequence)
            case t.Iff():
                return say("equivalent", left=self._part(node.left), right=self._part(node.right))
        return self._predicate(node)

    def _part(self, node: t.Node) -> Piece:
        return self._together(self.fact(node), node, t.And | t.Or | t.Implies | t.Iff)

    def _predicate(self, node: t.Node) -> Piece:
        match node:
            case t.IsBlank():
                return say("cell blank", name=self._name(node.operand))
            case t.OneOf():
                return say("is", name=self._name(node.operand), value=_or(node.values))
            case t.StartsWith():
                name = self._name(node.operand)
                return say("begins with", name=name, prefixes=_or(node.prefixes))
            case t.InCodeList():
                codes = self.names.regime.code_lists[node.code_list].name
                key = "is leaf" if node.leaf else "is code"
                return say(key, name=self._name(node.operand), codes=codes)
            case t.Matches():
                return say("well formed", name=self._name(node.operand), form=node.format)
            case t.IsWhole():
                return say("whole", expression=self._expression(node.operand))
            case t.SameColumns():
                column = self.names.regime.form[node.form].column
                left, right = column[node.left].name, column[node.right].name
                return say("columns all alike", left=left, right=right)
            case t.MagnitudeSlip():
                left_, right_ = self._expression(node.left), self._expression(node.right)
                return say("about ten times", left=left_, right=right_)
            case t.FormFilled():
                return say("form filled", form=self.names.regime.form[node.form].number)
            case t.OnList():
                return say("on roster", roster=self.names.regime.survey.roster_name(node.name))
        return say("own credit code" if isinstance(node, t.UniqueInRegister) else "own line")

    def _compared(self, written: t.Compare, verbs: Mapping[str, str]) -> Piece:
        node = turned(written)
        units, scale = node.tolerance
        return say(
            "compared",
            left=self._expression(node.left),
            verb=verbs[node.operator],
            right=self._expression(node.right),
            allowance=say("allowed", value=constant(t.Const(units, scale))) if units else "",
        )

    def _texts(self, node: t.TextCompare, verbs: Mapping[str, str]) -> Piece:
        match node.right:
            case t.TextConst(value):
                right = self.names.code(node.left, value)
            case _:
                right = self._name(node.right)
        left, verb = self._name(node.left), verbs[node.operator]
        return say("compared", left=left, verb=verb, right=right, allowance="")

    # figures -----------------------------------------------------------------------------------

    def _name(self, node: t.Node) -> Piece:
        if isinstance(node, t.TextConst):
            return say("quoted", text=node.value)
        return self.names.name(node)

    def _expression(self, node: t.Node) -> Piece:
        match node:
            case t.Const():
                return constant(node)
            case t.Parameter():
                return say("named value", value=constant(node), name=node.name)
            case t.Add():
                return joined(self._term(node, at) for at in range(len(node.terms)))
            case t.Multiply():
                return say("product", left=self._factor(node.left), right=self._factor(node.right))
            case t.Divide():
                left, right = self._factor(node.left), self._factor(node.right)
                by = self._together(right, node.right, t.Multiply)
                return say("quotient", left=left, right=by)
            case t.Applied():
                return applied(node, self._expression)
            case t.Extreme():
                items = joined(map(self._expression, node.operands), WORDS["between items"])
                return say("larger" if node.which == "max" else "smaller", items=items)
            case t.Round():
                return say("rounded", text=self._factor(node.operand), places=str(node.places))
            case t.Choice():
                return say("by condition")
        return self._name(node)

    def _term(self, node: t.Add, at: int) -> Piece:
        sign, term = node.terms[at]
        text = self._factor(term)
        if sign < 0:
            return say("subtracted", term=text)
        return say("added", term=text) if at else text

    def _factor(self, node: t.Node) -> Piece:
        return self._together(self._expression(node), node, t.Add | t.Divide)

    def _together(self, text: Piece, node: t.Node, kinds: UnionType | type) -> Piece:
        return say("together", text=text) if isinstance(node, kinds) else text


def _or(values: Iterable[str]) -> str:
    return WORDS["or"].join(values)


def _settled(node: t.Node) -> bool:
    """A choice of method that the edition has made: nothing the respondent can see."""
    return isinstance(node, t.TextCompare) and {type(node.left), type(node.right)} == {t.TextConst}
