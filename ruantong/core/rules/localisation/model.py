"""A return as the search for its smallest repair sees it: which cells may change, and what follows them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

from ruantong.core.applicability import forms_due
from ruantong.core.cellref import CellRef, of_return
from ruantong.core.dossier import Dossier, Value
from ruantong.core.regime import ColumnRole, Kind
from ruantong.core.rules.edits import edited, held
from ruantong.core.rules.formula import Formula
from ruantong.core.rules.linear.conditions import Flag, Rounded, Variable
from ruantong.core.rules.ruleset import RuleSet, automatic_values


@dataclass
class Model:
    """One return for repair. ``locked`` cells were brought over by the platform; ``typed`` are the
    automatic cells the respondent put a figure of its own into (None: those that differ from it).
    ``suspected``: cells something else speaks against.
    """

    ruleset: RuleSet
    dossier: Dossier
    locked: Collection[str] = frozenset()
    typed: Collection[str] | None = None
    suspected: Collection[str] = frozenset()

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

    def number(self, name: Variable) -> int:
        """What a cell holds in its last decimal place, blank as 0, or what rounding makes of it; a
        flag is off, as no blank cell has got a figure yet.
        """
        if isinstance(name, Rounded):
            return name.value(self.number)
        value = None if isinstance(name, Flag) else held(self.dossier, str(name))
        return value if isinstance(value, int) else 0

    @cached_property
    def changeable(self) -> Callable[[str], bool]:
        """Whether a cell has a number the respondent may type and the platform did not bring over
        or compute.
        """
        return cache(self._may_change)

    def _may_change(self, ref: str) -> bool:
        place, d, regime = CellRef.parse(ref), self.dossier, self.ruleset.regime
        if ref in self.locked or ref in self.following or place.form not in self.due:
            return False
        if place.group:
            return True
        form = regime.form[place.form]
        column = form.column[place.column]
        if column.computed or form.by_code[place.indicator].kind is not Kind.NUMBER:
            return False
        if column.role is ColumnRole.PREVIOUS:
            return regime.before(d.period) is not None and place.form not in (d.previous or {})
        if column.role is ColumnRole.YEAR_AGO:
            # It is the platform's as long as it holds last year's figure.
            current = (c.key for c in form.columns if c.role is ColumnRole.CURRENT)
            then = replace(place, column=next(current, place.column))
            before = held(d, of_return("year_ago", str(then)))
            return before is None or before != held(d, ref)
        return True

    def last_period(self, ref: str) -> Value:
        """The figure of a fixed cell of this period in the previous return."""
        place = CellRef.parse(ref)
        if place.group:
            return None
        role = self.ruleset.regime.form[place.form].column[place.column].role
        return (
            held(self.dossier, of_return("previous", ref)) if role is ColumnRole.CURRENT else None
        )

    def lines(self, code: str, group: str) -> tuple[Mapping[str, Value], ...]:
        """The lines of a group."""
        form = self.dossier.forms.get(code)
        return form.rows.get(group, ()) if form else ()
