"""Checked expression tree: every name resolved to one cell, every number with its scale.

What a node means is said in ``lowering``. A number at scale 2 holds hundredths.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ruantong.core.cellref import CellRef

# Which return a cell is read from.
CURRENT, PREVIOUS, YEAR_AGO, DECEMBER = "current", "previous", "year_ago", "december"


class Tree:
    """What all nodes share: the nodes below, gathered once."""

    @cached_property
    def below(self) -> tuple[Node, ...]:
        """The nodes directly below, in the order they are written."""
        fields = dataclasses.fields(self)  # type: ignore[arg-type]
        return tuple(n for item in fields for n in _nodes_in(getattr(self, item.name)))

    @cached_property
    def everything(self) -> tuple[Node, ...]:
        """The node itself and everything below it, in written order."""
        own: Node = self  # type: ignore[assignment]
        return (own, *(node for child in self.below for node in child.everything))


def _nodes_in(value: Any) -> Iterator[Node]:
    if isinstance(value, Tree):
        yield value  # type: ignore[misc]
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)


@dataclass(frozen=True)
class Const(Tree):
    """``units`` × 10^-``scale``."""

    units: int
    scale: int


@dataclass(frozen=True)
class TextConst(Tree):
    value: str


@dataclass(frozen=True)
class Parameter(Tree):
    """A parameter of the edition (``usd``), its value fixed when the rules are compiled."""

    name: str
    units: int
    scale: int
    measure: str = ""


@dataclass(frozen=True)
class PeriodNumber(Tree):
    """``months`` cumulated by the period, or its ``year``."""

    which: str


@dataclass(frozen=True)
class Cell(Tree):
    """A fixed cell; ``measure`` is its unit, ``text`` tells codes and texts from numbers."""

    when: str
    form: str
    indicator: str
    column: str
    scale: int = 0
    text: bool = False
    measure: str = ""

    @cached_property
    def ref(self) -> str:
        return str(CellRef(self.form, self.indicator, self.column))


@dataclass(frozen=True)
class HeadCell(Tree):
    """A question of a form's head; always text."""

    form: str
    key: str

    @cached_property
    def ref(self) -> str:
        return str(CellRef(self.form, head=self.key))


@dataclass(frozen=True)
class RowCell(Tree):
    """A cell of the line a row rule looks at; ``year_ago``: of last year's line of that code."""

    when: str
    form: str
    group: str
    column: str
    scale: int = 0
    text: bool = False
    measure: str = ""


@dataclass(frozen=True)
class RowColumn(Tree):
    """All lines' cells of one column (不重复)."""

    form: str
    group: str
    column: str


@dataclass(frozen=True)
class RowSum(Tree):
    """Sum of a column over the lines whose code begins with one of ``prefixes``; blank if none."""

    form: str
    group: str
    column: str
    prefixes: tuple[str, ...]
    scale: int = 0
    measure: str = ""


@dataclass(frozen=True)
class RowCount(Tree):
    """How many lines have a code that begins with one of ``prefixes`` (none given: all)."""

    form: str
    group: str
    prefixes: tuple[str, ...]


@dataclass(frozen=True)
class Add(Tree):
    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True)
class Multiply(Tree):
    left: Node
    right: Node


@dataclass(frozen=True)
class Divide(Tree):
    left: Node
    right: Node


@dataclass(frozen=True)
class Applied(Tree):
    #: of numbers: the name under which ``lower.FUNCTIONS`` says what it means
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Extreme(Tree):
    """``which`` is "max" or "min"."""

    which: str
    operands: tuple[Node, ...]


@dataclass(frozen=True)
class Round(Tree):
    """Rounded half up (away from zero) to ``places``."""

    operand: Node
    places: int


@dataclass(frozen=True)
class Choice(Tree):
    """The value of the first case whose condition holds, else ``default``."""

    cases: tuple[tuple[Node, Node], ...]
    default: Node


