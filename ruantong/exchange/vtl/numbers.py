"""Number trees → VTL 2.1 expressions over integer measures: no division, no rounding, no floats.

A ratio keeps its denominator apart and is compared by cross-multiplication.
VTL integers end at 2^63, so every expression also carries how large it can become.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ruantong.core.rules.language.tree import (
    Add,
    Applied,
    AutoValue,
    Cell,
    Choice,
    Const,
    Divide,
    Extreme,
    Multiply,
    Node,
    Parameter,
    PeriodNumber,
    Round,
    RowCell,
    RowCount,
    RowSum,
)
from ruantong.exchange.vtl.measures import Measures

#: Largest integer of a VTL implementation with 64-bit integers.
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Size:
    """At most ``powers[0] + powers[1]·L + powers[2]·L² …`` where no measure is beyond L."""

    powers: tuple[int, ...]

    def __add__(self, other: Size) -> Size:
        pairs = zip_longest(self.powers, other.powers, fillvalue=0)
        return Size(tuple(a + b for a, b in pairs))

    def __mul__(self, other: Size) -> Size:
        powers = [0] * (len(self.powers) + len(other.powers) - 1)
        for at, a in enumerate(self.powers):
            for by, b in enumerate(other.powers):
                powers[at + by] += a * b
        return Size(tuple(powers))

    def limit(self) -> int | None:
        """Largest L with which it stays an integer of 64 bits; None: any."""
        if not any(self.powers[1:]):
            return None
        low, high = 0, LARGEST
        while low < high:
            middle = (low + high + 1) // 2
            if sum(p * middle**at for at, p in enumerate(self.powers)) <= LARGEST:
                low = middle
            else:
                high = middle - 1
        return low


def constant(units: int) -> Size:
    return Size((abs(units),))


_MEASURE = Size((0, 1))
_ONE = constant(1)


@dataclass(frozen=True)
class Number:
    """Code of a number: an integer at ``scale`` over ``below``, no value where a guard holds."""

    code: str
    scale: int
    size: Size
    below: str = ""
    below_size: Size = _ONE
    positive: bool = True
    guards: tuple[str, ...] = ()

    def scaled(self, places: int) -> Number:
        """The same number with ``places`` more decimal places."""
        if places <= 0:
            return self
        factor = 10**places
        digits = self.code.isdigit()
        code = str(int(self.code) * factor) if digits else f"{factor} * {self.code}"
        size = self.size * constant(factor)
        return Number(
            code, self.scale + places, size, self.below, self.below_size, self.positive, self.guards
        )


@dataclass(frozen=True)
class Logic:
    """Code of a judgement; ``nullable``: it may be null though its cells are filled."""

    code: str
    nullable: bool = False


class NumberWriter(ABC):
    """Writes numbers over the measures of one data set; ``limits`` are those met so far."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures
        self.limits: list[int] = []

    def cell(self, node: Node) -> str:
        """A cell as it is: null when blank."""
        return self._measures.name(node)

    def is_blank(self, node: Node) -> str:
        return f"isnull({self.cell(node)})"

    @abstractmethod
    def logic(self, node: Node) -> Logic:
        """Code of a judgement node."""

    def number(self, node: Node) -> Number:
        """Code of a number node, blanks as zero."""
        found = self._number(node)
        for size in (found.size, found.below_size):
            self.note(size)
        return found

    def note(self, size: Size) -> None:
        limit = size.limit()
        if limit is not None:
            self.limits.append(limit)

    def _number(self, node: Node) -> Number:
        match node:
            case Const() | Parameter():
                code = str(node.units) if node.units >= 0 else f"({node.units})"
                return Number(code, node.scale, constant(node.units))
            case PeriodNumber():
                return Number(self.cell(node), 0, constant(9999))
            case Cell() | RowCell() | RowSum():
                return Number(f"nvl({self.cell(node)}, 0)", node.scale, _MEASURE)
            case RowCount():
                return Number(self.cell(node), 0, _MEASURE)
            case AutoValue():
                name = self.cell(node)
                guards = (f"isnull({name})",)
                return Number(f"nvl({name}, 0)", node.scale, _MEASURE, guards=guards)
            case Add():
                return self._add([(sign, self.number(term)) for sign, term in node.terms])
            case Multiply():
                return self._multiply(self.number(node.left), self.number(node.right))
            case Divide():
                return self._divide(node)
        return self._function(node)

    def _function(self, node: Node) -> Number:
        match node:
            case Applied("Absolute", (operand,)):
                inner = self.number(operand)
                below = f"abs({inner.below})" if inner.below else ""
                return Number(
                    f"abs({inner.code})", inner.scale, inner.size, below, inner.below_size, True,
                    inner.guards,
                )  # fmt: skip
            case Extreme():
                return self._extreme(node)
            case Round():
                return self._round(self.number(node.operand), node.places)
            case Choice():
                return self._choice(node)
        raise TypeError(type(node).__name__)

    def _add(self, parts: Sequence[tuple[int, Number]]) -> Number:
        scale = max(part.scale for _, part in parts)
        pieces: list[str] = []
        total = constant(0)
        for number, (sign, part) in enumerate(parts):
            others = [p for at, (_, p) in enumerate(parts) if at != number and p.below]
            term = part.scaled(scale - part.scale)
            size = term.size
            for other in others:
                size *= other.below_size
            total += size
            factors = [term.code, *(other.below for other in others)]
            code = " * ".join(factors[1:] if others and term.code == "1" else factors)
            pieces.append(f" - {code}" if sign < 0 else f" + {code}" if pieces else code)
        belows = [part for _, part in parts if part.below]
        below, below_size = product_of(belows)
        text = "".join(pieces).strip()
        text = f"0 {text}" if text.startswith("-") else text
        return Number(
            f"({text})", scale, total, below, below_size,
            all(part.positive for _, part in parts), guards_of(part for _, part in parts),
        )  # fmt: skip

    @staticmethod
    def _multiply(left: Number, right: Number) -> Number:
        below, below_size = product_of([part for part in (left, right) if part.below])
        return Number(
            f"({left.code} * {right.code})", left.scale + right.scale, left.size * right.size,
            below, below_size, left.positive and right.positive, guards_of((left, right)),
        )  # fmt: skip

    def _divide(self, node: Divide) -> Number:
        above, by = self.number(node.left), self.number(node.right)
        certain = isinstance(node.right, Const | Parameter) and node.right.units > 0
        code, size = above.code, above.size
        if by.below:
            code, size = f"({code} * {by.below})", size * by.below_size
        shift = above.scale - by.scale
        over = Number(code, max(shift, 0), size).scaled(max(-shift, 0))
        belows = [Number("", 0, _ONE, by.code, by.size)]
        if above.below:
            belows.insert(0, above)
        below, below_size = product_of(belows)
        guards = () if certain else (f"{by.code} = 0",)
        return Number(
            over.code, max(shift, 0), over.size, below, below_size, above.positive and certain,
            (*guards_of((above, by)), *guards),
        )  # fmt: skip

    def _extreme(self, node: Extreme) -> Number:
        parts = [self.number(item) for item in node.operands]
        scale = max(part.scale for part in parts)
        sign = ">=" if node.which == "max" else "<="
        first, *rest = [part.scaled(scale - part.scale) for part in parts]
        code, size = first.code, first.size
        for part in rest:
            code = f"(if {code} {sign} {part.code} then {code} else {part.code})"
            size += part.size
        return Number(code, scale, size, guards=guards_of(parts))

    def _round(self, value: Number, places: int) -> Number:
        """Half up, away from zero, as (t - mod(t, 2m)) over 2m with t = 2|n| + |m|."""
        shift = places - value.scale
        if not value.below and shift >= 0:
            return value.scaled(shift)
        above = Number(value.code, value.scale, value.size).scaled(shift)
        divisor = Number(value.below or "1", 0, value.below_size).scaled(-shift)
        twice = f"2 * abs({divisor.code})"
        twice_size = divisor.size * constant(2)
        total = f"(2 * abs({above.code}) + abs({divisor.code}))"
        size = above.size * constant(2) + divisor.size
        n, m = above.code, divisor.code
        sign = f"(if ({n} >= 0 and {m} > 0) or ({n} < 0 and {m} < 0) then 1 else 0 - 1)"
        code = f"({sign} * ({total} - mod({total}, if {m} = 0 then 1 else {twice})))"
        return Number(code, places, size, f"({twice})", twice_size, True, value.guards)

    def _choice(self, node: Choice) -> Number:
        parts = [(self.logic(when), self.number(value)) for when, value in node.cases]
        default = self.number(node.default)
        scale = max(default.scale, *(value.scale for _, value in parts))
        result = default.scaled(scale - default.scale)
        code, size = result.code, result.size
        for when, value in reversed(parts):
            case = value.scaled(scale - value.scale)
            code = f"(if {certainly(when)} then {case.code} else {code})"
            size += case.size
        return Number(
            code, scale, size, guards=guards_of((default, *(value for _, value in parts)))
        )


def product_of(parts: Sequence[Number]) -> tuple[str, Size]:
    size = _ONE
    for part in parts:
        size *= part.below_size
    code = " * ".join(part.below for part in parts)
    return (f"({code})" if len(parts) > 1 else code), size


def guards_of(parts: Iterable[Number]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(guard for part in parts for guard in part.guards))


def certainly(logic: Logic) -> str:
    return f"nvl({logic.code}, false)" if logic.nullable else logic.code
