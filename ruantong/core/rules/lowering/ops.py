"""What every rule comes down to, and what every executor prints.

Numbers are integers: scales are aligned, ratios are multiplied out and tolerances are added before
an operation is made (``make.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cached_property

from ruantong.core.rules.language import tree as t


@dataclass(frozen=True)
class OldLine:
    """Whether last year's return has a line of this line's code."""


@dataclass(frozen=True)
class Present:
    """Whether a return holds a form; for the current return: whether the form is owed."""

    when: str
    form: str


@dataclass(frozen=True)
class HasLines:
    """Whether the current return has a line of a group."""

    form: str
    group: str


#: What holds a number, a text or a fact; executors say where they keep it.
NumberLeaf = t.Cell | t.RowCell | t.RowSum | t.RowCount | t.AutoValue | t.PeriodNumber
#: What may be blank, as the policy for blanks sees it.
BlankLeaf = t.Cell | t.HeadCell | t.RowCell | t.RowSum
TextLeaf = t.Cell | t.HeadCell | t.RowCell | t.UnitFact
FactLeaf = (
    t.FormFilled
    | t.SameColumns
    | t.UniqueInRows
    | t.OnList
    | t.UniqueInRegister
    | OldLine
    | Present
    | HasLines
)
Leaf = NumberLeaf | TextLeaf | FactLeaf


class Operation:
    """What all operations share."""

    @cached_property
    def below(self) -> tuple[Op, ...]:
        """The operations directly below."""
        found = (getattr(self, item.name) for item in fields(self))  # type: ignore[arg-type]
        return tuple(op for value in found for op in _operations(value))

    @cached_property
    def everything(self) -> tuple[Op, ...]:
        """The operation itself and all below it, as often as they stand there."""
        own: Op = self  # type: ignore[assignment]
        return (own, *(op for child in self.below for op in child.everything))


def _operations(value: object) -> Iterator[Op]:
    if isinstance(value, Operation):
        yield value  # type: ignore[misc]
    elif isinstance(value, tuple):
        for item in value:
            yield from _operations(item)


# ---- integers ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Int(Operation):
    value: int


@dataclass(frozen=True)
class Load(Operation):
    """A number in its last decimal place; blank is 0."""

    leaf: NumberLeaf


@dataclass(frozen=True)
class Sum(Operation):
    """``constant`` and each term times its coefficient, which is not 0."""

    terms: tuple[tuple[int, Number], ...]
    constant: int = 0


@dataclass(frozen=True)
class Product(Operation):
    left: Number
    right: Number


@dataclass(frozen=True)
class Abs(Operation):
    operand: Number


@dataclass(frozen=True)
class Extreme(Operation):
    """``which`` is "max" or "min"."""

    which: str
    operands: tuple[Number, ...]


@dataclass(frozen=True)
class Signed(Operation):
    """The operand with its sign turned round where ``by`` is negative."""

    operand: Number
    by: Number


@dataclass(frozen=True)
class Quotient(Operation):
    """Rounded half up, away from zero; asked for only where ``divisor`` is not 0."""

    operand: Number
    divisor: Number


@dataclass(frozen=True)
class Pick(Operation):
    """The value (numbers, or texts) of the first case that holds, else ``default``."""

    cases: tuple[tuple[Logic, Number | Text], ...]
    default: Number | Text


# ---- texts -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Literal(Operation):
    value: str


@dataclass(frozen=True)
class LoadText(Operation):
    """A text or code; blank is empty."""

    leaf: TextLeaf


@dataclass(frozen=True)
class Part(Operation):
    """Characters ``start`` (from 0) to before ``stop``, hyphens left out before counting."""

    operand: Text
    start: int
    stop: int


# ---- truth values ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Truth(Operation):
    """What is known beforehand; None: cannot be judged."""

    value: bool | None


@dataclass(frozen=True)
class Comparison(Operation):
    """A number against 0; ``operator`` is one of = != < <= > >=."""

    operator: str
    number: Number


@dataclass(frozen=True)
class Divisible(Operation):
    """Whether ``number`` is a multiple of ``by``, which is not 0 where it is asked for."""

    number: Number
    by: Number


@dataclass(frozen=True)
class TextTest(Operation):
    """``kind``: one of ``values``, begins with one of them, a code (one that may be chosen) of the
    list that ``values`` names, of the format that it names.
    """

    kind: str
    text: Text
    values: tuple[str, ...]


@dataclass(frozen=True)
class SameText(Operation):
    """Whether two texts are the same apart from width, letter case and blanks."""

    left: Text
    right: Text


@dataclass(frozen=True)
class Blank(Operation):
    """Whether a cell holds nothing, or an automatic cell cannot be worked out."""

    leaf: Leaf


@dataclass(frozen=True)
class Fact(Operation):
    leaf: FactLeaf


@dataclass(frozen=True)
class All(Operation):
    operands: tuple[Logic, ...]


@dataclass(frozen=True)
class Any(Operation):
    operands: tuple[Logic, ...]


@dataclass(frozen=True)
class Not(Operation):
    operand: Logic


@dataclass(frozen=True)
class Same(Operation):
    """Whether two judgements agree."""

    left: Logic
    right: Logic


@dataclass(frozen=True)
class Unless(Operation):
    """A judgement that cannot be made where ``guard`` holds."""

    guard: Logic
    judgement: Logic


Number = Int | Load | Sum | Product | Abs | Extreme | Signed | Quotient | Pick
Text = Literal | LoadText | Part | Pick
Logic = (
    Truth
    | Comparison
    | Divisible
    | TextTest
    | SameText
    | Blank
    | Fact
    | All
    | Any
    | Not
    | Same
    | Unless
)
Op = Number | Text | Logic

AMONG, STARTS, CODES, LEAVES, FORMAT = "among", "starts", "codes", "leaves", "format"
ZERO, ONE = Int(0), Int(1)
YES, NO, UNKNOWN = Truth(True), Truth(False), Truth(None)


def nullable(judgement: Logic) -> bool:
    """Whether a judgement may be unknown."""
    match judgement:
        case Truth():
            return judgement.value is None
        case Fact():
            return isinstance(judgement.leaf, t.UniqueInRegister)
        case Unless():
            return True
        case All() | Any():
            return any(map(nullable, judgement.operands))
        case Not():
            return nullable(judgement.operand)
        case Same():
            return nullable(judgement.left) or nullable(judgement.right)
    return False


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
