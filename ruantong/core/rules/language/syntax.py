"""Syntax tree: what the parser read, before anything is looked up in the regime.

Positions do not take part in comparison, so that trees can be compared by meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ruantong.core.rules.language.nodes import Tree


@dataclass(frozen=True)
class Pos:
    """Line and column of a rule file, from 1."""

    line: int
    column: int


class Syntax(Tree["Syntax"]):
    pos: Pos = field(default=Pos(0, 0), compare=False, kw_only=True)


class Number(Syntax):
    """A literal: ``units`` in the last of ``scale`` decimal places (30% is 30 at scale 2)."""

    units: int
    scale: int


class Text(Syntax):
    """A quoted text."""

    value: str


class Ref(Syntax):
    """A name in brackets; ``when`` is "", 上期, 上年, 十二月 or 上年行."""

    when: str
    parts: tuple[str, ...]


class Name(Syntax):
    """A parameter (``usd``) or a word that stands for a value (``m``, 报送区县)."""

    word: str


class Call(Syntax):
    """A function or an operator with its operands.

    A chain of signs is one call: ``+`` of all terms, ``=`` of all that is compared; ``signs`` are
    those between them.
    """

    operator: str
    operands: tuple[Syntax, ...]
    signs: tuple[str, ...] = ()
