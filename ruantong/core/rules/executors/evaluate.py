"""Exact value of any node for one dossier: operations carried out one by one.

For the few findings that need their numbers shown. Numbers are ``Fraction``, texts ``str``,
judgements ``bool``; None means that there is no value.
"""

from __future__ import annotations

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
from ruantong.core.rules.language.formats import codes_of
from ruantong.core.rules.lowering import make, ops
from ruantong.core.rules.lowering.lower import Ratio, lower_logic, lower_number
from ruantong.core.values import round_half_up

_ratio = lru_cache(8192)(lower_number)
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
        found: Forms | None = getattr(self.dossier, "forms" if when == t.CURRENT else when)
        return found or {}

    def rows(self, form: str, group: str) -> Sequence[Mapping[str, Value]]:
        """The lines of a group of the current return."""
        return self.dossier.forms.get(form, FormData()).rows.get(group, ())

    def raw(self, leaf: Any) -> Any:
        """What a leaf holds as it is: None for a blank cell, a truth value for a fact."""
        dossier = self.dossier
        match leaf:
            case t.RowCell():
                return (self.row if leaf.when == t.CURRENT else self.old_row).get(leaf.column)
            case t.HeadCell():
                return self.forms(t.CURRENT).get(leaf.form, FormData()).head.get(leaf.key)
            case t.Cell():
                form = self.forms(leaf.when).get(leaf.form, FormData())
                return form.value(leaf.indicator, leaf.column)
            case t.RowSum() | t.RowCount():
                slot = (getattr(leaf, "column", ""), leaf.prefixes)
                return runtime.row_totals(self.rows(leaf.form, leaf.group), [slot], {})[0]
            case t.AutoValue():
                cases = self.formulas[leaf.ref].lowered
                value = next((value for when, value in cases if self.run(when) is True), None)
                return None if value is None else self.run(value)
            case t.PeriodNumber():
                return dossier.period.months if leaf.which == "months" else dossier.period.year
            case t.UnitFact():
                return dossier.unit.district
        return self._fact(leaf)

    def _fact(self, leaf: Any) -> bool | None:
        dossier = self.dossier
        match leaf:
            case t.OnList(name):
                return name in dossier.unit.lists
            case t.UniqueInRegister():
                return dossier.unit.uscc_unique
            case t.FormFilled():
                return runtime.form_filled(dossier.forms.get(leaf.form), leaf.columns)
            case t.SameColumns():
                current = dossier.forms.get(leaf.form)
                return runtime.same_columns(current, leaf.indicators, leaf.left, leaf.right)
            case t.UniqueInRows(column):
                again = runtime.repeated(self.rows(column.form, column.group), column.column)
                return self.row.get(column.column) not in again
            case ops.OldLine():
                return bool(self.old_row)
            case ops.Present(when, form):
                return form in self.forms(when)
        raise TypeError(type(leaf).__name__)

    # values --------------------------------------------------------------------------------

    def is_blank(self, leaf: t.Node | ops.Leaf) -> bool:
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

    def judge(self, node: t.Node) -> bool | None:
        """Value of a judgement; None when it cannot be made."""
        found: bool | None = self.run(_logic(node))
        return found

    def run(self, op: ops.Op) -> Any:
        """What an operation comes to."""
        return _RUN[type(op)](self, self.run, op)

    def _load(self, leaf: ops.Leaf) -> int:
        value = self.raw(leaf)
        return value if isinstance(value, int) else 0

    def _pick(self, op: ops.Pick) -> int | str:
        chosen = (value for condition, value in op.cases if self.run(condition) is True)
        found: int | str = self.run(next(chosen, op.default))
        return found

    def _text_test(self, op: ops.TextTest) -> bool:
        text: str = self.run(op.text)
        if op.kind in make.TESTS:
            return make.TESTS[op.kind](text, op.values)
        return text in codes_of(self.regime, op.values[0], leaves=op.kind == ops.LEAVES)


_RUN: Mapping[type, Callable[[Situation, Callable[[ops.Op], Any], Any], Any]] = {
    ops.Int: lambda _, run, op: op.value,
    ops.Load: lambda at, run, op: at._load(op.leaf),
    ops.Sum: lambda _, run, op: op.constant + sum(times * run(one) for times, one in op.terms),
    ops.Product: lambda _, run, op: run(op.left) * run(op.right),
    ops.Abs: lambda _, run, op: abs(run(op.operand)),
    ops.Extreme: lambda _, run, op: (max if op.which == "max" else min)(map(run, op.operands)),
    ops.Signed: lambda _, run, op: run(op.operand) * (1 if run(op.by) >= 0 else -1),
    ops.Quotient: lambda _, run, op: round_half_up(run(op.operand), run(op.divisor)),
    ops.Pick: lambda at, run, op: at._pick(op),
    ops.Literal: lambda _, run, op: op.value,
    ops.LoadText: lambda at, run, op: str(at.raw(op.leaf) or ""),
    ops.Part: lambda _, run, op: runtime.part(run(op.operand), op.start, op.stop),
    ops.Truth: lambda _, run, op: op.value,
    ops.Comparison: lambda _, run, op: make.COMPARE[op.operator](run(op.number), 0),
    ops.Divisible: lambda _, run, op: run(op.number) % run(op.by) == 0,
    ops.TextTest: lambda at, run, op: at._text_test(op),
    ops.SameText: lambda _, run, op: runtime.same_text(run(op.left), run(op.right)),
    ops.Blank: lambda at, run, op: at.is_blank(op.leaf),
    ops.Fact: lambda at, run, op: at.raw(op.leaf),
    ops.All: lambda _, run, op: runtime.all3(*map(run, op.operands)),
    ops.Any: lambda _, run, op: runtime.any3(*map(run, op.operands)),
    ops.Not: lambda _, run, op: runtime.not3(run(op.operand)),
    ops.Same: lambda _, run, op: runtime.iff3(run(op.left), run(op.right)),
    ops.Unless: lambda _, run, op: None if run(op.guard) else run(op.judgement),
}
