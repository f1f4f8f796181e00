"""Judgements on constant texts (``"甲" = "乙"``, ``pop_method = "month"``): true or false for good.

An option of the edition is such a text: what it decides is decided when the rules are compiled.
"""

from __future__ import annotations

from ruantong.core.rules.language import runtime
from ruantong.core.rules.language.formats import FORMATS
from ruantong.core.rules.language.tree import (
    Matches,
    Node,
    OneOf,
    Slice,
    StartsWith,
    TextCompare,
    TextConst,
)


def settled(node: Node) -> bool | None:
    """The verdict of a judgement that no return can change; None for one that looks at data."""
    match node:
        case TextCompare():
            if node.left == node.right:
                return node.operator == "="
            left, right = constant_text(node.left), constant_text(node.right)
            if left is None or right is None:
                return None
            return (left == right) is (node.operator == "=")
        case OneOf() | StartsWith() | Matches():
            text = constant_text(node.operand)
            return None if text is None else _holds(node, text)
    return None


def _holds(node: OneOf | StartsWith | Matches, text: str) -> bool:
    match node:
        case OneOf():
            return text in node.values
        case StartsWith():
            return text.startswith(node.prefixes)
    return FORMATS[node.format](text) is None


def constant_text(node: Node) -> str | None:
    """The value of a text that names no data; else None."""
    if isinstance(node, Slice):
        whole = constant_text(node.operand)
        return None if whole is None else runtime.part(whole, node.start - 1, node.stop)
    return node.value if isinstance(node, TextConst) else None
