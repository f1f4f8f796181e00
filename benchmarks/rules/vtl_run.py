"""vtlengine on the exported VTL text; runs in an environment of its own (AGPL, never linked).

``python benchmarks/rules/vtl_run.py FOLDER``: reads ``rules.vtl``, ``structures.json`` and one CSV per
data set; one JSON line with seconds and failures by rule.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import metadata
from pathlib import Path

import pandas as pd
from vtlengine import run


def main() -> None:
    folder = Path(sys.argv[1])
    structures = json.loads((folder / "structures.json").read_text(encoding="utf-8"))
    script = (folder / "rules.vtl").read_text(encoding="utf-8")
    points = {}
    for one in structures["datasets"]:
        texts = [part["name"] for part in one["DataStructure"] if part["type"] == "String"]
        file = folder / f"{one['name']}.csv"
        points[one["name"]] = pd.read_csv(file, dtype=dict.fromkeys(texts, str))
    began = time.perf_counter()
    results = run(script=script, data_structures=structures, datapoints=points)
    seconds = time.perf_counter() - began
    failed: dict[str, int] = {}
    for result in results.values():
        found = result.data
        wrong = found[found["bool_var"].astype("boolean").eq(False).fillna(False)]
        for code, many in wrong["errorcode"].value_counts().items():
            failed[str(code)] = failed.get(str(code), 0) + int(many)
    version = metadata.version("vtlengine")
    print(json.dumps({"seconds": seconds, "failed": failed, "version": version}))


if __name__ == "__main__":
    main()
