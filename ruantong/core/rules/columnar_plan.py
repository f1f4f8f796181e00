"""A rule set as columns of outcomes: one expression per instance, made once for frames alike.

What is known of a frame beforehand (a column without blanks, a column of blanks, a form that all
or none owe) is folded away, so that a rule nobody can be judged by costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ruantong.core.rules.columnar_expressions import Translator
from ruantong.core.rules.columnar_needs import place_name
from ruantong.core.rules.columnar_numbers import (
    Judgement,
    TooWide,
    as_expression,
    both,
    constant,
    either,
    negated,
)
from ruantong.core.rules.columnar_values import BLANK, FULL, MIXED, rounded
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.python import Formula
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.rules.tree import (
    CURRENT,
    AutoValue,
    Divide,
    MagnitudeSlip,
    Node,
    RowCell,
    UniqueInRegister,
    walk,
)

#: Outcomes in the matrix; ``BY_LINE``: judged line by line, the outcomes stand with the lines.
PASS, FAIL, NOT_APPLICABLE, NOT_EVALUATED, BY_LINE = range(5)
#: Column of a frame of lines: whether last year's return has a line of the same code.
OLD = "old"

Outcome = pl.Expr | int
Group = tuple[str, str]


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


def lines_name(group: Group) -> str:
    """Column with the number of lines of a return."""
    return f"lines:{group[0]}.{group[1]}"


def make_plan(
    ruleset: RuleSet, states: Mapping[str, str], line_states: Mapping[Group, Mapping[str, str]]
) -> Plan:
    """The plan for frames of which this is known."""
    wide = Translator(ruleset.regime, states, ruleset.formula)
    automatic = [code for formula in _used(ruleset) for code in _automatic(wide, formula)]
    outcomes: list[pl.Expr] = []
    grouped: dict[Group, list[tuple[int, Instance]]] = {}
    for number, instance in enumerate(ruleset.instances):
        rule = instance.rule
        if rule.row_group:
            group = (rule.form, rule.row_group)
            grouped.setdefault(group, []).append((number, instance))
            outcome = _where(
                either(negated(_present(states, instance)), pl.col(lines_name(group)) == 0),
                NOT_APPLICABLE,
                BY_LINE,
            )
        else:
            outcome = _where(
                negated(_present(states, instance)), NOT_APPLICABLE, _judged(wide, instance)
            )
        outcomes.append(_column(outcome, number))
    lines = {}
    for group, members in grouped.items():
        # Inside a frame of lines, names of cells mean the same; only lines have states of their own.
        translator = Translator(
            ruleset.regime, {**states, **line_states.get(group, {})}, ruleset.formula
        )
        translator.bounds = wide.bounds
        found = tuple(
            _column(_line_outcome(translator, states, instance), number)
            for number, instance in members
        )
        steps = _steps(translator, ())
        made = {*translator.filled, *translator.shared}
        used = {r for step in (*steps, found) for code in step for r in code.meta.root_names()}
        lines[group] = LinePlan(steps, found, frozenset(used - made))
    return Plan(_steps(wide, tuple(automatic)), tuple(outcomes), lines)


def _steps(
    translator: Translator, automatic: tuple[pl.Expr, ...]
) -> tuple[tuple[pl.Expr, ...], ...]:
    """Expressions in an order in which each finds its columns."""
    steps = [_named(translator.filled), automatic]
    waiting = dict(translator.shared)
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


def _used(ruleset: RuleSet) -> list[Formula]:
    trees = [tree for i in ruleset.instances for tree in (i.check, i.condition) if tree]
    used = {n.ref for tree in trees for n in walk(tree) if isinstance(n, AutoValue)}
    return [formula for formula in ruleset.formulas if formula.ref in used]


def _automatic(translator: Translator, formula: Formula) -> list[pl.Expr]:
    """The automatic value of a cell from the cells as they stand, null where there is none; no
    column when it may be too wide.
    """
    try:
        return [_formula(translator, formula)]
    except TooWide:
        return []


def _formula(translator: Translator, formula: Formula) -> pl.Expr:
    found = pl.lit(None, dtype=pl.Int64)
    bound = 0
    for condition, value in reversed(formula.cases):
        number = rounded(translator.number(value), formula.places)
        above = number.above.extreme(constant(0), "max") if formula.floor_zero else number.above
        bound = max(bound, above.bound)
        there = above.expression()
        guard = either(*number.guards)
        if guard is not False:
            there = pl.when(~as_expression(guard)).then(there)
        asked = True if condition is None else translator.judge(condition)
        found = pl.when(as_expression(asked)).then(there).otherwise(found)
    blank = both(*map(translator.is_blank, formula.named)) if formula.named else False
    translator.bounds[formula.ref] = bound
    known = pl.when(as_expression(negated(blank))).then(found)
    return known.alias(f"auto:{formula.ref}")


def _column(outcome: Outcome, number: int) -> pl.Expr:
    code = pl.lit(outcome, dtype=pl.UInt8) if isinstance(outcome, int) else outcome
    return code.alias(str(number))


def _where(test: Judgement, then: Outcome, otherwise: Outcome) -> Outcome:
    """``then`` where the test holds."""
    if test is True:
        return then
    if test is False or test is None or (isinstance(then, int) and then is otherwise):
        return otherwise
    return pl.when(test).then(_expression(then)).otherwise(_expression(otherwise))


def _expression(outcome: Outcome) -> pl.Expr:
    return pl.lit(outcome, dtype=pl.UInt8) if isinstance(outcome, int) else outcome


def _present(states: Mapping[str, str], instance: Instance) -> Judgement:
    """Whether every form the instance needs is there, and owed."""
    parts: list[Judgement] = []
    for need in sorted(instance.needs):
        name = place_name(*need)
        known: Mapping[str, Judgement] = {FULL: True, BLANK: False, MIXED: pl.col(name)}
        parts.append(known[states[name]])
    return both(*parts)


def _line_outcome(translator: Translator, states: Mapping[str, str], instance: Instance) -> Outcome:
    """Outcome of a line, null where its return is not judged line by line."""
    outcome = _judged(translator, instance)
    if any(isinstance(node, RowCell) and node.when != CURRENT for node in instance.named):
        outcome = _where(~pl.col(OLD), NOT_APPLICABLE, outcome)
    present = _present(states, instance)
    if present is True:
        return outcome
    return pl.when(as_expression(present)).then(_expression(outcome))


def _judged(translator: Translator, instance: Instance) -> Outcome:
    """The chain of one instance, from its end: true? blank? applies?"""
    check = translator.judge(instance.check)
    missing = NOT_APPLICABLE if isinstance(instance.check, UniqueInRegister) else NOT_EVALUATED
    outcome = _tested(check, instance.check, FAIL, missing, PASS)
    blanks = [translator.is_blank(cell) for cell in instance.named]
    if blanks and instance.rule.blank == "partial_zero":
        outcome = _where(both(*blanks), NOT_APPLICABLE, outcome)
    elif blanks and instance.rule.blank == "non_null":
        outcome = _where(either(*blanks), NOT_EVALUATED, outcome)
    if instance.condition is None:
        return outcome
    asked = translator.judge(instance.condition)
    return _tested(asked, instance.condition, NOT_APPLICABLE, NOT_EVALUATED, outcome)


def _tested(
    found: Judgement, node: Node, untrue: Outcome, unknown: Outcome, true: Outcome
) -> Outcome:
    if not isinstance(found, pl.Expr):
        return {True: true, False: untrue, None: unknown}[found]
    nullable = any(
        isinstance(n, Divide | AutoValue | MagnitudeSlip | UniqueInRegister) for n in walk(node)
    )
    if nullable and untrue == FAIL and true == PASS:
        return (~found).cast(pl.UInt8).fill_null(unknown)  # so that it is worked out only once
    outcome = _where(found, true, untrue)
    if nullable:
        outcome = _where(found.is_null(), unknown, outcome)
    return outcome
