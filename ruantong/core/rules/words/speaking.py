"""The interpreter of ``sentences.toml``: a node, said one of the ways that the file lists."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from string import Formatter
from typing import Any

from ruantong.core.regime import Regime
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.words.pieces import SPACE, Piece, joined

#: Kind of node → way of saying it → template.
TEMPLATES: Mapping[str, Mapping[str, str]] = tomllib.loads(
    Path(__file__).with_name("sentences.toml").read_text("utf-8")
)
ANY, WORDS = TEMPLATES["any"], TEMPLATES["words"]

#: Says a node where words alone do not do it.
Way = Callable[["Speaker", Any], Piece]

_TURNED = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}


def ways(*functions: Callable[..., Piece]) -> Mapping[str, Way]:
    """Functions by the name under which templates ask for them."""
    return {function.__name__: function for function in functions}


@dataclass(frozen=True)
class Speaker:
    """Says the nodes of ``trees`` in a rule or computation of a form, by the functions ``ways`` and the file.

    ``asks``: of a relation that asks (核实性), maybe with a ``hint`` of its own.
    ``sure``: every figure has a value wherever the sentence is said.
    ``sides``: with what stands beside the sentence.
    """

    regime: Regime
    form: str
    trees: tuple[t.Node, ...]
    ways: Mapping[str, Way]
    asks: bool = False
    hint: str = ""
    sure: bool = True
    sides: bool = True

    def say(self, way: str, node: Any) -> Piece:
        """A node said one way."""
        node, said = turned(node), self.ways.get(way)
        return said(self, node) if said else self.template(way, node)

    def template(self, way: str, node: Any, **given: Piece) -> Piece:
        """A node by the template of its kind."""
        return self._filled(TEMPLATES.get(_kind(node), ANY).get(way) or ANY[way], node, given)

    def words(self, key: str, node: Any = None, **given: Piece) -> Piece:
        """A turn of phrase, maybe about a node."""
        return self._filled(WORDS[key], node, given)

    def _filled(self, template: str, node: Any, given: Mapping[str, Piece]) -> Piece:
        parts: list[Piece] = []
        for text, name, way, _ in Formatter().parse(template):
            parts.append(text.replace("~", SPACE))
            if name is not None:
                parts.append(given[name] if name in given else self._slot(node, name, way or ""))
        return joined(parts)

    def _slot(self, node: Any, name: str, way: str) -> Piece:
        value = attrgetter(name)(node) if name else node
        way, _, between = way.partition("/")
        if isinstance(value, tuple):
            return joined((self.say(way, item) if way else item for item in value), between)
        return self.say(way, value) if way else str(value)


def turned(node: Any) -> Any:
    """``1 <= x`` is told as x ≥ 1: the sentence begins with what the respondent filled in."""
    match node:
        case t.Compare(operator, t.Const() as left, right) if not isinstance(right, t.Const):
            operator = _TURNED.get(operator, operator)
            return t.Compare(operator, right, left, node.tolerance, node.measure)
    return node


def _kind(node: Any) -> str:
    """The table of the file that speaks of a node."""
    match node:
        case t.PeriodNumber() | t.Extreme():
            return node.which
        case t.Applied():
            return node.function
        case t.InCodeList(leaf=True):
            return "LeafOfList"
        case t.RowCell() if node.when != t.CURRENT:
            return "PastRowCell"
    return type(node).__name__
