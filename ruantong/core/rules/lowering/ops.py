"""What every rule comes down to, and what every executor prints.

Numbers are integers: scales are aligned, ratios are multiplied out and tolerances are added before
an operation is made (``make.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.nodes import Tree


class OldLine(t.LogicNode):
    """Whether last year's return has a line of this line's code."""


class Present(t.LogicNode):
    """Whether a return holds a form; for the current return: whether the form is owed."""

    when: str
    form: str


class HasLines(t.LogicNode):
    """Whether the current return has a line of a group."""

    form: str
    group: str


#: What holds a number, a text or a fact; executors say where they keep it.
NumberLeaf = t.Cell | t.RowCell | t.RowSum | t.RowCount | t.AutoValue | t.PeriodNumber
#: What may be blank, as the policy for blanks sees it.
BlankLeaf = t.Cell | t.HeadCell | t.RowCell | t.RowSum
TextLeaf = t.Cell | t.HeadCell | t.RowCell | t.UnitFact
Leaf = NumberLeaf | TextLeaf | t.LogicNode


class Op(Tree["Op"]):
    """What all operations share."""


class Lookup(Op):
    """What depends on the data at hand."""

    leaf: Leaf


class Number(Op):
    """An integer."""


class Text(Op):
    """Characters, none for blank."""


class Logic(Op):
    """True, false, or None: cannot be judged."""


# ---- integers ----------------------------------------------------------------------------------


class Int(Number):
    value: int


class Load(Lookup, Number):
    """A number in its last decimal place; blank is 0."""

    leaf: NumberLeaf


class Sum(Number):
    """``constant`` and each term times its coefficient, which is not 0."""

    terms: tuple[tuple[int, Number], ...]
    constant: int = 0


class Product(Number):
    left: Number
    right: Number


class Abs(Number):
    operand: Number


class Extreme(Number):
    """``which`` is "max" or "min"."""

    which: str
    operands: tuple[Number, ...]


class Signed(Number):
    """The operand with its sign turned round where ``by`` is negative."""

    operand: Number
    by: Number


class Quotient(Number):
    """Rounded half up, away from zero; asked for only where ``divisor`` is not 0."""

    operand: Number
    divisor: Number


class Pick(Number, Text):
    """The value (numbers, or texts) of the first case that holds, else ``default``."""

    cases: tuple[tuple[Logic, Number | Text], ...]
    default: Number | Text


# ---- texts -------------------------------------------------------------------------------------


class Literal(Text):
    value: str


class LoadText(Lookup, Text):
    """A text or code; blank is empty."""

    leaf: TextLeaf


class Part(Text):
    """Characters ``start`` (from 0) to before ``stop``, hyphens left out before counting."""

    operand: Text
    start: int
    stop: int


# ---- truth values ------------------------------------------------------------------------------


class Truth(Logic):
    """What is known beforehand."""

    value: bool | None


class Comparison(Logic):
    """A number against 0; ``operator`` is one of = != < <= > >=."""

    operator: str
    number: Number


class Divisible(Logic):
    """Whether ``number`` is a multiple of ``by``, which is not 0 where it is asked for."""

    number: Number
    by: Number


class TextTest(Logic):
    """``kind``: one of ``values``, begins with one of them, a code (one that may be chosen) of the
    list that ``values`` names, of the format that it names.
    """

    kind: str
    text: Text
    values: tuple[str, ...]


class SameText(Logic):
    """Whether two texts are the same apart from width, letter case and blanks."""

    left: Text
    right: Text


class Blank(Lookup, Logic):
    """Whether a cell holds nothing, or an automatic cell cannot be worked out."""


class Fact(Lookup, Logic):
    """A judgement that is looked up."""

    leaf: t.LogicNode


class Joined(Logic):
    operands: tuple[Logic, ...]


class All(Joined):
    """且: false if one is false, else unknown if one is unknown."""


class Any(Joined):
    """或: true if one is true, else unknown if one is unknown."""


class Not(Logic):
    operand: Logic


class Same(Logic):
    """Whether two judgements agree."""

    left: Logic
    right: Logic


class Unless(Logic):
    """A judgement that cannot be made where ``guard`` holds."""

    guard: Logic
    judgement: Logic


AMONG, STARTS, CODES, LEAVES, FORMAT = "among", "starts", "codes", "leaves", "format"
ZERO, ONE = Int(0), Int(1)
YES, NO, UNKNOWN = Truth(True), Truth(False), Truth(None)


def nullable(judgement: Op) -> bool:
    """Whether a judgement may be unknown."""
    match judgement:
        case Truth():
            return judgement.value is None
        case Fact():
            return isinstance(judgement.leaf, t.UniqueInRegister)
        case Unless():
            return True
        case Joined() | Not() | Same():
            return any(map(nullable, judgement.below))
    return False


def leaves_of(operations: Iterable[Op]) -> Iterator[Leaf]:
    """What operations look up, as often as they do."""
    every = (op for operation in operations for op in operation.everything)
    return (op.leaf for op in every if isinstance(op, Lookup))


def repeated(operations: Iterable[Op]) -> list[Op]:
    """What stands in the operations more than once, smaller ones before those made of them."""
    counts: Counter[Op] = Counter()
    ordered: list[Op] = []

    def visit(op: Op) -> None:
        counts[op] += 1
        if counts[op] == 1:
            for below in op.below:
                visit(below)
            ordered.append(op)

    for operation in operations:
        visit(operation)
    return [op for op in ordered if counts[op] > 1]
