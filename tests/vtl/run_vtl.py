"""Runs VTL text in vtlengine: ``python run_vtl.py FOLDER``; only the environment of that tool has it.

FOLDER holds ``rules.vtl``, ``structures.json`` and a CSV per data set; every result becomes
``NAME.result.csv``. Truth values are written true, false or nothing.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from vtlengine import run

READ: dict[str, Callable[[str], Any]] = {
    "Integer": lambda text: int(text) if text else None,
    "Boolean": {"true": True, "false": False}.get,
    "String": lambda text: text or None,
}
DTYPES = {"Integer": "int64[pyarrow]", "Boolean": "bool[pyarrow]", "String": "string[pyarrow]"}


def frame(path: Path, components: list[dict[str, Any]]) -> pd.DataFrame:
    """One data set, every column with the type its structure states."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return pd.DataFrame(
        {
            c["name"]: pd.Series(
                [READ[c["type"]](row[c["name"]]) for row in rows], dtype=DTYPES[c["type"]]
            )
            for c in components
        }
    )


def main(folder: Path) -> None:
    structures = json.loads((folder / "structures.json").read_text(encoding="utf-8"))
    data = {
        one["name"]: frame(folder / f"{one['name']}.csv", one["DataStructure"])
        for one in structures["datasets"]
    }
    results = run(
        script=(folder / "rules.vtl").read_text(encoding="utf-8"),
        data_structures=structures,
        datapoints=data,
        use_duckdb=True,
    )
    for name, result in results.items():
        with (folder / f"{name}.result.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(result.data.columns)
            columns = (result.data[name].tolist() for name in result.data.columns)
            writer.writerows(
                [written(value) for value in row] for row in zip(*columns, strict=True)
            )


def written(value: Any) -> str:
    """A truth value in lower case, nothing for null, anything else as it is."""
    if pd.isna(value):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
