"""A tolerance follows what a formula demands: ``非 (a > b)`` is given the same slack as ``a <= b``.

A formula is turned to negation normal form over its comparisons of numbers, so that each stands
where the rule demands it, whichever way it was written. There ``=``, ``>=`` and ``<=`` hold when
they are off by no more than the tolerance. What demands ``>``, ``<`` or ``≠`` is refused: relaxed
by a tolerance it would hold for equal figures and say nothing.
"""

from __future__ import annotations

from dataclasses import replace

from ruantong.core.rules.language import tree as t

#: Units and scale of a slack, see ``Compare``.
Tolerance = tuple[int, int]

_RELAXED = {"=", ">=", "<="}
_SIGNS = {"!=": "≠"}


class Unrelaxable(ValueError):
    """Why a formula cannot have a tolerance, in Chinese."""


def relaxed(formula: t.Node, tolerance: Tolerance) -> t.Node:
    """The formula with its comparisons of numbers allowed to be off by the tolerance."""
    if not tolerance[0]:
        return formula
    if not _compares(formula):
        raise Unrelaxable("公式里没有两个数的比较，容差不起作用，请去掉“容差”")
    return _demanded(formula, True, tolerance)


def _compares(node: t.Node) -> bool:
    """Whether numbers are compared in it. Choices of a value are made exactly and do not count."""
    if isinstance(node, t.Choice):
        return False
    return isinstance(node, t.Compare) or any(map(_compares, node.below))


def _demanded(node: t.Node, truth: bool, tolerance: Tolerance) -> t.Node:
    """The judgement, or its opposite, with every comparison of numbers in demanded position."""
    if not _compares(node):
        return node if truth else t.Not(node)
    match node:
        case t.Compare():
            operator = node.operator if truth else t.OPPOSITES[node.operator]
            if operator not in _RELAXED:
                raise Unrelaxable(_strict(node.operator, operator))
            return replace(node, operator=operator, tolerance=tolerance)
        case t.Not():
            return _demanded(node.operand, not truth, tolerance)
        case t.And() | t.Or():
            join = type(node) if truth else t.Or if isinstance(node, t.And) else t.And
            return join(tuple(_demanded(item, truth, tolerance) for item in node.operands))
        case t.Implies() if truth and not _compares(node.condition):
            return replace(node, consequence=_demanded(node.consequence, True, tolerance))
        case t.Implies():
            parts = ((node.condition, not truth), (node.consequence, truth))
            join = t.Or if truth else t.And
            return join(tuple(_demanded(item, wanted, tolerance) for item, wanted in parts))
        case t.Iff():
            raise Unrelaxable(
                "设了容差，“当且仅当”两边不能比较数：它也要求反面，而容差放宽不了 >、<、≠；"
                "请改写成“若…则…”，或去掉“容差”"
            )
    raise TypeError(type(node).__name__)  # no other judgement holds a comparison of numbers


def _strict(written: str, demanded: str) -> str:
    sign = _SIGNS.get(demanded, demanded)
    turned = "" if written == demanded else f"（“非”或“若”里的 {_SIGNS.get(written, written)}）"
    return (
        f"设了容差，公式就不能要求 {sign}{turned}：两数相等也在容差之内，判不出来；"
        "请改用 =、>=、<=，或去掉“容差”，作前提的写到“条件”里"
    )
