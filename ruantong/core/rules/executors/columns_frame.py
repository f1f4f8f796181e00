"""Many returns side by side: one Int64 or text column for each cell that a rule set looks at.

Numbers are integers in the last decimal place, as everywhere; blank is null. Lines stand in frames
of their own, joined by the position of their return.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ruantong.core.applicability import CellIs, parse_applies
from ruantong.core.cellref import CellRef
from ruantong.core.cells import CellSpec, read_value
from ruantong.core.content import CELLS, HEAD, ROWS
from ruantong.core.dossier import Dossier, UnitFacts
from ruantong.core.interchange import parse_forms
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Kind, Regime
from ruantong.core.rules.executors.columns_needs import (
    Leaf,
    LinePlace,
    Needs,
    cell_name,
    column_name,
    needs_of,
    place_name,
)
from ruantong.core.rules.language.runtime import whole
from ruantong.core.rules.language.tree import CURRENT, DECEMBER, FormFilled
from ruantong.core.rules.lowering.folding import MOST_LINES
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.values import MAX_SCALED, ValueFault

_EMPTY: Mapping[str, Any] = {}
_RETURNS = ("forms", "previous", "year_ago", "december")
_WHENS = ("current", "previous", "year_ago", "december")
#: Position of a return in the frame, and number of a line from 1, in frames of lines.
RETURN, LINE = "return", "line"


class FrameFault(ValueError):
    """Returns that cannot stand in one frame: another frequency, or a number out of range."""


@dataclass(frozen=True)
class Stored:
    """A return with its forms as they are stored: interchange JSON (text), not yet typed."""

    period: Period
    unit: UnitFacts
    forms: Mapping[str, Any]
    previous: Mapping[str, Any] | None = None
    year_ago: Mapping[str, Any] | None = None
    december: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Frame:
    """Returns of one frequency as columns. ``ids`` names them in results, in the order given.

    ``ruleset`` is the hash of the rules the columns were chosen for.
    """

    ruleset: str
    wide: pl.DataFrame
    lines: Mapping[LinePlace, pl.DataFrame]
    ids: pl.Series


def frame_of(
    ruleset: RuleSet,
    returns: Iterable[Dossier] | Iterable[Stored],
    *,
    ids: Sequence[Hashable] | None = None,
) -> Frame:
    """The frame of returns for these rules, from typed dossiers or straight from stored JSON.

    What cannot be read in a stored return is blank, as in ``parse_forms``. Raises ``FrameFault``.
    """
    given: list[Any] = list(returns)
    for item in given:
        if item.period.frequency is not ruleset.frequency:
            told = item.period.label
            raise FrameFault(f"{told}与{ruleset.frequency.label}的审核关系不同期别")
    needs = needs_of(ruleset)
    stored = bool(given) and isinstance(given[0], Stored)
    try:
        columns = _Columns(ruleset, needs, given, stored)
        wide, lines = columns.wide(), columns.lines()
    except (AttributeError, TypeError):
        if not stored:
            raise
        # Some stored return is not shaped as it should be: the careful reader takes them all.
        columns = _Columns(ruleset, needs, [_typed(ruleset.regime, item) for item in given], False)
        wide, lines = columns.wide(), columns.lines()
    wide, lines = _owed(ruleset, needs, _filled(needs, wide, lines), lines)
    names = pl.Series("id", list(range(len(given)) if ids is None else ids))
    return Frame(ruleset.hash, wide, lines, names)


def _typed(regime: Regime, item: Stored) -> Dossier:
    read = [
        None if forms is None else parse_forms(regime, period, forms)[0]
        for forms, period in (
            (item.forms, item.period),
            (item.previous, item.period),
            (item.year_ago, item.period),
            (item.december, item.period.december()),
        )
    ]
    return Dossier(item.period, item.unit, read[0] or {}, *read[1:])


class _Columns:
    """Reads the returns column by column."""

    def __init__(self, ruleset: RuleSet, needs: Needs, given: Sequence[Any], stored: bool) -> None:
        self._regime, self._frequency = ruleset.regime, ruleset.frequency
        self._needs, self._given, self._stored = needs, given, stored
        self._memory: dict[str, dict[str, Any]] = {}

    def wide(self) -> pl.DataFrame:
        given = self._given
        columns = [
            pl.Series("months", [item.period.months for item in given], pl.Int64),
            pl.Series("year", [item.period.year for item in given], pl.Int64),
            pl.Series("district", [item.unit.district for item in given], pl.String),
            pl.Series("unique", [item.unit.uscc_unique for item in given], pl.Boolean),
        ]
        for roster in self._needs.rosters:
            on = [roster in item.unit.lists for item in given]
            columns.append(pl.Series(f"on:{roster}", on, pl.Boolean))
        for (when, code), leaves in self._needs.cells.items():
            forms = self._forms(when, code)
            if when != CURRENT:
                there = [form is not None for form in forms]
                columns.append(pl.Series(place_name(when, code), there, pl.Boolean))
            columns += self._form_columns(forms, leaves)
        everything = [leaf for some in self._needs.cells.values() for leaf in some]
        return self._parsed(pl.DataFrame(columns), everything)

    def _forms(self, when: str, code: str) -> list[Any]:
        """One form of one of the four returns, for each return; None where it is missing."""
        frequency = Frequency.MONTHLY if when == DECEMBER else self._frequency
        if self._stored and self._regime.form[code].frequency is not frequency:
            return [None] * len(self._given)
        name = _RETURNS[_WHENS.index(when)]
        held = [getattr(item, name) or _EMPTY for item in self._given]
        if not self._stored:
            return [forms.get(code) for forms in held]
        return [(forms[code] or _EMPTY) if code in forms else None for forms in held]

    def _part(self, forms: Sequence[Any], part: str) -> list[Any]:
        """``head``, ``cells`` or ``rows`` of every form."""
        if self._stored:
            return [(form.get(part) or _EMPTY) if form else _EMPTY for form in forms]
        return [getattr(form, part) if form else _EMPTY for form in forms]

    def _form_columns(self, forms: Sequence[Any], leaves: Sequence[Leaf]) -> list[pl.Series]:
        columns = []
        by_row: dict[str, list[Leaf]] = {}
        for leaf in leaves:
            by_row.setdefault(leaf.indicator, []).append(leaf)
        cells = self._part(forms, CELLS)
        for indicator, group in by_row.items():
            if indicator:
                rows = [held.get(indicator) or _EMPTY for held in cells]
            else:
                rows = self._part(forms, HEAD)
            columns += [self._column(leaf, [row.get(leaf.key) for row in rows]) for leaf in group]
        return columns

    def _column(self, leaf: Leaf, values: list[Any]) -> pl.Series:
        if self._stored:
            if leaf.computed:
                return pl.Series(leaf.name, [None] * len(values), pl.Int64)
            if leaf.spec.kind is Kind.NUMBER:
                return self._texts(leaf, values)
            values = [self._read(leaf.spec, value) for value in values]
        if leaf.text:
            return pl.Series(leaf.name, [value or None for value in values], pl.String)
        if leaf.spec.kind is not Kind.NUMBER:
            values = [whole(value) for value in values]
        found = pl.Series(leaf.name, values, pl.Int64)
        largest = found.abs().max()
        if isinstance(largest, int) and largest > MAX_SCALED:
            raise FrameFault(f"{leaf.name}超出可填范围，绝对值应不大于{MAX_SCALED}")
        return found

    def _texts(self, leaf: Leaf, values: list[Any]) -> pl.Series:
        """Stored numbers as they are written; what is no text is none."""
        try:
            return pl.Series(leaf.name, values, pl.String)
        except TypeError:
            kept = [value if isinstance(value, str) else None for value in values]
            return pl.Series(leaf.name, kept, pl.String)

    def _parsed(self, texts: pl.DataFrame, leaves: Sequence[Leaf]) -> pl.DataFrame:
        """Canonical texts are numbers without their point; anything else is read with care."""
        wanted = {
            leaf.name: leaf
            for leaf in leaves
            if self._stored and leaf.spec.kind is Kind.NUMBER and not leaf.computed
        }
        numbers = [_number(leaf) for leaf in wanted.values()]
        odd = texts.select(_odd(leaf) for leaf in wanted.values())
        some = odd.select(pl.all().any())
        parsed = texts.with_columns(numbers)
        for name, leaf in wanted.items():
            if some[name].any():
                careful = [
                    self._read(leaf.spec, text) if strange else number
                    for text, number, strange in zip(
                        texts[name], parsed[name], odd[name], strict=True
                    )
                ]
                parsed = parsed.with_columns(pl.Series(name, careful, pl.Int64))
        return parsed

    def _read(self, spec: CellSpec, raw: Any) -> Any:
        if not isinstance(raw, str):
            return None
        known = self._memory.setdefault(spec.title, {})
        if raw not in known:
            try:
                known[raw] = read_value(spec, raw)
            except ValueFault:
                known[raw] = None
        return known[raw]

    def lines(self) -> dict[LinePlace, pl.DataFrame]:
        found = {}
        for (when, code, key), leaves in self._needs.lines.items():
            maximum = self._regime.form[code].row_group[key].maximum if self._stored else None
            held = self._part(self._forms(when, code), ROWS)
            groups = [(rows.get(key) or ())[:maximum] for rows in held]
            if max(map(len, groups), default=0) > MOST_LINES:
                raise FrameFault(f"{code}表的明细超过{MOST_LINES}行")
            lines = [line or _EMPTY for group in groups for line in group]
            owners = [at for at, group in enumerate(groups) for _ in group]
            columns = [
                self._column(leaf, [line.get(leaf.key) for line in lines]) for leaf in leaves
            ]
            frame = pl.DataFrame([pl.Series(RETURN, owners, pl.UInt32), *columns])
            frame = self._parsed(frame, leaves)
            if self._stored:
                frame = frame.filter(pl.any_horizontal(pl.exclude(RETURN).is_not_null()))
            number = pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over(RETURN)
            found[when, code, key] = frame.with_columns(number.alias(LINE))
        return found


def _number(leaf: Leaf) -> pl.Expr:
    digits = pl.col(leaf.name)
    if leaf.spec.decimals:
        digits = digits.str.replace(".", "", literal=True)
    return digits.cast(pl.Int64, strict=False)


def _odd(leaf: Leaf) -> pl.Expr:
    """Whether a text is not the number that it makes without its point."""
    sound = _number(leaf).is_between(-MAX_SCALED, MAX_SCALED)
    if leaf.spec.decimals:
        sound &= pl.col(leaf.name).str.slice(-leaf.spec.decimals - 1, 1) == "."
    return pl.col(leaf.name).is_not_null() & ~sound.fill_null(value=False)


def _filled(
    needs: Needs, wide: pl.DataFrame, lines: Mapping[LinePlace, pl.DataFrame]
) -> pl.DataFrame:
    """表已填, before forms that are not owed lose their cells: it looks at those as well."""
    for node in needs.nodes:
        if not isinstance(node, FormFilled):
            continue
        names = [
            leaf.name
            for leaf in needs.cells[CURRENT, node.form]
            if leaf.key in node.columns
            and leaf.name == cell_name(CURRENT, CellRef(node.form, leaf.indicator, leaf.key))
        ]
        filled = pl.any_horizontal(pl.lit(value=False), *(pl.col(n).is_not_null() for n in names))
        wide = wide.with_columns(filled.alias(column_name(node)))
        for (when, form, _group), frame in lines.items():
            if (when, form) == (CURRENT, node.form):
                some = pl.any_horizontal(pl.exclude(RETURN, LINE).is_not_null())
                owners = frame.filter(some)[RETURN].unique()
                has = pl.int_range(pl.len(), dtype=pl.UInt32).is_in(owners.implode())
                wide = wide.with_columns(pl.col(column_name(node)) | has)
    return wide


def _owed(
    ruleset: RuleSet, needs: Needs, wide: pl.DataFrame, lines: Mapping[LinePlace, pl.DataFrame]
) -> tuple[pl.DataFrame, dict[LinePlace, pl.DataFrame]]:
    """Which forms are owed; the cells and lines of the others are out of sight."""
    regime, masked, kept = ruleset.regime, [], dict(lines)
    for when, code in needs.cells:
        if when != CURRENT:
            continue
        form = regime.form[code]
        condition = parse_applies(form.applies)
        if form.frequency is not ruleset.frequency:
            owed = pl.lit(value=False)
        elif condition is None:
            owed = pl.lit(value=True)
        elif isinstance(condition, CellIs):
            name = cell_name(CURRENT, condition.cell)
            owed = (pl.col(name).cast(pl.String) == condition.value).fill_null(value=False)
        else:
            owed = pl.col(f"on:{condition.roster}")
        there = place_name(when, code)
        wide = wide.with_columns(owed.alias(there))
        if not wide[there].all():
            masked += [
                pl.when(pl.col(there)).then(pl.col(leaf.name)).alias(leaf.name)
                for leaf in needs.cells[when, code]
            ]
            for place, frame in lines.items():
                if place[:2] == (when, code):
                    kept[place] = frame.filter(wide[there].gather(frame[RETURN]))
    return wide.with_columns(masked), kept
