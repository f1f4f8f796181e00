"""What a rule set looks at, named as columns: cells, forms present, lines, facts of the register.

Names: ``current:6.2020.A`` a cell, ``present:previous:6`` whether that return holds the form (for
the current one: whether it is owed), ``on:form7`` a roster, ``sum:…``, ``count:…``, ``auto:…``,
``filled:…`` and ``same:…`` what is worked out once per return.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ruantong.core.applicability import CellIs, Listed, parse_applies
from ruantong.core.cellref import CellRef
from ruantong.core.cells import CellSpec, cell_spec, head_spec, row_spec
from ruantong.core.regime import Form, Kind, Regime
from ruantong.core.rules.language.names import NUMERIC
from ruantong.core.rules.language.tree import (
    CURRENT,
    AutoValue,
    Cell,
    FormFilled,
    HeadCell,
    Node,
    OnList,
    RowCell,
    RowColumn,
    RowCount,
    RowSum,
    SameColumns,
    line_ref,
    walk,
)
from ruantong.core.rules.ruleset import RuleSet

#: A form of one of the four returns, and a kind of line in it.
Place = tuple[str, str]
LinePlace = tuple[str, str, str]
#: The column of a line that prefixes and last year's line are looked up by.
CODE = "code"


@dataclass(frozen=True)
class Leaf:
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


@dataclass(frozen=True)
class Needs:
    """All columns of a rule set's frame; ``nodes`` are those worked out once per return."""

    cells: dict[Place, tuple[Leaf, ...]]
    lines: dict[LinePlace, tuple[Leaf, ...]]
    rosters: tuple[str, ...]
    nodes: tuple[Node, ...]


def place_name(when: str, form: str) -> str:
    """Column that says whether a return holds (or owes) a form."""
    return f"present:{when}:{form}"


def column_name(node: Node) -> str:
    """Column of a node that stands in the frame; lines have their own, shorter names."""
    match node:
        case Cell():
            return f"{node.when}:{node.ref}"
        case HeadCell():
            return f"{CURRENT}:{node.ref}"
        case RowCell():
            return line_name(node.when, node.column)
        case RowSum():
            return f"sum:{line_ref(node, 0)}:{','.join(node.prefixes)}"
        case RowCount():
            return f"count:{CellRef(node.form, group=node.group)}:{','.join(node.prefixes)}"
        case AutoValue():
            return f"auto:{node.ref}"
        case FormFilled():
            return f"filled:{node.form}:{','.join(node.columns)}"
        case SameColumns():
            return f"same:{node.form}:{','.join(node.indicators)}:{node.left}={node.right}"
        case OnList():
            return f"on:{node.name}"
    raise TypeError(type(node).__name__)


def line_name(when: str, column: str) -> str:
    """Column of a frame of lines."""
    return f"{when}:{column}"


def cell_name(when: str, cell: CellRef) -> str:
    """Column of a fixed cell."""
    return f"{when}:{cell}"


def trees_of(ruleset: RuleSet) -> Iterator[Node]:
    """Every tree of the rules, and of the automatic values that rules ask for."""
    used: set[str] = set()
    for instance in ruleset.instances:
        for tree in (instance.check, instance.condition):
            if tree is not None:
                yield tree
                used.update(n.ref for n in walk(tree) if isinstance(n, AutoValue))
    for formula in ruleset.formulas:
        if formula.ref in used:
            for case in formula.cases:
                yield from (tree for tree in case if tree is not None)


def needs_of(ruleset: RuleSet) -> Needs:
    """What a frame for these rules must hold."""
    return _Collector(ruleset).needs()


class _Collector:
    def __init__(self, ruleset: RuleSet) -> None:
        self._ruleset = ruleset
        self._regime: Regime = ruleset.regime
        self._cells: dict[Place, dict[str, Leaf]] = {}
        self._lines: dict[LinePlace, tuple[Leaf, ...]] = {}
        self._rosters: dict[str, None] = {}
        self._nodes: dict[Node, None] = {}

    def needs(self) -> Needs:
        for tree in trees_of(self._ruleset):
            for node in walk(tree):
                self._take(node)
        for instance in self._ruleset.instances:
            for place in sorted(instance.needs):
                self._place(*place)
            if instance.rule.row_group:
                self._group(CURRENT, instance.rule.form, instance.rule.row_group)
        for _, form in [place for place in self._cells if place[0] == CURRENT]:
            self._applicability(self._regime.form[form])
        cells = {place: tuple(leaves.values()) for place, leaves in self._cells.items()}
        return Needs(cells, self._lines, tuple(self._rosters), tuple(self._nodes))

    def _place(self, when: str, form: str) -> dict[str, Leaf]:
        return self._cells.setdefault((when, form), {})

    def _take(self, node: Node) -> None:
        match node:
            case Cell():
                self._cell(node.when, self._regime.form[node.form], node.indicator, node.column)
            case HeadCell():
                self._head(self._regime.form[node.form], node.key)
            case RowCell():
                self._group(node.when, node.form, node.group)
            case RowColumn() | RowSum() | RowCount():
                self._group(CURRENT, node.form, node.group)
            case SameColumns():
                form = self._regime.form[node.form]
                for indicator in node.indicators:
                    for column in (node.left, node.right):
                        self._cell(CURRENT, form, indicator, column)
            case FormFilled():
                self._whole_form(node)
            case OnList():
                self._rosters[node.name] = None
        if isinstance(node, RowSum | RowCount | SameColumns | FormFilled):
            self._nodes[node] = None

    def _whole_form(self, node: FormFilled) -> None:
        form = self._regime.form[node.form]
        self._place(CURRENT, form.code)
        for indicator in form.indicators:
            for column in node.columns:
                if not indicator.title and column in indicator.columns:
                    self._cell(CURRENT, form, indicator.code, column)
        for group in form.row_groups:
            self._group(CURRENT, form.code, group.key)

    def _applicability(self, form: Form) -> None:
        condition = parse_applies(form.applies)
        if isinstance(condition, Listed):
            self._rosters[condition.roster] = None
        elif isinstance(condition, CellIs):
            cell = condition.cell
            self._cell(CURRENT, self._regime.form[cell.form], cell.indicator, cell.column)

    def _cell(self, when: str, form: Form, code: str, key: str) -> None:
        indicator, column = form.by_code[code], form.column[key]
        name = cell_name(when, CellRef(form.code, code, key))
        spec = cell_spec(self._regime, form, indicator, column)
        self._place(when, form.code)[name] = Leaf(name, code, key, spec, column.computed)

    def _head(self, form: Form, key: str) -> None:
        field = next(field for field in form.head_fields if field.key == key)
        name = cell_name(CURRENT, CellRef(form.code, head=key))
        spec = head_spec(self._regime, form, field)
        self._place(CURRENT, form.code)[name] = Leaf(name, "", key, spec)

    def _group(self, when: str, form_code: str, key: str) -> None:
        form = self._regime.form[form_code]
        self._place(when, form_code)
        group = form.row_group[key]
        self._lines[when, form_code, key] = tuple(
            Leaf(
                line_name(when, column.key), "", column.key,
                row_spec(self._regime, form, group, 1, column),
                column.kind is Kind.NUMBER and column.computed,
            )
            for column in group.columns
        )  # fmt: skip
