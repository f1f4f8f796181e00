"""The same relations on the same returns in DuckDB, pandas + pandera and vtlengine.

Each runs in an environment of its own (``./run bench`` makes them); their failures must be ours.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.rules import data
from benchmarks.rules.clock import alternating
from benchmarks.rules.listed import failures
from benchmarks.rules.many import subset
from ruantong.core.periods import Frequency
from ruantong.core.rules.executors.columns import evaluate
from ruantong.core.rules.executors.columns_frame import Frame
from ruantong.core.rules.lowering.chain import FAIL
from ruantong.core.rules.ruleset import RuleSet
from ruantong.exchange.vtl.data import structures_json, wide_csv
from ruantong.exchange.vtl.rules import export_vtl

ROOT = Path(__file__).parents[2]
BENCH, VTL = ROOT / ".venv-bench/bin/python", ROOT / ".venv-vtl/bin/python"


def measure(count: int) -> dict[str, Any]:
    """Seconds of each engine and how many times ours they take."""
    rules = subset()
    frame = data.large(rules, Frequency.MONTHLY, count)
    right = _failed(rules, frame)
    judged, listed = alternating(
        (lambda: evaluate(rules, frame), lambda: failures(evaluate(rules, frame))), 20
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        others = _others(folder, frame)
        vtl = _vtl(folder, rules, count)
    for engine, failed in (*others["failed"].items(), ("vtlengine", vtl["failed"])):
        wrong = {key: (many, failed.get(key, 0)) for key, many in right.items()}
        assert all(a == b for a, b in wrong.values()), (engine, wrong)
    seconds = {**others["seconds"], "vtlengine": vtl["seconds"]}
    return {
        "engines_returns": count,
        "engines_judged_s": round(judged, 4),
        "engines_listed_s": round(listed, 4),
        "engines_seconds": {engine: round(took, 3) for engine, took in seconds.items()},
        "versions": {**others["versions"], "vtlengine": vtl["version"], "polars": pl.__version__},
        # pandera gives the failing cases, the others every outcome: each against the like of it.
        **{
            f"vs_{engine}": round(took / (listed if engine == "pandera" else judged), 1)
            for engine, took in seconds.items()
        },
    }


def _failed(rules: RuleSet, frame: Frame) -> dict[str, int]:
    outcomes = evaluate(rules, frame).outcomes
    sums = outcomes.select((pl.all() == FAIL).sum()).row(0)
    return {i.key: many for i, many in zip(rules.instances, sums, strict=True)}


def _others(folder: Path, frame: Frame) -> dict[str, Any]:
    """DuckDB, pandas and pandera read the same columns from a file."""
    path = folder / "returns.parquet"
    frame.wide.write_parquet(path)
    return _run(BENCH, "-m", "benchmarks.rules.others", str(path))


def _vtl(folder: Path, rules: RuleSet, count: int) -> dict[str, Any]:
    """vtlengine runs the text of the exporter."""
    export = export_vtl(rules)
    (folder / "rules.vtl").write_text(export.text(balances=False), encoding="utf-8")
    (folder / "structures.json").write_text(structures_json(export.sets), encoding="utf-8")
    dossiers = data.monthly_dossiers()
    returns = ((str(n), dossiers[n % len(dossiers)]) for n in range(count))
    for name, text in wide_csv(rules, export.sets, returns).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return _run(VTL, str(ROOT / "benchmarks/rules/vtl_run.py"), str(folder))


def _run(python: Path, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [str(python), *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
