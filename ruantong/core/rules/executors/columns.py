"""All returns of a period, or of ten years, judged at once: the columnar executor (ADR 0035).

Same rules, same four outcomes as the generated function; the rules are Polars expressions over a
frame (``columns_frame``) with one row per return, made once for frames alike. What is known of a frame
beforehand (a column without blanks, a column of blanks, a form that all or none owe) is folded away,
so that a rule nobody can be judged by costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from ruantong.core.rules.executors.columns_code import Printer
from ruantong.core.rules.executors.columns_frame import LINE, RETURN, Frame, FrameFault, Group
from ruantong.core.rules.executors.columns_needs import automatic_of, leaf_name
from ruantong.core.rules.formula import Formula, bounds_of, cases_of
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.chain import FAIL, NOT_APPLICABLE, PASS, Step
from ruantong.core.rules.lowering.folding import folded
from ruantong.core.rules.lowering.ops import Op
from ruantong.core.rules.ruleset import RuleSet

#: Outcome of a rule over lines: the lines have outcomes of their own.
BY_LINE = 4
#: What is known of a column beforehand: every value there (of facts: all true), none, or neither.
FULL, BLANK, MIXED = "full", "blank", "mixed"
#: Worth a column of its own where several judgements ask for it.
_WORTH_SHARING = ops.Product | ops.Abs | ops.Extreme | ops.Signed | ops.Quotient

States = Mapping[str, str]


@dataclass(frozen=True)
class ColumnarResult:
    """Outcomes of every instance for every return.

    ``outcomes``: UInt8, a column per instance (its number as text), a row per return. ``lines``:
    by kind of line, the outcomes of line rules (null: the return was not judged line by line).
    """

    instances: tuple[Instance, ...]
    outcomes: pl.DataFrame
    lines: Mapping[Group, pl.DataFrame]


@dataclass(frozen=True)
class Plan:
    """Expressions by step (blanks filled, automatic values, values used several times), then the
    outcomes, whose columns are instance numbers.
    """

    steps: tuple[tuple[pl.Expr, ...], ...]
    outcomes: tuple[pl.Expr, ...]

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The columns that the expressions start from."""
        every = [code for step in (*self.steps, self.outcomes) for code in step]
        made = {code.meta.output_name() for code in every}
        return tuple(sorted({name for code in every for name in code.meta.root_names()} - made))

    def made(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with the columns of the steps."""
        for step in self.steps:
            frame = frame.with_columns(step)
        return frame


#: The plan for returns, and for the lines of each kind.
Plans = tuple[Plan, Mapping[Group, Plan]]
_PLANS: dict[tuple[object, ...], Plans] = {}
_MOST_PLANS = 32


def evaluate(ruleset: RuleSet, frame: Frame) -> ColumnarResult:
    """Judge every instance for every return of a frame made for these rules.

    Raises ``FrameFault`` for a frame of other rules.
    """
    if frame.ruleset != ruleset.hash:
        raise FrameFault("数据列是按另一套审核关系整理的")
    plan, of_lines = _plans(ruleset, frame)
    wide = plan.made(frame.wide)
    numbers = [str(number) for number in range(len(ruleset.instances))]
    # A column of the frame goes along, or outcomes that are the same for all would have one row.
    outcomes = wide.select("months", *plan.outcomes).select(numbers)
    lines = {}
    for group, lined in of_lines.items():
        own = frame.lines[group]
        outside = [name for name in lined.roots if name not in own.columns]
        if outside:
            own = own.hstack(wide.select(pl.col(outside).gather(own[RETURN])))
        lines[group] = lined.made(own).select(RETURN, LINE, *lined.outcomes)
    return ColumnarResult(ruleset.instances, outcomes, lines)


def _plans(ruleset: RuleSet, frame: Frame) -> Plans:
    states = _states(frame.wide)
    of_lines = {group: _states(lines) for group, lines in frame.lines.items()}
    known = tuple((group, tuple(some.items())) for group, some in of_lines.items())
    key = (ruleset.hash, tuple(states.items()), known)
    if key not in _PLANS:
        if len(_PLANS) >= _MOST_PLANS:
            _PLANS.clear()
        _PLANS[key] = make_plans(ruleset, states, of_lines)
    return _PLANS[key]


def _states(frame: pl.DataFrame) -> dict[str, str]:
    """What is known of each column."""
    states = {}
    for column in frame.iter_columns():
        fact = column.dtype == pl.Boolean
        lacking = len(column) - int(column.sum()) if fact else column.null_count()
        blank = BLANK if lacking == len(column) else MIXED
        states[column.name] = FULL if lacking == 0 else blank
    return states


def make_plans(ruleset: RuleSet, states: States, line_states: Mapping[Group, States]) -> Plans:
    """The plans for frames of which this is known."""
    chains: dict[int, Sequence[Step]] = {}
    grouped: dict[Group, dict[int, Instance]] = {}
    for number, instance in enumerate(ruleset.instances):
        rule, steps = instance.rule, instance.steps
        if rule.row_group:
            group = (rule.form, rule.row_group)
            grouped.setdefault(group, {})[number] = instance
            steps = (Step(ops.Fact(ops.HasLines(*group)), BY_LINE, NOT_APPLICABLE),)
        chains[number] = (Step(_present(instance), false=NOT_APPLICABLE), *steps)
    writer = _Writer(ruleset, states)
    outcomes = writer.outcomes(chains)
    plan = Plan(writer.steps(automatic_of(ruleset)), outcomes)
    lines = {}
    for group, members in grouped.items():
        # Inside a frame of lines, names of cells mean the same; only lines have states of their own.
        inner = _Writer(ruleset, {**states, **line_states[group]})
        found = inner.outcomes({number: one.steps for number, one in members.items()})
        judged = zip(members.values(), found, strict=True)
        lines[group] = Plan(inner.steps([]), tuple(inner.where_judged(*pair) for pair in judged))
    return plan, lines


def _present(instance: Instance) -> ops.Logic:
    """Whether every form the instance needs is there, and owed."""
    return make.both(*(ops.Fact(ops.Present(*place)) for place in sorted(instance.needs)))


class _Writer:
    """The expressions of one frame."""

    def __init__(self, ruleset: RuleSet, states: States) -> None:
        self._states = states
        self._printer = Printer(
            ruleset.regime,
            lambda name: states.get(name) == FULL,
            bounds_of(cases_of(ruleset.formulas)),
        )
        #: Columns of values that several judgements ask for, by name.
        self._shared: dict[str, pl.Expr] = {}

    def _known(self, op: Op) -> Op | None:
        """What the states say of a leaf."""
        if not isinstance(op, ops.Lookup):
            return None
        state = self._states.get(leaf_name(op.leaf), MIXED)
        match op:
            case ops.Load():
                return ops.ZERO if state == BLANK else None
            case ops.LoadText():
                return ops.Literal("") if state == BLANK else None
            case ops.Blank():
                return {BLANK: ops.YES, FULL: ops.NO}.get(state)
            case ops.Fact(t.UniqueInRegister()):
                return None  # nobody may have asked the register
        return {BLANK: ops.NO, FULL: ops.YES}.get(state)

    def outcomes(self, chains: Mapping[int, Sequence[Step]]) -> tuple[pl.Expr, ...]:
        """A column of outcomes for each instance, called by its number."""
        known = {
            number: [replace(step, judgement=folded(step.judgement, self._known)) for step in steps]
            for number, steps in chains.items()
        }
        self._share(step.judgement for steps in known.values() for step in steps)
        return tuple(self._outcome(steps).alias(str(number)) for number, steps in known.items())

    def where_judged(self, instance: Instance, outcome: pl.Expr) -> pl.Expr:
        """The outcomes of lines, null where their return is not judged line by line."""
        present = folded(_present(instance), self._known)
        if present == ops.YES:
            return outcome
        return pl.when(self._printer.code(present)).then(outcome).alias(outcome.meta.output_name())

    def _share(self, judgements: Iterable[Op]) -> None:
        """Columns for what stands in several judgements; smaller values before larger ones."""
        for op in ops.repeated(judgements):
            if isinstance(op, _WORTH_SHARING):
                name = f"shared:{len(self._shared)}"
                self._shared[name] = self._printer.code(op)
                self._printer.named[op] = name

    def _outcome(self, steps: Sequence[Step]) -> pl.Expr:
        """The chain of one instance, from its end."""
        found: pl.Expr | int = PASS
        for step in reversed(steps):
            found = self._step(step, found)
        return _code(found)

    def _step(self, step: Step, onward: pl.Expr | int) -> pl.Expr | int:
        if isinstance(step.judgement, ops.Truth):
            outcome = step.outcome(step.judgement.value)
            return onward if outcome is None else outcome
        true, false, unknown = (
            onward if outcome is None else outcome
            for outcome in (step.true, step.false, step.unknown)
        )
        code, nullable = self._printer.code(step.judgement), ops.nullable(step.judgement)
        if true is PASS and false is FAIL:
            failed = (~code).cast(pl.UInt8)
            return failed.fill_null(_code(unknown)) if nullable else failed
        found = pl.when(code).then(_code(true)).otherwise(_code(false))
        return pl.when(code.is_null()).then(_code(unknown)).otherwise(found) if nullable else found

    def _automatic(self, formula: Formula) -> pl.Expr:
        """The automatic value of a cell from the cells as they stand, null where there is none."""
        found = nothing = pl.lit(None, dtype=pl.Int64)
        for judgement, value in reversed(formula.lowered):
            holds = self._printer.code(folded(judgement, self._known))
            there = nothing if value is None else self._printer.code(folded(value, self._known))
            found = pl.when(holds).then(there).otherwise(found)
        return found

    def steps(self, automatic: Iterable[Formula]) -> tuple[tuple[pl.Expr, ...], ...]:
        """Expressions in an order in which each finds its columns."""
        values = {f"auto:{formula.ref}": self._automatic(formula) for formula in automatic}
        steps = [_named(self._printer.filled), _named(values)]
        waiting = dict(self._shared)
        while waiting:
            ready = {
                name: code
                for name, code in waiting.items()
                if waiting.keys().isdisjoint(code.meta.root_names())
            }
            steps.append(_named(ready))
            waiting = {name: code for name, code in waiting.items() if name not in ready}
        return tuple(step for step in steps if step)


def _named(columns: Mapping[str, pl.Expr]) -> tuple[pl.Expr, ...]:
    return tuple(code.alias(name) for name, code in columns.items())


def _code(outcome: pl.Expr | int) -> pl.Expr:
    return pl.lit(outcome, dtype=pl.UInt8) if isinstance(outcome, int) else outcome
