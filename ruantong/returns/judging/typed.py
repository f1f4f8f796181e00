"""One return for the length of a request: parsed once, settled once, with what it is compared with.

Everything a request shows, judges or keeps is made from it: the text for the screens, the dossier for
the rules, the forms owed. Earlier returns are parsed when rules first look at them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ruantong.core.applicability import forms_due, unlisted
from ruantong.core.cellref import CellRef, form_of
from ruantong.core.content import FormsJson, copied, get, put
from ruantong.core.dossier import Dossier, Forms, UnitFacts
from ruantong.core.forms_json import CellFault, amended, parse_forms
from ruantong.core.growth import growth_columns
from ruantong.core.periods import Period
from ruantong.core.regime import Form, Regime
from ruantong.core.rules.ruleset import RuleSet, automatic_values
from ruantong.core.values import format_number
from ruantong.returns.judging.dossiers import (
    Comparisons,
    carried,
    parsed_earlier,
    unit_facts,
    with_comparisons,
)
from ruantong.returns.models import Return
from ruantong.returns.regimes import regime_of, ruleset_of


@dataclass(frozen=True)
class TypedReturn:
    """A return's content as text (``forms``) and as values (``typed``).

    ``faults`` are the texts that could not be understood. ``platform`` are the cells the platform
    keeps by reference (automatic values and columns brought over), ``computed`` the automatic ones
    among them, ``overridden`` those in which the respondent put a value of its own. ``aside`` is what
    was typed into a form of a list that the unit has left since: it stays in the draft, and is
    neither judged nor submitted. ``earlier`` finds what it is compared with.
    """

    regime: Regime
    ruleset: RuleSet
    period: Period
    unit: UnitFacts
    forms: FormsJson
    typed: Forms
    faults: tuple[CellFault, ...]
    earlier: Callable[[], Comparisons]
    platform: Mapping[str, str] = field(default_factory=dict)
    computed: frozenset[str] = frozenset()
    overridden: tuple[str, ...] = ()
    aside: FormsJson = field(default_factory=dict)

    @cached_property
    def compared(self) -> Comparisons:
        """The earlier returns, as text."""
        return self.earlier()

    @cached_property
    def due(self) -> tuple[Form, ...]:
        """The forms owed, in printed order."""
        return forms_due(self.regime, self.period, lists=self.unit.lists, forms=self.typed)

    @property
    def kept(self) -> FormsJson:
        """What the draft keeps."""
        return {**self.forms, **self.aside}

    def news(self, before: Mapping[str, Any]) -> dict[str, str]:
        """What a page has to show: automatic values, and columns brought over anew."""
        return {
            ref: text
            for ref, text in self.platform.items()
            if ref in self.computed or get(before, CellRef.parse(ref)) != text
        }

    @cached_property
    def dossier(self) -> Dossier:
        """What the rules look at."""
        return with_comparisons(self.regime, self._with_previous, self.compared)

    @cached_property
    def growth(self) -> dict[str, str]:
        """What stands in the growth columns, by cell."""
        if not any(c.computed for form in self.due for c in form.columns):
            return {}
        found = growth_columns(self.regime, self._with_previous)
        return {ref: growth.text for ref, growth in found.items()}

    @cached_property
    def _with_previous(self) -> Dossier:
        before = parsed_earlier(
            self.regime, self.regime.before(self.period), self.compared.previous
        )
        return replace(self.alone, previous=before)

    @property
    def alone(self) -> Dossier:
        """The dossier without the returns it is compared with."""
        return Dossier(period=self.period, unit=self.unit, forms=self.typed)

    def against(self, compared: Comparisons) -> TypedReturn:
        """The same return compared with other ones."""
        return replace(self, earlier=lambda: compared)

    def showing(self, forms: FormsJson) -> TypedReturn:
        """The same with a text that could not be saved, for the page that shows it again."""
        return replace(self, forms=forms, typed=parse_forms(self.regime, self.period, forms)[0])


def read(
    ret: Return,
    forms_json: Mapping[str, Any],
    earlier: Callable[[], Comparisons],
    unit: UnitFacts | None = None,
) -> TypedReturn:
    """Content as it stands, nothing brought up to date: what was filed, or what a page was made from.

    ``unit`` are the facts it was filed with; None: those of today.
    """
    regime, period = regime_of(ret), ret.parsed_period
    typed, faults = parse_forms(regime, period, forms_json)
    return TypedReturn(
        regime=regime,
        ruleset=ruleset_of(ret),
        period=period,
        unit=unit or unit_facts(ret, forms_json),
        forms=dict(forms_json),
        typed=typed,
        faults=tuple(faults),
        earlier=earlier,
    )


def settle(
    ret: Return,
    forms_json: Mapping[str, Any],
    overridden: Collection[str],
    compared: Comparisons,
    own: Mapping[str, str] | None = None,
) -> TypedReturn:
    """Bring over earlier values and compute automatic ones, except where ``overridden``.

    ``own`` are the texts just typed where the platform offers a value of its own: one that differs
    from it overrides, "" gives the cell back.
    """
    given = _on_lists(read(ret, copied(forms_json), lambda: compared))
    typed = {ref: text for ref, text in (own or {}).items() if text}
    brought = carried(given.due, compared)
    formulas = {formula.ref for formula in given.ruleset.formulas}
    mine = {ref for ref in overridden if ref not in (own or {})}
    mine |= {r for r, text in typed.items() if r not in formulas and brought.offered.get(r) != text}
    offered = {ref: text for ref, text in brought.offered.items() if ref not in mine}
    platform = {**brought.locked, **offered}
    given = _with_texts(given, platform)
    automatic = {ref for ref in formulas if form_of(ref) in given.typed} - brought.locked.keys()
    computed = _computed(given, automatic - mine)
    if differing := {r for r in formulas & typed.keys() if computed.get(r) != typed[r]} - mine:
        mine |= differing
        computed = _computed(given, automatic - mine)
    return replace(
        _with_texts(given, computed),
        platform={**platform, **computed},
        computed=frozenset(computed),
        overridden=tuple(sorted(mine)),
    )


def _on_lists(given: TypedReturn) -> TypedReturn:
    """Without the forms of lists that the unit has left."""
    left = unlisted(given.regime, given.unit.lists)
    aside = {code: content for code, content in given.forms.items() if code in left}
    if not aside:
        return given
    return replace(
        given,
        forms={code: content for code, content in given.forms.items() if code not in left},
        typed={code: data for code, data in given.typed.items() if code not in left},
        faults=tuple(fault for fault in given.faults if form_of(fault.cell) not in left),
        aside=aside,
    )


def _with_texts(given: TypedReturn, texts: Mapping[str, str]) -> TypedReturn:
    """With the platform's own texts in their cells; only those that differ are read."""
    changed = {r: text for r, text in texts.items() if get(given.forms, CellRef.parse(r)) != text}
    if not changed:
        return given
    for ref, text in changed.items():
        put(given.forms, CellRef.parse(ref), text)
    typed, faults = amended(given.regime, given.period, given.typed, given.faults, changed)
    typed = {code: data for code, data in typed.items() if code in given.forms}
    return replace(given, typed=typed, faults=tuple(faults))


def _computed(given: TypedReturn, own: Collection[str]) -> dict[str, str]:
    """Texts of the automatic cells ``own`` is about.

    They are taken out first: one that still stands there would count as the respondent's own.
    """
    blanked = dict(given.typed)
    for ref in map(CellRef.parse, own):
        blanked[ref.form] = blanked[ref.form].with_value(ref, None)
    found = automatic_values(given.ruleset, replace(given.alone, forms=blanked))
    return {ref: _printed(given.regime, CellRef.parse(ref), found[ref]) for ref in own}


def _printed(regime: Regime, ref: CellRef, value: int | None) -> str:
    form = regime.form[ref.form]
    return format_number(value, form.decimals_of(form.by_code[ref.indicator], ref.column))
