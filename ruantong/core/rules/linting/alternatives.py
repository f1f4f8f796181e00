"""A judgement as alternatives of linear constraints: what the linter reasons about.

The translation only ever loosens: what is not linear (a quotient of two cells, a format, a fact of
the register) becomes a free figure or a free yes-or-no, the same one wherever it is written the
same way. So "no alternative can hold" is a proof, while "some can" is not one of the opposite.
Blank cells count as zero, as the rules themselves have it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from fractions import Fraction
from itertools import product

from ruantong.core.rules.language.settled import settled
from ruantong.core.rules.language.tree import (
    Absolute,
    Add,
    And,
    Cell,
    Choice,
    Compare,
    Const,
    Divide,
    Extreme,
    Iff,
    Implies,
    IsBlank,
    Multiply,
    Node,
    Not,
    OneOf,
    Or,
    Parameter,
    Round,
    RowCell,
    StartsWith,
    TextCompare,
    TextConst,
)
from ruantong.core.rules.linting.simplex import LimitReached, Linear
from ruantong.core.rules.linting.system import Case, Mark

#: Alternatives one judgement may have.
MAX_CASES = 64

_CONSTANT = ""  # the key of a sum's constant part


Sum = dict[Hashable, Fraction]


def cases(node: Node, truth: bool, reason: str = "") -> list[Case]:
    """Alternatives under which the judgement is true (or false); none: it never is.

    Raises ``LimitReached`` beyond ``MAX_CASES``.
    """
    found = list(_Reader(reason).logic(node, truth))
    if len(found) > MAX_CASES:
        raise LimitReached
    return found


class _Reader:
    def __init__(self, reason: str) -> None:
        self._reason = reason

    # judgements --------------------------------------------------------------------------------

    def logic(self, node: Node, truth: bool) -> list[Case]:
        match node:
            case And() if truth:
                return self._all([(item, True) for item in node.operands])
            case And():
                return self._any([(item, False) for item in node.operands])
            case Or() if truth:
                return self._any([(item, True) for item in node.operands])
            case Or():
                return self._all([(item, False) for item in node.operands])
            case Not():
                return self.logic(node.operand, not truth)
            case Implies() if truth:
                return self._any([(node.condition, False), (node.consequence, True)])
            case Implies():
                return self._all([(node.condition, True), (node.consequence, False)])
            case Iff():
                return [
                    case
                    for left in (True, False)
                    for case in self._all([(node.left, left), (node.right, left is truth)])
                ]
            case Compare():
                return self._compare(node, truth)
        return self._texts(node, truth)

    def _any(self, parts: Iterable[tuple[Node, bool]]) -> list[Case]:
        return [case for item, truth in parts for case in self.logic(item, truth)]

    def _all(self, parts: Iterable[tuple[Node, bool]]) -> list[Case]:
        found = [Case()]
        for item, truth in parts:
            found = [known + more for known in found for more in self.logic(item, truth)]
            if len(found) > MAX_CASES:
                raise LimitReached
        return found

    def _texts(self, node: Node, truth: bool) -> list[Case]:
        known = settled(node)
        if known is not None:
            return [Case()] if known is truth else []
        match node:
            case TextCompare():
                subject, other = node.left, node.right
                if isinstance(subject, TextConst):
                    subject, other = other, subject
                equal = (node.operator == "=") is truth
                if isinstance(other, TextConst):
                    return [Case(marks=((("is", subject, other.value), equal),))]
                return [Case(marks=((("same", subject, other), equal),))]
            case OneOf():
                marks = [(("is", node.operand, value), truth) for value in node.values]
                return _either(marks) if truth else [Case(marks=tuple(marks))]
            case StartsWith():
                marks = [(("starts", node.operand, prefix), truth) for prefix in node.prefixes]
                return _either(marks) if truth else [Case(marks=tuple(marks))]
            case IsBlank():
                linear: tuple[Linear, ...] = ()
                operand = node.operand
                if truth and isinstance(operand, Cell | RowCell) and not operand.text:
                    linear = (Linear(((operand, Fraction(1)),), "=", Fraction(), self._reason),)
                return [Case(linear, ((("blank", operand, ""), truth),))]
        return [Case(marks=((("fact", node, ""), truth),))]

    def _compare(self, node: Compare, truth: bool) -> list[Case]:
        slack = Fraction(node.tolerance[0], 10 ** node.tolerance[1])
        difference = Add(((1, node.left), (-1, node.right)))
        return [
            guard + Case((*atoms,))
            for guard, total in self._number(difference)
            for atoms in _atoms(node.operator, truth, total, slack, self._reason)
        ]

    # figures -----------------------------------------------------------------------------------

    def _number(self, node: Node) -> list[tuple[Case, Sum]]:
        match node:
            case Const() | Parameter():
                return [(Case(), {_CONSTANT: Fraction(node.units, 10**node.scale)})]
            case Add():
                return self._add(node)
            case Multiply() | Divide():
                return self._product(node)
            case Absolute():
                return self._absolute(node)
            case Extreme():
                return self._extreme(node)
            case Choice():
                return self._choice(node)
            case Round():
                return self._round(node)
        return [(Case(), {node: Fraction(1)})]

    def _add(self, node: Add) -> list[tuple[Case, Sum]]:
        found: list[tuple[Case, Sum]] = [(Case(), {})]
        for sign, term in node.terms:
            parts = self._number(term)
            found = [
                (known + case, _total(total, part, Fraction(sign)))
                for known, total in found
                for case, part in parts
            ]
            if len(found) > MAX_CASES:
                raise LimitReached
        return found

    def _product(self, node: Multiply | Divide) -> list[tuple[Case, Sum]]:
        found: list[tuple[Case, Sum]] = []
        for (one, left), (two, right) in product(self._number(node.left), self._number(node.right)):
            left_factor, right_factor = _constant(left), _constant(right)
            if isinstance(node, Divide):
                right_factor = 1 / right_factor if right_factor else None
                left_factor = None
            if right_factor is not None:
                found.append((one + two, _total({}, left, right_factor)))
            elif left_factor is not None:
                found.append((one + two, _total({}, right, left_factor)))
            else:
                return [(Case(), {node: Fraction(1)})]
        return found

    def _absolute(self, node: Absolute) -> list[tuple[Case, Sum]]:
        found: list[tuple[Case, Sum]] = []
        for case, total in self._number(node.operand):
            turned = _total({}, total, Fraction(-1))
            found.append((case + Case((_at_most(turned, self._reason),)), total))
            found.append((case + Case((_at_most(total, self._reason),)), turned))
        return found

    def _extreme(self, node: Extreme) -> list[tuple[Case, Sum]]:
        sign = Fraction(1 if node.which == "max" else -1)
        found: list[tuple[Case, Sum]] = []
        for chosen in product(*(self._number(item) for item in node.operands)):
            guard = Case()
            for case, _ in chosen:
                guard += case
            for at, (_, winner) in enumerate(chosen):
                others = [total for n, (_, total) in enumerate(chosen) if n != at]
                best = tuple(
                    _at_most(_total(_total({}, other, sign), winner, -sign), self._reason)
                    for other in others
                )
                found.append((guard + Case(best), winner))
        return found

    def _choice(self, node: Choice) -> list[tuple[Case, Sum]]:
        found: list[tuple[Case, Sum]] = []
        before: list[tuple[Node, bool]] = []
        for condition, value in (*node.cases, (None, node.default)):
            wanted = [*before, (condition, True)] if condition is not None else before
            found += [
                (guard + case, total)
                for guard in self._all(wanted)
                for case, total in self._number(value)
            ]
            if condition is not None:
                before.append((condition, False))
        return found

    def _round(self, node: Round) -> list[tuple[Case, Sum]]:
        """A figure of its own, at most half of the last place away."""
        half = Fraction(1, 2 * 10**node.places)
        found: list[tuple[Case, Sum]] = []
        for case, total in self._number(node.operand):
            gap = _total({node: Fraction(1)}, total, Fraction(-1))
            near = tuple(
                _at_most(_total({_CONSTANT: -half}, gap, Fraction(sign)), self._reason)
                for sign in (1, -1)
            )
            found.append((case + Case(near), {node: Fraction(1)}))
        return found


def _either(marks: Iterable[Mark]) -> list[Case]:
    return [Case(marks=(mark,)) for mark in marks]


def _total(into: Sum, part: Sum, factor: Fraction) -> Sum:
    total = dict(into)
    for name, share in part.items():
        total[name] = total.get(name, Fraction()) + share * factor
    return {name: share for name, share in total.items() if share}


def _constant(total: Sum) -> Fraction | None:
    return total.get(_CONSTANT, Fraction()) if not total.keys() - {_CONSTANT} else None


def _at_most(total: Sum, reason: str, operator: str = "<=", bound: Fraction | int = 0) -> Linear:
    """``total`` <= ``bound``."""
    terms = tuple((name, share) for name, share in total.items() if name != _CONSTANT)
    return Linear(terms, operator, bound - total.get(_CONSTANT, Fraction()), reason)


def _atoms(
    operator: str, truth: bool, gap: Sum, slack: Fraction, reason: str
) -> list[tuple[Linear, ...]]:
    """Alternatives of ``gap`` ``operator`` 0 with a tolerance, or of its opposite."""
    if operator in {"=", "!="}:
        if (operator == "=") is truth:
            if not slack:
                return [(_at_most(gap, reason, "="),)]
            turned = _total({}, gap, Fraction(-1))
            return [tuple(_at_most(side, reason, "<=", slack) for side in (gap, turned))]
        turned = _total({}, gap, Fraction(-1))
        return [(_at_most(side, reason, "<", -slack),) for side in (turned, gap)]
    # gap >= -slack is turned to -gap <= slack; the opposite of <= is > and the other way round
    side = gap if operator in {"<=", "<"} else _total({}, gap, Fraction(-1))
    strict = operator in {"<", ">"}
    if truth:
        return [(_at_most(side, reason, "<" if strict else "<=", slack),)]
    opposite = _total({}, side, Fraction(-1))
    return [(_at_most(opposite, reason, "<=" if strict else "<", -slack),)]
