"""Exact value of any node for one dossier: operations carried out one by one.

For the few findings that need their numbers shown. Numbers are ``Fraction``, texts ``str``,
judgements ``bool``; None means that there is no value.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ruantong.core.dossier import Dossier, FormData, Forms, Value
from ruantong.core.regime import Regime, Rule
from ruantong.core.rules.formula import Formula
from ruantong.core.rules.language import runtime
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.formats import FORMATS, codes_of
from ruantong.core.rules.lowering import ops
from ruantong.core.rules.lowering.lower import Ratio, lower_logic, lower_number, lower_text
from ruantong.core.values import round_half_up

_COMPARE = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ratio = lru_cache(8192)(lower_number)
_text = lru_cache(8192)(lower_text)
_logic = lru_cache(8192)(lower_logic)


@dataclass(frozen=True)
class Situation:
    """A dossier, and the line a row rule looks at: its number from 1, last year's line of that code."""

    regime: Regime
    dossier: Dossier
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    row: Mapping[str, Value] = field(default_factory=dict)
    old_row: Mapping[str, Value] = field(default_factory=dict)
    line: int = 0

    @classmethod
    def of(
        cls,
        regime: Regime,
        dossier: Dossier,
        formulas: Mapping[str, Formula],
        rule: Rule,
        line: int,
    ) -> Situation:
        """Where a rule is judged; ``line``: 0 unless it looks at lines."""
        if not line:
            return cls(regime, dossier, formulas)
        row = dossier.forms[rule.form].rows[rule.row_group][line - 1]
        past = (dossier.year_ago or {}).get(rule.form, FormData()).rows.get(rule.row_group, ())
        old = [each for each in past if each.get("code") == row.get("code")]
        return cls(regime, dossier, formulas, row, old[-1] if old else {}, line)

    # what is there -------------------------------------------------------------------------

    def forms(self, when: str) -> Forms:
        """One of the four returns; a missing one has no forms."""
        dossier = self.dossier
        found = {
            t.CURRENT: dossier.forms,
            t.PREVIOUS: dossier.previous,
            t.YEAR_AGO: dossier.year_ago,
            t.DECEMBER: dossier.december,
        }[when]
        return found or {}

    def rows(self, form: str, group: str) -> Sequence[Mapping[str, Value]]:
        """The lines of a group of the current return."""
        return self.dossier.forms.get(form, FormData()).rows.get(group, ())

    def raw(self, leaf: Any) -> Any:
        """What a leaf holds as it is: None for a blank cell, a truth value for a fact."""
        match leaf:
            case t.RowCell():
                return (self.row if leaf.when == t.CURRENT else self.old_row).get(leaf.column)
            case t.HeadCell():
                return self.forms(t.CURRENT).get(leaf.form, FormData()).head.get(leaf.key)
            case t.Cell():
                form = self.forms(leaf.when).get(leaf.form, FormData())
                return form.value(leaf.indicator, leaf.column)
            case t.RowSum():
                slot = (leaf.column, leaf.prefixes)
                return runtime.row_totals(self.rows(leaf.form, leaf.group), [slot], {})[0]
            case t.RowCount():
                return runtime.row_totals(
                    self.rows(leaf.form, leaf.group), [("", leaf.prefixes)], {}
                )[0]
            case t.AutoValue():
                return self._automatic(leaf)
            case t.PeriodNumber():
                period = self.dossier.period
                return period.months if leaf.which == "months" else period.year
            case t.UnitFact():
                return self.dossier.unit.district
        return self._fact(leaf)

    def _fact(self, leaf: Any) -> bool | None:
        match leaf:
            case t.OnList(name):
                return name in self.dossier.unit.lists
            case t.UniqueInRegister():
                return self.dossier.unit.uscc_unique
            case t.FormFilled():
                return runtime.form_filled(self.dossier.forms.get(leaf.form), leaf.columns)
            case t.SameColumns():
                form = self.dossier.forms.get(leaf.form)
                return runtime.same_columns(form, leaf.indicators, leaf.left, leaf.right)
            case t.UniqueInRows(column):
                again = runtime.repeated(self.rows(column.form, column.group), column.column)
                return self.row.get(column.column) not in again
            case ops.OldLine():
                return bool(self.old_row)
        raise TypeError(type(leaf).__name__)

    def _automatic(self, leaf: t.AutoValue) -> int | None:
        for judgement, value in self.formulas[leaf.ref].lowered:
            if self.run(judgement) is True:
                found: int | None = None if value is None else self.run(value)
                return found
        return None

    # values --------------------------------------------------------------------------------

    def is_blank(self, leaf: t.Node) -> bool:
        """Whether a cell holds nothing; an empty text counts as nothing."""
        return self.raw(leaf) in {None, ""}

    def number(self, node: t.Node) -> Fraction | None:
        """Value of a number node with blanks as zero; None after a division by zero."""
        return self.fraction(_ratio(node))

    def fraction(self, ratio: Ratio) -> Fraction | None:
        """Exact value of a ratio; None after a division by zero."""
        if self.run(ratio.guard):
            return None
        return Fraction(self.run(ratio.above), self.run(ratio.below) * 10**ratio.scale)

    def text(self, node: t.Node) -> str:
        """Value of a text node; a blank is an empty text."""
        return str(self.run(_text(node)))

    def judge(self, node: t.Node) -> bool | None:
        """Value of a judgement; None when it cannot be made."""
        found: bool | None = self.run(_logic(node))
        return found

    def run(self, op: ops.Op) -> Any:
        """What an operation comes to."""
        return _RUN[type(op)](self, op)

    def _load(self, op: ops.Load) -> int:
        value = self.raw(op.leaf)
        return value if isinstance(value, int) else 0

    def _sum(self, op: ops.Sum) -> int:
        total: int = op.constant
        for factor, number in op.terms:
            total += factor * self.run(number)
        return total

    def _signed(self, op: ops.Signed) -> int:
        value: int = self.run(op.operand)
        return value if self.run(op.by) >= 0 else -value

    def _pick(self, op: ops.Pick) -> int | str:
        chosen = (value for condition, value in op.cases if self.run(condition) is True)
        found: int | str = self.run(next(chosen, op.default))
        return found

    def _extreme(self, op: ops.Extreme) -> int:
        values: list[int] = [self.run(item) for item in op.operands]
        return max(values) if op.which == "max" else min(values)

    def _text_test(self, op: ops.TextTest) -> bool:
        text: str = self.run(op.text)
        match op.kind:
            case ops.AMONG:
                return text in op.values
            case ops.STARTS:
                return text.startswith(op.values)
            case ops.FORMAT:
                return FORMATS[op.values[0]](text) is None
        return text in codes_of(self.regime, op.values[0], leaves=op.kind == ops.LEAVES)

    def _unless(self, op: ops.Unless) -> bool | None:
        found: bool | None = None if self.run(op.guard) else self.run(op.judgement)
        return found


