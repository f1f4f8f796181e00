"""Checked expression tree: every name resolved to one cell, every number with its scale.

What a node means is said in ``lowering``. A number at scale 2 holds hundredths.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.core.rules.language.nodes import Tree

# Which return a cell is read from.
CURRENT, PREVIOUS, YEAR_AGO, DECEMBER = "current", "previous", "year_ago", "december"
#: The operator of a comparison that holds where another one does not.
OPPOSITES = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


class Node(Tree["Node"]):
    """What all nodes share."""


def walk(node: Node) -> tuple[Node, ...]:
    """The node and everything below it, in written order."""
    return node.everything


def kind_of(node: Node) -> str:
    """``number``, ``text``, ``logic`` or ``column`` (all lines of one column)."""
    match node:
        case LogicNode():
            return "logic"
        case RowColumn():
            return "column"
        case Choice():
            return kind_of(node.default)
        case TextConst() | HeadCell() | UnitFact() | Slice():
            return "text"
        case Cell() | RowCell() if node.text:
            return "text"
    return "number"


def to_json(node: Node) -> list[Any]:
    """A node for the JSON encoder, its name and its fields: what the rule set's hash covers."""
    if isinstance(node, Applied):
        return [node.function, *node.arguments]
    return [type(node).__name__, *node.fields]


class LogicNode(Node):
    """True, false or cannot be judged."""


class Const(Node):
    """``units`` × 10^-``scale``."""

    units: int
    scale: int


class TextConst(Node):
    value: str


class Parameter(Node):
    """A parameter of the edition (``usd``), its value fixed when the rules are compiled; ``words``
    is what a sentence calls it.
    """

    name: str
    words: str
    units: int
    scale: int
    measure: str = ""


class PeriodNumber(Node):
    """``months`` cumulated by the period, or its ``year``."""

    which: str


class Cell(Node):
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


class HeadCell(Node):
    """A question of a form's head; always text."""

    form: str
    key: str

    @cached_property
    def ref(self) -> str:
        return str(CellRef(self.form, head=self.key))


class RowCell(Node):
    """A cell of the line a row rule looks at; ``year_ago``: of last year's line of that code."""

    when: str
    form: str
    group: str
    column: str
    scale: int = 0
    text: bool = False
    measure: str = ""


class RowColumn(Node):
    """All lines' cells of one column (不重复)."""

    form: str
    group: str
    column: str


class RowSum(Node):
    """Sum of a column over the lines whose code begins with one of ``prefixes``; blank if none."""

    form: str
    group: str
    column: str
    prefixes: tuple[str, ...]
    scale: int = 0
    measure: str = ""


class RowCount(Node):
    """How many lines have a code that begins with one of ``prefixes`` (none given: all)."""

    form: str
    group: str
    prefixes: tuple[str, ...]


class AutoValue(Node):
    """What the platform computes for a cell; compiled from the computation of that name."""

    form: str
    indicator: str
    column: str
    scale: int
    measure: str = ""

    @cached_property
    def ref(self) -> str:
        return str(CellRef(self.form, self.indicator, self.column))


class UnitFact(Node):
    """A text the register knows of the unit (``district``)."""

    which: str


def line_ref(node: RowCell | RowColumn | RowSum, line: int) -> str:
    """The reference of a node's cell in one line."""
    return str(CellRef(node.form, column=node.column, group=node.group, line=line))


class Add(Node):
    """Terms with their signs (+1, -1)."""

    terms: tuple[tuple[int, Node], ...]


class Pair(Node):
    left: Node
    right: Node


class Multiply(Pair):
    """``left`` × ``right``."""


class Divide(Pair):
    """``left`` ÷ ``right``."""


class Applied(Node):
    #: of numbers: the name under which ``lower.FUNCTIONS`` says what it means
    function: str
    arguments: tuple[Node, ...]


class Extreme(Node):
    """``which`` is "max" or "min"."""

    which: str
    operands: tuple[Node, ...]


class Round(Node):
    """Rounded half up (away from zero) to ``places``."""

    operand: Node
    places: int


class Choice(Node):
    """The value of the first case whose condition holds, else ``default``."""

    cases: tuple[tuple[Node, Node], ...]
    default: Node


class Slice(Node):
    """Characters ``start`` to ``stop`` (from 1, inclusive), hyphens left out before counting."""

    operand: Node
    start: int
    stop: int


class Compare(LogicNode):
    """Numbers; ``tolerance`` is (units, scale); ``measure`` the unit both sides share."""

    operator: str
    left: Node
    right: Node
    tolerance: tuple[int, int] = (0, 0)
    measure: str = ""


class TextCompare(LogicNode):
    """Texts and codes: ``=`` or ``!=``."""

    operator: str
    left: Node
    right: Node


class Joined(LogicNode):
    operands: tuple[Node, ...]


class And(Joined):
    """且."""


class Or(Joined):
    """或."""


class Not(LogicNode):
    operand: Node


class Implies(LogicNode):
    condition: Node
    consequence: Node


class Iff(Pair, LogicNode):
    """当且仅当."""


class IsBlank(LogicNode):
    operand: Cell | HeadCell | RowCell


class FormFilled(LogicNode):
    """Whether any of the form's own ``columns`` or lines holds a value."""

    form: str
    columns: tuple[str, ...]


class OnList(LogicNode):
    """Whether the unit is on a roster for the period."""

    name: str


class UniqueInRegister(LogicNode):
    """Whether no other unit has this credit code; unknown outside the platform."""


class OneOf(LogicNode):
    operand: Node
    values: tuple[str, ...]


class StartsWith(LogicNode):
    operand: Node
    prefixes: tuple[str, ...]


class InCodeList(LogicNode):
    """Whether a text is a code of the list; ``leaf``: and one that may be chosen."""

    operand: Node
    code_list: str
    leaf: bool


class Matches(LogicNode):
    """Whether a text has a known format (see ``formats.FORMATS``)."""

    operand: Node
    format: str


class SameColumns(LogicNode):
    """Whether two columns hold the same values in every row, and not only zeros and blanks."""

    form: str
    indicators: tuple[str, ...]
    left: str
    right: str


class UniqueInRows(LogicNode):
    """Whether this line's value stands in no other line."""

    column: RowColumn


class IsWhole(LogicNode):
    operand: Node


class MagnitudeSlip(Pair, LogicNode):
    """Whether left ÷ right, or its inverse, is about 10, 100, 1000 or 10,000 (R6-29)."""
