"""DuckDB and pandas + pandera on the same returns; runs in an environment of its own.

``python -m benchmarks.rules.others FILE.parquet``: one JSON line with seconds and failures by rule.
Nothing of the product is imported here.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from importlib import metadata
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pandera.pandas as pa

from benchmarks.rules.hand import HandRule
from benchmarks.rules.hand_periods import monthly
from benchmarks.rules.sql import query


def main() -> None:
    path = sys.argv[1]
    connection = duckdb.connect()
    connection.execute("CREATE TABLE returns AS SELECT * FROM read_parquet(?)", [path])
    seconds: dict[str, float] = {}
    text = query("returns")
    seconds["duckdb"] = _best(
        lambda: connection.execute(f"CREATE OR REPLACE TABLE judged AS {text}"), 5
    )
    judged = connection.execute("SELECT * FROM judged").df()
    frame = connection.execute("SELECT * FROM returns").df()
    failed = {"duckdb": {key: int((judged[key] == 1).sum()) for key in judged.columns}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        began = time.perf_counter()
        failed["pandera"] = _pandera(frame)
        seconds["pandera"] = time.perf_counter() - began
    versions = {
        "duckdb": duckdb.__version__,
        "pandas": pd.__version__,
        "pandera": metadata.version("pandera"),
    }
    print(json.dumps({"seconds": seconds, "failed": failed, "versions": versions}))


def _best(run: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        took.append(time.perf_counter() - began)
    return min(took)


class _Columns:
    """Cells of a data frame; a figure is exact as a float up to 2^53, and these are far below."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def cell(self, name: str) -> Any:
        return self._frame[name].fillna(0)

    def filled(self, name: str) -> Any:
        return self._frame[name].notna()

    def flag(self, name: str) -> Any:
        return self._frame[name]

    def embedded(self) -> Any:
        return self._frame["current:6.head.embedded"].fillna("")

    def months(self) -> Any:
        return self._frame["months"]

    def larger(self, value: Any, least: int) -> Any:
        return value.clip(lower=least)

    def sign(self, value: Any) -> Any:
        return np.sign(value)


def _pandera(frame: pd.DataFrame) -> dict[str, int]:
    """Failures by rule: one check per relation, all of them reported (lazy)."""
    keys = [rule.key for rule in monthly(_Columns(frame.iloc[:1]))]
    checks = [pa.Check(_check(number), name=key) for number, key in enumerate(keys)]
    failed = dict.fromkeys(keys, 0)
    try:
        pa.DataFrameSchema(checks=checks).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.drop_duplicates(["check", "index"])
        failed |= {str(key): int(many) for key, many in cases["check"].value_counts().items()}
    return failed


def _check(number: int) -> Callable[[pd.DataFrame], Any]:
    def holds(frame: pd.DataFrame) -> Any:
        rule = _rules(frame)[number]
        return _not_failed(frame, rule)

    return holds


_MADE: dict[int, list[HandRule]] = {}


def _rules(frame: pd.DataFrame) -> list[HandRule]:
    """The relations over a frame; pandera hands every check a copy of the same one."""
    if len(frame) not in _MADE:
        _MADE[len(frame)] = list(monthly(_Columns(frame)))
    return _MADE[len(frame)]


def _not_failed(frame: pd.DataFrame, rule: HandRule) -> Any:
    if rule.filled:
        return frame[rule.filled].notna()
    good = rule.good
    if rule.unknown is not None:
        good = good | rule.unknown
    blanks = frame[list(rule.named)].isna()
    if rule.named and rule.policy == "partial":
        good = good | blanks.all(axis=1)
    elif rule.named and rule.policy == "all":
        good = good | blanks.any(axis=1)
    return good if rule.given is None else good | ~rule.given


if __name__ == "__main__":
    main()