_RUN: Mapping[type, Callable[[Situation, Any], Any]] = {
    ops.Int: lambda _, op: op.value,
    ops.Load: Situation._load,
    ops.Sum: Situation._sum,
    ops.Product: lambda at, op: at.run(op.left) * at.run(op.right),
    ops.Abs: lambda at, op: abs(at.run(op.operand)),
    ops.Extreme: Situation._extreme,
    ops.Signed: Situation._signed,
    ops.Quotient: lambda at, op: round_half_up(at.run(op.operand), at.run(op.divisor)),
    ops.Pick: Situation._pick,
    ops.Literal: lambda _, op: op.value,
    ops.LoadText: lambda at, op: str(at.raw(op.leaf) or ""),
    ops.Part: lambda at, op: runtime.part(at.run(op.operand), op.start, op.stop),
    ops.Truth: lambda _, op: op.value,
    ops.Comparison: lambda at, op: _COMPARE[op.operator](at.run(op.number), 0),
    ops.Divisible: lambda at, op: at.run(op.number) % at.run(op.by) == 0,
    ops.TextTest: Situation._text_test,
    ops.SameText: lambda at, op: runtime.same_text(at.run(op.left), at.run(op.right)),
    ops.Blank: lambda at, op: at.is_blank(op.leaf),
    ops.Fact: lambda at, op: at.raw(op.leaf),
    ops.All: lambda at, op: runtime.all3(*map(at.run, op.operands)),
    ops.Any: lambda at, op: runtime.any3(*map(at.run, op.operands)),
    ops.Not: lambda at, op: runtime.not3(at.run(op.operand)),
    ops.Same: lambda at, op: runtime.iff3(at.run(op.left), at.run(op.right)),
    ops.Unless: Situation._unless,
}
