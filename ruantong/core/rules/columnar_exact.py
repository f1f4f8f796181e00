"""Judgements whose integers may need more than 127 bits: row by row, with unlimited ones.

Slow and rare: no relation of the ministry comes near. A rule is never refused or rounded for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import polars as pl

from ruantong.core.dossier import Value
from ruantong.core.rules.columnar_needs import column_name
from ruantong.core.rules.evaluate import Situation
from ruantong.core.rules.python import Formula
from ruantong.core.rules.tree import (
    AutoValue,
    Cell,
    FormFilled,
    HeadCell,
    Node,
    OnList,
    PeriodNumber,
    RowCell,
    RowCount,
    RowSum,
    SameColumns,
    UniqueInRegister,
    UniqueInRows,
    UnitFact,
    walk,
)

_KNOWN = OnList | FormFilled | SameColumns | UniqueInRegister | UniqueInRows


@dataclass(frozen=True)
class _Row(Situation):
    """A situation that finds its values in a row of a frame."""

    values: Mapping[str, Any] = field(default_factory=dict)

    def raw(self, node: Node) -> Value:
        value: Value = self.values[name_of(node)]
        return value

    def _number(self, node: Node) -> Fraction | None:
        if isinstance(node, RowCount | PeriodNumber):
            return Fraction(self.values[name_of(node)])
        return super()._number(node)

    def text(self, node: Node) -> str:
        return str(self.values[node.which]) if isinstance(node, UnitFact) else super().text(node)

    def judge(self, node: Node) -> bool | None:
        if not isinstance(node, _KNOWN):
            return super().judge(node)
        value = self.values[name_of(node)]
        return not value if isinstance(node, UniqueInRows) else value


def name_of(node: Node) -> str:
    """The column a node is read from."""
    match node:
        case PeriodNumber() | UnitFact():
            return node.which
        case UniqueInRegister():
            return "unique"
        case UniqueInRows():
            return f"again:{node.column.column}"
    return column_name(node)


def _columns(node: Node, formulas: Mapping[str, Formula]) -> Iterator[str]:
    read = Cell | HeadCell | RowCell | RowSum | RowCount | PeriodNumber | UnitFact
    for one in walk(node):
        if isinstance(one, read | _KNOWN):
            yield name_of(one)
        elif isinstance(one, AutoValue):
            trees = [tree for case in formulas[one.ref].cases for tree in case if tree is not None]
            for tree in (*trees, *formulas[one.ref].named):
                yield from _columns(tree, formulas)


def by_row(regime: Any, node: Node, formulas: Mapping[str, Formula]) -> pl.Expr:
    """A judgement made with unlimited integers for each row."""
    dossier: Any = None  # every value comes from the row
    columns = sorted(set(_columns(node, formulas)))

    def judged(rows: pl.Series) -> pl.Series:
        found = [
            _Row(regime, dossier, formulas, values=values).judge(node) for values in rows.to_list()
        ]
        return pl.Series(rows.name, found, pl.Boolean)

    made: Callable[[pl.Series], pl.Series] = judged
    return pl.struct(columns).map_batches(made, return_dtype=pl.Boolean)
