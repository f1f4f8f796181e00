"""Many returns side by side: one Int64, text or truth column for each leaf that a rule set looks at.

Numbers are integers in the last decimal place, as everywhere; blank is null. Lines stand in frames
of their own, joined by the position of their return.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from ruantong.core.applicability import CellIs, Listed, parse_applies
from ruantong.core.cellref import CellRef
from ruantong.core.cells import CellSpec, read_value
from ruantong.core.content import CELLS, HEAD, ROWS
from ruantong.core.dossier import UnitFacts
from ruantong.core.interchange import forms_to_json, parse_forms
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Form, Kind, Regime
from ruantong.core.rules.executors.columns_needs import (
    CODE,
    Column,
    LinePlace,
    Needs,
    cell_name,
    leaf_name,
    line_name,
    needs_of,
)
from ruantong.core.rules.language import tree as t
from ruantong.core.rules.language.runtime import whole
from ruantong.core.rules.lowering import ops
from ruantong.core.rules.lowering.folding import MOST_LINES
from ruantong.core.rules.ruleset import RuleSet
from ruantong.core.values import MAX_SCALED, ValueFault

_EMPTY: Mapping[str, Any] = {}
#: Position of a return in the frame, and number of a line from 1, in frames of lines.
RETURN, LINE = "return", "line"

Lines = dict[LinePlace, pl.DataFrame]
#: Form and kind of lines.
Group = tuple[str, str]


class FrameFault(ValueError):
    """Returns that cannot stand in one frame: another frequency, or too many lines."""


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
    """Returns of one frequency as columns, chosen for the rules whose hash is ``ruleset``.

    ``lines`` has the lines that rules judge one by one, last year's beside them.
    """

    ruleset: str
    wide: pl.DataFrame
    lines: Mapping[Group, pl.DataFrame]


def frame_of(ruleset: RuleSet, returns: Iterable[Stored]) -> Frame:
    """The frame of returns for these rules.

    What cannot be read in a return is blank, as in ``parse_forms``. Raises ``FrameFault``.
    """
    given = list(returns)
    for item in given:
        if item.period.frequency is not ruleset.frequency:
            one, other = item.period.label, ruleset.frequency.label
            raise FrameFault(f"{one}与{other}的审核关系不同期别")
    needs = needs_of(ruleset)
    try:
        return _Reader(ruleset, needs, given).frame()
    except (AttributeError, TypeError):
        # Some return is not shaped as it should be: what can be read of each is written anew.
        return _Reader(ruleset, needs, [_rewritten(ruleset.regime, item) for item in given]).frame()


def _rewritten(regime: Regime, item: Stored) -> Stored:
    """The return with its forms as the ordinary reader understands them."""

    def read(forms: Mapping[str, Any] | None, period: Period = item.period) -> Any:
        return forms and forms_to_json(regime, parse_forms(regime, period, forms)[0])

    december = read(item.december, item.period.december())
    own, previous, year_ago = map(read, (item.forms, item.previous, item.year_ago))
    return replace(item, forms=own, previous=previous, year_ago=year_ago, december=december)


class _Reader:
    """Reads the returns column by column."""

    def __init__(self, ruleset: RuleSet, needs: Needs, given: Sequence[Stored]) -> None:
        self._ruleset, self._needs, self._given = ruleset, needs, given
        self._regime = ruleset.regime
        self._memory: dict[str, dict[str, Any]] = {}

    def frame(self) -> Frame:
        """Cells and lines as they are written, then without those of forms that are not owed, then
        what is worked out from them.
        """
        derived = self._needs.derived
        wide = self._wide()
        lines = {place: self._lines(*place) for place in self._needs.lines}
        filled = [leaf for leaf in derived if isinstance(leaf, t.FormFilled)]
        wide = wide.with_columns(self._is_filled(leaf, lines) for leaf in filled)
        wide, lines = self._owed(wide, lines)
        same = [leaf for leaf in derived if isinstance(leaf, t.SameColumns)]
        wide = wide.with_columns(_same(leaf, wide.schema) for leaf in same)
        totals = [leaf for leaf in derived if isinstance(leaf, t.RowSum | t.RowCount)]
        for place, frame in lines.items():
            if mine := [leaf for leaf in totals if (t.CURRENT, leaf.form, leaf.group) == place]:
                wide = _with_totals(wide, frame, mine)
        rules = [instance.rule for instance in self._ruleset.instances]
        groups = dict.fromkeys((rule.form, rule.row_group) for rule in rules if rule.row_group)
        wide = wide.with_columns(
            _has(lines[t.CURRENT, *group]).alias(leaf_name(ops.HasLines(*group)))
            for group in groups
        )
        unique = [leaf for leaf in derived if isinstance(leaf, t.UniqueInRows)]
        return Frame(self._ruleset.hash, wide, {g: _judged(g, lines, unique) for g in groups})

    # what is written -----------------------------------------------------------------------

    def _wide(self) -> pl.DataFrame:
        given = self._given
        columns = [
            pl.Series("months", [item.period.months for item in given], pl.Int64),
            pl.Series("year", [item.period.year for item in given], pl.Int64),
            pl.Series("district", [item.unit.district for item in given], pl.String),
            pl.Series("unique", [item.unit.uscc_unique for item in given], pl.Boolean),
        ]
        for roster in sorted(self._needs.rosters):
            on = [roster in item.unit.lists for item in given]
            columns.append(pl.Series(leaf_name(t.OnList(roster)), on, pl.Boolean))
        read: list[Column] = []
        for (when, of_form), wanted in self._needs.cells.items():
            forms = self._forms(when, of_form)
            if when != t.CURRENT:
                there = [form is not None for form in forms]
                columns.append(pl.Series(leaf_name(ops.Present(when, of_form)), there, pl.Boolean))
            rows: dict[str, list[Any]] = {"": _part(forms, HEAD)}
            cells = _part(forms, CELLS)
            for column in wanted.values():
                code = column.ref.indicator
                if code not in rows:
                    rows[code] = [form.get(code) or _EMPTY for form in cells]
                columns.append(self._column(column, rows[code]))
            read += wanted.values()
        return self._parsed(pl.DataFrame(columns), read)

    def _forms(self, when: str, code: str) -> list[Any]:
        """One form of one of the four returns, for each return; None where it is missing."""
        frequency = Frequency.MONTHLY if when == t.DECEMBER else self._ruleset.frequency
        if self._regime.form[code].frequency is not frequency:
            return [None] * len(self._given)
        part = "forms" if when == t.CURRENT else when
        parts = [getattr(item, part) or _EMPTY for item in self._given]
        return [(forms[code] or _EMPTY) if code in forms else None for forms in parts]

    def _column(self, column: Column, rows: Sequence[Mapping[str, Any]]) -> pl.Series:
        """The values of one key; numbers as they are written, what is no text is none."""
        if column.computed:
            return pl.Series(column.name, [None] * len(rows), pl.Int64)
        key = column.key
        values = [row.get(key) for row in rows]
        if column.spec.kind is Kind.NUMBER:
            try:
                return pl.Series(column.name, values, pl.String)
            except TypeError:
                kept = [value if isinstance(value, str) else None for value in values]
                return pl.Series(column.name, kept, pl.String)
        values = [self._read(column.spec, value) for value in values]
        if column.text:
            return pl.Series(column.name, [value or None for value in values], pl.String)
        return pl.Series(column.name, list(map(whole, values)), pl.Int64)

    def _parsed(self, texts: pl.DataFrame, columns: Iterable[Column]) -> pl.DataFrame:
        """Canonical texts are numbers without their point; anything else is read with care."""
        wanted = [c for c in columns if c.spec.kind is Kind.NUMBER and not c.computed]
        odd = texts.select(_odd(column) for column in wanted)
        some = odd.select(pl.all().any())
        parsed = texts.with_columns(map(_number, wanted))
        for column in wanted:
            name = column.name
            if some[name].any():
                rows = zip(texts[name], parsed[name], odd[name], strict=True)
                careful = [
                    self._read(column.spec, text) if strange else number
                    for text, number, strange in rows
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

    def _lines(self, when: str, code: str, key: str) -> pl.DataFrame:
        """The lines of a kind that are not empty."""
        maximum = self._regime.form[code].row_group[key].maximum
        every = _part(self._forms(when, code), ROWS)
        groups = [(rows.get(key) or ())[:maximum] for rows in every]
        if max(map(len, groups), default=0) > MOST_LINES:
            raise FrameFault(f"{code}表的明细超过{MOST_LINES}行")
        lines = [line or _EMPTY for group in groups for line in group]
        owners = [at for at, group in enumerate(groups) for _ in group]
        columns = self._needs.lines[when, code, key]
        read = [self._column(column, lines) for column in columns]
        frame = self._parsed(pl.DataFrame([pl.Series(RETURN, owners, pl.UInt32), *read]), columns)
        frame = frame.filter(pl.any_horizontal(pl.exclude(RETURN).is_not_null()))
        number = pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over(RETURN)
        return frame.with_columns(number.alias(LINE))

    # what is owed --------------------------------------------------------------------------

    def _is_filled(self, leaf: t.FormFilled, lines: Lines) -> pl.Expr:
        """表已填 looks at forms that are not owed as well."""
        columns = self._needs.cells[t.CURRENT, leaf.form].values()
        names = (c.name for c in columns if c.ref.column in leaf.columns)
        filled = pl.any_horizontal(pl.lit(value=False), *(pl.col(n).is_not_null() for n in names))
        for (when, form, _group), frame in lines.items():
            if (when, form) == (t.CURRENT, leaf.form):
                filled |= _has(frame)
        return filled.alias(leaf_name(leaf))

    def _owed(self, wide: pl.DataFrame, lines: Lines) -> tuple[pl.DataFrame, Lines]:
        """Which forms are owed; the cells and lines of the others are out of sight."""
        current = [code for when, code in self._needs.cells if when == t.CURRENT]
        there = {code: leaf_name(ops.Present(t.CURRENT, code)) for code in current}
        wide = wide.with_columns(
            self._is_owed(self._regime.form[code]).alias(there[code]) for code in current
        )
        kept = {
            (when, code, key): frame.filter(wide[there[code]].gather(frame[RETURN]))
            if when == t.CURRENT
            else frame
            for (when, code, key), frame in lines.items()
        }
        return wide.with_columns(
            pl.when(pl.col(there[code])).then(pl.col(name)).alias(name)
            for code in current
            if not wide[there[code]].all()
            for name in self._needs.cells[t.CURRENT, code]
        ), kept

    def _is_owed(self, form: Form) -> pl.Expr:
        if form.frequency is not self._ruleset.frequency:
            return pl.lit(value=False)
        match parse_applies(form.applies):
            case CellIs(cell, value):
                code = pl.col(cell_name(t.CURRENT, cell)).cast(pl.String)
                return (code == value).fill_null(value=False)
            case Listed(roster):
                return pl.col(leaf_name(t.OnList(roster)))
        return pl.lit(value=True)


def _part(forms: Sequence[Any], part: str) -> list[Any]:
    """``head``, ``cells`` or ``rows`` of every form."""
    return [(form.get(part) or _EMPTY) if form else _EMPTY for form in forms]


def _number(column: Column) -> pl.Expr:
    digits = pl.col(column.name)
    if column.spec.decimals:
        digits = digits.str.replace(".", "", literal=True)
    return digits.cast(pl.Int64, strict=False)


def _odd(column: Column) -> pl.Expr:
    """Whether a text is not the number that it makes without its point."""
    sound = _number(column).is_between(-MAX_SCALED, MAX_SCALED)
    if column.spec.decimals:
        sound &= pl.col(column.name).str.slice(-column.spec.decimals - 1, 1) == "."
    return pl.col(column.name).is_not_null() & ~sound.fill_null(value=False)


# ---- what is worked out ------------------------------------------------------------------------


def _same(leaf: t.SameColumns, schema: pl.Schema) -> pl.Expr:
    left, right = (
        [cell_name(t.CURRENT, CellRef(leaf.form, code, key)) for code in leaf.indicators]
        for key in (leaf.left, leaf.right)
    )
    alike = pl.all_horizontal(
        pl.col(one).eq_missing(pl.col(other)) for one, other in zip(left, right, strict=True)
    )
    something = pl.any_horizontal(
        pl.col(name).is_not_null() if schema[name] == pl.String else pl.col(name) != 0
        for name in left
    )
    return (alike & something.fill_null(value=False)).alias(leaf_name(leaf))


def _has(lines: pl.DataFrame) -> pl.Expr:
    """Whether returns have any of these lines."""
    return pl.int_range(pl.len(), dtype=pl.UInt32).is_in(lines[RETURN].unique().implode())


def _with_totals(
    wide: pl.DataFrame, lines: pl.DataFrame, leaves: Sequence[t.RowSum | t.RowCount]
) -> pl.DataFrame:
    """Returns with sums and counts over their lines of a kind."""
    code = pl.col(line_name(t.CURRENT, CODE)).fill_null("")
    totals = []
    for leaf in leaves:
        mine = pl.any_horizontal(pl.lit(value=False), *map(code.str.starts_with, leaf.prefixes))
        if isinstance(leaf, t.RowSum):
            value = pl.col(line_name(t.CURRENT, leaf.column))
            value = value.filter(mine) if leaf.prefixes else value
            total: pl.Expr = pl.when(value.count() > 0).then(value.sum())
        else:
            total = mine.sum() if leaf.prefixes else pl.len()
        totals.append(total.cast(pl.Int64).alias(leaf_name(leaf)))
    every = wide.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias(RETURN))
    added = every.join(
        lines.group_by(RETURN).agg(totals), on=RETURN, how="left", maintain_order="left"
    )
    counts = [leaf_name(leaf) for leaf in leaves if isinstance(leaf, t.RowCount)]
    return wide.hstack(added.drop(RETURN).with_columns(pl.col(counts).fill_null(0)))


def _judged(group: Group, lines: Lines, unique: Sequence[t.UniqueInRows]) -> pl.DataFrame:
    """The lines of a kind with last year's beside them, and which values stand in no other line."""
    frame, past = lines[t.CURRENT, *group], lines.get((t.YEAR_AGO, *group))
    old = leaf_name(ops.OldLine())
    if past is not None:
        coded = line_name(t.CURRENT, CODE) in frame.columns
        now, then = (
            [RETURN, *([line_name(when, CODE)] if coded else [])]
            for when in (t.CURRENT, t.YEAR_AGO)
        )
        last = past.drop(LINE).unique(then, keep="last", maintain_order=True)
        frame = frame.join(
            last.with_columns(pl.lit(value=True).alias(old)),
            left_on=now,
            right_on=then,
            how="left",
            nulls_equal=True,
            maintain_order="left",
            coalesce=False,
        ).drop(f"{RETURN}_right")
        frame = frame.with_columns(pl.col(old).fill_null(value=False))
    return frame.with_columns(
        ((pl.len().over(RETURN, name) == 1) | pl.col(name).is_null()).alias(leaf_name(leaf))
        for leaf in unique
        if (leaf.column.form, leaf.column.group) == group
        for name in [line_name(t.CURRENT, leaf.column.column)]
    )