@dataclass(frozen=True)
class AutoValue(Tree):
    """What the platform computes for a cell; compiled from the computation of that name."""

    form: str
    indicator: str
    column: str
    scale: int
    measure: str = ""

    @cached_property
    def ref(self) -> str:
        return str(CellRef(self.form, self.indicator, self.column))


@dataclass(frozen=True)
class UnitFact(Tree):
    """A text the register knows of the unit (``district``)."""

    which: str


@dataclass(frozen=True)
class Slice(Tree):
    """Characters ``start`` to ``stop`` (from 1, inclusive), hyphens left out before counting."""

    operand: Node
    start: int
    stop: int


@dataclass(frozen=True)
class Compare(Tree):
    """Numbers; ``tolerance`` is (units, scale); ``measure`` the unit both sides share."""

    operator: str
    left: Node
    right: Node
    tolerance: tuple[int, int] = (0, 0)
    measure: str = ""


@dataclass(frozen=True)
class TextCompare(Tree):
    """Texts and codes: ``=`` or ``!=``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class And(Tree):
    operands: tuple[Node, ...]


@dataclass(frozen=True)
class Or(Tree):
    operands: tuple[Node, ...]


@dataclass(frozen=True)
class Not(Tree):
    operand: Node


@dataclass(frozen=True)
class Implies(Tree):
    condition: Node
    consequence: Node


@dataclass(frozen=True)
class Iff(Tree):
    left: Node
    right: Node


@dataclass(frozen=True)
class IsBlank(Tree):
    operand: Cell | HeadCell | RowCell


@dataclass(frozen=True)
class FormFilled(Tree):
    """Whether any of the form's own ``columns`` or lines holds a value."""

    form: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class OnList(Tree):
    """Whether the unit is on a roster for the period."""

    name: str


@dataclass(frozen=True)
class UniqueInRegister(Tree):
    """Whether no other unit has this credit code; unknown outside the platform."""


@dataclass(frozen=True)
class OneOf(Tree):
    operand: Node
    values: tuple[str, ...]


@dataclass(frozen=True)
class StartsWith(Tree):
    operand: Node
    prefixes: tuple[str, ...]


@dataclass(frozen=True)
class InCodeList(Tree):
    """Whether a text is a code of the list; ``leaf``: and one that may be chosen."""

    operand: Node
    code_list: str
    leaf: bool


@dataclass(frozen=True)
class Matches(Tree):
    """Whether a text has a known format (see ``formats.FORMATS``)."""

    operand: Node
    format: str


@dataclass(frozen=True)
class SameColumns(Tree):
    """Whether two columns hold the same values in every row, and not only zeros and blanks."""

    form: str
    indicators: tuple[str, ...]
    left: str
    right: str


@dataclass(frozen=True)
class UniqueInRows(Tree):
    """Whether this line's value stands in no other line."""

    column: RowColumn


@dataclass(frozen=True)
class IsWhole(Tree):
    operand: Node


@dataclass(frozen=True)
class MagnitudeSlip(Tree):
    """Whether left ÷ right, or its inverse, is about 10, 100, 1000 or 10,000 (R6-29)."""

    left: Node
    right: Node


NumberNode = (
    Const
    | Parameter
    | PeriodNumber
    | Cell
    | RowCell
    | RowSum
    | RowCount
    | Add
    | Multiply
    | Divide
    | Applied
    | Extreme
    | Round
    | Choice
    | AutoValue
)
TextNode = TextConst | Cell | HeadCell | RowCell | Choice | UnitFact | Slice
LogicNode = (
    Compare
    | TextCompare
    | And
    | Or
    | Not
    | Implies
    | Iff
    | IsBlank
    | FormFilled
    | OnList
    | UniqueInRegister
    | OneOf
    | StartsWith
    | InCodeList
    | Matches
    | SameColumns
    | UniqueInRows
    | IsWhole
    | MagnitudeSlip
)
Node = NumberNode | TextNode | LogicNode | RowColumn


def walk(node: Node) -> tuple[Node, ...]:
    """The node and everything below it, in written order."""
    return node.everything
