"""Units of money as a sheet says them, and how many of one are one of another."""

from __future__ import annotations

from fractions import Fraction

_YUAN = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 10**6, "亿元": 10**8}
_DOLLARS = {"美元": 1, "千美元": 1_000, "万美元": 10_000}
#: All of them as a part of a pattern, the longest first.
PATTERN = "|".join(sorted({**_YUAN, **_DOLLARS}, key=len, reverse=True))


def of_a_kind(unit: str, other: str) -> bool:
    """Whether amounts in one unit can be told in the other."""
    return any(unit in units and other in units for units in (_YUAN, _DOLLARS))


def ratio(said: str, unit: str) -> Fraction:
    """How many of ``unit`` one of ``said`` is; 1 where they are not of a kind."""
    for units in (_YUAN, _DOLLARS):
        if said in units and unit in units:
            return Fraction(units[said], units[unit])
    return Fraction(1)
