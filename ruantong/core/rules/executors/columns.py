"""All returns of a period, or of ten years, judged at once: the columnar executor (ADR 0035).

Same rules, same four outcomes as the generated function; the rules are Polars expressions over a
frame (``columnar_frame``) with one row per return.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from ruantong.core.cellref import CellRef
from ruantong.core.rules.executors.columns_code import OLD, lines_name
from ruantong.core.rules.executors.columns_frame import (
    LINE,
    RETURN,
    Frame,
    FrameFault,
    Stored,
    frame_of,
)
from ruantong.core.rules.executors.columns_needs import (
    CODE,
    Needs,
    cell_name,
    column_name,
    line_name,
    needs_of,
)
from ruantong.core.rules.executors.columns_plan import (
    BLANK,
    BY_LINE,
    FULL,
    MIXED,
    Group,
    LinePlan,
    Plan,
    make_plan,
)
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.language.tree import (
    CURRENT,
    YEAR_AGO,
    RowCount,
    RowSum,
    SameColumns,
    UniqueInRows,
    walk,
)
from ruantong.core.rules.lowering.chain import FAIL, NOT_APPLICABLE, NOT_EVALUATED, PASS
from ruantong.core.rules.ruleset import RuleSet

__all__ = [
    "BY_LINE",
    "FAIL",
    "NOT_APPLICABLE",
    "NOT_EVALUATED",
    "PASS",
    "ColumnarResult",
    "Frame",
    "FrameFault",
    "Stored",
    "evaluate",
    "frame_of",
]

_NAMES = {FAIL: "fail", NOT_EVALUATED: "not_evaluated"}
_FOUND = ("number", "outcome")
_COUNTS = ("pass", "fail", "not_applicable", "not_evaluated")
_NEEDS: dict[str, Needs] = {}
_PLANS: dict[tuple[object, ...], Plan] = {}
_MOST_PLANS = 32


@dataclass(frozen=True)
class ColumnarResult:
    """Outcomes of every instance for every return.

    ``outcomes``: UInt8, a column per instance (its number as text), a row per return. ``lines``:
    by kind of line, the outcomes of line rules (null: the return was not judged line by line).
    """

    instances: tuple[Instance, ...]
    ids: pl.Series
    outcomes: pl.DataFrame
    lines: Mapping[Group, pl.DataFrame]

    @cached_property
    def counts(self) -> pl.DataFrame:
        """Per return: pass, fail, not_applicable, not_evaluated, which add up to total."""
        tables = [_tally(self.outcomes.with_row_index(RETURN))]
        tables += [_tally(frame.drop(LINE)) for frame in self.lines.values()]
        whole = pl.concat(tables).group_by(RETURN, maintain_order=True).sum().sort(RETURN)
        total = pl.sum_horizontal(_COUNTS).alias("total")
        return whole.with_columns(total).with_columns(id=self.ids).select("id", *_COUNTS, "total")

    def failures(self) -> pl.DataFrame:
        """One row per finding: id, rule, instance, line (0: none), outcome; in order of returns."""
        rows = _findings(self.outcomes)
        parts = [
            rows.select(pl.col("row").alias(RETURN), pl.lit(0, pl.UInt32).alias(LINE), *_FOUND)
        ]
        for frame in self.lines.values():
            rows = _findings(frame.drop(RETURN, LINE))
            places = frame.select(RETURN, LINE)[rows["row"]]
            parts.append(places.hstack(rows.select(_FOUND)))
        # One key sorts several times as fast as three; numbers and lines are below 2^16.
        order = pl.col(RETURN).cast(pl.UInt64) * 2**32 + pl.col("number") * 2**16 + pl.col(LINE)
        found = pl.concat(parts).sort(order)
        rules = pl.Series([instance.rule.id for instance in self.instances], dtype=pl.String)
        labels = pl.Series([instance.label for instance in self.instances], dtype=pl.String)
        return found.select(
            id=self.ids.gather(found[RETURN]),
            rule=rules.gather(found["number"]),
            instance=labels.gather(found["number"]),
            line=pl.col(LINE),
            outcome=pl.Series([_NAMES.get(code) for code in range(4)]).gather(found["outcome"]),
        )


def evaluate(ruleset: RuleSet, frame: Frame) -> ColumnarResult:
    """Judge every instance for every return of a frame made for these rules.

    Raises ``FrameFault`` for a frame of other rules.
    """
    if frame.ruleset != ruleset.hash:
        raise FrameFault("数据列是按另一套审核关系整理的")
    wide = frame.wide.with_columns(_once_per_return(ruleset, frame))
    groups = {place[1:]: _line_frame(ruleset, frame, place[1:]) for place in _groups(ruleset)}
    plan = _plan(ruleset, wide, groups)
    for step in plan.steps:
        wide = wide.with_columns(step)
    numbers = [str(number) for number in range(len(ruleset.instances))]
    # A column of the frame goes along, or outcomes that are the same for all would have one row.
    outcomes = wide.select("months", *plan.outcomes).select(numbers)
    lines = {group: _judge_lines(plan.lines[group], wide, groups[group]) for group in plan.lines}
    return ColumnarResult(ruleset.instances, frame.ids, outcomes, lines)


def _groups(ruleset: RuleSet) -> list[tuple[str, str, str]]:
    rules = (instance.rule for instance in ruleset.instances)
    return list(dict.fromkeys((CURRENT, r.form, r.row_group) for r in rules if r.row_group))


def _once_per_return(ruleset: RuleSet, frame: Frame) -> list[pl.Series | pl.Expr]:
    """Sums and counts over lines, numbers of lines, columns that agree."""
    found: list[pl.Series | pl.Expr] = []
    schema = frame.wide.schema
    slots: dict[Group, list[RowSum | RowCount]] = {place[1:]: [] for place in _groups(ruleset)}
    for node in _needs(ruleset).nodes:
        if isinstance(node, RowSum | RowCount):
            slots.setdefault((node.form, node.group), []).append(node)
        elif isinstance(node, SameColumns):
            found.append(_same(node, schema))
    for group, nodes in slots.items():
        found += _totals(group, nodes, frame)
    return found


def _needs(ruleset: RuleSet) -> Needs:
    needs = _NEEDS.get(ruleset.hash)
    if needs is None:
        if len(_NEEDS) >= _MOST_PLANS:
            _NEEDS.clear()
        needs = _NEEDS[ruleset.hash] = needs_of(ruleset)
    return needs


def _totals(group: Group, nodes: list[RowSum | RowCount], frame: Frame) -> list[pl.Series]:
    lines = frame.lines[(CURRENT, *group)]
    code = pl.col(line_name(CURRENT, CODE)).fill_null("")
    prefixes = {node.prefixes for node in nodes if node.prefixes}
    marks = {these: f"of:{','.join(these)}" for these in prefixes}
    lines = lines.with_columns(
        pl.any_horizontal(*(code.str.starts_with(prefix) for prefix in these)).alias(name)
        for these, name in marks.items()
    )
    sums = [pl.len().alias(lines_name(*group))]
    for node in nodes:
        mine = pl.col(marks[node.prefixes]) if node.prefixes else pl.lit(value=True)
        if isinstance(node, RowCount):
            total = mine.sum() if node.prefixes else pl.len()
        else:
            value = pl.col(line_name(CURRENT, node.column))
            chosen = pl.when(mine).then(value)
            total = pl.when(chosen.count() > 0).then(chosen.sum())
        sums.append(total.cast(pl.Int64).alias(column_name(node)))
    index = pl.DataFrame({RETURN: pl.int_range(frame.wide.height, dtype=pl.UInt32, eager=True)})
    joined = index.join(
        lines.group_by(RETURN).agg(sums), on=RETURN, how="left", maintain_order="left"
    )
    counted = {lines_name(*group), *(column_name(n) for n in nodes if isinstance(n, RowCount))}
    return [
        joined[name].fill_null(0) if name in counted else joined[name]
        for name in joined.columns
        if name != RETURN
    ]


def _same(node: SameColumns, schema: pl.Schema) -> pl.Expr:
    def pair(code: str) -> tuple[pl.Expr, pl.Expr]:
        left, right = (
            cell_name(CURRENT, CellRef(node.form, code, key)) for key in (node.left, node.right)
        )
        return pl.col(left), pl.col(right)

    pairs = [pair(code) for code in node.indicators]
    alike = pl.all_horizontal(left.eq_missing(right) for left, right in pairs)
    something = pl.any_horizontal(
        left.is_not_null() if schema[left.meta.output_name()] == pl.String else left != 0
        for left, _ in pairs
    )  # fmt: skip
    return (alike & something.fill_null(value=False)).alias(column_name(node))


def _line_frame(ruleset: RuleSet, frame: Frame, group: Group) -> pl.DataFrame:
    """The lines of a kind with last year's beside them, and which values stand in several lines."""
    lines = frame.lines[(CURRENT, *group)]
    past = frame.lines.get((YEAR_AGO, *group))
    if past is not None:
        keys = [(RETURN, RETURN)]
        if line_name(CURRENT, CODE) in lines.columns:
            keys.append((line_name(CURRENT, CODE), line_name(YEAR_AGO, CODE)))
        old = past.drop(LINE).unique([right for _, right in keys], keep="last", maintain_order=True)
        lines = lines.join(
            old.with_columns(pl.lit(value=True).alias(OLD)),
            left_on=[left for left, _ in keys],
            right_on=[right for _, right in keys],
            how="left", nulls_equal=True, maintain_order="left", coalesce=False,
        ).drop(f"{RETURN}_right").with_columns(pl.col(OLD).fill_null(value=False))  # fmt: skip
    for instance in ruleset.instances:
        if (instance.rule.form, instance.rule.row_group) != group:
            continue
        trees = [tree for tree in (instance.check, instance.condition) if tree is not None]
        for node in (node for tree in trees for node in walk(tree)):
            if isinstance(node, UniqueInRows):
                lines = _with_repeats(lines, frame, node)
    return lines


