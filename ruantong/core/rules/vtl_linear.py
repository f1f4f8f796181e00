"""What the pieces of an imported VTL rule mean: linear sums, texts, judgements in our spelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ruantong.core.rules.vtl_data import Measure

Names = frozenset[Measure]
_NONE: Names = frozenset()
_OPERATORS = {"<>": "<>", "=": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass(frozen=True)
class Sum:
    """Σ coefficient × term + constant; terms are in our spelling and in real units.

    ``filled`` are the measures read with nvl, ``bare`` those whose null counts.
    """

    terms: Mapping[str, Fraction] = field(default_factory=dict)
    constant: Fraction = Fraction()
    filled: Names = _NONE
    bare: Names = _NONE

    def plus(self, other: Sum, sign: int = 1) -> Sum:
        terms = dict(self.terms)
        for term, factor in other.terms.items():
            terms[term] = terms.get(term, Fraction()) + sign * factor
        return Sum(
            terms, self.constant + sign * other.constant,
            self.filled | other.filled, self.bare | other.bare,
        )  # fmt: skip

    def times(self, factor: Fraction) -> Sum:
        terms = {term: own * factor for term, own in self.terms.items()}
        return Sum(terms, self.constant * factor, self.filled, self.bare)

    def absolute(self) -> Sum:
        """|…| as one term, with the common factor outside."""
        factor = common_factor(self)
        term = f"绝对值({self.times(1 / factor).text()})"
        return Sum({term: factor}, Fraction(), self.filled, self.bare)

    def text(self) -> str:
        """The sum in the rule language."""
        pieces = [(factor, term) for term, factor in self.terms.items()]
        if self.constant or not pieces:
            pieces.append((self.constant, ""))
        told = ""
        for factor, term in pieces:
            size = abs(factor)
            one = (
                term
                if term and size == 1
                else f"{term} × {decimal(size)}"
                if term
                else decimal(size)
            )
            if not told:
                told = one if factor >= 0 else f"0 - {one}"
            else:
                told += f" {'+' if factor >= 0 else '-'} {one}"
        return told


@dataclass(frozen=True)
class Text:
    """A text: a constant (``measure`` None) or a text measure, ``nullable`` when read without nvl."""

    text: str
    measure: Measure | None = None
    nullable: bool = False


@dataclass(frozen=True)
class Judgement:
    """A judgement in the rule language. ``blanks``: it says that all these are null (and nothing
    else); ``present``: it is a presence measure. ``comparisons`` counts what may be null.
    """

    text: str
    filled: Names = _NONE
    bare: Names = _NONE
    asked: Names = _NONE
    comparisons: int = 0
    blanks: Names = _NONE
    present: Measure | None = None
    parts: tuple[Judgement, ...] = ()

    @property
    def read(self) -> Names:
        """Measures whose values count."""
        return self.filled | self.bare


def compare(operator: str, left: Sum, right: Sum) -> Judgement:
    """A comparison, both sides divided by what makes the first coefficient 1 where that is exact."""
    factor = common_factor(left if left.terms else right)
    sides = (left.times(1 / factor), right.times(1 / factor))
    if not all(map(_exact, sides)):
        sides = (left, right)
    both = left.plus(right)
    text = f"{sides[0].text()} {_OPERATORS[operator]} {sides[1].text()}"
    return Judgement(text, both.filled, both.bare, comparisons=1)


def common_factor(of: Sum) -> Fraction:
    """The size of the first coefficient, or 1 where dividing by it leaves no finite decimals."""
    first = next((abs(factor) for factor in of.terms.values() if factor), Fraction(1))
    return first if _exact(of.times(1 / first)) else Fraction(1)


def _exact(of: Sum) -> bool:
    return all(_finite(factor) for factor in (*of.terms.values(), of.constant))


def _finite(value: Fraction) -> bool:
    below = value.denominator
    for prime in (2, 5):
        while below % prime == 0:
            below //= prime
    return below == 1


def decimal(value: Fraction) -> str:
    """A finite decimal as text."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(int(value * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits
