"""One instance of a rule, read as a condition on the cells of a return that may be changed.

What is not linear, texts and facts count as they stand now; every proposal is judged again by the exact
executor, so this can only lose a proposal, never let a wrong one through.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ruantong.core.dossier import Value
from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.language.tree import CURRENT, Cell, RowCell, RowSum, line_ref
from ruantong.core.rules.linear.conditions import (
    Condition,
    Form,
    Mark,
    Variable,
    every,
    no_more,
    opposite,
    some,
)
from ruantong.core.rules.linear.reading import Case, NotLinear, Reader
from ruantong.core.rules.lowering import ops
from ruantong.core.rules.lowering.chain import FAIL, Step, outcome_of
from ruantong.core.rules.lowering.ops import Leaf, Logic, Number, NumberLeaf


class Cells(Protocol):
    """What the reader has to know of the cells of a return."""

    def changeable(self, ref: str) -> bool:
        """Whether the respondent may type another number."""

    def number(self, ref: str) -> int:
        """What a cell holds now, blank as 0."""

    def cases_of(self, ref: str) -> Sequence[tuple[Logic, Number | None]] | None:
        """How the platform computes a cell anew after every change; None: it does not."""


@dataclass
class CellReader(Reader):
    """Reads what is asked of a return, and of one of its lines (0: none)."""

    cells: Cells
    situation: Situation
    line: int

    def survives(self, steps: Sequence[Step]) -> Condition:
        """When an instance with these steps does not fail."""
        ways: list[Condition] = []
        for step in steps:
            ends = step.unknown is not None
            if step.false == FAIL:
                return some((*ways, self.read(step.judgement, True, unknown=ends)))
            ways += [
                self.read(step.judgement, truth, unknown=ends)
                for truth in (True, False)
                if outcome_of(step, truth) is not None
            ]
        return True

    # what the reading of operations asks -----------------------------------------------------

    def load(self, leaf: NumberLeaf) -> list[Case]:
        computed = self._computed(leaf)
        if computed is not None:
            default: Number = ops.ZERO
            values = tuple((when, value or ops.ZERO) for when, value in computed)
            try:
                return self.forms(ops.Pick(values, default))
            except NotLinear:
                return [(True, Form({}, self._now(leaf)))]
        if isinstance(leaf, RowSum):
            return [(True, self._row_sum(leaf))]
        ref = self._ref(leaf)
        return [(True, Form({ref: 1}) if ref else Form({}, self._now(leaf)))]

    def nonlinear(self, number: Number) -> list[Case]:
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
            every((when, product, no_more(gap), no_more(gap.times(-1))))
            for when, form in self.forms(judgement.number)
            for product, part in self.forms(times)
            for gap in (form.plus(part, -1),)
        )

    # cells -----------------------------------------------------------------------------------

    def _now(self, leaf: Leaf) -> int:
        value = self.situation.raw(leaf)
        return value if isinstance(value, int) else 0

    def _computed(self, leaf: Leaf) -> Sequence[tuple[Logic, Number | None]] | None:
        if isinstance(leaf, Cell) and leaf.when == CURRENT and not leaf.text:
            return self.cells.cases_of(leaf.ref)
        return None

    def _ref(self, leaf: Leaf) -> str | None:
        """The reference of a cell that may be changed."""
        ref = ""
        match leaf:
            case Cell() if leaf.when == CURRENT and not leaf.text:
                ref = leaf.ref
            case RowCell() if leaf.when == CURRENT and not leaf.text:
                ref = line_ref(leaf, self.line)
        return ref if ref and self.cells.changeable(ref) else None

    def _summed(self, leaf: RowSum) -> Iterator[tuple[str, Value]]:
        for number, row in enumerate(self.situation.rows(leaf.form, leaf.group), 1):
            if not leaf.prefixes or str(row.get("code") or "").startswith(leaf.prefixes):
                yield line_ref(leaf, number), row.get(leaf.column)

    def _row_sum(self, leaf: RowSum) -> Form:
        terms: dict[Variable, int] = {}
        constant = 0
        for ref, value in self._summed(leaf):
            if self.cells.changeable(ref):
                terms[ref] = 1
            elif isinstance(value, int):
                constant += value
        return Form(terms, constant)

    def _blank(self, leaf: Leaf) -> Condition:
        """When a cell is blank; a figure that stands there is never taken away."""
        computed = self._computed(leaf)
        if computed is not None:
            return self._without_value(computed)
        if isinstance(leaf, RowSum):
            summed = list(self._summed(leaf))
            if any(isinstance(value, int) for _, value in summed):
                return False
            return every(Mark(ref, False) for ref, _ in summed if self.cells.changeable(ref))
        if self.situation.raw(leaf) not in {None, ""}:
            return False
        ref = self._ref(leaf)
        return Mark(ref, False) if ref else True

    def _without_value(self, cases: Sequence[tuple[Logic, Number | None]]) -> Condition:
        """When the first case that holds gives none, or no case holds."""
        ways: list[Condition] = []
        before: Condition = True
        for judgement, value in cases:
            if value is None:
                ways.append(every((before, self.read(judgement, True))))
            before = every((before, self.read(judgement, False, unknown=True)))
        return some((*ways, before))
