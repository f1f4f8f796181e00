"""Exact value of any node for one dossier: the slow twin of the generated function.

Used for the few findings that need their numbers shown. Numbers are ``Fraction``, texts ``str``,
judgements ``bool``; None means that there is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ruantong.core.dossier import Dossier, FormData, Forms, Value
from ruantong.core.regime import Regime
from ruantong.core.rules import runtime
from ruantong.core.rules.formats import FORMATS
from ruantong.core.rules.python import Formula
from ruantong.core.rules.tree import (
    CURRENT,
    DECEMBER,
    PREVIOUS,
    YEAR_AGO,
    Absolute,
    Add,
    And,
    AutoValue,
    Cell,
    Choice,
    Compare,
    Const,
    Divide,
    Extreme,
    FormFilled,
    HeadCell,
    Iff,
    Implies,
    InCodeList,
    IsBlank,
    IsWhole,
    MagnitudeSlip,
    Matches,
    Multiply,
    Node,
    Not,
    OneOf,
    OnList,
    Or,
    Parameter,
    PeriodNumber,
    Round,
    RowCell,
    RowCount,
    RowSum,
    SameColumns,
    Slice,
    StartsWith,
    TextCompare,
    TextConst,
    UniqueInRegister,
    UniqueInRows,
    UnitFact,
)
from ruantong.core.values import round_half_up


@dataclass(frozen=True)
class Situation:
    """A dossier, and the line a row rule looks at (with last year's line of that code)."""

    regime: Regime
    dossier: Dossier
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    row: Mapping[str, Value] = field(default_factory=dict)
    old_row: Mapping[str, Value] = field(default_factory=dict)
    _known: dict[int, Fraction | None] = field(default_factory=dict, repr=False)

    def forms(self, when: str) -> Forms:
        """One of the four returns; a missing one has no forms."""
        dossier = self.dossier
        found = {
            CURRENT: dossier.forms,
            PREVIOUS: dossier.previous,
            YEAR_AGO: dossier.year_ago,
            DECEMBER: dossier.december,
        }[when]
        return found or {}

    def rows(self, form: str, group: str) -> Sequence[Mapping[str, Value]]:
        """The lines of a group of the current return."""
        return self.dossier.forms.get(form, FormData()).rows.get(group, ())

    def raw(self, node: Node) -> Value:
        """A cell as it is: None when blank."""
        if isinstance(node, RowCell):
            return (self.row if node.when == CURRENT else self.old_row).get(node.column)
        if isinstance(node, HeadCell):
            return self.forms(CURRENT).get(node.form, FormData()).head.get(node.key)
        if isinstance(node, RowSum):
            rows = self.rows(node.form, node.group)
            return runtime.row_totals(rows, [(node.column, node.prefixes)], {})[0]
        if isinstance(node, Cell):
            return (
                self.forms(node.when).get(node.form, FormData()).value(node.indicator, node.column)
            )
        raise TypeError(type(node).__name__)

    def number(self, node: Node) -> Fraction | None:
        """Value of a number node with blanks as zero; None after a division by zero."""
        # Sentences name the same figure several times; a node lives as long as its rule set.
        if id(node) not in self._known:
            self._known[id(node)] = self._number(node)
        return self._known[id(node)]

    def _number(self, node: Node) -> Fraction | None:
        match node:
            case Const() | Parameter():
                return Fraction(node.units, 10**node.scale)
            case PeriodNumber():
                period = self.dossier.period
                return Fraction(period.months if node.which == "months" else period.year)
            case Cell() | RowCell() | RowSum():
                return self._cell(node, node.scale)
            case RowCount():
                rows = self.rows(node.form, node.group)
                return Fraction(runtime.row_totals(rows, [("", node.prefixes)], {})[0] or 0)
            case AutoValue():
                return self._automatic(node)
            case Choice():
                value = self._chosen(node)
                return self.number(value)
        return self._compound(node)

    def _chosen(self, node: Choice) -> Node:
        for condition, value in node.cases:
            if self.judge(condition) is True:
                return value
        return node.default

    def _automatic(self, node: AutoValue) -> Fraction | None:
        formula = self.formulas[node.ref]
        if all(self.is_blank(cell) for cell in formula.named):
            return None
        for condition, tree in formula.cases:
            if condition is None or self.judge(condition) is True:
                value = self.number(tree)
                if value is None:
                    return None
                value = rounded(value, formula.places)
                return max(value, Fraction()) if formula.floor_zero else value
        return None

    def is_blank(self, node: Node) -> bool:
        """Whether a cell holds nothing; an empty text counts as nothing."""
        return self.raw(node) in {None, ""}

    def _cell(self, node: Node, scale: int) -> Fraction:
        value = self.raw(node)
        if not isinstance(value, int):
            return Fraction()
        return Fraction(value, 10**scale) if scale else Fraction(value)

    def _compound(self, node: Node) -> Fraction | None:
        match node:
            case Add():
                terms = [(sign, self.number(term)) for sign, term in node.terms]
                if any(value is None for _, value in terms):
                    return None
                signed = (v if sign > 0 else -v for sign, v in terms if v is not None)
                return sum(signed, Fraction())
            case Multiply():
                left, right = self.number(node.left), self.number(node.right)
                return None if left is None or right is None else left * right
            case Divide():
                left, right = self.number(node.left), self.number(node.right)
                return None if left is None or not right else left / right
            case Absolute():
                inner = self.number(node.operand)
                return None if inner is None else abs(inner)
            case Extreme():
                values = [self.number(item) for item in node.operands]
                known = [value for value in values if value is not None]
                if len(known) < len(values):
                    return None
                return max(known) if node.which == "max" else min(known)
            case Round():
                inner = self.number(node.operand)
                return None if inner is None else rounded(inner, node.places)
        raise TypeError(type(node).__name__)

    def text(self, node: Node) -> str:
        """Value of a text node; a blank is an empty text."""
        match node:
            case TextConst():
                return node.value
            case UnitFact():
                return self.dossier.unit.district
            case Slice():
                return runtime.part(self.text(node.operand), node.start - 1, node.stop)
            case Choice():
                return self.text(self._chosen(node))
        return str(self.raw(node) or "")

    def judge(self, node: Node) -> bool | None:
        """Value of a judgement; None when it cannot be made."""
        match node:
            case And():
                return runtime.all3(*map(self.judge, node.operands))
            case Or():
                return runtime.any3(*map(self.judge, node.operands))
            case Not():
                return runtime.not3(self.judge(node.operand))
            case Implies():
                return runtime.any3(
                    runtime.not3(self.judge(node.condition)), self.judge(node.consequence)
                )
            case Iff():
                return runtime.iff3(self.judge(node.left), self.judge(node.right))
            case Compare():
                return self._compare(node)
            case TextCompare():
                same = runtime.same_text(self.text(node.left), self.text(node.right))
                return same if node.operator == "=" else not same
        return _PREDICATES[type(node)](self, node)

    def _compare(self, node: Compare) -> bool | None:
        left, right = self.number(node.left), self.number(node.right)
        if left is None or right is None:
            return None
        gap, slack = left - right, Fraction(node.tolerance[0], 10 ** node.tolerance[1])
        return {
            "=": abs(gap) <= slack,
            "!=": abs(gap) > slack,
            ">=": gap >= -slack,
            "<=": gap <= slack,
            ">": gap > -slack,
            "<": gap < slack,
        }[node.operator]

    def _slip(self, node: MagnitudeSlip) -> bool | None:
        left, right = self.number(node.left), self.number(node.right)
        if left is None or right is None:
            return None
        below = left.denominator * right.denominator
        return runtime.slip(int(left * below), int(right * below))

    def _whole(self, node: IsWhole) -> bool | None:
        value = self.number(node.operand)
        return None if value is None else value.denominator == 1

    def _form_filled(self, node: FormFilled) -> bool:
        return runtime.form_filled(self.dossier.forms.get(node.form), node.columns)

    def _same_columns(self, node: SameColumns) -> bool:
        form = self.dossier.forms.get(node.form)
        return runtime.same_columns(form, node.indicators, node.left, node.right)

    def _unique_in_rows(self, node: UniqueInRows) -> bool:
        column = node.column
        repeated = runtime.repeated(self.rows(column.form, column.group), column.column)
        return self.row.get(column.column) not in repeated

    def _in_code_list(self, node: InCodeList) -> bool:
        return self.text(node.operand) in codes_of(self.regime, node)


def codes_of(regime: Regime, node: InCodeList) -> frozenset[str]:
    """The codes a list admits."""
    items = regime.code_lists[node.code_list].items
    return frozenset(item.code for item in items if item.leaf or not node.leaf)


def rounded(value: Fraction, places: int) -> Fraction:
    """Rounded half up (away from zero) to a number of decimal places."""
    scaled = value * 10**places
    return Fraction(round_half_up(scaled.numerator, scaled.denominator), 10**places)


_PREDICATES: Mapping[type, Callable[[Situation, Any], bool | None]] = {
    IsBlank: lambda situation, node: situation.is_blank(node.operand),
    OneOf: lambda situation, node: situation.text(node.operand) in node.values,
    StartsWith: lambda situation, node: situation.text(node.operand).startswith(node.prefixes),
    Matches: lambda situation, node: FORMATS[node.format](situation.text(node.operand)) is None,
    OnList: lambda situation, node: node.name in situation.dossier.unit.lists,
    UniqueInRegister: lambda situation, node: situation.dossier.unit.uscc_unique,
    FormFilled: Situation._form_filled,
    SameColumns: Situation._same_columns,
    UniqueInRows: Situation._unique_in_rows,
    InCodeList: Situation._in_code_list,
    IsWhole: Situation._whole,
    MagnitudeSlip: Situation._slip,
}
