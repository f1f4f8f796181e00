"""What a repair must satisfy: conditions on whole numbers, linear or on being filled at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import gcd, lcm


@dataclass(frozen=True)
class AtMost:
    """Σ factor × cell + ``const`` ≤ 0, all whole numbers."""

    terms: tuple[tuple[str, int], ...]
    const: int


@dataclass(frozen=True)
class Given:
    """A cell that is blank now gets a figure (``wanted``) or stays blank."""

    ref: str
    wanted: bool


@dataclass(frozen=True)
class Every:
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Some:
    parts: tuple[Condition, ...]


Condition = bool | AtMost | Given | Every | Some


@dataclass(frozen=True)
class Linear:
    """(Σ factor × cell + ``const``) ÷ ``below``; ``below`` > 0."""

    terms: Mapping[str, int]
    const: int
    below: int = 1


def every(parts: Iterable[Condition]) -> Condition:
    """All of them; constants are worked out."""
    kept: dict[Condition, None] = {}
    for part in parts:
        if part is False:
            return False
        if isinstance(part, Every):
            kept.update(dict.fromkeys(part.parts))
        elif part is not True:
            kept[part] = None
    return next(iter(kept)) if len(kept) == 1 else Every(tuple(kept)) if kept else True


def some(parts: Iterable[Condition]) -> Condition:
    """At least one of them; constants are worked out."""
    kept: dict[Condition, None] = {}
    for part in parts:
        if part is True:
            return True
        if isinstance(part, Some):
            kept.update(dict.fromkeys(part.parts))
        elif part is not False:
            kept[part] = None
    return next(iter(kept)) if len(kept) == 1 else Some(tuple(kept)) if kept else False


def at_most(terms: Mapping[str, int], const: int) -> Condition:
    """The condition in lowest terms; a truth value when no cell is left in it."""
    left = {ref: factor for ref, factor in terms.items() if factor}
    if not left:
        return const <= 0
    common = gcd(*left.values())
    # Cells are whole numbers, so what their sum may not exceed can be rounded down.
    return AtMost(tuple((r, f // common) for r, f in sorted(left.items())), -(-const // common))


def cells_in(condition: Condition) -> Iterator[str]:
    """The cells a condition depends on, repeated as they occur."""
    match condition:
        case AtMost():
            yield from (ref for ref, _ in condition.terms)
        case Given():
            yield condition.ref
        case Every() | Some():
            for part in condition.parts:
                yield from cells_in(part)


def added(left: Linear, right: Linear, sign: int) -> Linear:
    """left + sign × right."""
    below = lcm(left.below, right.below)
    a, b = below // left.below, sign * (below // right.below)
    terms = {ref: f * a for ref, f in left.terms.items()}
    for ref, f in right.terms.items():
        terms[ref] = terms.get(ref, 0) + f * b
    return Linear(terms, left.const * a + right.const * b, below)


def opposite(blank: Condition) -> Condition:
    """The contrary of a condition on being blank."""
    match blank:
        case bool():
            return not blank
        case Given():
            return Given(blank.ref, not blank.wanted)
        case Every():
            return some(map(opposite, blank.parts))
        case Some():
            return every(map(opposite, blank.parts))
    raise TypeError(type(blank).__name__)
