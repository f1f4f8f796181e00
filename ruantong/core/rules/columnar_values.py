"""Checked trees → Polars expressions: numbers and texts; the columnar twin of ``emit.py``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ruantong.core.regime import Regime
from ruantong.core.rules import runtime
from ruantong.core.rules.columnar_needs import MOST_LINES, column_name
from ruantong.core.rules.columnar_numbers import (
    Judgement,
    TooWide,
    Whole,
    constant,
)
from ruantong.core.rules.python import Formula
from ruantong.core.rules.tree import (
    Absolute,
    Add,
    AutoValue,
    Cell,
    Choice,
    Const,
    Divide,
    Extreme,
    HeadCell,
    Multiply,
    Node,
    Parameter,
    PeriodNumber,
    Round,
    RowCell,
    RowCount,
    RowSum,
    Slice,
    TextConst,
    UnitFact,
)
from ruantong.core.values import MAX_SCALED

_BOUNDS = {"months": 12, "year": 2100}

#: What is known of a column beforehand: every value there, none there, or neither.
FULL, BLANK, MIXED = "full", "blank", "mixed"


#: A text column, or the text that stands in every row.
Text = pl.Expr | str

ZERO, ONE = constant(0), constant(1)


@dataclass(frozen=True)
class Number:
    """An integer at ``scale`` over ``below``; it has no value where one of ``guards`` holds.

    ``positive``: ``below`` is surely greater than 0.
    """

    above: Whole
    scale: int
    below: Whole = ONE
    positive: bool = True
    guards: tuple[Judgement, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether nothing was divided."""
        return isinstance(self.below.code, int) and self.below.code == 1


