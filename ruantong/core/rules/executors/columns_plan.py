"""A rule set as columns of outcomes: one expression per instance, made once for frames alike.

What is known of a frame beforehand (a column without blanks, a column of blanks, a form that all
or none owe) is folded away, so that a rule nobody can be judged by costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from ruantong.core.rules.executors.columns_code import Printer, leaf_name
from ruantong.core.rules.formula import Formula, bounds_of, cases_of
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import chain, make, ops
from ruantong.core.rules.lowering.chain import (
    NOT_APPLICABLE,
    PASS,
    Step,
)
from ruantong.core.rules.lowering.folding import Known, folded
from ruantong.core.rules.lowering.ops import Op
from ruantong.core.rules.ruleset import RuleSet

#: Outcome of a rule over lines: the lines have outcomes of their own.
BY_LINE = 4
#: What is known of a column beforehand: every value there, none there, or neither.
FULL, BLANK, MIXED = "full", "blank", "mixed"
#: Worth a column of its own where several judgements ask for it.
_WORTH_SHARING = ops.Product | ops.Abs | ops.Extreme | ops.Signed | ops.Quotient

Group = tuple[str, str]
States = Mapping[str, str]


@dataclass(frozen=True)
class Plan:
    """Expressions by step (blanks filled, automatic values, values used several times), then the
    outcomes, whose columns are instance numbers.
    """

    steps: tuple[tuple[pl.Expr, ...], ...]
    outcomes: tuple[pl.Expr, ...]
    lines: Mapping[Group, LinePlan]


@dataclass(frozen=True)
class LinePlan:
    """The same for the lines of one kind; ``roots`` are the columns the expressions start from."""

    steps: tuple[tuple[pl.Expr, ...], ...]
    outcomes: tuple[pl.Expr, ...]
    roots: frozenset[str]


def make_plan(ruleset: RuleSet, states: States, line_states: Mapping[Group, States]) -> Plan:
    """The plan for frames of which this is known."""
    writer = _Writer(ruleset, states)
    wide: dict[int, list[Step]] = {}
    grouped: dict[Group, dict[int, Instance]] = {}
    for number, instance in enumerate(ruleset.instances):
        rule = instance.rule
        steps = [_present(instance)]
        if rule.row_group:
            group = (rule.form, rule.row_group)
            grouped.setdefault(group, {})[number] = instance
            steps.append(Step(ops.Fact(ops.HasLines(*group)), BY_LINE, NOT_APPLICABLE))
        else:
            steps += instance.steps
        wide[number] = steps
    outcomes = writer.outcomes(wide)
    automatic = [writer.automatic(formula) for formula in _used(ruleset)]
    lines = {}
    for group, members in grouped.items():
        # Inside a frame of lines, names of cells mean the same; only lines have states of their own.
        inner = _Writer(ruleset, {**states, **line_states.get(group, {})})
        chains = {number: list(instance.steps) for number, instance in members.items()}
        found = tuple(
            inner.where_judged(members[int(code.meta.output_name())], code)
            for code in inner.outcomes(chains)
        )
        steps_made = inner.steps([])
        made = {*inner.printer.filled, *inner.shared}
        used = {r for step in (*steps_made, found) for code in step for r in code.meta.root_names()}
        lines[group] = LinePlan(steps_made, found, frozenset(used - made))
    return Plan(writer.steps(automatic), outcomes, lines)


def _present(instance: Instance) -> Step:
    """Whether every form the instance needs is there, and owed."""
    there = (ops.Fact(ops.Present(*need)) for need in sorted(instance.needs))
    return Step(make.both(*there), false=NOT_APPLICABLE)


def _used(ruleset: RuleSet) -> list[Formula]:
    trees = [tree for i in ruleset.instances for tree in (i.check, i.condition) if tree]
    used = {n.ref for tree in trees for n in t.walk(tree) if isinstance(n, t.AutoValue)}
    return [formula for formula in ruleset.formulas if formula.ref in used]


class _Writer:
    """The expressions of one frame."""

    def __init__(self, ruleset: RuleSet, states: States) -> None:
        self._known = _known(states)
        self.printer = Printer(
            ruleset.regime,
            lambda name: states.get(name, MIXED) == FULL,
            bounds_of(cases_of(ruleset.formulas)),
        )
        #: Columns of values that several judgements ask for, by name.
        self.shared: dict[str, pl.Expr] = {}

    def outcomes(self, chains: Mapping[int, list[Step]]) -> tuple[pl.Expr, ...]:
        """A column of outcomes for each instance, called by its number."""
        known = {
            number: [replace(s, judgement=folded(s.judgement, self._known)) for s in steps]
            for number, steps in chains.items()
        }
        self._share(step.judgement for steps in known.values() for step in steps)
        return tuple(self._outcome(steps).alias(str(number)) for number, steps in known.items())

    def where_judged(self, instance: Instance, outcome: pl.Expr) -> pl.Expr:
        """The outcomes of lines, null where their return is not judged line by line."""
        present = folded(_present(instance).judgement, self._known)
        if present == ops.YES:
            return outcome
        return pl.when(self.printer.code(present)).then(outcome).alias(outcome.meta.output_name())

    def _share(self, judgements: Iterable[Op]) -> None:
        """Columns for what stands in several judgements; smaller values before larger ones."""
        for op in ops.repeated(judgements):
            if isinstance(op, _WORTH_SHARING):
                name = f"shared:{len(self.shared)}"
                self.shared[name] = self.printer.code(op)
                self.printer.named[op] = name

    def _outcome(self, steps: list[Step]) -> pl.Expr:
        """The chain of one instance, from its end."""
        found: pl.Expr | int = PASS
        for step in reversed(steps):
            found = self._step(step, found)
        return _code(found)

    def _step(self, step: Step, onward: pl.Expr | int) -> pl.Expr | int:
        if isinstance(step.judgement, ops.Truth):
            outcome = chain.outcome_of(step, step.judgement.value)
            return onward if outcome is None else outcome
        true, false, unknown = (
            onward if outcome is None else outcome
            for outcome in (step.true, step.false, step.unknown)
        )
        code, nullable = self.printer.code(step.judgement), ops.nullable(step.judgement)
        if true is chain.PASS and false is chain.FAIL:
            failed = (~code).cast(pl.UInt8)
            return failed.fill_null(_code(unknown)) if nullable else failed
        found = pl.when(code).then(_code(true)).otherwise(_code(false))
        return pl.when(code.is_null()).then(_code(unknown)).otherwise(found) if nullable else found

    def automatic(self, formula: Formula) -> pl.Expr:
        """The automatic value of a cell from the cells as they stand, null where there is none."""
        found = pl.lit(None, dtype=pl.Int64)
        for judgement, value in reversed(formula.lowered):
            holds = self.printer.code(folded(judgement, self._known))
            there = (
                pl.lit(None, dtype=pl.Int64)
                if value is None
                else self.printer.code(folded(value, self._known))
            )
            found = pl.when(holds).then(there).otherwise(found)
        return found.alias(f"auto:{formula.ref}")

    def steps(self, automatic: list[pl.Expr]) -> tuple[tuple[pl.Expr, ...], ...]:
        """Expressions in an order in which each finds its columns."""
        filled = tuple(code.alias(name) for name, code in self.printer.filled.items())
        steps = [filled, tuple(automatic)]
        waiting = dict(self.shared)
        while waiting:
            ready = [
                name
                for name, code in waiting.items()
                if waiting.keys().isdisjoint(code.meta.root_names())
            ]
            steps.append(tuple(waiting.pop(name).alias(name) for name in ready))
        return tuple(step for step in steps if step)


def _known(states: States) -> Known:
    def known(op: Op) -> Op | None:
        match op:
            case ops.Load():
                return ops.ZERO if states.get(leaf_name(op.leaf)) == BLANK else None
            case ops.LoadText():
                return ops.Literal("") if states.get(leaf_name(op.leaf)) == BLANK else None
            case ops.Blank():
                return {BLANK: ops.YES, FULL: ops.NO}.get(states.get(leaf_name(op.leaf), MIXED))
            case ops.Fact(ops.Present()):
                return {BLANK: ops.NO, FULL: ops.YES}.get(states.get(leaf_name(op.leaf), MIXED))
        return None

    return known


def _code(outcome: pl.Expr | int) -> pl.Expr:
    return pl.lit(outcome, dtype=pl.UInt8) if isinstance(outcome, int) else outcome
