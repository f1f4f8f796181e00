"""What a rule set looks at, named as columns: cells, forms present, lines, facts of the register.

Names: ``current:6.2020.A`` a cell, ``present:previous:6`` whether that return holds the form (for
the current one: whether it is owed); in a frame of lines ``current:code``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from ruantong.core.applicability import CellIs, Listed, parse_applies
from ruantong.core.cellref import CellRef
from ruantong.core.cells import CellSpec, spec_of
from ruantong.core.regime import Regime
from ruantong.core.rules.formula import Formula
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.names import NUMERIC
from ruantong.core.rules.lowering import ops
from ruantong.core.rules.ruleset import RuleSet

#: A form of one of the four returns, and a kind of line in it.
Place = tuple[str, str]
LinePlace = tuple[str, str, str]
#: What is worked out from columns when the frame is made.
DERIVED = t.RowSum | t.RowCount | t.SameColumns | t.FormFilled | t.UniqueInRows
#: The column of a line that prefixes and last year's line are looked up by.
CODE = "code"


@dataclass(frozen=True)
class Column:
    """A column to read: a cell, a question of the head, or a cell of every line."""

    name: str
    ref: CellRef
    spec: CellSpec
    computed: bool = False

    @property
    def key(self) -> str:
        """What its values are kept under."""
        return self.ref.head or self.ref.column

    @property
    def text(self) -> bool:
        """Texts and codes, as opposed to numbers, years and months."""
        return self.spec.kind not in NUMERIC


def leaf_name(leaf: t.Node) -> str:
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
        case t.AutoValue():
            return f"auto:{leaf.ref}"
        case t.UniqueInRegister():
            return "unique"
        case t.OnList(name):
            return f"on:{name}"
        case t.FormFilled(form, columns):
            return f"filled:{form}:{','.join(columns)}"
        case ops.Present(when, form):
            return f"present:{when}:{form}"
    return repr(leaf)


def line_name(when: str, column: str) -> str:
    """Column of a frame of lines."""
    return f"{when}:{column}"


def cell_name(when: str, cell: CellRef) -> str:
    """Column of a fixed cell."""
    return f"{when}:{cell}"


@dataclass(frozen=True)
class Needs:
    """All columns of a rule set's frame; ``derived`` are the leaves worked out from them."""

    regime: Regime
    derived: list[t.Node]
    rosters: set[str]
    cells: dict[Place, dict[str, Column]] = field(default_factory=dict)
    lines: dict[LinePlace, tuple[Column, ...]] = field(default_factory=dict)

    def add(self, when: str, ref: CellRef) -> None:
        """Add a cell, or all lines of a group."""
        form = self.regime.form[ref.form]
        cells = self.cells.setdefault((when, form.code), {})
        if ref.group:
            columns = form.row_group[ref.group].column
            refs = [CellRef(form.code, column=key, group=ref.group, line=1) for key in columns]
            self.lines[when, form.code, ref.group] = tuple(
                Column(line_name(when, one.column), one, spec_of(self.regime, str(one)))
                for one in refs
            )
        else:
            name = cell_name(when, ref)
            computed = not ref.head and form.column[ref.column].computed
            cells[name] = Column(name, ref, spec_of(self.regime, str(ref)), computed)


def needs_of(ruleset: RuleSet) -> Needs:
    """What a frame for these rules must hold."""
    regime, instances = ruleset.regime, ruleset.instances
    leaves = _leaves(ruleset)
    rosters = {leaf.name for leaf in leaves if isinstance(leaf, t.OnList)}
    needs = Needs(regime, [leaf for leaf in leaves if isinstance(leaf, DERIVED)], rosters)
    for leaf in leaves:
        for when, ref in _read_from(regime, leaf):
            needs.add(when, ref)
    for rule in (instance.rule for instance in instances if instance.rule.row_group):
        needs.add(t.CURRENT, CellRef(rule.form, group=rule.row_group))
    for place in sorted(place for instance in instances for place in instance.needs):
        needs.cells.setdefault(place, {})
    for when, form in list(needs.cells):
        match parse_applies(regime.form[form].applies):
            case Listed(roster) if when == t.CURRENT:
                rosters.add(roster)
            case CellIs(cell) if when == t.CURRENT:
                needs.add(when, cell)
    return needs


def _leaves(ruleset: RuleSet) -> dict[t.Node, None]:
    """The leaves of the rules, and of the automatic values that rules ask for."""
    judged = [step.judgement for instance in ruleset.instances for step in instance.steps]
    cases = [case for formula in automatic_of(ruleset) for case in formula.lowered]
    computed = [part for case in cases for part in case if part is not None]
    return dict.fromkeys(ops.leaves_of([*judged, *computed]))


def _read_from(regime: Regime, leaf: t.Node) -> Iterator[tuple[str, CellRef]]:
    """The cells and groups of lines of the four returns that a leaf is read from."""
    match leaf:
        case t.Cell() | t.HeadCell():
            yield getattr(leaf, "when", t.CURRENT), CellRef.parse(leaf.ref)
        case t.RowCell():
            yield leaf.when, CellRef(leaf.form, group=leaf.group)
        case t.RowSum() | t.RowCount() | t.RowColumn():
            yield t.CURRENT, CellRef(leaf.form, group=leaf.group)
        case t.UniqueInRows(column):
            yield from _read_from(regime, column)
        case t.SameColumns():
            for pair in product(leaf.indicators, (leaf.left, leaf.right)):
                yield t.CURRENT, CellRef(leaf.form, *pair)
        case t.FormFilled():
            form = regime.form[leaf.form]
            rows = [row for row in form.indicators if not row.title]
            cells = [(row.code, key) for row in rows for key in leaf.columns if key in row.columns]
            yield from ((t.CURRENT, CellRef(form.code, *cell)) for cell in cells)
            yield from ((t.CURRENT, CellRef(form.code, group=key)) for key in form.row_group)


def automatic_of(ruleset: RuleSet) -> list[Formula]:
    """The automatic values that rules ask for."""
    judged = (step.judgement for instance in ruleset.instances for step in instance.steps)
    used = {leaf.ref for leaf in ops.leaves_of(judged) if isinstance(leaf, t.AutoValue)}
    return [formula for formula in ruleset.formulas if formula.ref in used]
