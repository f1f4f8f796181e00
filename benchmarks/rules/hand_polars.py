"""The relations by hand as Polars expressions: the limit for the columnar executor."""

from __future__ import annotations

import polars as pl

from benchmarks.rules.hand import HandRule
from benchmarks.rules.hand_periods import monthly


class _Columns:
    """Cells with blanks as 0 stand in columns of their own, made once."""

    def __init__(self) -> None:
        self.made: dict[str, pl.Expr] = {}

    def cell(self, name: str) -> pl.Expr:
        self.made[f"zero {name}"] = pl.col(name).fill_null(0).alias(f"zero {name}")
        return pl.col(f"zero {name}")

    def filled(self, name: str) -> pl.Expr:
        return pl.col(name).is_not_null()

    def flag(self, name: str) -> pl.Expr:
        return pl.col(name)

    def embedded(self) -> pl.Expr:
        self.made["embedded"] = pl.col("current:6.head.embedded").fill_null("").alias("embedded")
        return pl.col("embedded")

    def months(self) -> pl.Expr:
        return pl.col("months")

    def larger(self, value: pl.Expr, least: int) -> pl.Expr:
        return value.clip(least)

    def sign(self, value: pl.Expr) -> pl.Expr:
        return value.sign()


def expressions() -> tuple[list[pl.Expr], list[pl.Expr]]:
    """The filled columns, and one UInt8 outcome per relation: 0 passes … 3 cannot be judged."""
    columns = _Columns()
    outcomes = [_outcome(rule).alias(rule.key) for rule in monthly(columns)]
    return list(columns.made.values()), outcomes


def _outcome(rule: HandRule) -> pl.Expr:
    if rule.filled:
        return pl.col(rule.filled).is_null().cast(pl.UInt8)
    outcome: pl.Expr = (~rule.good).cast(pl.UInt8)
    if rule.unknown is not None:
        outcome = pl.when(rule.unknown).then(_lit(3)).otherwise(outcome)
    blanks = [pl.col(name).is_null() for name in rule.named]
    if blanks and rule.policy == "partial":
        outcome = pl.when(_all(blanks)).then(_lit(2)).otherwise(outcome)
    elif blanks and rule.policy == "all":
        outcome = pl.when(~_all([~blank for blank in blanks])).then(_lit(3)).otherwise(outcome)
    if rule.given is not None:
        outcome = pl.when(rule.given).then(outcome).otherwise(_lit(2))
    return outcome


def _lit(code: int) -> pl.Expr:
    return pl.lit(code, dtype=pl.UInt8)


def _all(parts: list[pl.Expr]) -> pl.Expr:
    found = parts[0]
    for part in parts[1:]:
        found &= part
    return found


def judge(wide: pl.DataFrame, made: tuple[list[pl.Expr], list[pl.Expr]]) -> pl.DataFrame:
    """The outcomes of all returns."""
    filled, outcomes = made
    return wide.with_columns(filled).select(outcomes)
