"""A return as the search for its smallest repair sees it: cells that may change, and conditions on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ruantong.core.applicability import forms_due
from ruantong.core.cellref import CellRef
from ruantong.core.dossier import Dossier, Forms, Value
from ruantong.core.regime import ColumnRole, Kind
from ruantong.core.rules.edits import edited, held
from ruantong.core.rules.executors.evaluate import Situation
from ruantong.core.rules.formula import Formula
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language.tree import CURRENT
from ruantong.core.rules.linear.conditions import Condition, LimitReached, Rounded, Variable
from ruantong.core.rules.localisation.reading import CellReader
from ruantong.core.rules.lowering.chain import Case
from ruantong.core.rules.ruleset import RuleSet, automatic_values


@dataclass
class Model:
    """One return for repair. ``locked`` cells were brought over by the platform; ``typed`` are the
    automatic cells the respondent put a figure of its own into (None: those that differ from it). ``suspected``: cells something else speaks against.
    """

    ruleset: RuleSet
    dossier: Dossier
    locked: Collection[str] = frozenset()
    typed: Collection[str] | None = None
    suspected: Collection[str] = frozenset()
    _changeable: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def due(self) -> frozenset[str]:
        """Codes of the forms owed."""
        d = self.dossier
        forms = forms_due(self.ruleset.regime, d.period, lists=d.unit.lists, forms=d.forms)
        return frozenset(form.code for form in forms)

    @cached_property
    def following(self) -> Mapping[str, Formula]:
        """Automatic cells whose value the platform computes anew after every change."""
        own = [f for f in self.ruleset.formulas if f.ref not in self.locked]
        bare = edited(self.dossier, {f.ref: None for f in own if self._platform_owns(f)})
        values = automatic_values(self.ruleset, bare)
        found: dict[str, Formula] = {}
        for formula in own:
            now, computed = held(self.dossier, formula.ref), values[formula.ref]
            if not formula.overridable or (
                self._platform_owns(formula) and computed is not None and now in {None, computed}
            ):
                found[formula.ref] = formula
        return found

    def _platform_owns(self, formula: Formula) -> bool:
        return not formula.overridable or self.typed is None or formula.ref not in self.typed

    def settled(self, changes: Mapping[str, int]) -> Dossier:
        """The return after changes, with the automatic cells computed anew."""
        changed = edited(self.dossier, {**dict.fromkeys(self.following), **changes})
        values = automatic_values(self.ruleset, changed)
        return edited(changed, {ref: values[ref] for ref in self.following})

    def cases_of(self, ref: str) -> Sequence[Case] | None:
        """How the platform computes a cell anew after every change; None: it does not."""
        return self.following[ref].lowered if ref in self.following else None

    def number(self, name: Variable) -> int:
        """What a cell holds in its last decimal place, blank as 0, or what rounding makes of it."""
        if isinstance(name, Rounded):
            return name.value(self.number)
        value = held(self.dossier, str(name))
        return value if isinstance(value, int) else 0

    def changeable(self, ref: str) -> bool:
        """A number the respondent may type and the platform did not bring over or compute."""
        if ref not in self._changeable:
            self._changeable[ref] = self._may_change(ref)
        return self._changeable[ref]

    def _may_change(self, ref: str) -> bool:
        if ref in self.locked or ref in self.following:
            return False
        place = CellRef.parse(ref)
        if place.group:
            return place.form in self.due
        form = self.ruleset.regime.form[place.form]
        column = form.column[place.column]
        if (
            place.form not in self.due
            or column.computed
            or form.by_code[place.indicator].kind is not Kind.NUMBER
        ):
            return False
        return not self._brought_over(place, column.role)

    def _brought_over(self, place: CellRef, role: ColumnRole) -> bool:
        """C holds last period's figure and B, unless it was adjusted, last year's."""
        d, code, indicator, key = self.dossier, place.form, place.indicator, place.column
        if role is ColumnRole.PREVIOUS:
            return self.ruleset.regime.before(d.period) is None or code in (d.previous or {})
        if role is ColumnRole.YEAR_AGO:
            current = next(
                (c.key for c in self.ruleset.regime.form[code].columns
                 if c.role is ColumnRole.CURRENT), key
            )  # fmt: skip
            before = _value(d.year_ago, code, indicator, current)
            return before is not None and before == _value(d.forms, code, indicator, key)
        return False

    # rules → conditions ----------------------------------------------------------------------

    def condition(self, instance: Instance, line: int) -> Condition:
        """When an instance does not fail: it does not apply, cannot be judged, or holds."""
        for when, form in instance.needs:
            if form not in (self.due if when == CURRENT else self._past(when)):
                return True
        situation = self._situation(instance, line)
        try:
            return CellReader(self, situation, line).survives(instance.steps)
        except LimitReached:
            return situation.judge(instance.check) is not False

    def _past(self, when: str) -> Forms:
        d = self.dossier
        past = {"previous": d.previous, "year_ago": d.year_ago, "december": d.december}[when]
        return past or {}

    def _situation(self, instance: Instance, line: int) -> Situation:
        rule, regime, formulas = instance.rule, self.ruleset.regime, self.ruleset.formula
        if not line:
            return Situation(regime, self.dossier, formulas)
        row = self.lines(rule.form, rule.row_group)[line - 1]
        past = (self.dossier.year_ago or {}).get(rule.form)
        # The line of the same code in last year's return.
        before = reversed(past.rows.get(rule.row_group, ()) if past else ())
        old = next((each for each in before if each.get("code") == row.get("code")), {})
        return Situation(regime, self.dossier, formulas, row, old)

    def lines(self, code: str, group: str) -> tuple[Mapping[str, Value], ...]:
        """The lines of a group."""
        form = self.dossier.forms.get(code)
        return form.rows.get(group, ()) if form else ()


def _value(forms: Forms | None, code: str, indicator: str, column: str) -> Value:
    form = (forms or {}).get(code)
    return form.value(indicator, column) if form else None
