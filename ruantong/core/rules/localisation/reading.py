"""One rule instance, read as a condition on the cells that may be changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import lcm
from typing import TYPE_CHECKING

from ruantong.core.dossier import Value
from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.formula import Formula
from ruantong.core.rules.language.tree import (
    CURRENT,
    Add,
    And,
    Cell,
    Choice,
    Compare,
    Const,
    Divide,
    Iff,
    Implies,
    IsBlank,
    IsWhole,
    Multiply,
    Node,
    Not,
    Or,
    Parameter,
    RowCell,
    RowSum,
)
from ruantong.core.rules.language.treeinfo import line_ref
from ruantong.core.rules.localisation.conditions import (
    Condition,
    Given,
    Linear,
    added,
    at_most,
    every,
    opposite,
    some,
)

if TYPE_CHECKING:
    from ruantong.core.rules.localisation.model import Model


@dataclass
class Reader:
    """One instance (and line) as conditions."""

    model: Model
    situation: Situation
    line: int

    def want(self, node: Node, *, wanted: bool) -> Condition:
        """When a judgement comes out as wanted, or cannot be made."""
        match node:
            case And() | Or():
                join = every if isinstance(node, And) is wanted else some
                return join(self.want(item, wanted=wanted) for item in node.operands)
            case Not():
                return self.want(node.operand, wanted=not wanted)
            case Implies():
                join = some if wanted else every
                return join((
                    self.want(node.condition, wanted=not wanted),
                    self.want(node.consequence, wanted=wanted),
                ))  # fmt: skip
            case Iff():
                return some(
                    every(
                        (
                            self.want(node.left, wanted=left),
                            self.want(node.right, wanted=left is wanted),
                        )
                    )
                    for left in (True, False)
                )
            case Compare():
                return self._compare(node, wanted)
            case IsBlank():
                blank = self.blank(node.operand)
                return blank if wanted else opposite(blank)
            case IsWhole():
                return self._whole(node, wanted)
        return self._as_it_stands(node, wanted)

    def _as_it_stands(self, node: Node, wanted: bool) -> bool:
        return self.situation.judge(node) in {None, wanted}

    def _compare(self, node: Compare, wanted: bool) -> Condition:
        left, right = self._linear(node.left), self._linear(node.right)
        if left is None or right is None:
            return self._as_it_stands(node, wanted)
        gap = added(left, right, -1)
        units, scale = node.tolerance
        below = lcm(gap.below, 10**scale)
        factor, slack = below // gap.below, units * (below // 10**scale)
        up = {ref: f * factor for ref, f in gap.terms.items()}
        down = {ref: -f for ref, f in up.items()}
        const = gap.const * factor
        if node.operator in {"=", "!="}:
            if (node.operator == "=") is wanted:
                return every((at_most(up, const - slack), at_most(down, -const - slack)))
            # Whole numbers: “more than” is “at least one more”.
            return some((at_most(down, slack + 1 - const), at_most(up, const + slack + 1)))
        above = node.operator in {">", ">="}
        terms, base = (down, -const) if above else (up, const)
        strict = int(node.operator in {">", "<"})
        if wanted:
            return at_most(terms, base - slack + strict)
        return at_most({ref: -f for ref, f in terms.items()}, -base + slack + 1 - strict)

    def _whole(self, node: IsWhole, wanted: bool) -> Condition:
        cell = node.operand
        ref = self._ref(cell) if isinstance(cell, Cell | RowCell) else None
        if ref is None or not wanted or not isinstance(cell, Cell | RowCell):
            return self._as_it_stands(node, wanted)
        if cell.scale == 0:
            return True
        self.model.steps[ref] = 10**cell.scale
        if self.model.number(ref) % 10**cell.scale == 0:
            return True
        # Any change makes it whole, see ``steps``; by itself it is not.
        return Given(ref, wanted=True)

    def blank(self, node: Node) -> Condition:
        """When a cell is blank; a figure that stands there is never taken away."""
        if isinstance(node, RowSum):
            return every(Given(ref, wanted=False) if ref else False for ref in self._blanks(node))
        if not self.situation.is_blank(node):
            return False
        if isinstance(node, Cell) and node.when == CURRENT and node.ref in self.model.following:
            named = self.model.following[node.ref].named
            return every(self.blank(cell) for cell in named)
        ref = self._ref(node)
        return Given(ref, wanted=False) if ref else True

    def _blanks(self, node: RowSum) -> Iterator[str | None]:
        """Cells of a sum over lines that are blank and may be filled; None for one that is filled."""
        for ref, value in self._summed(node):
            if isinstance(value, int):
                yield None
            elif self.model.changeable(ref):
                yield ref

    def _summed(self, node: RowSum) -> Iterator[tuple[str, Value]]:
        for number, row in enumerate(self.model.lines(node.form, node.group), 1):
            if not node.prefixes or str(row.get("code") or "").startswith(node.prefixes):
                yield line_ref(node, number), row.get(node.column)

    def _ref(self, node: Node) -> str | None:
        """The reference of a cell that may be changed."""
        ref = None
        if isinstance(node, Cell) and node.when == CURRENT and not node.text:
            ref = node.ref
        elif isinstance(node, RowCell) and node.when == CURRENT and not node.text:
            ref = line_ref(node, self.line)
        return ref if ref and self.model.changeable(ref) else None

    # numbers ---------------------------------------------------------------------------------

    def _linear(self, node: Node) -> Linear | None:
        """A number node as a linear form; None when it is not linear in the cells."""
        match node:
            case Cell() if node.when == CURRENT and node.ref in self.model.following:
                return self._follower(node)
            case Cell() | RowCell():
                ref = self._ref(node)
                if ref is not None:
                    return Linear({ref: 1}, 0, 10**node.scale)
            case RowSum():
                return self._row_sum(node)
            case Add():
                total = Linear({}, 0)
                for sign, term in node.terms:
                    part = self._linear(term)
                    if part is None:
                        return None
                    total = added(total, part, sign)
                return total
            case Multiply() | Divide():
                return self._product(node)
            case Choice():
                chosen = (value for when, value in node.cases if self.situation.judge(when) is True)
                return self._linear(next(chosen, node.default))
            case Const() | Parameter():
                return Linear({}, node.units, 10**node.scale)
        return self._constant(node)

    def _constant(self, node: Node) -> Linear | None:
        """A number none of whose cells may change; 0 divided into it makes it none."""
        if any(self._moves(item) for item in node.everything):
            return None
        value = self.situation.number(node)
        return None if value is None else Linear({}, value.numerator, value.denominator)

    def _moves(self, node: Node) -> bool:
        if isinstance(node, RowSum):
            return any(self.model.changeable(ref) for ref, _ in self._summed(node))
        if isinstance(node, Cell) and node.when == CURRENT and node.ref in self.model.following:
            return True
        return self._ref(node) is not None

    def _row_sum(self, node: RowSum) -> Linear:
        terms, const = {}, 0
        for ref, value in self._summed(node):
            if self.model.changeable(ref):
                terms[ref] = 1
            elif isinstance(value, int):
                const += value
        return Linear(terms, const, 10**node.scale)

    def _product(self, node: Multiply | Divide) -> Linear | None:
        left, right = self._linear(node.left), self._linear(node.right)
        if left is None or right is None:
            return None
        if isinstance(node, Divide):
            if right.terms or not right.const:
                return None
            right = Linear({}, right.below, right.const)
            if right.below < 0:
                right = Linear({}, -right.const, -right.below)
        if left.terms and right.terms:
            return None
        many, one = (left, right) if left.terms else (right, left)
        return Linear(
            {ref: f * one.const for ref, f in many.terms.items()},
            many.const * one.const,
            many.below * one.below,
        )

    def _follower(self, node: Cell) -> Linear | None:
        """An automatic cell: its own formula put in its place, or a cell of its own if rounded."""
        model, formula = self.model, self.model.following[node.ref]
        cases = formula.cases
        tree = next((v for c, v in cases if c is None or self.situation.judge(c) is True), None)
        value = self._linear(tree) if tree is not None else None
        if value is None or not value.terms:
            return Linear({}, model.number(node.ref), 10**node.scale)
        if not formula.floor_zero and 10**formula.places % value.below == 0:
            return value
        if node.ref not in model.followers:
            model.followers[node.ref] = _rounded(node.ref, value, formula)
        return Linear({node.ref: 1}, 0, 10**node.scale)


def _rounded(ref: str, value: Linear, formula: Formula) -> Condition:
    """A cell is a formula's value rounded to its places, and not below zero if so ordered."""
    up = {r: 2 * f * 10**formula.places for r, f in value.terms.items()}
    const, own = 2 * value.const * 10**formula.places, 2 * value.below
    above = at_most({**up, ref: -own}, const - value.below)
    below = at_most({**{r: -f for r, f in up.items()}, ref: own}, -const - value.below)
    near = every((above, below))
    if not formula.floor_zero:
        return near
    zero = every((at_most({ref: 1}, 0), at_most({ref: -1}, 0), at_most(up, const - value.below)))
    return some((every((near, at_most({ref: -1}, 0))), zero))
