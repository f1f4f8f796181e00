"""What can be said of a tree without evaluating it: kind, JSON form, reference of a line."""

from __future__ import annotations

import dataclasses
from typing import Any

from ruantong.core.cellref import CellRef
from ruantong.core.rules.language.tree import (
    Applied,
    Cell,
    Choice,
    HeadCell,
    LogicNode,
    Node,
    RowCell,
    RowColumn,
    RowSum,
    Slice,
    TextConst,
    UnitFact,
)


def is_text(node: Node) -> bool:
    """True for nodes that give a text."""
    if isinstance(node, Cell | RowCell):
        return node.text
    if isinstance(node, Choice):
        return is_text(node.default)
    return isinstance(node, TextConst | HeadCell | UnitFact | Slice)


def is_logic(node: Node) -> bool:
    """True for nodes that give true, false or cannot-be-judged."""
    return isinstance(node, LogicNode)


def to_json(node: Any) -> Any:
    """Plain JSON of a tree: lists of the node's name and its fields; what the rule set's hash covers."""
    if isinstance(node, Applied):
        return [node.function, *map(to_json, node.arguments)]
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        fields = (getattr(node, item.name) for item in dataclasses.fields(node))
        return [type(node).__name__, *map(to_json, fields)]
    if isinstance(node, tuple):
        return [to_json(item) for item in node]
    return node


def kind_of(node: Node) -> str:
    """``number``, ``text``, ``logic`` or ``column`` (all lines of one column)."""
    if isinstance(node, RowColumn):
        return "column"
    if is_logic(node):
        return "logic"
    return "text" if is_text(node) else "number"


def line_ref(node: RowCell | RowColumn | RowSum, line: int) -> str:
    """The reference of a node's cell in one line."""
    return str(CellRef(node.form, column=node.column, group=node.group, line=line))