class Values(ABC):
    """Writes expressions; ``states`` says of each column whether it holds blanks."""

    def __init__(
        self, regime: Regime, states: Mapping[str, str], formulas: Mapping[str, Formula]
    ) -> None:
        self._regime = regime
        self._states = states
        self._formulas = formulas
        #: Columns with 0 or an empty text for blank, by name; to be made before they are used.
        self.filled: dict[str, pl.Expr] = {}
        #: Values used several times, by column name; they start from filled columns.
        self.shared: dict[str, pl.Expr] = {}
        #: Largest values of the automatic cells that have a column, by reference.
        self.bounds: dict[str, int] = {}

    def state(self, name: str) -> str:
        """What is known of a column."""
        return self._states.get(name, MIXED)

    def is_blank(self, node: Node) -> Judgement:
        """Whether a cell holds nothing."""
        name = column_name(node)
        known = {BLANK: True, FULL: False}.get(self.state(name))
        return pl.col(name).is_null() if known is None else known

    def _filled(self, name: str, nothing: int | str) -> pl.Expr:
        if self.state(name) == FULL:
            return pl.col(name)
        self.filled[f"z{name}"] = pl.col(name).fill_null(nothing)
        return pl.col(f"z{name}")

    def shared_value(self, value: Whole) -> Whole:
        """A value that is used many times, as a column of its own."""
        if isinstance(value.code, int) or value.code.meta.is_column():
            return value
        name = f"shared:{len(self.shared)}"
        self.shared[name] = value.code
        return Whole(pl.col(name), value.bound)

    # numbers -------------------------------------------------------------------------------

    def number(self, node: Node) -> Number:
        """A number node."""
        match node:
            case Const() | Parameter():
                return Number(constant(node.units), node.scale)
            case PeriodNumber():
                return Number(Whole(pl.col(node.which), _BOUNDS[node.which]), 0)
            case Cell() | RowCell() | RowSum() | RowCount():
                return self._leaf(node)
            case AutoValue():
                name = column_name(node)
                if node.ref not in self.bounds:
                    raise TooWide(node.ref)
                value = Whole(pl.col(name), self.bounds[node.ref])
                return Number(value, node.scale, guards=(pl.col(name).is_null(),))
            case Add():
                return self._add(node)
            case Multiply():
                left, right = self.number(node.left), self.number(node.right)
                return Number(
                    left.above.times(right.above),
                    left.scale + right.scale,
                    left.below.times(right.below),
                    left.positive and right.positive,
                    left.guards + right.guards,
                )
            case Divide():
                return self._divide(node)
        return self._function(node)

    def _leaf(self, node: Cell | RowCell | RowSum | RowCount) -> Number:
        name = column_name(node)
        scale = 0 if isinstance(node, RowCount) else node.scale
        if self.state(name) == BLANK:
            return Number(ZERO, scale)
        many = MOST_LINES if isinstance(node, RowSum | RowCount) else 1
        return Number(Whole(self._filled(name, 0), MAX_SCALED * many), scale)

    def _add(self, node: Add) -> Number:
        parts = [(sign, self.number(term)) for sign, term in node.terms]
        scale = max(part.scale for _, part in parts)
        total, below = ZERO, ONE
        for sign, part in parts:
            # a/p + b/q = (a·q + b·p) / (p·q), and p is mostly 1
            added = part.above.shifted(scale - part.scale).times(below)
            total = total.times(part.below).plus(added, sign)
            below = below.times(part.below)
        guards = tuple(guard for _, part in parts for guard in part.guards)
        return Number(total, scale, below, all(part.positive for _, part in parts), guards)

    def _divide(self, node: Divide) -> Number:
        above, by = self.number(node.left), self.number(node.right)
        # a / (p/q) is a·q / p: the divisor's own denominator moves up.
        shift = above.scale - by.scale
        zero = by.above.compared("=", ZERO)
        fixed = isinstance(node.right, Const | Parameter | PeriodNumber)
        positive = fixed and (not isinstance(by.above.code, int) or by.above.code > 0)
        return Number(
            above.above.times(by.below).shifted(-shift),
            max(shift, 0),
            above.below.times(by.above),
            above.positive and positive,
            (*above.guards, *by.guards, zero if not (fixed and positive) else False),
        )

    def _function(self, node: Node) -> Number:
        match node:
            case Absolute():
                inner = self.number(node.operand)
                return Number(
                    inner.above.absolute(), inner.scale, inner.below.absolute(), True, inner.guards
                )
            case Extreme():
                parts = [self.number(item) for item in node.operands]
                scale = max(part.scale for part in parts)
                value = parts[0].above.shifted(scale - parts[0].scale)
                for part in parts[1:]:
                    value = value.extreme(part.above.shifted(scale - part.scale), node.which)
                return Number(value, scale, guards=tuple(g for part in parts for g in part.guards))
            case Round():
                return rounded(self.number(node.operand), node.places)
            case Choice():
                return self._choice(node)
        raise TypeError(type(node).__name__)

    def _choice(self, node: Choice) -> Number:
        cases = [(self.judge(when), self.number(value)) for when, value in node.cases]
        default = self.number(node.default)
        scale = max(default.scale, *(value.scale for _, value in cases))
        found = default.above.shifted(scale - default.scale)
        for when, value in reversed(cases):
            chosen = value.above.shifted(scale - value.scale)
            if isinstance(when, pl.Expr):
                bound = max(chosen.bound, found.bound)
                code = pl.when(when).then(chosen.expression()).otherwise(found.expression())
                found = Whole(code, bound)
            elif when:
                found = chosen
        guards = tuple(g for part in (default, *(v for _, v in cases)) for g in part.guards)
        return Number(found, scale, guards=guards)

    @staticmethod
    def _chosen(when: Judgement, then: Text, otherwise: Text) -> Text:
        if not isinstance(when, pl.Expr):
            return then if when else otherwise
        parts = (pl.lit(text) if isinstance(text, str) else text for text in (then, otherwise))
        return pl.when(when).then(next(parts)).otherwise(next(parts))

    @abstractmethod
    def judge(self, node: Node) -> Judgement:
        """A judgement, which a choice of values may depend on."""

    # texts ---------------------------------------------------------------------------------

    def text(self, node: Node) -> Text:
        """A text node; a blank text is empty."""
        match node:
            case TextConst():
                return node.value
            case Cell() | HeadCell() | RowCell():
                name = column_name(node)
                return "" if self.state(name) == BLANK else self._filled(name, "")
            case UnitFact():
                return pl.col(node.which)
            case Slice():
                whole = self.text(node.operand)
                if isinstance(whole, str):
                    return runtime.part(whole, node.start - 1, node.stop)
                clean = whole.str.replace_all("-", "", literal=True)
                return clean.str.slice(node.start - 1, node.stop - node.start + 1)
            case Choice():
                found = self.text(node.default)
                for when, value in reversed(node.cases):
                    found = self._chosen(self.judge(when), self.text(value), found)
                return found
        raise TypeError(type(node).__name__)


def rounded(value: Number, places: int) -> Number:
    """A value rounded half up to ``places``."""
    shift = places - value.scale
    if value.plain and shift >= 0:
        return Number(value.above.shifted(shift), places, guards=value.guards)
    above, below = value.above.shifted(shift), value.below.shifted(-shift)
    return Number(above.over(below), places, guards=value.guards)
