"""Exact integers as Polars expressions: each knows how large it may become (ADR 0035).

Int64 while the bound allows it, Int128 beyond; what could pass even that is told, never wrapped.
Constants are Python integers and are folded away.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

_INT64, _INT128 = 2**63 - 1, 2**127 - 1

#: A judgement: an expression, or what is known beforehand (None: cannot be judged).
Judgement = pl.Expr | bool | None


class TooWide(ValueError):
    """A value that may need more than 127 bits; ``columnar_exact`` judges it instead."""


@dataclass(frozen=True)
class Whole:
    """Integers of which none is larger than ``bound``, either side of zero."""

    code: pl.Expr | int
    bound: int

    def times(self, other: Whole) -> Whole:
        """The product."""
        a, b = self.code, other.code
        if isinstance(a, int) and isinstance(b, int):
            return constant(a * b)
        if isinstance(a, int):
            return other.times(self)
        if isinstance(b, int) and b in {0, 1}:
            return self if b else constant(0)
        bound = self.bound * other.bound
        left, right = _pair(self, other, bound)
        return Whole(left * right, bound)

    def plus(self, other: Whole, sign: int = 1) -> Whole:
        """The sum, or the difference with ``sign`` -1."""
        a, b = self.code, other.code
        if isinstance(b, int):
            if isinstance(a, int):
                return constant(a + sign * b)
            if b == 0:
                return self
        if isinstance(a, int) and a == 0 and sign > 0:
            return other
        bound = self.bound + other.bound
        left, right = _pair(self, other, bound)
        return Whole(left + right if sign > 0 else left - right, bound)

    def shifted(self, places: int) -> Whole:
        """Times a power of ten."""
        return self.times(constant(10**places)) if places > 0 else self

    def absolute(self) -> Whole:
        """Without its sign."""
        if isinstance(self.code, int):
            return constant(abs(self.code))
        return Whole(self.code.abs(), self.bound)

    def sign(self) -> Whole:
        """-1, 0 or 1."""
        if isinstance(self.code, int):
            return constant((self.code > 0) - (self.code < 0))
        return Whole(self.code.sign().cast(pl.Int64), 1)

    def compared(self, operator: str, other: Whole) -> Judgement:
        """``=``, ``!=``, ``<`` … of two integers."""
        bound = max(self.bound, other.bound)
        a, b = self.code, other.code
        if isinstance(a, int) and isinstance(b, int):
            return bool(_OPERATORS[operator](a, b))
        left, right = _pair(self, other, bound)
        found: pl.Expr = _OPERATORS[operator](left, right)
        return found

    def over(self, below: Whole) -> Whole:
        """The ratio rounded half up, away from zero; null where ``below`` is 0."""
        if isinstance(self.code, int) and self.code == 0:
            return self
        doubled = self.absolute().times(constant(2)).plus(below.absolute())
        twice = below.absolute().times(constant(2))
        left, right = _pair(doubled, twice, max(doubled.bound, twice.bound))
        quotient = Whole(left // right, self.bound + 1)
        return quotient.times(self.sign().times(below.sign()))

    def extreme(self, other: Whole, which: str) -> Whole:
        """The larger or the smaller of two."""
        bound = max(self.bound, other.bound)
        if isinstance(self.code, int) and isinstance(other.code, int):
            return constant(
                max(self.code, other.code) if which == "max" else min(self.code, other.code)
            )
        pick = pl.max_horizontal if which == "max" else pl.min_horizontal
        return Whole(pick(*_pair(self, other, bound)), bound)

    def expression(self) -> pl.Expr:
        """As an expression, constant or not."""
        return _operand(self, wide=self.bound > _INT64)


_OPERATORS = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def constant(value: int) -> Whole:
    """A number that is the same for every return."""
    return Whole(value, abs(value))


def _operand(value: Whole, *, wide: bool) -> pl.Expr:
    if isinstance(value.code, int):
        return pl.lit(value.code, dtype=pl.Int128 if wide else pl.Int64)
    # What may exceed Int64 is Int128 already; the rest is widened where an operation needs it.
    return value.code.cast(pl.Int128) if wide and value.bound <= _INT64 else value.code


def _pair(left: Whole, right: Whole, bound: int) -> tuple[pl.Expr, pl.Expr]:
    """Both operands in the type that holds the result."""
    if bound > _INT128:
        raise TooWide
    wide = max(bound, left.bound, right.bound) > _INT64
    return _operand(left, wide=wide), _operand(right, wide=wide)


def both(*parts: Judgement) -> Judgement:
    """且, with what is known beforehand folded away."""
    if any(part is False for part in parts):
        return False
    return _chain(parts, neutral=True)


def either(*parts: Judgement) -> Judgement:
    """或, with what is known beforehand folded away."""
    if any(part is True for part in parts):
        return True
    return _chain(parts, neutral=False)


def _chain(parts: tuple[Judgement, ...], *, neutral: bool) -> Judgement:
    kept = [part for part in parts if part is not neutral]
    if all(part is None for part in kept):
        return None if kept else neutral
    found = None
    for part in kept:
        code = as_expression(part)
        if found is not None:
            code = found & code if neutral else found | code
        found = code
    return found


def negated(part: Judgement) -> Judgement:
    """非."""
    if isinstance(part, pl.Expr):
        return ~part
    return None if part is None else not part


def as_expression(part: Judgement) -> pl.Expr:
    """A judgement as a Boolean expression."""
    return part if isinstance(part, pl.Expr) else pl.lit(part, dtype=pl.Boolean)


def unless(guards: tuple[Judgement, ...], found: Judgement) -> Judgement:
    """A judgement that cannot be made where a guard holds."""
    guard = either(*guards)
    if guard is True or found is None:
        return None
    if guard is False:
        return found
    return pl.when(as_expression(guard)).then(None).otherwise(as_expression(found))