def _with_repeats(lines: pl.DataFrame, frame: Frame, node: UniqueInRows) -> pl.DataFrame:
    column, name = node.column, line_name(CURRENT, node.column.column)
    again = f"again:{column.column}"
    there = frame.lines[CURRENT, column.form, column.group].select(RETURN, name)
    there = there.filter(pl.col(name).is_not_null())
    repeated = there.filter(pl.len().over(RETURN, name) > 1).unique()
    marked = repeated.with_columns(pl.lit(value=True).alias(again))
    joined = lines.drop(again, strict=False).join(
        marked, on=[RETURN, name], how="left", maintain_order="left"
    )
    return joined.with_columns(pl.col(again).fill_null(value=False))


def _plan(ruleset: RuleSet, wide: pl.DataFrame, groups: Mapping[Group, pl.DataFrame]) -> Plan:
    states = _states(wide)
    of_lines = {group: _states(lines) for group, lines in groups.items()}
    key = (
        ruleset.hash,
        tuple(states.items()),
        tuple((group, tuple(known.items())) for group, known in of_lines.items()),
    )
    plan = _PLANS.get(key)
    if plan is None:
        if len(_PLANS) >= _MOST_PLANS:
            _PLANS.clear()
        plan = _PLANS[key] = make_plan(ruleset, states, of_lines)
    return plan


