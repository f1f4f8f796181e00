"""Operations → Polars expressions. Null is what cannot be judged.

Int64 where the bound of a number allows it, Int128 beyond (ADR 0035).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import polars as pl

from ruantong.core.regime import Regime
from ruantong.core.rules.executors.columns_needs import leaf_name
from ruantong.core.rules.language import runtime
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.formats import FORMATS, codes_of
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.folding import Bounds, bound, rounding
from ruantong.core.rules.lowering.ops import Op

_Kind = type[pl.Int64] | type[pl.Int128]
#: Judgements that are written the same whatever stands in them.
_JOINED: Mapping[type, Callable[..., pl.Expr]] = {
    ops.Truth: lambda known: pl.lit(known, dtype=pl.Boolean),
    ops.All: lambda parts: reduce(operator.and_, parts),
    ops.Any: lambda parts: reduce(operator.or_, parts),
    ops.Not: operator.invert,
    ops.Same: operator.eq,
    ops.Unless: lambda guard, judgement: pl.when(guard).then(None).otherwise(judgement),
}


def _kind(largest: int) -> _Kind:
    return pl.Int64 if largest < 2**63 else pl.Int128


class Printer:
    """Writes expressions; ``full`` tells the columns without blanks."""

    def __init__(self, regime: Regime, full: Callable[[str], bool], bounds: Bounds) -> None:
        self._regime = regime
        self._full = full
        self._bounds = bounds
        #: Columns with 0 or an empty text for blank, by name; to be made before they are used.
        self.filled: dict[str, pl.Expr] = {}
        #: Operations that stand in columns of their own.
        self.named: dict[Op, str] = {}

    def code(self, op: Op) -> pl.Expr:
        """An expression for a text or a judgement, or for a number in the narrowest type."""
        if op in self.named:
            return pl.col(self.named[op])
        if type(op) in _JOINED:
            return _JOINED[type(op)](*op.mapped(self.code))
        match op:
            case ops.Load(leaf):
                return self._blank_as(leaf, 0)
            case ops.LoadText(leaf):
                return self._blank_as(leaf, "")
            case ops.Literal(value):
                return pl.lit(value)
            case ops.Blank(leaf) | ops.Fact(leaf):
                column = pl.col(leaf_name(leaf))
                return column.is_null() if isinstance(op, ops.Blank) else column
            case ops.Pick():
                return self._pick(op)
            case ops.Part(operand, start, stop):
                clean = self.code(operand).str.replace_all("-", "", literal=True)
                return clean.str.slice(start, stop - start)
            case ops.TextTest() | ops.SameText():
                return self._of_texts(op)
            case ops.Comparison() | ops.Divisible():
                return self._of_numbers(op)
        return self._number(op)

    def _blank_as(self, leaf: Any, nothing: int | str) -> pl.Expr:
        name = leaf_name(leaf)
        never = isinstance(leaf, t.PeriodNumber | t.UnitFact | t.RowCount | t.AutoValue)
        if never or self._full(name):
            return pl.col(name)
        self.filled[f"z{name}"] = pl.col(name).fill_null(nothing)
        return pl.col(f"z{name}")

    # numbers -------------------------------------------------------------------------------

    def _bound(self, number: Any) -> int:
        return bound(number, self._bounds)

    def _as(self, kind: _Kind, number: Any) -> pl.Expr:
        """A number as Int64, which has to be wide enough, or as Int128."""
        if isinstance(number, ops.Int):
            return pl.lit(number.value, dtype=kind)
        code = self.code(number)
        return code if kind is _kind(self._bound(number)) else code.cast(kind)

    def _number(self, op: Any) -> pl.Expr:
        kind = _kind(self._bound(op))
        match op:
            case ops.Int():
                return self._as(kind, op)
            case ops.Sum():
                return self._sum(op, kind)
            case ops.Product(left, right):
                return self._as(kind, left) * self._as(kind, right)
            case ops.Abs(operand):
                return self._as(kind, operand).abs()
            case ops.Extreme(which, operands):
                pick = pl.max_horizontal if which == "max" else pl.min_horizontal
                return pick(*(self._as(kind, item) for item in operands))
            case ops.Signed(operand, by):
                return self._as(kind, operand) * self._sign(by, kind)
            case ops.Quotient():
                return self._quotient(op, _kind(rounding(op, self._bounds))).cast(kind)
        raise TypeError(type(op).__name__)

    def _sum(self, op: ops.Sum, kind: _Kind) -> pl.Expr:
        plus, minus = make.sides(op)
        if minus != ops.ZERO:
            return self._as(kind, plus) - self._as(kind, minus)
        pieces = [
            self._as(kind, number) * (1 if factor == 1 else pl.lit(factor, dtype=kind))
            for factor, number in op.terms
        ]
        pieces += [pl.lit(op.constant, dtype=kind)] if op.constant else []
        return reduce(operator.add, pieces)

    def _sign(self, number: ops.Number, kind: _Kind) -> pl.Expr:
        """-1 where a number is negative, else 1."""
        one, other = (pl.lit(sign, dtype=kind) for sign in (1, -1))
        return pl.when(self.code(number) >= 0).then(one).otherwise(other)

    def _quotient(self, op: ops.Quotient, kind: _Kind) -> pl.Expr:
        above, below = self._as(kind, op.operand), self._as(kind, op.divisor)
        size = (above.abs() * 2 + below.abs()) // (below.abs() * 2)
        return size * self._sign(op.operand, kind) * self._sign(op.divisor, kind)

    def _pick(self, op: ops.Pick) -> pl.Expr:
        def code(value: Any) -> pl.Expr:
            text = isinstance(op.default, ops.Literal | ops.LoadText | ops.Part)
            return self.code(value) if text else self._as(_kind(self._bound(op)), value)

        found = code(op.default)
        for condition, value in reversed(op.cases):
            found = pl.when(self.code(condition)).then(code(value)).otherwise(found)
        return found

    # judgements ----------------------------------------------------------------------------

    def _of_numbers(self, op: ops.Comparison | ops.Divisible) -> pl.Expr:
        if isinstance(op, ops.Divisible):
            kind = _kind(max(self._bound(op.number), self._bound(op.by)))
            return self._as(kind, op.number) % self._as(kind, op.by) == 0
        kind = _kind(self._bound(op.number))
        plus, minus = (op.number, ops.ZERO) if op.number in self.named else make.sides(op.number)
        sides: list[Any] = [self._as(kind, plus), self._as(kind, minus) if minus != ops.ZERO else 0]
        found: pl.Expr = make.COMPARE[op.operator](*sides)
        return found

    def _of_texts(self, op: ops.TextTest | ops.SameText) -> pl.Expr:
        match op:
            case ops.TextTest(ops.STARTS, text, values):
                return pl.any_horizontal(*(self.code(text).str.starts_with(v) for v in values))
            case ops.TextTest(ops.AMONG, text, values):
                return self.code(text).is_in(list(values))
            case ops.TextTest(ops.FORMAT, text, (name,)):
                fault = FORMATS[name]
                return _tested(self.code(text), lambda one: fault(one) is None)
            case ops.TextTest(kind, text, (name,)):
                codes = codes_of(self._regime, name, leaves=kind == ops.LEAVES)
                return self.code(text).is_in(list(codes))
            case ops.SameText(ops.Literal(wanted), text) | ops.SameText(text, ops.Literal(wanted)):
                return _tested(self.code(text), lambda one: runtime.same_text(one, wanted))
            case ops.SameText(left, right):
                pair = pl.struct(self.code(left).alias("left"), self.code(right).alias("right"))
                return pair.map_batches(_same_texts, return_dtype=pl.Boolean)
        raise TypeError(type(op).__name__)


def _tested(texts: pl.Expr, test: Callable[[str], bool]) -> pl.Expr:
    """A test of texts, made once for each text."""

    def tested(values: pl.Series) -> pl.Series:
        return values.is_in([one for one in values.unique() if test(one)])

    return texts.map_batches(tested, return_dtype=pl.Boolean)


def _same_texts(pairs: pl.Series) -> pl.Series:
    sides = pairs.struct.unnest()
    found = map(runtime.same_text, sides["left"], sides["right"])
    return pl.Series(pairs.name, list(found), pl.Boolean)
