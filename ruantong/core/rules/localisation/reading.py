"""One instance of a rule, read as a condition on the cells of a return that may be changed.

What is not linear, texts and facts count as they stand now; every proposal is judged again by the exact
executor, so this can only lose a proposal, never let a wrong one through.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ruantong.core.dossier import Value
from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language.tree import CURRENT, Cell, RowCell, RowSum, line_ref
from ruantong.core.rules.linear.conditions import (
    Condition,
    Flag,
    Form,
    LimitReached,
    every,
    nought,
    opposite,
    some,
    total,
    variable,
    yes,
)
from ruantong.core.rules.linear.reading import Case, NotLinear, Reader
from ruantong.core.rules.localisation.model import Model
from ruantong.core.rules.lowering import chain, ops
from ruantong.core.rules.lowering.ops import Leaf, Logic, Number, NumberLeaf


def condition_of(model: Model, instance: Instance, line: int) -> Condition:
    """When an instance does not fail: it does not apply, cannot be judged, or holds."""
    ruleset = model.ruleset
    situation = Situation.of(ruleset.regime, model.dossier, ruleset.formula, instance.rule, line)
    for when, form in instance.needs:
        if form not in (model.due if when == CURRENT else situation.forms(when)):
            return True
    try:
        return _CellReader(model, situation).survives(instance.steps)
    except LimitReached:
        return situation.judge(instance.check) is not False


@dataclass
class _CellReader(Reader):
    """Reads what is asked of a return, and of the line the situation has."""

    model: Model
    situation: Situation

    def survives(self, steps: Sequence[chain.Step]) -> Condition:
        """When an instance with these steps does not fail."""
        ways: list[Condition] = []
        for step in steps:
            ends = step.unknown is not None
            if step.false == chain.FAIL:
                return some((*ways, self.read(step.judgement, True, unknown=ends)))
            ways += [
                self.read(step.judgement, truth, unknown=ends)
                for truth in (True, False)
                if step.outcome(truth) is not None
            ]
        return True

    # what the reading of operations asks -----------------------------------------------------

    def load(self, leaf: NumberLeaf) -> list[Case]:
        if ref := self._changeable(leaf):
            return [(True, variable(ref))]
        if cases := self._computed(leaf):
            try:
                return [
                    (every((when, also)), value)
                    for when, number in self.chosen(cases)
                    for also, value in self.forms(number or ops.ZERO)
                ]
            except NotLinear:
                pass
        elif isinstance(leaf, RowSum):
            parts = (
                variable(cell) if self.model.changeable(cell) else _constant(value)
                for cell, value in self._summed(leaf)
            )
            return [(True, total((1, part) for part in parts))]
        return [(True, _constant(self.situation.raw(leaf)))]

    def nonlinear(self, number: Number) -> Form:
        raise NotLinear

    def opaque(self, judgement: Logic, truth: bool, *, unknown: bool) -> Condition:
        if isinstance(judgement, ops.Blank):
            blank = self._blank(judgement.leaf)
            return blank if truth else opposite(blank)
        if isinstance(judgement, ops.Divisible) and truth:
            try:
                return self._multiple(judgement)
            except NotLinear:
                pass
        try:
            made = self.situation.run(judgement)
        except ZeroDivisionError:  # what guards it says so
            made = None
        return unknown if made is None else made is truth

    def _multiple(self, judgement: ops.Divisible) -> Condition:
        """A number is a multiple of another where it is that many times what it is divided by it."""
        times = ops.Product(ops.Quotient(judgement.number, judgement.by), judgement.by)
        return some(
            every((when, also, nought(form.plus(part, -1))))
            for when, form in self.forms(judgement.number)
            for also, part in self.forms(times)
        )

    # cells -----------------------------------------------------------------------------------

    def _computed(self, leaf: Leaf) -> Sequence[chain.Case]:
        """How the platform computes a cell anew after every change, with no value at the end; empty:
        it does not.
        """
        if isinstance(leaf, Cell) and leaf.when == CURRENT and leaf.ref in self.model.following:
            return (*self.model.following[leaf.ref].lowered, (ops.YES, None))
        return ()

    def _changeable(self, leaf: Leaf) -> str | None:
        """The reference of a cell that may be changed."""
        if not isinstance(leaf, Cell | RowCell) or leaf.when != CURRENT or leaf.text:
            return None
        ref = leaf.ref if isinstance(leaf, Cell) else line_ref(leaf, self.situation.line)
        return ref if self.model.changeable(ref) else None

    def _summed(self, leaf: RowSum) -> Iterator[tuple[str, Value]]:
        for number, row in enumerate(self.situation.rows(leaf.form, leaf.group), 1):
            if not leaf.prefixes or str(row.get("code") or "").startswith(leaf.prefixes):
                yield line_ref(leaf, number), row.get(leaf.column)

    def _blank(self, leaf: Leaf) -> Condition:
        """When a cell is blank; a figure that stands there is never taken away."""
        if cases := self._computed(leaf):
            return some(when for when, value in self.chosen(cases) if value is None)
        if self.situation.raw(leaf) not in {None, ""}:
            return False
        if isinstance(leaf, RowSum):
            refs = [ref for ref, _ in self._summed(leaf) if self.model.changeable(ref)]
        else:
            refs = [ref for ref in (self._changeable(leaf),) if ref]
        return every(opposite(yes(Flag(ref))) for ref in refs)


def _constant(value: Value) -> Form:
    return Form((), value if isinstance(value, int) else 0)
