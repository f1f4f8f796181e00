"""What every rule comes down to, and what every executor prints.

Numbers are integers: scales are aligned, ratios are multiplied out and tolerances are added before
an operation is made (``make.py``).
"""

from __future__ import annotations

import typing
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Op:
    """What all operations share."""

    __match_args__: typing.ClassVar[tuple[str, ...]] = ()

    @cached_property
    def below(self) -> tuple[Op, ...]:
        """The operations directly below."""
        found: list[Op] = []
        self.mapped(found.append)
        return tuple(found)

    @cached_property
    def everything(self) -> tuple[Op, ...]:
        """The operation itself and all below it, as often as they stand there."""
        return (self, *(op for child in self.below for op in child.everything))

    def mapped(self, each: Callable[[Op], object]) -> list[typing.Any]:
        """The fields, with what ``each`` makes of the operations in them."""
        return [_mapped(getattr(self, name), each) for name in self.__match_args__]


def _mapped(value: typing.Any, each: Callable[[Op], object]) -> typing.Any:
    if isinstance(value, Op):
        return each(value)
    return tuple(_mapped(item, each) for item in value) if isinstance(value, tuple) else value


class Number(Op):
    """An integer."""


class Text(Op):
    """Characters, none for blank."""


class Logic(Op):
    """True, false, or None: cannot be judged."""


# ---- integers ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Int(Number):
    value: int


@dataclass(frozen=True)
class Load(Number):
    """A number in its last decimal place; blank is 0."""

    leaf: NumberLeaf


@dataclass(frozen=True)
class Sum(Number):
    """``constant`` and each term times its coefficient, which is not 0."""

    terms: tuple[tuple[int, Number], ...]
    constant: int = 0


@dataclass(frozen=True)
class Product(Number):
    left: Number
    right: Number


@dataclass(frozen=True)
class Abs(Number):
    operand: Number


@dataclass(frozen=True)
class Extreme(Number):
    """``which`` is "max" or "min"."""

    which: str
    operands: tuple[Number, ...]


@dataclass(frozen=True)
class Signed(Number):
    """The operand with its sign turned round where ``by`` is negative."""

    operand: Number
    by: Number


@dataclass(frozen=True)
class Quotient(Number):
    """Rounded half up, away from zero; asked for only where ``divisor`` is not 0."""

    operand: Number
    divisor: Number


@dataclass(frozen=True)
class Pick(Number, Text):
    """The value (numbers, or texts) of the first case that holds, else ``default``."""

    cases: tuple[tuple[Logic, Number | Text], ...]
    default: Number | Text


# ---- texts -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Literal(Text):
    value: str


@dataclass(frozen=True)
class LoadText(Text):
    """A text or code; blank is empty."""

    leaf: TextLeaf


@dataclass(frozen=True)
class Part(Text):
    """Characters ``start`` (from 0) to before ``stop``, hyphens left out before counting."""

    operand: Text
    start: int
    stop: int


# ---- truth values ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Truth(Logic):
    """What is known beforehand."""

    value: bool | None


@dataclass(frozen=True)
class Comparison(Logic):
    """A number against 0; ``operator`` is one of = != < <= > >=."""

    operator: str
    number: Number


@dataclass(frozen=True)
class Divisible(Logic):
    """Whether ``number`` is a multiple of ``by``, which is not 0 where it is asked for."""

    number: Number
    by: Number


@dataclass(frozen=True)
class TextTest(Logic):
    """``kind``: one of ``values``, begins with one of them, a code (one that may be chosen) of the
    list that ``values`` names, of the format that it names.
    """

    kind: str
    text: Text
    values: tuple[str, ...]


@dataclass(frozen=True)
class SameText(Logic):
    """Whether two texts are the same apart from width, letter case and blanks."""

    left: Text
    right: Text


@dataclass(frozen=True)
class Blank(Logic):
    """Whether a cell holds nothing, or an automatic cell cannot be worked out."""

    leaf: Leaf


@dataclass(frozen=True)
class Fact(Logic):
    leaf: FactLeaf


@dataclass(frozen=True)
class Joined(Logic):
    operands: tuple[Logic, ...]


class All(Joined):
    """且: false if one is false, else unknown if one is unknown."""


class Any(Joined):
    """或: true if one is true, else unknown if one is unknown."""


@dataclass(frozen=True)
class Not(Logic):
    operand: Logic


@dataclass(frozen=True)
class Same(Logic):
    """Whether two judgements agree."""

    left: Logic
    right: Logic


@dataclass(frozen=True)
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
