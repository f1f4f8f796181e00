"""What a rule set looks at, named as columns: cells, forms present, lines, facts of the register.

Names: ``current:6.2020.A`` a cell, ``present:previous:6`` whether that return holds the form (for
the current one: whether it is owed), ``on:form7`` a roster; in a frame of lines ``current:code``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruantong.core.applicability import CellIs, Listed, parse_applies
from ruantong.core.cellref import CellRef
from ruantong.core.cells import CellSpec, cell_spec, head_spec, row_spec
from ruantong.core.regime import Form, Kind, Regime
from ruantong.core.rules.formula import Formula
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.names import NUMERIC
from ruantong.core.rules.lowering import ops
from ruantong.core.rules.ruleset import RuleSet

#: A form of one of the four returns, and a kind of line in it.
Place = tuple[str, str]
LinePlace = tuple[str, str, str]
#: The column of a line that prefixes and last year's line are looked up by.
CODE = "code"


@dataclass(frozen=True)
class Column:
    """One column to read: ``indicator`` is empty for a question of the head (``key`` says which)
    and for a cell of a line.
    """

    name: str
    indicator: str
    key: str
    spec: CellSpec
    computed: bool = False

    @property
    def text(self) -> bool:
        """Texts and codes, as opposed to numbers, years and months."""
        return self.spec.kind not in NUMERIC


def leaf_name(leaf: Any) -> str:
    """The column a leaf is read from; one of a line stands in a frame of lines."""
    match leaf:
        case t.Cell():
            return f"{leaf.when}:{leaf.ref}"
        case t.HeadCell():
            return f"{t.CURRENT}:{leaf.ref}"
        case t.RowCell():
            return line_name(leaf.when, leaf.column)
        case t.PeriodNumber() | t.UnitFact():
            return leaf.which
        case t.UniqueInRegister():
            return "unique"
        case t.AutoValue():
            return f"auto:{leaf.ref}"
        case t.OnList(name):
            return f"on:{name}"
        case t.FormFilled():
            return f"filled:{leaf.form}:{','.join(leaf.columns)}"
        case ops.Present(when, form):
            return f"present:{when}:{form}"
    return repr(leaf)


def line_name(when: str, column: str) -> str:
    """Column of a frame of lines."""
    return f"{when}:{column}"


def cell_name(when: str, cell: CellRef) -> str:
    """Column of a fixed cell."""
    return f"{when}:{cell}"


def operations_of(ruleset: RuleSet) -> Iterator[ops.Op]:
    """Every operation of the rules, and of the automatic values that rules ask for."""
    for instance in ruleset.instances:
        for step in instance.steps:
            yield from step.judgement.everything
    for formula in automatic_of(ruleset):
        for case in formula.lowered:
            yield from (op for part in case if part is not None for op in part.everything)


def automatic_of(ruleset: RuleSet) -> list[Formula]:
    """The automatic values that rules ask for."""
    judged = (op for i in ruleset.instances for step in i.steps for op in step.judgement.everything)
    leaves = (getattr(op, "leaf", None) for op in judged)
    used = {leaf.ref for leaf in leaves if isinstance(leaf, t.AutoValue)}
    return [formula for formula in ruleset.formulas if formula.ref in used]


@dataclass(frozen=True)
class Needs:
    """All columns of a rule set's frame; ``derived`` are the leaves worked out from them."""

    regime: Regime
    cells: dict[Place, dict[str, Column]] = field(default_factory=dict)
    lines: dict[LinePlace, tuple[Column, ...]] = field(default_factory=dict)
    rosters: dict[str, None] = field(default_factory=dict)
    derived: dict[Any, None] = field(default_factory=dict)

    def place(self, when: str, form: str) -> dict[str, Column]:
        """The columns of a form."""
        return self.cells.setdefault((when, form), {})

    def take(self, leaf: Any) -> None:
        """Add what a leaf is read from."""
        match leaf:
            case t.Cell():
                self.cell(leaf.when, leaf.form, leaf.indicator, leaf.column)
            case t.HeadCell():
                self._head(self.regime.form[leaf.form], leaf.key)
            case t.RowCell() | t.RowColumn():
                self.group(getattr(leaf, "when", t.CURRENT), leaf.form, leaf.group)
            case t.UniqueInRows(column):
                self.take(column)
            case t.OnList(name):
                self.rosters[name] = None
            case t.RowSum() | t.RowCount():
                self.group(t.CURRENT, leaf.form, leaf.group)
            case t.SameColumns():
                for indicator in leaf.indicators:
                    self.cell(t.CURRENT, leaf.form, indicator, leaf.left)
                    self.cell(t.CURRENT, leaf.form, indicator, leaf.right)
            case t.FormFilled():
                self._whole_form(self.regime.form[leaf.form], leaf.columns)
        if isinstance(leaf, t.RowSum | t.RowCount | t.SameColumns | t.FormFilled | t.UniqueInRows):
            self.derived[leaf] = None

    def cell(self, when: str, form_code: str, code: str, key: str) -> None:
        """Add a fixed cell."""
        form = self.regime.form[form_code]
        indicator, column = form.by_code[code], form.column[key]
        name = cell_name(when, CellRef(form.code, code, key))
        spec = cell_spec(self.regime, form, indicator, column)
        self.place(when, form.code)[name] = Column(name, code, key, spec, column.computed)

    def group(self, when: str, form_code: str, key: str) -> None:
        """Add the lines of a kind."""
        self.place(when, form_code)
        form = self.regime.form[form_code]
        group = form.row_group[key]
        self.lines[when, form_code, key] = tuple(
            Column(
                line_name(when, column.key),
                "",
                column.key,
                row_spec(self.regime, form, group, 1, column),
                column.kind is Kind.NUMBER and column.computed,
            )
            for column in group.columns
        )

    def owed(self, form: Form) -> None:
        """Add what says whether a form is owed."""
        match parse_applies(form.applies):
            case Listed(roster):
                self.rosters[roster] = None
            case CellIs(cell):
                self.cell(t.CURRENT, cell.form, cell.indicator, cell.column)

    def _head(self, form: Form, key: str) -> None:
        question = next(field for field in form.head_fields if field.key == key)
        name = cell_name(t.CURRENT, CellRef(form.code, head=key))
        spec = head_spec(self.regime, form, question)
        self.place(t.CURRENT, form.code)[name] = Column(name, "", key, spec)

    def _whole_form(self, form: Form, columns: tuple[str, ...]) -> None:
        self.place(t.CURRENT, form.code)
        for indicator in form.indicators:
            for column in columns:
                if not indicator.title and column in indicator.columns:
                    self.cell(t.CURRENT, form.code, indicator.code, column)
        for group in form.row_groups:
            self.group(t.CURRENT, form.code, group.key)


def needs_of(ruleset: RuleSet) -> Needs:
    """What a frame for these rules must hold."""
    needs = Needs(ruleset.regime)
    for leaf in dict.fromkeys(getattr(op, "leaf", None) for op in operations_of(ruleset)):
        needs.take(leaf)
    for instance in ruleset.instances:
        for place in sorted(instance.needs):
            needs.place(*place)
        if instance.rule.row_group:
            needs.group(t.CURRENT, instance.rule.form, instance.rule.row_group)
    for when, form in list(needs.cells):
        if when == t.CURRENT:
            needs.owed(ruleset.regime.form[form])
    return needs
