"""All findings of many returns listed, as pandera lists them: a row for each in order of returns."""

from __future__ import annotations

import polars as pl

from ruantong.core.rules.executors.columns import ColumnarResult
from ruantong.core.rules.executors.columns_frame import LINE, RETURN
from ruantong.core.rules.lowering.chain import FAIL, NOT_EVALUATED


def failures(result: ColumnarResult) -> pl.DataFrame:
    """Return, line (0: none), rule, instance, and outcome of what failed or cannot be judged."""
    rows = _findings(result.outcomes)
    parts = [rows.select(pl.col("row").alias(RETURN), pl.lit(0, pl.UInt32).alias(LINE), *_FOUND)]
    for frame in result.lines.values():
        rows = _findings(frame.drop(RETURN, LINE))
        parts.append(frame.select(RETURN, LINE)[rows["row"]].hstack(rows.select(_FOUND)))
    # One key sorts several times as fast as three; numbers and lines are below 2^16.
    order = pl.col(RETURN).cast(pl.UInt64) * 2**32 + pl.col("number") * 2**16 + pl.col(LINE)
    found = pl.concat(parts).sort(order)
    rules = pl.Series([instance.rule.id for instance in result.instances], dtype=pl.String)
    labels = pl.Series([instance.label for instance in result.instances], dtype=pl.String)
    return found.select(
        RETURN,
        LINE,
        "outcome",
        rule=rules.gather(found["number"]),
        instance=labels.gather(found["number"]),
    )


_FOUND = ("number", "outcome")


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
