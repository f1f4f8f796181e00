"""Syntax tree: what the parser read, before anything is looked up in the regime.

Positions do not take part in comparison, so that trees can be compared by meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Pos:
    """Line and column of a rule file, from 1."""

    line: int
    column: int


def _pos() -> Pos:
    return Pos(0, 0)


@dataclass(frozen=True)
class Number:
    """A literal: ``units`` in the last of ``scale`` decimal places (30% is 30 at scale 2)."""

    units: int
    scale: int
    pos: Pos = field(default_factory=_pos, compare=False)


@dataclass(frozen=True)
class Text:
    """A quoted text."""

    value: str
    pos: Pos = field(default_factory=_pos, compare=False)


@dataclass(frozen=True)
class Ref:
    """A name in brackets; ``when`` is "", 上期, 上年, 十二月 or 上年行."""

    when: str
    parts: tuple[str, ...]
    pos: Pos = field(default_factory=_pos, compare=False)


@dataclass(frozen=True)
class Name:
    """A parameter (``usd``) or a word that stands for a value (``m``, 报送区县)."""

    word: str
    pos: Pos = field(default_factory=_pos, compare=False)


@dataclass(frozen=True)
class Call:
    """A function with its arguments."""

    function: str
    arguments: tuple[Syntax, ...]
    pos: Pos = field(default_factory=_pos, compare=False)


@dataclass(frozen=True)
class Sum:
    """Terms with their signs (+1, -1)."""

    terms: tuple[tuple[int, Syntax], ...]
    pos: Pos = field(default_factory=_pos, compare=False)


@dataclass(frozen=True)
class Product:
    """``left * right`` or ``left / right``."""

    operator: str
    left: Syntax
    right: Syntax
    pos: Pos = field(default_factory=_pos, compare=False)


@dataclass(frozen=True)
class Negative:
    """``-operand``."""

    operand: Syntax
    pos: Pos = field(default_factory=_pos, compare=False)


@dataclass(frozen=True)
class Chain:
    """``a <= b <= c``: one operator fewer than operands."""

    operators: tuple[str, ...]
    operands: tuple[Syntax, ...]
    pos: Pos = field(default_factory=_pos, compare=False)


@dataclass(frozen=True)
class Logic:
    """且 (and), 或 (or), 非 (not), 若…则… (if), 当且仅当 (iff)."""

    operator: str
    operands: tuple[Syntax, ...]
    pos: Pos = field(default_factory=_pos, compare=False)


Syntax = Number | Text | Ref | Name | Call | Sum | Product | Negative | Chain | Logic
