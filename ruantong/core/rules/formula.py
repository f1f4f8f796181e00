"""Automatic cells: computations of the pack checked, put in order and ready to be worked out (§7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from ruantong.core.cellref import CellRef
from ruantong.core.periods import Frequency
from ruantong.core.regime import ColumnRole, Computation, Form, Regime, Source
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.faults import RuleFault
from ruantong.core.rules.language.resolve import read, resolve
from ruantong.core.rules.language.statement import Place, Scope, Statement
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.chain import Case, lower_cases
from ruantong.core.rules.lowering.folding import Bounds, bound, bounds, folded
from ruantong.core.rules.lowering.ops import BlankLeaf


def with_columns(
    computations: Iterable[Computation], forms: Mapping[str, Form]
) -> tuple[Computation, ...]:
    """A computation that names no column is for the column of the period (role ``current``)."""
    return tuple(
        one if one.columns else replace(one, columns=_current(forms.get(one.form)))
        for one in computations
    )


def _current(form: Form | None) -> tuple[str, ...]:
    columns = form.columns if form else ()
    return tuple(column.key for column in columns if column.role is ColumnRole.CURRENT)


@dataclass(frozen=True)
class Formula:
    """Cases (condition, value), the decimal places of the cell, and whether it stays at 0 or above.

    ``named`` are the cells that must not all be blank; the respondent may change an
    ``overridable`` one.
    """

    ref: str
    cases: tuple[tuple[t.Node | None, t.Node], ...]
    places: int
    floor_zero: bool
    overridable: bool
    named: tuple[BlankLeaf, ...]

    @property
    def trees(self) -> tuple[t.Node, ...]:
        return tuple(tree for case in self.cases for tree in case if tree is not None)

    @cached_property
    def lowered(self) -> tuple[Case, ...]:
        """The cases as operations, blanks and divisions by 0 among them."""
        return lower_cases(self.cases, self.named, self.places, floor_zero=self.floor_zero)


# ---- checked -----------------------------------------------------------------------------------


def compile_formulas(
    regime: Regime, frequency: Frequency
) -> tuple[list[Formula], set[RuleFault], set[RuleFault]]:
    """Formulas in the order in which they can be computed, their faults and warnings."""
    faults: set[RuleFault] = set()
    warnings: set[RuleFault] = set()
    formulas: dict[str, Formula] = {}
    sources: dict[str, Source] = {}
    for computation in regime.computations:
        form = regime.form.get(computation.form)
        if form is None or form.frequency is not frequency:
            continue
        for column in computation.columns:
            statement = Statement(regime, computation, f"计算[{computation.indicator}]")
            formula = _formula(statement, form, computation, column)
            if formula is not None:
                formulas[formula.ref] = formula
                sources[formula.ref] = statement.source
            faults |= statement.faults
            warnings |= statement.warnings
    try:
        return _ordered(formulas), faults, warnings
    except CycleError as error:
        circle = _circle(error, list(formulas))
        message = f"自动计算互相引用，绕成一圈：{'、'.join(circle)}"
        source = sources[circle[0]]
        return [], {*faults, RuleFault(source.file, source.line, 1, message)}, warnings


def _formula(
    statement: Statement, form: Form, computation: Computation, column: str
) -> Formula | None:
    def add(message: str) -> None:
        statement.faults.add(RuleFault(statement.source.file, statement.source.line, 1, message))

    row = form.by_code.get(computation.indicator)
    if row is None or column not in row.columns:
        add(f"{form.number}没有{computation.indicator}的“{column}”栏")
        return None
    scope = Scope(statement, Place(form.code, column, row.code))
    cases: list[tuple[t.Node | None, t.Node]] = []
    for number, (condition, value) in enumerate(computation.cases):
        asked = None
        if condition.strip():
            asked = _read(scope, f"condition{number}", condition, "logic")
        given = _read(scope, f"value{number}", value, "number")
        if given is not None:
            cases.append((asked, given))
    sound = not statement.faults
    if row.overridable != computation.overridable:
        known = "可改" if row.overridable else "不可改"
        add(f"{statement.name}的“可改”与表式不一致，表式为{known}")
    if not sound:
        return None
    values = (node for _, value in cases for node in t.walk(value))
    named = dict.fromkeys(n for n in values if isinstance(n, t.Cell | t.HeadCell | t.RowSum))
    return Formula(
        ref=str(CellRef(form.code, row.code, column)),
        cases=tuple(cases),
        places=form.decimals_of(row, column),
        floor_zero=computation.floor_zero,
        overridable=computation.overridable,
        named=tuple(named),
    )


def _read(scope: Scope, what: str, text: str, want: str) -> t.Node | None:
    expression = read(scope.statement, what, text)
    return None if expression is None else resolve(scope, expression, want=want)


def _ordered(formulas: Mapping[str, Formula]) -> list[Formula]:
    """Each formula after those whose cells it uses, else as they are written."""
    sorter = TopologicalSorter({ref: _uses(one) & formulas.keys() for ref, one in formulas.items()})
    sorter.prepare()
    ordered: list[Formula] = []
    while sorter.is_active():
        ready = set(sorter.get_ready())
        ordered += [formula for ref, formula in formulas.items() if ref in ready]
        sorter.done(*ready)
    return ordered


def _uses(formula: Formula) -> set[str]:
    nodes = (node for tree in formula.trees for node in t.walk(tree))
    return {node.ref for node in nodes if isinstance(node, t.Cell) and node.when == t.CURRENT}


def _circle(error: CycleError, written: Sequence[str]) -> list[str]:
    """Cells each of which uses the next, from the one that is written first."""
    circle: list[str] = error.args[1][:0:-1]
    first = circle.index(min(circle, key=written.index))
    return [*circle[first:], *circle[:first]]


# ---- lowered -----------------------------------------------------------------------------------

#: The cases of an automatic cell by its reference.
Cases = Mapping[str, Sequence[Case]]


def cases_of(formulas: Sequence[Formula]) -> Cases:
    """Each formula by itself: an automatic cell that it uses counts as it stands."""
    return {formula.ref: formula.lowered for formula in formulas}


def cases_in_turn(formulas: Sequence[Formula]) -> Cases:
    """Each formula after those that it uses: their cells count with what was computed for them.

    What stands in an overridable one counts before that.
    """
    overridable = {formula.ref: formula.overridable for formula in formulas}

    def known(op: ops.Op) -> ops.Op | None:
        if not isinstance(op, ops.Load | ops.Blank):
            return None
        cell = op.leaf
        if not isinstance(cell, t.Cell) or cell.when != t.CURRENT or cell.ref not in overridable:
            return None
        blank: ops.Logic = ops.Blank(cell) if overridable[cell.ref] else ops.YES
        computed = t.AutoValue(cell.form, cell.indicator, cell.column, cell.scale)
        missing = ops.Blank(computed)
        if isinstance(op, ops.Blank):
            return make.both(blank, missing)
        cases: list[tuple[ops.Logic, ops.Number]] = [(make.negated(blank), op), (missing, ops.ZERO)]
        return make.pick(cases, ops.Load(computed))

    return {
        formula.ref: tuple(
            (folded(when, known), None if value is None else folded(value, known))
            for when, value in formula.lowered
        )
        for formula in formulas
    }


def bounds_of(cases: Cases) -> Bounds:
    """How large leaves can become, automatic cells as their cases say."""
    found: dict[str, int] = {}
    largest = bounds(found)
    for ref, of_cell in cases.items():
        values = (value for _, value in of_cell if value is not None)
        found[ref] = max((bound(value, largest) for value in values), default=0)
    return largest
