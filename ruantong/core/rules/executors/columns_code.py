"""Operations → Polars expressions. Null is what cannot be judged.

Int64 where the bound of a number allows it, Int128 beyond (ADR 0035).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import polars as pl

from ruantong.core.cellref import CellRef
from ruantong.core.regime import Regime
from ruantong.core.rules.executors.columns_needs import column_name, place_name
from ruantong.core.rules.language import runtime
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.formats import FORMATS, codes_of
from ruantong.core.rules.lowering import ops
from ruantong.core.rules.lowering.folding import bound
from ruantong.core.rules.lowering.ops import Op

_INT64 = 2**63 - 1
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt,
    "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
#: Column of a frame of lines: whether last year's return has a line of the same code.
OLD = "old"


def lines_name(form: str, group: str) -> str:
    """Column with the number of lines of a return."""
    return f"lines:{CellRef(form, group=group)}"


def leaf_name(leaf: Any) -> str:
    """The column a leaf is read from."""
    match leaf:
        case t.PeriodNumber() | t.UnitFact():
            return leaf.which
        case t.UniqueInRegister():
            return "unique"
        case t.UniqueInRows(column):
            return f"again:{column.column}"
        case ops.OldLine():
            return OLD
        case ops.Present(when, form):
            return place_name(when, form)
        case ops.HasLines(form, group):
            return lines_name(form, group)
    return column_name(leaf)


class Printer:
    """Writes expressions; ``full`` are the columns without blanks."""

    def __init__(
        self, regime: Regime, full: Callable[[str], bool], automatic: Mapping[str, int]
    ) -> None:
        self._regime = regime
        self._full = full
        self._automatic = automatic
        #: Columns with 0 or an empty text for blank, by name; to be made before they are used.
        self.filled: dict[str, pl.Expr] = {}
        #: Operations that stand in columns of their own.
        self.named: dict[Op, str] = {}

    def code(self, op: Op) -> pl.Expr:
        """An expression for a text or a judgement, or for a number in the narrowest type."""
        if op in self.named:
            return pl.col(self.named[op])
        found: pl.Expr = _PRINT[type(op)](self, op)
        return found

    # numbers -------------------------------------------------------------------------------

    def _bound(self, number: ops.Number) -> int:
        return bound(number, self._automatic)

    def _typed(self, number: ops.Number, *, wide: bool) -> pl.Expr:
        """A number as Int128 where ``wide``, else as Int64."""
        if isinstance(number, ops.Int):
            return pl.lit(number.value, dtype=pl.Int128 if wide else pl.Int64)
        code = self.code(number)
        return code.cast(pl.Int128) if wide and self._bound(number) <= _INT64 else code

    def _int(self, op: ops.Int) -> pl.Expr:
        return self._typed(op, wide=abs(op.value) > _INT64)

    def _blank_as(self, leaf: Any, nothing: int | str) -> pl.Expr:
        name = leaf_name(leaf)
        never = isinstance(leaf, t.PeriodNumber | t.UnitFact | t.RowCount | t.AutoValue)
        if never or self._full(name):
            return pl.col(name)
        self.filled[f"z{name}"] = pl.col(name).fill_null(nothing)
        return pl.col(f"z{name}")

    def _terms(self, terms: list[tuple[int, ops.Number]], constant: int, wide: bool) -> pl.Expr:
        kind = pl.Int128 if wide else pl.Int64
        pieces = [
            self._typed(number, wide=wide) * pl.lit(factor, dtype=kind)
            if factor != 1
            else self._typed(number, wide=wide)
            for factor, number in terms
        ]
        if constant or not pieces:
            pieces.append(self._typed(ops.Int(constant), wide=wide))
        return reduce(operator.add, pieces)

    def _sides(self, op: ops.Number, *, wide: bool) -> tuple[pl.Expr, pl.Expr | None]:
        """Two sums without a minus whose difference is the number; None: the second is 0."""
        if op in self.named or not isinstance(op, ops.Sum):
            return self._typed(op, wide=wide), None
        plus = [(factor, number) for factor, number in op.terms if factor > 0]
        minus = [(-factor, number) for factor, number in op.terms if factor < 0]
        left = self._terms(plus, max(op.constant, 0), wide)
        if not minus and op.constant >= 0:
            return left, None
        return left, self._terms(minus, max(-op.constant, 0), wide)

    def _sum(self, op: ops.Sum) -> pl.Expr:
        left, right = self._sides(op, wide=self._bound(op) > _INT64)
        return left if right is None else left - right

    def _product(self, op: ops.Product) -> pl.Expr:
        wide = self._bound(op) > _INT64
        return self._typed(op.left, wide=wide) * self._typed(op.right, wide=wide)

    def _extreme(self, op: ops.Extreme) -> pl.Expr:
        wide = self._bound(op) > _INT64
        pick = pl.max_horizontal if op.which == "max" else pl.min_horizontal
        return pick(*(self._typed(item, wide=wide) for item in op.operands))

    def _signed(self, op: ops.Signed) -> pl.Expr:
        return self.code(op.operand) * self._sign(op.by, wide=self._bound(op) > _INT64)

    def _sign(self, number: ops.Number, *, wide: bool) -> pl.Expr:
        """-1 where a number is negative, else 1."""
        one, other = (pl.lit(sign, dtype=pl.Int128 if wide else pl.Int64) for sign in (1, -1))
        return pl.when(self.code(number) >= 0).then(one).otherwise(other)

    def _quotient(self, op: ops.Quotient) -> pl.Expr:
        widest = max(
            2 * self._bound(op.operand) + self._bound(op.divisor), self._bound(op.divisor) * 2
        )
        wide = widest > _INT64
        above, below = self._typed(op.operand, wide=wide), self._typed(op.divisor, wide=wide)
        size = (above.abs() * 2 + below.abs()) // (below.abs() * 2)
        found = size * self._sign(op.operand, wide=wide) * self._sign(op.divisor, wide=wide)
        return found.cast(pl.Int64) if wide and self._bound(op) <= _INT64 else found

    def _pick(self, op: ops.Pick) -> pl.Expr:
        values = [op.default, *(value for _, value in op.cases)]
        if isinstance(op.default, ops.Literal | ops.LoadText | ops.Part):
            codes = [self.code(value) for value in values]
        else:
            wide = self._bound(op) > _INT64
            codes = [self._typed(value, wide=wide) for value in values]  # type: ignore[arg-type]
        found = codes[0]
        for (condition, _), code in reversed(list(zip(op.cases, codes[1:], strict=True))):
            found = pl.when(self.code(condition)).then(code).otherwise(found)
        return found

    # texts ---------------------------------------------------------------------------------

    def _part(self, op: ops.Part) -> pl.Expr:
        clean = self.code(op.operand).str.replace_all("-", "", literal=True)
        return clean.str.slice(op.start, op.stop - op.start)

    def _text_test(self, op: ops.TextTest) -> pl.Expr:
        text = self.code(op.text)
        match op.kind:
            case ops.STARTS:
                return pl.any_horizontal(*(text.str.starts_with(one) for one in op.values))
            case ops.AMONG:
                return text.is_in(list(op.values))
            case ops.FORMAT:
                return _of_format(text, op.values[0])
        return text.is_in(list(codes_of(self._regime, op.values[0], leaves=op.kind == ops.LEAVES)))

    def _same_text(self, op: ops.SameText) -> pl.Expr:
        left, right = op.left, op.right
        if isinstance(left, ops.Literal):
            left, right = right, left
        if isinstance(right, ops.Literal):
            return _like(self.code(left), right.value)
        pair = pl.struct(self.code(left).alias("left"), self.code(right).alias("right"))
        return pair.map_batches(_same_texts, return_dtype=pl.Boolean)

    # judgements ----------------------------------------------------------------------------

    def _comparison(self, op: ops.Comparison) -> pl.Expr:
        left, right = self._sides(op.number, wide=self._bound(op.number) > _INT64)
        found: pl.Expr = _OPERATORS[op.operator](left, 0 if right is None else right)
        return found

    def _divisible(self, op: ops.Divisible) -> pl.Expr:
        wide = max(self._bound(op.number), self._bound(op.by)) > _INT64
        return self._typed(op.number, wide=wide) % self._typed(op.by, wide=wide) == 0

    def _fact(self, op: ops.Fact) -> pl.Expr:
        found = pl.col(leaf_name(op.leaf))
        if isinstance(op.leaf, ops.HasLines):
            return found > 0
        return ~found if isinstance(op.leaf, t.UniqueInRows) else found

    def _joined(self, op: ops.All | ops.Any) -> pl.Expr:
        word = operator.and_ if isinstance(op, ops.All) else operator.or_
        return reduce(word, map(self.code, op.operands))

    def _unless(self, op: ops.Unless) -> pl.Expr:
        return pl.when(self.code(op.guard)).then(None).otherwise(self.code(op.judgement))


def _like(texts: pl.Expr, wanted: str) -> pl.Expr:
    def alike(values: pl.Series) -> pl.Series:
        return values.is_in([one for one in values.unique() if runtime.same_text(one, wanted)])

    return texts.map_batches(alike, return_dtype=pl.Boolean)


def _same_texts(pairs: pl.Series) -> pl.Series:
    """Equal texts are found by the column; only pairs that differ are folded."""
    sides = pairs.struct.unnest()
    found = [
        left == right or runtime.same_text(left, right)
        for left, right in zip(sides["left"], sides["right"], strict=True)
    ]
    return pl.Series(pairs.name, found, pl.Boolean)


def _of_format(text: pl.Expr, name: str) -> pl.Expr:
    fault = FORMATS[name]

    def sound(texts: pl.Series) -> pl.Series:
        known = {one: fault(one) is None for one in texts.unique()}
        return pl.Series(texts.name, [known[one] for one in texts], pl.Boolean)

    return text.map_batches(sound, return_dtype=pl.Boolean)


_PRINT: Mapping[type, Callable[[Printer, Any], pl.Expr]] = {
    ops.Int: Printer._int,
    ops.Load: lambda to, op: to._blank_as(op.leaf, 0),
    ops.Sum: Printer._sum,
    ops.Product: Printer._product,
    ops.Abs: lambda to, op: to.code(op.operand).abs(),
    ops.Extreme: Printer._extreme,
    ops.Signed: Printer._signed,
    ops.Quotient: Printer._quotient,
    ops.Pick: Printer._pick,
    ops.Literal: lambda _, op: pl.lit(op.value),
    ops.LoadText: lambda to, op: to._blank_as(op.leaf, ""),
    ops.Part: Printer._part,
    ops.Truth: lambda _, op: pl.lit(op.value, dtype=pl.Boolean),
    ops.Comparison: Printer._comparison,
    ops.Divisible: Printer._divisible,
    ops.TextTest: Printer._text_test,
    ops.SameText: Printer._same_text,
    ops.Blank: lambda _, op: pl.col(leaf_name(op.leaf)).is_null(),
    ops.Fact: Printer._fact,
    ops.All: Printer._joined,
    ops.Any: Printer._joined,
    ops.Not: lambda to, op: ~to.code(op.operand),
    ops.Same: lambda to, op: to.code(op.left) == to.code(op.right),
    ops.Unless: Printer._unless,
}
