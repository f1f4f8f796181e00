"""What is said of each instance of a rule: made from the checked tree when it is first asked for.

A rule needs no message of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ruantong.core.regime import Regime, Severity
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.chain import NOT_EVALUATED
from ruantong.core.rules.lowering.lower import lower_logic, lower_number, lower_text
from ruantong.core.rules.words.comparing import Comparing
from ruantong.core.rules.words.failing import Failing, cells_of, first
from ruantong.core.rules.words.figures import Figures, is_empty
from ruantong.core.rules.words.names import Names
from ruantong.core.rules.words.pieces import Apart, Given, Piece, Rounded, Text, chosen, joined
from ruantong.core.rules.words.rounding import rounded_items
from ruantong.core.rules.words.spoken import ZERO, Spoken
from ruantong.core.rules.words.templates import WORDS, say


@dataclass(frozen=True)
class Sentences:
    """Why an instance fails, and why it cannot be judged (nothing for one that always can)."""

    failed: Piece
    unknown: Piece


class AllSentences:
    """The sentences of all instances of a rule set, by number."""

    def __init__(self, regime: Regime, instances: Sequence[Instance]) -> None:
        self._regime = regime
        self._instances = instances
        self._made: dict[int, Sentences] = {}

    def __getitem__(self, number: int) -> Sentences:
        if number not in self._made:
            self._made[number] = sentences_of(self._regime, self._instances[number])
        return self._made[number]


def sentences_of(regime: Regime, instance: Instance) -> Sentences:
    """What is said of one instance."""
    return _Telling(regime, instance).sentences()


class _Telling:
    def __init__(self, regime: Regime, instance: Instance) -> None:
        self._regime = regime
        self._instance = instance
        self._rule = instance.rule
        self._trees = tuple(x for x in (instance.check, instance.condition) if x is not None)
        self._names = Names(regime, instance.rule.form, self._trees)

    def sentences(self) -> Sentences:
        return Sentences(self._failed(), self._unknown())

    def _failed(self) -> Piece:
        asked = self._rule.severity is Severity.QUERY
        please = asked and not self._rule.hint
        failing = Failing(Comparing(Spoken(Figures(self._names), asked, please)))
        return say(
            "failed",
            line=self._line(),
            condition=self._condition(failing),
            reason=failing.false(self._instance.check),
            hint=self._rule.hint,
            remark=self._remark(self._instance.check),
        )

    def _unknown(self) -> Piece:
        steps = self._instance.steps
        ends = (
            NOT_EVALUATED in (step.true, step.false)
            or (step.unknown == NOT_EVALUATED and ops.nullable(step.judgement))
            for step in steps
        )
        if not any(ends):
            return ""
        return say("unknown", line=self._line(), obstacle=self._obstacle())

    # what comes before ---------------------------------------------------------------------------

    def _line(self) -> Piece:
        """Which line of a list a row rule speaks of."""
        rule = self._rule
        if not rule.row_group:
            return ""
        number = Given("line")
        without = say("line", number=number)
        group = self._regime.form[rule.form].row_group[rule.row_group]
        if all(column.key != "code" for column in group.columns):
            return without
        cell = t.RowCell(t.CURRENT, rule.form, rule.row_group, "code", text=True)
        code, codes = lower_text(cell), self._names.code_list(cell)
        named = say("line with code", number=number, code=Text(code, codes.key if codes else ""))
        return chosen([(is_empty(code), without)], named)

    def _condition(self, failing: Failing) -> Piece:
        tree = self._instance.condition
        if tree is None:
            return ""
        parts = tree.operands if isinstance(tree, t.And) else (tree,)
        told = [failing.fact(part) for part in parts if self._worth_telling(part, parts)]
        return say("when", facts=joined(told, WORDS["list"])) if told else ""

    def _worth_telling(self, node: t.Node, parts: Sequence[t.Node]) -> bool:
        """Not so for technical preconditions: months, options, figures the check shows anyway."""
        cells = cells_of(node)
        if not cells:
            return any(isinstance(item, t.FormFilled | t.OnList) for item in t.walk(node))
        elsewhere = cells_of(self._instance.check)
        if isinstance(node, t.Not) and isinstance(node.operand, t.IsBlank):
            elsewhere |= {cell for part in parts if part is not node for cell in cells_of(part)}
        return not cells <= elsewhere

    # what comes after ----------------------------------------------------------------------------

    def _remark(self, check: t.Node) -> Piece:
        """Where rounding each item may be all that is wrong (``rounding``)."""
        if self._rule.severity is not Severity.ERROR:
            return ""
        if isinstance(check, t.And):
            return first(check.operands, False, self._remark_of)
        return self._remark_of(check)

    def _remark_of(self, node: t.Node) -> Piece:
        items = rounded_items(node, self._regime.survey.amounts)
        if not items or not isinstance(node, t.Compare):
            return ""
        places = max(item.scale for item in items)
        gap = Apart(lower_number(node.left), lower_number(node.right), places, places)
        return Rounded(WORDS["rounding"], items, gap)

    # why unknown ---------------------------------------------------------------------------------

    def _obstacle(self) -> Piece:
        """The blank cells or zero divisors that stand in the way."""
        figures = Figures(self._names, sure=False)
        cases: list[tuple[ops.Logic, Piece]] = []
        if self._rule.blank == "non_null":
            named = self._instance.named
            blanks = [(ops.Blank(cell), self._names.name(cell)) for cell in named]
            names = joined([chosen([blank], "") for blank in blanks], WORDS["list"])
            cases.append((make.either(*(is_ for is_, _ in blanks)), say("blanks", names=names)))
        divisors = list(dict.fromkeys(d for tree in self._trees for d in _divisors(tree)))
        told = {d: self._divisor(figures, d) for d in divisors}
        # One that is 0 comes before those that cannot be computed because of it.
        cases += [(lower_logic(t.Compare("=", d, ZERO)), told[d]) for d in divisors]
        cases += [(lower_number(d).guard, told[d]) for d in divisors]
        return chosen(cases, say("not computed"))

    def _divisor(self, figures: Figures, node: t.Node) -> Piece:
        comparing = Comparing(Spoken(figures, asked=False, please=False))
        return say("divisor", subject=comparing.subject(t.Compare("=", node, node)))


def _divisors(tree: t.Node) -> Iterator[t.Node]:
    for node in t.walk(tree):
        if isinstance(node, t.Divide | t.MagnitudeSlip):
            yield node.right