def _states(frame: pl.DataFrame) -> dict[str, str]:
    """Of each column: no blank, nothing but blanks, or both; of a flag: all, none, or some."""
    states = {}
    for column in frame.iter_columns():
        if column.dtype == pl.Boolean and column.name != "unique":
            lacking = len(column) - int(column.sum())
        else:
            lacking = column.null_count()
        blank = BLANK if lacking == len(column) else MIXED
        states[column.name] = FULL if lacking == 0 else blank
    return states


def _judge_lines(plan: LinePlan, wide: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    outside = [name for name in sorted(plan.roots) if name not in lines.columns]
    gathered = wide.select(pl.col(outside).gather(lines[RETURN])) if outside else None
    whole = lines if gathered is None else lines.hstack(gathered)
    for step in plan.steps:
        whole = whole.with_columns(step)
    return whole.select(RETURN, LINE, *plan.outcomes)


def _tally(table: pl.DataFrame) -> pl.DataFrame:
    """The four outcomes of each row."""
    columns = pl.exclude(RETURN)
    counted = {
        name: pl.sum_horizontal(columns == code).cast(pl.UInt32)
        for code, name in enumerate(_COUNTS)
    }
    return table.select(pl.col(RETURN), **counted)


def _findings(outcomes: pl.DataFrame) -> pl.DataFrame:
    """Failed and unjudged outcomes of a matrix: row, number of the instance, outcome."""
    # The columns one after another: one look over all of them is four times as fast as one by one.
    columns = outcomes.get_columns() or [pl.Series(dtype=pl.UInt8)]
    flat = pl.concat(columns, rechunk=True)
    places = ((flat == FAIL) | (flat == NOT_EVALUATED)).arg_true()
    height = max(outcomes.height, 1)
    found = pl.DataFrame({"place": places, "column": places // height})
    return found.select(
        row=pl.col("place") - pl.col("column") * height,
        number=pl.Series(outcomes.columns).cast(pl.UInt32).gather(found["column"]),
        outcome=flat.gather(places),
    )
